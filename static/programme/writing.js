// Wires every <div data-autosave="/address/" data-autosave-key="answer-7"> of the page, and sees to it that the
// form around them and the texts that save by themselves do not send the same words twice.
import { AutosavedText } from "./autosave.js";
import { forget } from "./device.js";

const PATIENCE = 15_000;

// What the form before this page has saved.
for (const page of document.querySelectorAll("[data-autosave-saved]")) page.dataset.autosaveSaved.split(" ").forEach(forget);

const texts = [...document.querySelectorAll("[data-autosave]:has([data-autosave-state])")].map((unit) => new AutosavedText(unit));
const send = (options) => texts.forEach((text) => text.send(options));
const hold = (isHeld) => texts.forEach((text) => { text.isHeld = isHeld || !text.unit.isConnected; });

setInterval(() => texts.forEach((text) => text.saying.tick()), 5000);
// Back from another tab, or back on the net: try at once what is waiting.
for (const moment of ["focus", "online"]) window.addEventListener(moment, () => send());
document.addEventListener("visibilitychange", () => send({ keepalive: document.visibilityState === "hidden" }));
window.addEventListener("beforeunload", (event) => {
  if (texts.some((text) => text.isDirty && !text.saying.isKept && !text.isHeld)) event.preventDefault();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) hold(false); });

// The form brings all the words itself. A request still on its way would be first, and the form in conflict.
const leave = (event) => {
  const sending = texts.map((text) => text.sending).filter(Boolean);
  hold(true);
  setTimeout(() => hold(false), PATIENCE);
  if (!sending.length) return;
  event.preventDefault();
  Promise.all(sending).then(() => event.target.requestSubmit(event.submitter));
};
for (const form of new Set(texts.map((text) => text.unit.closest("form")))) form?.addEventListener("submit", leave);
