// Ticks of attendance, kept on this device until the server has them, each person's apart. A tick is a name in
// localStorage, so all windows of one person share them; of two ticks of the same place only the last is kept. They are
// sent in the order in which they were made, now or after the browser was closed.
import { post } from "../programme/device.js";

const person = document.body.dataset.person;
const prefix = `clusnet.tick.${person}.`;
const nameOf = ({ address, registration, half }) => `${prefix}${address} ${registration} ${half}`;
const SHUT_OUT = { 401: "logged-out", 403: "no-access", 404: "no-access" };
// What the server will never take: saying so is all that is left.
const REFUSED = new Set([410, 422]);

// For windows in which nothing can be kept.
const unkept = new Map();

const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };
const kept = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map((name) => parsed(localStorage.getItem(name)));
  } catch {
    return [];
  }
};

export const waiting = () => [...kept(), ...unkept.values()].filter(Boolean).sort((one, other) => one.at - other.at);
export const isKept = () => !unkept.size;

export const add = (tick) => {
  try { localStorage.setItem(nameOf(tick), JSON.stringify(tick)); } catch { unkept.set(nameOf(tick), tick); }
};

// Unless it was ticked anew while the older tick was on its way.
const forget = (tick) => {
  const name = nameOf(tick);
  if (unkept.get(name)?.at === tick.at) unkept.delete(name);
  try { if (parsed(localStorage.getItem(name))?.at === tick.at) localStorage.removeItem(name); } catch { /* as said */ }
};

const send = async (tick) => {
  const body = new FormData();
  for (const name of ["registration", "half", "mark", "at"]) body.set(name, tick[name]);
  // How long ago it was is told by one clock, whether that goes right or wrong.
  body.set("sent", Date.now());
  const { status, said } = await post(tick.address, body);
  const state = said.state ?? SHUT_OUT[status];
  if (state) throw Object.assign(new Error(status), { state });
  if (status !== 200 && !REFUSED.has(status)) throw new Error(status);
  forget(tick);
  return said;
};

let sending = null;

const sendAll = async (heard) => {
  for (let [tick] = waiting(); tick; [tick] = waiting()) heard(tick, await send(tick));
};

// heard(tick, said) is called for each that arrived. Fails with the first that does not.
export const sendWaiting = (heard) => {
  sending ??= sendAll(heard).finally(() => { sending = null; });
  return sending;
};
