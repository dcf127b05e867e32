// A part of a page that saves by itself when the typing stops. What is typed stays here until the server has it.
import { adopt, forget, keep, peek, post } from "./device.js";
import { fill, hasIn, holds, isTouched, valueOf } from "./fields.js";
import { Saying } from "./saying.js";

const AGAIN = [3000, 10_000, 30_000];
const REFUSED = { 400: "too-large", 410: "refused", 413: "too-large", 422: "refused", 423: "refused" };
const SHUT_OUT = { 401: "logged-out", 403: "no-access", 404: "no-access" };
const MOST_ON_LEAVING = 40_000; // browsers refuse more than 64 kB then

export class Autosave {
  pause = 1000;
  isDirty = false; // typed and not sent
  isOpen = false; // typed and not confirmed by the server
  isHeld = false; // the form around it sends the words itself
  failures = 0;

  constructor(unit, fields) {
    Object.assign(this, { unit, fields, key: unit.dataset.autosaveKey });
    this.saying = new Saying(unit.querySelector("[data-autosave-state]"));
  }

  start() {
    const isEarly = this.fields.some(isTouched); // on a slow line people type before this script is there
    this.restore();
    if (isEarly && !this.isDirty) this.typed();
  }

  get values() { return Object.fromEntries(this.fields.map((field) => [field.name, valueOf(field)])); }

  holds(values) { return this.fields.every((field) => field.name in values && holds(field, values[field.name])); }

  // isOlder: after the newest copy is saved, what another window left besides.
  restore(isOlder = false) {
    const copy = adopt(this.key);
    if (!copy) return;
    if (this.holds(copy.values) || (isOlder && this.fields.every((field) => hasIn(field, copy.values[field.name])))) {
      // The server has these words, unless it only sent them back as refused. Another window may have left more.
      if ("autosaveRefused" in this.unit.dataset) return;
      forget(this.key);
      return peek(this.key)?.at < copy.at && this.restore(true);
    }
    this.takeBase(copy, !isOlder && Boolean(copy.sent) && this.holds(copy.sent));
    for (const field of this.fields) if (field.name in copy.values) fill(field, copy.values[field.name]);
    this.typed("restored", this.pause, copy.at);
  }

  keep() {
    this.saying.isKept = keep(this.key, { ...this.base, values: this.values, sent: this.sent, at: this.typedAt });
  }

  // at: of two windows' words the ones typed last are the newer ones, however often each was tried to be sent.
  typed(state = "waiting", pause = this.pause, at = Date.now()) {
    Object.assign(this, { isDirty: true, isOpen: true, typedAt: at });
    this.keep();
    if (!this.sending) this.saying.say(state);
    this.sendIn(pause);
  }

  sendIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  send({ isLeaving } = {}) {
    if (!this.isDirty || this.sending || this.isHeld) return;
    clearTimeout(this.timer);
    this.isDirty = false;
    this.saying.say("saving");
    // Whether the server had it is not known if this page is closed before the answer.
    this.sent = this.values;
    this.keep();
    const keepalive = isLeaving && JSON.stringify(this.sent).length < MOST_ON_LEAVING;
    this.sending = this.post({ keepalive }).then(() => { this.failures = 0; }, (failure) => {
      this.isDirty = true;
      this.saying.say(failure.state ?? "unsaved");
      this.sendIn(AGAIN[Math.min(this.failures++, AGAIN.length - 1)]);
    }).finally(() => {
      this.sending = null;
      if (this.isDirty && !this.failures) this.sendIn(this.pause);
    });
  }

  async post(options) {
    const { status, said } = await post(this.unit.dataset.autosave, this.body(), options);
    const state = said.state ?? SHUT_OUT[status];
    if (state) throw Object.assign(new Error(status), { state });
    if (this.take(said)) return;
    if (!(status in REFUSED)) throw new Error(status);
    this.saying.say(REFUSED[status], said.message);
  }

  confirmed() {
    this.sent = null;
    this.isOpen = this.isDirty;
    if (this.isDirty) this.keep(); else forget(this.key);
    this.saying.say("saved");
    document.dispatchEvent(new Event("text-saved")); // what else depends on the words may look again
  }
}
