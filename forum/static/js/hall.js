// Keeps the list of devices that reached this server up to date; without scripts one reloads the page.
(function () {
  var list = document.getElementById('reached');
  if (!list || !window.fetch) return;
  function look() {
    if (document.hidden) return;
    fetch('/hall/devices', { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) return null;
      return answer.text();
    }).then(function (html) {
      if (html !== null && html !== list.innerHTML) list.innerHTML = html;
    }).catch(function () { /* the next look will tell */ });
  }
  setInterval(look, 2000);
})();
