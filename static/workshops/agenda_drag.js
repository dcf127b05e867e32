// Moving an item of an agenda with the pointer: the whole of it, or its end by the lower edge, in steps of five
// minutes. Escape puts it back. A finger scrolls the page; it has the small form of the item.
import { isSaving, save, say } from "./agenda_board.js";
import { board, columns, inWords, possible, put, standing } from "./agenda_places.js";

const STEP = 5;
const NEARLY_A_CLICK = 4;
const EDGE_OF_WINDOW = 56;
const wide = window.matchMedia("(min-width: 62rem)");
let drag = null;

const minuteAt = (column, y) => {
  const box = column.querySelector(".board-column").getBoundingClientRect();
  const opens = Number(board().dataset.opens) * 60;
  const closes = Number(board().dataset.closes) * 60;
  return opens + ((y - box.top) / box.height) * (closes - opens);
};

const snap = (value) => Math.round(value / STEP) * STEP;

const columnAt = (x) => columns().find((column) => {
  const box = column.getBoundingClientRect();
  return x >= box.left && x <= box.right;
});

const begin = () => {
  const { item } = drag;
  drag.isUnderWay = true;
  // An outline stays where it was.
  drag.left = item.cloneNode(true);
  drag.left.removeAttribute("id");
  for (const part of drag.left.querySelectorAll("[id]")) part.removeAttribute("id");
  drag.left.classList.add("is-left");
  drag.left.inert = true;
  item.before(drag.left);
  item.classList.add("is-moving");
};

const wanted = (event) => {
  const { before, column, grabbed, isEnd } = drag;
  if (isEnd) return { ...before, end: Math.max(before.start + STEP, snap(minuteAt(column, event.clientY) - grabbed)) };
  const here = columnAt(event.clientX) ?? drag.item.closest("[data-day]");
  const start = snap(minuteAt(here, event.clientY) - grabbed);
  return { day: here.dataset.day, start, end: start + before.end - before.start };
};

const follow = (event) => {
  if (!drag) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > NEARLY_A_CLICK;
  if (!drag.isUnderWay && !far) return;
  if (!drag.isUnderWay) begin();
  if (event.clientY > window.innerHeight - EDGE_OF_WINDOW) window.scrollBy(0, 16);
  if (event.clientY < EDGE_OF_WINDOW) window.scrollBy(0, -16);
  const there = possible(wanted(event));
  if (there) put(drag.item, there);
};

const end = (isDropped) => {
  const { item, before, left, isUnderWay } = drag;
  drag = null;
  if (!isUnderWay) return;
  left.remove();
  item.classList.remove("is-moving");
  // The click that ends a drag opens nothing.
  const passing = new AbortController();
  const stop = (click) => { click.preventDefault(); click.stopPropagation(); };
  window.addEventListener("click", stop, { capture: true, signal: passing.signal });
  setTimeout(() => passing.abort());
  const now = standing(item);
  if (isDropped && Object.keys(now).some((name) => now[name] !== before[name])) {
    say(inWords(item));
    save(item, before);
  } else {
    put(item, before);
  }
};

document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest?.("[data-item]");
  const isElsewhere = event.target.closest?.(".board-move, .is-left");
  if (!item || isElsewhere || event.button || event.pointerType === "touch" || !wide.matches || isSaving()) return;
  const column = item.closest("[data-day]");
  const before = standing(item);
  const isEnd = Boolean(event.target.closest("[data-edge]"));
  const grabbed = minuteAt(column, event.clientY) - (isEnd ? before.end : before.start);
  drag = { item, column, before, isEnd, grabbed, x: event.clientX, y: event.clientY };
});
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", () => { if (drag) end(true); });
document.addEventListener("pointercancel", () => { if (drag) end(false); });
document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") end(false); });
