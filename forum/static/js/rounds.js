/* The grid of a visit round: rows pasted from a sheet fill it from the cell they are pasted into, and the last line
   brings new ones. Without this the server does both. */
(function () {
  "use strict";
  var COLUMNS = ["place", "who", "text", "category", "answer"];
  var MOST = 200;
  var form = document.querySelector("form[data-round]");
  if (!form) return;
  var list = form.querySelector(".round-lines");

  function field(column, at) { return form.elements[column + "-" + at]; }

  function addLine() {
    var at = list.children.length;
    if (at >= MOST) return false;
    var line = list.lastElementChild.cloneNode(true);
    line.classList.remove("round-line--wrong");
    Array.prototype.forEach.call(line.querySelectorAll(".field-error"), function (el) { el.remove(); });
    Array.prototype.forEach.call(line.querySelectorAll("label"), function (el) { el.htmlFor = el.htmlFor.replace(/\d+$/, at); });
    Array.prototype.forEach.call(line.querySelectorAll("input, select"), function (el) {
      el.id = el.name = el.name.replace(/\d+$/, at);
      el.value = "";
      el.removeAttribute("aria-invalid");
      el.removeAttribute("aria-describedby");
    });
    list.appendChild(line);
    return true;
  }

  function put(el, text) {
    if (el.tagName !== "SELECT") { el.value = text; return; }
    Array.prototype.forEach.call(el.options, function (option) {
      if (text && (option.value === text || option.text.indexOf(text) >= 0)) el.value = option.value;
    });
  }

  list.addEventListener("paste", function (event) {
    var text = (event.clipboardData || window.clipboardData).getData("text");
    if (text.indexOf("\t") < 0 && text.trim().indexOf("\n") < 0) return;
    var place = /^([a-z]+)-(\d+)$/.exec(event.target.name);
    if (!place) return;
    event.preventDefault();
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach(function (row, n) {
      var at = Number(place[2]) + n;
      while (!field("text", at) && addLine()) { /* until there is room */ }
      row.split("\t").forEach(function (cell, m) {
        var column = COLUMNS[COLUMNS.indexOf(place[1]) + m];
        if (column && field(column, at)) put(field(column, at), cell.trim().replace(/^"|"$/g, ""));
      });
    });
    form.dispatchEvent(new Event("input"));
  });

  /* A draft may have more lines than the page comes with; those that are there were filled by drafts.js. */
  (function () {
    try {
      var kept = JSON.parse(localStorage.getItem("draft-" + (document.documentElement.dataset.as || "") + "-" + form.dataset.keepDraft) || "{}");
      Object.keys(kept).forEach(function (name) {
        var place = /^([a-z]+)-(\d+)$/.exec(name);
        if (!place) return;
        while (!field("text", place[2]) && addLine()) { /* until there is room */ }
        var el = field(place[1], place[2]);
        if (el && !el.value) el.value = kept[name];
      });
    } catch (error) { /* storage may be off */ }
  })();

  /* Whoever goes on writes about the same place, and finds a next line. */
  list.addEventListener("focusin", function (event) {
    var name = /^([a-z]+)-(\d+)$/.exec(event.target.name || "");
    if (!name) return;
    var at = Number(name[2]);
    if (at === list.children.length - 1) addLine();
    if (name[1] === "place" && at > 0 && !event.target.value && field("place", at - 1).value && field("text", at - 1).value) {
      event.target.value = field("place", at - 1).value;
      event.target.select();
    }
  });
})();
