// Wires every part of the page that saves by itself: <div data-autosave="/address/" data-autosave-key="answer-7"> around
// a text, and with data-autosave-row around short fields. Sees to it that the form around them and they themselves do
// not send the same words twice.
import { forgetLeft } from "./device.js";
import { watchPresence } from "./presence.js";
import { Row } from "./row.js";
import { Text } from "./text.js";
import { addTools } from "./toolbar.js";
import "./length.js";
import "./paste.js";

const PATIENCE = 15_000;

// What the form before this page has saved.
for (const page of document.querySelectorAll("[data-autosave-saved]")) page.dataset.autosaveSaved.split(" ").forEach(forgetLeft);

const kindOf = (unit) => ("autosaveRow" in unit.dataset ? Row : Text);
const units = [...document.querySelectorAll("[data-autosave]:has([data-autosave-state])")];
const parts = units.map((unit) => new (kindOf(unit))(unit));
const rows = parts.filter((part) => part instanceof Row);
const send = (options) => parts.forEach((part) => part.send(options));
const hold = (isHeld) => parts.forEach((part) => { part.isHeld = isHeld || !part.unit.isConnected; });

addTools(document);
document.addEventListener("writing:new", (event) => addTools(event.target));
watchPresence(parts.filter((part) => part instanceof Text));

setInterval(() => parts.forEach((part) => part.saying.tick()), 5000);
// Back from another tab, or back on the net: try at once what is waiting.
for (const moment of ["focus", "online"]) window.addEventListener(moment, () => send());
document.addEventListener("visibilitychange", () => send({ isLeaving: document.visibilityState === "hidden" }));
window.addEventListener("beforeunload", (event) => {
  if (parts.some((part) => part.isOpen && !part.saying.isKept && !part.isHeld)) event.preventDefault();
});
// Out of the browser's memory comes the page as it was left, with versions that are too old.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// The form brings all the words itself. A request still on its way would be first, and the form in conflict.
const leave = (event) => {
  const sending = parts.map((part) => part.sending).filter(Boolean);
  hold(true);
  setTimeout(() => hold(false), PATIENCE);
  // What two people changed has been said at its field: to save now is to decide.
  rows.forEach((row) => row.decideAll());
  if (!sending.length) return;
  event.preventDefault();
  Promise.all(sending).then(() => event.target.requestSubmit(event.submitter));
};
for (const form of new Set(parts.map((part) => part.unit.closest("form")))) form?.addEventListener("submit", leave);
