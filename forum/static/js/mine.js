/* What is this person's own, and which of their controls fit the moment: marked up here, so that one rendering of a
   slot serves everybody. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var each = yishi.each, write = yishi.write;
  var mine = yishi.root.dataset.mine ? JSON.parse(yishi.root.dataset.mine) : {};
  var timeWasUp = false;
  var changing = 0; // the ballot in which this person is voting anew

  function setMine(data) {
    if (!data) return;
    var settle = yishi.settle(), giveBack = yishi.keepHold();
    mine = data;
    showWhatFits();
    giveBack();
    settle();
  }

  /* What the server has kept comes back in words: in the answer to the socket, or in the sentence for a plain form. */
  function voted(ballot, data, answer) {
    var kept = answer.answer || {};
    mine.ballot = ballot;
    mine.on_roll = true;
    mine.vote = { choice: kept.choice || data.choice || "", source: "device", said: kept.said, told: kept.said ? "" : answer.said };
    changing = 0;
    document.dispatchEvent(new CustomEvent("voted", { detail: { ballot: ballot, receipt: kept.receipt || data.receipt, said: kept.said || "" } }));
    showWhatFits();
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-change-vote]")) return;
    changing = mine.ballot;
    showWhatFits();
  });

  function showWhatFits() {
    var item = currentItem();
    var ballot = document.querySelector("[data-ballot]");
    var card = document.querySelector("[data-speaking-hand]");
    var speaking = Boolean(myHand()) && Boolean(card) && Number(card.dataset.speakingHand) === myHand();
    var place = myHand() ? placeInQueue() : 0;
    show("absent", mine.seat && !mine.present && doorsOpen());
    show("item", Boolean(item));
    show("discussion", item && mine.present && !ballot);
    var voting = document.querySelector("[data-ballot], [data-current-ballot]");
    show("no-ballot", item && !voting);
    show("by-name", Boolean(voting) && voting.dataset.currentBallot === "by-name");
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
  }

  function show(name, shown) {
    each('[data-show="' + name + '"]', function (el) { if (shown || !isTypedIn(el)) el.hidden = !shown; });
  }

  /* Never from under somebody who is writing: the rest of the sentence would end as keys of the console. */
  function isTypedIn(el) {
    var at = document.activeElement;
    return Boolean(at) && el.contains(at) && /^(TEXTAREA|INPUT)$/.test(at.tagName) && Boolean(at.value);
  }
  document.addEventListener("focusout", function () { setTimeout(showWhatFits, 0); });

  document.addEventListener("tick", function () {
    if (yishi.timeIsUp() === timeWasUp) return;
    timeWasUp = !timeWasUp;
    showWhatFits();
  });

  /* 1 for the first; 0 for a hand that is not in the queue (any more, or yet). The queue lists all, and shows a few. */
  function placeInQueue() {
    var queue = document.querySelector("[data-order]");
    return queue ? queue.dataset.order.split(" ").indexOf(String(myHand())) + 1 : 0;
  }

  function doorsOpen() {
    var card = document.querySelector("[data-session]");
    return Boolean(card) && /^(noticed|open)$/.test(card.dataset.session);
  }

  function currentItem() {
    var el = document.querySelector("[data-current-item]");
    return el ? el.dataset.currentItem : "";
  }

  /* Hands go down with their item, and nobody is told one by one. */
  function myHand() {
    return mine.item === Number(currentItem()) ? mine.hand : null;
  }

  /* Forms stand outside the slots; where they post follows the item under discussion. */
  function pointForms(item) {
    each("form[data-action]", function (form) {
      form.action = form.dataset.action.replace("{item}", item || 0).replace("{hand}", myHand() || 0);
    });
  }

  /* ---- the vote ---- */

  /* Whether this person may vote now. */
  function showVote(ballot) {
    var known = mine.ballot === Number(ballot.dataset.ballot);
    var vote = known ? mine.vote : null;
    var entitled = known ? mine.on_roll : mine.present && mine.entitled;
    var again = Boolean(vote) && changing === mine.ballot && ballot.hasAttribute("data-may-change");
    var why = vote && !again ? "" : !entitled ? (mine.entitled ? "late" : "observer") : yishi.timeIsUp() ? "over" : "";
    var open = (!vote || again) && !why;
    ballot.querySelector("form").hidden = !open;
    ballot.querySelector("[data-vote-done]").hidden = !vote || again;
    each("[data-change-vote]", function (el) { el.hidden = !vote || vote.source !== "device"; }, ballot);
    ballot.querySelector("[data-vote-shut]").hidden = !why;
    each("[data-why]", function (el) { el.hidden = el.dataset.why !== why; }, ballot);
    if (vote) write(ballot.querySelector("[data-vote-word]"), voteWord(ballot, vote));
    return open;
  }

  function voteWord(ballot, vote) {
    if (ballot.hasAttribute("data-secret")) return vote.source === "paper" ? yishi.words.taken : yishi.words.sealed;
    if (vote.told) return vote.told;
    var sentence = vote.source === "device" ? yishi.words.voted : yishi.words.byDesk;
    return sentence.replace("{choice}", saidOf(ballot, vote));
  }

  function saidOf(ballot, vote) {
    if (vote.said) return typeof vote.said === "string" ? vote.said : vote.said[document.documentElement.lang.slice(0, 2)];
    var button = ballot.querySelector('button[value="' + vote.choice + '"]');
    return button ? button.textContent.trim() : vote.choice;
  }

  each(".ballot-place", function (el) { el.classList.remove("is-shut"); });
  showWhatFits();

  yishi.setMine = setMine;
  yishi.voted = voted;
  yishi.showWhatFits = showWhatFits;
  yishi.isTypedIn = isTypedIn;
  yishi.currentItem = currentItem;
  yishi.myHand = myHand;
})();
