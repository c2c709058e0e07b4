// The line above the tree that says which digits give which codes.

import { el, fill, find } from "../dom.js";
import { _ } from "../words.js";

/** Show the digits above the tree, and keep them up to date; `give(code)` is called for the one that is clicked. */
export function showDigits({ codes, slots, fresh, give }) {
  const line = el("div", { id: "digits", role: "group", "aria-label": _("Codes with a digit") });
  line.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
  find("#tree").before(line);
  const chip = (digit, code) =>
    el("button", { type: "button", class: "quiet small", title: code.path, onclick: () => give(code) },
      el("kbd", {}, digit), el("span", { class: "dot", style: { "--code": codes.color(code.id) } }), el("span", { class: "name" }, code.name));
  const show = () => {
    const known = slots.set.map(([digit, id]) => [digit, codes.get(id)]).filter(([, code]) => code);
    line.hidden = known.length === 0;
    fill(line, known.map(([digit, code]) => chip(digit, code)));
  };
  slots.addEventListener("change", show);
  fresh.addEventListener("change", show);
  show();
}
