/* A document in the making: asks how far it is, and shows it once it is there. Without scripts the page asks by itself. */
(function () {
  "use strict";
  var box = document.querySelector("[data-progress]");
  if (!box || !window.fetch) return;
  var bar = box.querySelector("progress");
  var said = box.querySelector("[data-progress-said]");
  var EVERY = 1500;
  setTimeout(ask, EVERY);

  function ask() {
    fetch(location.href, { headers: { Accept: "application/json" }, credentials: "same-origin" }).then(function (answer) {
      return answer.json();
    }).then(function (told) {
      if (told.made) { location.reload(); return; }
      if (told.made === undefined) { said.textContent = told.said; return; }  /* refused: not tried again by itself */
      bar.max = Math.max(told.expected, told.pages);
      bar.value = told.pages;
      said.textContent = told.said;
      setTimeout(ask, EVERY);
    }).catch(function () { setTimeout(ask, 3 * EVERY); });
  }
})();
