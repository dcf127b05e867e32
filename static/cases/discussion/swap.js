// Puts new HTML in the place of old without disturbing whoever works in it: the focus stays where it is, and so does
// what is typed, marked or folded open. Parts are known by their ids.
const named = (root, selector) => [...root.querySelectorAll(selector)].filter(({ id }) => id);

const isChanged = (field) => {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return field.selectedIndex > 0;
  return field.value !== field.defaultValue;
};

const remember = (old) => {
  const active = document.activeElement;
  const hasFocus = active?.id && old.contains(active);
  return {
    open: named(old, "details[open]").map(({ id }) => id),
    fields: named(old, "input, textarea, select").filter(isChanged)
      .map((field) => ({ id: field.id, value: field.value, checked: field.checked, before: field.form?.elements.before?.value })),
    // What text fields have marked; other fields do not know the question.
    focus: hasFocus && { id: active.id, from: active.selectionStart ?? null, to: active.selectionEnd ?? null },
  };
};

const bringBack = ({ open, fields, focus }) => {
  for (const id of open) {
    const part = document.getElementById(id);
    if (part) part.open = true;
  }
  for (const { id, value, checked, before } of fields) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (field.type === "checkbox" || field.type === "radio") { field.checked = checked; continue; }
    field.value = value;
    // Words that were begun on an older text say so when they are sent.
    if (before !== undefined && field.form?.elements.before) field.form.elements.before.value = before;
  }
  const field = focus && document.getElementById(focus.id);
  if (!field) return;
  field.focus({ preventScroll: true });
  if (focus.from !== null) field.setSelectionRange(focus.from, focus.to);
};

// place: puts the new one where it belongs; without it, it takes the place of the old one.
export const swap = (old, fresh, place) => {
  const kept = remember(old);
  if (place) { old.remove(); place(fresh); } else old.replaceWith(fresh);
  bringBack(kept);
};
