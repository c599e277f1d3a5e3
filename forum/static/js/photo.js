/* Photos of papers: made small before they are sent, and sent as soon as they are taken. Without this the form sends
   them as they are. Also finds people in a list. */
(function () {
  "use strict";

  var LONGEST = 2400;

  /* By way of a data: address: our pages load images from nowhere else. */
  function shrunk(file, done) {
    if (!/^image\//.test(file.type) || !HTMLCanvasElement.prototype.toBlob) { done(file); return; }
    var reader = new FileReader();
    var image = new Image();
    reader.onerror = image.onerror = function () { done(file); };
    reader.onload = function () { image.src = reader.result; };
    image.onload = function () {
      var by = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * by);
      canvas.height = Math.round(image.naturalHeight * by);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { done(blob || file); }, "image/jpeg", 0.85);
    };
    reader.readAsDataURL(file);
  }

  function send(form, photo) {
    var said = form.querySelector("[data-said]");
    var data = new FormData(form);
    data.delete("photo");
    data.append("photo", photo, "photo.jpg");
    tell(said, form.dataset.saySending);
    fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (told) {
        if (told.done) { window.location.assign(told.where); return; }
        tell(said, told.said);
        form.elements.photo.value = "";
        mark(form, false);
      })
      .catch(function () { tell(said, form.dataset.sayLost); });
  }

  function tell(place, words) {
    place.hidden = !words;
    place.textContent = words || "";
  }

  function mark(form, taken) {
    var label = form.querySelector(".photo-label");
    if (label) label.classList.toggle("has-photo", taken);
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-photo]"), function (form) {
    var input = form.elements.photo;
    if (!input || !window.fetch) return;
    form.addEventListener("submit", function (event) {
      var file = input.files && input.files[0];
      if (!file) return;
      event.preventDefault();
      shrunk(file, function (photo) { send(form, photo); });
    });
    if (input.classList.contains("photo-input")) {
      input.addEventListener("change", function () {
        if (!input.files || !input.files[0]) return;
        mark(form, true);
        shrunk(input.files[0], function (photo) { send(form, photo); });
      });
    }
  });

  Array.prototype.forEach.call(document.querySelectorAll("[data-filter='takers']"), function (field) {
    var lines = document.querySelectorAll("[data-filtered='takers'] > li");
    field.addEventListener("input", function () {
      var wanted = field.value.trim().toLowerCase();
      Array.prototype.forEach.call(lines, function (line) {
        line.hidden = line.dataset.search.toLowerCase().indexOf(wanted) < 0;
      });
    });
  });
})();
