// "Comment" beside a part of a text: on a page that has the comments, the form there is filled and shown; elsewhere the way
// leads to the page of the comments, and takes along the words that are marked.
const LONGEST = 500;
let marked = "";

const field = (name) => document.getElementById(name);

// What is marked in the text field of a part, or in the paragraphs under its heading.
const wordsOf = (place) => {
  const text = field(`id_${place}-text`);
  if (text) return text.value.slice(text.selectionStart, text.selectionEnd);
  const selection = getSelection();
  for (let part = field(place)?.nextElementSibling; part && !/^H[23]$/.test(part.tagName); part = part.nextElementSibling) {
    if (part.contains(selection.anchorNode)) return selection.toString();
  }
  return "";
};

const remember = (event) => {
  const link = event.target.closest?.("[data-comment-on]");
  if (link) marked = wordsOf(link.dataset.commentOn).trim().replace(/\s+/g, " ").slice(0, LONGEST);
};
// The press itself takes the mark away, so the words are read before.
for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, remember, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-comment-on]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const about = field("comment-about");
  if (!about) {
    if (!marked) return;
    const url = new URL(link.href);
    url.searchParams.set("quote", marked);
    link.href = url;
    return;
  }
  event.preventDefault();
  about.value = link.dataset.commentOn;
  field("comment-quote").value = marked;
  field("comment-quote").closest("details").open = Boolean(marked);
  field("comment-text").focus();
});
