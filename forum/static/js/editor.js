/* The minutes' editor: each section is kept on this device with every key, and saved as one types. A save says which
   text it began from; where somebody else has saved meanwhile, both texts are shown and nothing is overwritten. */
(function () {
  "use strict";
  var editor = document.getElementById("editor");
  if (!editor || !window.fetch) return;
  var saving = window.yishiSaving;

  var QUIET = 1200, LONGEST = 8000; // milliseconds without a key, or since the first, until a section is saved
  var ASK = 4000; // how often we say where we are, and hear what is new
  var RETRY = [1000, 2000, 4000, 8000, 15000];
  var OWNER_GONE = 15000; // a text that another tab has not touched for so long has lost its tab
  var say = editor.dataset, base = "/minutes/" + say.minutes, tab = tabId(), place = "minutes-" + say.minutes + "-";
  var sections = all(editor, "form[data-section]").map(open), offline = false;

  function all(within, selector) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }

  function tabId() {
    var id = Math.random().toString(36).slice(2);
    try {
      id = sessionStorage.getItem("tab") || id;
      sessionStorage.setItem("tab", id);
    } catch (error) { /* storage may be off */ }
    return id;
  }

  function words(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  // ---- a section ----

  function open(form) {
    var section = {
      form: form, key: form.dataset.section, text: form.elements.text, title: form.elements.title || null,
      base: form.elements.base, status: form.querySelector("[data-status]"), sending: null, failed: 0, since: 0, timer: null,
      conflict: null
    };
    section.saved = typed(section);
    form.addEventListener("input", function () { changed(section); });
    form.addEventListener("focusout", function () { if (isDirty(section) && !section.conflict) save(section); });
    form.addEventListener("submit", function (event) {
      if (event.submitter && event.submitter.hasAttribute("data-drop")) {
        if (isDirty(section) || !window.confirm(say.sayDrop)) event.preventDefault();
        return;
      }
      event.preventDefault();
      save(section);
    });
    listen(section, "[data-use-mine]", useMine);
    listen(section, "[data-use-theirs]", useTheirs);
    listen(section, "[data-put-back]", putBack);
    if (!form.querySelector("[data-conflict]").hidden) section.conflict = { revision: Number(section.base.value) };
    return section;
  }

  function listen(section, selector, act) {
    section.form.querySelector(selector).addEventListener("click", function () { act(section); });
  }

  function typed(section) { return { title: section.title ? section.title.value : "", text: section.text.value }; }

  function same(one, other) { return one.title === other.title && one.text.trim() === other.text.trim(); }

  function isDirty(section) { return !same(typed(section), section.saved); }

  function put(section, content) {
    var start = section.text.selectionStart, end = section.text.selectionEnd;
    section.text.value = content.text;
    if (section.title) section.title.value = content.title;
    if (document.activeElement === section.text) section.text.setSelectionRange(start, end);
    section.form.dispatchEvent(new CustomEvent("section-put", { bubbles: true }));
  }

  function tell(section, sentence, bad) {
    section.status.textContent = sentence;
    section.status.classList.toggle("is-bad", Boolean(bad));
  }

  function changed(section) {
    if (!isDirty(section)) return;
    keep(section);
    if (section.conflict) return;
    if (!section.sending) tell(section, say.sayTyping);
    later(section);
  }

  function later(section) {
    section.since = section.since || Date.now();
    clearTimeout(section.timer);
    section.timer = setTimeout(function () { save(section); }, Math.max(0, Math.min(QUIET, section.since + LONGEST - Date.now())));
  }

  // ---- saving ----

  function save(section, leaving) {
    clearTimeout(section.timer);
    section.since = 0;
    if (section.sending || section.conflict || !isDirty(section)) return;
    var content = section.sending = typed(section);
    tell(section, say.saySaving);
    saving.send(base + "/sections/" + section.key, { title: content.title, text: content.text, base: section.base.value }, leaving).then(
      function (answer) {
        section.sending = null;
        section.failed = 0;
        if (answer.done) stored(section, content, answer.revision);
        else if (answer.conflict) conflicting(section, answer.conflict);
        else tell(section, saving.refusal(answer, say.sayOffline), true);
      },
      function () {
        section.sending = null;
        tell(section, say.sayOffline, true);
        section.timer = setTimeout(function () { save(section); }, RETRY[Math.min(section.failed++, RETRY.length - 1)]);
      }
    );
  }

  function stored(section, content, revision) {
    section.base.value = revision;
    section.saved = content;
    if (isDirty(section)) return later(section);
    forget(section);
    tell(section, words(say.saySaved, { at: clock() }));
  }

  function clock() {
    var now = new Date();
    return now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  // ---- two texts ----

  function conflicting(section, theirs) {
    section.conflict = theirs;
    keep(section);
    var panel = section.form.querySelector("[data-conflict]");
    panel.innerHTML = theirs.html; // made by the server, and all that people wrote in it is escaped there
    panel.hidden = section.form.querySelector("[data-settle]").hidden = false;
    tell(section, say.sayConflict, true);
  }

  function settled(section) {
    section.conflict = null;
    section.form.querySelector("[data-conflict]").hidden = section.form.querySelector("[data-settle]").hidden = true;
  }

  function useMine(section) {
    section.base.value = section.conflict.revision;
    if (section.conflict.text !== undefined) section.saved = { title: section.conflict.title, text: section.conflict.text };
    settled(section);
    save(section);
  }

  function useTheirs(section) {
    var theirs = section.conflict;
    section.aside = typed(section);
    settled(section);
    take(section, theirs);
    section.form.querySelector("[data-put-back]").hidden = false;
  }

  function putBack(section) {
    section.form.querySelector("[data-put-back]").hidden = true;
    put(section, section.aside);
    changed(section);
  }

  function take(section, theirs) {
    section.base.value = theirs.revision;
    section.saved = { title: theirs.title, text: theirs.text };
    put(section, section.saved);
    forget(section);
    tell(section, "");
  }

  // ---- on this device ----

  function keep(section) {
    var content = typed(section);
    content.base = section.base.value;
    content.at = Date.now();
    try { localStorage.setItem(place + section.key + "-" + tab, JSON.stringify(content)); } catch (error) { /* full or off */ }
  }

  function forget(section) {
    try { localStorage.removeItem(place + section.key + "-" + tab); } catch (error) { /* off */ }
  }

  function found() {
    var kept = [];
    try {
      for (var at = 0; at < localStorage.length; at++) {
        var name = localStorage.key(at);
        if (name.indexOf(place) === 0) kept.push([name, JSON.parse(localStorage.getItem(name))]);
      }
    } catch (error) { /* off */ }
    return kept.filter(function (one) {
      return one[0].slice(-tab.length) === tab || Date.now() - one[1].at > OWNER_GONE;
    }).sort(function (one, other) { return other[1].at - one[1].at; });
  }

  function offerKept() {
    var given = {};
    found().forEach(function (one) {
      var section = sections.filter(function (each) { return one[0].indexOf(place + each.key + "-") === 0; })[0];
      if (!section || section.conflict) return;
      if (same(one[1], section.saved)) return localStorage.removeItem(one[0]);
      if (given[section.key]) return; // the newest first; the others wait for the next time
      given[section.key] = true;
      section.base.value = one[1].base; // whoever has saved since shows as a conflict
      put(section, one[1]);
      keep(section);
      if (one[0].slice(-tab.length) !== tab) localStorage.removeItem(one[0]);
      save(section);
      if (section.sending) tell(section, say.sayFound);
    });
  }

  // ---- others ----

  function ask() {
    if (document.hidden) return;
    var here = document.activeElement && document.activeElement.form;
    var known = sections.map(function (section) { return section.key + ":" + section.base.value; }).join(",");
    saving.send(base + "/editing", { tab: tab, section: here && here.dataset.section || "", known: known }).then(hear, function () { offline = true; });
  }

  function hear(answer) {
    if (!answer.keys) return;
    if (offline) sections.forEach(function (section) { if (!section.conflict) save(section); });
    offline = false;
    all(document, "[data-revision]").forEach(function (el) { el.textContent = words(say.sayRevision, { n: answer.revision }); });
    answer.sections.forEach(newer);
    sections.forEach(function (section) { others(section, answer.editing); });
    var keys = sections.map(function (section) { return section.key; }).join();
    if (answer.keys.join() !== keys) {
      var notice = editor.querySelector("[data-changed]");
      notice.hidden = false;
      notice.lastElementChild.textContent = say.sayChanged;
    }
  }

  function newer(theirs) {
    var section = sections.filter(function (each) { return each.key === theirs.key; })[0];
    if (!section || section.conflict || section.sending || isDirty(section)) return; // its own save will say so
    if (Number(theirs.revision) <= Number(section.base.value)) return; // an answer that was overtaken
    take(section, theirs);
    if (theirs.by) tell(section, words(say.sayNewer, { name: theirs.by }));
  }

  function others(section, editing) {
    var here = editing.filter(function (one) { return one.section === section.key; });
    var names = here.filter(function (one) { return !one.me; }).map(function (one) { return one.name; });
    var text = names.length ? words(say.sayOthers, { names: names.join("、") }) : here.length ? say.sayMyself : "";
    var el = section.form.querySelector("[data-others]");
    if (el.textContent !== text) el.textContent = text;
  }

  // ---- leaving, coming back, signing ----

  function saveAll() { sections.forEach(function (section) { save(section, true); }); }

  document.addEventListener("visibilitychange", function () { if (document.hidden) saveAll(); else ask(); });
  window.addEventListener("pagehide", saveAll);
  window.addEventListener("online", function () { sections.forEach(function (section) { save(section); }); });
  window.addEventListener("beforeunload", function (event) {
    if (sections.some(function (section) { return section.conflict; })) event.preventDefault();
  });

  // What is signed must be what is saved: while something is not, signing saves first and shows the newer text.
  all(document, "form[data-waits-for-saving]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (!sections.some(function (section) { return section.sending || section.conflict || isDirty(section); })) return;
      event.preventDefault();
      sections.forEach(function (section) { save(section); });
    });
  });

  editor.addEventListener("focusin", ask);
  setInterval(ask, ASK);
  offerKept();
  ask();
})();
