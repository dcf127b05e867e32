// A saved text changes the checks beside it: ask for them once the typing rests.
const checks = () => document.getElementById("section-checks");
let waiting;
document.addEventListener("text-saved", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => checks()?.dispatchEvent(new CustomEvent("look-again")), 1500);
});
