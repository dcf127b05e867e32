// A form that is on its way is not sent again. data-busy on the button is what it says meanwhile.
// data-again on the form leaves it alone: the answer is a file, and the page stays.

// After this long the connection has failed rather than the server: let the person try again.
const PATIENCE = 15_000;

const release = (form, button, words) => {
  delete form.dataset.sent;
  if (!button) return;
  button.removeAttribute("aria-disabled");
  button.classList.remove("is-busy");
  if (button.dataset.busy) button.textContent = words;
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  // htmx and scripts that send the form themselves have prevented it already.
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  const words = button?.textContent;
  if (button) {
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-busy");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  }
  const timer = setTimeout(() => release(form, button, words), PATIENCE);
  // Back to the page out of the browser's memory: it must not stay locked.
  window.addEventListener("pageshow", (shown) => {
    if (!shown.persisted) return;
    clearTimeout(timer);
    release(form, button, words);
  }, { once: true });
});
