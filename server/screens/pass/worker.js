// Keeps each page of a pass that was opened, newest first from the network, and nothing else.

const KEPT = "paddock-passes-1";
const PAGE = /^\/pass\/[A-Za-z0-9_-]{43}$/;
const PATIENCE_SECONDS = 4; // at a door, a network that answers so late is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !PAGE.test(pathname)) return;
  event.respondWith(answer(event.request, pathname));
});

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith("paddock-passes-") && name !== KEPT) await caches.delete(name);
  }
  await clients.claim();
}

async function answer(request, pathname) {
  const cache = await caches.open(KEPT);
  let response;
  try {
    response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000) });
  } catch (error) {
    return (await kept(cache, pathname)) ?? Response.error();
  }
  if (response.ok) await cache.put(pathname, response.clone());
  else if (response.status === 404) await cache.delete(pathname);
  else return (await kept(cache, pathname)) ?? response;
  return response;
}

async function kept(cache, pathname) {
  const found = await cache.match(pathname, { ignoreVary: true });
  if (!found) return undefined;
  const headers = new Headers(found.headers);
  headers.set("X-Kept", "1");
  return new Response(found.body, { status: 200, headers });
}
