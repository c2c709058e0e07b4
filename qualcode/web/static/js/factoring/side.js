// Beside the list: the quotations behind a wording, what may be added, and the lists as they will be printed.

import { all, el, fill } from "../dom.js";
import { net } from "../net.js";
import { QuoteList } from "../quotes.js";
import { trying } from "../say.js";
import { _, plural } from "../words.js";
import { inWords, standing } from "./book.js";

/** Tabs by name: { name, label, element, show() }; what is in one is made when it is shown. */
export class Side {
  constructor(host, tabs) {
    this.tabs = tabs;
    this.shown = tabs[0];
    this.buttons = tabs.map((each) => {
      const own = { id: `tab-${each.name}`, "aria-controls": `panel-${each.name}`, onclick: () => this.show(each.name) };
      return el("button", { type: "button", role: "tab", ...own }, each.label());
    });
    this.panels = tabs.map((each) => {
      const own = { id: `panel-${each.name}`, "aria-labelledby": `tab-${each.name}` };
      return el("div", { role: "tabpanel", tabindex: "0", ...own }, each.element);
    });
    const step = (event) => this.#step(event);
    fill(host, el("div", { role: "tablist", "aria-label": _("Beside the list"), onkeydown: step }, this.buttons), this.panels);
    this.show(this.shown.name);
  }

  show(name) {
    this.shown = this.tabs.find((each) => each.name === name);
    this.tabs.forEach((each, at) => {
      this.buttons[at].setAttribute("aria-selected", String(each === this.shown));
      this.buttons[at].tabIndex = each === this.shown ? 0 : -1;
      this.panels[at].hidden = each !== this.shown;
    });
    this.renew();
  }

  /** Show anew what is shown, and the names of the tabs. */
  renew() {
    this.tabs.forEach((each, at) => (this.buttons[at].textContent = each.label()));
    trying(() => this.shown.show());
  }

  #step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = (this.tabs.indexOf(this.shown) + way + this.tabs.length) % this.tabs.length;
    this.show(this.tabs[next].name);
    this.buttons[next].focus();
  }
}

/** The quotations behind the row the reader is at, or those that a proposal names. */
export class Behind {
  name = "behind";
  label = () => _("Quotations");
  #asked = "";

  constructor(book, { codes, writable, drop, move }) {
    const own = () => Boolean(this.row);
    const title = _("Take the quotation away from behind the factor");
    const actions = [
      { label: _("Not behind this factor"), title: `${title} (x)`, run: (quote) => drop(this.row, quote), when: own },
      { label: _("To another factor"), title: "m", run: (quote) => move(this.row, quote), when: own },
    ];
    Object.assign(this, { book, only: "", row: null, proposal: null, title: el("p", { class: "title" }) });
    this.list = new QuoteList({ codes, label: _("Quotations behind the factor"), actions: writable ? actions : [] });
    this.element = el("div", {}, this.title, this.list.element);
  }

  /** Be about a row of the list, or about a proposal. */
  about({ row = null, proposal = null }) {
    if ((row?.name ?? proposal?.id) !== (this.row?.name ?? this.proposal?.id)) this.list.restart();
    this.row = row;
    this.proposal = proposal;
  }

  async show() {
    const labels = this.#labels();
    const what = this.row ?? this.proposal;
    fill(this.title, what ? named(what) : _("Go to a factor to see the quotations behind it."));
    const wording = this.row ? this.#now() : this.proposal?.wordings[0];
    const asked = JSON.stringify([labels, this.only, wording?.cases]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    const found = labels.length ? await net.get("/api/factors/quotations", { label: labels }) : [];
    if (asked === this.#asked) this.list.show(this.#grouped(found, wording));
  }

  /** By case, each with what is said of it; the case that the page is about comes first. */
  #grouped(found, wording) {
    const near = new Set(this.proposal?.nearby ?? []);
    const own = found.filter((each) => !near.has(each.label));
    const cases = [...Map.groupBy(own, (each) => each.case_name)].sort(([one], [other]) => (other === this.only) - (one === this.only));
    const groups = cases.map(([name, quotes]) => ({ headings: [{ level: 2, title: name, note: inWords(standing(wording, name)?.standing) }], quotes }));
    const others = found.filter((each) => near.has(each.label));
    const heading = { level: 2, title: _("Other quotations with its words") };
    return others.length ? [...groups, { headings: [heading], quotes: others }] : groups;
  }

  /** The wording of the row as it is now. */
  #now() {
    return this.book.find(this.row.factor.id)?.wordings.find((each) => each.number === this.row.wording.number);
  }

