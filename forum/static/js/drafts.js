/* Half-written forms survive a reload, a dead phone and a lost network: kept on this device until they are sent. */
(function () {
  "use strict";
  var SENT = "drafts-sent";
  forgetSent();

  var KEEP = "textarea, input[type=text], select";
  Array.prototype.forEach.call(document.querySelectorAll("form[data-keep-draft]"), function (form) {
    var key = "draft-" + (document.documentElement.dataset.as || "") + "-" + form.dataset.keepDraft;
    var fields = Array.prototype.slice.call(form.querySelectorAll(KEEP));
    try {
      var kept = JSON.parse(localStorage.getItem(key) || "{}");
      fields.forEach(function (el) { if (!el.value && kept[el.name]) el.value = kept[el.name]; });
    } catch (error) { return; }
    form.addEventListener("input", function () {
      var values = {};
      fields.forEach(function (el) { if (el.value) values[el.name] = el.value; });
      try { localStorage.setItem(key, JSON.stringify(values)); } catch (error) { /* full or off: nothing to do */ }
    });
    if (!form.hasAttribute("data-live")) form.addEventListener("submit", function () { localStorage.setItem(SENT, key); });
  });

  /* A draft goes only when a page says that it has arrived: a lost network must not take the text with it. */
  function forgetSent() {
    try {
      var key = localStorage.getItem(SENT);
      localStorage.removeItem(SENT);
      if (key && document.querySelector(".notice--good")) localStorage.removeItem(key);
    } catch (error) { /* storage may be off */ }
  }
})();
