/* Photos of a form: made small before they are sent, and shown as they were chosen. Without this, or where a browser
   cannot put files back into a field, the form sends them as they are. */
(function () {
  "use strict";

  var LONGEST = 1600;

  /* By way of a data: address: our pages load images from nowhere else. */
  function shrunk(file, done) {
    if (!/^image\//.test(file.type) || !HTMLCanvasElement.prototype.toBlob) { done(file, null); return; }
    var reader = new FileReader();
    var image = new Image();
    reader.onerror = image.onerror = function () { done(file, null); };
    reader.onload = function () { image.src = reader.result; };
    image.onload = function () {
      var by = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * by);
      canvas.height = Math.round(image.naturalHeight * by);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { done(blob || file, canvas); }, "image/jpeg", 0.85);
    };
    reader.readAsDataURL(file);
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

  function chosen(input, shown) {
    var files = Array.prototype.slice.call(input.files);
    var made = [];
    var left = files.length;
    shown.textContent = "";
    files.forEach(function (file, n) {
      shrunk(file, function (small, canvas) {
        made[n] = small;
        if (canvas) {
          canvas.setAttribute("aria-hidden", "true");
          canvas.className = "gallery-chosen";
          shown.appendChild(canvas);
        }
        left -= 1;
        if (!left) put(input, made);
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-pictures]"), function (field) {
    var input = field.querySelector("input[type=file]");
    input.addEventListener("change", function () { chosen(input, field.querySelector("[data-chosen]")); });
  });
})();
