// <form data-warn-unsaved>: the browser asks before a page with unsent changes is left.

const fields = (form) => new URLSearchParams(
  [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]),
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
