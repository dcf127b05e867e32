// "Preview" shows the text as it will be read, rendered by the server that renders it everywhere; "Write" goes back.
import { post } from "./device.js";

const template = document.getElementById("words-tools");
const words = (name) => template.content.querySelector(`[data-preview-${name}]`).cloneNode(true);

const paneOf = (field) => {
  const known = document.getElementById(`${field.id}-preview`);
  if (known) return known;
  const pane = words("pane");
  pane.removeAttribute("data-preview-pane");
  pane.id = `${field.id}-preview`;
  field.after(pane);
  return pane;
};

const rendered = async (text) => {
  const body = new FormData();
  body.set("text", text);
  const { status, said } = await post(document.getElementById("writing-page").dataset.preview, body);
  if (said.message) {
    const line = document.createElement("p");
    line.textContent = said.message;
    return [line];
  }
  if (status === 413 || status === 400) return [words("long")];
  if (said.html === undefined) throw new Error(status);
  const found = document.createElement("template");
  found.innerHTML = said.html;
  return said.html ? [found.content] : [words("empty")];
};

export const togglePreview = async (field, bar, button) => {
  const pane = paneOf(field);
  const isShown = !pane.hidden;
  pane.hidden = isShown;
  field.hidden = !isShown;
  bar.querySelectorAll("button").forEach((other) => { if (other !== button) other.disabled = !isShown; });
  button.textContent = isShown ? button.dataset.preview : button.dataset.write;
  if (isShown) return field.focus();
  pane.replaceChildren(words("wait"));
  try {
    pane.replaceChildren(...await rendered(field.value));
  } catch {
    pane.replaceChildren(words("offline"));
  }
};
