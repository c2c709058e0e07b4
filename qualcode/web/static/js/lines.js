// The lines of a text as elements, and where in them a place is. Every character of the text stands there, the line
// ends too, so that what is selected on the page is what is stored.

import { el } from "./dom.js";
import { count } from "./text.js";

/** So many units stand in one text node at most: more are slow to measure and to paint, and so are very many nodes. */
const PIECE = 2000;
const ITALIC = /^([*_])(?!\1)[^*_]+\1\s*$/;
const HASHES = /^#+[ \t]*/;

export class Lines {
  #starts = []; // the unit at which each text node begins
  #nodes = [];
  #places = new Map(); // of a text node, its place in the list
  #measuring = document.createRange();

  constructor() {
    this.element = el("div", { class: "lines" });
    this.text = null;
    this.markup = [];
  }

  /**
   * Lay a text out; `headings` are where lines that are headings begin, and their levels. `markup` are then the spans of
   * the signs that make a line a heading or italic.
   */
  lay(text, headings) {
    this.text = text;
    [this.#starts, this.#nodes, this.markup] = [[], [], []];
    const levels = new Map(headings.map((each) => [text.toUnits(each.start), each.level]));
    const blocks = [];
    for (const { start, end, level, italic } of cut(text.string, levels)) {
      const heading = level && { class: `h${level}`, role: "heading", "aria-level": Math.min(6, level + 1) };
      blocks.push(this.#block(start, end, heading || { class: italic && "italic" }));
      if (level || italic) this.#marks(start, text.string.slice(start, end), italic);
    }
    this.#places = new Map(this.#nodes.map((node, place) => [node, place]));
    this.element.replaceChildren(...blocks);
  }

  #block(start, end, properties) {
    const block = el("div", properties);
    for (let from = start; from < end; ) {
      const to = end - from > PIECE ? this.#cut(from, end) : end;
      const node = document.createTextNode(this.text.string.slice(from, to));
      this.#starts.push(from);
      this.#nodes.push(node);
      block.append(node);
      from = to;
    }
    return block;
  }

  /** Where a long line is cut: after a blank, or else between two signs. */
  #cut(from, end) {
    const blank = this.text.string.lastIndexOf(" ", from + PIECE);
    if (blank > from) return blank + 1;
    return Math.min(end, this.text.toUnits(this.text.whole(0, this.text.toPoints(from + PIECE))[1]));
  }

  #marks(start, words, italic) {
    const before = italic ? 1 : words.match(HASHES)?.[0].length;
    const last = start + words.trimEnd().length;
    const spans = italic ? [[start, start + 1], [last - 1, last]] : before ? [[start, start + before]] : [];
    this.markup.push(...spans.map((span) => span.map((unit) => this.text.toPoints(unit))));
  }

  /** A range over a span. */
  range([start, end]) {
    const [startContainer, startOffset] = this.#spot(this.text.toUnits(start), true);
    const [endContainer, endOffset] = this.#spot(this.text.toUnits(end), false);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** The text node and the offset in it of a unit; at the border of two nodes, in the one that is `forward` or not. */
  #spot(unit, forward) {
    const place = Math.max(0, count(this.#starts, (start) => (forward ? start <= unit : start < unit)) - 1);
    const node = this.#nodes[place];
    return node ? [node, Math.min(unit - this.#starts[place], node.length)] : [this.element, 0];
  }

  /** The code point of a spot on the page, null where it is not in the text. */
  pointOf(node, offset) {
    if (!this.element.contains(node)) return null;
    if (this.#places.has(node)) return this.text.toPoints(this.#starts[this.#places.get(node)] + offset);
    const next = node.childNodes[offset] ?? after(node, this.element);
    const first = next && this.#places.get(next.nodeType === Node.TEXT_NODE ? next : next.firstChild);
    return next ? this.text.toPoints(this.#starts[first] ?? 0) : this.text.length;
  }

  /** The code point under a spot of the window, null where there is none. */
  pointAt(x, y) {
    if (document.caretPositionFromPoint) {
      const found = document.caretPositionFromPoint(x, y);
      return found && this.pointOf(found.offsetNode, found.offset);
    }
    const found = document.caretRangeFromPoint?.(x, y);
    return found ? this.pointOf(found.startContainer, found.startOffset) : null;
  }

  /** Width and height: as long as they stay, so does every line. */
  get size() {
    const { width, height } = this.element.getBoundingClientRect();
    return `${width} ${height}`;
  }

  /** Where spans stand, in pixels below the top of the text: { top, bottom } of each. Reads only. */
  measure(spans) {
    const above = this.element.getBoundingClientRect().top;
    return spans.map(([start, end]) => {
      const first = this.#sign(start);
      const last = this.#sign(Math.max(start, end - 1));
      return { top: first.top - above, bottom: last.bottom - above };
    });
  }

  /** The box of the sign at a code point; of its line, where the sign has none. */
  #sign(point) {
    const unit = this.text.toUnits(point);
    const [node, offset] = this.#spot(unit, true);
    if (node === this.element) return node.getBoundingClientRect();
    this.#measuring.setStart(node, offset);
    this.#measuring.setEnd(node, Math.min(this.text.toUnits(point + 1) - unit + offset, node.length));
    const boxes = this.#measuring.getClientRects();
    const box = boxes[boxes.length - 1];
    return box?.height ? box : node.parentNode.getBoundingClientRect();
  }
}

/** The node after an element that is in the text, null at its end. */
function after(node, within) {
  while (node !== within && !node.nextSibling) node = node.parentNode;
  return node === within ? null : node.nextSibling;
}

/**
 * The pieces of a text that are elements of their own: headings, lines in italics, and what stands between them, some
 * lines together. In units; every character is in one of them.
 */
function* cut(string, levels) {
  let from = 0;
  for (let start = 0; start < string.length; ) {
    const end = string.indexOf("\n", start) + 1 || string.length;
    const level = levels.get(start);
    const italic = !level && end - start < PIECE && ITALIC.test(string.slice(start, end));
    if (from < start && (level || italic || end - from > PIECE)) {
      yield { start: from, end: start };
      from = start;
    }
    if (level || italic) {
      yield { start, end, level, italic };
      from = end;
    }
    start = end;
  }
  if (from < string.length) yield { start: from, end: string.length };
}
