// The margin beside a text: for each quotation a bar along its lines, and a label with its codes. Where they all go is
// reckoned at once; only those near to what is seen are in the page.

import { el } from "./dom.js";
import { lanes, stack } from "./lanes.js";
import { _, opened, plural } from "./words.js";

/** Pixels: the height of a row of a label, a bar with the space beside it, and the space for the ties to the labels. */
const ROW = 18;
const BAR = 9;
const WIDEST = 54;
const GUTTER = 16;
/** A label that comes to stand further than this from its bar shows one row only. */
const FAR = 150;
/** A label shows so many codes at most. */
const ROWS = 8;
const FIRST = 40;

/** How a label stands for a quotation's marks. */
const MARKS = [
  { sign: "❝", name: () => _("respondent's own words"), holds: (passage) => passage.verbatim },
  { sign: "★", name: () => _("chosen for the report"), holds: (passage) => passage.released },
  { sign: "✎", name: () => _("has a comment"), holds: (passage) => passage.comment || passage.tags.some((tag) => tag.comment) },
];

export class Margin extends EventTarget {
  #codes;
  #items = []; // in the order of the text
  #shown = new Map(); // of a passage's id, what stands in the page: { element, key }
  #pointed = null;
  #band = [0, 0];
  #pitch = BAR;
  #left = 0; // where the labels begin
  #others = false;

  /** Events "pick" (a bar or label was clicked), "open" (twice, or Enter once more) and "hover", with the passage's id. */
  constructor(codes) {
    super();
    this.#codes = codes;
    this.marks = true;
    this.element = el("div", { class: "margin", role: "group", "aria-label": _("Passages") });
    for (const [event, name] of [["click", "pick"], ["dblclick", "open"], ["pointerover", "hover"], ["pointerleave", "hover"]]) {
      this.element.addEventListener(event, (given) => this.dispatchEvent(new CustomEvent(name, { detail: idOf(given) })));
    }
  }

  /** Lay out items { passage, top, bottom }, sorted as the text has them. */
  lay(items) {
    this.#others = !opened.coder && new Set(items.map((each) => each.passage.coder)).size > 1;
    const places = lanes(items);
    this.#pitch = Math.min(BAR, WIDEST / (1 + Math.max(0, ...places)));
    this.#left = this.#pitch * (1 + Math.max(0, ...places)) + GUTTER;
    this.element.style.setProperty("--labels", px(this.#left));
    this.#items = items.map(({ passage, top, bottom }, at) => ({ passage, top, bottom, lane: places[at], rows: Math.min(ROWS, Math.max(1, passage.tags.length)) }));
    this.#stack();
    this.#refresh();
  }

  #stack() {
    this.#label();
    const far = this.#items.filter((item) => item.rows > 1 && Math.abs(item.label - item.top) > FAR);
    for (const item of far) item.rows = 1;
    if (far.length) this.#label();
  }

  #label() {
    const tops = stack(this.#items.map((item) => ({ wanted: item.top, height: item.rows * ROW })));
    this.#items.forEach((item, at) => (item.label = Math.round(tops[at])));
  }

  /** Show what stands between two heights. */
  show(from, to) {
    this.#band = [from, to];
    this.#refresh();
  }

  #refresh() {
    const [from, to] = this.#band;
    const near = this.#items.filter((item) => Math.max(item.bottom, item.label + item.rows * ROW) >= from && Math.min(item.top, item.label) <= to);
    const ids = new Set(near.map((item) => item.passage.id));
    for (const [id, { element }] of this.#shown) {
      if (ids.has(id)) continue;
      element.remove();
      this.#shown.delete(id);
    }
    let before = null;
    for (const item of near) {
      const element = this.#placed(item);
      const next = before ? before.nextSibling : this.element.firstChild;
      if (next !== element) this.element.insertBefore(element, next);
      before = element;
    }
    this.#rove();
  }

