// What is typed, kept on this device until the server has it; and the way to the server. Private windows and
// full disks refuse copies: then keep() says false, and the page warns before it is left.

const place = (key) => `clusnet.text.${document.body.dataset.person ?? "visitor"}.${key}`;

export const read = (key) => {
  try { return JSON.parse(localStorage.getItem(place(key))); } catch { return null; }
};

export const keep = (key, copy) => {
  try { localStorage.setItem(place(key), JSON.stringify(copy)); return true; } catch { return false; }
};

export const forget = (key) => {
  try { localStorage.removeItem(place(key)); } catch { /* then there is none */ }
};

// Logging in again, in another tab, brings a new token: the cookie knows it, this page does not.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

export const post = async (address, body, options) => {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers, ...options });
  const isOurs = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, said: isOurs ? await answer.json() : {} };
};
