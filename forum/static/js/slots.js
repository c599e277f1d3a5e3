/* What the server renders: each slot is morphed in when its version is newer, and nothing of the reader's is touched. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var STEADY_FOR = 500; // how long a button that has just come or moved takes no click

  function versions() {
    var known = {};
    yishi.each("[data-slot]", function (el) { known[el.dataset.slot] = Number(el.dataset.version); });
    return known;
  }

  function applySlots(slots) {
    var settle = yishi.settle();
    var giveBack = yishi.keepHold();
    (slots || []).forEach(function (slot) {
      yishi.each('[data-slot="' + slot.slot + '"]', function (el) { applySlot(el, slot); });
    });
    yishi.showWhatFits();
    document.dispatchEvent(new Event("slots"));
    giveBack();
    settle();
  }

  function applySlot(el, slot) {
    if (slot.version <= Number(el.dataset.version)) return;
    el.dataset.version = slot.version;
    var fresh = document.createElement("div");
    fresh.innerHTML = slot.html;
    if (yishi.takeOwn && !yishi.takeOwn(fresh)) return; // a wall, sent the pictures of all of them
    var key = fresh.firstElementChild && fresh.firstElementChild.dataset.key;
    if (key && el.firstElementChild && el.firstElementChild.dataset.key === key) return; // put in place once
    window.morphdom(el, fresh, {
      childrenOnly: true,
      getNodeKey: keyOf,
      onBeforeElUpdated: mayChange,
      onBeforeNodeDiscarded: function (node) { return !(node.nodeType === 1 && yishi.isTypedIn(node)); },
      onNodeAdded: function (node) {
        if (node.nodeType === 1 && node.classList.contains("queue-entry")) node.classList.add("is-new");
        return node;
      }
    });
  }

  /* A form is the same wherever it comes to stand: by where it leads, and with what. */
  function keyOf(node) {
    if (node.id || node.tagName !== "FORM") return node.id;
    return Array.prototype.reduce.call(node.elements, function (key, field) {
      return field.type === "hidden" && field.name !== "command_id" ? key + " " + field.name + "=" + field.value : key;
    }, "form " + yishi.placeOf(node));
  }

  function mayChange(from, to) {
    if (from.isEqualNode(to) || from.tagName === "IFRAME" || isFilledIn(from)) return false;
    if (from.tagName === "DETAILS") to.open = from.open;
    if (from.tagName === "FORM") keepForm(from, to);
    if (!from.classList.contains("timer")) return true;
    return from.dataset.ends !== to.dataset.ends || from.dataset.began !== to.dataset.began;
  }

  /* Somebody is at it, or has left something in it that the server does not know of. */
  function isFilledIn(el) {
    if (el.tagName === "SELECT") return el === document.activeElement || Array.prototype.some.call(el.options, isTurned);
    if (el.tagName === "TEXTAREA") return el === document.activeElement || el.value !== el.defaultValue;
    if (el.tagName !== "INPUT" || /^(hidden|submit|button)$/.test(el.type)) return false;
    if (/^(checkbox|radio)$/.test(el.type)) return el.checked !== el.defaultChecked;
    return el === document.activeElement || el.value !== el.defaultValue;
  }

  function isTurned(option) { return option.selected !== option.defaultSelected; }

  /* The same button drawn again: what waits for an answer keeps its id, so that pressing again cannot act twice. */
  function keepForm(from, to) {
    if (yishi.placeOf(from) !== yishi.placeOf(to)) return;
    if (from.classList.contains("is-settling")) to.classList.add("is-settling");
    var id = from.elements.command_id, fresh = to.elements.command_id;
    if (id && fresh && yishi.isUnderWay(from)) fresh.setAttribute("value", id.value);
  }

  /* A button that comes under the finger in the moment of pressing would do what nobody meant: the second half of a
     double click would close the ballot that the first has opened. New and moved ones take no click for a moment. */
  function settle() {
    var stood = new Map();
    yishi.each("form[data-steady]", function (form) { stood.set(form, standing(form)); });
    return function () {
      yishi.each("form[data-steady]", function (form) {
        var before = stood.get(form), now = standing(form);
        if (now.shown && !(before && before.shown && before.place === now.place && Math.abs(before.top - now.top) < 6)) rest(form);
      });
    };
  }

  function standing(form) {
    var box = form.getBoundingClientRect();
    return { place: yishi.placeOf(form), top: box.top, shown: box.height > 0 };
  }

  function rest(form) {
    form.classList.add("is-settling");
    clearTimeout(form.settled);
    form.settled = setTimeout(function () { form.classList.remove("is-settling"); }, STEADY_FOR);
  }

  yishi.versions = versions;
  yishi.applySlots = applySlots;
  yishi.settle = settle;
})();
