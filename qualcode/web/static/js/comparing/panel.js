// The quotations behind a cell, beside the matrix.

import { el, fill } from "../dom.js";
import { QuoteList, placeOf } from "../quotes.js";
import { _, plural } from "../words.js";

/** The panel; `onclose()` hears that the reader wants it gone. */
export class Panel {
  constructor(host, { codes, onclose }) {
    this.host = host;
    this.title = el("h2", { id: "panel-title" });
    this.said = el("p", { class: "soft small" });
    const close = el("button", { type: "button", class: "quiet", "aria-keyshortcuts": "Escape", onclick: () => onclose() },
      _("Close"), " ", el("kbd", { "aria-hidden": "true" }, "Esc"));
    this.list = new QuoteList({ codes, label: _("Quotations behind the cell"), empty: _("Nothing was counted here.") });
    this.list.addEventListener("open", () => location.assign(placeOf(this.list.current)));
    fill(host, el("header", {}, el("div", {}, this.title, this.said), close), el("div", { class: "panel-list" }, this.list.element));
  }

  get open() {
    return !this.host.hidden;
  }

  /** Show a cell: { path, column } and what the server says of it. */
  show({ path, column }, { cell, quoted }, { focus = true } = {}) {
    this.title.textContent = `${path.join(" › ")}, ${column}`;
    const count = plural("%(count)s quotation", "%(count)s quotations", quoted.quotes.length);
    const places = quoted.passages < quoted.quotes.length && plural("in %(count)s passage", "in %(count)s passages", quoted.passages);
    const interviews = plural("from %(count)s interview", "from %(count)s interviews", quoted.interviews);
    const words = quoted.quotes.length ? [count, places, interviews].filter(Boolean).join(", ") : cell.reason;
    fill(this.said, cell.text && el("strong", {}, cell.text, " – "), words);
    this.host.hidden = false;
    this.list.show([{ quotes: quoted.quotes }], { about: new Set(quoted.about) });
    if (focus) this.list.focus();
  }

  hide() {
    this.host.hidden = true;
  }
}
