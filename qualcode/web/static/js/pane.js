// A text with its quotations: reading, selecting, pointing. The one element that the pages with a text share.
//
// Spans are in code points of the stored text. The words of a selection are those of the text, character for character.

import { el } from "./dom.js";
import { bindMoving } from "./moving.js";
import { Lines } from "./lines.js";
import { Margin } from "./margin.js";
import { follow, forget } from "./mouse.js";
import { paint, tint } from "./paint.js";
import { extend, moveEdge, spanAt, step, stepWord, stopsOf } from "./select.js";
import { Text, count } from "./text.js";
import { Underlay } from "./underlay.js";
import { _ } from "./words.js";

/** What is read out of a selection, in signs. */
const READ_OUT = 160;
/** So many screens above and below what is seen have their margin and highlights. */
const AROUND = 1.5;

export class TextPane extends EventTarget {
  #codes;
  #lines = new Lines();
  #margin;
  #said = el("p", { class: "unseen", "aria-live": "polite" });
  #text = new Text("");
  #sheet = null;
  #passages = []; // in the order of the text
  #boxes = new Map(); // where a span stands, measured once per layout
  #underlay = new Underlay((passage) => this.#range(passage));
  #undo = {}; // of "selected", "pointed", "hover", "suggest", "markup": how to take it away
  #span = null;
  #edge = "end";
  #place = 0; // where the selection was last, or a click
  #pointed = null;
  #stops = new Map();
  #scrolls = new Map(); // of a document, where it was scrolled to
  #shown = null; // the part of the text beside which the margin is drawn
  #size = "";

