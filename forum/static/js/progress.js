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
      /* Made, or refused: the page itself says which. */
      if (told.made !== false) { location.reload(); return; }
      bar.max = Math.max(told.expected, told.pages);
      bar.value = told.pages;
      said.textContent = told.said;
      setTimeout(ask, EVERY);
    }).catch(function () { setTimeout(ask, 3 * EVERY); });
  }
})();
