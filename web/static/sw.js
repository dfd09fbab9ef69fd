// The lines before this one are web/offline.py's: the shell's FILES, their VERSION, and the PAGES that answer without signal.
// Kept are the page /offline and its files, nothing else: no answer of any page, whoever reads it. The timelines that /offline
// answers from are kept by offline.js.

const SHELL = "/offline";
const CACHE = `shell-${VERSION}`;
const PATIENCE = 6000; // milliseconds until a page that does not come counts as no signal

/** Ask as nobody in particular: what is kept is the same for every reader. Only the shell's address outlives its content. */
const asNobody = (url) => new Request(url, { credentials: "omit", cache: url === SHELL ? "no-cache" : "default" });

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...FILES].map(asNobody));
}

async function dropOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== CACHE) await caches.delete(name);
  }
}

const kept = (url) => caches.match(url, { cacheName: CACHE, ignoreVary: true });

/** Give the page if the network brings it within our patience, else the shell, else whatever the network does. */
async function pageOrShell(request) {
  const coming = fetch(request);
  coming.catch(() => {}); // it may fail after the shell was given, when nobody waits for it any more
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const response = await Promise.race([coming, late]);
    if (response && response.status < 500) return response;
  } catch {
    // No signal: the line below is what this file is for.
  }
  return (await kept(SHELL)) ?? coming;
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(url.pathname)) event.respondWith(pageOrShell(request));
  // A file's address changes with its content, so a kept one is never an old one.
  else if (FILES.includes(url.pathname + url.search)) event.respondWith(kept(request.url).then((file) => file ?? fetch(request)));
});
