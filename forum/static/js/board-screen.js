/* The board on a screen: turns its pages, asks for newer ones, and keeps what it has while there is no network.

   A page holds as many lines as fit the screen, whatever its shape. A short section goes on the page of the one before
   it, and what would leave a page half empty is set larger. Without this file the browser itself goes from page to page. */
(function () {
  "use strict";
  var screen = document.querySelector("[data-screen]");
  if (!screen) return;

  var SECONDS = Number(screen.dataset.seconds) || 15;
  var ASK_EVERY = 60000, PATIENCE = 20000, IDLE = 60000;
  var EMPTY = 0.35, SPARSE = 0.6, SIZES = [1.8, 1.6, 1.4, 1.2, 1]; // parts of the room that lines fill
  var touch = "touch" in screen.dataset;
  var room = screen.querySelector("[data-room-for-leaves]");
  var kept = screen.querySelector("[data-kept]");
  var pause = screen.querySelector("[data-pause]");
  var nav = screen.querySelector("[data-nav]");
  var pages = [], at = 0; // each page: its first and last line, of all there are, and how large they are
  var held = false, timer = null, idle = null;
  var built = look(room); // the files this page came with
  var fresh = null, had = "", asking = false, fetched = new Date();

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function leaves() { return all("[data-leaf]", room); }
  function lines() { return all("[data-line]", room); }
  function leafOf(line) { return line.closest("[data-leaf]"); }
  function box() { return room.querySelector(".screen-leaves"); }

  // ---- pages ----

  function lay(these, first, last, size) {
    var shown = null;
    box().style.setProperty("--size", size);
    box().classList.toggle("is-large", size > 1);
    leaves().forEach(function (one) {
      one.hidden = true;
      one.classList.remove("is-after");
    });
    these.forEach(function (line, index) {
      line.hidden = index < first || index > last;
      if (line.hidden) return;
      leafOf(line).hidden = false;
      if (shown && shown !== leafOf(line)) leafOf(line).classList.add("is-after");
      shown = leafOf(line);
    });
  }

  function fits() { return box().scrollHeight <= box().clientHeight + 1; }

  function filled(these, last) {
    return (these[last].getBoundingClientRect().bottom - box().getBoundingClientRect().top) / box().clientHeight;
  }

  function endOf(these, from) {
    var to = from;
    while (to + 1 < these.length && leafOf(these[to + 1]) === leafOf(these[from])) to += 1;
    return to;
  }

  function fill(these, first) {
    var last = first, one;
    for (one = first + 1; one < these.length; one += 1) {
      if (leafOf(these[one]) !== leafOf(these[last])) {
        // the next section begins here only if it is here in full, or the page would be empty without it
        if (touch) break;
        lay(these, first, last, 1);
        if (filled(these, last) >= EMPTY) {
          lay(these, first, endOf(these, one), 1);
          if (!fits()) break;
        }
      }
      lay(these, first, one, 1);
      if (!fits()) break;
      last = one;
    }
    return last;
  }

  function size(these, first, last) {
    lay(these, first, last, 1);
    if (filled(these, last) >= SPARSE) return 1;
    return SIZES.filter(function (one) {
      lay(these, first, last, one);
      return fits();
    })[0] || 1;
  }

  function divide() {
    var these = lines(), first = 0, last;
    box().classList.add("is-measured");
    pages = [];
    while (first < these.length) {
      last = fill(these, first);
      pages.push({ first: first, last: last, size: size(these, first, last) });
      first = last + 1;
    }
    box().classList.remove("is-measured");
  }

  function show(page) {
    var these = lines(), here;
    at = (page + pages.length) % pages.length;
    here = pages[at];
    lay(these, here.first, here.last, here.size);
    leaves().forEach(function (leaf) {
      var own = all("[data-line]", leaf), seen = own.filter(function (line) { return !line.hidden; });
      var count = leaf.querySelector("[data-count]");
      if (count) {
        count.textContent = seen.length && (seen.length < own.length || count.dataset.rest) ? said(count, own, seen) : "";
      }
    });
    if (nav) all("button", nav).forEach(function (one, index) {
      if (leaves()[index] === leafOf(these[here.first])) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
  }

  /* Which of how many; the last page says how many more there are than stand on the screen. */
  function said(count, own, seen) {
    var first = own.indexOf(seen[0]) + 1, last = own.indexOf(seen[seen.length - 1]) + 1;
    return (first === last ? count.dataset.one : count.dataset.said).replace("{first}", first).replace("{last}", last)
      .replace("{all}", count.dataset.all) + (last === own.length ? count.dataset.rest : "");
  }

  /* The page that line is on. */
  function holding(line) {
    var found = 0;
    pages.forEach(function (one, index) { if (one.first <= line) found = index; });
    return found;
  }

  function again() {
    var line = pages.length ? pages[at].first : 0;
    divide();
    show(holding(line));
  }

  function next() {
    if (!takeFresh()) show(at + 1);
    if (look(room) !== built) reload(); // and again at the next turn, where the house did not answer
  }
  function back() { show(at - 1); }

  function go(leaf) {
    var these = lines();
    show(holding(these.indexOf(leaves()[leaf].querySelector("[data-line]"))));
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

  /* True where it has shown what comes next. */
  function takeFresh() {
    if (fresh === null) return false;
    var last = lines()[pages[at].last], key = leafOf(last).dataset.leaf, index = all("[data-line]", leafOf(last)).indexOf(last);
    room.innerHTML = fresh;
    fresh = null;
    divide();
    drawNav();
    // on from where it was; what stood in a section that is gone, or shorter, is passed over
    var leaf = leaves().filter(function (one) { return one.dataset.leaf === key; })[0];
    if (!leaf) show(0);
    else show(holding((lines().indexOf(all("[data-line]", leaf)[0]) + Math.min(index + 1, all("[data-line]", leaf).length)) % lines().length));
    return true;
  }

  function look(within) { return within.querySelector("[data-look]").dataset.look; }

  /* This house has new styles or a new script. Only while it surely answers: a browser's own error page never goes away. */
  function reload() {
    get(window.location.href).then(function (html) {
      if (html.indexOf("data-look") > 0) window.location.reload();
    }).catch(function () {});
  }

  function get(address) {
    var stop = window.AbortController ? new window.AbortController() : null;
    var late = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    var asked = { credentials: "omit", cache: "no-cache" };
    if (stop) asked.signal = stop.signal;
    return window.fetch(address, asked).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      clearTimeout(late);
      return html;
    }, function (failed) {
      clearTimeout(late);
      throw failed;
    });
  }

  function ask() {
    if (asking) return;
    asking = true;
    get(screen.dataset.more).then(function (html) {
      asking = false;
      if (html.indexOf("data-look") < 0) throw new Error("not ours");
      fetched = new Date();
      kept.hidden = true;
      if (had && html !== had) {
        fresh = html;
        (html.match(/\/pictures\/\d+\/small/g) || []).forEach(function (address) { new Image().src = address; });
      }
      had = html;
    }).catch(function () {
      asking = false;
      kept.textContent = kept.dataset.said.replace("{at}", clock(fetched));
      kept.hidden = false;
    });
  }

  function clock(time) {
    var hour = time.getHours() + ":" + ("0" + time.getMinutes()).slice(-2);
    if (time.toDateString() === new Date().toDateString()) return hour;
    return time.toLocaleDateString("zh-CN", { month: "long", day: "numeric" }) + hour;
  }

  /* A box that would sleep is asked not to, where the browser can. */
  function awake() {
    if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(function () {});
  }

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
  window.addEventListener("resize", again);
  window.addEventListener("load", again);
  document.addEventListener("visibilitychange", awake);

  pause.hidden = false;
  var begin = Math.max(0, leaves().map(function (one) { return !one.hidden; }).indexOf(true));
  drawNav();
  divide();
  go(begin);
  wait();
  ask();
  awake();
  setInterval(ask, ASK_EVERY);
})();
