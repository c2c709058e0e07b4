// The quotations of a section beside its text: by round, filtered, each with what can be done with it.

import { el, fill } from "../dom.js";
import { bind } from "../keys.js";
import { QuoteList } from "../quotes.js";
import { _, plural } from "../words.js";

const FILTERS = {
  all: () => true,
  released: (quote) => quote.released,
  waiting: (quote) => quote.released && !quote.cited,
  uncited: (quote) => !quote.cited,
  cited: (quote) => quote.cited,
  verbatim: (quote) => quote.verbatim,
  fresh: (quote) => quote.fresh,
};

/** Events: "insert" and "citaat" (put this quotation in the text), "release" (turn its mark), "leave" (to the text); the
 * quotation is the `detail`. */
export class Beside extends EventTarget {
  #section = null;
  #quotes = new Map();
  #cited = new Set();
  #fresh = new Set(); // labels of what came, or has other words, since the text was last said to hold

  constructor(host, { codes, writable }) {
    super();
    this.codes = codes;
    const tell = (name) => (quote) => this.dispatchEvent(new CustomEvent(name, { detail: quote }));
    const actions = [
      { label: _("Cite"), title: "Enter", run: tell("insert") },
      { label: _("As citaat"), title: "c", run: tell("citaat"), when: (quote) => quote.verbatim },
      { label: _("Release"), title: "l", run: tell("release"), when: (quote) => !quote.released },
      { label: _("Do not release"), title: "l", run: tell("release"), when: (quote) => quote.released },
    ];
    this.list = new QuoteList({ codes, label: _("Quotations"), empty: _("No quotations here."), actions: writable ? actions : [] });
    this.list.element.addEventListener("pointerdown", ({ target }) => writable && draggable(target));
    this.list.element.addEventListener("dragstart", (event) => this.#drag(event));
    this.grades = el("div", { class: "grades" });
    this.words = el("input", { type: "search", "aria-label": _("Words, label, code or who said it"), placeholder: _("Filter") });
    this.words.addEventListener("input", () => this.#show());
    this.choice = el("select", { "aria-label": _("Which quotations"), onchange: () => this.#show() }, options());
    this.counts = el("p", { class: "counts small soft" });
    fill(host, this.grades, el("div", { class: "row filters" }, this.words, this.choice), this.counts, this.list.element);
    this.#bind(tell, writable);
  }

  /** Show a section; `quotes` are the chapter's by id. */
  show(section, quotes) {
    const other = this.#section?.slug !== section.slug;
    this.#section = section;
    this.#quotes = quotes;
    const lines = el("ol", {}, section.grades.map(gradeLine));
    fill(this.grades, section.grades.length > 0 && [el("h3", {}, section.grade), " ", lines]);
    this.#show();
    if (other) this.list.element.scrollTop = 0;
  }

  /** The text cites these labels now. */
  cite(labels) {
    if (labels.length === this.#cited.size && labels.every((label) => this.#cited.has(label))) return;
    this.#cited = new Set(labels);
    if (this.#section) this.#show();
  }

  /** These labels came, or have other words, since the text was last said to hold. */
  fresh(labels) {
    this.#fresh = new Set(labels);
    const choice = [...this.choice.options].find((each) => each.value === "fresh");
    choice.hidden = !labels.length;
    if (this.#section && this.choice.value === "fresh") this.filter(labels.length ? "fresh" : "all");
  }

  /** The quotations of the section, those that are shown first. */
  get quotes() {
    return this.#section ? this.#section.rounds.flatMap((round) => round.quotes.map((id) => this.#quotes.get(id))) : [];
  }

  /** A quotation was changed. */
  renew() {
    this.#show();
  }

  #show() {
    const parts = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (quote) => parts.every((part) => this.#says(quote).includes(part));
    const wanted = (quote) => FILTERS[this.choice.value](quote) && has(quote);
    const groups = this.#section.rounds.map(({ title, days, quotes }) => ({
      headings: title ? [{ title, note: days, level: 2 }] : [],
      quotes: quotes.map((id) => this.#marked(this.#quotes.get(id))).filter(wanted),
    }));
    this.list.show(groups.filter((group) => group.quotes.length));
    this.#count();
  }

  #marked(quote) {
    return { ...quote, cited: this.#cited.has(quote.label), fresh: this.#fresh.has(quote.label) };
  }

  #says(quote) {
    const codes = quote.tags.map((tag) => `${this.codes.get(tag.code)?.path ?? ""} ${tag.specification}`);
    return [quote.label, quote.words, quote.who, quote.comment, ...codes].join("\n").toLowerCase();
  }

  #count() {
    const every = this.quotes.map((quote) => this.#marked(quote));
    const count = (name) => every.filter(FILTERS[name]).length;
    const waiting = count("waiting");
    fill(this.counts, [
      plural("%(count)s quotation", "%(count)s quotations", every.length),
      _("%(count)s released", { count: count("released") }),
      _("%(count)s cited", { count: count("cited") }),
    ].join(" · "), waiting > 0 && [" · ", el("button", { type: "button", class: "link", onclick: () => this.filter("waiting") },
      plural("%(count)s released and not cited yet", "%(count)s released and not cited yet", waiting))]);
  }

  filter(name) {
    this.choice.value = name;
    this.#show();
  }

  #drag(event) {
    const card = event.target.closest?.("article");
    const quote = card && this.#quotes.get(card.dataset.quote);
    if (!quote) return;
    event.dataTransfer.clearData();
    event.dataTransfer.setData("text/plain", `[${quote.label}]`);
    event.dataTransfer.effectAllowed = "copy";
  }

  #bind(tell, writable) {
    const group = _("Quotations beside the text");
    const within = this.list.element;
    const key = (keys, what, run) => bind({ keys, group, what, run, within });
    const on = (name) => () => this.list.current && tell(name)(this.#quotes.get(this.list.current.id));
    const free = ({ target }) => !target.closest("a, button");
    key(["j", "ArrowDown"], _("Next quotation"), () => this.list.step(1));
    key(["k", "ArrowUp"], _("Previous quotation"), () => this.list.step(-1));
    key(["PageDown"], "", () => this.list.step(8));
    key(["PageUp"], "", () => this.list.step(-8));
    if (writable) {
      bind({ keys: "Enter", group, what: _("Put its label in the text, at the caret"), run: on("insert"), within, when: free });
      key("c", _("Put it in as citaat, with its label"), on("citaat"));
      key("l", _("Release it for the report, or not any more"), on("release"));
    }
    key("/", _("Filter"), () => this.words.focus());
    key("Escape", _("To the text"), () => this.dispatchEvent(new CustomEvent("leave")));
  }
}

/** A card is dragged by any part of it that is not to be clicked. */
function draggable(target) {
  const card = target.closest("article");
  if (card) card.draggable = !target.closest("button, input");
}

function options() {
  const said = {
    all: _("all"),
    released: _("released"),
    waiting: _("released, not cited yet"),
    uncited: _("not cited yet"),
    cited: _("cited"),
    verbatim: _("verbatim"),
    fresh: _("new since the text was checked"),
  };
  return Object.keys(FILTERS).map((name) => el("option", { value: name }, said[name]));
}

function gradeLine({ round, text, others }) {
  const rest = others.map((other) => [" ", el("span", { class: "soft small" }, other)]);
  return el("li", {}, round && el("strong", {}, round), " ", text, rest);
}
