/* The sample beside a body's letterhead follows what is typed; without this the button "先看样子" does. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-sample]");
  var picture = document.getElementById("sample");
  if (!form || !picture || !window.URLSearchParams) return;
  var WAIT = 700;
  var timer = null;
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });

  function show() {
    var asked = new URLSearchParams();
    form.querySelectorAll("input[name]").forEach(function (field) {
      var said = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim();
      if (field.type !== "hidden" && said) asked.set(field.name, said);
    });
    var next = new Image();
    /* Shown when it is there: no empty frame in between. */
    next.onload = function () { picture.src = next.src; };
    next.src = form.dataset.sample + "?" + asked.toString();
  }
})();
