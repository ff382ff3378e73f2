'use strict';
// Keeps the page's files, so that it opens without a network. Each version has a cache of its own: a page is always made of files
// that belong together, and the old ones go when the new ones are all there.
const cache = 'attend-@VERSION@', files = @FILES@;
self.addEventListener('install', e => e.waitUntil(caches.open(cache).then(c => c.addAll(files.map(f => new Request(f, { cache: 'reload' }))))
  .then(() => self.skipWaiting())));
self.addEventListener('activate', e => e.waitUntil(caches.keys()
  .then(all => Promise.all(all.filter(name => name.startsWith('attend-') && name !== cache).map(name => caches.delete(name))))
  .then(() => self.clients.claim())));
// The page itself comes from the network while there is one, so that a new version is seen at once; its files never change.
self.addEventListener('fetch', e => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin) return;
  const stored = () => caches.match(e.request, { ignoreSearch: true });
  if (e.request.mode === 'navigate') e.respondWith(fetch(e.request).catch(() => stored().then(r => r || caches.match('./'))));
  else e.respondWith(stored().then(r => r || fetch(e.request)));
});
