/* A question of its own: only the fields that its kind has. Without this all of them are there. */
(function () {
  "use strict";

  function fit(form) {
    var kind = form.elements.kind.value;
    Array.prototype.forEach.call(form.querySelectorAll("[data-for]"), function (part) {
      part.hidden = part.dataset.for.split(" ").indexOf(kind) < 0;
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-kinds]"), function (form) {
    form.addEventListener("change", function () { fit(form); });
    fit(form);
  });
})();
