// The board of an agenda: where an item stands, putting it elsewhere, and saving that. Pointer (agenda_drag.js) and
// keys (agenda_keys.js) only change what is seen; saved is by the small form that every item has, so the server hears
// the same whoever moves it and however. Its answer is the board anew.

const live = document.getElementById("board-live");
let follows = false;
let unsaved = null;

export const board = () => document.querySelector("[data-board]");
export const columns = () => [...board().querySelectorAll("[data-day]")];
export const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
export const clock = (total) => `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;

export const say = (words) => { live.textContent = words; };

export const standing = (item) => ({
  day: item.closest("[data-day]").dataset.day,
  start: minutes(item.dataset.start),
  end: minutes(item.dataset.end),
});

// Inside its day, and not shorter than five minutes; null for a day that there is not.
export const possible = ({ day, start, end }) => {
  const column = columns().find((one) => one.dataset.day === day);
  const isThere = column && !("outside" in column.dataset);
  return isThere && start >= 0 && end < 24 * 60 && end - start >= 5 ? { day, start, end } : null;
};

const at = (item, name, total) => {
  item.style.setProperty(`--${name}-h`, Math.floor(total / 60));
  item.style.setProperty(`--${name}-m`, total % 60);
};

// Show the item there; nothing is saved.
export const put = (item, { day, start, end }) => {
  const column = columns().find((one) => one.dataset.day === day);
  if (item.closest("[data-day]") !== column) {
    const handle = item.querySelector("[data-handle]");
    const hadFocus = handle === document.activeElement;
    column.querySelector(".board-column").append(item);
    if (hadFocus) handle.focus({ preventScroll: true });
  }
  item.dataset.start = clock(start);
  item.dataset.end = clock(end);
  at(item, "from", start);
  at(item, "to", end);
  item.querySelector("[data-when]").textContent = `${clock(start)}–${clock(end)}`;
};

export const inWords = (item, words = board().dataset.at) => words
  .replace("{item}", item.dataset.title)
  .replace("{day}", item.closest("[data-day]").dataset.label)
  .replace("{start}", item.dataset.start)
  .replace("{end}", item.dataset.end);

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
  board().setAttribute("aria-busy", "true");
  form.requestSubmit();
};

export const isSaving = () => board().getAttribute("aria-busy") === "true";
export const undo = () => board().querySelector("[data-board-undo]")?.requestSubmit();

// What only a script can do is offered by one.
const prepare = () => {
  for (const hint of document.querySelectorAll("[data-board-hint], [data-board-follow]")) hint.hidden = false;
  const box = board().querySelector("[data-board-follow] input");
  box.checked = follows;
  box.addEventListener("change", () => { follows = box.checked; });
};

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "board") return;
  prepare();
  const said = board().querySelector("[data-board-said]");
  if (said && said.role !== "alert") say(said.textContent);
});
// The server was not reached, or refused: a message says so (failures.js), and the item goes back.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    if (!isSaving()) return;
    board().removeAttribute("aria-busy");
    unsaved.item.classList.remove("is-waiting");
    put(unsaved.item, unsaved.before);
    say(inWords(unsaved.item, board().dataset.back));
  });
}
prepare();
