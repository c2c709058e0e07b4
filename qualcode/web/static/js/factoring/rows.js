// The list: what helps and what hinders, a card per factor with a row per wording, and its cases to confirm.

import { all, el, fill, find } from "../dom.js";
import { inWords, standing } from "./book.js";
import { _, day, plural } from "../words.js";

/** With more cases than this, those that nothing is said of stand only at the row the reader is at. */
const MANY = 12;

/** Events: "turn" ({ row, given }: a case at a row), "look" (a row became the current one), "open" (its quotations are asked
 * for), "edit" (by name, of the current row). */
export class Rows extends EventTarget {
  #at = null; // the current row, as "factor number"
  #rows = [];

  constructor(host, book, { writable }) {
    super();
    Object.assign(this, { host, book, writable, only: "" });
    this.body = el("div");
    this.bar = el("div", { class: "bar", role: "toolbar", "aria-label": _("The wording one is at") });
    fill(host, writable && this.bar, this.body);
    host.addEventListener("focusin", ({ target }) => this.#point(target.closest?.("[data-row]")?.dataset.row));
  }

  /** The row the reader is at: { factor, wording }, or null. */
  get current() {
    return this.#rows.find((each) => each.name === this.#at) ?? null;
  }

  /** Show what the file has; the reader stays where they were. */
  show() {
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const button = focused?.dataset.key; // of the current row
    const place = Math.max(0, this.#rows.findIndex((each) => each.name === this.#at));
    const cards = this.book.page.factors.filter((factor) => this.#wanted(factor));
    this.#rows = cards.flatMap((factor) => factor.wordings.map((wording) => ({ factor, wording, name: `${factor.id} ${wording.number}` })));
    this.host.classList.toggle("many", this.book.page.cases.length > MANY);
    if (!this.current) this.#at = this.#rows[Math.min(place, this.#rows.length - 1)]?.name ?? null;
    const groups = [["helps", _("What helps")], ["hinders", _("What hinders")]];
    fill(this.body, groups.map(([direction, title]) => this.#group(title, cards.filter((each) => each.direction === direction))));
    this.#mark();
    if (focused) this.#again(button).focus({ preventScroll: true });
  }

  /** Go so many rows on or back. */
  step(by) {
    const order = all("[data-row]", this.host).map((each) => each.dataset.row);
    const at = order.indexOf(this.#at);
    this.go(order[Math.max(0, Math.min(order.length - 1, at + by))]);
  }

  /** Go to a row by name, to the current one without. */
  go(name = this.#at) {
    this.#point(name);
    const row = this.#row(name);
    (row ?? this.host).focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  /** Bring a row into sight as the current one, and leave the reader where they are. */
  see(name) {
    this.#point(name);
    this.#row(name)?.scrollIntoView({ block: "nearest" });
  }

  /** Turn the standing of the case with this number (from 0) at the current row. */
  turn(number) {
    const given = this.book.page.cases[number];
    if (this.current && given) this.#tell("turn", { row: this.current, given });
  }

  #wanted(factor) {
    return !this.only || factor.wordings.some((each) => each.cases.some((one) => one.name === this.only && one.standing !== "rejected"));
  }

  #group(title, cards) {
    return el("section", { class: "direction" }, el("h2", {}, title, " ", el("span", { class: "soft small" }, String(cards.length))),
      cards.length ? cards.map((each) => this.#card(each)) : el("p", { class: "soft" }, _("Nothing here yet.")));
  }

  /** What takes the focus again: the same button of the current row, or the row. */
  #again(button) {
    const row = this.#row(this.#at);
    return (button && row && find(`[data-key="${CSS.escape(button)}"]`, row)) || row || this.host;
  }

  #card(factor) {
    const rows = this.#rows.filter((each) => each.factor === factor);
    const head = factor.beginning && el("p", { class: "beginning" }, factor.beginning, " …");
    const line = factor.line && (factor.wordings.length > 1) && el("p", { class: "line small soft" }, factor.line);
    const aside = factor.set_aside && el("p", { class: "small soft" }, _("set aside: in no list"));
    return el("article", { class: factor.set_aside ? "factor aside" : "factor", "aria-label": this.#name(rows[0]) },
      head, rows.map((each) => this.#made(each)), line, aside);
  }

  #made(row) {
    const { wording } = row;
    const count = wording.evidence.length;
    const open = () => this.#tell("open", row);
    const look = el("button", { type: "button", class: "quiet small behind", title: "Enter", data: { key: "behind" }, onclick: open },
      plural("%(count)s quotation", "%(count)s quotations", count));
    const labels = wording.lost.join(", ");
    const lost = labels && el("span", { class: "bad small" }, _("not found: %(labels)s", { labels }));
    const own = { role: "group", tabindex: "-1", "aria-label": this.#name(row), data: { row: row.name }, ondblclick: open };
    return el("div", { class: "wording", ...own },
      el("p", { class: "words" }, row.factor.beginning && "… ", wording.wording),
      el("p", { class: "cases" }, this.book.page.cases.map((each, at) => this.#chip(row, each, at)), strangers(wording), look, lost));
  }

  #name({ factor, wording }) {
    return `${factor.beginning} ${wording.wording}`.trim();
  }

  /** A case to be confirmed or rejected; one that nothing is said of stands faintly there. */
  #chip(row, given, at) {
    const said = standing(row.wording, given.name);
    const now = said?.standing ?? "";
    const who = said?.by ? `${said.by}${said.on ? `, ${day(said.on)}` : ""}` : "";
    const label = `${given.name}: ${inWords(now)}${who ? ` (${who})` : ""}`;
    const text = now === "proposed" ? `${given.key}?` : given.key;
    const sign = now === "rejected" ? el("s", {}, text) : text;
    const title = at < 9 ? `${label} · ${at + 1}` : label;
    return el("button", { type: "button", class: `case ${now || "open"}`, title, "aria-label": label,
      data: { key: given.key }, disabled: !this.writable, onclick: () => this.#tell("turn", { row, given }) }, sign);
  }

  /** What can be done with the row the reader is at. */
  #tools({ factor }) {
    const several = factor.wordings.length > 1;
    const other = factor.direction === "helps" ? _("It hinders") : _("It helps");
    const tools = [
      ["words", _("Reword"), "e"], ["evidence", _("Add quotation"), "a"], ["join", _("Join"), "v"],
      several && ["split", _("Split off"), "s"], ["direction", other, "d"],
      ["aside", factor.set_aside ? _("Take in again") : _("Set aside"), "x"],
    ];
    const look = { type: "button", class: "quiet small tool" };
    return tools.filter(Boolean).map(([how, text, key]) =>
      el("button", { ...look, title: key, data: { key: how }, onclick: () => this.#tell("edit", how) }, text));
  }

  #row(name) {
    return name ? find(`[data-row="${CSS.escape(name)}"]`, this.host) : null;
  }

  #point(name) {
    if (!name || name === this.#at) return;
    this.#at = name;
    this.#mark();
    this.#tell("look", this.current);
  }

  #mark() {
    for (const each of all("[data-row]", this.host)) {
      each.tabIndex = each.dataset.row === this.#at ? 0 : -1;
      each.toggleAttribute("data-current", each.dataset.row === this.#at);
    }
    this.#toolbar();
  }

  #toolbar() {
    const focused = this.bar.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.bar, this.current && this.#tools(this.current));
    if (focused) find(`[data-key="${focused}"]`, this.bar)?.focus();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Cases that the file names and the project has not. */
function strangers(wording) {
  const unknown = wording.cases.filter((each) => !each.name);
  return unknown.map(({ key: name }) => el("span", { class: "bad small" }, _("%(name)s: no such case", { name })));
}
