// A click on a placeholder, or Enter, puts it where the cursor was in the words.
const fields = [...document.querySelectorAll("[data-placeholders]")];
let last = fields.at(-1);
fields.forEach((field) => field.addEventListener("focus", () => { last = field; }));

document.querySelectorAll("[data-placeholder]").forEach((word) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = word.textContent;
  button.addEventListener("click", () => {
    last.focus();
    last.setRangeText(word.dataset.placeholder, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
  word.replaceWith(button);
});
