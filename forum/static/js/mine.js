/* What is this person's own, and which of their controls fit the moment: marked up here, so that one rendering of a
   slot serves everybody. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var each = yishi.each, write = yishi.write;
  var mine = yishi.root.dataset.mine ? JSON.parse(yishi.root.dataset.mine) : {};
  var timeWasUp = false;
  var changing = ""; // the ballot and the seat for which this person is voting anew

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
    var held = heldSeat(data.seat), vote = { choice: kept.choice || data.choice || "", said: kept.said, told: kept.said ? "" : answer.said };
    vote.source = held ? "proxy" : "device";
    if (held) held.vote = vote;
    else { mine.on_roll = true; mine.vote = vote; }
    changing = "";
    document.dispatchEvent(new CustomEvent("voted", { detail: { ballot: ballot, seat: data.seat || "", receipt: kept.receipt || data.receipt, said: kept.said || "" } }));
    showWhatFits();
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-change-vote]")) return;
    changing = mine.ballot + " " + (event.target.closest("[data-paper]").dataset.for || "");
    showWhatFits();
  });

  function showWhatFits() {
    var item = currentItem();
    var ballot = document.querySelector("[data-ballot]");
    var card = document.querySelector("[data-speaking-hand]");
    var at = card ? Number(card.dataset.speakingHand) : 0;
    var speaking = Boolean(at) && (at === myHand() || at === myUrgent());
    var place = myHand() ? placeInQueue() : 0;
    show("absent", mine.seat && !mine.present && doorsOpen());
    show("doors", document.querySelector("[data-doors]"));
    show("item", Boolean(item));
    var recess = document.querySelector("[data-recess]");
    var closed = document.querySelector("[data-debate-closed]");
    show("discussion", item && mine.present && !ballot && !recess);
    show("debate-closed", Boolean(closed));
    var voting = document.querySelector("[data-ballot], [data-current-ballot]");
    show("no-ballot", item && !voting);
    show("by-name", Boolean(voting) && voting.dataset.currentBallot === "by-name");
    var pending = document.querySelector('[data-motion-state="moved"], [data-motion-state="put"]');
    show("no-motion", item && !pending && !voting);
    var aside = mine.recusal && mine.item === Number(item);
    show("recused", aside && !ballot);
    show("may-recuse", item && mine.present && !ballot && !aside);
    show("held", heldNow().length && mine.present && !ballot);
    each("[data-held-names]", function (el) { write(el, el.dataset.say.replace("{names}", function () { return heldNow().map(function (one) { return one.name; }).join("、"); })); });
    each('[data-show="may-write"]', function (form) { show("may-write", item && mine.seat && !ballot && (mine.present || form.hasAttribute("data-from-home"))); });
    markContributions();
    markStatements();
    show("asked", item && !ballot && document.querySelector("[data-round]"));
    var round = openRound();
    show("may-add", round);
    show("may-ask", item && !voting && !round);
    show("may-propose", round && round.dataset.roundOpen === "proposals" && mine.present);
    noteRefused("declined", item);
    fitGroups();
    var phase = document.querySelector("[data-phase-open]");
    show("groups", item && !ballot && document.querySelector("[data-phase]"));
    show("may-group", item && !voting && !(phase && phase.dataset.phaseOpen));
    show("may-move", item && mine.present && !ballot && !pending && !recess);
    var main = document.querySelector('[data-motion-state="put"]:not([data-amends]) [data-motion-text]');
    show("may-amend", item && main && !voting && !recess && (yishi.audience === "console" || mine.present));
    var whole = main && !main.closest("[data-part]");
    show("may-split", item && whole && !voting && !recess);
    show("may-split-mine", item && whole && !voting && !recess && isMine(main));
    show("may-proceed", item && mine.present && !ballot && !recess);
    prefill(main);
    show("reminded", mine.reminded && stillToVote());
    show("no-hand", !myHand() && !speaking && !closed);
    show("hand", Boolean(myHand()) || speaking);
    show("hand-waiting", myHand() && at !== myHand());
    show("no-urgent", !myUrgent());
    show("urgent", myUrgent() && at !== myUrgent());
    noteRefused("hidden", item);
    show("hand-speaking", speaking);
    each("[data-my-turn]", function (el) { el.hidden = !speaking; });
    each("[data-my-waiting]", function (el) { el.hidden = !place; });
    if (place) each("[data-my-place]", function (el) { write(el, String(place)); });
    each("[data-not-seat]", function (el) { el.hidden = String(mine.seat) === el.dataset.notSeat || !mine.present || !mine.entitled; });
    each("[data-entitled]", function (el) { el.hidden = !mine.present || !mine.entitled; });
    each("[data-only-seat]", function (el) { el.hidden = String(mine.seat) !== el.dataset.onlySeat; });
    each("[data-seat]", function (el) { el.classList.toggle("is-mine", Number(el.dataset.seat) === mine.seat); });
    var mayVote = Boolean(ballot && showVote(ballot));
    show("beside-vote", !mayVote);
    pointForms(item);
    tellWhatFits(mayVote ? ballot : null, speaking, ballot ? null : round);
  }

  /* For who makes a sound of it. */
  function tellWhatFits(ballot, speaking, round) {
    var question = ballot && ballot.querySelector(".vote-question");
    document.dispatchEvent(new CustomEvent("fits", { detail: {
      turn: Boolean(speaking),
      ballot: ballot ? ballot.dataset.ballot : "",
      question: question ? question.textContent : "",
      reminded: ballot && stillToVote() && mine.reminded || 0,
      group: mine.group || null,
      asked: round && mine.present ? round.dataset.round : ""
    } }));
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

  /* An amendment begins with the motion as it reads, and follows it until somebody writes. */
  function prefill(main) {
    each("textarea[data-prefill]", function (el) {
      var text = main ? main.textContent : "";
      if (el === document.activeElement || (el.value && el.value !== el.dataset.prefill && el.value !== el.defaultValue)) return;
      if (el.value !== text) el.value = text;
      el.dataset.prefill = text;
    });
  }

  function openRoundId() {
    var round = openRound();
    return round ? round.dataset.round : 0;
  }

  function mainMotion() {
    var motion = document.querySelector('[data-motion-state="put"]:not([data-amends]):not([data-procedure])');
    return motion ? motion.dataset.motion : "";
  }

  function isMine(text) { return Boolean(mine.seat) && text.closest("[data-motion]").dataset.mover === String(mine.seat); }

  function doorsOpen() {
    var card = document.querySelector("[data-session]");
    return Boolean(card) && /^(noticed|open)$/.test(card.dataset.session);
  }

  function currentItem() {
    var el = document.querySelector("[data-current-item]");
    return el ? el.dataset.currentItem : "";
  }

  function stillToVote() {
    return mine.on_roll && !mine.vote || heldNow().some(function (one) { return !one.vote; });
  }

  /* Hands go down with their item, and nobody is told one by one. */
  function myHand() { return ofThisItem("hand"); }

  /* A point of order or a reply, which may wait beside an ordinary hand. */
  function myUrgent() { return ofThisItem("urgent"); }

  function ofThisItem(name) { return mine.item === Number(currentItem()) ? mine[name] : null; }

  /* One rendering serves everybody: what is mine, and what I support, is marked here. */
  function markContributions() {
    var own = mine.own || [], supports = mine.supports || [];
    each("[data-contribution]", function (line) {
      var id = Number(line.dataset.contribution), form = line.querySelector("[data-support]"), isOwn = own.indexOf(id) >= 0;
      if (!form) return;
      var supported = supports.indexOf(id) >= 0, may = mine.seat && (mine.present || document.querySelector("[data-from-home]"));
      form.hidden = isOwn || !may;
      form.elements.back.value = supported ? "1" : "";
      form.querySelector("button").setAttribute("aria-pressed", String(supported));
      line.querySelector("[data-own]").hidden = !isOwn;
    });
  }

  function openRound() { return document.querySelector("[data-round-open]"); }

  /* What I said of each statement; only who is here may say it. */
  function markStatements() {
    each("[data-statement]", function (line) {
      var mark = (mine.marks || {})[line.dataset.statement];
      each("button[name=mark]", function (button) {
        button.setAttribute("aria-pressed", String(button.value === mark));
        button.disabled = !mine.present;
      }, line);
    });
  }

  /* Which group is mine, and that somebody in it may write. */
  function fitGroups() {
    var own = mine.group || {}, here = mine.present;
    each("[data-phase]", function (el) { el.classList.toggle("has-own", Boolean(own.group)); });
    each("[data-group]", function (line) { line.classList.toggle("is-mine", Number(line.dataset.group) === own.group); });
    each("[data-join]", function (el) { el.hidden = !here || Number(el.dataset.join) === own.group; });
    each("[data-take]", function (el) { el.hidden = !here || Number(el.dataset.take) !== own.group || own.takes; });
  }

  /* What one wrote or proposed and the chair has not let stand, with the reason. */
  function noteRefused(name, item) {
    var refused = item && ofThisItem(name) || [];
    show(name + "-note", refused.length > 0);
    each("[data-" + name + "-notes]", function (list) {
      if (list.children.length === refused.length) return;
      list.textContent = "";
      refused.forEach(function (one) {
        var line = document.createElement("li");
        line.textContent = list.dataset.say.replace("{text}", function () { return one.text; }).replace("{reason}", function () { return one.reason; });
        list.appendChild(line);
      });
    });
  }

  /* Forms stand outside the slots; where they post follows the item under discussion. */
  function pointForms(item) {
    each("form[data-action]", function (form) {
      form.action = form.dataset.action.replace("{item}", item || 0).replace("{hand}", myHand() || 0).replace("{urgent}", myUrgent() || 0).replace("{recusal}", mine.recusal || 0).replace("{round}", openRoundId()).replace("{group}", mine.group && mine.group.group || 0).replace("{motion}", mainMotion() || 0);
    });
  }

  /* ---- the vote ---- */

  /* Whether this person has a paper to give now: their own, or of somebody they vote for. */
  function showVote(ballot) {
    var known = mine.ballot === Number(ballot.dataset.ballot);
    var why = whyNot(known), held = why === "recused" ? [] : heldNow();
    var papers = layPapers(ballot, held);
    var open = papers.map(function (paper, at) {
      var vote = !known ? null : at ? held[at - 1].vote : mine.vote;
      return showPaper(ballot, paper, vote, at ? held[at - 1] : null, at ? yishi.timeIsUp() : Boolean(why));
    });
    papers.forEach(function (paper, at) { paper.querySelector("[data-vote-head]").hidden = open.indexOf(true) !== at; });
    if (known && mine.vote) why = "";
    ballot.querySelector("[data-vote-shut]").hidden = !why;
    each("[data-why]", function (el) { el.hidden = el.dataset.why !== why; }, ballot);
    return open.indexOf(true) >= 0;
  }

  function whyNot(known) {
    var aside = mine.recusal && mine.item === Number(currentItem());
    if (aside) return "recused";
    if (!(known ? mine.on_roll : mine.present && mine.entitled)) return !mine.entitled ? "observer" : mine.holder ? "proxied" : "late";
    return yishi.timeIsUp() ? "over" : "";
  }

  function showPaper(ballot, paper, vote, held, shut) {
    var again = Boolean(vote) && changing === mine.ballot + " " + (paper.dataset.for || "") && ballot.hasAttribute("data-may-change");
    var open = (!vote || again) && !shut;
    paper.querySelector("form").hidden = !open;
    paper.querySelector("[data-vote-done]").hidden = !vote || again;
    each("[data-change-vote]", function (el) { el.hidden = !vote || vote.source !== (held ? "proxy" : "device"); }, paper);
    if (vote) write(paper.querySelector("[data-vote-word]"), voteWord(ballot, vote, held));
    return open;
  }

  /* ---- the papers of those this person votes for ---- */

  function heldNow() { return mine.held || []; }

  function heldSeat(seat) {
    return heldNow().filter(function (one) { return String(one.seat) === String(seat); })[0];
  }

  /* One's own, then one for each of them, made from it before anything is written on it. */
  function layPapers(ballot, held) {
    var own = ballot.querySelector("[data-paper]:not([data-for])");
    own.blank = own.blank || own.cloneNode(true);
    each("[data-for]", function (paper) { if (!heldSeat(paper.dataset.for)) paper.remove(); }, ballot);
    var last = own;
    var papers = held.map(function (one) {
      var there = ballot.querySelector('[data-for="' + one.seat + '"]'), paper = there || newPaper(own.blank, one);
      if (last.nextElementSibling !== paper) last.after(paper);
      if (!there) document.dispatchEvent(new Event("papers"));
      last = paper;
      return paper;
    });
    sayWhose(own, held.length ? own.querySelector("[data-whose]").dataset.sayOwn : "");
    return [own].concat(papers);
  }

  function newPaper(blank, one) {
    var paper = blank.cloneNode(true), form = paper.querySelector("form"), seat = document.createElement("input");
    paper.dataset.for = one.seat;
    form.classList.add("vote--held");
    seat.type = "hidden";
    seat.name = "seat";
    seat.value = one.seat;
    form.appendChild(seat);
    form.elements.command_id.value = yishi.newId();
    each("[id]", function (el) { el.id += "-" + one.seat; }, paper);
    each("[for]", function (el) { el.htmlFor += "-" + one.seat; }, paper);
    each("[aria-describedby]", function (el) { el.setAttribute("aria-describedby", el.getAttribute("aria-describedby") + "-" + one.seat); }, paper);
    sayWhose(paper, paper.querySelector("[data-whose]").dataset.sayHeld.replace("{name}", function () { return one.name; }));
    var scope = paper.querySelector("[data-scope]");
    scope.hidden = !one.scope;
    write(scope, scope.dataset.say.replace("{scope}", function () { return one.scope; }));
    return paper;
  }

  function sayWhose(paper, words) {
    var place = paper.querySelector("[data-whose]");
    place.hidden = !words;
    write(place, words);
  }

  function voteWord(ballot, vote, held) {
    function named(sentence) { return sentence.replace("{name}", function () { return held.name; }); }
    if (ballot.hasAttribute("data-secret")) return held ? named(yishi.words.heldSealed) : vote.source === "paper" ? yishi.words.taken : yishi.words.sealed;
    if (vote.told && !held) return vote.told;
    var words = yishi.words, sentence = held ? named(words.held) : { device: words.voted, kiosk: words.voted, proxy: words.proxied }[vote.source] || words.byDesk;
    return sentence.replace("{choice}", function () { return saidOf(ballot, vote); });
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
  yishi.myUrgent = myUrgent;
})();
