/* The desk at the door: finds people in what is on the page, checks in whose badge is scanned, and keeps every press
   until the server has answered it, through lost networks and reloads. Without this the forms are sent as they are. */
(function () {
  "use strict";
  var yishi = window.yishi;
  var door = document.getElementById("door");
  if (!yishi) return;

  var PATIENCE = 15000, AGAIN = 2000, AGAIN_AT_MOST = 15000, SAID = 3;
  var each = yishi.each;
  var list = document.querySelector('[data-slot="desk"]');
  var field = document.getElementById("who");
  var tabs = document.getElementById("door-shown");
  var shown = "";

  /* ---- finding: the same as forum/people/pinyin.py ---- */

  function letters(text) { return text.toLowerCase().replace(/ü/g, "v").replace(/[^a-z0-9]/g, ""); }

  function fits(groups, typed) {
    if (!typed) return true;
    return groups.length > 0 && groups[0].split(",").some(function (reading) {
      for (var n = reading.length; n > 0; n -= 1) {
        if (typed.slice(0, n) === reading.slice(0, n) && fits(groups.slice(1), typed.slice(n))) return true;
      }
      return false;
    });
  }

  function soundsLike(pinyin, typed) {
    return Boolean(typed) && pinyin.split("|").some(function (name) {
      var groups = name.split(" ");
      return groups.some(function (_, at) { return fits(groups.slice(at), typed); });
    });
  }

  function isMeant(line, typed) {
    if (/^\d+$/.test(typed)) return line.dataset.number.indexOf(typed) === 0;
    return line.dataset.text.indexOf(typed) >= 0 || /[a-z]/i.test(typed) && soundsLike(line.dataset.pinyin, letters(typed));
  }

  function isShown(line) {
    if (!shown) return true;
    if (shown === "observer") return line.hasAttribute("data-observer");
    return (line.dataset.state === "present") === (shown === "here");
  }

  function wide(text) { return text.normalize ? text.normalize("NFKC") : text; }

  function typed() { return field ? wide(field.value).trim() : ""; }

  function filter() {
    var words = typed(), code = badge(words), any = false;
    each(".desk-line", function (line) {
      line.hidden = !(code || !words || isMeant(line, words)) || !isShown(line);
      any = any || !line.hidden;
    }, list);
    var none = document.getElementById("door-none");
    if (none) none.hidden = any || !list.querySelector(".desk-line");
  }

  if (field) field.addEventListener("input", filter);
  if (field) field.addEventListener("search", filter);
  if (tabs) {
    tabs.hidden = false;
    tabs.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      shown = button.dataset.shown;
      each("button", function (one) { one.setAttribute("aria-pressed", String(one === button)); }, tabs);
      filter();
    });
  }

  /* A scanner types: where the focus has gone to a button, it must not be lost. */
  document.addEventListener("keydown", function (event) {
    if (!field || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    field.focus();
  });

  /* ---- whom the field means ---- */

  /* As agenda/attendance/badges.py has it: twelve signs, with or without what stands between. */
  function badge(text) {
    var bare = text.replace(/[\s\-‐‑–—_·.]/g, "").toUpperCase();
    return /^[2-9A-HJ-NP-Z]{12}$/.test(bare) ? bare : "";
  }

  function meantBy(words) {
    var found = Array.prototype.filter.call(list.querySelectorAll(".desk-line"), function (line) { return isMeant(line, words); });
    var exact = found.filter(function (line) { return line.dataset.number === words; });
    return exact.length === 1 ? exact : found;
  }

  function nameOf(line) { return line.querySelector(".desk-name").textContent.trim(); }

  function checkIn(form) {
    var words = typed(), code = badge(words);
    if (!words) return field.focus();
    if (code) return sendScan(form, code, door.dataset.sayScanned);
    var found = meantBy(words);
    if (!found.length) return notFound(words);
    if (found.length > 1) return tell(door.dataset.sayMany.replace("{n}", found.length), "bad");
    if (found[0].dataset.state === "present") tell(door.dataset.sayHere.replace("{who}", function () { return nameOf(found[0]); }));
    else keep({ place: "/seats/" + found[0].id.replace("seat-", "") + "/check-in", data: { at: "desk" }, who: nameOf(found[0]) });
    clear();
  }

  /* Registering somebody begins with the name that has been typed. */
  function notFound(words) {
    var link = document.querySelector("[data-new]");
    link.href = link.pathname + "?name=" + encodeURIComponent(words);
    tell(door.dataset.sayNone.replace("{typed}", function () { return words; }), "bad");
  }

  function sendScan(form, code, who) {
    keep({ place: form.getAttribute("action"), data: { who: code }, who: who });
    clear();
  }

  function clear() {
    field.value = "";
    filter();
    field.focus();
  }

  /* ---- what is pressed is kept until it is answered ---- */

  var name = "desk-" + (door ? door.dataset.session : "");
  var waiting = remembered();
  var busy = false, failed = 0;

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-scan")) {
      event.preventDefault();
      checkIn(form);
    } else if (form.hasAttribute("data-desk")) {
      event.preventDefault();
      press(form, event.submitter || form.pressed);
    }
  });

  function press(form, button) {
    var data = {};
    new FormData(form).forEach(function (value, key) { if (key !== "command_id") data[key] = value; });
    if (button && button.name) data[button.name] = button.value;
    keep({ place: form.getAttribute("action"), data: data, who: button ? button.textContent.trim() : "" });
  }

  function keep(one) {
    if (waiting.some(function (other) { return other.place === one.place && other.data.who === one.data.who; })) return;
    one.data.command_id = yishi.newId();
    waiting.push(one);
    remember();
    mark();
    deliver();
  }

  function deliver() {
    if (busy || !waiting.length) return;
    busy = true;
    var one = waiting[0];
    post(one).then(function (answer) {
      busy = false;
      if (answer.lost) return later();
      failed = 0;
      waiting.shift();
      remember();
      mark();
      answered(one, answer);
      deliver();
    });
  }

  function later() {
    failed += 1;
    mark();
    setTimeout(deliver, Math.min(AGAIN * failed, AGAIN_AT_MOST));
  }

  window.addEventListener("online", deliver);

  function post(one) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    return fetch(one.place, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(one.data).toString(),
      credentials: "same-origin",
      signal: stop ? stop.signal : undefined
    }).then(function (response) {
      return response.status >= 500 ? { lost: true } : response.json();
    }).catch(function () { return { lost: true }; }).then(function (answer) {
      clearTimeout(timer);
      return answer;
    });
  }

  function answered(one, answer) {
    if (answer.done) {
      if (answer.said) tell(answer.said, "good");
      if (!yishi.isConnected() && !yishi.comesBack()) location.reload(); // nobody else tells this page
      return;
    }
    var fields = answer.fields || {}, said = Object.keys(fields).map(function (key) { return fields[key]; });
    tell((one.who ? one.who + "：" : "") + (said.join(" ") || answer.said), "bad");
  }

  function mark() {
    each("form[data-desk]", function (form) {
      var place = form.getAttribute("action");
      form.classList.toggle("is-kept", waiting.some(function (one) { return one.place === place; }));
    });
    var note = document.getElementById("door-kept");
    if (!note) return;
    note.hidden = !failed || !waiting.length;
    note.textContent = note.hidden ? "" : door.dataset.sayKept.replace("{n}", waiting.length);
  }

  function remembered() {
    try { return JSON.parse(localStorage.getItem(name) || "[]"); } catch (error) { return []; }
  }

  function remember() {
    try { localStorage.setItem(name, JSON.stringify(waiting)); } catch (error) { /* storage may be off */ }
  }

  /* ---- what came of it, newest first ---- */

  function tell(words, kind) {
    var place = document.getElementById("door-said");
    if (!place || !words) return;
    var line = document.createElement("li");
    line.textContent = words;
    if (kind) line.className = "is-" + kind;
    place.insertBefore(line, place.firstChild);
    while (place.children.length > SAID) place.lastChild.remove();
  }

  document.addEventListener("slots", function () {
    filter();
    mark();
  });
  filter();
  deliver();
})();
