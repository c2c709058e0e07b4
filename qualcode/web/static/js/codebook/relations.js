// All relations between codes, in one list.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

/** Fill a place with the relations, each code a way to it. */
export class Relations {
  constructor(host, { book, onpoint }) {
    Object.assign(this, { host, book, onpoint });
  }

  show() {
    const { relations } = this.book();
    const rows = relations.map((each) =>
      el(
        "li",
        {},
        this.#link(each.source),
        " ",
        el("em", {}, each.kind),
        " ",
        this.#link(each.target),
        each.remark && el("span", { class: "soft" }, ` — ${each.remark}`),
      ),
    );
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
