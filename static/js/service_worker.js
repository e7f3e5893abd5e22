// Keeps the pages that a learner opened, so that they can be read without a network. It answers no request that changes
// anything, no stream and no part of a page. offline.js registers it, and deletes the pages when their learner signs out.

const PAGES = "pages";
const FILES = "files";
const OFFLINE = "/offline/";
const READABLE = /^\/(?:$|(?:roadmap|exercises|explore|checkpoints|hours|notes|plan|review)\/)/;
const LIMITS = { [PAGES]: 60, [FILES]: 120 };

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(storeOfflinePage());
});

/** The page for what isn't stored, with the files that it loads. */
async function storeOfflinePage() {
  const files = await caches.open(FILES);
  const html = await (await fetch(OFFLINE)).text();
  await files.addAll([OFFLINE, ...Array.from(html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g), ([, url]) => url)]);
}

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && READABLE.test(pathname)) event.respondWith(answer(event, PAGES));
  else if (pathname.startsWith("/static/")) event.respondWith(answer(event, FILES));
});

/** The network's response, which a navigation has preloaded; without a network, the stored one. */
async function answer(event, cacheName) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    if (response.ok && !response.redirected) event.waitUntil(store(event.request, response.clone(), cacheName));
    return response;
  } catch {
    return (await caches.match(event.request)) ?? (cacheName === PAGES ? caches.match(OFFLINE) : Response.error());
  }
}

async function store(request, response, cacheName) {
  const cache = await caches.open(cacheName);
  await cache.delete(request); // so that the keys are in the order of their last use
  await cache.put(request, response);
  const keys = await cache.keys();
  for (const key of keys.slice(0, -LIMITS[cacheName])) {
    if (!key.url.endsWith(OFFLINE)) await cache.delete(key);
  }
}
