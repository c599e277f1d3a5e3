/* Photos, made small before they are sent. A field of photos shows them as they were chosen; the form of one paper or
   badge is sent as soon as its photo is taken. Without this, or where a browser cannot put files back into a field, the
   form sends them as they are. */
(function () {
  "use strict";

  /* Longest sides: of a photo that shows something, and of one on which codes and ticks are read. */
  var SHOWN = 1600, READ = 2400;

  each("[data-pictures]", function (field) {
    var input = field.querySelector("input[type=file]");
    input.addEventListener("change", function () { chosen(input, field); });
  });

  each("form[data-photo]", function (form) {
    var input = form.elements.photo;
    if (!input || !window.fetch) return;
    form.addEventListener("submit", function (event) {
      var file = input.files && input.files[0];
      if (!file) return;
      event.preventDefault();
      shrunk(file, READ, function (photo) { send(form, photo); });
    });
    if (input.classList.contains("photo-input")) {
      input.addEventListener("change", function () {
        if (!input.files || !input.files[0]) return;
        mark(form, true);
        shrunk(input.files[0], READ, function (photo) { send(form, photo); });
      });
    }
  });

  /* By way of a data: address: our pages load images from nowhere else. */
  function shrunk(file, longest, done) {
    if (!/^image\//.test(file.type) || !HTMLCanvasElement.prototype.toBlob) { done(file, null); return; }
    var reader = new FileReader();
    var image = new Image();
    reader.onerror = image.onerror = function () { done(file, null); };
    reader.onload = function () { image.src = reader.result; };
    image.onload = function () {
      var by = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * by);
      canvas.height = Math.round(image.naturalHeight * by);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { done(blob || file, canvas); }, "image/jpeg", 0.85);
    };
    reader.readAsDataURL(file);
  }

  /* ---- a field of photos ---- */

  function chosen(input, field) {
    var shown = field.querySelector("[data-chosen]"), files = Array.prototype.slice.call(input.files);
    var made = [];
    var left = files.length;
    shown.textContent = "";
    files.forEach(function (file, n) {
      shrunk(file, SHOWN, function (small, canvas) {
        made[n] = small;
        if (canvas) shown.appendChild(preview(canvas, n + 1, field.dataset.sayAlong));
        left -= 1;
        if (!left) put(input, made);
      });
    });
  }

  /* With `along`, a box under it that says whether it goes along into what is made of the form. */
  function preview(canvas, number, along) {
    canvas.setAttribute("aria-hidden", "true");
    canvas.className = "gallery-chosen";
    if (!along) return canvas;
    var label = document.createElement("label"), box = document.createElement("input"), words = document.createElement("span");
    label.className = "gallery-tick";
    box.type = "checkbox";
    box.name = "along_" + number;
    words.appendChild(box);
    words.appendChild(document.createTextNode(along.replace("{n}", number)));
    label.appendChild(canvas);
    label.appendChild(words);
    return label;
  }

  function put(input, made) {
    try {
      var carrier = new DataTransfer();
      made.forEach(function (one, n) {
        carrier.items.add(one instanceof File ? one : new File([one], "photo" + (n + 1) + ".jpg", { type: one.type }));
      });
      input.files = carrier.files;
    } catch (error) { /* an older browser: what was chosen is sent as it is */ }
  }

  /* ---- the photo of a paper or a badge ---- */

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

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }
})();
