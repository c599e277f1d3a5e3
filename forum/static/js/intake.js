/* While a matter is written down: what may be the same is looked for, and whom a name means. Without this the server
   asks both when the form is sent. */
(function () {
  "use strict";
  var WAIT = 350; // milliseconds after the last key
  var ALIKE = ["title", "text", "category", "place_id", "desk"];

  Array.prototype.forEach.call(document.querySelectorAll("form[data-alike], form[data-people]"), function (form) {
    if (form.dataset.alike) watch(form, form.dataset.alike, ALIKE, ["title", "text", "category", "place_id"], "[data-alike-shown]");
    if (form.dataset.people) watch(form, form.dataset.people, ["who"], ["who"], "[data-people-shown]");
    form.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.querySelector("button[type=submit]:not([formaction])").click();
    });
  });

  function watch(form, address, sent, heard, where) {
    var shown = form.querySelector(where), timer = null, turn = 0;
    if (sent.some(function (name) { return heard.indexOf(name) === 0 && new FormData(form).get(name); }) && !shown.children.length) ask(); // a draft
    form.addEventListener("input", look);
    form.addEventListener("change", look);

    function look(event) {
      if (heard.indexOf(event.target.name) < 0) return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    }

    function ask() {
      var mine = turn += 1;
      var data = new FormData(form);
      var query = sent.map(function (name) { return name + "=" + encodeURIComponent(data.get(name) || ""); }).join("&");
      fetch(address + "?" + query, { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : null;
      }).then(function (html) {
        if (html !== null && mine === turn) shown.innerHTML = html.trim();
      }).catch(function () { /* no network: the server asks when it is sent */ });
    }
  }
})();
