/* The voting form on the phone: counts what is chosen, ranks by tapping, makes and keeps a secret vote's receipt.
   Without it every form works as it stands: ranks by their places, receipts made by the server. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var each = yishi.each, write = yishi.write;
  var SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // those nobody takes for one another

  /* ---- what is chosen ---- */

  document.addEventListener("change", function (event) {
    var paper = event.target.closest && event.target.closest(".paper");
    if (!paper) return;
    if (event.target.name === "blank") { if (event.target.checked) clear(paper); }
    else unblank(paper, event.target);
    count(paper);
  });

  document.addEventListener("input", function (event) {
    if (event.target.name !== "write_ins" || !event.target.value.trim()) return;
    var paper = event.target.closest(".paper");
    unblank(paper, event.target);
    count(paper);
  });

  /* An abstention and a choice do not go together: what was done last stands. */
  function clear(paper) {
    each("input, select, textarea", function (el) {
      if (el.name === "blank") return;
      if (el.type === "checkbox" || el.type === "radio") el.checked = el.type === "radio" && el.value === "";
      else el.value = "";
    }, paper);
    showRanks(paper);
  }

  function unblank(paper, el) {
    var blank = paper.querySelector('input[name="blank"]');
    if (blank && el.value) blank.checked = false;
  }

  function count(paper) {
    var said = paper.querySelector("[data-chosen]");
    if (!said) return;
    var n = paper.querySelectorAll('input[type=checkbox]:not([name="blank"]):checked, input[type=radio][value="for"]:checked').length;
    each("textarea", function (el) { n += el.value.split("\n").filter(function (line) { return line.trim(); }).length; }, paper);
    write(said, n ? said.dataset.say.replace("{n}", n) : "");
    said.classList.toggle("is-over", n > Number(paper.dataset.most));
  }

  /* ---- ranks: each tap gives the next place; tapped again, it gives its place back ---- */

  function placesOf(paper) {
    var found = [];
    each("select[name^=place-]", function (el) { if (el.value) found.push({ option: el.name.slice(6), place: Number(el.value) }); }, paper);
    found.sort(function (one, other) { return one.place - other.place; });
    return found.map(function (one) { return one.option; });
  }

  function setPlaces(paper, order) {
    each("select[name^=place-]", function (el) {
      var at = order.indexOf(el.name.slice(6));
      el.value = at < 0 ? "" : String(at + 1);
    }, paper);
    if (order.length) unblank(paper, { value: "1" });
    showRanks(paper);
  }

  function showRanks(paper) {
    var order = placesOf(paper);
    each(".rank-tap", function (button) {
      var at = order.indexOf(button.dataset.rank);
      write(button.querySelector(".rank-place"), at < 0 ? "" : String(at + 1));
      button.classList.toggle("is-ranked", at >= 0);
      write(button.querySelector("[data-rank-place]"), at < 0 ? "" : paper.dataset.sayPlace.replace("{n}", at + 1));
    }, paper);
    each("[data-rank-undo]", function (button) { button.disabled = !order.length; }, paper);
  }

  function rankSaid(paper, button, at) {
    var name = button.querySelector("[data-rank-name]").textContent;
    var said = at < 0 ? paper.dataset.sayUnranked : paper.dataset.sayRanked;
    return said.replace("{option}", function () { return name; }).replace("{place}", at + 1);
  }

  document.addEventListener("click", function (event) {
    var at = event.target.closest && event.target.closest(".rank-tap, [data-rank-undo]");
    if (!at) return;
    var paper = at.closest(".paper"), order = placesOf(paper), option = at.dataset.rank;
    if (!option) option = order[order.length - 1];
    var known = order.indexOf(option);
    if (known < 0) order.push(option); else order.splice(known, 1);
    setPlaces(paper, order);
    var button = paper.querySelector('[data-rank="' + option + '"]');
    write(paper.querySelector("[data-rank-said]"), rankSaid(paper, button, order.indexOf(option)));
  });

  function tapRanks() {
    each("[data-ranks]:not(.is-tapped)", function (paper) {
      paper.classList.add("is-tapped");
      each(".rank-tap, .rank-taps, .rank-tools", function (el) { el.hidden = false; }, paper);
      each(".rank-plain", function (el) { el.hidden = true; }, paper);
      showRanks(paper);
    });
  }

  /* ---- receipts: made here, so that nobody else knows whose it is ---- */

  function newReceipt() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    var signs = Array.prototype.map.call(bytes, function (byte) { return SIGNS[byte % 32]; }).join("");
    return signs.match(/.{4}/g).join("-");
  }

  // Before the form is read. The same one as long as the vote is on its way: a vote sent again is the same vote.
  document.addEventListener("submit", function (event) {
    var field = event.target.querySelector("[data-receipt]");
    if (field && !field.value) field.value = newReceipt();
  }, true);

  document.addEventListener("voted", function (event) {
    var vote = event.detail;
    each("[data-receipt]", function (field) {
      var seat = field.form.elements.seat;
      if ((seat ? seat.value : "") === String(vote.seat)) field.value = "";
    });
    if (!vote.receipt) return;
    keep(vote.ballot, vote.seat, { receipt: vote.receipt, said: vote.said });
    showReceipt();
  });

  var shown = {}; // where the storage is off, for as long as the page is open

  function nameOf(ballot, seat) { return "receipt-" + ballot + (seat ? "-" + seat : ""); }

  function keep(ballot, seat, receipt) {
    var own = nameOf(ballot, "");
    shown[nameOf(ballot, seat)] = receipt;
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf("receipt-") === 0 && key !== own && key.indexOf(own + "-") !== 0) localStorage.removeItem(key);
      });
      localStorage.setItem(nameOf(ballot, seat), JSON.stringify(receipt));
    } catch (error) { /* storage may be off */ }
  }

  function kept(ballot, seat) {
    try {
      return shown[nameOf(ballot, seat)] || JSON.parse(localStorage.getItem(nameOf(ballot, seat)));
    } catch (error) {
      return null;
    }
  }

  function showReceipt() {
    each("[data-ballot][data-secret] [data-paper]", function (paper) {
      var ballot = paper.closest("[data-ballot]").dataset.ballot;
      var place = paper.querySelector("[data-receipt-place]"), receipt = kept(ballot, paper.dataset.for);
      place.hidden = !receipt;
      if (!receipt) return;
      write(place.querySelector("[data-receipt-shown]"), receipt.receipt);
      write(place.querySelector("[data-receipt-said]"), receipt.said ? place.dataset.say.replace("{choice}", function () { return receipt.said; }) : "");
    });
  }

  function begin() {
    tapRanks();
    showReceipt();
  }

  document.addEventListener("slots", begin);
  document.addEventListener("papers", begin);
  begin();
})();
