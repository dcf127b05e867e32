// The discussion room: everything that makes its page move. Without it the page works by forms and a link.
import { startAdding } from "./add.js";
import { room } from "./board.js";
import { startClock } from "./clock.js";
import { startForms } from "./forms.js";
import { poll, refresh } from "./live.js";
import { flush } from "./sending.js";

const go = (address) => refresh(address).catch(() => { location.href = address; });

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-show-phase]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  go(link.href);
});
window.addEventListener("popstate", () => go(location.href));

const hideFallbacks = () => {
  for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
};
room.addEventListener("room-refreshed", hideFallbacks);
hideFallbacks();

startClock();
startForms();
startAdding();
poll();
flush();
// Back to the tab: what happened meanwhile is there at once.
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
window.addEventListener("online", poll);
