/* A line of shorthand says under itself how it will be understood, while it is typed. */
(function () {
  "use strict";
  var WAIT = 350, asked = 0, timer = null;

  Array.prototype.forEach.call(document.querySelectorAll("form[data-reading]"), function (form) {
    var line = form.elements.line, place = form.querySelector("[data-understood]");
    line.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () { ask(form.dataset.reading, line.value, place); }, WAIT);
    });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      asked++;
      place.textContent = "";
    });
  });

  function ask(address, line, place) {
    var mine = ++asked;
    if (!line.trim()) { place.textContent = ""; return; }
    fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: "line=" + encodeURIComponent(line),
      credentials: "same-origin"
    }).then(function (response) { return response.ok ? response.json() : null; }).then(function (answer) {
      if (answer && mine === asked) place.textContent = (answer.clear ? "✓ " : "？ ") + answer.said;
    }).catch(function () { /* offline: it is said when the line is sent */ });
  }
})();
