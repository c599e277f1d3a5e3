/* The server's time, whatever this device believes the time is, and the timers that run by it.

   The page's own steady counter runs the clocks; samples of the server's time say where it stands. A sample is wrong by
   half its round trip at most, so the best one counts, and is taken anew from time to time: counters drift apart. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var SAMPLES = 4;
  var APART = 150;
  var AGAIN = 240000; // milliseconds until the clocks are compared again
  var DRIFT = 0.0001; // so much two counters may drift apart
  var HELD = 3000; // a clock that is ahead by less waits for itself: shown time never runs backward
  var JUMPED = 250; // the device's clock against the counter: it has slept, or somebody has set its clock
  var WARNING = 20000;
  var ANSWERED_IN = 1500;

  var base = yishi.root.dataset.now ? Number(yishi.root.dataset.now) - pageCame() : Date.now() - counter();
  var samples = []; // {base, doubt, at}
  var shown = 0;
  var ahead = Date.now() - counter();
  var slept = 0;
  var nextMeasure = null;
  var nextTick = null;

  function counter() { return window.performance.now(); }

  /* When the page's first byte was here: what it says about the time was true then, not when this script runs. */
  function pageCame() {
    var timing = window.performance.timing || {};
    var came = timing.responseStart - timing.navigationStart;
    return came > 0 && came < counter() ? came : counter();
  }

  /* The server's clock in milliseconds. */
  function now() {
    var at = counter() + base;
    if (at < shown && shown - at < HELD) return shown;
    shown = at;
    return at;
  }

  /* What is left of a timer, in milliseconds; below zero when it is over. */
  function left(timer) { return Number(timer.dataset.ends) - now(); }

  /* ---- where the server's clock stands ---- */

  /* The server's clock showed `told` at some moment between `sent` and `came` of our counter. */
  function learn(told, sent, came) {
    samples.push({ base: told - (sent + came) / 2, doubt: (came - sent) / 2, at: came });
    samples = samples.slice(-2 * SAMPLES);
    var best = samples.reduce(function (one, other) { return doubt(other) < doubt(one) ? other : one; });
    base = best.base;
    slept = 0;
  }

  function doubt(sample) { return sample.doubt + (counter() - sample.at) * DRIFT; }

  function measure(tries) {
    clearTimeout(nextMeasure);
    var sent = counter();
    yishi.ask("time", {}, 3000).then(function (answer) {
      if (answer.done) learn(answer.now, sent, counter());
      var more = answer.done && tries > 1;
      nextMeasure = setTimeout(function () { measure(more ? tries - 1 : SAMPLES); }, more ? APART : yishi.about(AGAIN));
    });
  }

  /* Thousands join at once after a restart: each asks in a moment of its own. */
  function measureSoon(within) {
    clearTimeout(nextMeasure);
    nextMeasure = setTimeout(function () { measure(SAMPLES); }, Math.random() * within);
  }

  /* A counter may stand still while its device sleeps. The server is asked; where it does not answer, it was sleep. */
  function watchForSleep() {
    var jump = Date.now() - counter() - ahead;
    ahead += jump;
    if (Math.abs(jump) < JUMPED) return;
    samples = [];
    slept += jump;
    measure(SAMPLES);
    setTimeout(function () {
      if (slept > 0) base += slept;
      slept = 0;
      tick();
    }, ANSWERED_IN);
  }

  /* ---- timers ---- */

  /* Runs when the next second begins on one of the timers, so that all screens turn at the same moment. */
  function tick() {
    clearTimeout(nextTick);
    watchForSleep();
    var wait = 1000;
    yishi.each(".timer[data-ends]", function (timer) { wait = Math.min(wait, runDown(timer, left(timer))); });
    yishi.each(".timer[data-began]", function (timer) { wait = Math.min(wait, runUp(timer)); });
    document.dispatchEvent(new Event("tick"));
    nextTick = setTimeout(tick, Math.max(20, wait + 1));
  }

  function runDown(timer, milliseconds) {
    yishi.write(timer, clock(Math.max(0, milliseconds)));
    timer.classList.toggle("timer--warn", milliseconds > 0 && milliseconds <= warning(timer));
    timer.classList.toggle("timer--over", milliseconds <= 0);
    var word = timer.nextElementSibling;
    if (word && word.hasAttribute("data-time-up")) word.hidden = milliseconds > 0;
    return milliseconds > 0 ? milliseconds % 1000 : 1000;
  }

  /* How long before its end a timer is warned of: a body may choose it for speeches. */
  function warning(timer) { return timer.dataset.warn === undefined ? WARNING : Number(timer.dataset.warn); }

  function runUp(timer) {
    var gone = Math.max(0, now() - Number(timer.dataset.began));
    yishi.write(timer, clock(gone));
    if (timer.dataset.most) sayOver(timer, gone > Number(timer.dataset.most));
    return 1000 - gone % 1000;
  }

  /* More than was planned: in a word before the clock, and not by colour alone. */
  function sayOver(timer, over) {
    timer.classList.toggle("timer--over", over);
    var word = timer.previousElementSibling;
    if (word && word.hasAttribute("data-time-over")) word.hidden = !over;
  }

  function clock(milliseconds) {
    var seconds = Math.ceil(milliseconds / 1000);
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  /* Whether the open ballot takes no more votes. */
  function timeIsUp() {
    var limit = document.querySelector("[data-ballot] .timer[data-ends]");
    return Boolean(limit) && left(limit) <= 0;
  }

  document.addEventListener("slots", tick);
  document.addEventListener("DOMContentLoaded", tick);

  yishi.left = left;
  yishi.warning = warning;
  yishi.learn = learn;
  yishi.counter = counter;
  yishi.measureSoon = measureSoon;
  yishi.timeIsUp = timeIsUp;
})();
