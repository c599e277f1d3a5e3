/* The diary's form is kept on this device so that it opens without a network (worker.js): for one person, and not for
   whoever is signed in after them. Needs HTTPS; without it nothing is kept. */
(function () {
  "use strict";
  var page = document.documentElement, me = page.dataset.as || "", KEY = "shell-of", worker = navigator.serviceWorker;
  if (!worker || !window.caches) return;
  var box = document.getElementById("outbox"), whose;
  try { whose = localStorage.getItem(KEY); } catch (error) { return; }

  if (page.hasAttribute("data-kept")) {
    if (whose !== me) forget().then(function () { window.location.replace("/diary"); });
    return;
  }
  (whose && whose !== me ? forget() : Promise.resolve()).then(function () {
    if (!box || !me) return;
    worker.register("/diary/worker.js", { scope: "/diary" }).catch(function () { /* a browser that refuses: as without HTTPS */ });
    worker.addEventListener("controllerchange", keep);
    worker.ready.then(keep);
  });

  function keep() {
    localStorage.setItem(KEY, me);
    worker.ready.then(function (here) { here.active.postMessage({ version: box.dataset.version, person: me }); });
  }

  function forget() {
    localStorage.removeItem(KEY);
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf("diary-") === 0; }).map(function (name) { return caches.delete(name); }));
    });
  }
})();
