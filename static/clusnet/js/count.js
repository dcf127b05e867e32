// data-count="words" or data-count="characters" (with data-most) on a field shows how long its text is,
// in the element that data-count-in names, or in a line of its own below the field.

// To count a text of 140,000 characters takes longer than to type one: it is done twice in a second.
const LONG = 10_000;

const words = document.getElementById("words-count");
const sentence = (unit) => words?.content.querySelector(`[data-unit="${unit}"]`)?.textContent ?? "{count}";

const say = (field, line) => {
  const text = field.value;
  const most = Number(field.dataset.most ?? field.maxLength);
  let unit = field.dataset.count;
  // One per line break, as the server counts, and whole characters, not halves of them.
  let count = [...text].length;
  if (unit === "words") {
    count = text.trim() ? text.trim().split(/\s+/).length : 0;
    if (count === 1) unit = "word";
  } else if (count > most) {
    unit = "characters-over";
  }
  line.classList.toggle("is-over", unit === "characters-over");
  line.textContent = sentence(unit)
    .replace("{count}", count.toLocaleString())
    .replace("{most}", most.toLocaleString())
    .replace("{over}", (count - most).toLocaleString());
};

const wire = (field) => {
  if (field.dataset.counted) return;
  field.dataset.counted = "yes";
  let line = document.getElementById(field.dataset.countIn);
  if (!line) {
    line = document.createElement("span");
    field.after(line);
  }
  line.classList.add("counter");
  let waiting;
  field.addEventListener("input", () => {
    if (field.value.length < LONG) return say(field, line);
    waiting ??= setTimeout(() => { waiting = undefined; say(field, line); }, 500);
  });
  say(field, line);
};

const wireAll = (root) => root.querySelectorAll("[data-count]").forEach(wire);
wireAll(document);
document.addEventListener("htmx:load", (event) => wireAll(event.detail.elt.parentElement ?? document));
