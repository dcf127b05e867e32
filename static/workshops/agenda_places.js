// Where the items of an agenda stand on the board, and showing them elsewhere. Nothing here is saved.

export const board = () => document.querySelector("[data-board]");
export const columns = () => [...board().querySelectorAll("[data-day]")];
export const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
export const clock = (total) => `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;

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
  .replace("{item}", () => item.dataset.title)
  .replace("{day}", () => item.closest("[data-day]").dataset.label)
  .replace("{start}", item.dataset.start)
  .replace("{end}", item.dataset.end);
