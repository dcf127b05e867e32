// <button data-quote="id" data-copied="Copied" data-refused="Mark the words…" hidden> copies the words of that element
// and says so, also to a screen reader. Where the browser refuses, the words are opened and marked, to be copied by hand.

const mark = (words) => {
  words.closest("details").open = true;
  getSelection().selectAllChildren(words);
};

for (const button of document.querySelectorAll("[data-quote]")) {
  const words = document.getElementById(button.dataset.quote);
  const label = button.querySelector("span");
  const said = button.parentElement.querySelector("[data-quote-said]");
  const before = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    let answer = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(words.textContent);
    } catch {
      mark(words);
      answer = button.dataset.refused;
    }
    label.textContent = said.textContent = answer;
    setTimeout(() => {
      label.textContent = before;
      said.textContent = "";
    }, 4000);
  });
}
