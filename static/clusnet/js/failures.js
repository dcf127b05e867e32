// A request behind the page that fails must not fail silently.

const show = (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type === "every") return;
  const messages = document.getElementById("messages");
  const notice = document.getElementById("words-failure")?.content.firstElementChild;
  if (messages && notice) messages.replaceChildren(notice.cloneNode(true));
};

for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(kind, show);
}
