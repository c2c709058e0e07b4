// Saying what was done, and what went wrong.

import { el, find } from "./dom.js";
import { _ } from "./words.js";

let clearing = 0;

/** Say shortly what was done; it goes away by itself. */
export function say(text) {
  find("#said").textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => (find("#said").textContent = ""), 4000);
}

/** Say what went wrong; it stays until it is closed. */
export function complain(error) {
  tell(error?.message ?? String(error));
}

/** Tell something that stays until it is closed, with at most one thing to do about it. The same stands there once. */
export function tell(text, action = null) {
  const place = find("#wrong");
  if ([...place.children].some((each) => each.firstChild.textContent === text)) return;
  const close = el("button", { type: "button", class: "quiet", onclick: () => shown.remove() }, _("Close"));
  const doing = action && el("button", { type: "button", onclick: () => (action.run(), shown.remove()) }, action.text);
  const shown = el("div", {}, el("span", {}, text), el("span", { class: "row" }, doing, close));
  place.append(shown);
  while (place.children.length > 3) place.firstChild.remove();
}

/** Run something and complain where it fails; resolves to undefined then. */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}
