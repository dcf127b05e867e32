// What a field holds, whatever kind of field it is.
export const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

export const isTouched = (field) => (
  field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
);

export const holds = (field, value) => String(value).trim() === String(valueOf(field)).trim();

export const fill = (field, value) => { field[field.type === "checkbox" ? "checked" : "value"] = value; };
