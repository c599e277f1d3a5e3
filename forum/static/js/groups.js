/* A group's notes on its note-taker's phone: saved as they are written, kept on the phone while the network is away,
   and never written over by what another device has saved. */
(function () {
  "use strict";
  var yishi = window.yishi;
  var form = document.querySelector("form[data-notes]");
  if (!yishi || !form) return;

  var PAUSE = 1500; // milliseconds without a key before it is saved
  var AGAIN = 5000, PATIENCE = 15000;
  var area = form.querySelector("textarea"), sign = form.querySelector("[data-notes-said]");
  var group = 0, revision = 0, saved = "", sending = false, timer = null;
  var attempt = null; // {text, id}: sent and perhaps lost on the way; sent again as it was, it counts once

  document.addEventListener("fits", function (event) {
    var mine = event.detail.group;
    var takes = Boolean(mine && mine.takes);
    form.hidden = !takes && !unsaved();
    if (takes && mine.group !== group) begin(mine.group);
  });

  function key() { return "group-note-" + group; }

  function unsaved() { return group && area.value !== saved; }

  /* What the server has, with what was written here and did not get through. */
  function begin(id) {
    group = id;
    fetch("/group/" + id + "/note", { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (response) { return response.ok ? response.json() : Promise.reject(new Error("note")); })
      .then(function (found) {
        if (group !== id) return;
        revision = found.revision;
        saved = found.note;
        area.value = kept() === null ? found.note : kept();
        form.elements.revision.value = revision;
        if (unsaved()) later(0);
      })
      .catch(function () { group = 0; });
  }

  function kept() {
    try { return localStorage.getItem(key()); } catch (error) { return null; }
  }

  area.addEventListener("input", function () {
    try { localStorage.setItem(key(), area.value); } catch (error) { /* full or off: it is still on the page */ }
    say("");
    later(PAUSE);
  });

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    later(0);
  });

  function save() {
    if (sending || !unsaved()) return;
    var id = group;
    attempt = attempt || { text: area.value, id: yishi.newId() };
    sending = true;
    var stop = window.AbortController ? new AbortController() : null;
    if (stop) setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch("/group/" + id + "/note", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ note: attempt.text, revision: String(revision), command_id: attempt.id }).toString(),
      credentials: "same-origin",
      signal: stop ? stop.signal : undefined
    }).then(function (response) { return response.json(); }).then(function (answer) {
      var text = attempt.text;
      sending = false;
      attempt = null;
      if (!answer.done) return say(answer.said);
      revision += 1;
      form.elements.revision.value = revision;
      saved = text;
      if (!unsaved()) forget(id);
      say(unsaved() ? "" : form.dataset.saySaved);
      if (unsaved()) later(PAUSE);
    }).catch(function () {
      sending = false;
      say(form.dataset.sayKept);
      later(AGAIN);
    });
  }

  function forget(id) {
    try { localStorage.removeItem("group-note-" + id); } catch (error) { /* storage may be off */ }
  }

  function say(words) {
    yishi.write(sign, words);
    sign.hidden = !words;
  }

  window.addEventListener("online", function () { later(0); });
  yishi.showWhatFits();
})();
