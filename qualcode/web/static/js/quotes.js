// Quotations outside their text: a card with its words, what stands around them and its codes, and lists of cards.
//
//     host.append(quoteCard(quote, { codes, actions: [{ label: _("Insert"), run: insert }] }))
//     const list = quoteList(quotes, { codes, label: _("Quotations") }); host.append(list.element)

import { all, el, fill, find } from "./dom.js";
import { roundText } from "./rounds.js";
import { _, day, plural } from "./words.js";

/** So many cards are made at once; the next when the reader comes near. */
const AT_ONCE = 200;

/** The address of a quotation in its text. */
export function placeOf(quote) {
  return `/?${new URLSearchParams({ document: quote.document, at: quote.label })}`;
}

/**
 * A card for a quotation. `actions` are buttons: [{ label, run(quote), title, when(quote) }]. Codes in the set `about` stand out from
 * the others on the same words; `selectable` gives the card a box to select it by.
 */
export function quoteCard(quote, { codes, actions = [], about = null, selectable = false }) {
  const offered = actions.filter(({ when }) => !when || when(quote));
  const marks = ["quote", quote.verbatim && "verbatim", quote.released && "released"].filter(Boolean).join(" ");
  return el("article", { class: marks, "aria-label": quote.label, data: { quote: quote.id } },
    el("header", {}, selectable && box(quote), el("a", { class: "label", href: placeOf(quote) }, quote.label), origin(quote), signs(quote)),
    el("blockquote", {}, context(quote.before, "before"), el("span", { class: "words" }, quote.words), context(quote.after, "after")),
    el("ul", { class: "tags", role: "list" }, quote.tags.map((tag) => chip(tag, { codes, about }))),
    quote.comment && el("p", { class: "comment" }, quote.comment),
    offered.length > 0 && el("p", { class: "actions" }, offered.map((action) => button(action, quote))));
}

/** A code on a quotation, with its grade, its specification, who gave it and what they said of it. */
export function chip(tag, { codes, about = null }) {
  const code = codes.get(tag.code);
  const beside = about && !about.has(tag.code);
  const look = ["tag", beside && "beside", tag.status === "draft" && "draft"].filter(Boolean).join(" ");
  return el("li", { class: look, title: code?.path ?? "" },
    el("span", { class: "dot", style: { "--code": codes.color(tag.code) } }),
    el("span", { class: "name" }, codes.short(tag.code) || _("(a code that is gone)")),
    tag.value && el("strong", { class: "grade" }, tag.value),
    tag.specification && el("span", { class: "specification" }, tag.specification),
    el("span", { class: "coder" }, tag.status === "draft" ? _("%(coder)s, draft", { coder: tag.coder }) : tag.coder),
    tag.comment && el("q", { class: "said" }, tag.comment));
}

function box(quote) {
  return el("input", { type: "checkbox", tabindex: "-1", "aria-label": _("Select %(label)s", { label: quote.label }) });
}

/** Where a quotation comes from, in a few words. */
function origin(quote) {
  const round = quote.round && roundText(quote.round);
  const parts = [quote.case_name || quote.case, round, quote.who, quote.date && day(quote.date), quote.heading];
  return el("span", { class: "origin" }, parts.filter(Boolean).join(" · "));
}

function signs(quote) {
  return [
    quote.verbatim && el("span", { class: "sign" }, _("verbatim")),
    quote.released && el("span", { class: "sign released" }, _("released")),
    quote.cited && el("span", { class: "sign" }, _("cited")),
  ];
}

function context(text, where) {
  return text ? el("span", { class: `context ${where}` }, text.replace(/\s*\n\s*\n\s*/g, "\n")) : null;
}

function button({ label, title, run }, quote) {
  return el("button", { type: "button", class: "quiet small", title, onclick: () => run(quote) }, label);
}

/** A list of these quotations; see `QuoteList`. */
export function quoteList(quotes, options) {
  const list = new QuoteList(options);
  list.show([{ quotes }]);
  return list;
}

/**
 * A list of cards under headings, one of them the current one, some of them selected. What is shown may be replaced:
 * current, selection and focus stay with the quotations.
 *
 * Events: "point" (another is current), "select" (the selection changed), "open" (Enter or a double click on a card).
 */
export class QuoteList extends EventTarget {
  #options;
  #cards = new Map(); // by a quotation's id: the card, and what it was made from
  #order = [];
  #groups = [];
  #chosen = new Set();
  #at = null;
  #last = 0; // the place of the one that was current, for when it is gone
  #shown = 0;
  #tree = null;

