// Selecting in a text with mouse, finger or pen: the browser's own selection, taken over as it changes.

/**
 * Follow the browser's selection in the lines. `onselect(span)` is told of every change of it, `onclick(point)` of a
 * click that selects nothing; `now()` is the selection that Shift and a click extend.
 */
export function follow(lines, { now, onselect, onclick }) {
  function chosen() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !lines.element.contains(selection.anchorNode)) return null;
    const anchor = lines.pointOf(selection.anchorNode, selection.anchorOffset);
    const focus = lines.pointOf(selection.focusNode, selection.focusOffset) ?? beyond(selection, lines);
    return anchor < focus ? [anchor, focus] : [focus, anchor];
  }

  lines.element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    if (!event.shiftKey) forget(lines); // or a press on it would drag it
    else if (now() && !chosen()) anchorAt(lines, now(), event);
  });
  lines.element.addEventListener("click", (event) => {
    if (!chosen()) onclick(lines.pointAt(event.clientX, event.clientY));
  });
  document.addEventListener("selectionchange", () => {
    const span = chosen();
    if (span) onselect(span);
  });
}

/** Let go of the browser's selection where it is in the lines. */
export function forget(lines) {
  const selection = document.getSelection();
  if (selection.rangeCount && lines.element.contains(selection.anchorNode)) selection.removeAllRanges();
}

/** The end of the text that a selection ran out of. */
function beyond(selection, lines) {
  return lines.element.compareDocumentPosition(selection.focusNode) & Node.DOCUMENT_POSITION_PRECEDING ? 0 : lines.text.length;
}

/** Put the browser's selection at the end of ours that lies farther from a click: what Shift and the click extend. */
function anchorAt(lines, [start, end], event) {
  const place = lines.pointAt(event.clientX, event.clientY);
  const range = lines.range([start, end]);
  const selection = document.getSelection();
  if (place !== null && place < start) selection.collapse(range.endContainer, range.endOffset);
  else selection.collapse(range.startContainer, range.startOffset);
}