  #labels() {
    if (this.proposal) return [...this.proposal.wordings.flatMap((each) => each.evidence), ...this.proposal.nearby];
    return [...new Set((this.row && this.#now()?.evidence) ?? [])];
  }
}

function named(what) {
  if (what.factor) return el("strong", {}, `${what.factor.beginning} ${what.wording.wording}`.trim());
  return el("strong", {}, what.wordings[0].wording);
}

/** What may be added to the list. Events: "take", "aside" and "look", with the proposal. */
export class Proposals extends EventTarget {
  name = "proposals";
  #at = 0;

  constructor(book, { writable }) {
    super();
    const element = el("div", { class: "proposals", tabindex: "-1", role: "region", "aria-label": _("Proposals") });
    Object.assign(this, { book, writable, only: "", element });
    this.element.addEventListener("focusin", ({ target }) => this.#point(target.closest?.("article")));
  }

  label = () => (this.book.proposals ? _("Proposals (%(count)s)", { count: this.#wanted().length }) : _("Proposals"));

  get current() {
    return this.#wanted()[this.#at] ?? null;
  }

  show() {
    const focused = this.element.contains(document.activeElement);
    const wanted = this.#wanted();
    this.#at = Math.max(0, Math.min(this.#at, wanted.length - 1));
    const empty = this.book.proposals ? _("Nothing to propose that the list has not.") : _("Reading what was noted …");
    fill(this.element, wanted.length ? wanted.map((each, at) => this.#card(each, at)) : el("p", { class: "soft" }, empty));
    if (focused) this.focus();
  }

  step(by) {
    this.#at = Math.max(0, Math.min(this.#wanted().length - 1, this.#at + by));
    this.focus();
  }

  focus() {
    const card = all("article", this.element)[this.#at];
    (card ?? this.element).focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }

  #wanted() {
    const own = (each) => each.wordings.some((one) => one.cases.some((said) => said.name === this.only));
    return (this.book.proposals ?? []).filter((each) => !this.only || own(each));
  }

  #card(proposal, at) {
    const tell = (name) => () => this.dispatchEvent(new CustomEvent(name, { detail: proposal }));
    const direction = proposal.direction === "helps" ? _("helps") : _("hinders");
    const cases = (each) => `(${each.cases.map((said) => `${said.key}?`).join(", ")})`;
    const wording = (each) => el("p", { class: "words" }, each.wording, " ", el("span", { class: "soft" }, cases(each)));
    const own = { tabindex: at === this.#at ? "0" : "-1", "aria-label": proposal.wordings[0].wording, data: { at: String(at) } };
    return el("article", { class: "proposal", ...own },
      el("p", { class: "small soft" }, direction, " · ", plural("%(count)s interview", "%(count)s interviews", proposal.interviews)),
      proposal.wordings.map(wording), el("p", { class: "small soft" }, proposal.why),
      el("p", { class: "tools" },
        this.writable && el("button", { type: "button", class: "small", title: "Enter", onclick: tell("take") }, _("Take over")),
        this.writable && el("button", { type: "button", class: "quiet small", title: "x", onclick: tell("aside") }, _("Set aside")),
        el("button", { type: "button", class: "quiet small", title: "l", onclick: tell("look") }, _("Quotations"))));
  }

  #point(card) {
    if (!card) return;
    this.#at = Number(card.dataset.at);
    for (const each of all("article", this.element)) each.tabIndex = each === card ? 0 : -1;
  }
}

/** The lists as the report prints them: over all, or of the chapter of one case. */
export class Printed {
  name = "printed";
  label = () => _("In the report");

  constructor(book) {
    Object.assign(this, { book, only: "", element: el("div", { class: "printed" }) });
  }

  show() {
    const { printed, warnings, mark } = this.book.page;
    const own = printed.filter((each) => (this.only ? each.case === this.only : !each.case));
    const list = (each) => el("section", {}, el("h2", {}, each.title), el("ul", {}, each.lines.map((line) => el("li", {}, line))),
      each.note && el("p", { class: "small soft" }, each.note));
    const none = _("There is no file of factors yet: the report shows what was noted, and says that nobody confirmed it.");
    const said = el("ul", {}, warnings.map((each) => el("li", {}, each)));
    const look = el("section", { class: "warnings" }, el("h2", {}, _("To look at")), said);
    fill(this.element, !mark && el("p", { class: "warn" }, none),
      own.length ? own.map(list) : el("p", { class: "soft" }, _("Nothing was found here alone.")),
      warnings.length > 0 && look);
  }
}
