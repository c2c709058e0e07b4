// Suggestions beside the text, when somebody asks for them: a passage at a time, its codes one by one, answered by key.
// Nothing here is a coding before it is accepted.

import { askCode } from "./codes.js";
import { bind as bindKey } from "./keys.js";
import { net } from "./net.js";
import { askGrade, askSpecification } from "./reading/asking.js";
import { complain, trying } from "./say.js";
import { IDLE, Round, UNITS } from "./suggesting/round.js";
import { note } from "./suggesting/desk.js";
import { View } from "./suggesting/view.js";
import { _ } from "./words.js";

const UNIT = "qualcode suggestions per";
const SETTLED = 250; // after so long without a change it is asked anew
const SHOWN = 60; // so much of narrowed words is shown

/**
 * The panel for a page with a text. `documentOf()` gives the id of the open document, `applied(laid)` takes what was
 * laid and paints it. Returns { panel, bind, refresh, isOpen }: `refresh` is to be called when a document was opened, and
 * when something was coded or taken back: then what comes next is asked anew. `isOpen` while a passage is gone through,
 * `isAsked` while the panel shows anything of a round.
 */
export function suggestions({ pane, codes, about, documentOf, applied }) {
  const beside = new Beside({ pane, codes, about, documentOf, applied });
  return {
    panel: beside.view.panel, bind: () => beside.bind(), refresh: () => beside.refresh(),
    get isOpen() {
      return beside.round.isOpen;
    },
    get isAsked() {
      return beside.round.state !== IDLE;
    },
  };
}

class Beside {
  #quiet = false; // a round that began by itself leaves the text as it is
  #offered = null; // the document that was open last
  #seen = null; // the passage that was laid before the coder last
  #whole = null; // what was selected for it

