// The differences as a list to work through, with what it is cut to.

import { el, fill, find } from "../dom.js";
import { _, number, plural } from "../words.js";
import { chip } from "./chips.js";
import { kindOf } from "./differences.js";

const STATES = () => ({ open: _("Unresolved"), resolved: _("Resolved"), all: _("All") });

export class Worklist {
  #rows = new Map();
  #current = "";

  constructor(list, { codes, onpick }) {
    Object.assign(this, { list, codes });
    list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) onpick(row.dataset.quotation);
    });
  }

  show(differences, current) {
    const held = this.list.contains(document.activeElement);
    this.#current = current;
    this.#rows = new Map(differences.map((each) => [each.quotation, { each, row: this.#row(each) }]));
    fill(this.list, [...this.#rows.values()].map(({ row }) => row));
    this.#settle(held);
  }

  /** Look at another, or at one as it is now. */
  pick(current) {
    const held = this.list.contains(document.activeElement);
    const before = this.#current;
    this.#current = current;
    for (const name of new Set([before, current])) {
      const kept = this.#rows.get(name);
      if (!kept) continue;
      const row = this.#row(kept.each);
      kept.row.replaceWith(row);
      kept.row = row;
    }
    this.#settle(held);
  }

  focus() {
    find("[aria-current] button", this.list)?.focus({ preventScroll: true });
  }

  #settle(held) {
    this.#rows.get(this.#current)?.row.scrollIntoView({ block: "nearest" });
    if (held) this.focus();
  }

  #row(each) {
    const now = each.quotation === this.#current;
    const sides = each.sides.map(({ version }, at) => [at > 0 && el("span", { class: "against", "aria-hidden": "true" }, " ↔ "), this.#side(version)]);
    return el("li", { class: each.open ? "open" : "resolved", data: { quotation: each.quotation }, "aria-current": now ? "true" : null },
      el("button", { type: "button", tabindex: now ? 0 : -1 },
        el("span", { class: "top-line" }, el("strong", {}, each.quotation), el("span", { class: "soft" }, kindOf(each)), state(each)),
        el("span", { class: "codes" }, sides)));
  }

  #side(version) {
    if (!version) return el("span", { class: "soft" }, "–");
    return version.codes.map((given, at) => [at > 0 && ", ", chip(this.codes, given)]);
  }
}

function state(each) {
  if (!each.open) return el("span", { class: "state good" }, "✓ ", shortly(each.resolution));
  if (each.stale) return el("span", { class: "state warn" }, _("changed since"));
  if (!each.cells) return null;
  return el("span", { class: "state", title: _("So many cells of interviews and codes hang on it") }, plural("%(count)s cell", "%(count)s cells", each.cells));
}

function shortly({ taken }) {
  return { both: _("both"), none: _("none"), new: _("new codes") }[taken] ?? taken;
}

/** Buttons for which are shown. */
export function showStates(host, now, choose) {
  fill(host, Object.entries(STATES()).map(([state, text]) => el("button", { type: "button", "aria-pressed": String(state === now), onclick: () => choose(state) }, text)));
}

/** Choices of a document, a case and a code; those there are, with how many are open. */
export function showFilters(host, { documents, asked, caseName, code, choose, chooseCode }) {
  const cases = Map.groupBy(documents, (each) => each.case);
  const open = (some) => some.reduce((sum, each) => sum + each.open, 0);
  const counted = (name, some) => _("%(name)s (%(open)s open)", { name, open: number(open(some)) });
  fill(host,
    cases.size > 1 && select(caseName, "case", [["", _("all")], ...[...cases].map(([name, some]) => [name, counted(name, some)])], asked, choose),
    select(_("Document"), "document", [["", _("all")], ...documents.filter((each) => !asked.case || each.case === asked.case).map((each) => [each.document, counted(each.document, [each])])], asked, choose),
    el("p", { class: "row" }, el("span", {}, _("Code")), el("button", { type: "button", "aria-keyshortcuts": "f", onclick: chooseCode }, code || _("all"), " ", el("kbd", { "aria-hidden": "true" }, "f")),
      asked.code && el("button", { type: "button", class: "quiet", "aria-label": _("All codes"), onclick: () => choose({ code: "" }) }, "×")));
}

function select(text, name, options, asked, choose) {
  const field = el("select", { onchange: (event) => choose({ [name]: event.target.value }) }, options.map(([value, shown]) => el("option", { value, selected: value === asked[name] }, shown)));
  return el("label", {}, el("span", {}, text), field);
}
