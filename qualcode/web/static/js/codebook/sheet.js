// One code laid open: its name and path, all that is written of it, each part to be changed where it stands.

import { el, fill } from "../dom.js";
import { Mistake, net } from "../net.js";
import { _, day, plural } from "../words.js";
import { Editor, valueOf } from "./editor.js";
import { FIELDS, shownField } from "./fields.js";
import { LABELS } from "./names.js";
import { relationLine } from "./relations.js";

/**
 * The middle of the page. `may()` says whether codes may be changed here; `onchanged(done)` is told of what was saved;
 * `onpoint(id)` of a code that is to be shown; `tools(code)` gives the buttons above.
 */
export class Sheet {
  constructor(host, { may, drafts, onchanged, onpoint, tools, onunrelate }) {
    Object.assign(this, { host, may, drafts, onchanged, onpoint, tools, onunrelate });
    this.code = null;
    this.editors = new Map(); // those that are open, by "code field"
    this.memos = new Map(); // what is known of the memos on a code
  }

  /** Show a code of a book; what is being typed stays as it is. */
  show(book, id) {
    const other = this.code?.id !== id;
    this.book = book;
    this.code = book.get(id) ?? null;
    if (!this.code) return fill(this.host, el("p", { class: "soft empty" }, _("Point at a code to see what is written of it.")));
    for (const field of ["name", ...FIELDS]) if (this.drafts.of(id, field)) this.#editor(field);
    this.draw();
    for (const field of ["name", ...FIELDS]) this.editors.get(`${id} ${field}`)?.follow(this.code);
    if (other) this.host.scrollTop = 0;
    this.#readMemos(this.code.id);
  }

  draw() {
    const focused = this.host.contains(document.activeElement) ? document.activeElement : null;
    const again = focused?.dataset.edit;
    const scrolled = this.host.scrollTop;
    fill(
      this.host,
      this.#head(),
      this.tools(this.code),
      FIELDS.map((field) => this.#part(field)),
      this.#remarks(),
      this.#relations(),
      this.#memos(),
      this.#marks(),
    );
    this.host.scrollTop = scrolled;
    const back = focused?.isConnected ? focused : again && this.host.querySelector(`[data-edit="${again}"]`);
    back?.focus({ preventScroll: true });
  }

  /** Change a field where it stands. */
  edit(field) {
    if (!this.may() || !this.code) return;
    this.#editor(field);
    this.draw();
    this.editors.get(`${this.code.id} ${field}`).focus();
  }

  #editor(field) {
    const { code } = this;
    const key = `${code.id} ${field}`;
    if (this.editors.has(key)) return;
    const onclose = async (done) => {
      const focused = this.editors.get(key).element.contains(document.activeElement);
      this.editors.delete(key);
      if (done) await this.onchanged(done);
      if (this.code?.id !== code.id) return;
      this.draw();
      if (focused) this.host.querySelector(`[data-edit="${field}"]`)?.focus({ preventScroll: true });
    };
    this.editors.set(key, new Editor({ code, field, drafts: this.drafts, onclose }));
  }

