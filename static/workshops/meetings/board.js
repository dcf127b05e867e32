// Dragging a meeting fills in the one form of the board and sends it. The keyboard’s way is the link
// “Change” of each meeting, which leads to the same on a page of its own.

const form = document.querySelector("[data-drop-form]");
let dragged = null;

function targetOf(event) {
  return event.target instanceof Element ? event.target.closest("[data-drop-slot]") : null;
}

function mark(target) {
  for (const cell of document.querySelectorAll(".is-target")) cell.classList.remove("is-target");
  target?.classList.add("is-target");
}

if (form) {
  for (const cell of document.querySelectorAll("[data-drag-meeting]")) cell.draggable = true;
  document.querySelector("[data-drag-hint]").hidden = false;

  document.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest("[data-drag-meeting]") : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.dragMeeting);
    dragged.classList.add("is-held");
  });

  document.addEventListener("dragover", (event) => {
    const target = dragged && targetOf(event);
    mark(target);
    if (target) event.preventDefault();
  });

  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-held");
    dragged = null;
    mark(null);
  });

  document.addEventListener("drop", (event) => {
    const target = dragged && targetOf(event);
    if (!target || target.contains(dragged)) return;
    event.preventDefault();
    form.elements.meeting.value = dragged.dataset.dragMeeting;
    form.elements.slot.value = target.dataset.dropSlot;
    form.elements.table.value = target.dataset.dropTable;
    form.requestSubmit();
  });
}
