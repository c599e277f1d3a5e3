/* What the reader has in hand while slots change: the focus, a selection, the place they have scrolled to. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var BOXES = "html, body, .console-panel";

  /* Take note before a change; call what this gives after it. */
  function keepHold() {
    var focus = keepFocus(), selection = keepSelection(), scroll = keepScroll();
    return function () {
      focus();
      selection();
      scroll();
    };
  }

  /* ---- focus ---- */

  function keepFocus() {
    var at = document.activeElement;
    var slot = at && at.closest && at.closest("[data-slot]");
    if (!slot) return function () {};
    var form = at.form, place = form && yishi.placeOf(form), value = at.value;
    return function () {
      if (document.activeElement === at) return;
      var next = document.contains(at) ? at : at.id ? document.getElementById(at.id) : inForm(slot, place, value);
      if (next) next.focus({ preventScroll: true });
    };
  }

  function inForm(slot, place, value) {
    var found = null;
    yishi.each("form button", function (button) {
      if (!found && place && yishi.placeOf(button.form) === place && button.value === value) found = button;
    }, slot);
    return found;
  }

  /* ---- selection: put back where its words are now ---- */

  function keepSelection() {
    var selection = window.getSelection();
    var range = selection && selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    var slot = range && slotOf(range.startContainer);
    if (!slot || slot !== slotOf(range.endContainer)) return function () {};
    var words = range.toString(), before = start(slot, range);
    return function () {
      if (range.toString() === words) return;
      var at = nearest(slot.textContent, words, before);
      if (at >= 0) select(slot, at, at + words.length);
    };
  }

  function slotOf(node) {
    var el = node.nodeType === 1 ? node : node.parentElement;
    return el && el.closest("[data-slot]");
  }

  function start(slot, range) {
    var ahead = document.createRange();
    ahead.selectNodeContents(slot);
    ahead.setEnd(range.startContainer, range.startOffset);
    return ahead.toString().length;
  }

  /* Where `words` stand in a text, as near to `place` as they do; -1 if they are gone. */
  function nearest(text, words, place) {
    var best = -1;
    for (var at = text.indexOf(words); words && at >= 0; at = text.indexOf(words, at + 1)) {
      if (best < 0 || Math.abs(at - place) < Math.abs(best - place)) best = at;
    }
    return best;
  }

  function select(slot, from, to) {
    var texts = document.createTreeWalker(slot, NodeFilter.SHOW_TEXT), range = document.createRange(), seen = 0, begun = false;
    for (var text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!begun && from < seen + text.length) { range.setStart(text, from - seen); begun = true; }
      if (to <= seen + text.length) { range.setEnd(text, to - seen); break; }
      seen += text.length;
    }
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  /* ---- scroll: what is read stays where it is when something grows above it. Safari does not do it, others not always ---- */

  yishi.each(BOXES, function (box) { box.style.overflowAnchor = "none"; });

  function keepScroll() {
    var held = [];
    yishi.each(BOXES, function (box) {
      var anchor = typedIn(box);
      if (!anchor && !box.scrollTop) return;
      var edge = box === document.scrollingElement ? 0 : box.getBoundingClientRect().top;
      anchor = anchor || firstBelow(box, edge);
      if (anchor) held.push({ box: box, anchor: anchor, top: anchor.getBoundingClientRect().top });
    });
    return function () {
      held.forEach(function (one) {
        var place = one.anchor.getBoundingClientRect();
        if (document.contains(one.anchor) && place.height) one.box.scrollTop += place.top - one.top;
      });
    };
  }

  /* Whoever is writing looks at the field, whatever else is in sight. */
  function typedIn(box) {
    var at = document.activeElement;
    return at && /^(INPUT|TEXTAREA)$/.test(at.tagName) && box.contains(at) ? at : null;
  }

  function firstBelow(box, edge) {
    var within = box === document.scrollingElement ? yishi.root : box;
    var found = null;
    Array.prototype.some.call(within.querySelectorAll("li, p, h1, h2, form"), function (el) {
      var place = el.getBoundingClientRect();
      if (place.height && place.top >= edge) found = el;
      return found;
    });
    return found;
  }

  yishi.keepHold = keepHold;
})();
