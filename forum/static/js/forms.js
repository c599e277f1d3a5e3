/* Forms are sent without reloading: by the socket where there is an event for it, else by post. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var SLOW = 600; // milliseconds after which it is said that something is being sent
  var PATIENCE = 15000; // then it counts as lost, and can be pressed again
  var words = yishi.words;

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-live")) return;
    event.preventDefault();
    if (isSending(form)) return;
    var pressed = event.submitter || form.pressed || document.activeElement;
    send(form, pressed && pressed.form === form ? pressed : null);
  });
  // Older WebViews have no event.submitter.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button, summary");
    if (button && button.form) button.form.pressed = button;
    // The console's keys must not end at the button last clicked: space is the next step, not that button again.
    if (button && event.detail && yishi.audience === "console") button.blur();
  });

  /* Where a form leads. A slot drawn again may make another form of the same element. */
  function placeOf(form) { return form.getAttribute("data-action") || form.getAttribute("action"); }

  /* Sent and not answered: on its way, or lost. Its id stays, so that pressing again cannot act twice. */
  function isUnderWay(form) { return Boolean(form.sent) && form.sent.place === placeOf(form); }

  function isSending(form) { return isUnderWay(form) && !form.sent.lost; }

  function send(form, pressed) {
    var pairs = gathered(form, pressed), data = {};
    pairs.forEach(function (pair) { data[pair[0]] = pair[1]; });
    var sent = form.sent = { place: placeOf(form), lost: false };
    say(form, "");
    point(form, {});
    var slow = setTimeout(function () { if (form.sent === sent) say(form, words.sending, true); }, SLOW);
    deliver(form, data, pairs).then(function (answer) {
      clearTimeout(slow);
      if (form.sent === sent) return answered(form, data, answer);
      if (!answer.done && !answer.lost) say(null, sentences(answer)); // the form is another one by now
    });
  }

  /* [name, value] of all that is filled in, each box that is ticked of several with one name, too. */
  function gathered(form, pressed) {
    var pairs = fieldsOf(form);
    var also = form.dataset.also && document.getElementById(form.dataset.also); // what several forms are sent with
    if (also) pairs = instead(pairs, fieldsOf(also));
    return pressed && pressed.name ? instead(pairs, [[pressed.name, pressed.value]]) : pairs;
  }

  function fieldsOf(form) {
    var pairs = [];
    new FormData(form).forEach(function (value, name) { pairs.push([name, value]); });
    return pairs;
  }

  function instead(pairs, others) {
    var names = others.map(function (pair) { return pair[0]; });
    return pairs.filter(function (pair) { return names.indexOf(pair[0]) < 0; }).concat(others);
  }

  function answered(form, data, answer) {
    say(form, "");
    form.sent.lost = Boolean(answer.lost);
    if (answer.lost) return say(form, words.lost);
    var same = isUnderWay(form);
    form.sent = null;
    if (!answer.done) {
      say(same ? form : null, sentences(answer));
      if (same) point(form, answer.fields || {});
      return null;
    }
    if (same) empty(form, data);
    if (form.dataset.live === "vote.cast") yishi.voted(Number(data.ballot), data, answer);
    if (!yishi.isConnected() && !yishi.comesBack() && !form.dataset.live) return location.reload(); // nobody else tells this page
    if (answer.said && !form.hidden) say(form, answer.said, true);
    var general = document.getElementById("said");
    if (general) general.hidden = true; // what was refused before is over
    yishi.each(".notice--good", function (el) { el.remove(); });
  }

  /* What was typed while it was on its way is kept. */
  function empty(form, data) {
    var id = form.querySelector('input[name="command_id"]');
    if (id) id.value = yishi.newId();
    if (form.hasAttribute("data-stays")) return; // a setting: what was typed is what is now
    var left = false;
    yishi.each("textarea, input[type=text], input[type=search]", function (el) {
      if (el.value === String(data[el.name]).replace(/\r\n/g, "\n")) el.value = "";
      left = left || Boolean(el.value);
    }, form);
    if (form.dataset.keepDraft && !left) forgetDraft(form);
    if (form.hasAttribute("data-fresh") && !left) { // the next one begins with nothing of this one's
      form.reset();
      form.dispatchEvent(new Event("change"));
    }
  }

  function deliver(form, data, pairs) {
    var event = form.dataset.live;
    if (event && yishi.isConnected()) {
      data.item = Number(yishi.currentItem()) || 0;
      data.hand = (form.hasAttribute("data-urgent") ? yishi.myUrgent() : yishi.myHand()) || 0;
      return yishi.ask(event, data);
    }
    return post(form.action, pairs);
  }

  function post(address, pairs) {
    var stop = window.AbortController ? new AbortController() : null;
    var answer = fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(pairs).toString(),
      credentials: "same-origin",
      signal: stop ? stop.signal : undefined
    }).then(function (response) { return response.json(); }).catch(function () { return { lost: true }; });
    var late = new Promise(function (resolve) {
      setTimeout(function () {
        resolve({ lost: true });
        if (stop) stop.abort();
      }, PATIENCE);
    });
    return Promise.race([answer, late]);
  }

  function sentences(answer) {
    var fields = answer.fields || {}, said = Object.keys(fields).map(function (name) { return fields[name]; });
    return said.join(" ") || answer.said || words.lost;
  }

  /* Where something must be changed; the first of these is gone to. */
  function point(form, fields) {
    var first = null;
    Array.prototype.forEach.call(form.elements, function (el) {
      if (!el.name || el.type === "hidden") return;
      if (!(el.name in fields)) return el.removeAttribute("aria-invalid");
      el.setAttribute("aria-invalid", "true");
      first = first || el;
    });
    if (first) first.focus();
  }

  function say(form, sentence, good) {
    var place = form && form.querySelector("[data-said]") || document.getElementById("said");
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
    place.classList.toggle("is-good", Boolean(good));
    clearTimeout(place.told);
    if (place.id === "said") place.told = setTimeout(function () { place.hidden = true; }, 10000);
  }

  function forgetDraft(form) {
    try { localStorage.removeItem("draft-" + (document.documentElement.dataset.as || "") + "-" + form.dataset.keepDraft); } catch (error) { /* storage may be off */ }
  }

  yishi.placeOf = placeOf;
  yishi.isUnderWay = isUnderWay;
})();
