// A text and its places. A place is a code point everywhere but in the browser, which counts UTF-16 units: one is made
// of the other here and nowhere else. Spans are half-open pairs [start, end] of code points.

const PAIR = /[\ud800-\udbff]/;
const BLANK = /^[\s\x1c-\x1f\x85\u200b-\u200d]*$/u;
const RUN = /[^\s\x1c-\x1f\x85]+/gu;
const SIGNS = /^[\p{P}]+|[\p{P}]+$/gu;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export class Text {
  #pairs; // the units at which characters of two units begin
  #clusters = null;
  #words = null;

  constructor(string) {
    this.string = string;
    this.#pairs = pairsOf(string);
    this.length = string.length - this.#pairs.length;
  }

  /** The UTF-16 unit of a code point. */
  toUnits(point) {
    const place = clamp(point, this.length);
    return place + count(this.#pairs, (unit, before) => unit - before < place);
  }

  /** The code point of a UTF-16 unit; the middle of a character is its beginning. */
  toPoints(unit) {
    const place = clamp(unit, this.string.length);
    return place - count(this.#pairs, (pair) => pair < place);
  }

  /** The words from one code point to another. */
  slice(start, end = this.length) {
    return this.string.slice(this.toUnits(start), this.toUnits(end));
  }

  /** The spans of the words: what stands between white space, without the signs around it. */
  words() {
    const runs = () => [...this.string.matchAll(RUN)].map(bare).filter(Boolean);
    this.#words ??= runs().map((span) => span.map((unit) => this.toPoints(unit)));
    return this.#words;
  }

  /** The least span of whole signs that a reader sees as one (é, 👩‍👩‍👧) around a span. */
  whole(start, end) {
    const first = this.#cluster(this.toUnits(start));
    const last = this.#cluster(this.toUnits(end));
    const after = last && last.index < this.toUnits(end) ? last.index + last.segment.length : this.toUnits(end);
    return [first ? this.toPoints(first.index) : this.length, this.toPoints(after)];
  }

  /** A span of whole signs that neither begins nor ends in white space; null where nothing is left. */
  trimmed(start, end) {
    let [from, to] = this.whole(Math.min(start, end), Math.max(start, end)).map((point) => this.toUnits(point));
    for (let next = this.#cluster(from); from < to && BLANK.test(next.segment); next = this.#cluster(from)) from += next.segment.length;
    for (let last = this.#cluster(to - 1); from < to && BLANK.test(last.segment); last = this.#cluster(to - 1)) to -= last.segment.length;
    return from < to ? [this.toPoints(from), this.toPoints(to)] : null;
  }

  /** The sign at a unit, as Intl.Segmenter has it; undefined past the end. */
  #cluster(unit) {
    this.#clusters ??= graphemes.segment(this.string);
    return this.#clusters.containing(unit);
  }
}

function pairsOf(string) {
  const found = [];
  if (PAIR.test(string)) {
    for (let unit = 0; unit < string.length; unit++) if (string.codePointAt(unit) > 0xffff) found.push(unit++);
  }
  return found;
}

/** A run of signs without the punctuation around it, in units; null where it is nothing else. */
function bare({ 0: run, index }) {
  const inner = run.replace(SIGNS, "");
  if (!inner) return null;
  const start = index + run.indexOf(inner);
  return [start, start + inner.length];
}

const clamp = (place, length) => Math.max(0, Math.min(place, length));

/** How many at the beginning of a list pass: those that pass all stand before those that do not. */
export function count(list, passes) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(list[middle], middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
