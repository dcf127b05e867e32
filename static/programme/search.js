// The search field: "/" goes to it from anywhere, the arrows choose below it, Enter opens, Escape leaves.

const form = document.querySelector("form[data-search]");
const field = form?.querySelector("input");
const opener = document.querySelector("[data-search-open]");
const hits = () => document.getElementById("search-hits");
const options = () => [...form.querySelectorAll("[role=option]")];
const chosen = () => form.querySelector("[role=option][aria-selected=true]");

const close = () => {
  hits().hidden = true;
  field.setAttribute("aria-expanded", "false");
  choose(null);
};

const show = () => {
  const isThere = options().length > 0;
  hits().hidden = !isThere;
  field.setAttribute("aria-expanded", String(isThere));
};

const choose = (option) => {
  chosen()?.setAttribute("aria-selected", "false");
  field.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
};

const open = () => {
  form.classList.add("is-open");
  field.focus();
  field.select();
};

const leave = () => {
  close();
  form.classList.remove("is-open");
  field.blur();
};

const step = (by) => {
  if (hits().hidden) show();
  const all = options();
  // One place in between is the field itself.
  const places = [null, ...all];
  const place = places.indexOf(chosen());
  choose(places[(place + by + places.length) % places.length]);
};

const isTyping = (element) =>
  element.isContentEditable || element.matches("input, textarea, select, [role=textbox]");

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: leave,
};

const start = () => {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "search-list");
  field.setAttribute("aria-expanded", "false");

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (event.key !== "/" || !isPlain || isTyping(event.target)) return;
    event.preventDefault();
    open();
  });
  form.addEventListener("htmx:afterSwap", () => {
    if (document.activeElement !== field) return close();
    show();
    document.getElementById("search-said").textContent = hits().dataset.said;
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target) && !hits().hidden) close();
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  opener?.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
};

if (field) start();
