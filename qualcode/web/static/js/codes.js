// The code tree on a page: reading it, finding a code by typing part of its path, and choosing one.

import { el, fill } from "./dom.js";
import { net } from "./net.js";
import { ask } from "./dialog.js";
import { _ } from "./words.js";

/** Colours for the trees of a codebook that names none: told apart by people who see few colours, fit for light and dark. */
const PALETTE = ["#3b6fb5", "#c2701c", "#2f8f6b", "#a4508b", "#7a6a1f", "#5a67c9", "#b0484a", "#3a8a99"];

/** The codes of the project, in the tree's order. */
export class Codes {
  #recent = []; // given in this session, the last first

  constructor(list) {
    this.renew(list);
  }

  /** Other codes in the place of these: who holds this object sees them too. */
  renew(list) {
    this.list = list;
    this.byId = new Map(list.map((code) => [code.id, code]));
  }

  static async read() {
    return new Codes(await net.get("/api/codes"));
  }

  get(id) {
    return this.byId.get(id);
  }

  /** The codes that may be given: not those that are retired. */
  get usable() {
    return this.list.filter((code) => !code.retired);
  }

  /** A code was given: it comes before others that fit as well. */
  use(id) {
    this.#recent = [id, ...this.#recent.filter((each) => each !== id)];
  }

  /** How many codes were given since this one; more than all where it was not given. */
  since(id) {
    const at = this.#recent.indexOf(id);
    return at < 0 ? this.#recent.length : at;
  }

  /** A code's colour: its own, that of the nearest above it, or one for its tree. */
  color(id) {
    const code = this.get(id);
    if (!code) return "";
    if (code.color) return code.color;
    const roots = this.list.filter((each) => !each.parent);
    let root = code;
    while (root.parent) root = this.get(root.parent);
    return PALETTE[roots.indexOf(root) % PALETTE.length];
  }

  hasChildren(id) {
    return this.list.some((code) => code.parent === id);
  }

  /** A code's own name, with as much of its path as tells it from others of that name. */
  short(id) {
    const code = this.get(id);
    if (!code) return "";
    const same = this.list.filter((each) => each.name === code.name && each.id !== id);
    if (!same.length) return code.name;
    const parts = code.path.split("/");
    for (let many = 2; many < parts.length; many++) {
      const tail = parts.slice(-many).join("/");
      if (!same.some((each) => each.path.endsWith(`/${tail}`) || each.path === tail)) return tail;
    }
    return code.path;
  }
}

/**
 * The codes that what was typed may mean, the best first: every part typed must stand in the path, in this order or
 * not; the code's own name counts for more than its parents', a beginning of a word more than its middle. Of those that
 * fit as well, what was given last comes first, then what is used most, and codes before the branches they are in.
 */
export function matches(codes, typed) {
  const parts = fold(typed).split(/[\s/]+/).filter(Boolean);
  const { usable } = codes;
  if (!parts.length) return usable.toSorted((one, other) => codes.since(one.id) - codes.since(other.id));
  const branches = new Set(codes.list.map((code) => code.parent));
  return usable
    .map((code) => ({ code, score: score(code, parts), since: codes.since(code.id), branch: branches.has(code.id) }))
    .filter((each) => each.score > 0)
    .sort((one, other) => other.score - one.score || one.since - other.since || other.code.count - one.code.count || one.branch - other.branch)
    .map((each) => each.code);
}

export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function score(code, parts) {
  const name = fold(code.name);
  const path = fold(code.path);
  let total = 0;
  for (const part of parts) {
    const here = place(name, part) * 4 || place(path, part);
    if (!here) return 0;
    total += here;
  }
  return total + (parts.length === 1 && name === parts[0] ? 8 : 0);
}

/** 3 where a text begins with a part, 2 where a word in it does, 1 where it stands anywhere, else 0. */
function place(text, part) {
  const at = text.indexOf(part);
  if (at < 0) return 0;
  if (at === 0) return 3;
  return new RegExp(`(?<![\\p{L}\\p{N}])${part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u").test(text) ? 2 : 1;
}

let pickers = 0;

/**
 * A field with a list below it, for choosing a code by typing part of it. `onpick(code, typed)` is called with Enter or
 * a click; the code is null where `fresh` allows a new one and nothing fits. `digit(code)` is the key that gives it
 * without a list. Returns { element, input, value }.
 */
export function picker(codes, { label, onpick = () => {}, fresh = false, limit = 60, digit = () => "" }) {
  const id = `picker-${(pickers += 1)}`;
  const list = el("ul", { role: "listbox", id, "aria-label": label });
  const input = el("input", { role: "combobox", "aria-label": label, "aria-controls": id, "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", autofocus: true });
  let found = [];
  let at = 0;

  function choose(place) {
    at = Math.max(0, Math.min(place, list.children.length - 1));
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    const now = list.children[at];
    if (now) input.setAttribute("aria-activedescendant", now.id);
    now?.scrollIntoView({ block: "nearest" });
  }

  function refresh() {
    found = matches(codes, input.value).slice(0, limit);
    const offered = fresh && input.value.trim() && !found.some((code) => fold(code.name) === fold(input.value.trim()));
    fill(list, found.map((code, number) => option(code, number)), offered && el("li", { role: "option", id: `${id}-new`, onclick: () => onpick(null, input.value) }, _("New code “%(name)s”", { name: input.value.trim() })));
    choose(0);
  }

  function option(code, number) {
    const parents = code.path.split("/").slice(0, -1).join(" › ");
    const key = digit(code);
    return el("li", { role: "option", id: `${id}-${number}`, onclick: () => onpick(code, input.value) },
      el("span", { class: "dot", style: { "--code": codes.color(code.id) } }), code.name, key && el("kbd", {}, key), parents && el("span", { class: "path" }, parents));
  }

  input.addEventListener("input", refresh);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter takes what an input method offers
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) choose(at + step);
    else if (event.key === "Enter" && list.children.length) onpick(found[at] ?? null, input.value);
    else return;
    event.preventDefault();
  });
  refresh();
  return { element: el("div", { class: "picker" }, input, list), input, value: () => found[at] ?? null };
}

/** Ask for a code in a dialog; resolves to it, or null. */
export function askCode(codes, { title }) {
  let chosen = null;
  const field = picker(codes, { label: title, onpick: (code) => { chosen = code; field.input.form.requestSubmit(); } });
  return ask({ title, body: field.element, yes: _("Choose"), read: () => chosen ?? field.value() });
}
