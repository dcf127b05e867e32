// What a field holds, whatever kind of field it is.
export const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

const sentValueOf = (field) => {
  if (field.type === "checkbox") return field.defaultChecked;
  if (field.type !== "select-one") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
};

export const isTouched = (field) => valueOf(field) !== sentValueOf(field);

export const holds = (field, value) => String(value).trim() === String(valueOf(field)).trim();

export const fill = (field, value) => { field[field.type === "checkbox" ? "checked" : "value"] = value; };

// Several radio buttons of one name, as one field. A choice that waits for the button of the form is none yet.
export const choiceOf = (radios) => {
  const chosen = (isSent) => radios.find((radio) => (isSent ? radio.defaultChecked : radio.checked))?.value ?? "";
  return {
    name: radios[0].name,
    type: "choice",
    get value() { return chosen(false); },
    set value(value) { for (const radio of radios) radio.checked = radio.value === value; },
    get defaultValue() { return chosen(true); },
  };
};

// Whether nothing of the words is missing from what the field holds.
export const hasIn = (field, words = "") => (
  typeof valueOf(field) === "string" ? valueOf(field).includes(String(words).trim()) : words === valueOf(field)
);
