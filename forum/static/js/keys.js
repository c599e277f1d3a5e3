/* The console's keys. Which key does what is written on the page by the server (agenda/room/keys.py): on a button
   `data-key`, on a field that a key leads into `data-field-key`. */
(function () {
  "use strict";
  var yishi = window.yishi;
  var root = document.getElementById("live");
  if (!yishi || !root || root.dataset.audience !== "console") return;

  var GRACE = 3; // seconds in which a grave step can be taken back
  var DOUBLE = 350; // two presses within this are one press too many
  var help = root.dataset.keyHelp, undo = root.dataset.keyUndo;
  var sheet = document.getElementById("key-sheet");

  /* ---- which key it was, behind an input method too ---- */

  var WIDE = { "？": "?", "／": "/", "　": " " };

  function named(event) {
    var key = /^(Process|Unidentified|Dead)$/.test(event.key) ? byPlace(event) : event.key;
    return (WIDE[key] || key).toLowerCase();
  }

  function byPlace(event) {
    if (event.code === "Space") return " ";
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    return event.code.replace(/^(Key|Digit)/, "");
  }

  function isZ(event) {
    return (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && named(event) === "z";
  }

  /* ---- what it does ---- */

  var pressedAt = 0;
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") return leave();
    if (sheet && !sheet.hidden) return inSheet(event);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) return submitBy(event);
    if (((event.ctrlKey || event.metaKey) && !isZ(event)) || event.altKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (/^(BUTTON|A|SUMMARY)$/.test(event.target.tagName) && /^( |Enter)$/.test(event.key)) return;
    var key = isZ(event) ? undo : named(event);
    if (goTo(key)) return event.preventDefault();
    var button = first("[data-key]", function (one) {
      return (one.dataset.key === key || one.dataset.letter === key) && !one.disabled && one.getClientRects().length;
    });
    if (!button) return;
    event.preventDefault();
    if (event.timeStamp - pressedAt < DOUBLE) return;
    pressedAt = event.timeStamp;
    if (button.dataset.grave) return arm(button);
    disarm();
    button.click();
    if (button.dataset.tab) focusOn(document.querySelector('[data-panel="' + button.dataset.tab + '"]'));
  });

  function first(selector, is) { return Array.prototype.filter.call(document.querySelectorAll(selector), is)[0]; }

  function focusOn(el) { if (el) el.focus(); } // Tab goes on from there

  function leave() {
    disarm();
    if (sheet && !sheet.hidden) return closeSheet();
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  }

  function submitBy(event) {
    var button = event.target.form.querySelector("button:not([type=button])");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /* ---- into a field: its tab and what it is folded in are opened ---- */

  function goTo(key) {
    var field = first("[data-field-key]", function (one) { return one.dataset.fieldKey === key && !one.disabled && isThere(one); });
    if (!field) return false;
    var panel = field.closest("[data-panel]");
    if (panel) yishi.chooseTab(panel.dataset.panel);
    for (var fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus();
    if (field.select) field.select();
    return true;
  }

  /* A panel that is not chosen hides nothing; what is not possible now does. */
  function isThere(el) {
    for (var up = el; up; up = up.parentElement) if (up.hidden && !up.dataset.panel) return false;
    return true;
  }

  /* ---- a key that loses something waits a moment: a hand may have slipped ---- */

  var sign = document.getElementById("armed");
  var armed = null; // {path, left, timer}

  function arm(button) {
    var path = button.form.getAttribute("action");
    if (armed && armed.path === path) return fire();
    disarm();
    armed = { path: path, step: button.dataset.grave, left: GRACE, timer: setInterval(countDown, 1000) };
    tell();
  }

  function countDown() {
    armed.left -= 1;
    if (armed.left <= 0) return fire();
    tell();
  }

  function tell() {
    sign.textContent = root.dataset.sayArmed.replace("{seconds}", armed.left).replace("{step}", armed.step);
    sign.hidden = false;
  }

  /* The slot may have been drawn again since: the button is looked up by where it leads. */
  function fire() {
    var path = armed.path;
    disarm();
    var button = first("button[data-grave]", function (one) { return one.form.getAttribute("action") === path; });
    if (button) button.click();
  }

  function disarm() {
    if (armed) clearInterval(armed.timer);
    armed = null;
    if (sign) sign.hidden = true;
  }

  document.addEventListener("click", function (event) { if (event.detail) disarm(); });

  /* ---- the sheet that says all this ---- */

  var opener = null;

  function openSheet() {
    opener = document.activeElement;
    sheet.hidden = false;
    sheet.querySelector("button").focus();
  }

  function closeSheet() {
    sheet.hidden = true;
    if (opener && opener.focus && opener !== document.body) opener.focus();
    else document.activeElement.blur();
    opener = null;
  }

  function inSheet(event) {
    if (event.key === "Tab") return event.preventDefault(); // its one button has the focus
    if (named(event) === help) closeSheet();
    else if (!/^(Enter| |Arrow.*|Page.*|Home|End)$/.test(event.key)) return;
    else return scrollOrPress(event);
    event.preventDefault();
  }

  function scrollOrPress(event) {
    var by = { ArrowDown: 40, ArrowUp: -40, PageDown: 300, PageUp: -300 }[event.key];
    if (!by) return;
    event.preventDefault();
    sheet.querySelector(".key-sheet-body").scrollTop += by;
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-keys-open], [data-keys-close]");
    if (!sheet) return;
    if (button && button.hasAttribute("data-keys-open")) openSheet();
    else if (button || event.target === sheet) closeSheet();
  });
})();
