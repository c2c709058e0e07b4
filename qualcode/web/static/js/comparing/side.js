// One column of the quotations page: a code, its quotations, how many each case has.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { QuoteList } from "../quotes.js";
import { _, plural } from "../words.js";
import { countsByCase, counted, fits, grouped } from "./sorting.js";

/**
 * A code with its quotations. `onchange(change)` is told what the reader chose here: { case } or { code: null } to
 * choose another code, { code: "" } for all codes. `fresh()` shows what was read under other filters.
 */
export class Side {
  #asked = 0;

  constructor({ codes, project, label, onchange }) {
    Object.assign(this, { codes, project, onchange });
    this.quotes = [];
    this.about = new Set();
    this.list = new QuoteList({ codes, label, selectable: true, empty: _("No quotation fits.") });
    this.head = el("header", { class: "side-head" });
    this.element = el("div", { class: "side" }, this.head, el("div", { class: "side-list" }, this.list.element));
  }

  /** Read the quotations of a code anew, of a query, or of a code those that a query finds too. */
  async read({ code, query, below, layer }) {
    const mine = (this.#asked += 1);
    const found = await net.get(query ? "/api/quotations/query" : "/api/quotations", { query, code, below: below ? "" : "false", layer });
    if (mine !== this.#asked) return;
    this.code = code;
    this.query = query;
    this.found = found;
    this.quotes = found.quotes;
    this.about = new Set(found.about);
  }

  /** Show what fits, under headings. */
  fresh({ filters, case: only, group, compact }) {
    const fitting = this.quotes.filter((quote) => fits(quote, filters, this.about));
    const shown = only === null ? fitting : fitting.filter((quote) => quote.case === only);
    this.list.element.classList.toggle("compact", compact);
    this.list.show(grouped(shown, group, this), { about: this.about });
    this.#head(fitting, shown, only);
  }

  #head(fitting, shown, only) {
    const code = this.codes.get(this.code);
    const choose = () => this.onchange({ code: null });
    const dot = code && el("span", { class: "dot", style: { "--code": this.codes.color(this.code) } });
    const path = code?.path ?? (this.query ? _("all codes") : "");
    const change = el("button", { type: "button", class: "code", title: _("Choose another code (f)"), onclick: choose }, dot, path);
    const label = _("Of all codes");
    const every = code && this.query && el("button", {
      type: "button", class: "quiet", "aria-label": label, title: label, onclick: () => this.onchange({ code: "" }) }, "×");
    const places = new Set(shown.map((each) => `${each.document} ${each.start} ${each.end}`)).size;
    const twice = places < shown.length && plural("in %(count)s passage", "in %(count)s passages", places);
    const { left_out: out } = this.found;
    const lost = out > 0 && plural("%(count)s draft or lost coding left out", "%(count)s drafts or lost codings left out", out);
    const interviews = new Set(shown.filter((each) => each.kind === "interview").map((each) => each.interview)).size;
    const said = [counted(shown), twice, plural("from %(count)s interview", "from %(count)s interviews", interviews), lost];
    const words = el("p", { class: "soft small", role: "status" }, said.filter(Boolean).join(", "));
    fill(this.head, el("h2", {}, change, every), words, this.#cases(fitting, only));
  }

  /** How many quotations each case has; a case that is pressed is the only one shown. */
  #cases(fitting, only) {
    const counts = countsByCase(fitting, this.project);
    if (counts.length < 2) return null;
    const label = _("Quotations by %(case)s", { case: this.project.case });
    return el("div", { class: "cases", role: "group", "aria-label": label }, counts.map(({ case: key, name, count }) =>
      el("button", {
        type: "button", class: "small", "aria-pressed": String(only === key), disabled: count === 0 && only !== key,
        onclick: () => this.onchange({ case: only === key ? null : key }),
      }, name, el("b", {}, String(count)))));
  }
}
