// <div hx-get="…" data-ask-once> in a form asks the server what follows while the form is filled in. A field that is
// left says “change” after it said “input”: nothing new to ask. The answer would only put another button in the place
// of the one that is being pressed, and the press would be lost.

let last = "";

const question = (form) => {
  const fields = new FormData(form);
  for (const name of ["previewed", "csrfmiddlewaretoken"]) fields.delete(name);
  return new URLSearchParams(fields).toString();
};

document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  if (!("askOnce" in elt.dataset)) return;
  const asked = question(elt.closest("form"));
  if (asked === last) event.preventDefault();
  last = asked;
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => { last = ""; });
}
