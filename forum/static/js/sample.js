/* The picture beside a form [data-sample] follows what is typed, as with a letterhead and a notice. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-sample]");
  var pictures = document.querySelectorAll("img[data-sample-page]");
  if (!form || !pictures.length || !window.URLSearchParams) return;
  var WAIT = 700;
  var timer = null;
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });

  function show() {
    var asked = new URLSearchParams();
    form.querySelectorAll("input[name]").forEach(function (field) {
      var picked = field.type === "checkbox" || field.type === "radio";
      var said = picked && !field.checked ? "" : field.value.trim();
      if (field.type !== "hidden" && said) asked.set(field.name, said);
    });
    pictures.forEach(function (picture) {
      var next = new Image();
      /* Shown when it is there: no empty frame in between. */
      next.onload = function () { picture.src = next.src; };
      asked.set("page", picture.dataset.samplePage);
      next.src = form.dataset.sample + "?" + asked.toString();
    });
  }
})();
