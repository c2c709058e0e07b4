// Labels of quotations completed while they are typed: after “[” a list of those that fit.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";
import { caretPlace, insertAt } from "./caret.js";

const MOST = 8;
let lists = 0;

/** The label that is being typed before the caret: { from, typed }, or null. */
export function typedLabel(text, caret) {
  const found = /\[([^[\]\n]*)$/.exec(text.slice(0, caret));
  if (!found) return null;
  const typed = found[1].split(/[;,]/).at(-1).trimStart();
  return { from: caret - typed.length, typed };
}

/** The quotations that what was typed may mean: by the label, else by their words. */
export function fitting(quotes, typed) {
  const part = typed.toLowerCase();
  const score = ({ label, words }) => {
    const name = label.toLowerCase();
    if (name.startsWith(part)) return 3;
    return name.includes(part) ? 2 : Number(part.length > 2 && words.toLowerCase().includes(part));
  };
  const found = quotes.map((quote, at) => ({ quote, at, score: score(quote) })).filter((each) => each.score);
  return found.sort((one, other) => other.score - one.score || one.at - other.at).slice(0, MOST).map((each) => each.quote);
}

/** Complete labels in a text field; `quotes()` gives the quotations, the likeliest first. Returns the list's element. */
export function completing(field, quotes) {
  const id = `complete-${(lists += 1)}`;
  const list = el("ul", { class: "complete", role: "listbox", id, "aria-label": _("Quotations that fit"), hidden: true });
  let found = [];
  let at = -1;

  function shut() {
    list.hidden = true;
    for (const name of ["aria-activedescendant", "aria-controls"]) field.removeAttribute(name);
  }

  function choose(place) {
    at = (place + found.length) % found.length;
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function refresh() {
    const typing = field.selectionStart === field.selectionEnd ? typedLabel(field.value, field.selectionEnd) : null;
    found = typing ? fitting(quotes(), typing.typed) : [];
    if (!found.length || (found.length === 1 && found[0].label === typing.typed)) return shut();
    fill(list, found.map(option));
    list.hidden = false;
    field.setAttribute("aria-controls", id);
    place();
    at = -1;
    if (typing.typed) choose(0);
  }

  function option({ label, words }, number) {
    const properties = { role: "option", id: `${id}-${number}`, "aria-selected": "false", onmousedown: (event) => pick(event, number) };
    return el("li", properties, el("strong", {}, label), " ", el("span", { class: "soft" }, words));
  }

  function place() {
    const caret = caretPlace(field);
    const below = caret.bottom + list.offsetHeight + 8 < innerHeight;
    list.style.setProperty("left", `${Math.max(8, Math.min(caret.left, innerWidth - list.offsetWidth - 8))}px`);
    list.style.setProperty("top", `${below ? caret.bottom + 4 : Math.max(8, caret.bottom - list.offsetHeight - 28)}px`);
  }

  function pick(event, number) {
    event.preventDefault();
    const { from } = typedLabel(field.value, field.selectionEnd);
    const closed = field.value[field.selectionEnd] === "]";
    insertAt(field, found[number].label + (closed ? "" : "]"), { from, to: field.selectionEnd });
    shut();
  }

  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", refresh);
  field.addEventListener("blur", shut);
  field.addEventListener("scroll", () => list.hidden || place());
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) return pick(event, at);
    else if (event.key === "Escape") shut();
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) shut();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return list;
}