  constructor({ pane, codes, about, documentOf, applied }) {
    Object.assign(this, { pane, codes, about, documentOf, applied });
    this.round = new Round();
    const unit = localStorage.getItem(UNIT);
    if (UNITS.includes(unit)) this.round.unit = unit;
    this.view = new View(this.round, codes, {
      begin: () => this.begin(), close: () => this.close(), unit: (unit) => this.per(unit), choose: (at) => this.choose(at),
      accept: () => this.accept(), other: () => this.other(), turn: (what) => this.turn(what),
      reject: () => this.reject(), rejectAll: () => this.rejectAll(), next: () => this.next(),
    });
    this.round.addEventListener("change", () => this.#show());
    this.round.addEventListener("wrong", ({ detail }) => complain(detail));
    pane.addEventListener("select", () => this.round.isOpen && this.#show());
    this.#show();
  }

  bind() {
    const group = _("Suggestions");
    const inPanel = (keys, what, run, when = () => true) =>
      bindKey({ keys, group, what, run, within: this.view.panel, when: (event) => this.round.isOpen && when(event) });
    const inText = (keys, what, run) => bindKey({ keys, group, what, run, within: this.pane.element });
    inText("s", _("Suggest codes: for the words selected, else from the passage pointed at"), () => this.start());
    inText("S", _("Suggest codes for the document from its beginning"), () => this.begin());
    inPanel("ArrowDown", _("Next code"), () => this.choose(this.round.current.at + 1));
    inPanel("ArrowUp", _("Previous code"), () => this.choose(this.round.current.at - 1));
    inPanel([..."123456789"], _("The first code, the second, …"), (event) => this.choose(Number(event.key) - 1));
    const onCode = (event) => event.key !== "Enter" || event.target.matches(".code"); // other buttons do what they say
    inPanel(["Enter", "y"], _("Accept, for the words selected; again: go on"), () => this.accept(), onCode);
    inPanel("o", _("Accept with another code"), () => this.other());
    inPanel("m", _("Accept in the other mode: as it is, as is wished"), () => this.turn("mode"));
    inPanel("b", _("Accept in the other branch"), () => this.turn("branch"));
    inPanel(["x", "r"], _("Reject this code"), () => this.reject());
    inPanel(["X", "R"], _("Reject all codes of the passage"), () => this.rejectAll());
    inPanel(["ArrowRight", "j"], _("Next passage"), () => this.next());
    inPanel(["ArrowLeft", "k"], _("The passage before"), () => this.previous());
    inPanel("Shift+ArrowLeft", _("A word less at the end"), () => this.narrow(-1, "end"));
    inPanel("Shift+ArrowRight", _("A word more at the end"), () => this.narrow(1, "end"));
    inPanel("Alt+Shift+ArrowRight", _("A word less at the beginning"), () => this.narrow(1, "start"));
    inPanel("Alt+Shift+ArrowLeft", _("A word more at the beginning"), () => this.narrow(-1, "start"));
    inPanel("Escape", _("Back to the text"), () => this.pane.element.focus());
  }

  /** A document was opened, or the data changed. */
  refresh() {
    const document = this.documentOf();
    clearTimeout(this.settling);
    if (document !== this.round.document && this.round.state !== IDLE) this.round.close();
    if (this.round.isOpen) this.settling = setTimeout(() => this.round.learn(), SETTLED);
    const unasked = this.about.show === "always" && this.round.state === IDLE && document !== this.#offered;
    this.#offered = document;
    if (unasked && document) this.#begin(() => this.round.begin(document), { quiet: true });
  }

  // — beginning —

  /** Begin with the words selected, else after the passage pointed at; what is on the desk there is gone on with. */
  start() {
    const { selection, pointed } = this.pane;
    const { current, isOpen } = this.round;
    if (isOpen && (!selection || inside(selection, current))) return this.#enter();
    if (selection) return this.#begin(() => this.round.beginOn(this.documentOf(), selection));
    return this.begin(pointed?.end ?? 0);
  }

  begin(after = 0) {
    return this.#begin(() => this.round.begin(this.documentOf(), after));
  }

  async #begin(run, { quiet = false } = {}) {
    if (!this.documentOf()) return;
    this.#quiet = quiet;
    this.#seen = null;
    const begun = run();
    if (!quiet) this.view.panel.scrollIntoView({ block: "start" });
    await begun;
    if (!quiet && !this.round.isOpen) this.view.panel.scrollIntoView({ block: "start" });
    if (!quiet && this.round.isOpen && stillHere(this.pane.element, this.view.panel)) this.view.focus();
  }

  /** Begin anew for passages of another size. */
  per(unit) {
    localStorage.setItem(UNIT, unit);
    this.round.unit = unit;
    const { current, state } = this.round;
    if (state !== IDLE) this.begin(current?.start ?? 0);
  }

  close() {
    this.round.close();
    this.pane.element.focus();
  }

  // — going through —

  choose(at) {
    this.#entered();
    this.round.choose(at);
    this.view.focus();
  }

  async next() {
    this.#entered();
    await this.round.next();
    this.view.focus();
  }

  previous() {
    this.#entered();
    this.round.previous();
    this.view.focus();
  }

  /** Move an end of what is selected, for a coding on fewer words, or more. */
  narrow(by, edge) {
    this.#enter();
    this.pane.move("word", by, { extend: true, edge });
  }

  // — answering —

  /** Accept the code that is looked at; where it was answered, go on. */
  async accept() {
    const { offer } = this.round;
    if (!offer || this.round.answer(offer)) return this.next();
    return this.#take(offer, this.codes.get(offer.code));
  }

  /** Accept with another code. */
  async other() {
    const { offer } = this.round;
    const code = offer && (await askCode(this.codes, { title: _("Which code instead?") }));
    if (code) await this.#take(this.round.current.codes.find((each) => each.code === code.id) ?? offer, code);
  }

  /** Accept in the other mode, or in the other branch. */
  async turn(what) {
    const { offer } = this.round;
    const code = offer && this.codes.get(offer[what]);
    if (code) await this.#take(offer, code);
  }

  async reject() {
    const { offer } = this.round;
    if (offer && !this.round.answer(offer)) await trying(() => this.round.reject([offer]));
    this.view.focus();
  }

  async rejectAll() {
    const { unanswered } = this.round;
    if (unanswered.length) await trying(() => this.round.reject(unanswered));
    else await this.round.next();
    this.view.focus();
  }

  /** Take a suggestion with a code, on the words selected; grade and specification are asked where the code has them. */
  async #take(offer, code) {
    if (!code) return;
    const narrowed = this.#narrowed();
    const place = narrowed && { start: narrowed.start, end: narrowed.end, words: narrowed.words };
    const given = { code: code.id, ...place };
    const found = code.id === offer.code ? offer.value : "";
    await trying(() => withDetails(this.codes.short(code.id), code, found, (details) => this.#send(offer, { ...given, ...details })));
    this.view.focus();
  }

  /** A suggestion that was answered before stays so, and the code is laid beside it by hand. */
  async #send(offer, given) {
    const { current } = this.round;
    if (this.round.answer(offer)) {
      const { document, start, end, words } = current;
      this.applied(await net.send("POST", "/api/codings", { document, start, end, words, ...given }));
    } else this.applied(await this.round.accept(offer, given));
    return true;
  }

  // — showing —

  #show() {
    const { round } = this;
    const { current } = round;
    if (round.isOpen && current !== this.#seen) this.#lay(current);
    if (!round.isOpen) this.#seen = null;
    const narrowed = round.isOpen ? this.#narrowed() : null;
    this.view.show({ narrowed: narrowed && shortened(narrowed.words) });
    this.pane.suggest(round.isOpen && round.offer ? reasonsOf(round.offer) : null);
    if (round.isOpen && current.codes.length) note(round.seen.map((each) => each.id)).catch(complain);
  }

  /** Lay a passage before the coder: selected in the text, unless the round began by itself. */
  #lay(current) {
    this.#seen = current;
    if (!this.#quiet) this.#select(current);
  }

  #select({ start, end }) {
    this.pane.select({ start, end });
    this.#whole = this.pane.selection;
  }

