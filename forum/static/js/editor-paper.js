/* The paper beside the minutes' text follows what is typed, and says which of its names the record doesn't know. */
(function () {
  "use strict";
  var editor = document.getElementById("editor"), paper = document.getElementById("preview");
  if (!editor || !paper || !window.fetch) return;

  var WAIT = 400, timer = null, asked = 0;

  function soon(event) {
    var form = event.target.closest("form[data-section]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(function () { show(form); }, WAIT);
  }

  editor.addEventListener("input", soon);
  editor.addEventListener("section-put", soon);

  // ---- ready words: put where the cursor was ----

  var last = null;
  editor.addEventListener("focusin", function (event) { if (event.target.matches("textarea[name=text]")) last = event.target; });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-insert]");
    if (button) insert(button.dataset.insert);
  });
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-9]$/.test(event.code)) return;
    var button = document.querySelectorAll("[data-insert]")[Number(event.code.slice(5)) - 1];
    if (!button || !button.querySelector("kbd") || document.activeElement !== last) return;
    event.preventDefault();
    insert(button.dataset.insert);
  });

  /* The first gap is selected, ready to be typed over. */
  function insert(text) {
    var area = last || editor.querySelector("textarea[name=text]"), at = area.selectionStart, gap = text.indexOf("____");
    area.setRangeText(text, at, area.selectionEnd, "end");
    area.focus();
    if (gap >= 0) area.setSelectionRange(at + gap, at + gap + 4);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function show(form) {
    var mine = ++asked, title = form.elements.title;
    fetch("/minutes/" + editor.dataset.minutes + "/preview", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ section: form.dataset.section, title: title ? title.value : "", text: form.elements.text.value }).toString(),
      credentials: "same-origin"
    }).then(function (response) { return response.ok ? response.json() : null; }).then(function (answer) {
      /* Sanitised by the server; an older answer must not overtake a newer one. */
      if (!answer || mine !== asked) return;
      paper.innerHTML = answer.html;
      warn(form, answer.unknown);
      list(form, answer.used);
    }).catch(function () { /* offline: the text itself is kept by editor.js */ });
  }

  function warn(form, unknown) {
    var place = form.querySelector("[data-unknown]");
    place.textContent = unknown.map(function (name) { return editor.dataset.sayUnknown.replace("{name}", name); }).join(" ");
    place.hidden = !unknown.length;
  }

  function list(form, used) {
    var place = form.querySelector("[data-used]"), terms = place.querySelector("dl");
    place.hidden = !used.length;
    terms.textContent = "";
    used.forEach(function (pair) {
      terms.appendChild(element("dt", "{{" + pair[0] + "}}"));
      terms.appendChild(element("dd", pair[1]));
    });
  }

  function element(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }
})();
