// A paste into a text that brings HTML, from a word processor, a sheet or a web page, becomes Markdown; anything else
// is pasted as the browser does it. The browser can undo both.
import { put } from "./marks.js";
import { markdownOf } from "./tidy.js";

const bare = (text) => text.replace(/\s+/g, " ").trim();

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.("textarea[data-markdown]") || field.readOnly) return;
  const html = event.clipboardData.getData("text/html");
  const plain = event.clipboardData.getData("text/plain");
  const tidy = html ? markdownOf(html) : "";
  // Words without any form: the plain text has its line ends.
  if (!tidy || bare(tidy) === bare(plain)) return;
  event.preventDefault();
  put(field, field.selectionStart, field.selectionEnd, tidy);
});
