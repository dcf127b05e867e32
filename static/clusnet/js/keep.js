// <form data-keep="case-7-setting"> keeps a copy of what is typed on this device until the server has it.
// The next page says that it has: <span data-kept-clear="case-7-setting" hidden></span>.
//
// A copy comes back when it differs from what the server sent. When the server's own text changed in the
// meantime, the copy is only offered: putting it in unasked would overwrite somebody else's words.

const person = document.body.dataset.person ?? "visitor";
const place = (key) => `clusnet.kept.${person}.${key}`;
const KEPT = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit])";

const state = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
const name = (field) => (/^(checkbox|radio)$/.test(field.type) ? `${field.name}=${field.value}` : field.name);
// Texts that save by themselves keep their own copies.
const isKept = (field) => field.name && !field.disabled && !field.closest("[data-autosave-key]");
const fields = (form) => [...form.querySelectorAll(KEPT)].filter(isKept);
const snapshot = (form) => Object.fromEntries(fields(form).map((field) => [name(field), state(field)]));
// What the server sent, whatever has been typed since.
const sentState = (field) => {
  if (/^(checkbox|radio)$/.test(field.type)) return field.defaultChecked;
  if (field.tagName !== "SELECT") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
};
const sentBy = (form) => Object.fromEntries(fields(form).map((field) => [name(field), sentState(field)]));
const same = (one, other) => Object.keys(one).every((key) => one[key] === other[key]);

// Private windows and full disks refuse: then there is no copy, and the page works as without this file.
const read = (key) => { try { return JSON.parse(localStorage.getItem(place(key))); } catch { return null; } };
const write = (key, copy) => { try { localStorage.setItem(place(key), JSON.stringify(copy)); } catch { /* as said */ } };
const forget = (key) => { try { localStorage.removeItem(place(key)); } catch { /* as said */ } };

const fill = (form, values, isOver = () => true) => {
  for (const field of fields(form)) {
    const value = values[name(field)];
    if (value === undefined || value === state(field) || !isOver(field)) continue;
    if (typeof value === "boolean") field.checked = value; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const notice = (form, id, copy) => {
  const element = document.getElementById(id).content.firstElementChild.cloneNode(true);
  const time = element.querySelector("time");
  const typed = new Date(copy.at);
  const today = typed.toDateString() === new Date().toDateString();
  time.dateTime = copy.at;
  time.textContent = typed.toLocaleString(document.documentElement.lang, today
    ? { hour: "2-digit", minute: "2-digit" }
    : { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  form.prepend(element);
  return element;
};

const bringBack = (form, key, sent) => {
  const copy = read(key);
  if (!copy) return;
  if (same(copy.values, { ...copy.values, ...sent })) return forget(key);
  const untouched = same(sent, { ...sent, ...copy.sent });
  const line = notice(form, untouched ? "words-kept" : "words-kept-apart", copy);
  if (untouched) fill(form, copy.values, (field) => state(field) === sent[name(field)]);
  line.addEventListener("click", (event) => {
    const wish = event.target.dataset.kept;
    if (!wish) return;
    if (wish === "use") fill(form, copy.values);
    if (wish === "discard") { fill(form, sent); forget(key); }
    line.remove();
  });
};

const keep = (form) => {
  const key = form.dataset.keep;
  const sent = sentBy(form);
  // On a slow line people type before this script is there.
  const isEarly = !same(sent, snapshot(form));
  bringBack(form, key, sent);
  let waiting;
  const save = () => {
    waiting = clearTimeout(waiting);
    write(key, { at: new Date().toISOString(), values: snapshot(form), sent });
  };
  form.addEventListener("input", (event) => {
    // A copy being put back is no typing.
    if (event.isTrusted) waiting ??= setTimeout(save, 400);
  });
  window.addEventListener("pagehide", () => { if (waiting) save(); });
  if (isEarly) save();
};

for (const done of document.querySelectorAll("[data-kept-clear]")) forget(done.dataset.keptClear);
document.querySelectorAll("form[data-keep]").forEach(keep);
