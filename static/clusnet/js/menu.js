// <details data-menu> closes like a menu: by Escape, and by a click or the focus going elsewhere.

const opened = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of opened()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of opened()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}

// <button type="button" data-close> inside a <details> closes it: "Keep it" beside "Delete it".
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  const part = button?.closest("details");
  if (!part) return;
  part.open = false;
  part.querySelector("summary").focus();
});
for (const button of document.querySelectorAll("[data-close]")) button.hidden = false;
