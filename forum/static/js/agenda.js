/* The agenda while it is planned: an item dragged by its number goes where it is dropped. The buttons do the same. */
(function () {
  "use strict";
  var list = document.querySelector("[data-sortable]");
  if (!list) return;

  var dragged = null;
  var before = []; // the order to go back to if the drag is given up

  function rows() { return Array.prototype.slice.call(list.children); }

  rows().forEach(function (row) {
    var handle = row.querySelector(".numbered-place");
    handle.classList.add("is-handle");
    handle.addEventListener("mousedown", function () { row.draggable = true; });
    handle.addEventListener("mouseup", function () { row.draggable = false; });
    row.addEventListener("dragstart", function (event) {
      dragged = row;
      before = rows();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.id); // without data, Firefox drags nothing
      row.classList.add("is-dragged");
    });
    row.addEventListener("dragend", function (event) {
      row.draggable = false;
      row.classList.remove("is-dragged");
      dragged = null;
      if (event.dataTransfer.dropEffect === "none") return before.forEach(function (each) { list.appendChild(each); });
      if (rows().indexOf(row) !== before.indexOf(row)) send(row);
    });
  });

  list.addEventListener("dragover", function (event) {
    if (!dragged) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    var over = event.target.closest("[data-sortable] > li");
    if (!over || over === dragged) return;
    var box = over.getBoundingClientRect();
    list.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  list.addEventListener("drop", function (event) { if (dragged) event.preventDefault(); });

  function send(row) {
    var form = row.querySelector('form[action$="/move"]');
    form.querySelector('input[name="place"]').value = rows().indexOf(row) + 1;
    form.submit();
  }
})();
