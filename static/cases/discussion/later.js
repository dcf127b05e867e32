// What was written in a discussion room without a network goes out from whatever page of the site is opened next; what
// the room refused, or still waits, is led back to.
const { person } = document.body.dataset;
// Nothing of the board is asked back.
const SEEN = Number.MAX_SAFE_INTEGER;
let notice;

const hasSome = () => {
  try { return Object.keys(localStorage).some((name) => name.startsWith(`clusnet.room.${person}.`)); } catch { return false; }
};

const leadTo = (items) => {
  notice?.remove();
  if (!items.length) return;
  notice = document.getElementById("words-unsent").content.firstElementChild.cloneNode(true);
  notice.querySelector("a").href = items[0].address.replace(/\/discussion\/.*/, "/discussion/");
  document.getElementById("messages").append(notice);
};

const flush = async () => {
  if (!hasSome()) return leadTo([]);
  // Most pages have nothing to send and load no more than this.
  const { isShut, refused, sendWaiting, waiting } = await import("./outbox.js");
  await sendWaiting(() => {}, () => SEEN).catch(() => {});
  leadTo([...refused(), ...waiting().filter((item) => !isShut(item))]);
};

// The room itself has a way of its own.
if (!document.getElementById("live")) {
  flush();
  window.addEventListener("online", flush);
}
