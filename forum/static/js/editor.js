/* The minutes' editor: the paper beside the text follows what is typed; what this device kept unsaved is offered back. */
(function () {
  "use strict";
  var area = document.querySelector("textarea[data-preview]");
  var paper = document.getElementById("preview");
  if (!area || !paper) return;

  var WAIT = 400;
  var timer = null;
  var asked = 0;
  area.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });

  function show() {
    var mine = ++asked;
    fetch(area.dataset.preview, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "text=" + encodeURIComponent(area.value),
      credentials: "same-origin"
    }).then(function (response) {
      return response.ok ? response.text() : null;
    }).then(function (html) {
      /* Sanitised by the server; an older answer must not overtake a newer one. */
      if (html !== null && mine === asked) paper.innerHTML = html;
    }).catch(function () { /* offline: the text itself is kept by drafts.js */ });
  }

  offerKept();

  function offerKept() {
    var form = area.form;
    var notice = form.querySelector("[data-kept]");
    var kept = {};
    try { kept = JSON.parse(localStorage.getItem("draft-" + form.dataset.keepDraft) || "{}"); } catch (error) { return; }
    if (!notice || !kept.text || kept.text === area.value) return;
    notice.hidden = false;
    notice.querySelector("[data-restore]").addEventListener("click", function () {
      area.value = kept.text;
      notice.hidden = true;
      show();
      area.focus();
    });
  }
})();
