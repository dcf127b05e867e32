// Marks of the matrix: arrow keys move from one to the next; where the person may answer, a press opens the four answers
// and c, o, n, ? answer at once. Each answer is sent with what stood there, so that nobody's is overwritten unseen.

const table = document.querySelector("[data-map-cells]");
const chooser = document.getElementById("map-chooser");
const status = document.getElementById("map-said");
const words = document.getElementById("map-words")?.content;
const KEYS = { c: "case", o: "opportunity", n: "none", "?": "" };
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
let opened = null;
const rows = () => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll(".map-cell")]);
const say = (text) => { status.textContent = text; };
const wording = (state) => words.querySelector(`[data-state="${state}"]`).textContent;
const nameOf = (cell) => {
  const { cellIndex, parentElement: row } = cell.closest("td");
  return [row.cells[0], table.tHead.rows[0].cells[cellIndex]].map((head) => head.textContent.trim()).join(", ");
};

// One mark is in the order of the Tab key; the arrows lead to the others.
const enter = (cell) => {
  for (const other of table.querySelectorAll(".map-cell[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
};

const step = (cell, [down, right]) => {
  const all = rows();
  const row = all.findIndex((cells) => cells.includes(cell));
  all[row + down]?.[all[row].indexOf(cell) + right]?.focus();
};

const put = (cell, html) => {
  const [place, hadFocus] = [cell.parentElement, cell === document.activeElement];
  place.innerHTML = html;
  const fresh = place.querySelector(".map-cell");
  fresh.tabIndex = cell.tabIndex;
  if (hadFocus) fresh.focus();
};

const answer = async (cell, mark) => {
  if (cell.dataset.mark === mark || cell.classList.contains("is-saving")) return;
  cell.classList.add("is-saving");
  say(wording("saving"));
  const body = new FormData(chooser.querySelector("form"));
  for (const [name, value] of Object.entries({ mark, seen: cell.dataset.mark })) body.set(name, value);
  const headers = { Accept: "application/json", "X-Person": document.body.dataset.person };
  try {
    const response = await fetch(`${cell.href}answer/`, { method: "POST", body, headers });
    const found = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    say(found.message ?? wording("refused"));
    if (found.html) put(cell, found.html);
    if (response.ok) document.body.dispatchEvent(new Event("map-saved"));
  } catch {
    say(wording("failed"));
  }
  cell.classList.remove("is-saving");
};

const open = (cell) => {
  opened = cell;
  chooser.querySelector("#map-chooser-name").textContent = nameOf(cell);
  chooser.querySelector("#map-chooser-who").href = cell.href;
  for (const button of chooser.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === cell.dataset.mark);
  chooser.showPopover();
  const { left, bottom } = cell.getBoundingClientRect();
  const within = (at, size, room) => `${Math.max(8, Math.min(at, room - size - 8))}px`;
  chooser.style.left = within(left, chooser.offsetWidth, innerWidth);
  chooser.style.top = within(bottom + 4, chooser.offsetHeight, innerHeight);
  chooser.querySelector("[aria-pressed='true']").focus();
};

const choose = (mark) => { chooser.hidePopover(); opened.focus(); answer(opened, mark); };

const moveInChooser = (event) => {
  const parts = [...chooser.querySelectorAll("button, a")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) parts.at((parts.indexOf(document.activeElement) + by) % parts.length).focus();
  else if (event.key in KEYS) choose(KEYS[event.key]);
  else return;
  event.preventDefault();
};

table?.addEventListener("focusin", ({ target }) => { if (target.matches(".map-cell")) enter(target); });
table?.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".map-cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in STEPS) step(cell, STEPS[event.key]);
  else if (chooser && cell.matches("[data-answer]") && event.key in KEYS) answer(cell, KEYS[event.key]);
  else return;
  event.preventDefault();
});
table?.addEventListener("click", (event) => {
  const cell = event.target.closest(".map-cell[data-answer]");
  if (!cell || !chooser?.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(cell);
});
chooser?.addEventListener("keydown", moveInChooser);
chooser?.addEventListener("submit", (event) => { event.preventDefault(); choose(event.submitter.value); });
if (table) rows().flat().forEach((cell, number) => { cell.tabIndex = number ? -1 : 0; });
for (const keys of document.querySelectorAll(".map-keys")) keys.hidden = !chooser;
