// How it stands with saving, in words: a live region for the state, and beside it, unread, how long ago.

const CALM = { saved: "", saving: "is-waiting", waiting: "is-waiting", restored: "is-waiting" };
const words = document.getElementById("words-writing")?.content;
const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const said = (state) => words.querySelector(`[data-state="${state}"]`).cloneNode(true);

export class Saying {
  // Whether the device has a copy; without one "kept on this device" would be a lie.
  isKept = true;

  constructor(line) {
    this.line = line;
    [this.status, this.time] = line.querySelectorAll("span");
  }

  say(state, more = "") {
    const isSafe = state in CALM || this.isKept;
    this.line.className = `saved ${CALM[isSafe ? state : "unkept"] ?? "is-failed"}`;
    // Without a copy that is said first, and why it is not saved after it.
    const parts = isSafe ? [said(state)] : [said("unkept")];
    if (!isSafe && state === "too-large") parts.push(" ", said("shorten"));
    this.status.replaceChildren(...parts, ` ${more}`);
    this.savedAt = state === "saved" ? Date.now() : 0;
    this.tick();
  }

  clear() {
    this.savedAt = 0;
    this.status.replaceChildren();
    this.tick();
  }

  tick() {
    const seconds = Math.round((Date.now() - this.savedAt) / 1000);
    const span = seconds < 60 ? [-seconds, "second"] : [-Math.floor(seconds / 60), "minute"];
    this.time.textContent = this.savedAt ? ago.format(...span) : "";
  }
}
