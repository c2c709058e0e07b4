// A memo on the page: what it is about, its text, and for who wrote it the ways to change and remove it.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { _, opened } from "../words.js";
import { draft } from "./drafts.js";
import { Editor } from "./editor.js";
import { prose } from "./prose.js";
import { Saver } from "./saver.js";
import { difference, standing } from "./standing.js";

/** How a memo reads, as the server says. */
export async function readMemo(text) {
  return { nodes: prose(await net.ask("/api/memos/preview", { text })) };
}

/** Events: "changed" (`detail` is the memo as it is now), "remove". */
export class Note extends EventTarget {
  constructor(memo, { writable }) {
    super();
    this.memo = memo;
    this.own = writable && memo.coder === opened.coder;
    this.element = el("article", { class: `note on-${memo.on}`, tabindex: "-1", data: { memo: memo.id }, "aria-label": title(memo) });
    if (this.own && draft(this.#name)) this.edit();
    else this.#read();
  }

  /** The memo as it was read anew; what is being typed stays. */
  renew(memo) {
    const same = JSON.stringify(memo) === JSON.stringify(this.memo);
    this.memo = memo;
    if (this.saver) this.saver.outside({ text: memo.text, mark: memo.text });
    else if (!same) this.#read();
  }

  /** Change the text, in its place. */
  edit() {
    if (!this.own || this.saver) return;
    const { memo } = this;
    this.saver = new Saver({
      name: this.#name, pause: 0, saved: { text: memo.text, mark: memo.text }, save: (text, was) => this.#save(text, was),
    });
    const editor = (this.editor = new Editor({ label: title(memo), text: this.saver.text, read: readMemo, rows: 6 }));
    editor.addEventListener("type", () => this.saver.type(editor.text));
    this.saver.addEventListener("replaced", () => (editor.text = this.saver.text));
    this.saver.addEventListener("state", () => this.saver?.clean && this.done && this.#read());
    const form = el("form", { onsubmit: (event) => this.#submit(event) },
      difference(this.saver, { theirs: _("The memo, as it is saved") }), editor.element,
      el("p", { class: "row" },
        el("button", { type: "submit", class: "main", title: "Ctrl+Enter" }, _("Save")),
        el("button", { type: "button", onclick: () => this.cancel() }, _("Throw away")), editor.toggle, standing(this.saver)));
    form.addEventListener("keydown", (event) => this.#key(event));
    fill(this.element, head(memo), form);
    this.done = false;
    editor.field.focus();
  }

  /** Whether something was typed that is not saved. */
  get typed() {
    return this.saver ? !this.saver.clean : draft(this.#name) !== null;
  }

  /** Leave the text as it was. */
  cancel() {
    this.saver.discard();
    this.leave();
  }

  /** Stop changing; what was typed is kept in this tab, and there again when one goes on. */
  leave() {
    this.#read();
    this.element.focus();
  }

  get #name() {
    return `memo ${this.memo.id}`;
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#submit(event);
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #submit(event) {
    event.preventDefault();
    this.done = true;
    if (this.saver.clean) return this.#read();
    await this.saver.flush();
    return undefined;
  }

  async #save(text, was) {
    this.memo = await net.send("PATCH", `/api/memos/${this.memo.id}`, { text, was });
    this.dispatchEvent(new CustomEvent("changed", { detail: this.memo }));
    return { text, mark: text };
  }

  #read() {
    const focused = this.element.contains(document.activeElement);
    this.saver?.forget();
    this.editor?.forget();
    this.saver = this.editor = null;
    const { memo } = this;
    fill(this.element, head(memo), el("div", { class: "markdown" }, prose(memo.tree)),
      this.own && this.typed && el("p", { class: "small bad" }, _("You changed this memo, and it is not saved yet. Press e to go on.")),
      this.own && el("p", { class: "actions" },
        button(_("Change"), "e", () => this.edit()), button(_("Remove"), "Delete", () => this.dispatchEvent(new CustomEvent("remove")))));
    if (focused) this.element.focus();
  }
}

function button(name, title, onclick) {
  return el("button", { type: "button", class: "quiet small", title, onclick }, name);
}

function head(memo) {
  const time = new Date(memo.created);
  const known = !Number.isNaN(time.valueOf());
  const shown = known ? new Intl.DateTimeFormat(opened.language, { hour: "2-digit", minute: "2-digit" }).format(time) : "";
  const words = memo.words && el("blockquote", { class: "about-words" }, memo.words);
  return el("header", {},
    el("p", { class: "small" }, about(memo), el("span", { class: "soft" }, [memo.coder, shown].filter(Boolean).join(" · "))), words);
}

/** What a memo is about, as a link to it. */
function about(memo) {
  const { on, about: name, target } = memo;
  if (on === "project" || !name) return el("span", { class: "what" }, kind(on));
  const address = on === "code" ? `/quotations?${new URLSearchParams({ code: target })}`
    : `/?${new URLSearchParams({ document: memo.document, ...(on === "quotation" && { at: name }) })}`;
  return el("a", { class: "what", href: address, title: kind(on) }, on === "code" ? name.replaceAll("/", " › ") : name);
}

export function kind(on) {
  return { project: _("Research diary"), document: _("On a document"), code: _("On a code"), quotation: _("On a quotation") }[on];
}

function title(memo) {
  return memo.about ? _("Memo on %(about)s", { about: memo.about }) : kind(memo.on);
}
