// The forms of the room are sent without leaving it; each of them works without this file too.
import { post } from "../../programme/device.js";
import { room } from "./board.js";
import { known, take } from "./live.js";
import { sendItem } from "./sending.js";
import { waiting } from "./outbox.js";
import { say } from "./words.js";

const complain = (form, words) => {
  let line = form.querySelector(":scope > .form-trouble");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "form-trouble", role: "alert" });
    form.append(line);
  }
  line.textContent = words;
};

const failure = () => document.getElementById("words-failure").content.textContent.trim();

const send = async (form, button) => {
  if (form.dataset.isSending) return;
  form.dataset.isSending = "yes";
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  body.set("after", known());
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  try {
    const { status, said } = await post(address, body, { signal: AbortSignal.timeout(20_000) });
    // Whoever has read what stands there now may save again.
    if (said.now !== undefined) form.elements.before.value = said.now;
    if (said.message || status !== 200) return complain(form, said.message ?? failure());
    form.querySelector(":scope > .form-trouble")?.remove();
    const part = form.closest("details");
    const isMoved = button?.name === "up" || button?.name === "down";
    form.reset();
    if (part && !isMoved) {
      if (part.contains(document.activeElement)) part.querySelector("summary").focus({ preventScroll: true });
      part.open = false;
    }
    await take(said, true);
    countMarked();
  } catch {
    complain(form, failure());
  } finally {
    delete form.dataset.isSending;
  }
};

const countMarked = () => {
  const line = document.querySelector("[data-marked]");
  if (!line) return;
  const count = document.querySelectorAll('[name="point"][form="arrange"]:checked').length;
  const { none, one, many } = line.dataset;
  line.textContent = count === 0 ? none : count === 1 ? one : many.replace("{count}", count);
  line.closest("form").classList.toggle("has-marked", count > 0);
};

const chooseGroup = () => {
  const choice = document.querySelector("[data-group-choice]");
  if (choice) document.querySelector("[data-new-title]").hidden = choice.value !== "";
};

const vote = (form) => {
  const fields = Object.fromEntries(["point", "impact", "feasibility"].map((name) => [name, form.elements[name].value]));
  if (fields.impact && fields.feasibility) sendItem({ address: form.getAttribute("action"), name: `vote-${fields.point}`, fields });
};

// Marks that wait for the network stand on the page as they were given.
const showWaiting = () => {
  for (const { name, fields } of waiting().filter(({ isPoint }) => !isPoint)) {
    const form = document.querySelector(`[data-vote="${name.replace("vote-", "")}"]`);
    if (form) for (const kind of ["impact", "feasibility"]) form.elements[kind].value = fields[kind];
  }
};

const settle = () => { countMarked(); chooseGroup(); showWaiting(); };

export const startForms = () => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-room-form], [data-vote]")) return;
    event.preventDefault();
    if (form.dataset.vote) vote(form); else send(form, event.submitter);
  }, true);
  document.addEventListener("change", ({ target }) => {
    const ballot = target.closest("[data-vote]");
    if (ballot) vote(ballot); else { countMarked(); chooseGroup(); }
  });
  room.addEventListener("room-sent", ({ detail }) => {
    const line = document.querySelector("[data-vote-state]");
    if (line && !detail.isPoint) line.textContent = detail.isRefused ? "" : say("sent");
  });
  room.addEventListener("room-refreshed", settle);
  settle();
};
