/* The round of the table: the forms beside it follow whose turn it is and which need is read, until somebody writes. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var bring = document.querySelector("form[data-bring]");
  var claims = document.querySelector("form[data-claims]");
  var pointed = ""; // the need that the claim form was last pointed at by the reading

  function follow() {
    var round = document.querySelector("[data-exchanging]");
    yishi.each('[data-show="exchange"]', function (el) { if (round || !yishi.isTypedIn(el)) el.hidden = !round; });
    if (!round) return;
    if (bring && claims) bring.hidden = Boolean(round.dataset.reading) && !written(bring) && !bring.contains(document.activeElement);
    if (bring && round.dataset.calledUnit && !written(bring)) bring.elements.unit_id.value = round.dataset.calledUnit;
    if (claims && !round.dataset.reading && pointed) claims.hidden = true;
    if (!round.dataset.reading) pointed = "";
    if (claims && round.dataset.reading && round.dataset.reading !== pointed && !claims.contains(document.activeElement)) {
      pointed = round.dataset.reading;
      point(pointed, round.dataset.readingText);
    }
  }

  function written(form) { return Boolean(form.elements.needs.value || form.elements.resources.value); }

  function point(need, text) {
    claims.action = "/needs/" + need + "/claim";
    claims.setAttribute("action", "/needs/" + need + "/claim");
    yishi.write(claims.querySelector("[data-claims-text]"), text);
    claims.elements.unit_id.value = "";
    claims.hidden = false;
  }

  document.addEventListener("click", function (event) {
    var way = event.target.closest && event.target.closest("[data-claim]");
    if (!way || !claims) return;
    event.preventDefault();
    point(way.dataset.claim, way.dataset.claimText);
    claims.elements.unit_id.focus();
  });

  document.addEventListener("slots", follow);
  follow();
})();
