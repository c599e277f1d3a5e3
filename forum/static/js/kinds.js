/* A form whose fields depend on one choice, `kind` or what data-kinds names. Without this all of them are there. */
(function () {
  "use strict";

  function fit(form) {
    var kind = form.elements[form.dataset.kinds || "kind"].value;
    Array.prototype.forEach.call(form.querySelectorAll("[data-for]"), function (part) {
      part.hidden = part.dataset.for.split(" ").indexOf(kind) < 0;
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-kinds]"), function (form) {
    form.addEventListener("change", function () { fit(form); });
    fit(form);
  });
})();