  /** Whoever does something in the panel is shown where in the text it is. */
  #entered() {
    if (!this.#quiet) return;
    this.#quiet = false;
    if (this.round.isOpen) this.#select(this.round.current);
  }

  #enter() {
    this.#entered();
    this.view.focus();
  }

  /** The selection, where it is other words of this passage than all; null otherwise. */
  #narrowed() {
    const { selection } = this.pane;
    const { current } = this.round;
    if (!selection || this.#quiet || selection.end <= current.start || selection.start >= current.end) return null;
    const whole = this.#whole ?? current;
    return selection.start === whole.start && selection.end === whole.end ? null : selection;
  }
}

/** Ask what a code wants to know, and take it with that; what the server refuses keeps the question open. */
async function withDetails(title, code, value, take) {
  const fixed = code.specify?.values.length > 0;
  const specified = (details) => askSpecification({ title, code, save: (specification) => take({ ...details, specification }) });
  if (!code.scale) return fixed ? specified({}) : take({});
  if (!fixed) return askGrade({ title, value, scale: code.scale, save: (given) => take({ value: given }) });
  const given = await askGrade({ title, value, scale: code.scale, save: (typed) => ({ value: typed }) });
  return given && specified(given);
}

/** The words that speak for a suggestion, each place once, with how much it counts. */
function reasonsOf({ reasons }) {
  return reasons.flatMap(({ spans, strength }) => spans.map(([start, end]) => ({ start, end, strength })));
}

function inside(span, { start, end }) {
  return span.start >= start && span.end <= end;
}

/** Whether the focus is still where suggestions were asked for. */
function stillHere(...places) {
  const { activeElement } = document;
  return activeElement === document.body || places.some((each) => each.contains(activeElement));
}

function shortened(words) {
  return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
}
