// The tablet in the hall: a number pad, and back to the start when nobody touches it. Without this file the number is
// typed, and the page goes back by itself after a longer while.
(function () {
  var AWAY = 20;
  var step = document.body.dataset.kiosk;

  // Whoever goes back finds the start: a page kept by the browser is not shown again.
  window.addEventListener('pageshow', function (event) { if (event.persisted) location.replace('/kiosk'); });

  var pin = document.getElementById('pin');
  var pad = document.querySelector('[data-kiosk-pad]');
  if (pin && pad) {
    pin.value = '';
    pad.hidden = false;
    pad.addEventListener('click', function (event) {
      var key = event.target.closest('button');
      if (!key) return;
      if (key.dataset.digit) pin.value = (pin.value + key.dataset.digit).slice(0, 20);
      else pin.value = 'clear' in key.dataset ? '' : pin.value.slice(0, -1);
    });
  }

  var left = AWAY;
  var shown = document.querySelector('[data-kiosk-left]');
  function touched() { left = AWAY; if (shown) shown.hidden = true; }
  ['pointerdown', 'touchstart', 'keydown', 'scroll'].forEach(function (kind) {
    window.addEventListener(kind, touched, { passive: true, capture: true });
  });
  setInterval(function () {
    left -= 1;
    if (left <= 0) {
      left = AWAY;
      if (step !== 'start') location.replace('/kiosk');
      else if (pin) pin.value = '';
    } else if (shown && left <= 10) {
      shown.hidden = false;
      shown.textContent = shown.dataset.say.replace('{n}', left);
    }
  }, 1000);
})();