  /** Build the pane in an element that has a height; `codes` names and colours the codes. */
  constructor(host, { codes }) {
    super();
    this.#codes = codes;
    for (const code of codes.list) tint(codes.color(code.id)); // now, while there is no text to style anew
    this.#margin = new Margin(codes);
    const sheet = el("div", { class: "sheet" }, this.#lines.element, this.#margin.element);
    this.element = el("div", { class: "pane", role: "region", tabindex: 0, "aria-label": _("Text") }, sheet);
    host.append(this.element, this.#said);
    this.#listen();
  }

  /** Lay a document open. The same text keeps its place and selection. */
  open(sheet) {
    const name = sheet.document.id;
    if (this.#sheet?.document.id !== name || this.#sheet.text_hash !== sheet.text_hash) this.#lay(sheet);
    this.#sheet = sheet;
    this.element.setAttribute("aria-label", _("Text of %(document)s", { document: name }));
    this.show(sheet.passages);
  }

  /** Show these passages, and no others; only what changed is painted anew. `marks` false leaves the marks out. */
  show(passages, { marks = true } = {}) {
    this.#passages = [...passages].sort((one, other) => one.start - other.start || other.end - one.end);
    this.#margin.marks = marks;
    this.#draw();
    this.point(this.#pointed?.id ?? null, { reveal: false });
  }

  get selection() {
    if (!this.#span) return null;
    const [start, end] = this.#span;
    return { start, end, words: this.#text.slice(start, end) };
  }

  /** Select a span, or nothing with null. White space at its ends and halves of signs are not part of it. */
  select(span, { reveal = true } = {}) {
    forget(this.#lines);
    this.#set(span && this.#text.trimmed(span.start, span.end));
    if (reveal && this.#span) this.#revealed(this.#span);
    this.#announce();
  }

  /** Move the selection by a sentence or word; with `extend` only its end, or the edge ("start" or "end") that is named. */
  move(unit, by, { extend: extending = false, edge } = {}) {
    const spans = this.#spans(unit);
    if (!spans.length) return;
    let next = this.#span && (extending ? this.#extended(unit, by, edge) : (unit === "word" ? stepWord : step)(spans, this.#span, by));
    if (!this.#span) next = spanAt(spans, this.#begin());
    if (!extending) this.#edge = "end";
    if (next) this.#take(next, extending ? this.#edge : null);
  }

  /** Select the first or last sentence, or extend the selection up to there. */
  moveTo(end, { extend: extending = false } = {}) {
    const last = this.#spans("sentence").at(end === "end" ? -1 : 0);
    if (!last) return;
    const [start, stop] = this.#span ?? last;
    this.#edge = extending ? end : "end";
    if (!extending) this.#take(last);
    else this.#take(end === "end" ? [start, last[1]] : [last[0], stop], end);
  }

  get pointed() {
    return this.#pointed;
  }

  /** Point at a passage; at none with null. */
  point(id, { reveal = true } = {}) {
    const passage = this.#passages.find((each) => each.id === id) ?? null;
    const before = this.#pointed;
    this.#pointed = passage;
    this.#margin.point(passage?.id ?? null);
    this.#layer("pointed", passage && this.#strong("pointed", passage));
    if (passage && reveal) this.reveal(passage);
    if (passage?.id !== before?.id) this.#tell("point");
  }

  /** Point at the next or previous passage in the text; the selection is let go. */
  step(by) {
    const at = this.#passages.findIndex((each) => each.id === this.#pointed?.id);
    const from = at < 0 ? this.#begin() : 0;
    let next = at < 0 ? this.#passages.findIndex((each) => each.start >= from) : at + by;
    if (at < 0 && by < 0) next = this.#passages.findLastIndex((each) => each.start < from);
    const passage = this.#passages[next];
    if (!passage) return;
    this.select(null);
    this.point(passage.id);
    this.#say(this.#margin.named(passage));
  }

  /** Scroll so that a span is seen. */
  reveal({ start, end }) {
    this.#revealed([start, end]);
  }

  /** Where a span stands in the window: { top, bottom, left } in pixels. */
  box({ start, end }) {
    const [{ top, bottom }] = this.#lines.measure([[start, end]]);
    const { top: above, left } = this.#lines.element.getBoundingClientRect();
    return { top: above + top, bottom: above + bottom, left };
  }

  /** Measure the text anew, when something else than its width changed how it is laid out. */
  remeasure() {
    if (this.#sheet) this.#again();
  }

  /** Emphasise words, such as the reasons of a suggestion: [{ start, end, strength }]; null for none. */
  suggest(spans) {
    const strong = (each) => (each.strength ?? 1) >= 0.5;
    const ranges = (found) => found.map((each) => this.#range(each));
    const parts = spans && [["suggest", ranges(spans.filter((each) => !strong(each)))], ["suggest-strong", ranges(spans.filter(strong))]];
    this.#layer("suggest", parts);
  }

  /** Bind the keys that move in the text. */
  bindMoving() {
    bindMoving(this);
  }

  /** Take what is selected or pointed at away; false where there was nothing. */
  clear() {
    if (this.#span) this.select(null);
    else if (this.#pointed) this.point(null);
    else return false;
    return true;
  }

  /** Tell that somebody wants to do something with the passage pointed at. */
  openPointed() {
    this.#tell("open");
  }

  // — laying out —

  #lay(sheet) {
    if (this.#sheet) this.#scrolls.set(this.#sheet.document.id, this.element.scrollTop);
    const same = this.#sheet?.document.id === sheet.document.id;
    const [text, before, pointed] = [new Text(sheet.text), same && this.selection, same && this.#pointed];
    this.#clean();
    this.#text = text;
    this.#lines.lay(this.#text, sheet.headings);
    this.#size = this.#lines.size;
    this.#stops = new Map([["sentence", sheet.sentences]]);
    this.#layer("markup", [["markup", this.#lines.markup.map((span) => this.#lines.range(span))]]);
    if (before && text.slice(before.start, before.end) === before.words) this.#set([before.start, before.end]);
    this.#pointed = pointed || null;
    this.element.scrollTop = same ? this.element.scrollTop : (this.#scrolls.get(sheet.document.id) ?? 0);
  }

  #clean() {
    this.#set(null);
    this.point(null);
    for (const name of Object.keys(this.#undo)) this.#layer(name, null);
    this.#underlay.lay([]);
    this.#boxes.clear();
    [this.#place, this.#shown, this.#edge] = [0, null, "end"];
  }

  #tint(code) {
    return tint(code ? this.#codes.color(code) : "");
  }

  #range({ start, end }) {
    return this.#lines.range([start, end]);
  }

  #strong(name, passage) {
    return [[`${name}-${this.#tint(passage.tags[0]?.code)}`, [this.#range(passage)]]];
  }

  /** Put [name, ranges] of a layer in the place of what it showed. */
  #layer(layer, painted) {
    this.#undo[layer]?.forEach((undo) => undo());
    this.#undo[layer] = (painted ?? []).map(([name, ranges]) => paint(name, ranges));
  }

  /** Measure the spans not measured yet; lay out margin and highlights, and draw what is near. */
  #draw() {
    const key = ({ start, end }) => `${start}-${end}`;
    const fresh = this.#passages.filter((each) => !this.#boxes.has(key(each)));
    this.#lines.measure(fresh.map(({ start, end }) => [start, end])).forEach((box, at) => this.#boxes.set(key(fresh[at]), box));
    const tints = new Map();
    const tintOf = (code) => tints.get(code) ?? tints.set(code, this.#tint(code)).get(code);
    const items = this.#passages.map((passage) => ({ passage, tint: tintOf(passage.tags[0]?.code), ...this.#boxes.get(key(passage)) }));
    this.#near();
    this.#underlay.lay(items);
    this.#margin.lay(items);
  }

  /** Show what stands beside and under the part of the text that is seen, and some screens around it. */
  #near() {
    const { scrollTop, clientHeight } = this.element;
    if (this.#shown && scrollTop >= this.#shown[0] && scrollTop <= this.#shown[1]) return;
    const band = [scrollTop - AROUND * clientHeight, scrollTop + (1 + AROUND) * clientHeight];
    this.#shown = [scrollTop - 0.6 * AROUND * clientHeight, scrollTop + 0.6 * AROUND * clientHeight];
    this.#underlay.show(...band);
    this.#margin.show(...band);
  }

  #again() {
    this.#boxes.clear();
    this.#shown = null;
    this.#draw();
  }

  /** The text was broken into lines anew when its size changed. */
  #resized() {
    const size = this.#lines.size;
    if (size === this.#size) return;
    this.#size = size;
    this.#again();
  }

  // — selecting —

  #spans(unit) {
    if (!this.#stops.has(unit)) this.#stops.set(unit, this.#text.words());
    return this.#stops.get(unit);
  }

  #stopsOf(unit) {
    const name = `${unit} stops`;
    if (!this.#stops.has(name)) this.#stops.set(name, stopsOf(this.#spans(unit), this.#spans("sentence")));
    return this.#stops.get(name);
  }

  #extended(unit, by, edge) {
    const stops = this.#stopsOf(unit);
    if (edge || unit === "word") {
      this.#edge = edge ?? "end";
      return moveEdge(stops, this.#span, by, this.#edge);
    }
    const { span, edge: moved } = extend(stops, this.#span, by, this.#edge);
    this.#edge = moved;
    return span;
  }

  /** Where moving begins when nothing is selected: at the last place where it is seen, else at the top of what is seen. */
  #begin() {
    const seen = this.element.scrollTop - this.#lines.element.offsetTop;
    const top = (place) => this.#lines.measure([[place, place]])[0].top;
    const last = top(this.#place);
    if (last >= seen && last <= seen + this.element.clientHeight) return this.#place;
    const sentences = this.#spans("sentence");
    return sentences[count(sentences, ([start]) => top(start) < seen)]?.[0] ?? this.#place;
  }

  #take([start, end], edge = null) {
    forget(this.#lines);
    this.#set(this.#text.trimmed(start, end));
    this.#revealed(edge === "end" ? [end - 1, end] : edge === "start" ? [start, start + 1] : [start, end]);
    this.#announce();
  }

  #set(span) {
    const changed = String(span) !== String(this.#span);
    this.#span = span;
    if (span) this.#place = span[0];
    this.#layer("selected", span && [["selected", [this.#lines.range(span)]]]);
    if (changed) this.#tell("select");
  }

  #announce() {
    if (!this.#span) return this.#say("");
    const words = this.selection.words;
    this.#say(words.length > READ_OUT ? `${words.slice(0, READ_OUT / 2)} … ${words.slice(-READ_OUT / 2)}` : words);
  }

  #say(text) {
    this.#said.textContent = text;
  }

  /** Scroll a span into view: not at all where it is seen well, else to a third from the top. */
  #revealed(span) {
    const [{ top, bottom }] = this.#lines.measure([span]);
    const offset = this.#lines.element.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    const height = this.element.clientHeight;
    const [from, to] = [top + offset, bottom + offset];
    if (from >= height * 0.06 && to <= height * 0.94) return;
    this.element.scrollTop += from - (to - from > height * 0.6 ? height * 0.06 : height * 0.3);
  }

  // — listening —

  #listen() {
    this.element.addEventListener("scroll", () => this.#near(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(this.#lines.element);
    document.fonts.addEventListener("loadingdone", () => this.#again());
    follow(this.#lines, {
      now: () => this.#span,
      onselect: ([start, end]) => this.#set(this.#text.trimmed(start, end)),
      onclick: (point) => this.#clicked(point),
    });
    this.#margin.addEventListener("pick", ({ detail }) => detail && this.#picked(detail));
    this.#margin.addEventListener("open", ({ detail }) => detail && this.#tell("open"));
    this.#margin.addEventListener("hover", ({ detail }) => this.#hovered(detail));
    document.addEventListener("copy", (event) => this.#copied(event));
  }

  /** A click in the text lets the selection go, and points at the shortest passage there, or the next when it was that. */
  #clicked(point) {
    this.#set(null);
    if (point === null) return;
    this.#place = point;
    const length = (each) => each.end - each.start;
    const here = this.#passages.filter((each) => each.start <= point && point < each.end).sort((one, other) => length(one) - length(other));
    const at = here.findIndex((each) => each.id === this.#pointed?.id);
    this.point(here.length ? here[(at + 1) % here.length].id : null, { reveal: false });
  }

  /** A bar or label was clicked: the selection was for something else. */
  #picked(id) {
    this.select(null);
    this.point(id, { reveal: false });
  }

  #hovered(id) {
    const passage = this.#passages.find((each) => each.id === id);
    this.#layer("hover", passage && this.#strong("hover", passage));
  }

  #copied(event) {
    if (!this.#span || !this.element.contains(document.activeElement)) return;
    event.clipboardData.setData("text/plain", this.selection.words);
    event.preventDefault();
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}
