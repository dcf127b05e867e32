// <div data-scroll-to="0.6">: a picture wider than its place opens with this part of it in the middle.

for (const place of document.querySelectorAll("[data-scroll-to]")) {
  place.scrollLeft = Number(place.dataset.scrollTo) * place.scrollWidth - place.clientWidth / 2;
}
