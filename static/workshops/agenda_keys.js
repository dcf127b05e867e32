// Moving an item of an agenda by keys, with the focus on its title: see “With the keyboard” on the page.
import { isSaving, save, say, undo } from "./agenda_board.js";
import { board, columns, inWords, possible, put, standing } from "./agenda_places.js";

// Saved once the keys rest: ten presses are one move.
const REST = 700;
let moved = null; // { item, before }: shown elsewhere, not saved yet
let timer;

const neighbour = (day, step) => {
  const days = columns().filter((column) => !("outside" in column.dataset)).map((column) => column.dataset.day);
  return days[days.indexOf(day) + step];
};

const wanted = ({ day, start, end }, event) => {
  const step = (event.altKey ? 5 : 15) * (event.key === "ArrowUp" ? -1 : 1);
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    return { day: neighbour(day, event.key === "ArrowLeft" ? -1 : 1), start, end };
  }
  return event.shiftKey ? { day, start, end: end + step } : { day, start: start + step, end: end + step };
};

const send = () => {
  clearTimeout(timer);
  if (!moved) return;
  const { item, before } = moved;
  moved = null;
  item.classList.remove("is-moving");
  save(item, before);
};

const back = () => {
  clearTimeout(timer);
  const { item, before } = moved;
  moved = null;
  put(item, before);
  item.classList.remove("is-moving");
  say(inWords(item, board().dataset.back));
};

const move = (item, keys) => {
  if (moved && moved.item !== item) send();
  const there = possible(wanted(standing(item), keys));
  if (!there) return;
  moved ??= { item, before: standing(item) };
  item.classList.add("is-moving");
  put(item, there);
  item.scrollIntoView({ block: "nearest" });
  say(inWords(item));
  clearTimeout(timer);
  timer = setTimeout(send, REST);
};

// Pressed while the server saves: done when the board is there again.
let later = [];

const act = (id, keys) => {
  if (isSaving()) later.push([id, keys]);
  else if (keys.key !== "Escape") move(document.getElementById(id), keys);
  else if (moved) back();
  else undo(id);
};

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "board") return;
  const pressed = later;
  later = [];
  for (const [id, keys] of pressed) if (document.getElementById(id)) act(id, keys);
});

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.ctrlKey || event.metaKey) return;
  const { key, altKey, shiftKey } = event;
  // Alt with “left” and “right” goes back and forward in the browser.
  const isArrow = key.startsWith("Arrow") && !(altKey && ["ArrowLeft", "ArrowRight"].includes(key));
  if (isArrow) event.preventDefault();
  if (isArrow || key === "Escape") act(handle.closest("[data-item]").id, { key, altKey, shiftKey });
  if (key === "Enter" && moved) {
    event.preventDefault();
    send();
  }
});

// Leaving the item ends the move: it is saved at once. (A move to another column loses the focus for a moment.)
document.addEventListener("focusout", ({ relatedTarget }) => {
  if (moved && relatedTarget && !moved.item.contains(relatedTarget)) send();
});
window.addEventListener("pagehide", () => { if (moved) send(); });
