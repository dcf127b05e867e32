// One text that saves by itself: it sends its fields a second after the typing stops, one request at a time.
// Each request carries the version it is based on, in the field named …-base; the answer brings the next.
// What is typed stays on this device until the server has it. Every word said is in programme/writing/_words.html.
import { forget, keep, post, read } from "./device.js";
import { fill, holds, isTouched, valueOf } from "./fields.js";
import { Saying } from "./saying.js";

const PAUSE = 1000;
const AGAIN = [3000, 10_000, 30_000];
const REFUSED = { 400: "too-large", 413: "too-large", 422: "refused", 423: "refused" };
const LOGGED_OUT = { 401: "logged-out", 403: "logged-out", 404: "logged-out" };

export class AutosavedText {
  isDirty = false;
  isHeld = false;
  failures = 0;
  constructor(unit) {
    this.unit = unit;
    this.key = unit.dataset.autosaveKey;
    this.base = unit.querySelector("[name$='-base']");
    this.fields = [...unit.querySelectorAll("textarea, select, input:not([type=hidden])")];
    this.saying = new Saying(unit.querySelector("[data-autosave-state]"));
    unit.addEventListener("input", (event) => { if (event.isTrusted) this.typed("waiting"); });
    const isEarly = this.fields.some(isTouched); // on a slow line people type before this script is there
    this.restore();
    if (isEarly && !this.isDirty) this.typed("waiting");
  }

  get values() {
    return Object.fromEntries(this.fields.map((field) => [field.name, valueOf(field)]));
  }

  restore() {
    const copy = read(this.key);
    if (!copy) return;
    if (this.fields.every((field) => holds(field, copy.values[field.name]))) {
      // The server has these words, unless it only sent them back as refused.
      return "autosaveRefused" in this.unit.dataset || forget(this.key);
    }
    for (const field of this.fields) fill(field, copy.values[field.name]);
    // If somebody changed the text since, this base is too old, and the server will show both.
    this.base.value = copy.base;
    this.typed("restored");
  }

  typed(state) {
    this.isDirty = true;
    this.saying.isKept = keep(this.key, { base: this.base.value, values: this.values });
    if (!this.sending) this.saying.say(state);
    this.sendIn(PAUSE);
  }

  sendIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  send(options) {
    if (!this.isDirty || this.sending || this.isHeld) return;
    clearTimeout(this.timer);
    this.isDirty = false;
    this.saying.say("saving");
    this.sending = this.post(options).catch((failure) => {
      this.isDirty = true;
      this.saying.say(failure.state ?? "unsaved");
      this.sendIn(AGAIN[Math.min(this.failures++, AGAIN.length - 1)]);
    }).finally(() => {
      this.sending = null;
      if (this.isDirty && !this.failures) this.sendIn(PAUSE);
    });
  }

  async post(options) {
    const body = new FormData();
    body.set(this.base.name, this.base.value);
    for (const [name, value] of Object.entries(this.values)) if (value !== false) body.set(name, value === true ? "on" : value);
    const { status, said } = await post(this.unit.dataset.autosave, body, options);
    if (said.base) this.saved(said.base);
    else if (said.html) this.showBoth(said.html);
    else if (status in REFUSED) this.saying.say(REFUSED[status], said.message);
    else throw Object.assign(new Error(status), { state: LOGGED_OUT[status] });
  }

  saved(base) {
    this.base.value = base;
    this.failures = 0;
    if (this.isDirty) keep(this.key, { base, values: this.values });
    else forget(this.key);
    this.saying.say("saved");
  }

  // Somebody else was first. From here on the form around the text saves what is chosen.
  showBoth(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    this.isHeld = true;
    this.unit.replaceWith(template.content);
    document.getElementById(this.unit.id).querySelector("fieldset").focus();
  }
}
