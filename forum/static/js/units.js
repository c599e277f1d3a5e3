/* A unit is found by its name while it is typed. What was ticked stays. Without this the server asks when the form is sent. */
(function () {
  "use strict";
  var WAIT = 300; // milliseconds after the last key

  document.addEventListener("input", function (event) {
    var line = event.target;
    if (!line.hasAttribute("data-units-called")) return;
    clearTimeout(line.timer);
    line.timer = setTimeout(function () { ask(line); }, WAIT);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.hasAttribute("data-units-called")) return;
    event.preventDefault(); // it looks for a unit, it does not send the form
    clearTimeout(event.target.timer);
    ask(event.target);
  });
  // Who is chosen from the list is meant, and no longer what was typed.
  document.addEventListener("change", function (event) {
    var field = event.target.type === "radio" && event.target.closest("[data-units]");
    if (!field || partOf(field, "found").contains(event.target)) return;
    field.querySelector("[data-units-called]").value = "";
    show(field, "");
  });
  document.addEventListener("reset", function (event) {
    each(event.target, "[data-units]", function (field) { partOf(field, "found").innerHTML = ""; });
  });
  each(document, "[data-units-called]", function (line) {
    if (line.value && !partOf(line.closest("[data-units]"), "found").children.length) ask(line); // a draft
  });

  function ask(line) {
    var field = line.closest("[data-units]"), words = line.value.trim(), turn = line.turn = (line.turn || 0) + 1;
    if (!words) return show(field, "");
    fetch(line.dataset.unitsCalled + "&words=" + encodeURIComponent(words), { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (html) {
      if (html !== null && turn === line.turn) show(field, html);
    }).catch(function () { /* no network: the server asks when the form is sent */ });
  }

  /* What is ticked goes up to the others; what is found and stands there already is shown once, where it was found. */
  function show(field, html) {
    var near = partOf(field, "near"), found = partOf(field, "found");
    each(found, "input:checked", function (input) { near.appendChild(input.closest("label")); });
    found.innerHTML = html.trim();
    each(found, "input", function (input) {
      each(near, "input", function (known) {
        if (known.value !== input.value) return;
        input.closest("label").replaceWith(known.closest("label"));
      });
    });
  }

  function partOf(field, name) { return field.querySelector("[data-units-" + name + "]"); }

  function each(where, what, act) { Array.prototype.forEach.call(where.querySelectorAll(what), act); }
})();
