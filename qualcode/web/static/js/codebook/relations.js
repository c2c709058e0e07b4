// All relations between codes, in one list.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

/** A relation as a line: its codes as `link(id)` shows them, what ties them and why; then what can be done with it. */
export function relationLine(relation, link, ...tools) {
  const { source, kind, target, remark } = relation;
  const why = remark && el("span", { class: "soft small" }, ` — ${remark}`);
  return el("li", {}, link(source), " ", el("em", {}, kind), " ", link(target), why, ...tools);
}

/** Fill a place with the relations, each code a way to it. */
export class Relations {
  constructor(host, { book, onpoint }) {
    Object.assign(this, { host, book, onpoint });
  }

  show() {
    const { relations } = this.book();
    const rows = relations.map((each) => relationLine(each, (id) => this.#link(id)));
    fill(
      this.host,
      rows.length ? el("ul", { class: "related" }, rows) : el("p", { class: "soft" }, _("No code is related to another yet.")),
    );
  }

  #link(id) {
    const book = this.book();
    return el("button", { type: "button", class: "link", title: book.get(id)?.path, onclick: () => this.onpoint(id) }, book.short(id));
  }
}
