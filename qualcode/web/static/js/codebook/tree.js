// The tree of codes: rows to point at, to open and close, and to choose several of. What is done with them is told by
// events: "point" (another code is pointed at) and "choose" (other codes are chosen).

import { fold } from "../codes.js";
import { el, fill } from "../dom.js";
import { _, plural } from "../words.js";

const CLOSED = "qualcode codebook closed";

export class CodeTree extends EventTarget {
  constructor(host) {
    super();
    this.host = host;
    this.book = null;
    this.at = ""; // the id of the code pointed at
    this.chosen = new Set();
    this.drafts = () => false; // whether something was typed for a code and not saved
    this.filter = "";
    this.retired = false;
    this.closed = new Set(JSON.parse(sessionStorage.getItem(CLOSED) ?? "[]"));
    this.rows = new Map();
    host.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Show a book; who is pointed at and chosen stays, as far as it is there. */
  show(book) {
    this.book = book;
    this.chosen = new Set([...this.chosen].filter((id) => book.get(id)));
    if (!book.get(this.at)) this.at = book.usable[0]?.id ?? "";
    this.draw();
  }

  /** Draw the rows anew; the focus stays on the row it was on. */
  draw() {
    const focused = this.host.contains(document.activeElement);
    const scrolled = this.host.scrollTop;
    this.shown = this.#visible();
    this.rows = new Map(this.shown.map((code) => [code.id, renewed(this.rows.get(code.id), this.#row(code))]));
    const nothing = this.shown.length
      ? null
      : el("p", { class: "soft empty" }, this.filter ? _("No code fits what you typed.") : _("There are no codes yet."));
    fill(this.host, [...this.rows.values()], nothing);
    this.host.scrollTop = scrolled;
    this.#mark();
    if (focused) (this.rows.get(this.at) ?? this.rows.values().next().value)?.focus({ preventScroll: true });
  }

  /** Point at a code; what is closed above it opens. */
  point(id, { focus = false } = {}) {
    if (!this.book.get(id)) return;
    const moved = id !== this.at;
    this.at = id;
    const hidden = this.book.above(id).filter((code) => this.closed.delete(code.id));
    if (this.book.get(id).retired) this.retired = true;
    if (hidden.length || !this.rows.has(id)) this.draw();
    this.#mark();
    this.rows.get(id)?.scrollIntoView({ block: "nearest" });
    if (focus) this.rows.get(id)?.focus({ preventScroll: true });
    if (moved) this.dispatchEvent(new Event("point"));
  }

  /** Point at the row so many further on; with `extend` the rows passed are chosen. */
  move(step, { extend = false } = {}) {
    const place = this.shown.findIndex((code) => code.id === this.at);
    const next = this.shown[Math.max(0, Math.min(this.shown.length - 1, place + step))];
    if (!next) return;
    if (extend) this.choose([...this.chosen, this.at, next.id]);
    this.point(next.id, { focus: true });
  }

  /** Open the code pointed at, or go into it. */
  open() {
    if (this.closed.delete(this.at)) return this.#redraw();
    const place = this.shown.findIndex((code) => code.id === this.at);
    if (this.shown[place + 1]?.parent === this.at) this.move(1);
  }

  /** Close the code pointed at, or go to the one above it. */
  close() {
    const open = this.shown.some((code) => code.parent === this.at) && !this.closed.has(this.at);
    if (open && !this.filter) {
      this.closed.add(this.at);
      return this.#redraw();
    }
    const parent = this.book.get(this.at)?.parent;
    if (parent) this.point(parent, { focus: true });
  }

  /** Open everything, or close everything. */
  openAll(open) {
    this.closed = new Set(open ? [] : this.book.list.map((code) => code.parent).filter(Boolean));
    const hidden = this.book.above(this.at);
    if (!open && hidden.length) this.at = hidden[0].id;
    this.#redraw();
    this.dispatchEvent(new Event("point"));
  }

  /** Choose these codes and no others. */
  choose(ids) {
    this.chosen = new Set(ids);
    this.#mark();
    this.dispatchEvent(new Event("choose"));
  }

  toggle(id) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.choose(chosen);
  }

  /** The codes that something is to be done with: those chosen, else the one pointed at. */
  get meant() {
    const order = this.book.list.filter((code) => this.chosen.has(code.id));
    return order.length ? order : [this.book.get(this.at)].filter(Boolean);
  }

  #redraw() {
    sessionStorage.setItem(CLOSED, JSON.stringify([...this.closed]));
    this.draw();
  }

  /** The codes whose rows are shown: what fits the filter with all above it, or what is not closed. */
  #visible() {
    const kept = this.book.list.filter((code) => this.retired || !code.retired);
    const parts = fold(this.filter)
      .split(/[\s/]+/)
      .filter(Boolean);
    if (!parts.length) return kept.filter((code) => this.book.above(code.id).every((above) => !this.closed.has(above.id)));
    const fits = kept.filter((code) => parts.every((part) => fold(code.path).includes(part)));
    const shown = new Set(fits.flatMap((code) => [code.id, ...this.book.above(code.id).map((above) => above.id)]));
    return kept.filter((code) => shown.has(code.id));
  }

  #row(code) {
    const children = this.book.below(code.id).some((each) => this.retired || !each.retired);
    const open = children && (Boolean(this.filter) || !this.closed.has(code.id));
    const beside = this.book.below(code.parent);
    const said = [code.name, plural("%(count)s passage", "%(count)s passages", code.count)];
    if (code.open) said.push(_("open code"));
    if (code.retired) said.push(_("retired"));
    return el(
      "div",
      {
        role: "treeitem",
        tabindex: "-1",
        class: `code${code.retired ? " retired" : ""}`,
        data: { id: code.id },
        "aria-level": code.level,
        "aria-setsize": beside.length,
        "aria-posinset": beside.indexOf(code) + 1,
        "aria-expanded": children ? String(open) : null,
        "aria-label": said.join(", "),
        style: { "--level": code.level - 1 },
      },
      el("span", { class: "twist", "aria-hidden": "true" }, children ? (open ? "▾" : "▸") : ""),
      el("span", { class: "dot", style: { "--code": this.book.color(code.id) } }),
      el("span", { class: "name" }, code.name),
      code.open && el("span", { class: "tag" }, _("open")),
      code.retired && el("span", { class: "tag" }, _("retired")),
      this.drafts(code.id) && el("span", { class: "tag draft", title: _("Typed here and not saved yet") }, "✎"),
      el("span", { class: "count", "aria-hidden": "true" }, code.count || ""),
    );
  }

  /** Say on the rows which is pointed at, and which are chosen. */
  #mark() {
    const reached = this.rows.has(this.at) ? this.at : this.rows.keys().next().value;
    for (const [id, row] of this.rows) {
      row.tabIndex = id === reached ? 0 : -1;
      row.setAttribute("aria-selected", String(this.chosen.has(id)));
      if (id === this.at) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  #clicked(event) {
    const row = event.target.closest("[role=treeitem]");
    if (!row) return;
    const { id } = row.dataset;
    if (event.target.closest(".twist") && row.hasAttribute("aria-expanded")) {
      if (!this.closed.delete(id)) this.closed.add(id);
      this.#redraw();
    } else if (event.ctrlKey || event.metaKey) this.toggle(id);
    else if (event.shiftKey) this.#chooseTo(id);
    else {
      if (this.chosen.size) this.choose([]);
      this.point(id, { focus: true });
    }
  }

  #chooseTo(id) {
    const [from, to] = [this.at, id].map((each) => this.shown.findIndex((code) => code.id === each)).sort((one, two) => one - two);
    this.choose(this.shown.slice(Math.max(0, from), to + 1).map((code) => code.id));
    this.point(id, { focus: true });
  }
}

/** A row as it is now, in the element it has: who holds that, to bring the focus back there, holds it still. */
function renewed(there, now) {
  if (!there) return now;
  for (const { name } of [...there.attributes]) if (!now.hasAttribute(name)) there.removeAttribute(name);
  for (const { name, value } of now.attributes) if (name !== "style") there.setAttribute(name, value);
  there.style.setProperty("--level", now.style.getPropertyValue("--level"));
  there.replaceChildren(...now.childNodes);
  return there;
}
