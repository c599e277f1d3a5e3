/* One's own scratch sheet: kept on this device with every key and saved as one types, as the minutes' editor does. A save
   says which text it began from; what was written meanwhile, in another tab or on another device, comes back beside it. */
(function () {
  "use strict";
  var form = document.getElementById("scratch");
  if (!form || !window.fetch) return;
  var saving = window.yishiSaving;

  var QUIET = 1000, LONGEST = 6000; // milliseconds without a key, or since the first, until it is saved
  var RETRY = [1000, 2000, 4000, 8000, 15000];
  var ASK = 5000; // how often the others' sheets are looked at, while one is here
  var say = form.dataset, text = form.elements.text, status = form.querySelector("[data-status]");
  var others = form.parentElement.querySelector("[data-others]"), panel = form.closest("[data-panel]");
  var place = "scratch-" + say.session + "-" + say.person + "-", tab = place + tabId();
  var was = text.value, sending = null, failed = 0, since = 0, timer = null;

  function tabId() {
    var id = Math.random().toString(36).slice(2);
    try {
      id = sessionStorage.getItem("tab") || id;
      sessionStorage.setItem("tab", id);
    } catch (error) { /* storage may be off */ }
    return id;
  }

  function tell(sentence, bad) {
    status.textContent = sentence;
    status.classList.toggle("is-bad", Boolean(bad));
  }

  function clock() {
    var now = new Date();
    return now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  // ---- typing and saving ----

  text.addEventListener("input", function () {
    keep();
    if (!sending) tell(say.sayTyping);
    later();
  });
  text.addEventListener("blur", function () { save(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    save();
  });

  function later() {
    since = since || Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
  }

  function save(leaving) {
    clearTimeout(timer);
    since = 0;
    if (sending !== null || text.value === was) return;
    var sent = sending = text.value;
    tell(say.saySaving);
    saving.send(form.getAttribute("action"), { was: was, text: sent }, leaving === true).then(function (answer) {
      sending = null;
      failed = 0;
      if (!answer.done) return tell(saving.refusal(answer, say.sayOffline), true);
      if (text.value === sent) put(answer.text);
      was = text.value === answer.text ? answer.text : sent; // what is typed since began from what was sent
      if (text.value !== was) return later();
      forget(tab);
      tell(say.saySaved.replace("{at}", clock()));
    }, function () {
      sending = null;
      tell(say.sayOffline, true);
      timer = setTimeout(save, RETRY[Math.min(failed++, RETRY.length - 1)]);
    });
  }

  /* The caret stays at the same words, where something came in before it too. */
  function put(stands) {
    if (text.value === stands) return;
    var after = text.value.length - text.selectionEnd, focused = document.activeElement === text;
    var same = stands.slice(stands.length - after) === text.value.slice(text.value.length - after);
    var caret = same ? stands.length - after : text.selectionEnd;
    text.value = stands;
    if (focused) text.setSelectionRange(caret, caret);
  }

  // ---- on this device ----

  function keep() {
    try { localStorage.setItem(tab, JSON.stringify({ was: was, text: text.value })); } catch (error) { /* full or off */ }
  }

  function forget(name) {
    try { localStorage.removeItem(name); } catch (error) { /* off */ }
  }

  function kept() {
    var found = [];
    try {
      for (var at = 0; at < localStorage.length; at++) {
        var name = localStorage.key(at);
        if (name.indexOf(place) === 0) found.push([name, JSON.parse(localStorage.getItem(name))]);
      }
    } catch (error) { /* off */ }
    return found;
  }

  /* What another tab has not got through yet it sends itself; sent twice it stands once. */
  function bringBack() {
    kept().forEach(function (one) {
      saving.send(form.getAttribute("action"), { was: one[1].was, text: one[1].text }).then(function (answer) {
        if (!answer.done) return;
        forget(one[0]);
        if (text.value !== was || sending !== null) return;
        if (text.value !== answer.text) tell(say.sayFound);
        put(answer.text);
        was = answer.text;
      }, function () { /* it waits for the next time */ });
    });
  }

  // ---- others, and one's own on another device ----

  function ask() {
    if (document.hidden || panel.hidden) return;
    fetch(form.getAttribute("action") + ".json", { headers: { Accept: "application/json" }, credentials: "same-origin" }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (answer) {
      if (!answer) return;
      if (others.innerHTML !== answer.others) others.innerHTML = answer.others; // made by the server, escaped there
      if (text.value !== was || sending !== null) return save();
      put(answer.text);
      was = answer.text;
    }, function () { /* the next time */ });
  }

  document.addEventListener("visibilitychange", function () { if (document.hidden) save(true); else ask(); });
  window.addEventListener("pagehide", function () { save(true); });
  window.addEventListener("online", function () { save(); });
  document.addEventListener("tab", ask);
  setInterval(ask, ASK);
  bringBack();
})();
