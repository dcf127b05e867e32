// The field for a point: Enter sends it, the field is empty again and keeps the focus. What is typed and not sent yet
// stays on this device too.
import { adopt, forget, keep } from "../../programme/device.js";
import { room } from "./board.js";
import { newKey } from "./outbox.js";
import { sendItem } from "./sending.js";

const bar = document.querySelector("[data-add]");
const form = document.querySelector("[data-add-form]");
const draft = `room-${room.dataset.room}`;

const grow = (field) => field.classList.toggle("is-long", field.value.length > 60 || field.value.includes("\n"));

const send = (field) => {
  const text = field.value.trim();
  if (!text) return;
  const name = newKey();
  sendItem({ address: form.getAttribute("action"), name, isPoint: true, fields: { text, phase: form.elements.phase.value, key: name } });
  field.value = "";
  forget(draft);
  grow(field);
  field.focus({ preventScroll: true });
};

export const startAdding = () => {
  if (!form) return;
  const field = form.elements.text;
  if (!field.value) field.value = adopt(draft)?.text ?? "";
  grow(field);
  field.addEventListener("input", () => {
    grow(field);
    if (field.value) keep(draft, { text: field.value }); else forget(draft);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(field);
  });
  // Before the script that holds a second press back: here two presses are two points.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(field);
  }, true);
  room.addEventListener("room-refreshed", () => {
    form.elements.phase.value = room.dataset.phase;
    form.querySelector("[data-add-phase]").textContent = document.getElementById("board-heading").textContent;
    // Words that were begun stay where they are.
    form.hidden = !document.querySelector("[data-is-open]") && !field.value;
    bar.toggleAttribute("data-closed", !document.querySelector("[data-is-open]"));
  });
};
