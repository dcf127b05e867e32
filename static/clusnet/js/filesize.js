// <input type="file" data-most-bytes="26214400" data-too-large="“{name}” is too large: it has {size} MB.">: a file that
// is too large is said at its field before anything of it travels, and the form stays as it is.

const MEGABYTE = 1024 * 1024;

const check = (input) => {
  const file = [...input.files].find(({ size }) => size > Number(input.dataset.mostBytes));
  const known = document.getElementById(`${input.id}_size`);
  known?.remove();
  input.classList.toggle("is-invalid", Boolean(file));
  if (!file) return true;
  const line = document.createElement("div");
  line.id = `${input.id}_size`;
  line.className = "invalid-feedback";
  line.setAttribute("role", "alert");
  const size = (file.size / MEGABYTE).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 0 });
  line.textContent = input.dataset.tooLarge.replace("{name}", file.name).replace("{size}", size);
  input.before(line);
  return false;
};

for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  input.addEventListener("change", () => check(input));
  input.form?.addEventListener("submit", (event) => {
    if (check(input)) return;
    event.preventDefault();
    input.focus();
  });
}
