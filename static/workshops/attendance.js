// The list of who is there: <form data-attendance="/address of a tick/">. Each tick is sent at once and kept on the
// device until it is there.
import { searchAmong } from "./attendance_search.js";
import { add, isKept, sendWaiting, waiting } from "./ticks.js";

const LOOKS = { sent: "", sending: "is-waiting", waiting: "is-unsaved" };
const AGAIN = [3000, 10_000, 30_000];
const form = document.querySelector("[data-attendance]");
const rows = [...document.querySelectorAll("[data-tick]")];
const words = document.getElementById("words-attendance")?.content;
const state = document.querySelector("[data-tick-state]");
const count = document.querySelector("[data-tick-count]");

const choose = (row, mark) => { row.querySelector(`[value="${mark}"]`).checked = true; };
const marksOf = (row) => JSON.parse(row.dataset.marks);
const remember = (row, half, mark) => { row.dataset.marks = JSON.stringify({ ...marksOf(row), [half]: mark }); };
const rowOf = (registration) => rows.find((row) => row.dataset.tick === String(registration));

// A page that was kept was drawn for one half-day, and is shown for whichever the address names.
const links = [...document.querySelectorAll("[data-half]")];
const asked = new URLSearchParams(location.search).get("half");
const half = links.some((link) => link.dataset.half === asked) ? asked : form?.dataset.rendered;

const showHalf = () => {
  for (const link of links) {
    if (link.dataset.half === half) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  const current = links.find((link) => link.dataset.half === half);
  current.parentElement.scrollLeft = current.offsetLeft - current.parentElement.offsetLeft;
  for (const field of document.querySelectorAll("[data-half-field]")) field.value = half;
  for (const row of rows) choose(row, marksOf(row)[half] ?? "not-said");
};

const say = (name, more = "") => {
  const left = waiting().length;
  const said = words.querySelector(`[data-state="${isKept() || !left ? name : "unkept"}"]`).cloneNode(true);
  for (const part of [said, ...said.querySelectorAll("*")].flatMap((node) => [...node.childNodes])) {
    if (part.nodeType === Node.TEXT_NODE) part.data = part.data.replace("{count}", left);
  }
  state.className = `saved ${LOOKS[name] ?? "is-failed"}`;
  state.replaceChildren(said, more && ` ${more}`);
};

const countAll = () => {
  const there = form.querySelectorAll('[value="there"]:checked').length;
  count.textContent = count.dataset.tickCount.replace("{there}", there).replace("{all}", rows.length);
};

const heard = (tick, { mark, message }) => {
  if (message) refusals.push(message);
  const row = tick.address === form.dataset.attendance ? rowOf(tick.registration) : null;
  // Somebody else may have ticked later; but what was ticked here meanwhile is newer still.
  const isOpen = waiting().some((other) => other.registration === tick.registration && other.half === tick.half);
  if (!row || !mark || isOpen) return;
  remember(row, tick.half, mark);
  if (tick.half === half) choose(row, mark);
  countAll();
};

let refusals = [];
let failures = 0;
let timer;

const flush = async () => {
  clearTimeout(timer);
  if (!waiting().length) return;
  if (!failures) say("sending");
  try {
    await sendWaiting(heard);
    failures = 0;
    if (refusals.length) say("refused", refusals.join(" ")); else say("sent");
    refusals = [];
  } catch (failure) {
    say(failure.state ?? "waiting");
    timer = setTimeout(flush, AGAIN[Math.min(failures++, AGAIN.length - 1)]);
  }
};

const ticked = ({ target }) => {
  const row = target.closest("[data-tick]");
  add({ address: form.dataset.attendance, registration: row.dataset.tick, half, mark: target.value, at: Date.now() });
  remember(row, half, target.value);
  countAll();
  flush();
};

if (form) {
  for (const tick of waiting()) if (tick.address === form.dataset.attendance && rowOf(tick.registration)) remember(rowOf(tick.registration), tick.half, tick.mark);
  showHalf();
  countAll();
  document.querySelector("[data-without-script]").hidden = true;
  searchAmong(rows);
  form.addEventListener("change", (event) => { if (event.target.type === "radio") ticked(event); });
  for (const moment of ["online", "focus"]) window.addEventListener(moment, flush);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => { if (!isKept()) event.preventDefault(); });
  flush();
}
