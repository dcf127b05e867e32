// <p data-length data-elsewhere="1835" data-least="1500" data-most="3000">: how many words the texts of this page have,
// and all texts together, beside what readers asked for. The sentences stand in the element as data-under, -within, -over.

const line = document.querySelector("[data-length]");
const number = new Intl.NumberFormat(document.documentElement.lang);
const countOf = (field) => field.value.split(/\s+/).filter(Boolean).length;

const say = () => {
  const here = [...document.querySelectorAll("textarea[data-markdown]")].reduce((sum, field) => sum + countOf(field), 0);
  const all = here + Number(line.dataset.elsewhere);
  const state = all < line.dataset.least ? "under" : all > line.dataset.most ? "over" : "within";
  line.textContent = line.dataset[state].replace("{here}", number.format(here)).replace("{all}", number.format(all));
  line.classList.toggle("is-over", state === "over");
};

if (line) {
  let waiting;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-markdown]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(say, 300);
  });
  say();
}
