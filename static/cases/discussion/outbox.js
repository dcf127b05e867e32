// What was sent and not confirmed, kept on this device for its person until the server has it. A point has a key that
// makes it one however often it is sent; of two marks for the same option the last one counts.
import { post } from "../../programme/device.js";

const { person } = document.body.dataset;
// A room sends what belongs to it; other pages send what is left of every room.
const page = document.getElementById("live")?.dataset.page ?? "";
const prefix = `clusnet.room.${person}.`;
const nameOf = ({ address, name }) => `${prefix}${address} ${name}`;
export const SHUT_OUT = { 401: "logged-out", 403: "no-access", 404: "no-access" };

// For windows in which nothing can be kept.
const unkept = new Map();
const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };

const kept = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix + page)).map((name) => parsed(localStorage.getItem(name)));
  } catch {
    return [];
  }
};

// What could not be written over what is kept is newer than it.
const newest = () => new Map([...kept(), ...unkept.values()].filter(Boolean).map((item) => [nameOf(item), item]));
const all = () => [...newest().values()].sort((one, other) => one.at - other.at);
// Refused for good: the words are shown until somebody takes them.
export const refused = () => all().filter(({ why }) => why);
export const waiting = () => all().filter(({ why }) => !why);
export const isKept = () => !unkept.size;

export const add = (item) => {
  const name = nameOf(item);
  try { localStorage.setItem(name, JSON.stringify(item)); unkept.delete(name); } catch { unkept.set(name, item); }
};

// Unless there is a newer one of the same name.
export const forget = (item) => {
  const name = nameOf(item);
  if (unkept.get(name)?.at === item.at) unkept.delete(name);
  try { if (parsed(localStorage.getItem(name))?.at === item.at) localStorage.removeItem(name); } catch { /* as said */ }
};

// Browsers give random keys of their own to sites with https alone.
export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

const send = async (item, after) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(item.fields)) body.set(name, value);
  body.set("after", after());
  const { status, said } = await post(item.address, body, { signal: AbortSignal.timeout(20_000) });
  const state = said.state && status !== 200 ? said.state : SHUT_OUT[status];
  if (state) throw Object.assign(new Error(status), { state });
  if (said.message) {
    if (item.isPoint) add({ ...item, why: said.message }); else forget(item);
    return said;
  }
  if (status !== 200) throw new Error(status);
  forget(item);
  return said;
};

// Where nothing was taken, for the room is not there for this person (any more).
let shut = new Map();
export const isShut = ({ address }) => shut.has(address);

const sendAll = async (heard, after) => {
  shut = new Map();
  const next = () => waiting().find((item) => !isShut(item));
  for (let item = next(); item; item = next()) {
    try {
      await heard(item, await send(item, after));
    } catch (failure) {
      // It keeps nothing back that belongs elsewhere.
      if (failure.state !== "no-access") throw failure;
      shut.set(item.address, failure);
    }
  }
  for (const failure of shut.values()) throw failure;
};

let sending = null;

// heard(item, said) is called for each that arrived. Fails with the first that does not.
export const sendWaiting = (heard, after) => {
  sending ??= sendAll(heard, after).finally(() => { sending = null; });
  return sending;
};
