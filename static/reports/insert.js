// Puts a piece of a source into the text that is written, as paragraphs of their own where the cursor was last:
// <button data-insert="words" hidden>. Where nothing is written the buttons stay hidden, and the words can be copied.
import { put } from "../programme/marks.js";

const field = () => document.querySelector("#write-form textarea[data-markdown]");
const said = document.querySelector("[data-inserted]");
let wasHere = false;

const gap = (text, atEnd) => "\n".repeat(Math.max(0, 2 - (atEnd ? text.match(/\n*$/) : text.match(/^\n*/))[0].length));

const insert = (words) => {
  const text = field();
  // Nobody has clicked into the text yet: behind everything, not before it.
  const place = wasHere ? text.selectionEnd : text.value.length;
  const before = text.value.slice(0, place);
  const after = text.value.slice(place);
  const whole = (before.trim() ? gap(before, true) : "") + words + (after.trim() ? gap(after, false) : "\n");
  put(text, place, place, whole);
  wasHere = true;
};

document.addEventListener("focusin", (event) => { if (event.target === field()) wasHere = true; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button || !field()) return;
  insert(button.dataset.insert);
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = said.dataset.inserted; });
});

const show = () => { if (field()) for (const button of document.querySelectorAll("[data-insert]")) button.hidden = false; };
show();
// A source that is opened comes later than the page.
document.addEventListener("htmx:afterSwap", show);