  constructor({ label, empty = _("No quotations."), ...options }) {
    super();
    this.#options = options;
    this.empty = empty;
    this.element = el("div", { class: "quotes", role: "region", "aria-label": label, tabindex: "-1" });
    this.more = el("button", { type: "button", class: "more", onclick: () => this.#render(this.#shown + AT_ONCE) });
    const near = (seen) => seen.some((each) => each.isIntersecting) && this.#render(this.#shown + AT_ONCE);
    new IntersectionObserver(near, { rootMargin: "1500px" }).observe(this.more);
    this.element.addEventListener("focusin", (event) => this.#point(event.target.closest("article")?.dataset.quote));
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("dblclick", (event) => event.target.closest("article") && this.#tell("open"));
  }

  /** Show quotations under headings: [{ headings: [{ title, note, level }], quotes }]. The codes in `about` stand out. */
  show(groups, { about } = {}) {
    const focused = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    this.#options = { ...this.#options, about: about ?? this.#options.about };
    this.#groups = groups;
    this.#order = groups.flatMap((group) => group.quotes);
    const ids = new Set(this.#order.map((each) => each.id));
    const place = this.#order.findIndex((each) => each.id === this.#at);
    const seen = this.#card(this.#at)?.getBoundingClientRect().top;
    this.#chosen = new Set([...this.#chosen].filter((id) => ids.has(id)));
    if (place < 0) this.#at = this.#order[Math.min(this.#last, this.#order.length - 1)]?.id ?? null;
    this.#render(Math.max(AT_ONCE, this.#shown, place + 1));
    if (focused) this.focus({ preventScroll: place >= 0 });
    if (place >= 0 && seen !== undefined) this.#stay(seen);
    this.#tell("select");
  }

  /** What is shown next is about something else: the reader begins at its first quotation. */
  restart() {
    this.#at = null;
    this.#last = 0;
    if (this.element.parentElement) this.element.parentElement.scrollTop = 0;
  }

  /** The quotations shown, in order. */
  get quotes() {
    return this.#order;
  }

  /** The quotation the reader is at, or null. */
  get current() {
    return this.#order.find((each) => each.id === this.#at) ?? null;
  }

  /** The quotations that are selected, in order. */
  get selected() {
    return this.#order.filter((each) => this.#chosen.has(each.id));
  }

  /** What an action is about: the selected quotations, else the current one. */
  get meant() {
    return this.#chosen.size ? this.selected : [this.current].filter(Boolean);
  }

  /** Go so many quotations on or back; with `select` the one that is left and the one that is reached are selected. */
  step(by, { select = false } = {}) {
    const from = this.#place();
    const to = Math.max(0, Math.min(this.#order.length - 1, from + by));
    if (!this.#order[to]) return;
    if (select) for (const place of [from, to]) this.#chosen.add(this.#order[place].id);
    if (to >= this.#shown) this.#render(to + AT_ONCE);
    this.#point(this.#order[to].id);
    this.focus();
    if (select) this.#selected();
  }

  /** Select the current quotation, or take it out of the selection. */
  toggle(id = this.#at) {
    if (!id) return;
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#selected();
  }

  /** Select all that is shown. */
  selectAll() {
    this.#chosen = new Set(this.#order.map((each) => each.id));
    this.#selected();
  }

  selectNone() {
    this.#chosen.clear();
    this.#selected();
  }

  /** Bring the reader to the current card. */
  focus(options = {}) {
    (this.#card(this.#at) ?? this.element).focus({ preventScroll: true });
    if (!options.preventScroll) this.#card(this.#at)?.scrollIntoView({ block: "nearest" });
  }

  #place() {
    return Math.max(0, this.#order.findIndex((each) => each.id === this.#at));
  }

  #card(id) {
    const card = this.#cards.get(id)?.card;
    return card?.isConnected ? card : null;
  }

  /** Make the cards of the first so many quotations, under their headings; a card that did not change is kept. */
  #render(many) {
    this.#shown = Math.min(many, this.#order.length);
    let left = this.#shown;
    const parts = [];
    for (const group of this.#groups) {
      const cards = group.quotes.slice(0, left).map((quote) => this.#made(quote));
      left -= cards.length;
      if (cards.length) parts.push(el("section", { class: "group" }, group.headings?.map(heading), cards));
    }
    const rest = this.#order.length - this.#shown;
    this.more.textContent = plural("Show %(count)s more", "Show %(count)s more", rest);
    fill(this.element, parts.length ? parts : el("p", { class: "soft none" }, this.empty), rest > 0 && this.more);
    this.#mark();
  }

  /** Keep the current card where it was on the screen. */
  #stay(top) {
    const scroller = this.element.parentElement;
    if (scroller && this.#card(this.#at)) scroller.scrollTop += this.#card(this.#at).getBoundingClientRect().top - top;
  }

  #made(quote) {
    const { about, codes } = this.#options;
    if (this.#tree !== codes.list) this.#cards.clear(); // codes may be called otherwise by now
    this.#tree = codes.list;
    const from = JSON.stringify([quote, about ? [...about] : null]);
    const kept = this.#cards.get(quote.id);
    if (kept?.from === from) return kept.card;
    const card = quoteCard(quote, this.#options);
    card.tabIndex = -1;
    this.#cards.set(quote.id, { card, from });
    return card;
  }

  #mark() {
    for (const card of all("article", this.element)) {
      const { quote: id } = card.dataset;
      card.tabIndex = id === this.#at ? 0 : -1;
      card.toggleAttribute("data-current", id === this.#at);
      card.toggleAttribute("data-selected", this.#chosen.has(id));
      const box = find("input[type=checkbox]", card);
      if (box) box.checked = this.#chosen.has(id);
    }
  }

  #point(id) {
    if (!id || id === this.#at) return;
    for (const [card, now] of [[this.#card(this.#at), false], [this.#card(id), true]]) {
      if (card) card.tabIndex = now ? 0 : -1;
      card?.toggleAttribute("data-current", now);
    }
    this.#at = id;
    this.#last = this.#place();
    this.#tell("point");
  }

  #click(event) {
    const card = event.target.closest("article");
    if (!card) return;
    this.#point(card.dataset.quote);
    if (event.target.matches("input[type=checkbox]")) this.toggle(card.dataset.quote);
    else if (!event.target.closest("a, button") && !getSelection().toString()) card.focus({ preventScroll: true });
  }

  #selected() {
    this.#mark();
    this.#tell("select");
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}

function heading({ title, note, level = 1 }) {
  return el(`h${level + 1}`, {}, title, note && el("span", { class: "soft small" }, ` ${note}`));
}
