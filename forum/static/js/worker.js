/* The diary's form where there is no network. The server puts VERSION before this: another version is another worker,
   with a cache of its own. Every page is asked of the server first: what is kept is shown only where it cannot be
   reached. It is the form of one person; shell.js says whose, and forgets it when somebody else is signed in. */
(function () {
  "use strict";
  var FORM = "/diary/new", MINE = "diary-" + VERSION;

  self.addEventListener("install", function () { self.skipWaiting(); });

  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf("diary-") === 0 && name !== MINE; }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });

  self.addEventListener("message", function (event) {
    if (event.data.version === VERSION) event.waitUntil(keep(event.data.person));
  });

  self.addEventListener("fetch", function (event) {
    var asked = event.request, path = new URL(asked.url).pathname;
    if (asked.method !== "GET") return;
    if (asked.mode === "navigate") event.respondWith(shown(asked, path));
    else if (path.indexOf("/static/") === 0) event.respondWith(caches.match(asked).then(function (found) { return found || fetch(asked); }));
  });

  /* Not where it has become somebody else's, or nobody's. */
  function keep(person) {
    return fetch(FORM, { credentials: "same-origin" }).then(function (page) {
      return page.text().then(function (text) {
        if (!page.ok || text.indexOf('data-as="' + person + '"') < 0) return caches.delete(MINE);
        return caches.open(MINE).then(function (cache) {
          var parts = text.match(/\/static\/[^"]+/g) || [];
          return Promise.all(parts.map(function (part) {
            return cache.match(part).then(function (found) { return found || cache.add(part); });
          })).then(function () { return cache.put(FORM, marked(text, page.headers)); });
        });
      });
    });
  }

  /* The page can tell that it was kept. */
  function marked(text, headers) {
    var same = {};
    ["Content-Type", "Content-Security-Policy"].forEach(function (name) { same[name] = headers.get(name); });
    return new Response(text.replace("<html ", "<html data-kept "), { headers: same });
  }

  /* What a proxy answers while the server behind it is away says no more than no answer does. */
  function shown(asked, path) {
    return fetch(asked).then(function (page) {
      return page.status >= 502 && page.status <= 504 ? instead(page, path) : page;
    }, function () { return instead(Response.error(), path); });
  }

  /* Without a network the form is all there is of the diary. */
  function instead(page, path) {
    return caches.match(FORM).then(function (form) {
      if (!form) return page;
      return path === FORM ? form : Response.redirect(FORM);
    });
  }
})();
