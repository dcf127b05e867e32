// What the others do: asked for every other second by the number of the last change; an answer without news is empty.
import { apply, room } from "./board.js";
import { SHUT_OUT } from "./outbox.js";
import { swap } from "./swap.js";
import { say, sayCount, tell } from "./words.js";

const SOON = 1500, HIDDEN = 10_000, LONGEST = 20_000;
const { person } = document.body.dataset;
const isWall = "wall" in room.dataset;
const received = new Map(); // the HTML of each part as it came, for it changes while people work in it
let failures = 0;
let timer;
let isStale = false; // the moving parts could not be fetched
let isAsking = false;

export const known = () => Number(room.dataset.change);
const report = (state) => room.dispatchEvent(new CustomEvent("room-network", { detail: state }));

// The moving parts anew: those alone that have changed. isOwn: asked for by a press, so nobody waits.
export const refresh = async (address = location.href, isOwn = true) => {
  if (!isOwn) await new Promise((done) => setTimeout(done, Math.random() * 700));
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.status);
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = html.getElementById("live");
  const hasMoved = room.dataset.phase !== fresh.dataset.phase;
  Object.assign(room.dataset, { state: fresh.dataset.state, phase: fresh.dataset.phase });
  room.toggleAttribute("data-follows", "follows" in fresh.dataset);
  for (const part of html.querySelectorAll("[data-part]")) {
    const { part: name, boardAs } = part.dataset;
    const old = document.querySelector(`[data-part="${name}"]`);
    // The points of a board come one by one; as a whole it changes with its phase, or with what may be done.
    const is = boardAs ?? part.outerHTML.replace(/csrfmiddlewaretoken" value="\w+"/g, "");
    if ((boardAs ? old.dataset.boardAs : received.get(name)) === is) continue;
    received.set(name, is);
    if (boardAs) room.dataset.change = fresh.dataset.change;
    swap(old, document.importNode(part, true));
  }
  if (hasMoved && !isOwn) tell(say("phase", { phase: document.getElementById("board-heading").textContent }));
  room.dispatchEvent(new Event("room-refreshed"));
};

const freshen = async (isOwn) => {
  if (!isStale) return;
  await refresh(location.href, isOwn);
  isStale = false;
};

// An answer of the feed, to a question or to something that was sent.
export const take = async (said, isOwn = false) => {
  for (const [phase, count] of Object.entries(said.counts)) {
    for (const place of document.querySelectorAll(`[data-count-of="${phase}"]`)) place.textContent = count;
  }
  // What came while this answer was on its way is newer.
  if (said.change > known()) {
    const all = apply(said.html);
    const [own, fresh] = [true, false].map((mine) => all.filter((point) => point.classList.contains("is-own") === mine));
    room.dataset.change = said.change;
    // Whoever adds a point sees where it stands; what others add moves nobody’s page.
    if (isOwn) own.at(-1)?.scrollIntoView({ block: "nearest" });
    for (const point of fresh) point.classList.add("is-new");
    if (fresh.length) tell(sayCount("new", fresh.length));
    if (isWall) fresh.at(-1)?.scrollIntoView({ block: "nearest" });
  }
  isStale ||= said.state !== room.dataset.state;
  await freshen(isOwn);
};

const ask = async () => {
  const headers = { Accept: "application/json", "X-Person": person };
  const address = `${room.dataset.changes}?after=${known()}${isWall ? "&wall=1" : ""}`;
  const answer = await fetch(address, { headers, signal: AbortSignal.timeout(15_000) });
  if (answer.status === 204) return freshen(false);
  if (answer.status === 409) throw Object.assign(new Error(409), { state: "other-person" });
  if (!answer.ok) throw Object.assign(new Error(answer.status), { state: SHUT_OUT[answer.status] });
  await take(await answer.json());
};

export const poll = async () => {
  clearTimeout(timer);
  if (isAsking) return;
  isAsking = true;
  try {
    await ask();
    if (failures) report("");
    failures = 0;
  } catch (failure) {
    failures += 1;
    if (failures > 1 || failure.state) report(failure.state ?? "no-network");
  }
  isAsking = false;
  // A board that is only read changes when somebody tidies it up.
  const usual = document.hidden || !document.querySelector("[data-is-open]") ? HIDDEN : SOON;
  const pause = failures ? Math.min(SOON * 2 ** failures, LONGEST) : usual;
  timer = setTimeout(poll, pause * (0.8 + Math.random() * 0.4));
};
