// A button [data-print] prints the page; without scripts the browser's own menu does.
document.querySelectorAll('[data-print]').forEach(function (button) {
  button.addEventListener('click', function () { window.print(); });
});
