/* Visits written at a doorstep: kept on this device before anything else, sent as soon as the server can be reached. Each has
   a command id of its own, so that one sent twice acts once. Without this the form is sent as it is. */
(function () {
  "use strict";
  var box = document.getElementById("outbox"), form = document.getElementById("visit-form");
  if (!box || !window.fetch || !window.FormData || !canKeep()) return;

  var OWN = "diary-" + box.dataset.person + "-", DRAFT = "diary-draft-" + box.dataset.person;
  var AGAIN = 15000, PATIENCE = 30000;
  var words = box.dataset, sent = [], sending = false, tried = {};
  var wasKept = document.documentElement.hasAttribute("data-kept");

  function canKeep() {
    try { return localStorage.length >= 0; } catch (error) { return false; }
  }

  /* ---- what is kept: one entry {id, at, place, values, photos, left, said, held} a key. Photos are data: addresses;
     `said` is why it was refused, `held` why it may not be sent now: signed out, or by somebody else ---- */

  function kept() {
    var found = [];
    for (var at = 0; at < localStorage.length; at++) {
      var key = localStorage.key(at);
      if (key.indexOf(OWN) === 0) found.push(read(key));
    }
    return found.filter(Boolean).sort(function (one, other) { return one.at - other.at; });
  }

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; }
  }

  function keep(entry) {
    try {
      localStorage.setItem(OWN + entry.id, JSON.stringify(entry));
      return true;
    } catch (error) { return false; }
  }

  function drop(entry) { localStorage.removeItem(OWN + entry.id); }

  /* ---- sending, oldest first ---- */

  function begin() {
    tried = {};
    send();
  }

  function send() {
    var next = kept().filter(function (entry) { return !entry.said && !tried[entry.id]; })[0];
    draw();
    if (sending || !next) return;
    sending = true;
    draw();
    post(next).then(function (answer) {
      sending = false;
      tellNetwork(answer.lost ? "yes" : "no");
      if (answer.lost) return draw();
      if (answer.done) {
        drop(next);
        sent.push({ label: label(next), where: answer.where, left: next.left });
      } else {
        tried[next.id] = true;
        next[answer.held ? "held" : "said"] = sentences(answer);
        keep(next);
      }
      send();
    });
  }

  /* `lost` is whatever says nothing about the visit itself: no network, a server in trouble. */
  function post(entry) {
    var body = entry.photos.length ? new FormData() : new URLSearchParams();
    Object.keys(entry.values).forEach(function (name) { body.append(name, entry.values[name]); });
    entry.photos.forEach(function (photo, n) { body.append("photos", blobOf(photo), "photo" + (n + 1) + ".jpg"); });
    var stop = window.AbortController ? new AbortController() : null;
    var late = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    return fetch(box.dataset.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body,
      credentials: "same-origin",
      signal: stop ? stop.signal : undefined
    }).then(function (response) {
      clearTimeout(late);
      if (response.status >= 500) return { lost: true };
      return response.json().then(function (answer) {
        answer.held = response.status === 403;
        return answer;
      });
    }).catch(function () { return { lost: true }; });
  }

  function blobOf(address) {
    var bytes = atob(address.split(",")[1]), made = new Uint8Array(bytes.length);
    for (var at = 0; at < bytes.length; at++) made[at] = bytes.charCodeAt(at);
    return new Blob([made], { type: "image/jpeg" });
  }

  function sentences(answer) {
    var fields = answer.fields || {};
    return Object.keys(fields).map(function (name) { return fields[name]; }).join(" ") || answer.said;
  }

  /* ---- what is shown of it ---- */

  function draw() {
    var all = kept(), wrong = all.filter(function (entry) { return entry.said; }), waiting = all.length - wrong.length;
    box.hidden = !all.length && !sent.length;
    box.classList.toggle("is-refused", wrong.length > 0);
    box.classList.toggle("is-sent", !all.length);
    var told = [];
    if (waiting) told.push(count(words.sayWaiting, waiting));
    if (wrong.length) told.push(count(words.sayRefused, wrong.length));
    if (sent.length) told.push(count(words.saySent, sent.length));
    part("words").textContent = told.join(" · ");
    part("note").textContent = sending ? words.saySending : waiting ? words.sayKept : "";
    part("send").hidden = !waiting || sending;
    var lines = part("lines");
    lines.textContent = "";
    all.forEach(function (entry) {
      var why = entry.said || entry.held;
      if (why) lines.appendChild(line(label(entry) + "：" + why, mendButton(entry), dropButton(entry)));
      else lines.appendChild(line(label(entry)));
    });
    sent.slice(-5).forEach(function (one) { lines.appendChild(line(one.label + (one.left ? " " + words.sayLeft : ""), link(one.where, words.sayOpen))); });
  }

  function part(name) { return box.querySelector("[data-outbox-" + name + "]"); }

  function count(sentence, n) { return sentence.replace("{n}", n); }

  function label(entry) {
    var photos = entry.left ? words.sayLeft : entry.photos.length ? count(words.sayPhotos, entry.photos.length) : "";
    return [entry.place, entry.values.household || words.sayNobody, entry.values.who, photos].filter(Boolean).join(" ");
  }

  function line(text) {
    var li = document.createElement("li");
    li.appendChild(document.createTextNode(text + " "));
    Array.prototype.slice.call(arguments, 1).forEach(function (beside) { li.appendChild(beside); });
    return li;
  }

  function link(where, said) {
    var a = document.createElement("a");
    a.href = where;
    a.className = "way";
    a.textContent = said;
    return a;
  }

  function mendButton(entry) {
    var button = document.createElement(form ? "button" : "span");
    button.textContent = form ? words.sayMend : words.sayHere;
    if (!form) return button;
    button.type = "button";
    button.className = "button";
    button.addEventListener("click", function () {
      fill(entry.values);
      saveDraft();
      form.elements.household.focus();
    });
    return button;
  }

  /* Pressed twice: what is dropped is nowhere else. */
  function dropButton(entry) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = words.sayDrop;
    button.addEventListener("click", function () {
      if (button.textContent === words.sayDrop) { button.textContent = words.saySure; return; }
      drop(entry);
      draw();
    });
    return button;
  }

  part("send").addEventListener("click", begin);
  window.addEventListener("online", function () {
    tellNetwork("no");
    begin();
  });
  window.addEventListener("storage", draw);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) begin(); });
  setInterval(function () { if (!document.hidden && kept().length) begin(); }, AGAIN);

  if (form) writeIn();
  begin();

  /* ---- without a network: the page was kept on this device, or could not be ---- */

  function tellNetwork(lost) {
    var told = document.getElementById("offline");
    if (!told || lost === told.dataset.lost) return;
    told.dataset.lost = lost;
    var plain = !navigator.serviceWorker && lost === "yes" ? told.dataset.sayPlain : "";
    var text = !wasKept ? plain : lost === "yes" ? told.dataset.sayKept : told.dataset.sayBack;
    told.hidden = !text;
    told.lastChild.textContent = text;
    if (wasKept && lost === "no") told.lastChild.appendChild(link("/diary/new", told.dataset.sayAgain));
  }

  window.addEventListener("offline", function () { tellNetwork("yes"); });
  if (wasKept || navigator.onLine === false) tellNetwork("yes");

  /* ---- the form ---- */

  function writeIn() {
    var draft = read(DRAFT);
    if (wasKept) freshen();
    if (draft && !form.hasAttribute("data-refused") && !form.elements.household.value) fill(draft);
    fitAll();
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var id = form.elements.command_id.value, before = read(OWN + id); // what is mended keeps its id and its photos
      readAll(form.elements.photos.files, function (photos) {
        var entry = { id: id, at: Date.now(), place: placeName(), values: values(), photos: photos, left: 0 };
        if (!photos.length && before) takeOver(entry, before);
        if (!keep(entry) && !keepWithout(entry)) return form.submit(); // nothing can be kept here: as any form is sent
        localStorage.removeItem(DRAFT);
        empty(entry.values.household);
        begin();
        box.scrollIntoView({ block: "nearest" });
      });
    });
    form.querySelector("[data-next-door]").addEventListener("click", function (event) {
      form.elements.household.value = event.currentTarget.querySelector("b").textContent;
      changed();
      form.elements.who.focus();
    });
  }

  /* What the page was made with is of the day on which it was kept, and of the door that was next then. */
  function freshen() {
    var now = new Date(), asked = new URLSearchParams(window.location.search), day = form.elements.visited_on;
    var today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    form.elements.command_id.value = newId();
    day.max = day.value = today;
    if (asked.get("place")) form.elements.place_id.value = asked.get("place");
    form.elements.household.value = asked.get("household") || "";
  }

  /* The photos it had, and which of them go along. */
  function takeOver(entry, before) {
    entry.photos = before.photos;
    Object.keys(before.values).forEach(function (name) {
      if (name.indexOf("along_") === 0) entry.values[name] = before.values[name];
    });
  }

  function keepWithout(entry) {
    entry.left = entry.photos.length;
    entry.photos = [];
    return keep(entry);
  }

  function readAll(files, done) {
    var made = [], left = files.length;
    if (!left) return done(made);
    Array.prototype.forEach.call(files, function (file, n) {
      var reader = new FileReader();
      reader.onloadend = function () {
        made[n] = reader.result;
        left -= 1;
        if (!left) done(made.filter(Boolean));
      };
      reader.readAsDataURL(file);
    });
  }

  function changed() {
    fitAll();
    saveDraft();
  }

  function saveDraft() {
    try { localStorage.setItem(DRAFT, JSON.stringify(values())); } catch (error) { /* full or off: nothing to do */ }
  }

  function values() {
    var found = {};
    new FormData(form).forEach(function (value, name) { if (typeof value === "string" && value) found[name] = value; });
    return found;
  }

  function fill(from) {
    Array.prototype.forEach.call(form.elements, function (el) {
      if (!el.name || el.name === "writer" || el.type === "file" || el.type === "checkbox") return;
      if (el.type === "radio") el.checked = el.value === (from[el.name] || "") || (!from[el.name] && el.defaultChecked);
      else el.value = from[el.name] || (el.tagName === "SELECT" ? el.value : "");
    });
    each("details[data-finding]", function (more, at) { more.open = Boolean(from["text_" + (at + 2)] || from["kind_" + (at + 2)]); });
    fitAll();
  }

  /* The next one begins in the same block, in the same way, on the same day. */
  function empty(door) {
    var stays = { place_id: 1, manner: 1, visited_on: 1 }, now = values(), next = { command_id: newId() };
    Object.keys(now).forEach(function (name) { if (stays[name]) next[name] = now[name]; });
    form.dataset.lastDoor = door || "";
    form.elements.photos.value = "";
    form.querySelector("[data-chosen]").textContent = "";
    fill(next);
  }

  function fitAll() {
    each("[data-finding]", fit);
    fitDoors();
    fitAlong();
  }

  function fitAlong() {
    var goes = Boolean(form.querySelector("input[name^=way_][value=topic]:checked"));
    form.classList.toggle("has-topic", goes);
    form.querySelector("[data-along]").hidden = !goes || !form.elements.photos.files.length;
  }

  /* Of a finding only what fits its kind is in sight. */
  function fit(finding) {
    var kind = finding.querySelector("input[name^=kind_]:checked"), body = finding.querySelector("[data-finding-body]");
    var is = kind ? kind.value : "", asking = is === "need" || is === "opinion";
    body.hidden = !is;
    body.querySelector("textarea").required = Boolean(is);
    Array.prototype.forEach.call(finding.querySelectorAll("input[name^=way_]"), function (way) {
      var helps = asking || way.value === "open" || way.value === "listed" || way.value === "noted";
      way.parentNode.hidden = !helps;
      if (!helps && way.checked) finding.querySelector("input[name^=way_][value=open]").checked = true;
    });
    var way = finding.querySelector("input[name^=way_]:checked"), answer = finding.querySelector("[data-finding-answer]");
    answer.hidden = !way || way.value !== "solved";
    answer.querySelector("textarea").required = Boolean(is) && !answer.hidden;
  }

  /* The doors of the block, and the one after the last that was written down. */
  function fitDoors() {
    var list = document.getElementById("doors-" + form.elements.place_id.value), field = form.elements.household;
    var button = form.querySelector("[data-next-door]");
    if (list) field.setAttribute("list", list.id);
    else field.removeAttribute("list");
    var doors = list ? Array.prototype.map.call(list.children, function (one) { return one.value; }) : [];
    var next = doors[doors.indexOf(form.dataset.lastDoor) + 1];
    button.hidden = !next || field.value === next;
    button.querySelector("b").textContent = next || "";
  }

  function placeName() {
    var chosen = form.elements.place_id.options[form.elements.place_id.selectedIndex];
    return chosen ? chosen.textContent.split(/[\/·\s]/).pop() : "";
  }

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  function each(selector, act) { Array.prototype.forEach.call(form.querySelectorAll(selector), act); }
})();
