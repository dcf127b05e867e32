// The board as it is drawn: each point and group has its place by its numbers, the same in every browser.
import { swap } from "./swap.js";

export const room = document.getElementById("live");
const board = () => document.getElementById("board");
const numberOf = (element, name) => Number(element.dataset[name]);
const lists = () => [...board().querySelectorAll("[data-points]")];
const listOf = (group) => lists().find((list) => list.dataset.points === group);

// Before the first that stands after it.
const put = (element, list, order) => {
  const after = [...list.children].find((other) => other !== element && order(other, element) > 0);
  list.insertBefore(element, after ?? null);
};
const byPlace = (one, other) => numberOf(one, "position") - numberOf(other, "position") || numberOf(one, "point") - numberOf(other, "point");
const groupsByPlace = (one, other) => numberOf(one, "position") - numberOf(other, "position") || numberOf(one, "boardGroup") - numberOf(other, "boardGroup");

const isOther = (element) => element.dataset.phase !== room.dataset.phase;

const takeGroup = (fresh) => {
  const old = document.getElementById(fresh.id);
  if ("gone" in fresh.dataset || isOther(fresh)) {
    if (old) old.dataset.gone = "";
    return;
  }
  const all = board().querySelector("[data-groups]");
  if (!old) return put(fresh, all, groupsByPlace);
  swap(old.querySelector("[data-group-head]"), fresh.querySelector("[data-group-head]"));
  if (old.dataset.position === fresh.dataset.position) return;
  old.dataset.position = fresh.dataset.position;
  const focused = old.contains(document.activeElement) && document.activeElement;
  put(old, all, groupsByPlace);
  if (focused) focused.focus({ preventScroll: true });
};

// Whether the point is new here.
const takePoint = (fresh) => {
  const old = document.getElementById(`point-${fresh.dataset.point}`);
  const list = "gone" in fresh.dataset || isOther(fresh) ? null : listOf(fresh.dataset.group) ?? listOf("");
  if (!list) {
    if (old?.contains(document.activeElement)) document.getElementById("board-heading").focus({ preventScroll: true });
    old?.remove();
    return false;
  }
  const place = (element) => put(element, list, byPlace);
  if (old) swap(old, fresh, place); else place(fresh);
  return !old;
};

// What follows from where the points stand.
export const tidy = () => {
  for (const gone of board().querySelectorAll("[data-board-group][data-gone]")) {
    const single = listOf("");
    for (const point of gone.querySelectorAll("[data-point]")) put(point, single, byPlace);
    gone.remove();
  }
  const groups = [...board().querySelectorAll("[data-board-group]")];
  const single = listOf("").children.length;
  board().querySelector("[data-single-heading]").hidden = !groups.length || !single;
  board().querySelector("[data-board-empty]").hidden = groups.length + single > 0;
  const away = listOf("away");
  if (away) {
    document.getElementById("away").hidden = !away.children.length;
    board().querySelector("[data-away-count]").textContent = away.children.length;
  }
  const choice = board().querySelector("[data-group-choice]");
  if (!choice) return;
  const chosen = choice.value;
  choice.length = 1;
  for (const group of groups) choice.add(new Option(group.querySelector("h3").textContent, group.dataset.boardGroup));
  choice.value = groups.some((group) => group.dataset.boardGroup === chosen) ? chosen : "";
};

// Puts in what the feed brought; the points that are new here.
export const apply = (html) => {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  for (const group of [...parsed.content.querySelectorAll("[data-board-group]")]) takeGroup(group);
  const fresh = [...parsed.content.querySelectorAll("[data-point]")].filter(takePoint);
  tidy();
  return fresh;
};
