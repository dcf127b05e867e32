// <form data-warn-unsaved>: the browser asks before a page with unsent changes is left.

// Texts that save by themselves speak for themselves.
const isOwn = (form, name) => [...form.elements].some((field) => field.name === name && !field.closest("[data-autosave-key]"));
const fields = (form) => new URLSearchParams(
  [...new FormData(form)]
    .filter(([name]) => isOwn(form, name))
    .map(([name, value]) => [name, value instanceof File ? value.name : value]),
).toString();

for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  const before = fields(form);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && fields(form) !== before) event.preventDefault();
  });
}
