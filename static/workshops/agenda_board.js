// Saving what was moved on the board of an agenda. Pointer (agenda_drag.js) and keys (agenda_keys.js) only change what
// is seen; saved is by the small form that every item has, so the server hears the same whoever moves it and however.
// Its answer is the board anew.
import { board, clock, inWords, put, standing } from "./agenda_places.js";

const live = document.getElementById("board-live");
let follows = false;
let unsaved = null;

export const say = (words) => { live.textContent = words; };

// ``before`` is where it goes back to when the server cannot be reached.
export const save = (item, before) => {
  unsaved = { item, before };
  item.classList.add("is-waiting");
  const form = item.querySelector("[data-board-move]");
  const { day, start, end } = standing(item);
  form.elements.day.value = day;
  form.elements.starts_at.value = clock(start);
  form.elements.ends_at.value = clock(end);
  form.elements.with_following.checked = follows;
  send(form);
};

const send = (form) => {
  board().setAttribute("aria-busy", "true");
  form.requestSubmit();
};

export const isSaving = () => board().getAttribute("aria-busy") === "true";

// Bring back what was moved last, if it was this item; what was brought back stays.
export const undo = (id) => {
  const form = board().querySelector("[data-board-undo]");
  if (!form || form.dataset.of !== id || "isUndo" in form.dataset) return;
  unsaved = null;
  send(form);
};

// What only a script can do is offered by one.
const prepare = () => {
  for (const hint of document.querySelectorAll("[data-board-hint], [data-board-follow]")) hint.hidden = false;
  const box = board().querySelector("[data-board-follow] input");
  box.checked = follows;
  box.addEventListener("change", () => { follows = box.checked; });
};

// The board comes anew, and what the person looked at stays: the place on the page, and the item with the focus.
let seen;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id !== "board") return;
  seen = { y: window.scrollY, item: document.activeElement.closest("[data-item]")?.id };
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "board") return;
  prepare();
  window.scrollTo({ top: seen.y, behavior: "instant" });
  const item = document.getElementById(seen.item);
  if (item && !item.contains(document.activeElement)) item.querySelector("[data-handle]").focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
  const said = board().querySelector("[data-board-said]");
  if (said && said.role !== "alert") say(said.textContent);
});

// The server was not reached, or refused: a message says so (failures.js), and the item goes back.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    if (!isSaving()) return;
    board().removeAttribute("aria-busy");
    if (!unsaved) return;
    unsaved.item.classList.remove("is-waiting");
    put(unsaved.item, unsaved.before);
    say(inWords(unsaved.item, board().dataset.back));
  });
}
prepare();
