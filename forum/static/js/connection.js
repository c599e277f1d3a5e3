/* The page's place in the room: joins it with the versions it has, is told what is newer, and always comes back.

   Loaded last: from here on things move. */
(function () {
  "use strict";
  var yishi = window.yishi;
  if (!yishi) return;

  var SHOWN_AFTER = 2000; // milliseconds away before it is said: a hiccup is nobody's business
  var PATIENCE = 10000, AWAKE = 2000; // a phone just unlocked is looked at: what does not answer soon is taken for dead
  var AGAIN = 1000, AGAIN_AT_MOST = 10000; // a busy server is asked again, ever more seldom
  var AGAIN_REFUSED = 30000; // somebody without the right may be given it
  var FALLS_BACK_AFTER = 3; // failed attempts of a page that had a websocket before: then long polling is tried too
  var root = yishi.root;
  var mark = document.getElementById("connection");
  var sign = document.getElementById("stopped");
  var markTimer = null, joinTimer = null;
  var stopped = false; // signed out or revoked: this page follows nothing any more
  var joins = 0, refused = 0, failed = 0;
  var joinedOnce = false, hadWebsocket = false;

  var socket = window.io({
    path: "/live",
    transports: ["websocket", "polling"], // some proxies know no websockets
    tryAllTransports: true,
    // The page's language: not every browser says with a websocket which it prefers.
    auth: root.dataset.wallToken ? { wall: root.dataset.wallToken } : { language: document.documentElement.lang.slice(0, 2), as: document.documentElement.dataset.as || "" },
    timeout: 12000,
    reconnectionDelay: 500,
    reconnectionDelayMax: 6000,
    randomizationFactor: 0.7 // after a restart a whole hall comes back: not all in one instant
  });

  socket.on("connect", function () {
    failed = 0;
    // Whoever had a websocket gets one again: polling costs the server several times as much.
    hadWebsocket = socket.io.engine.transport.name === "websocket";
    socket.io.opts.tryAllTransports = !hadWebsocket;
    join();
  });
  socket.on("disconnect", function (reason) {
    if (stopped) return;
    offline();
    // Hung up by the server, which the library takes as final: the next handshake tells whether we are signed out.
    if (reason === "io server disconnect") connectLater(300);
  });
  socket.on("connect_error", function (error) {
    var told = error.data || {};
    if (stopped) return;
    if (told.code === "signed_out") return stop(told.said);
    if (told.code === "another") return location.reload(); // this phone has gone on as somebody else
    offline();
    failed += 1;
    socket.io.opts.tryAllTransports = !hadWebsocket || failed >= FALLS_BACK_AFTER;
    if (!socket.active) connectLater(wait(failed)); // refused in words: the library leaves it at that
  });
  socket.on("slots", yishi.applySlots);
  socket.on("mine", yishi.setMine);
  socket.on("presence", function (data) {
    yishi.each("[data-online]", function (el) { yishi.write(el, String(data.online)); });
  });
  socket.on("behind", join); // we were too slow, and the server has dropped what it had for us
  socket.on("revoked", function () { stop(""); });

  function connectLater(milliseconds) {
    setTimeout(function () { if (!stopped) socket.connect(); }, yishi.about(milliseconds));
  }

  function connectNow() {
    socket.disconnect();
    socket.connect();
  }

  function wait(times) { return Math.min(AGAIN_AT_MOST, AGAIN * Math.pow(2, times - 1)); }

  /* ---- joining ---- */

  function join() {
    var mine = ++joins;
    var sent = yishi.counter();
    clearTimeout(joinTimer);
    ask("join", { room: Number(root.dataset.room), audience: yishi.audience, versions: yishi.versions() }).then(function (answer) {
      if (mine !== joins || stopped) return; // asked anew since
      if (answer.done) return joined(answer, sent);
      if (answer.lost && !socket.connected) return; // joins again when it is back
      notJoined(answer);
    });
  }

  function joined(answer, sent) {
    refused = 0;
    showStop(null);
    online();
    if (answer.now) yishi.learn(answer.now, sent, yishi.counter());
    yishi.applySlots(answer.slots);
    yishi.setMine(answer.mine);
    yishi.measureSoon(joinedOnce ? 2000 : 500);
    joinedOnce = true;
  }

  function notJoined(answer) {
    var final = /^(not_allowed|not_found)$/.test(answer.code);
    refused += 1;
    if (final) {
      online();
      showStop(answer.said);
    } else {
      offline();
    }
    joinTimer = setTimeout(function () { if (socket.connected && !stopped) join(); }, yishi.about(final ? AGAIN_REFUSED : wait(refused)));
  }

  // A phone that slept may hold a dead connection for most of a minute without knowing, or be waiting to try again.
  document.addEventListener("visibilitychange", check);
  window.addEventListener("online", check);
  window.addEventListener("pageshow", function (event) { if (event.persisted) check(); });

  function check() {
    if (document.hidden || stopped) return;
    if (!socket.connected) return connectNow();
    var sent = yishi.counter();
    ask("time", {}, AWAKE).then(function (answer) {
      if (answer.done) return yishi.learn(answer.now, sent, yishi.counter());
      if (answer.lost && socket.connected) socket.io.engine.close();
    });
  }

  /* Resolves to the server's answer, or to {lost: true} where none came in time. */
  function ask(event, data, patience) {
    return new Promise(function (resolve) {
      socket.timeout(patience || PATIENCE).emit(event, data, function (error, answer) {
        resolve(error || !answer ? { lost: true } : answer);
      });
    });
  }

  /* ---- what is said about it ---- */

  function online() {
    clearTimeout(markTimer);
    markTimer = null;
    if (mark) mark.hidden = true;
  }

  function offline() {
    if (markTimer || stopped) return;
    markTimer = setTimeout(function () { if (mark) mark.hidden = false; }, SHOWN_AFTER);
  }

  function stop(said) {
    stopped = true;
    online();
    showStop(said || "");
    socket.disconnect();
  }

  /* The wall goes dark, a person's page keeps what it shows; null takes the sign away. */
  function showStop(said) {
    if (!sign) return;
    if (said) yishi.write(sign.querySelector("[data-stopped-word]") || sign, said);
    sign.hidden = said === null;
    if (yishi.audience === "projector") yishi.each("[data-slot]", function (el) { el.hidden = said !== null; });
  }

  yishi.ask = ask;
  yishi.isConnected = function () { return socket.connected; };
  /* The server has just answered a form: the socket tries at once. False where none has ever come through. */
  yishi.comesBack = function () {
    check();
    return joinedOnce;
  };
})();
