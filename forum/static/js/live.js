/* The live side of a page: joins the room, morphs in newer slots, runs the clocks, sends forms without reloading.
   Every form also works as a plain POST without this script. ES2017, no framework. */
(function () {
  "use strict";
  var root = document.getElementById("live");
  if (!root || !window.io) return;

  var OFFLINE_AFTER = 2000;
  var JOIN_AGAIN_AFTER = 5000;
  var STEADY_FOR = 500; // how long a button that has just come or moved takes no click
  var connection = document.getElementById("connection");
  var offset = 0; // server's clock minus ours, in milliseconds
  var mine = root.dataset.mine ? JSON.parse(root.dataset.mine) : {};
  var offlineTimer = null;
  var stopped = false; // revoked or signed out: this page follows nothing any more

  /* ---- the connection ---- */

  var socket = window.io({
    path: "/live",
    transports: ["websocket", "polling"],
    auth: root.dataset.wallToken ? { wall: root.dataset.wallToken } : {},
    reconnectionDelay: 300,
    reconnectionDelayMax: 4000
  });

  socket.on("connect", join);
  socket.on("disconnect", function (reason) {
    if (stopped) return;
    offline();
    // Hung up by the server, which the library takes as final: it tells on the next handshake whether we are signed out.
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("connect_error", function () {
    if (socket.active || stopped) return offline();
    stop();
  });
  socket.on("slots", applySlots);
  socket.on("mine", setMine);
  socket.on("presence", function (data) {
    each("[data-online]", function (el) { el.textContent = data.online; });
  });
  socket.on("revoked", function () { stop(); });

  function join() {
    ask("join", { room: Number(root.dataset.room), audience: root.dataset.audience, versions: versions() }).then(function (answer) {
      if (answer.lost && !socket.connected) return; // joins again when it is back
      if (!answer.done) return joinLater(answer.said);
      showStop(null);
      online();
      applySlots(answer.slots);
      setMine(answer.mine);
      measureOffset(3);
    });
  }

  /* Refused, or no answer in time: said, and asked again, because a busy server and a new role look alike from here. */
  function joinLater(said) {
    if (said) showStop(said);
    setTimeout(function () { if (socket.connected && !stopped) join(); }, JOIN_AGAIN_AFTER);
  }

  // A phone that slept may hold a dead connection for most of a minute without knowing.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden || !socket.connected) return;
    ask("time", {}, 3000).then(function (answer) {
      if (answer.lost && socket.connected) socket.io.engine.close();
    });
  });

  function ask(event, data, patience) {
    return new Promise(function (resolve) {
      socket.timeout(patience || 10000).emit(event, data, function (error, answer) { resolve(error ? { lost: true } : answer); });
    });
  }

  function online() {
    clearTimeout(offlineTimer);
    offlineTimer = null;
    if (connection) connection.hidden = true;
  }

  function offline() {
    if (offlineTimer || stopped) return;
    offlineTimer = setTimeout(function () { if (connection) connection.hidden = false; }, OFFLINE_AFTER);
  }

  function stop() {
    stopped = true;
    online();
    showStop("");
    socket.disconnect();
  }

  /* The wall goes dark, a person's page keeps what it shows; null takes the sign away. */
  function showStop(said) {
    var sign = document.getElementById("stopped");
    var wall = root.dataset.audience === "projector";
    if (!sign) return;
    if (said) write(sign.querySelector("[data-stopped-word]") || sign, said);
    sign.hidden = said === null;
    if (wall) each("[data-slot]", function (el) { el.hidden = said !== null; });
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
    var stood = whereFormsStand();
    (slots || []).forEach(function (slot) {
      each('[data-slot="' + slot.slot + '"]', function (el) { applySlot(el, slot); });
    });
    showWhatFits();
    steady(stood);
    document.dispatchEvent(new Event("slots"));
  }

  /* A button that comes under the finger in the moment of pressing would do what nobody meant: the second half of a
     double click would close the ballot that the first has opened. New and moved ones take no click for a moment. */
  function whereFormsStand() {
    var places = new Map();
    each("form[data-steady]", function (form) { places.set(form, placeOf(form)); });
    return places;
  }

  function placeOf(form) {
    var box = form.getBoundingClientRect();
    return { action: form.getAttribute("action"), top: box.top, shown: box.height > 0 };
  }

  function steady(stood) {
    each("form[data-steady]", function (form) {
      var before = stood.get(form);
      var now = placeOf(form);
      if (!now.shown || (before && before.shown && before.action === now.action && Math.abs(before.top - now.top) < 6)) return;
      form.classList.add("is-settling");
      clearTimeout(form.settled);
      form.settled = setTimeout(function () { form.classList.remove("is-settling"); }, STEADY_FOR);
    });
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
        if (from.tagName === "FORM") keepForm(from, to);
        if (from.classList.contains("timer") && from.dataset.ends === to.dataset.ends && from.dataset.began === to.dataset.began) return false;
        return true;
      },
      onNodeAdded: function (node) {
        if (node.nodeType === 1 && node.classList.contains("queue-entry")) node.classList.add("is-new");
        return node;
      }
    });
  }

  function keepForm(from, to) {
    if (from.dataset.sending) to.dataset.sending = from.dataset.sending;
    if (from.classList.contains("is-settling")) to.classList.add("is-settling");
  }

  /* ---- clocks ---- */

  function tick() {
    var now = Date.now() + offset;
    each(".timer[data-ends]", function (el) { runDown(el, Number(el.dataset.ends) - now); });
    each(".timer[data-began]", function (el) { write(el, clock(Math.max(0, now - Number(el.dataset.began)))); });
    var limit = document.querySelector("[data-ballot] .timer[data-ends]");
    var up = Boolean(limit) && Number(limit.dataset.ends) <= now;
    if (up !== timeIsUp) { timeIsUp = up; showWhatFits(); }
  }
  var timeIsUp = false;

  function runDown(el, left) {
    write(el, clock(Math.max(0, left)));
    el.classList.toggle("timer--warn", left > 0 && left <= 20000);
    el.classList.toggle("timer--over", left <= 0);
    if (left <= 20000 && left > 18500 && !el.dataset.warned) { el.dataset.warned = "1"; ring(587, 0.1); }
    if (left <= 0 && left > -1500 && !el.dataset.rung) { el.dataset.rung = "1"; ring(880, 0.2); }
  }

  function clock(milliseconds) {
    var seconds = Math.ceil(milliseconds / 1000);
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  function write(el, text) { if (el.textContent !== text) el.textContent = text; }

  var sound = null;
  function ring(pitch, loudness) {
    if (!sound) return;
    var tone = sound.createOscillator();
    var volume = sound.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(loudness, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.8);
    tone.connect(volume);
    volume.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.8);
  }

  /* Sound and full screen need a first click. The projector page asks for it, not for ever: it would cover the text. */
  function startSound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!sound && Audio) sound = new Audio();
  }
  function startWall() {
    startSound();
    if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(function () {});
    if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(function () {});
    start.hidden = true;
  }
  var start = document.getElementById("wall-start");
  if (start) {
    start.hidden = false;
    document.addEventListener("click", startWall, { once: true });
    setTimeout(function () { start.hidden = true; }, 30000);
  } else if (root.dataset.audience === "console") {
    document.addEventListener("click", startSound, { once: true });
    document.addEventListener("keydown", startSound, { once: true });
  }

  /* ---- what is mine ---- */

  function setMine(data) {
    if (!data) return;
    var stood = whereFormsStand();
    mine = data;
    showWhatFits();
    steady(stood);
  }

  /* Which of the person's own controls fit the moment: marked up here, so that one rendering serves everybody. */
  function showWhatFits() {
    var item = currentItem();
    var ballot = document.querySelector("[data-ballot]");
    var card = document.querySelector("[data-speaking-hand]");
    var speaking = Boolean(myHand()) && Boolean(card) && Number(card.dataset.speakingHand) === myHand();
    var place = myHand() ? placeInQueue() : 0;
    show("absent", mine.seat && !mine.present && doorsOpen());
    show("item", Boolean(item));
    show("discussion", item && mine.present && !ballot);
    var pending = document.querySelector('[data-motion-state="moved"], [data-motion-state="put"]');
    show("no-motion", item && !pending);
    show("may-move", item && mine.present && !ballot && !pending);
    show("no-hand", !myHand());
    show("hand", Boolean(myHand()));
    show("hand-waiting", myHand() && !speaking);
    show("hand-speaking", speaking);
    each("[data-my-turn]", function (el) { el.hidden = !speaking; });
    each("[data-my-waiting]", function (el) { el.hidden = !place; });
    if (place) each("[data-my-place]", function (el) { write(el, String(place)); });
    each("[data-not-seat]", function (el) { el.hidden = String(mine.seat) === el.dataset.notSeat || !mine.present || !mine.entitled; });
    each("[data-only-seat]", function (el) { el.hidden = String(mine.seat) !== el.dataset.onlySeat; });
    each("[data-seat]", function (el) { el.classList.toggle("is-mine", Number(el.dataset.seat) === mine.seat); });
    show("beside-vote", !(ballot && showVote(ballot)));
    pointForms(item);
    if (root.dataset.mayPreside === "0") each(".next-button, .step", function (el) { el.disabled = true; });
  }

  /* Never from under somebody who is writing: the rest of the sentence would end as keys of the console. */
  function isTypedIn(el) {
    var at = document.activeElement;
    return Boolean(at) && el.contains(at) && /^(TEXTAREA|INPUT)$/.test(at.tagName) && Boolean(at.value);
  }
  document.addEventListener("focusout", function () { setTimeout(showWhatFits, 0); });

  /* 1 for the first; 0 for a hand that is not in the queue (any more, or yet). The queue lists all, and shows a few. */
  function placeInQueue() {
    var queue = document.querySelector("[data-order]");
    return queue ? queue.dataset.order.split(" ").indexOf(String(myHand())) + 1 : 0;
  }

  function doorsOpen() {
    var card = document.querySelector("[data-session]");
    return Boolean(card) && /^(noticed|open)$/.test(card.dataset.session);
  }

  /* Hands go down with their item, and nobody is told one by one. */
  function myHand() {
    return mine.item === Number(currentItem()) ? mine.hand : null;
  }

  function show(name, shown) {
    each('[data-show="' + name + '"]', function (el) { if (shown || !isTypedIn(el)) el.hidden = !shown; });
  }

  /* Whether this person may vote now. */
  function showVote(ballot) {
    var id = Number(ballot.dataset.ballot);
    var known = mine.ballot === id;
    var vote = known ? mine.vote : null;
    var entitled = known ? mine.on_roll : mine.present && mine.entitled;
    var why = vote ? "" : !entitled ? (mine.entitled ? "late" : "observer") : timeIsUp ? "over" : "";
    var open = !vote && !why;
    ballot.querySelector("form").hidden = !open;
    ballot.querySelector("[data-vote-done]").hidden = !vote;
    ballot.querySelector("[data-vote-shut]").hidden = !why;
    each.call(ballot, "[data-why]", function (el) { el.hidden = el.dataset.why !== why; });
    if (vote) write(ballot.querySelector("[data-vote-word]"), (vote.source === "desk" ? words.byDesk : words.voted).replace("{choice}", choiceWord(ballot, vote.choice)));
    return open;
  }

  function choiceWord(form, choice) {
    var button = form.querySelector('button[value="' + choice + '"]');
    return button ? button.textContent.trim() : choice;
  }

  var words = { voted: root.dataset.sayVoted || "", byDesk: root.dataset.sayByDesk || "", lost: root.dataset.sayLost || "", sending: root.dataset.saySending || "" };

  function currentItem() {
    var el = document.querySelector("[data-current-item]");
    return el ? el.dataset.currentItem : "";
  }

  /* Forms stand outside the slots; where they post follows the item under discussion. */
  function pointForms(item) {
    each("form[data-action]", function (form) {
      form.action = form.dataset.action.replace("{item}", item || 0).replace("{hand}", myHand() || 0);
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
    var slow = setTimeout(function () { say(form, words.sending, true); }, 600);
    deliver(form, data).then(function (answer) {
      clearTimeout(slow);
      say(form, "");
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
      data.hand = myHand() || 0;
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
    if (!form.dataset.live && !socket.connected) return location.reload(); // nobody else will tell this page
    if (answer.said && !form.hidden) say(form, answer.said, true);
    var general = document.getElementById("said");
    if (general) general.hidden = true; // what was refused before is over
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
    clearTimeout(place.told);
    if (place.id === "said") place.told = setTimeout(function () { place.hidden = true; }, 10000);
  }

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function forgetDraft(form) {
    try { localStorage.removeItem("draft-" + form.dataset.keepDraft); } catch (error) { /* storage may be off */ }
  }

  function each(selector, act) {
    var within = this && this.querySelectorAll ? this : document;
    Array.prototype.forEach.call(within.querySelectorAll(selector), act);
  }

  each(".ballot-place", function (el) { el.classList.remove("is-shut"); });
  offset = root.dataset.now ? Number(root.dataset.now) - Date.now() : 0;
  showWhatFits();
  tick();
  setInterval(tick, 200);
})();
