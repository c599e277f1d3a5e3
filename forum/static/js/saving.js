/* What is saved as one types: sent in the background, given up after a while, and once more as the page is left. */
(function () {
  "use strict";
  var saving = window.yishiSaving = {};

  /* Gives the answer as JSON; fails where it was not kept and should be sent again. */
  saving.send = function (path, fields, leaving) {
    var stop = window.AbortController ? new AbortController() : null;
    var late = setTimeout(function () { if (stop) stop.abort(); }, 15000);
    var body = new URLSearchParams(fields).toString();
    return fetch(path, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: body,
      credentials: "same-origin",
      keepalive: Boolean(leaving) && body.length < 60000, /* browsers refuse more than 64 KB */
      signal: stop ? stop.signal : undefined
    }).then(function (response) {
      clearTimeout(late);
      if (response.status >= 500) throw new Error("not kept");
      return response.json();
    });
  };

  saving.refusal = function (answer, otherwise) {
    var fields = answer.fields || {};
    return Object.keys(fields).map(function (name) { return fields[name]; }).join(" ") || answer.said || otherwise;
  };
})();
