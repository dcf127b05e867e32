// What is wrong with one field, said at the field: above it, and in its description.
const words = document.getElementById("words-writing")?.content;

const line = (field) => document.getElementById(`${field.id}_error`);
const mark = (field, isWrong, described) => {
  field.classList.toggle("is-invalid", isWrong);
  field.toggleAttribute("aria-invalid", isWrong);
  if (isWrong) field.setAttribute("aria-invalid", "true");
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== described);
  if (isWrong) ids.push(described);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" ")); else field.removeAttribute("aria-describedby");
};

export const clearError = (field) => {
  if (!field.id || !line(field)) return;
  line(field).remove();
  mark(field, false, `${field.id}_error`);
};

// keepMine: what "Keep mine" does, where another person changed the same field.
export const showError = (field, text, keepMine) => {
  if (!field.id) return;
  const error = words.querySelector("[data-field-error]").cloneNode(true);
  error.removeAttribute("data-field-error");
  error.id = `${field.id}_error`;
  error.querySelector("p").textContent = text;
  if (keepMine) error.querySelector("button").addEventListener("click", () => { field.focus(); keepMine(); });
  else error.querySelector("button").remove();
  field.before(error);
  mark(field, true, error.id);
};
