// The list of codings of a review, in the order of the text: what each is, what is said of it, and what can be done.

import { el, fill, find } from "../dom.js";
import { _ } from "../words.js";
import { chip } from "./chips.js";
import { lines } from "./model.js";

const SIGNS = { "": "○", agreed: "✓", changed: "✎", removed: "✕", added: "+" };

export function verdicts() {
  return { "": _("not judged"), agreed: _("agreed"), changed: _("changed"), removed: _("removed"), added: _("added") };
}

export class Rows {
  /** `doing` gives what can be done with a coding: [{ key, text, run }]; `onpick(coding)` is told which is looked at. */
  constructor(list, { codes, doing, onpick }) {
    Object.assign(this, { list, codes, doing, onpick, current: "", items: new Map(), shown: new Map() });
    list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row && !event.target.closest(".actions")) onpick(row.dataset.coding);
    });
  }

  show(review, current) {
    const held = this.list.contains(document.activeElement);
    this.current = current;
    this.items = new Map(lines(review).map((item) => [item.coding, item]));
    this.shown = new Map([...this.items].map(([coding, item]) => [coding, this.row(item)]));
    fill(this.list, [...this.shown.values()]);
    this.settle(held);
  }

  /** Look at another coding. */
  pick(coding) {
    const held = this.list.contains(document.activeElement);
    const [before, now] = [this.current, coding];
    this.current = now;
    for (const each of new Set([before, now].filter((name) => this.items.has(name)))) {
      const row = this.row(this.items.get(each));
      this.shown.get(each).replaceWith(row);
      this.shown.set(each, row);
    }
    this.settle(held);
  }

  settle(held) {
    this.shown.get(this.current)?.scrollIntoView({ block: "nearest" });
    if (held) this.focus();
  }

  focus() {
    find("[aria-current] .line-head", this.list)?.focus({ preventScroll: true });
  }

  row(item) {
    const now = item.coding === this.current;
    return el("li", { class: `verdict-${item.verdict || "none"}`, data: { coding: item.coding }, "aria-current": now ? "true" : null },
      this.head(item, now),
      el("p", { class: "words" }, item.words),
      item.comment && item.comment !== item.verdict_comment && el("p", { class: "comment" }, item.comment),
      item.replacement && this.replacement(item),
      item.verdict_comment && el("p", { class: "why" }, item.verdict_comment),
      now && this.details(item));
  }

  head(item, now) {
    return el("button", { type: "button", class: "line-head", tabindex: now ? 0 : -1 },
      el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[item.verdict]),
      el("span", { class: "number" }, String(item.number)), " ", chip(this.codes, item), " ",
      el("span", { class: item.verdict ? "verdict" : "unseen" }, verdicts()[item.verdict]));
  }

  replacement({ start, end, replacement }) {
    const moved = replacement.start !== start || replacement.end !== end;
    return el("div", { class: "replacement" }, el("p", {}, el("span", { "aria-hidden": "true" }, "→ "), el("span", { class: "unseen" }, _("became")), " ", chip(this.codes, replacement)),
      moved && el("p", { class: "words" }, replacement.words));
  }

  details(item) {
    const definition = this.codes.get(item.code)?.definition;
    return el("div", { class: "details" }, definition && el("p", { class: "definition small soft" }, definition),
      el("p", { class: "actions" }, this.doing(item).map(({ key, text, run }) =>
        el("button", { type: "button", tabindex: -1, "aria-keyshortcuts": key, onclick: run }, text, " ", el("kbd", { "aria-hidden": "true" }, key)))));
  }
}