  /** The element of an item: the one there is, where nothing of it changed. */
  #placed(item) {
    const { passage, top, bottom, lane, label, rows } = item;
    const key = JSON.stringify([top, bottom, lane, label, rows, this.#left, this.marks, passage]);
    const now = this.#shown.get(passage.id);
    if (now?.key === key) return now.element;
    const made = this.#draw(item);
    if (now) keepFocus(now.element, made);
    this.#shown.set(passage.id, { element: made, key });
    return made;
  }

  #draw(item) {
    const { passage, top, bottom, lane, label } = item;
    const left = lane * this.#pitch;
    const color = passage.tags.length ? this.#codes.color(passage.tags[0].code) : "";
    const middle = label + ROW / 2;
    const tied = Math.max(top + 2, Math.min(middle, bottom - 2));
    const width = this.#left - left - 4;
    const state = `${passage.look ? ` look-${passage.look}` : ""}${passage.id === this.#pointed ? " pointed" : ""}`;
    return el("div", { class: `quotation${state}`, data: { id: passage.id }, style: color && { "--code": color } },
      el("span", { class: "tie", style: { left: px(left + 3), top: px(tied), width: px(Math.hypot(width, middle - tied)), rotate: `${Math.atan2(middle - tied, width)}rad` } }),
      el("span", { class: "bar", style: { left: px(left), top: px(top), width: px(this.#pitch), height: px(bottom - top) } }),
      el("button", { type: "button", class: "label", tabindex: -1, "aria-label": this.named(passage), title: this.#hint(passage), style: { top: px(label) } }, this.#rows(item)));
  }

  #rows({ passage, rows }) {
    const { tags } = passage;
    const marks = this.marks ? MARKS.filter((mark) => mark.holds(passage)) : [];
    const signs = marks.length > 0 && el("span", { class: "signs" }, marks.map((mark) => el("span", { title: mark.name() }, mark.sign)));
    if (!tags.length) return el("span", { class: "tag none" }, el("span", { class: "name" }, _("without a code")), this.#who(passage.coder), signs);
    const more = tags.length > rows && el("span", { class: "more" }, `+${tags.length - rows}`);
    return tags.slice(0, rows).map((tag, at) =>
      el("span", { class: `tag${tag.status === "draft" ? " draft" : ""}` },
        el("span", { class: "dot", style: { "--code": this.#codes.color(tag.code) } }),
        this.#name(tag.code),
        tag.value && el("span", { class: "value" }, tag.value),
        tag.specification && el("span", { class: "detail" }, tag.specification),
        at === rows - 1 && more, this.#who(tag.coder), at === 0 && signs));
  }

  /** A code's short name; the parents in it give way first, and are letters only where there is little room. */
  #name(code) {
    const short = this.#codes.short(code);
    const name = this.#codes.get(code)?.name ?? "";
    const above = short.slice(0, short.length - name.length);
    const letters = above.split("/").filter(Boolean).map((each) => [...each][0]).join("/");
    return [above && [el("span", { class: "above" }, above), el("span", { class: "letters" }, letters, "/")], el("span", { class: "name" }, short.slice(above.length))];
  }

  #who(coder) {
    if (!coder || coder === opened.coder || !(opened.coder || this.#others)) return null;
    return el("span", { class: "who", title: coder }, initials(coder));
  }

  /** The codes' paths in full, a line each. */
  #hint(passage) {
    return passage.tags.map((tag) => [this.#codes.get(tag.code)?.path, detail(tag)].filter(Boolean).join(": ")).join("\n") || null;
  }

  /** What a passage is called: its label, codes, marks and first words. */
  named(passage) {
    const codes = passage.tags.map((tag) => [this.#codes.short(tag.code), detail(tag)].filter(Boolean).join(" "));
    const words = shortened(passage.words ?? "");
    const marks = MARKS.filter((mark) => mark.holds(passage)).map((mark) => mark.name());
    const parts = [passage.label, codes.join(", ") || _("without a code"), ...marks, passage.coder === opened.coder ? "" : passage.coder];
    return _("%(what)s: “%(words)s”", { what: parts.filter(Boolean).join(", "), words });
  }

  /** Emphasise one passage; `focus` moves the focus too where it was in the margin. */
  point(id) {
    const focused = this.element.contains(document.activeElement);
    for (const [each, { element }] of this.#shown) element.classList.toggle("pointed", each === id);
    this.#pointed = id;
    this.#rove();
    if (focused) this.#shown.get(id)?.element.querySelector(".label").focus({ preventScroll: true });
  }

  /** One label can be reached with Tab: that of the passage pointed at, or the first that is there. */
  #rove() {
    const [first] = this.#shown.size && !this.#shown.has(this.#pointed) ? [this.element.firstElementChild?.dataset.id] : [this.#pointed];
    for (const [id, { element }] of this.#shown) element.lastElementChild.tabIndex = id === first ? 0 : -1;
  }
}

const px = (number) => `${number}px`;
const idOf = (event) => event.target.closest(".quotation")?.dataset.id ?? null;

/** A tag's grade or specification. */
function detail(tag) {
  return [tag.value, tag.specification].filter(Boolean).join(" · ");
}

/** The first words; no sign of two units is cut in two. */
function shortened(words) {
  return words.length > FIRST ? `${words.slice(0, FIRST).replace(/[\ud800-\udbff]$/, "")}…` : words;
}

/** Two letters for a coder. */
export function initials(coder) {
  const parts = coder.split(/[\s._-]+/).filter(Boolean);
  const letters = parts.length > 1 ? parts.map((part) => [...part][0]) : [...coder];
  return letters.slice(0, 2).join("").toUpperCase();
}

function keepFocus(old, made) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(made);
  if (focused) made.querySelector(".label").focus({ preventScroll: true });
}
