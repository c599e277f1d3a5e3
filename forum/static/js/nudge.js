/* On the phone: it is my turn, a ballot is open, what it came to. By sound, by vibration where there is one, and in
   words for a screen reader, each once. What was so when the page came is no news: it stands on the page. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi || yishi.audience !== "participant") return;

  var KEPT = "nudges"; // outlives the tab: an off switch is meant for this device
  var announcer = document.querySelector("[data-announce]");
  var button = document.getElementById("nudges");
  var known = null; // {turn, ballot, asked, result} as it was last
  var sound = null;

  document.addEventListener("fits", function (event) {
    var now = event.detail;
    now.result = resultWords();
    var before = known;
    known = now;
    if (!before) return;
    if (now.turn && !before.turn) nudge("turn", [200, 100, 200, 100, 400]);
    if (now.ballot && now.ballot !== before.ballot) nudge("ballot", [200, 100, 200], now.question);
    if (now.reminded && now.reminded > before.reminded) nudge("", [200, 100, 200]); // its notice speaks for itself
    if (now.asked && now.asked !== before.asked) nudge("asked", [150]);
    if (now.result && now.result !== before.result) say("result", now.result);
  });

  function resultWords() {
    var el = document.querySelector(".now-result");
    return el ? el.textContent.trim().replace(/\s+/g, " ") : "";
  }

  function nudge(what, pattern, words) {
    if (what) say(what, words);
    if (!isOn()) return;
    ring();
    if (mayVibrate()) navigator.vibrate(pattern);
  }

  /* A page nobody has touched yet may not, and a browser that says so complains of each attempt. */
  function mayVibrate() {
    var touched = navigator.userActivation;
    return navigator.vibrate && (!touched || touched.hasBeenActive);
  }

  /* The same words twice are said twice only if the place was empty between. */
  function say(what, words) {
    if (!announcer) return;
    var sentence = announcer.dataset["say" + what.charAt(0).toUpperCase() + what.slice(1)] || "";
    announcer.textContent = "";
    setTimeout(function () { announcer.textContent = sentence.replace("{words}", function () { return words || ""; }); }, 100);
  }

  /* ---- sound: a browser lets a page sound after a first touch ---- */

  function start() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!sound && Audio) sound = new Audio();
    if (sound && sound.state !== "running" && sound.resume) sound.resume();
  }
  document.addEventListener("click", start);

  function ring() {
    if (!sound || sound.state !== "running") return;
    [660, 880].forEach(function (pitch, at) {
      var tone = sound.createOscillator(), volume = sound.createGain(), from = sound.currentTime + at * 0.25;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.15, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
      tone.connect(volume);
      volume.connect(sound.destination);
      tone.start(from);
      tone.stop(from + 0.5);
    });
  }

  /* ---- the switch ---- */

  function isOn() {
    try { return localStorage.getItem(KEPT) !== "off"; } catch (error) { return true; }
  }

  function showSwitch() {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isOn()));
    yishi.write(button.querySelector("[data-nudges]"), isOn() ? button.dataset.sayOn : button.dataset.sayOff);
  }

  if (button) {
    button.addEventListener("click", function () {
      try { localStorage.setItem(KEPT, isOn() ? "off" : "on"); } catch (error) { /* storage may be off: it stays on */ }
      showSwitch();
      if (isOn()) nudge("", [100]);
    });
    showSwitch();
  }
  yishi.showWhatFits();
})();
