// How it stands with saving, in words: a live region for the state, and beside it, unread, how long ago.

const CALM = { saved: "", saving: "is-waiting", waiting: "is-waiting", restored: "is-waiting" };
const words = document.getElementById("words-writing")?.content;
const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

export class Saying {
  // Whether the device has a copy; without one "kept on this device" would be a lie.
  isKept = true;

  constructor(line) {
    this.line = line;
    [this.status, this.time] = line.querySelectorAll("span");
  }

  say(state, more = "") {
    const name = state in CALM || this.isKept ? state : "unkept";
    this.line.className = `saved ${CALM[name] ?? "is-failed"}`;
    this.status.replaceChildren(words.querySelector(`[data-state="${name}"]`).cloneNode(true), ` ${more}`);
    this.savedAt = name === "saved" ? Date.now() : 0;
    this.tick();
  }

  tick() {
    const seconds = Math.round((Date.now() - this.savedAt) / 1000);
    const span = seconds < 60 ? [-seconds, "second"] : [-Math.floor(seconds / 60), "minute"];
    this.time.textContent = this.savedAt ? ago.format(...span) : "";
  }
}
