// The service worker: pages that a person may need without a network, kept on this device for that person alone.
//
// While there is a network, every answer comes from it. Kept are pages whose answer says for whom (X-Keep-For), and the
// static files that pages use; nothing that was posted, no file to download, no data. A page is kept without its query:
// one copy of each. Everything personal goes when somebody logs out (here) or somebody else is there (offline.js).
const OFFLINE = "/offline/";
const LOG_OUT = "/account/logout/";
const STATIC = "/static/";
const SHELL = "clusnet-shell";
const FILES = "clusnet-files";
const PAGES = "clusnet-pages-";
const MOST_FILES = 200;

const nameOf = (url) => new URL(url, location).origin + new URL(url, location).pathname;
const filesIn = (html) => [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address).filter((address) => address.startsWith(STATIC));
const cachesOf = async (isWanted) => (await caches.keys()).filter((name) => name.startsWith(PAGES) && isWanted(name));
const wipe = async (isWanted = () => true) => Promise.all((await cachesOf(isWanted)).map((name) => caches.delete(name)));

const keepFile = async (request, answer) => {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known && known.headers.get("etag") === answer.headers.get("etag") && known.headers.get("last-modified") === answer.headers.get("last-modified")) return;
  await cache.put(request, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(keys.length - MOST_FILES, 0))) await cache.delete(old);
};

const keepPage = async (url, answer) => {
  const person = answer.headers.get("X-Keep-For");
  await wipe((name) => name !== PAGES + person);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const cache = await caches.open(PAGES + person);
  await cache.put(nameOf(url), new Response(await answer.blob(), { headers }));
};
const isToKeep = (answer) => answer.ok && !answer.redirected && answer.headers.has("X-Keep-For");

// The page as it was kept, which says so by itself: offline.js reads the moment from the body.
const keptPage = async (url) => {
  const [name] = await cachesOf(() => true);
  const kept = name && await (await caches.open(name)).match(nameOf(url));
  if (!kept) return (await caches.open(SHELL)).match(OFFLINE);
  const html = (await kept.text()).replace("<body", `<body data-kept-at="${kept.headers.get("X-Kept-At")}"`);
  return new Response(html, { headers: kept.headers });
};

const page = async (event) => {
  try {
    const answer = await fetch(event.request);
    if (isToKeep(answer)) event.waitUntil(keepPage(event.request.url, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return await keptPage(event.request.url) ?? Response.error();
  }
};

const file = async (event) => {
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(keepFile(event.request, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return await caches.match(event.request, { ignoreVary: true }) ?? Response.error();
  }
};

// What a page has loaded before this worker was there to see it.
const keepNow = async (addresses) => {
  for (const address of addresses) {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) continue;
    if (new URL(address, location).pathname.startsWith(STATIC)) await keepFile(address, answer);
    else if (isToKeep(answer)) await keepPage(address, answer);
  }
};

// The page for whoever is offline and has nothing kept: a visitor's page, with what it needs.
const keepShell = async () => {
  const answer = await fetch(OFFLINE, { credentials: "omit" });
  const shell = await caches.open(SHELL);
  await shell.put(OFFLINE, answer.clone());
  await shell.addAll([...new Set(filesIn(await answer.text()))]);
};

self.addEventListener("install", (event) => { self.skipWaiting(); event.waitUntil(keepShell()); });
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data.keep) event.waitUntil(keepNow(event.data.keep)); });
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && pathname === LOG_OUT) event.waitUntil(wipe());
  else if (method === "GET" && mode === "navigate") event.respondWith(page(event));
  else if (method === "GET" && pathname.startsWith(STATIC)) event.respondWith(file(event));
});
