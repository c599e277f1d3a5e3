/* The chair's console: who presides, keys, tabs and the list's filter. */
(function () {
  "use strict";
  var root = document.getElementById("live");
  if (!root || root.dataset.audience !== "console") return;

  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };
  var GRACE = 3; // seconds in which a grave step can be taken back
  var DOUBLE = 350; // two presses within this are one press too many
  var CODES = { Space: " ", KeyA: "a", KeyB: "b", KeyE: "e", KeyF: "f", KeyG: "g", KeyH: "h", KeyJ: "j", KeyK: "k", KeyM: "m", KeyN: "n", KeyP: "p", KeyQ: "q", KeyR: "r", KeyT: "t", KeyU: "u", KeyW: "w", KeyX: "x", KeyY: "y" }; // an input method hides the letters

  /* ---- who presides: one device at a time, and any other only watches ---- */

  function fitChair() {
    var el = document.querySelector("[data-chair]");
    var chair = el ? el.dataset.chair : "";
    var other = Boolean(chair) && chair !== root.dataset.device;
    var presides = root.dataset.mayPreside === "1" && !other;
    root.classList.toggle("is-watching", other);
    each("[data-chair-is]", function (line) { line.hidden = line.dataset.chairIs !== (other ? "other" : chair ? "mine" : "nobody"); });
    each("form[data-presides] button", function (button) { button.disabled = !presides || button.hasAttribute("data-blocked"); });
    fitUndo(presides);
  }

  /* The last step that this device may take back: the chair's where it presides, else what this person recorded. */
  function fitUndo(presides) {
    var mine = null;
    each("[data-undo]", function (el) {
      var may = el.hasAttribute("data-undo-presides") ? presides : el.dataset.undoOf === root.dataset.person;
      if (may && (!mine || Number(el.dataset.undo) > Number(mine.dataset.undo))) mine = el;
    });
    each("[data-undo]", function (el) { el.hidden = el !== mine; });
  }

  document.addEventListener("slots", fitChair);
  fitChair();

  /* ---- keys ---- */

  var pressedAt = 0;
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") return leave();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) return submitBy(event);
    var undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (((event.ctrlKey || event.metaKey) && !undoes) || event.altKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (/^(BUTTON|A|SUMMARY)$/.test(event.target.tagName) && /^( |Enter)$/.test(event.key)) return;
    if (event.key === "/" && openSearch()) return event.preventDefault();
    var key = undoes ? "u" : /^(Process|Unidentified)$/.test(event.key) ? CODES[event.code] : event.key.toLowerCase();
    if (key === "h" && openEntry()) return event.preventDefault();
    var button = Array.prototype.filter.call(document.querySelectorAll("button[data-key]"), function (each) {
      return (each.dataset.key === key || each.dataset.letter === key) && !each.disabled && each.getClientRects().length;
    })[0];
    if (!button) return;
    event.preventDefault();
    if (event.timeStamp - pressedAt < DOUBLE) return;
    pressedAt = event.timeStamp;
    if (button.dataset.grave) return arm(button);
    disarm();
    button.click();
  });

  function leave() {
    disarm();
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  }

  function submitBy(event) {
    var button = event.target.form.querySelector("button:not([type=button])");
    if (!button) return;
    event.preventDefault();
    button.click();
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
    Array.prototype.some.call(document.querySelectorAll("button[data-grave]"), function (button) {
      if (button.form.getAttribute("action") !== path) return false;
      button.click();
      return true;
    });
  }

  function disarm() {
    if (armed) clearInterval(armed.timer);
    armed = null;
    if (sign) sign.hidden = true;
  }

  document.addEventListener("click", function (event) { if (event.detail) disarm(); });

  /* ---- tabs ---- */

  var tabs = Array.prototype.slice.call(document.querySelectorAll("[data-tab]"));
  tabs.forEach(function (tab) {
    tab.addEventListener("click", function () { choose(tab.dataset.tab); });
  });

  function choose(name) {
    tabs.forEach(function (tab) { tab.setAttribute("aria-selected", String(tab.dataset.tab === name)); });
    Array.prototype.forEach.call(document.querySelectorAll("[data-panel]"), function (panel) {
      panel.hidden = panel.dataset.panel !== name;
    });
  }
  document.body.classList.add("has-tabs");
  choose(/^#(seats|walls)$/.test(location.hash) ? location.hash.slice(1) : "queue");

  /* ---- a wall in a window of its own, to be put on the second screen ---- */

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-window]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (window.open(link.href, link.target, "popup=yes,width=1280,height=720")) event.preventDefault();
  });

  /* ---- a hand seen in the hall ---- */

  function openEntry() {
    var entry = document.querySelector("input[data-entry]");
    if (!entry || entry.form.hidden) return false;
    choose("queue");
    entry.focus();
    return true;
  }

  /* ---- what people wrote, in the order the chair likes ---- */

  var order = document.querySelector("[data-talk-order]");
  var ORDERS = {
    newest: function (a, b) { return b.dataset.id - a.dataset.id; },
    supported: function (a, b) { return b.dataset.supported - a.dataset.supported || b.dataset.id - a.dataset.id; },
    waiting: function (a, b) { return b.dataset.waits.length - a.dataset.waits.length || b.dataset.id - a.dataset.id; }
  };

  function sortTalk() {
    var list = document.querySelector("[data-talks]");
    if (!list) return;
    var rows = Array.prototype.slice.call(list.children), sorted = rows.slice().sort(ORDERS[order.value]);
    // Moved only where it must: a field that is typed in would lose its focus.
    if (rows.some(function (row, at) { return row !== sorted[at]; })) sorted.forEach(function (row) { list.appendChild(row); });
  }
  if (order) order.addEventListener("change", sortTalk);
  if (order) document.addEventListener("slots", sortTalk);
  if (order) sortTalk();

  /* ---- the roll ---- */

  var search = document.querySelector("input[data-filter]");

  function openSearch() {
    if (!search) return false;
    choose(search.dataset.filter);
    search.focus();
    search.select();
    return true;
  }

  function filter() {
    var wanted = search.value.trim();
    Array.prototype.forEach.call(document.querySelectorAll("[data-search]"), function (row) {
      row.hidden = Boolean(wanted) && row.dataset.search.indexOf(wanted) < 0;
    });
  }
  if (search) search.addEventListener("input", filter);
  if (search) search.addEventListener("search", filter); // all that is said when Escape empties it
  if (search) document.addEventListener("slots", filter);
})();
