/* The console: who presides, whose last step may be taken back, tabs and the list's filter. Its keys are in keys.js. */
(function () {
  "use strict";
  var root = document.getElementById("live");
  if (!root || root.dataset.audience !== "console") return;

  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

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

  /* A long agenda scrolls in its own frame: the item before the hall comes into sight, and is left alone after. */
  var inSight = "";

  function showItem() {
    var item = document.querySelector(".console-agenda [aria-current]"), list = item && item.parentElement;
    if (!item || item.textContent === inSight) return;
    inSight = item.textContent;
    if (item.offsetTop < list.scrollTop || item.offsetTop + item.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = item.offsetTop - list.clientHeight / 3;
    }
  }

  function fit() {
    fitChair();
    showItem();
  }

  document.addEventListener("slots", fit);
  fit();

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
    document.dispatchEvent(new Event("tab"));
  }
  if (window.yishi) window.yishi.chooseTab = choose;
  document.body.classList.add("has-tabs");
  choose(/^#(seats|walls|notes)$/.test(location.hash) ? location.hash.slice(1) : "queue");

  /* ---- a wall in a window of its own, to be put on the second screen ---- */

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-window]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (window.open(link.href, link.target, "popup=yes,width=1280,height=720")) event.preventDefault();
  });

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
