// The margin beside a text: for each quotation a bar along its lines, and a label with its codes. Where they all go is
// reckoned at once; only those near to what is seen are in the page.

import { el } from "./dom.js";
import { lanes, stack } from "./lanes.js";
import { _, opened } from "./words.js";

/** Pixels: the height of a row of a label, a bar with the space beside it, and the space for the ties to the labels. */
const ROW = 18;
const BAR = 9;
const WIDEST = 54;
const GUTTER = 16;
/** A label that comes to stand further than this from its bar shows one row only. */
const FAR = 150;
/** A label shows so many codes at most, and is called by so many signs of the words. */
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
  #list = null; // the codes that the labels were drawn with
  #items = []; // in the order of the text
  #shown = new Map(); // of a passage's id, what stands in the page: { element, bar, tie, label }
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
    if (this.#list !== this.#codes.list) this.#forget();
    this.#others = !opened.coder && new Set(items.map((each) => each.passage.coder)).size > 1;
    const places = lanes(items);
    const many = 1 + places.reduce((most, lane) => Math.max(most, lane), 0);
    this.#pitch = Math.min(BAR, WIDEST / many);
    this.#left = this.#pitch * many + GUTTER;
    this.element.style.setProperty("--labels", px(this.#left));
    this.#items = items.map(({ passage, top, bottom }, at) => ({ passage, top, bottom, lane: places[at], rows: rowsOf(passage) }));
    this.#stack();
    this.#refresh();
  }

  /** Draw every label anew: codes may be called otherwise. */
  #forget() {
    this.#list = this.#codes.list;
    for (const now of this.#shown.values()) now.content = null;
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
    const ends = (item) => [Math.min(item.top, item.label), Math.max(item.bottom, item.label + item.rows * ROW)];
    const near = this.#items.filter((item) => ends(item)[1] >= from && ends(item)[0] <= to);
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

  /** The element of an item: drawn anew where the passage changed, else put where it goes now. */
  #placed(item) {
    const { passage, rows } = item;
    const content = JSON.stringify([passage, rows, this.marks, this.#others]);
    const before = this.#shown.get(passage.id);
    const now = before?.content === content ? before : { ...this.#draw(item), content };
    if (before && now !== before) swap(before, now);
    this.#shown.set(passage.id, now);
    this.#put(now, item);
    return now.element;
  }

  #draw(item) {
    const { passage } = item;
    const color = passage.tags.length ? this.#codes.color(passage.tags[0].code) : "";
    const [tie, bar] = [el("span", { class: "tie" }), el("span", { class: "bar" })];
    const named = { "aria-label": this.named(passage), title: this.#hint(passage) };
    const label = el("button", { type: "button", class: "label", tabindex: -1, ...named }, this.#rows(item));
    const state = `${passage.look ? ` look-${passage.look}` : ""}${passage.id === this.#pointed ? " pointed" : ""}`;
    const properties = { class: `quotation${state}`, data: { id: passage.id }, style: color && { "--code": color } };
    return { element: el("div", properties, tie, bar, label), tie, bar, label };
  }

  /** Put bar, tie and label where they go: the tie from the bar, beside the label where it can be, to the label. */
  #put(now, { top, bottom, lane, label }) {
    const place = [top, bottom, lane, label, this.#left, this.#pitch].join(" ");
    if (now.place === place) return;
    now.place = place;
    const left = lane * this.#pitch;
    const middle = label + ROW / 2;
    const tied = Math.max(top + 2, Math.min(middle, bottom - 2));
    const [over, down] = [this.#left - left - 4, middle - tied];
    Object.assign(now.bar.style, { left: px(left), top: px(top), width: px(this.#pitch), height: px(bottom - top) });
    Object.assign(now.tie.style, { left: px(left + 3), top: px(tied), width: px(Math.hypot(over, down)) });
    now.tie.style.rotate = `${Math.atan2(down, over)}rad`;
    now.label.style.top = px(label);
  }

  #rows({ passage, rows }) {
    const { tags } = passage;
    const marks = this.marks ? MARKS.filter((mark) => mark.holds(passage)) : [];
    const signs = marks.length > 0 && el("span", { class: "signs" }, marks.map((mark) => el("span", { title: mark.name() }, mark.sign)));
    const none = () => el("span", { class: "name" }, _("without a code"));
    if (!tags.length) return el("span", { class: "tag none" }, none(), this.#who(passage.coder), signs);
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
    const letters = above.split("/").filter(Boolean).map((each) => [...each].slice(0, 3).join("")).join("/");
    const parents = above && [el("span", { class: "above" }, above), el("span", { class: "letters" }, letters, "/")];
    return [parents, el("span", { class: "name" }, short.slice(above.length))];
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
    const whose = passage.coder === opened.coder ? "" : passage.coder;
    const parts = [passage.label, codes.join(", ") || _("without a code"), ...marks, whose];
    return _("%(what)s: “%(words)s”", { what: parts.filter(Boolean).join(", "), words });
  }

  /** Emphasise one passage; the focus goes along where it was in the margin. */
  point(id) {
    const focused = this.element.contains(document.activeElement);
    for (const [each, { element }] of this.#shown) element.classList.toggle("pointed", each === id);
    this.#pointed = id;
    this.#rove();
    if (focused) this.#shown.get(id)?.label.focus({ preventScroll: true });
  }

  /** One label can be reached with Tab: that of the passage pointed at, or the first that is there. */
  #rove() {
    const first = this.#shown.has(this.#pointed) ? this.#pointed : this.element.firstElementChild?.dataset.id;
    for (const [id, { label }] of this.#shown) label.tabIndex = id === first ? 0 : -1;
  }
}

const px = (number) => `${number}px`;
const idOf = (event) => event.target.closest(".quotation")?.dataset.id ?? null;

const rowsOf = (passage) => Math.min(ROWS, Math.max(1, passage.tags.length));

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

/** Put an element in the place of another, with the focus that was there. */
function swap(before, now) {
  const focused = document.activeElement === before.label;
  before.element.replaceWith(now.element);
  if (focused) now.label.focus({ preventScroll: true });
}