  #head() {
    const { code } = this;
    const above = this.book.above(code.id);
    const path = above.map((each) => [
      el("button", { type: "button", class: "link", onclick: () => this.onpoint(each.id) }, each.name),
      " › ",
    ]);
    const editor = this.editors.get(`${code.id} name`);
    const passages = plural("%(count)s passage", "%(count)s passages", code.count);
    return el(
      "header",
      {},
      el("p", { class: "path" }, path.length ? path : " "),
      editor
        ? editor.element
        : el(
            "div",
            { class: "title" },
            el("span", { class: "dot", style: { "--code": this.book.color(code.id) } }),
            el("h2", { id: "code-name" }, code.name),
            code.open && el("span", { class: "tag" }, _("open code")),
            code.retired && el("span", { class: "tag" }, _("retired")),
            this.#button("name"),
          ),
      el(
        "p",
        {},
        code.count
          ? el("a", { href: `/quotations?code=${encodeURIComponent(code.id)}` }, passages)
          : el("span", { class: "soft" }, passages),
      ),
    );
  }

  #part(field) {
    const editor = this.editors.get(`${this.code.id} ${field}`);
    const value = shownField(field, valueOf(this.code, field));
    if (!editor && !value && !this.may()) return null;
    const click = (event) => this.may() && !getSelection().toString() && !event.target.closest("a, button") && this.edit(field);
    return el(
      "section",
      { class: `part ${field}${value || editor ? "" : " nothing"}`, "aria-labelledby": `part-${field}`, data: { field } },
      el("div", { class: "label" }, el("h3", { id: `part-${field}` }, LABELS[field]), editor ? null : this.#button(field)),
      editor
        ? editor.element
        : el(
            "div",
            { class: this.may() ? "value editable" : "value", onclick: click },
            value ?? (this.may() ? el("p", { class: "soft" }, _("Nothing yet")) : null),
          ),
    );
  }

  #button(field) {
    if (!this.may()) return null;
    const label = _("Change: %(field)s", { field: LABELS[field] });
    return el(
      "button",
      { type: "button", class: "quiet edit", "aria-label": label, title: label, data: { edit: field }, onclick: () => this.edit(field) },
      "✎",
    );
  }

  #remarks() {
    const lines = this.code.remark.split("\n").filter(Boolean);
    return lines.length
      ? section(
          _("Remarks"),
          el(
            "ul",
            {},
            lines.map((line) => el("li", {}, line)),
          ),
        )
      : null;
  }

  #relations() {
    const related = this.book.related(this.code.id);
    const rows = related.map((each) => relationLine(each, (id) => this.#link(id), this.may() && this.#unrelate(each)));
    return rows.length ? section(_("Relations"), el("ul", {}, rows)) : null;
  }

  #unrelate(relation) {
    const label = _("Take this relation back");
    const onclick = () => this.onunrelate(relation);
    return el("button", { type: "button", class: "quiet edit", "aria-label": label, title: label, onclick }, "×");
  }

  #link(id) {
    const code = this.book.get(id);
    if (!code || id === this.code.id) return el("strong", {}, code?.name ?? "");
    return el("button", { type: "button", class: "link", title: code.path, onclick: () => this.onpoint(id) }, this.book.short(id));
  }

  #memos() {
    const memos = this.memos.get(this.code.id);
    if (!memos) return null;
    const all = el(
      "a",
      { href: `/memos?on=code&target=${encodeURIComponent(this.code.id)}` },
      memos.length ? plural("%(count)s memo", "%(count)s memos", memos.length) : _("Write a memo"),
    );
    const first = memos
      .slice(0, 3)
      .map((memo) =>
        el("li", {}, memo.title || memo.text?.slice(0, 120) || "", el("span", { class: "soft small" }, ` ${memo.coder ?? ""}`)),
      );
    return section(_("Memos"), first.length ? el("ul", {}, first) : null, el("p", {}, all));
  }

  async #readMemos(code) {
    try {
      const found = await net.get("/api/memos", { on: "code", target: code });
      this.memos.set(code, Array.isArray(found) ? found : (found.memos ?? []));
      if (this.code?.id === code) this.draw();
    } catch (error) {
      if (!(error instanceof Mistake)) throw error; // no memos to be seen here
    }
  }

  /** The small things: since when, its counterpart, what it was called before. */
  #marks() {
    const { code } = this;
    const rows = [];
    if (code.since) rows.push([_("Since"), day(code.since)]);
    if (this.book.get(code.counterpart)) rows.push([_("Counterpart"), this.#link(code.counterpart)]);
    if (code.former.length) rows.push([_("Was called"), code.former.join(", ")]);
    return rows.length
      ? el(
          "dl",
          { class: "marks small" },
          rows.map(([what, said]) => [el("dt", {}, what), el("dd", {}, said)]),
        )
      : null;
  }
}

function section(title, ...children) {
  return el("section", { class: "part" }, el("div", { class: "label" }, el("h3", {}, title)), el("div", { class: "value" }, children));
}
