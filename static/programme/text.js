// One text that saves by itself a second after the typing stops. Each request carries the version it is based on, in
// the field named …-base; the answer brings the next.
import { forget, keep } from "./device.js";
import { Autosave } from "./autosave.js";
import { fill, valueOf } from "./fields.js";

const TYPED = "textarea, select, input:not([type=hidden])";

export class Text extends Autosave {
  constructor(unit) {
    super(unit, [...unit.querySelectorAll(TYPED)]);
    this.baseField = unit.querySelector("[name$='-base']");
    // A script that fills a field is no typing, unless it says so.
    unit.addEventListener("input", (event) => { if (event.isTrusted || event.detail === "typed") this.typed(); });
    this.start();
  }

  get base() { return { base: this.baseField.value }; }
  get version() { return this.baseField.value.split("-")[0]; }

  takeBase(copy, wasSaved) {
    // What was on its way when the page was closed has arrived: the page shows it. Otherwise, if somebody changed
    // the text since, this base is too old, and the server will show both.
    if (!wasSaved) this.baseField.value = copy.base;
  }

  body() {
    const body = new FormData();
    body.set(this.baseField.name, this.baseField.value);
    for (const [name, value] of Object.entries(this.values)) if (value !== false) body.set(name, value === true ? "on" : value);
    return body;
  }

  take({ base, html }) {
    if (base) {
      this.baseField.value = base;
      this.confirmed();
      // Two windows were closed with different words: now the older ones, beside those just saved.
      if (!this.isDirty) this.restore(true);
    } else if (html) {
      // What was typed since goes along: it is asked again when the typing stops.
      if (this.isDirty) this.saying.say("waiting"); else this.showBoth(html);
    }
    return Boolean(base || html);
  }

  // Somebody else was first. From here on the form around the text saves what is chosen.
  showBoth(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const wasHere = this.unit.contains(document.activeElement);
    this.isHeld = true;
    this.unit.replaceWith(template.content);
    const now = document.getElementById(this.unit.id);
    now.dispatchEvent(new CustomEvent("writing:new", { bubbles: true }));
    // What is put together from both is kept too: with the old base, so that both are shown again after a closed tab.
    const both = now.querySelector("textarea[name$='-text']");
    both.addEventListener("input", () => keep(this.key, { ...this.base, values: { ...this.values, [both.name]: both.value } }));
    if (wasHere) now.querySelector("fieldset").focus();
  }

  // Somebody saved a newer text, and nothing was typed here.
  load({ base, values }) {
    if (this.isOpen || this.sending) return;
    this.baseField.value = base;
    for (const field of this.fields) {
      if (!(field.name in values) || valueOf(field) === values[field.name]) continue;
      fill(field, values[field.name]);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    forget(this.key);
  }
}
