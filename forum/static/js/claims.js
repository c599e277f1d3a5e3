/* Wishes and orders that are claimed in a session: what the hall can claim is shown while it is read out, and on the
   console one form takes down who claims which. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;
  var form = document.querySelector("form[data-claim-form]"), tab = document.getElementById("tab-action");
  var item = "", pointed = "";

  function follow() {
    var here = document.querySelector("[data-claiming]");
    yishi.each('[data-show="claims"]', function (el) { el.hidden = !here; });
    if (form && form.elements.what.value && !way(form.elements.what.value)) point("", "");
    if (form && here) followReading(here);
    item = here ? here.dataset.claiming : "";
  }

  /* The chair finds the list opened when such an item begins, and the form at what is read, until somebody fills it in. */
  function followReading(here) {
    if (tab && item !== here.dataset.claiming) tab.click();
    var reading = here.dataset.claimReading;
    if (reading && reading !== pointed && way(reading) && !form.contains(document.activeElement)) {
      pointed = reading;
      point(reading, way(reading).dataset.claimSaid);
    }
  }

  function way(key) { return document.querySelector('[data-claim-what="' + key + '"]'); }

  function point(key, text) {
    form.elements.what.value = key;
    form.elements.seat_id.value = "";
    yishi.write(form.querySelector("[data-claim-text]"), text);
    form.hidden = !key;
  }

  document.addEventListener("click", function (event) {
    var pressed = event.target.closest && event.target.closest("[data-claim-what]");
    if (!pressed || !form) return;
    point(pressed.dataset.claimWhat, pressed.dataset.claimSaid);
    form.elements.seat_id.focus();
  });

  document.addEventListener("slots", follow);
  follow();
})();
