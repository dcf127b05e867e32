// Points and marks on their way: sent at once, again when the network is back, and how it stands in words.
import { room } from "./board.js";
import { known, take } from "./live.js";
import { add, forget, isKept, refused, sendWaiting, waiting } from "./outbox.js";
import { say, sayCount } from "./words.js";

const AGAIN = [2000, 4000, 8000, 15_000];
const PATIENCE = 1500; // on a good line nobody has to read that something is on its way
const line = document.querySelector("[data-add-state]");
const list = document.querySelector("[data-add-unsent]");
let failures = 0;
let timer;
let network = "";
let isSlow = false;
let refusal = ""; // why the last marks count for nothing

const words = () => {
  const points = waiting().filter(({ isPoint }) => isPoint).length;
  const lines = [];
  if (points && (failures || isSlow)) lines.push(sayCount("waiting", points));
  if (waiting().length > points && failures) lines.push(say("waiting-votes"));
  if (refusal) lines.push(say("refused-vote", { why: refusal }));
  if (!isKept()) lines.push(say("unkept"));
  const state = network || (failures > 1 && "no-network");
  if (state && state !== "no-network") lines.push(say(state));
  else if (state && !lines.length) lines.push(say("no-network"));
  return lines.join(" ");
};

const unsent = (item) => {
  const row = document.getElementById("unsent-point").content.firstElementChild.cloneNode(true);
  row.querySelector(".unsent-text").textContent = item.fields.text;
  row.querySelector("[data-why]").textContent = item.why;
  row.addEventListener("click", async ({ target }) => {
    const wish = target.dataset.unsent;
    if (wish === "copy") { await navigator.clipboard?.writeText(item.fields.text); target.textContent = say("copied"); }
    if (wish === "drop") forget(item);
    if (wish === "again") { forget(item); add({ ...item, why: undefined }); flush(); }
    if (wish && wish !== "copy") show();
  });
  return row;
};

export const show = () => {
  if (!line) return;
  const now = words();
  if (line.textContent !== now) line.textContent = now;
  list.replaceChildren(...refused().map(unsent));
};

const heard = async (item, said) => {
  if (!item.isPoint) refusal = said.message ?? "";
  room.dispatchEvent(new CustomEvent("room-sent", { detail: { ...item, isRefused: Boolean(said.message) } }));
  if (said.html !== undefined) await take(said, true);
};

export const flush = async () => {
  clearTimeout(timer);
  if (!waiting().length) return show();
  const slow = setTimeout(() => { isSlow = true; show(); }, PATIENCE);
  try {
    await sendWaiting(heard, known);
    failures = 0;
    network = "";
  } catch (failure) {
    network = failure.state ?? "";
    const pause = AGAIN[Math.min(failures++, AGAIN.length - 1)];
    timer = setTimeout(flush, pause * (0.8 + Math.random() * 0.4));
  }
  clearTimeout(slow);
  isSlow = false;
  show();
};

export const sendItem = (item) => {
  add({ at: Date.now(), ...item });
  return flush();
};

room.addEventListener("room-network", ({ detail }) => {
  network = detail;
  if (!detail && waiting().length) flush(); else show();
});
for (const moment of ["online", "focus"]) window.addEventListener(moment, flush);
window.addEventListener("storage", show);
window.addEventListener("beforeunload", (event) => { if (!isKept()) event.preventDefault(); });
