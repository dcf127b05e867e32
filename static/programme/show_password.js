// A button beside a password field that shows what was typed. Without a script there is none.

for (const field of document.querySelectorAll("input[data-show-password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = field.dataset.showPassword;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  const row = document.createElement("div");
  row.className = "with-show";
  field.before(row);
  row.append(field, button);
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // Programs that keep passwords know the field by its type.
  field.form.addEventListener("submit", () => show(false));
}
