// Dragging a code to another place in the tree: before or after a row, or below its code.

import { el } from "../dom.js";
import { _ } from "../words.js";

const OPENS = 700; // ms over a closed code before it opens

/** Let the codes of a tree be dragged; `ondrop(code, { to, before, after })` says where one is to come. */
export function dragging(tree, { may, ondrop }) {
  const { host } = tree;
  let dragged = "";
  let over = null;
  let opening = 0;

  host.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[role=treeitem]");
    if (row) row.draggable = may();
  });

  host.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[role=treeitem]");
    if (!row || !may()) return;
    dragged = row.dataset.id;
    event.dataTransfer.setData("text/plain", tree.book.get(dragged).path);
    event.dataTransfer.effectAllowed = "move";
    row.classList.add("dragged");
  });

  host.addEventListener("dragover", (event) => {
    const found = dragged && target(tree, dragged, event);
    show(found);
    if (!found) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });

  host.addEventListener("dragleave", (event) => host.contains(event.relatedTarget) || show(null));
  host.addEventListener("drop", (event) => {
    const found = dragged && target(tree, dragged, event);
    const code = dragged;
    end();
    if (!found) return;
    event.preventDefault();
    ondrop(code, found.place);
  });
  host.addEventListener("dragend", end);

  function end() {
    for (const row of host.querySelectorAll(".dragged")) row.classList.remove("dragged");
    dragged = "";
    show(null);
  }

  /** Show where it would come to stand; over a closed code for a while, that opens. */
  function show(found) {
    if (found?.row === over?.row && found?.how === over?.how) return;
    if (over) over.row.classList.remove(`drop-${over.how}`);
    if (found?.row !== over?.row) clearTimeout(opening);
    if (found?.row && found.row !== over?.row && found.row.ariaExpanded === "false")
      opening = setTimeout(() => tree.closed.delete(found.row.dataset.id) && tree.draw(), OPENS);
    over = found;
    if (found) found.row.classList.add(`drop-${found.how}`);
  }
}

/** Where what is dragged would come to stand, with the row that shows it; null where it cannot. */
function target(tree, dragged, event) {
  const row = event.target.closest("[role=treeitem]");
  if (!row) return null;
  const { book } = tree;
  const code = book.get(row.dataset.id);
  const inside = book.subtree(dragged).some((each) => each.id === code.id);
  if (inside || code.retired) return null;
  const box = row.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  if (part < 0.28) return { row, how: "before", place: { to: code.parent, before: code.id } };
  if (part > 0.72 && row.ariaExpanded !== "true") return { row, how: "after", place: { to: code.parent, after: code.id } };
  if (book.get(dragged).parent === code.id) return null;
  return { row, how: "under", place: { to: code.id } };
}

/** How codes are dragged, said once below the tree. */
export function dragHint() {
  return el("p", { class: "soft small" }, _("Drag a code to move it; Space chooses several."));
}
