// Who else writes on this page, and which of its texts somebody else has saved anew. The page asks every fifteen
// seconds while it is seen: <p data-presence="/address/" data-one="… {name} …" data-many="… {names} …">.
import { post } from "./device.js";

const EVERY = 15_000;
const line = document.querySelector("[data-presence]");
const words = document.getElementById("words-writing")?.content;
const and = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });

const name = (others) => {
  const sentence = others.length > 1 ? line.dataset.many : line.dataset.one;
  const said = others.length ? sentence.replace("{names}", and.format(others)).replace("{name}", others[0]) : "";
  // Said once: a region that is written anew is read out anew.
  if (line.textContent.trim() !== said) line.textContent = said;
};

const offer = (text, newer) => {
  const unit = text.unit;
  const shown = unit.querySelector("[data-newer-version]");
  if (shown?.dataset.newerVersion === String(newer.version)) return;
  shown?.remove();
  const note = words.querySelector(newer.is_own ? "[data-newer-own]" : "[data-newer]").cloneNode(true);
  note.dataset.newerVersion = newer.version;
  const sentence = note.querySelector("span");
  sentence.textContent = sentence.textContent.replace("{name}", newer.who);
  note.querySelector("button").addEventListener("click", () => {
    text.load(newer);
    note.remove();
    unit.querySelector("textarea").focus();
  });
  // Whoever types on decides later, between both texts.
  unit.addEventListener("input", () => note.remove(), { once: true });
  unit.querySelector("[data-autosave-state]").closest(".field-foot").before(note);
};

const ask = async (texts) => {
  const body = new FormData();
  const whole = texts.filter((text) => text.unit.isConnected && !text.isHeld);
  for (const text of whole) body.set(text.key, text.version);
  const { said } = await post(line.dataset.presence, body);
  if (said.others) name(said.others);
  for (const text of whole) {
    const newer = said.newer?.[text.key];
    // It was asked some moments ago; since then the person may have typed, or saved.
    if (newer && !text.isOpen && newer.version > Number(text.version)) offer(text, newer);
  }
};

export const watchPresence = (texts) => {
  if (!line) return;
  let timer;
  const next = async () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    // Who is there is no reason to disturb anybody: without an answer the page asks again.
    await ask(texts).catch(() => {});
    clearTimeout(timer);
    timer = setTimeout(next, EVERY);
  };
  document.addEventListener("visibilitychange", next);
  next();
};
