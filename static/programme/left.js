// A text that can only be read any more: <div data-left="answer-7" data-stored="…">. What was typed on this device and
// never reached the server is shown below it, to be copied.
import { forgetLeft, peek } from "./device.js";

const template = document.getElementById("words-left");

for (const text of document.querySelectorAll("[data-left]")) {
  const copy = peek(text.dataset.left);
  const words = Object.entries(copy?.values ?? {}).find(([name]) => name.endsWith("-text"))?.[1] ?? "";
  if (!words.trim() || words.trim() === text.dataset.stored.trim()) continue;
  const notice = template.content.firstElementChild.cloneNode(true);
  const [label, field, button] = ["label", "textarea", "button"].map((name) => notice.querySelector(name));
  field.id = label.htmlFor = `left-${text.dataset.left}`;
  field.value = words;
  button.addEventListener("click", () => {
    forgetLeft(text.dataset.left);
    notice.remove();
  });
  text.append(notice);
}
