// A new memo: what it is about, and its text. What is typed is kept in this tab until the server has it.

import { askCode } from "../codes.js";
import { el, fill, find } from "../dom.js";
import { net } from "../net.js";
import { say } from "../say.js";
import { _ } from "../words.js";
import { draft, drop, keep } from "./drafts.js";
import { Editor } from "./editor.js";
import { kind, readMemo } from "./note.js";

const NAME = "new memo";
const KINDS = ["project", "document", "code", "quotation"];

/** Events: "written" (`detail` is the memo), "closed". */
export class Composer extends EventTarget {
  constructor(host, { codes, documents }) {
    super();
    Object.assign(this, { host, codes, documents, now: null });
    addEventListener("beforeunload", (event) => (draft(NAME) || this.now?.text.trim()) && event.preventDefault());
  }

  get open() {
    return this.now !== null;
  }

  /** Go on with what was typed before, if anything was. `there(id)` says whether a memo was written already. */
  resume(there) {
    const kept = draft(NAME);
    if (kept && there(kept.id)) drop(NAME);
    else if (kept) this.begin();
  }

  /** Go on with the memo that was left, else begin one, about this where it is known. */
  begin({ on = "project", target = "" } = {}) {
    this.now = draft(NAME) ?? { id: crypto.randomUUID(), on, target, text: "" };
    const { text } = this.now;
    const placeholder = _("Markdown: *slanted*, **bold**, - a list, [KAF2.4.1:12] a link to a quotation");
    this.editor = new Editor({ label: _("Text of the memo"), text, read: readMemo, rows: 6, placeholder });
    this.editor.addEventListener("type", () => this.#change({ text: this.editor.text }));
    this.target = el("span", { class: "target" });
    this.said = el("p", { class: "small bad", role: "alert" });
    const form = el("form", { class: "composer", "aria-label": _("New memo"), onsubmit: (event) => this.#submit(event) },
      el("fieldset", { class: "plain row" },
        el("legend", { class: "unseen" }, _("What it is about")), KINDS.map((each) => this.#kind(each)), this.target),
      this.editor.element, this.said,
      el("p", { class: "row" },
        el("button", { type: "submit", class: "main", title: "Ctrl+Enter" }, _("Save")),
        el("button", { type: "button", onclick: () => this.cancel() }, _("Throw away")), this.editor.toggle));
    form.addEventListener("keydown", (event) => this.#key(event));
    fill(this.host, form);
    this.#showTarget();
    this.editor.field.focus();
  }

  /** Close without writing; what was typed is gone. */
  cancel() {
    drop(NAME);
    this.close();
  }

  /** Close; what was typed is kept in this tab, and there again when a memo is begun. */
  close() {
    if (draft(NAME)) say(_("What you wrote is kept, not saved yet. Press n to go on with it."));
    this.editor.forget();
    this.now = null;
    fill(this.host);
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #change(values) {
    Object.assign(this.now, values);
    if (this.now.text.trim()) keep(NAME, this.now);
    else drop(NAME);
  }

  #kind(each) {
    const checked = each === this.now.on;
    const input = el("input", { type: "radio", name: "memo-on", value: each, checked, onchange: () => this.#about(each) });
    return el("label", {}, input, kind(each));
  }

  #about(on) {
    this.#change({ on, target: "" });
    this.#showTarget();
    find("input, button", this.target)?.focus();
  }

  /** The field in which the target is chosen. */
  #showTarget() {
    const { on, target } = this.now;
    if (on === "project") fill(this.target);
    else if (on === "code") fill(this.target, this.#codeButton(target));
    else fill(this.target, this.#field(on, target));
  }

  #codeButton(target) {
    const code = this.codes.get(target);
    const name = code ? code.path.replaceAll("/", " › ") : _("Choose a code …");
    return el("button", { type: "button", onclick: () => this.#chooseCode() }, name);
  }

  async #chooseCode() {
    const code = await askCode(this.codes, { title: _("The memo is about") });
    if (code) this.#change({ target: code.id });
    this.#showTarget();
    this.editor.field.focus();
  }

  #field(on, target) {
    const [label, end] = on === "document" ? [_("Document"), ""] : [_("Label of the quotation"), ":"];
    const list = el("datalist", { id: "memo-targets" }, this.documents.map((id) => el("option", { value: id + end })));
    const input = el("input", { list: "memo-targets", "aria-label": label, value: target, autocomplete: "off", spellcheck: "false" });
    input.placeholder = this.documents.length ? this.documents[0] + (end && ":1") : "";
    input.addEventListener("input", () => {
      this.#change({ target: input.value.trim() });
      if (on === "quotation" && input.value.endsWith(":")) this.#labels(list, input.value.slice(0, -1));
    });
    return [input, list];
  }

  /** The labels of a document, once it was typed. */
  async #labels(list, id) {
    if (!this.documents.includes(id)) return;
    const passages = await net.get(`/api/documents/${encodeURIComponent(id)}/passages`);
    fill(list, passages.map((each) => el("option", { value: each.label }, each.words.slice(0, 60))));
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#submit(event);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #submit(event) {
    event.preventDefault();
    const wrong = this.#lacks();
    this.said.textContent = wrong;
    if (wrong) return;
    const asked = { ...this.now };
    keep(NAME, asked);
    if (net.gone) this.said.textContent = _("The server is gone: kept in this tab, and saved when it is back");
    try {
      const memo = await net.send("POST", "/api/memos", asked, { keep: true });
      this.#written(asked);
      this.dispatchEvent(new CustomEvent("written", { detail: memo }));
    } catch (error) {
      if (this.now?.id === asked.id) this.said.textContent = error.message;
    }
  }

  /** A memo is saved: what was typed after it was sent is the beginning of another. */
  #written(asked) {
    const kept = this.now ?? draft(NAME);
    if (kept?.id !== asked.id) return;
    if (kept.text !== asked.text) keep(NAME, Object.assign(kept, { id: crypto.randomUUID() }));
    else if (this.now) this.cancel();
    else drop(NAME);
  }

  #lacks() {
    if (this.now.on !== "project" && !this.now.target) return _("Say what the memo is about.");
    return this.now.text.trim() ? "" : _("Write something first.");
  }
}
