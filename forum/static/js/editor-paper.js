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
