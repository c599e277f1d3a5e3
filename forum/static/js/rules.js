/* A body's rules: what they would say stands beside the form and follows it; the form's own button does the same without this. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-read]");
  var beside = document.getElementById("read");
  if (!form || !beside || !window.DOMParser) return;

  var WAIT = 400;
  var timer = null;
  var asked = 0;
  form.addEventListener("input", later);
  form.addEventListener("change", later);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(read, WAIT);
  }

  function read() {
    var mine = ++asked;
    fetch(form.getAttribute("action").split("#")[0], {
      method: "POST",
      headers: { "Accept": "text/html" },
      body: new FormData(form),
      credentials: "same-origin"
    }).then(function (response) {
      return response.status === 200 || response.status === 422 ? response.text() : null;
    }).then(function (html) {
      /* An older answer must not overtake a newer one. */
      if (html !== null && mine === asked) show(new DOMParser().parseFromString(html, "text/html"));
    }).catch(function () { /* offline: the button says so */ });
  }

  function show(page) {
    var refused = page.querySelector("main > .notice--error");
    var note = beside.querySelector("[name=note]");
    var words = note ? note.value : "";
    var writing = note && document.activeElement === note;
    beside.innerHTML = page.getElementById("read").innerHTML;
    if (refused) beside.querySelector("p").outerHTML = refused.outerHTML;
    note = beside.querySelector("[name=note]");
    if (!note) return;
    note.value = words;
    if (writing) note.focus();
  }
})();
