// The site without a network: starts the worker that keeps some pages on this device (clusnet/worker.js), throws away
// what was kept for anybody but the person of this page, and says when a page is a kept one.

const PAGES = "clusnet-pages-";
const { person, keptAt } = document.body.dataset;
const language = document.documentElement.lang;
// Shown to everybody who is offline: it does not know whose the device is.
const offlinePage = document.querySelector("[data-offline-page]");

// Only a site with https has either.
const worker = navigator.serviceWorker;
const names = async () => (globalThis.caches ? (await caches.keys()).filter((name) => name.startsWith(PAGES)) : []);

const wipe = async () => {
  for (const name of await names()) if (name !== PAGES + (person ?? "")) await caches.delete(name);
};

const say = () => {
  const notice = document.getElementById("words-offline").content.firstElementChild.cloneNode(true);
  const time = notice.querySelector("time");
  const at = new Date(keptAt);
  const isToday = at.toDateString() === new Date().toDateString();
  time.dateTime = keptAt;
  time.textContent = at.toLocaleString(language, isToday
    ? { hour: "2-digit", minute: "2-digit" }
    : { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  document.getElementById("messages").append(notice);
};

// Where somebody finds what is kept.
const list = async () => {
  const place = offlinePage.querySelector("[data-kept-pages]");
  for (const name of await names()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const html = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = html.title;
      line.append(link);
      place.append(line);
    }
  }
  place.hidden = !place.children.length;
};

// What this page has loaded while no worker watched.
const handOver = async () => {
  const files = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  (await worker.ready).active.postMessage({ keep: [location.href, ...files] });
};

const start = async () => {
  if (offlinePage) return list();
  await wipe();
  if (!person || keptAt || !worker) return;
  // A worker that came while the page was loading has not seen it, though it controls it now.
  const isWatched = performance.getEntriesByType("navigation")[0]?.workerStart > 0;
  await worker.register("/worker.js");
  if (isWatched || !document.querySelector("[data-keep-offline]")) return;
  if (document.readyState === "complete") await handOver();
  else window.addEventListener("load", handOver, { once: true });
};

if (keptAt) say();
// Private windows refuse to keep anything: then the site works as without this file.
start().catch(() => {});
