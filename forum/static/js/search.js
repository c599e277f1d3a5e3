/* The key / leads to the search: to the box in the page head, or where there is none to the page of its own. */
(function () {
  'use strict';

  function writing(place) {
    return place && (/^(INPUT|TEXTAREA|SELECT)$/.test(place.tagName) || place.isContentEditable);
  }

  document.addEventListener('keydown', function (event) {
    if (event.key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    var head = document.querySelector('.head-search');
    var box = document.querySelector('[data-search-here]') || document.querySelector('[data-search]');
    /* whoever chairs a session has keys of their own, and must not be led away by one */
    if (!head || head.offsetParent === null || document.body.className.indexOf('console') >= 0) return;
    event.preventDefault();
    if (box.offsetParent === null) {
      window.location.href = '/search';
      return;
    }
    box.focus();
    box.select();
  });
})();
