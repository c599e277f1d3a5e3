/* The live side of a page: joins the room, morphs in newer slots, runs the clocks, sends forms without reloading.
   Every form also works as a plain POST without this script. ES2017, no framework. */
(function () {
  "use strict";
  var root = document.getElementById("live");
  if (!root || !window.io) return;

  var OFFLINE_AFTER = 2000;
  var connection = document.getElementById("connection");
  var offset = 0; // server's clock minus ours, in milliseconds
  var mine = root.dataset.mine ? JSON.parse(root.dataset.mine) : {};
  var offlineTimer = null;

  /* ---- the connection ---- */

  var socket = window.io({
    path: "/live",
    transports: ["websocket", "polling"],
    auth: root.dataset.wallToken ? { wall: root.dataset.wallToken } : {},
    reconnectionDelay: 300,
    reconnectionDelayMax: 4000
  });

  socket.on("connect", function () {
    ask("join", { room: Number(root.dataset.room), audience: root.dataset.audience, versions: versions() }).then(function (answer) {
      if (!answer.done) return revoked(answer.said);
      online();
      applySlots(answer.slots);
      setMine(answer.mine);
      measureOffset(3);
    });
  });
  socket.on("disconnect", offline);
  socket.on("connect_error", offline);
  socket.on("slots", applySlots);
  socket.on("mine", setMine);
  socket.on("presence", function (data) {
    each("[data-online]", function (el) { el.textContent = data.online; });
  });
  socket.on("revoked", function () { revoked(""); });

  function ask(event, data) {
    return new Promise(function (resolve) {
      socket.timeout(10000).emit(event, data, function (error, answer) { resolve(error ? { lost: true } : answer); });
    });
  }

  function online() {
    clearTimeout(offlineTimer);
    offlineTimer = null;
    if (connection) connection.hidden = true;
  }

  function offline() {
    if (offlineTimer) return;
    offlineTimer = setTimeout(function () { if (connection) connection.hidden = false; }, OFFLINE_AFTER);
  }

  function revoked(said) {
    var sign = document.getElementById("revoked");
    if (!sign) return;
    if (said) sign.textContent = said;
    sign.hidden = false;
    each("[data-slot]", function (el) { el.hidden = true; });
    socket.disconnect();
  }

  /* The offset that came back fastest is the most exact: half its round trip is the error. */
  function measureOffset(tries, best) {
    var sent = Date.now();
    ask("time", {}).then(function (answer) {
      var trip = Date.now() - sent;
      if (answer.done && (!best || trip < best.trip)) best = { trip: trip, offset: answer.now - (sent + trip / 2) };
      if (best) offset = best.offset;
      if (tries > 1) measureOffset(tries - 1, best);
    });
  }

  /* ---- slots ---- */

  function versions() {
    var known = {};
    each("[data-slot]", function (el) { known[el.dataset.slot] = Number(el.dataset.version); });
    return known;
  }

  function applySlots(slots) {
    (slots || []).forEach(function (slot) {
      each('[data-slot="' + slot.slot + '"]', function (el) { applySlot(el, slot); });
    });
    showWhatFits();
  }

  function applySlot(el, slot) {
    if (slot.version <= Number(el.dataset.version)) return;
    el.dataset.version = slot.version;
    var fresh = document.createElement("div");
    fresh.innerHTML = slot.html;
    var key = fresh.firstElementChild && fresh.firstElementChild.dataset.key;
    if (key && el.firstElementChild && el.firstElementChild.dataset.key === key) return; // put in place once
    window.morphdom(el, fresh, {
      childrenOnly: true,
      onBeforeElUpdated: function (from, to) {
        if (from.isEqualNode(to)) return false;
        if (from === document.activeElement && /^(INPUT|TEXTAREA|SELECT)$/.test(from.tagName)) return false;
        if (from.tagName === "DETAILS" && from.open) to.setAttribute("open", "");
        if (from.classList.contains("timer") && from.dataset.ends === to.dataset.ends && from.dataset.began === to.dataset.began) return false;
        return true;
      },
      onNodeAdded: function (node) {
        if (node.nodeType === 1 && node.classList.contains("queue-entry")) node.classList.add("is-new");
        return node;
      }
    });
    filterLists();
  }

  /* ---- clocks ---- */

  function tick() {
    var now = Date.now() + offset;
    each(".timer[data-ends]", function (el) { runDown(el, Number(el.dataset.ends) - now); });
    each(".timer[data-began]", function (el) { write(el, clock(Math.max(0, now - Number(el.dataset.began)))); });
  }

  function runDown(el, left) {
    write(el, clock(Math.max(0, left)));
    el.classList.toggle("timer--warn", left > 0 && left <= 20000);
    el.classList.toggle("timer--over", left <= 0);
    if (left <= 0 && left > -1500 && !el.dataset.rung) { el.dataset.rung = "1"; ring(); }
  }

  function clock(milliseconds) {
    var seconds = Math.ceil(milliseconds / 1000);
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  function write(el, text) { if (el.textContent !== text) el.textContent = text; }

  var sound = null;
  function ring() {
    if (!sound) return;
    var tone = sound.createOscillator();
    var volume = sound.createGain();
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.2, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.8);
    tone.connect(volume);
    volume.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.8);
  }

  /* Sound and full screen need a first click; the projector page asks for it once, the console takes any. */
  function startSound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!sound && Audio) sound = new Audio();
  }
  var start = document.getElementById("wall-start");
  if (start) {
    start.hidden = false;
    start.addEventListener("click", function () {
      startSound();
      if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(function () {});
      start.hidden = true;
    });
  } else if (root.dataset.audience === "console") {
    document.addEventListener("click", startSound, { once: true });
  }

  /* ---- what is mine ---- */

  function setMine(data) {
    if (!data) return;
    mine = data;
    showWhatFits();
  }

  /* Which of the person's own controls fit the moment: marked up here, so that one rendering serves everybody. */
  function showWhatFits() {
    var item = currentItem();
    var ballot = document.querySelector("[data-ballot]");
    var hand = mine.hand ? document.querySelector('[data-hand="' + mine.hand + '"]') : null;
    var speaking = Boolean(mine.hand) && !hand;
    show("absent", mine.seat && !mine.present);
    show("item", Boolean(item));
    show("discussion", item && mine.present && !ballot);
    var pending = document.querySelector('[data-motion-state="moved"], [data-motion-state="put"]');
    show("no-motion", item && !pending);
    show("may-move", item && mine.present && !ballot && !pending);
    show("no-hand", !mine.hand);
    show("hand", Boolean(mine.hand));
    show("hand-waiting", Boolean(hand));
    show("hand-speaking", speaking);
    if (mine.hand) showPlace(hand, speaking);
    each("[data-not-seat]", function (el) { el.hidden = String(mine.seat) === el.dataset.notSeat || !mine.present; });
    each("[data-seat]", function (el) { el.classList.toggle("is-mine", Number(el.dataset.seat) === mine.seat); });
    if (ballot) showVote(ballot);
    pointForms(item);
  }

  function show(name, shown) {
    each('[data-show="' + name + '"]', function (el) { el.hidden = !shown; });
  }

  function showPlace(hand, speaking) {
    each("[data-my-waiting]", function (el) { el.hidden = speaking; });
    each("[data-my-turn]", function (el) { el.hidden = !speaking; });
    if (!hand) return;
    var entries = Array.prototype.slice.call(document.querySelectorAll("[data-hand]"));
    each("[data-my-place]", function (el) { write(el, String(entries.indexOf(hand) + 1)); });
  }

  function showVote(ballot) {
    var id = Number(ballot.dataset.ballot);
    var mayVote = mine.ballot === id ? mine.on_roll : mine.present && mine.entitled;
    var vote = mine.ballot === id ? mine.vote : null;
    var form = ballot.querySelector("form");
    var done = ballot.querySelector("[data-vote-done]");
    form.hidden = !mayVote || Boolean(vote);
    ballot.querySelector("[data-vote-closed-to-me]").hidden = Boolean(mayVote);
    done.hidden = !vote;
    if (vote) write(done.querySelector("[data-vote-word]"), (vote.source === "desk" ? words.byDesk : words.voted).replace("{choice}", choiceWord(form, vote.choice)));
  }

  function choiceWord(form, choice) {
    var button = form.querySelector('button[value="' + choice + '"]');
    return button ? button.textContent.trim() : choice;
  }

  var words = { voted: root.dataset.sayVoted || "", byDesk: root.dataset.sayByDesk || "", lost: root.dataset.sayLost || "" };

  function currentItem() {
    var el = document.querySelector("[data-current-item]");
    return el ? el.dataset.currentItem : "";
  }

  /* Forms stand outside the slots; where they post follows the item under discussion. */
  function pointForms(item) {
    each("form[data-action]", function (form) {
      form.action = form.dataset.action.replace("{item}", item || 0).replace("{hand}", mine.hand || 0);
    });
  }

  /* ---- forms ---- */

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-live")) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    var pressed = event.submitter || form.pressed || document.activeElement;
    send(form, pressed && pressed.form === form ? pressed : null);
  });
  // Older WebViews have no event.submitter.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button");
    if (button && button.form) button.form.pressed = button;
    // The console's keys must not end at the button last clicked: space is the next step, not that button again.
    if (button && event.detail && root.dataset.audience === "console") button.blur();
  });

  function send(form, pressed) {
    var data = {};
    new FormData(form).forEach(function (value, name) { data[name] = value; });
    if (pressed && pressed.name) data[pressed.name] = pressed.value;
    form.dataset.sending = "1";
    say(form, "");
    deliver(form, data).then(function (answer) {
      delete form.dataset.sending;
      if (answer.done) return sent(form, data, answer);
      // Not answered: the id stays, so that pressing again cannot act twice.
      say(form, answer.lost ? words.lost : firstSentence(answer));
    });
  }

  function deliver(form, data) {
    var event = form.dataset.live;
    if (event && socket.connected) {
      data.item = Number(currentItem()) || 0;
      data.hand = mine.hand || 0;
      return ask(event, data);
    }
    return fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(data).toString(),
      credentials: "same-origin"
    }).then(function (response) { return response.json(); }).catch(function () { return { lost: true }; });
  }

  function sent(form, data, answer) {
    var id = form.querySelector('input[name="command_id"]');
    if (id) id.value = newId();
    each.call(form, "textarea, input[type=text], input[type=search]", function (el) { el.value = ""; });
    if (form.dataset.keepDraft) forgetDraft(form);
    if (form.dataset.live === "vote.cast") {
      mine.ballot = Number(data.ballot);
      mine.on_roll = true;
      mine.vote = { choice: data.choice, source: "device" };
      showWhatFits();
    }
    if (answer.said && !form.hidden) say(form, answer.said, true);
    each(".notice--good", function (el) { el.remove(); });
  }

  function firstSentence(answer) {
    var fields = answer.fields || {};
    for (var name in fields) return fields[name];
    return answer.said || words.lost;
  }

  function say(form, sentence, good) {
    var place = form.querySelector("[data-said]") || document.getElementById("said");
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
    place.classList.toggle("is-good", Boolean(good));
  }

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function forgetDraft(form) {
    try { localStorage.removeItem("draft-" + form.dataset.keepDraft); } catch (error) { /* storage may be off */ }
  }

  /* ---- the console: keys, tabs, the list's filter ---- */

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (/^(BUTTON|A|SUMMARY)$/.test(event.target.tagName) && /^( |Enter)$/.test(event.key)) return;
    var button = document.querySelector('button[data-key="' + event.key.toLowerCase().replace(/["\\]/g, "") + '"]:not([disabled])');
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  each("[data-tab]", function (tab) {
    tab.addEventListener("click", function () { choose(tab.dataset.tab); });
  });
  function choose(name) {
    each("[data-tab]", function (tab) { tab.setAttribute("aria-selected", String(tab.dataset.tab === name)); });
    each("[data-panel]", function (panel) { panel.hidden = panel.dataset.panel !== name; });
  }
  if (document.querySelector("[data-tab]")) choose(location.hash === "#seats" ? "seats" : "queue");

  function filterLists() {
    each("input[data-filter]", function (input) {
      var wanted = input.value.trim();
      each("[data-panel=" + input.dataset.filter + "] [data-search]", function (row) {
        row.hidden = Boolean(wanted) && row.dataset.search.indexOf(wanted) < 0;
      });
    });
  }
  each("input[data-filter]", function (input) { input.addEventListener("input", filterLists); });

  function each(selector, act) {
    var within = this && this.querySelectorAll ? this : document;
    Array.prototype.forEach.call(within.querySelectorAll(selector), act);
  }

  offset = root.dataset.now ? Number(root.dataset.now) - Date.now() : 0;
  showWhatFits();
  tick();
  setInterval(tick, 200);
})();
