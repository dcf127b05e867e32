// Says on the button how many changes are ticked.
const form = document.querySelector("[data-exchange]");

function count() {
  const button = form.querySelector("[data-exchange-submit]");
  const number = form.querySelectorAll('input[type="checkbox"]:checked:not(:disabled)').length;
  button.disabled = number === 0;
  const words = number === 1 ? button.dataset.one : button.dataset.many;
  button.textContent = words.replace("{number}", number);
}

if (form) {
  form.addEventListener("change", count);
  count();
}
