// <button data-copy="id" data-copied="Copied" data-refused="Mark the words…" hidden> copies the value of that field, or the
// words of that element, and says so. Where the browser refuses, they are opened and marked, to be copied by hand.
// A click into a field with data-select-all takes the whole of it.

const mark = (source) => {
  source.closest("details")?.setAttribute("open", "");
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
};

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      label.textContent = button.dataset.copied;
    } catch {
      mark(source);
      label.textContent = button.dataset.refused ?? before;
    }
    setTimeout(() => (label.textContent = before), 4000);
  });
}

for (const field of document.querySelectorAll("[data-select-all]")) {
  field.addEventListener("focus", () => field.select());
}
