// Open comments are quoted beside their topics. One that was answered or resolved meanwhile has left the open ones.
const isOpen = (link) => {
  const comment = document.querySelector(link.getAttribute("href"));
  return comment && !comment.closest("details.fold");
};

document.addEventListener("htmx:afterSettle", () => {
  for (const link of document.querySelectorAll(".beside-comment > a")) if (!isOpen(link)) link.parentElement.remove();
});
