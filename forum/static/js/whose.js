/* Several people on one phone: when another page of this browser went on as somebody else, this one says so and sends
   nothing any more. A form that was begun as one person must not go out as another. */
(function () {
  "use strict";
  var me = document.documentElement.dataset.as || "";
  var KEY = "as";
  try { localStorage.setItem(KEY, me); } catch (error) { return; }

  window.addEventListener("storage", function (event) { if (event.key === KEY && (event.newValue || "") !== me) changed(); });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && (localStorage.getItem(KEY) || "") !== me) changed();
  });

  function changed() {
    var told = document.getElementById("whose");
    if (!told || !told.hidden) return;
    told.hidden = false;
    Array.prototype.forEach.call(document.querySelectorAll(".whose[open]"), function (menu) { menu.open = false; });
    Array.prototype.forEach.call(document.querySelectorAll("form[method=post] button, form[method=post] input[type=submit]"), function (button) {
      if (!told.contains(button)) button.disabled = true;
    });
  }
})();
