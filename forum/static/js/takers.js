/* Finds who takes a printed paper in the list of all seats. */
(function () {
  "use strict";
  var field = document.querySelector("[data-filter='takers']"), lines = document.querySelectorAll("[data-filtered='takers'] > li");
  if (!field) return;
  field.addEventListener("input", function () {
    var wanted = field.value.trim().toLowerCase();
    Array.prototype.forEach.call(lines, function (line) {
      line.hidden = line.dataset.search.toLowerCase().indexOf(wanted) < 0;
    });
  });
})();
