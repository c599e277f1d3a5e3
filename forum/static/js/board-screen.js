/* The board on a screen: turns its pages, asks for newer ones, and keeps what it has while there is no network.

   A page holds as many lines as fit the screen, whatever its shape. Without this file the browser itself goes from page
   to page. */
(function () {
  "use strict";
  var screen = document.querySelector("[data-screen]");
  if (!screen) return;

  var SECONDS = Number(screen.dataset.seconds) || 15;
  var ASK_EVERY = 60000, IDLE = 60000;
  var touch = "touch" in screen.dataset;
  var room = screen.querySelector("[data-room-for-leaves]");
  var count = screen.querySelector("[data-count]");
  var kept = screen.querySelector("[data-kept]");
  var pause = screen.querySelector("[data-pause]");
  var nav = screen.querySelector("[data-nav]");
  var at = 0, first = 0, last = 0, before = []; // the leaf, its lines shown, and where earlier pages of it began
  var held = false, timer = null, idle = null;
  var fresh = null, had = "", fetched = new Date();

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function leaves() { return all("[data-leaf]", room); }
  function lines() { return all("[data-line]", leaves()[at]); }

  // ---- pages ----

  function show(leaf, from) {
    var every = leaves();
    at = (leaf + every.length) % every.length;
    every.forEach(function (one, index) { one.hidden = index !== at; });
    var box = every[at].querySelector(".screen-lines"), these = lines();
    first = last = Math.min(from, these.length - 1);
    these.forEach(function (line, index) { line.hidden = index !== first; });
    while (last + 1 < these.length) {
      these[last + 1].hidden = false;
      if (box.scrollHeight > box.clientHeight + 1) {
        these[last + 1].hidden = true;
        break;
      }
      last += 1;
    }
    if (count) {
      count.textContent = these.length > 1 ? count.dataset.said.replace("{first}", first + 1).replace("{last}", last + 1).replace("{all}", these.length) : "";
    }
    if (nav) all("button", nav).forEach(function (one, index) {
      if (index === at) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
  }

  function next() {
    takeFresh();
    if (last + 1 < lines().length) {
      before.push(first);
      show(at, last + 1);
    } else {
      before = [];
      show(at + 1, 0);
    }
  }

  function back() {
    if (before.length) show(at, before.pop());
    else show(at - 1, 0);
  }

  function go(leaf) {
    before = [];
    show(leaf, 0);
  }

  function wait() {
    clearTimeout(timer);
    if (!held) timer = setTimeout(function () { next(); wait(); }, SECONDS * 1000);
  }

  function hold(on) {
    held = on;
    pause.setAttribute("aria-pressed", String(held));
    pause.querySelector("span").textContent = held ? pause.dataset.held : pause.dataset.going;
    wait();
  }

  // ---- newer content: put in place when the page is turned anyway ----

  function takeFresh() {
    if (fresh === null) return;
    var key = leaves()[at].dataset.leaf, looked = look(room);
    room.innerHTML = fresh;
    fresh = null;
    if (look(room) !== looked) return window.location.reload();
    // where it was; a section that is gone, or shorter, begins with what stands there now
    var there = leaves().map(function (one) { return one.dataset.leaf; }).indexOf(key);
    at = Math.max(there, 0);
    last = there < 0 ? -1 : Math.min(last, lines().length - 1);
    before = [];
    drawNav();
  }

  function look(within) { return within.querySelector("[data-look]").dataset.look; }

  function ask() {
    window.fetch(screen.dataset.more, { credentials: "omit", cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      if (html.indexOf("data-look") < 0) throw new Error("not ours");
      fetched = new Date();
      kept.hidden = true;
      if (had && html !== had) {
        fresh = html;
        (html.match(/\/pictures\/\d+\/small/g) || []).forEach(function (address) { new Image().src = address; });
      }
      had = html;
    }).catch(function () {
      kept.textContent = kept.dataset.said.replace("{at}", clock(fetched));
      kept.hidden = false;
    });
  }

  function clock(time) { return time.getHours() + ":" + ("0" + time.getMinutes()).slice(-2); }

  // ---- keys and fingers ----

  function drawNav() {
    if (!nav) return;
    nav.textContent = "";
    leaves().forEach(function (leaf, index) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "screen-go";
      button.textContent = leaf.dataset.name;
      button.addEventListener("click", function () { go(index); });
      nav.appendChild(button);
    });
  }

  /* Somebody stands before it: what they chose stays until nobody has touched it for a while. */
  function touched() {
    clearTimeout(timer);
    clearTimeout(idle);
    idle = setTimeout(function () { go(0); hold(false); }, IDLE);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var done = true;
    if (event.key === " " && event.target.tagName !== "BUTTON") hold(!held);
    else if (event.key === "ArrowRight" || event.key === "PageDown") { next(); wait(); }
    else if (event.key === "ArrowLeft" || event.key === "PageUp") { back(); wait(); }
    else if ((event.key === "f" || event.key === "F") && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen();
    else done = false;
    if (done) event.preventDefault();
  });
  pause.addEventListener("click", function () { hold(!held); });
  if (touch) ["touchstart", "mousedown", "keydown"].forEach(function (kind) {
    window.addEventListener(kind, touched, { passive: true });
  });
  window.addEventListener("resize", function () { show(at, first); });
  window.addEventListener("load", function () { show(at, first); });

  pause.hidden = false;
  at = Math.max(0, leaves().map(function (one) { return !one.hidden; }).indexOf(true));
  drawNav();
  show(at, 0);
  wait();
  ask();
  setInterval(ask, ASK_EVERY);
})();
