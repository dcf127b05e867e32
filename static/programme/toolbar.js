// The bar over each text: a copy of the template in programme/writing/_words.html. One stop of the Tab key; the arrow
// keys move inside, Shift+Tab in the text leads to it. Ctrl+B, Ctrl+I and Ctrl+K work in the text.
import { link, list, nextItem, table, wrap } from "./marks.js";
import { togglePreview } from "./preview.js";

const template = document.getElementById("words-tools");
const sample = (name) => template.dataset[name];

const ACTS = {
  bold: (field) => wrap(field, "**"),
  italic: (field) => wrap(field, "*"),
  list: (field) => list(field, false),
  numbers: (field) => list(field, true),
  link: (field) => link(field, sample("link")),
  table: (field) => table(field, [sample("first"), sample("second")]),
};
const KEYS = { b: "bold", i: "italic", k: "link" };

const move = (event, buttons) => {
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const usable = buttons.filter((button) => !button.disabled && button.offsetParent);
  const place = usable.indexOf(document.activeElement) + steps[event.key];
  const last = usable.length - 1;
  // Round the corner by arrow, to the ends by Home and End.
  const next = Number.isFinite(place) ? (place + usable.length) % usable.length : (place < 0 ? 0 : last);
  buttons.forEach((button) => { button.tabIndex = -1; });
  usable[next].tabIndex = 0;
  usable[next].focus();
};

const add = (field) => {
  const bar = template.content.firstElementChild.cloneNode(true);
  const buttons = [...bar.querySelectorAll("button")];
  bar.setAttribute("aria-controls", field.id);
  buttons.forEach((button, place) => { button.tabIndex = place ? -1 : 0; });
  bar.addEventListener("keydown", (event) => move(event, buttons));
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    buttons.forEach((other) => { other.tabIndex = other === button ? 0 : -1; });
    if (button.dataset.tool === "preview") togglePreview(field, bar, button);
    else ACTS[button.dataset.tool](field);
  });
  field.addEventListener("keydown", (event) => {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key === "Enter" && isPlain && nextItem(field)) event.preventDefault();
    const tool = KEYS[event.key.toLowerCase()];
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    ACTS[tool](field);
  });
  // In the box of its text, so that both are one to the eye.
  field.before(bar);
};

export const addTools = (root) => {
  if (template) root.querySelectorAll("textarea[data-markdown]").forEach(add);
};
