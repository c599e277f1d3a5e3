/* A wall: which of the pictures that come is its own, how it is set up, and how large its text can be.

   All of it happens before the browser paints: there is the picture before, then the picture after. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi || !yishi.root.dataset.of) return;

  var LEAST = 0.5, STEP = 0.04; // text that does not fit is made smaller, by steps, to half its size at most
  var MEASURED = ".wall-head, .wall-body, .wall-body > *, .wall-body > * > *, .wall-foot, .wall-foot > *, .wall-foot > * > *";
  var own = yishi.root.dataset.of;

  /* Leaves a slot's new content with what is this wall's; false where nothing is, and the last picture stays. */
  yishi.takeOwn = function (fresh) {
    yishi.each("[data-of], [data-wall-setting]", function (el) {
      var of = el.dataset.wallSetting ? [el.dataset.wallSetting, "next-" + el.dataset.wallSetting] : el.dataset.of.split(" ");
      if (of.indexOf(own) < 0) el.parentNode.removeChild(el);
    }, fresh);
    return Boolean(fresh.querySelector("[data-of]"));
  };

  function setUp() {
    yishi.each("[data-wall-setting]", function (el) {
      document.documentElement.dataset.theme = el.dataset.theme;
      document.documentElement.dataset.scale = el.dataset.scale;
    });
    fit();
  }

  function fit() {
    var screen = document.querySelector(".wall-screen");
    if (!screen) return;
    screen.style.removeProperty("--fit");
    for (var size = 1 - STEP; size >= LEAST && overflows(screen); size -= STEP) screen.style.setProperty("--fit", size.toFixed(2));
  }

  function overflows(screen) {
    var frame = screen.getBoundingClientRect();
    var body = screen.querySelector(".wall-body").getBoundingClientRect();
    return Array.prototype.some.call(screen.querySelectorAll(MEASURED), function (el) {
      var box = el.getBoundingClientRect();
      if (!box.width && !box.height) return false; // hidden: it has no place
      var within = el.parentNode.closest(".wall-body") ? body : frame;
      return box.right > frame.right + 1 || box.bottom > within.bottom + 1 || box.top < within.top - 1 || el.scrollWidth > el.clientWidth + 1 && !meant(el);
    });
  }

  /* An ellipsis, or a line that nothing was measured of. */
  function meant(el) {
    return !el.clientWidth || window.getComputedStyle(el).overflow !== "visible";
  }

  document.addEventListener("slots", setUp);
  window.addEventListener("resize", fit);
  window.addEventListener("load", fit);
  setUp();
})();
