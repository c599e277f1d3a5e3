/* The live side of a page, in scripts by subject that share `window.yishi`; this is the ground they stand on.

   clocks  the server's time and the timers      bell   their sounds, on the console and the wall
   mine    what fits this person now             keep   focus, selection and scroll through an update
   slots   what the server renders               forms  sent without reloading
   nudge   the phone's sounds and spoken news    drafts what is half written, on every page
   connection  joins the room, last of all       console  who presides, and its tabs
   keys    the console's keys and their sheet
   ballot  helps with a paper, keeps a receipt   kinds  which fields a question has
   wall    which picture is this wall's, and that it fits

   Every form also works as a plain POST without any of them. ES2017, no framework. */
(function () {
  "use strict";
  var root = document.getElementById("live");
  if (!root || !window.io) return;

  function each(selector, act, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), act);
  }

  function write(el, text) { if (el.textContent !== text) el.textContent = text; }

  /* About so many milliseconds, never the same on two devices: thousands must not come in one instant. */
  function about(milliseconds) { return milliseconds * (0.5 + Math.random()); }

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    var id = Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
    var whose = document.documentElement.dataset.as; // as forum/pages.py: a form goes out as who opened its page
    return whose ? id + "-of-" + whose : id;
  }

  window.yishi = {
    root: root,
    audience: root.dataset.audience,
    words: {
      voted: root.dataset.sayVoted || "",
      byDesk: root.dataset.sayByDesk || "",
      sealed: root.dataset.saySealed || "",
      proxied: root.dataset.sayProxied || "",
      held: root.dataset.sayHeld || "",
      heldSealed: root.dataset.sayHeldSealed || "",
      taken: root.dataset.sayTaken || "",
      lost: root.dataset.sayLost || "",
      sending: root.dataset.saySending || ""
    },
    each: each,
    write: write,
    newId: newId,
    about: about
  };
})();
