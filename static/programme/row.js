// Short fields of one row that save by themselves when a field is left, or some seconds after the typing stops. Beside
// each field stands what it held when it was shown (initial-…), so that two people at one field hear of each other.
import { Autosave } from "./autosave.js";
import { choiceOf } from "./fields.js";
import { clearError, showError } from "./mistakes.js";

const LEFT = 300;
// Removing is for the button of the form.
const isTyped = (field) => field.type !== "hidden" && field.name !== "focus" && !field.name.endsWith("-remove");

const fieldsOf = (unit) => {
  const named = unit.dataset.autosaveFields;
  if (named) return [choiceOf([...unit.closest("form").querySelectorAll(`[type=radio][name="${named}"]`)])];
  return [...unit.querySelectorAll("textarea, select, input")].filter(isTyped);
};

export class Row extends Autosave {
  pause = 3000;
  // What the server has in fields that two people changed: it counts as shown once this person decides.
  pending = new Map();

  constructor(unit) {
    super(unit, fieldsOf(unit));
    this.names = new Set(this.fields.map((field) => field.name));
    this.form = unit.closest("form");
    const root = unit.dataset.autosaveFields ? this.form : unit;
    root.addEventListener("input", (event) => this.heard(event, this.pause));
    root.addEventListener("change", (event) => this.heard(event, LEFT));
    this.start();
  }

  heard({ target, isTrusted }, pause) {
    if (!isTrusted || !this.names.has(target.name) || this.waits()) return;
    this.decide(target.name);
    this.typed("waiting", pause);
  }

  // A new row that is not there yet cannot be chosen by itself.
  waits() { return this.values.focus === "new"; }

  hidden(name) { return this.form.elements.namedItem(`initial-${name}`); }
  get base() { return { initial: Object.fromEntries([...this.names].map((name) => [name, this.hidden(name)?.value])) }; }

  takeBase({ initial }, wasSaved) {
    if (wasSaved) return;
    for (const name of this.names) if (this.hidden(name) && initial?.[name] !== undefined) this.hidden(name).value = initial[name];
  }

  decide(name) {
    if (this.pending.has(name)) this.hidden(name).value = this.pending.get(name);
    this.pending.delete(name);
  }

  decideAll() { for (const name of [...this.pending.keys()]) this.decide(name); }

  body() {
    const body = new FormData();
    for (const name of this.names) if (this.hidden(name)) body.set(`initial-${name}`, this.hidden(name).value);
    for (const [name, value] of Object.entries(this.values)) if (value !== false) body.set(name, value === true ? "on" : value);
    return body;
  }

  take({ initial, errors }) {
    if (!initial) return false;
    for (const field of this.fields) {
      const name = field.name;
      clearError(field);
      if (errors[name]) {
        const stored = initial[`initial-${name}`] ?? "";
        const isAnothers = stored !== this.hidden(name)?.value;
        this.pending.set(name, stored);
        showError(field, errors[name], isAnothers && (() => { this.decide(name); this.typed("waiting", 0); }));
      } else if (this.hidden(name)) {
        this.hidden(name).value = initial[`initial-${name}`] ?? this.sent[name];
      }
    }
    const wrong = Object.values(errors);
    if (wrong.length) this.saying.say("refused", wrong.join(" ")); else this.confirmed();
    return true;
  }
}
