// What is typed, kept on this device until the server has it; and the way to the server. Private windows and
// full disks refuse copies: then keep() says false, and the page warns before it is left.
//
// Each open page keeps copies of its own, so two windows of one person never lose each other's words. A page
// that is closed leaves its copies to the next one; a lock of the browser tells which pages are still open.

const person = document.body.dataset.person ?? "visitor";
const page = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
const place = (key, whose = page) => `clusnet.text.${person}.${key}.${whose}`;
const LOCK = "clusnet.page.";

// Only a site with https has locks; without them every other copy counts as left.
navigator.locks?.request(LOCK + page, () => new Promise(() => {}));
const held = (await navigator.locks?.query())?.held ?? [];
const open = new Set(held.map(({ name }) => name).filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length)));

const quietly = (act, otherwise) => { try { return act(); } catch { return otherwise; } };
const parsed = (name) => quietly(() => JSON.parse(localStorage.getItem(name)), null);

// The copies that closed pages left, the newest first.
const left = (key) => quietly(() => Object.keys(localStorage)
  .filter((name) => name.startsWith(place(key, "")))
  .map((name) => ({ name, whose: name.slice(place(key, "").length), copy: parsed(name) }))
  .filter(({ whose, copy }) => copy && whose !== page && (copy.isLeft || !open.has(whose)))
  .sort((one, other) => other.copy.at - one.copy.at), []);

export const keep = (key, copy) => quietly(() => {
  localStorage.setItem(place(key), JSON.stringify({ at: Date.now(), ...copy }));
  return true;
}, false);

export const forget = (key) => quietly(() => localStorage.removeItem(place(key)));

// The newest copy that was left, which is this page's own from now on. What other windows left of the same text stays
// where it is until these words are saved.
export const adopt = (key) => {
  const [newest] = left(key);
  if (!newest) return null;
  // Before it goes: what cannot be written anew stays where it is.
  if (keep(key, { ...newest.copy, isLeft: false })) quietly(() => localStorage.removeItem(newest.name));
  return newest.copy;
};

export const peek = (key) => left(key)[0]?.copy ?? null;

export const forgetLeft = (key) => left(key).forEach(({ name }) => quietly(() => localStorage.removeItem(name)));

// The browser may still hold the lock of a page while the next one starts.
window.addEventListener("pagehide", () => quietly(() => Object.keys(localStorage)
  .filter((name) => name.startsWith("clusnet.text.") && name.endsWith(`.${page}`))
  .forEach((name) => localStorage.setItem(name, JSON.stringify({ ...parsed(name), isLeft: true })))));

// Logging in again, in another tab, brings a new token: the cookie knows it, this page does not.
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";

export const post = async (address, body, options) => {
  // Whose words these are: somebody else may have logged in in this browser meanwhile.
  const headers = { "X-CSRFToken": token(), "X-Person": person, Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers, ...options });
  const isOurs = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, said: isOurs ? await answer.json() : {} };
};
