// The caret of a text field: putting something in at it, and where it is on the page.

/** Put a text in at the caret, so that Ctrl+Z of the field takes it out again; the focus stays where it is. */
export function insertAt(field, text, { from = field.selectionStart, to = field.selectionEnd } = {}) {
  const before = document.activeElement;
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (before && before !== field) before.focus({ preventScroll: true });
}

/** A text with the spaces it needs between what stands before and after it. */
export function spaced(text, before, after) {
  const open = before && !/[\s([“‘«—–-]$/u.test(before) ? " " : "";
  const shut = after && !/^[\s.,;:!?)\]”’»]/u.test(after) ? " " : "";
  return open + text + shut;
}

const COPIED = ["font", "letterSpacing", "lineHeight", "padding", "border", "width", "boxSizing", "tabSize"];

/** Where the caret is: the bottom of its line and its left, in the window. */
export function caretPlace(field) {
  const twin = document.createElement("div");
  const style = getComputedStyle(field);
  for (const name of COPIED) twin.style[name] = style[name];
  const hidden = { position: "absolute", visibility: "hidden", top: "0", left: "0" };
  Object.assign(twin.style, { ...hidden, whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  twin.append(field.value.slice(0, field.selectionStart), mark);
  document.body.append(twin);
  const box = field.getBoundingClientRect();
  const place = { left: box.left + mark.offsetLeft, bottom: box.top + mark.offsetTop + mark.offsetHeight - field.scrollTop };
  twin.remove();
  return place;
}
