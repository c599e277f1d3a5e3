/* A sound shortly before a timer ends and one at its end, once each, on the console and the wall. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var KEPT = "bells", ALLOWED = "sound"; // outlive a reload, and end with the tab
  var RUNS = 1, WARNED = 2, OVER = 3;
  var ASKED_FOR = 10000; // on the wall the hint would cover the text: it is shown so long for each timer
  var sound = null;
  var timer = "", timerCame = 0; // the one on the page now, and when it came
  var silent = document.getElementById("silent");
  var start = document.getElementById("wall-start");
  var heard = kept(); // how far this tab has followed each timer, by its end

  document.addEventListener("tick", function () {
    var runs = false;
    yishi.each(".timer[data-ends]", function (el) {
      var left = yishi.left(el);
      follow(el.dataset.ends, left <= 0 ? OVER : left <= yishi.warning(el) ? WARNED : RUNS);
      runs = runs || left > 0;
      if (timer !== el.dataset.ends) timerCame = yishi.counter();
      timer = el.dataset.ends;
    });
    sayWhetherSilent(runs);
  });

  /* A tab that has slept rings late, once, for what is true now; what was over before it came is no news. */
  function follow(ends, stage) {
    var before = heard[ends] || 0;
    if (stage <= before) return;
    heard[ends] = stage;
    keep();
    if (stage === WARNED) ring(587, 0.1);
    if (stage === OVER && before) ring(880, 0.2);
  }

  function kept() {
    try { return JSON.parse(sessionStorage.getItem(KEPT) || "{}"); } catch (error) { return {}; }
  }

  function keep() {
    Object.keys(heard).sort().slice(0, -20).forEach(function (old) { delete heard[old]; });
    try { sessionStorage.setItem(KEPT, JSON.stringify(heard)); } catch (error) { /* storage may be off */ }
  }

  function ring(pitch, loudness) {
    if (!sounds()) return;
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

  /* ---- too few are here who were enough: once, where the chair has asked for it ---- */

  var QUORUM = "quorum-bell";
  var box = document.querySelector("[data-quorum-bell]");
  var lost = lostSince();

  function lostSince() {
    var el = document.querySelector("[data-quorum-lost]");
    return el ? el.dataset.quorumLost : "";
  }

  if (box) {
    box.parentElement.hidden = false;
    try { box.checked = localStorage.getItem(QUORUM) === "1"; } catch (error) { /* storage may be off */ }
    box.addEventListener("change", function () {
      try { localStorage.setItem(QUORUM, box.checked ? "1" : ""); } catch (error) { /* storage may be off */ }
    });
    document.addEventListener("slots", function () {
      var now = lostSince();
      if (now && now !== lost && box.checked) ring(392, 0.2);
      lost = now;
    });
  }

  /* ---- sound needs a press on this page before it may sound ---- */

  function sounds() { return Boolean(sound) && sound.state === "running"; }

  function startSound() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!sound && Audio) sound = new Audio();
    if (sound && !sounds() && sound.resume) sound.resume();
    if (silent) silent.hidden = true;
    try { sessionStorage.setItem(ALLOWED, "1"); } catch (error) { /* storage may be off */ }
  }

  /* Some browsers let a page that was reloaded go on; where this one does not, the next press does it. */
  function startAgain() {
    try { if (sessionStorage.getItem(ALLOWED)) startSound(); } catch (error) { /* storage may be off */ }
  }

  function sayWhetherSilent(runs) {
    var covers = start && (!start.hidden || yishi.counter() - timerCame > ASKED_FOR);
    if (silent) silent.hidden = !runs || sounds() || Boolean(covers);
  }

  document.addEventListener("click", startSound);
  document.addEventListener("keydown", startSound);
  startAgain();

  /* The wall asks for its press, not for ever: it would cover the text. */
  function startWall() {
    if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(function () {});
    if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(function () {});
    start.hidden = true;
  }

  if (start) {
    start.hidden = false;
    document.addEventListener("click", startWall, { once: true });
    setTimeout(function () { start.hidden = true; }, 30000);
  }
})();
