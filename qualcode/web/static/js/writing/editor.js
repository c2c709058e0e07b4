// A text field for Markdown with the text as it will read below it, and how it stands with saving.

import { all, el, fill } from "../dom.js";
import { Gone, net } from "../net.js";
import { _ } from "../words.js";
import { insertAt, spaced } from "./caret.js";

const PAUSE = 250;
const SHOWN = "qualcode preview";

/** Whether previews are shown; the same for all fields of this browser. */
export const previewing = () => localStorage.getItem(SHOWN) !== "no";

/**
 * An editor. `read(text)` asks the server how a text reads and gives { nodes, … }; "read" is told when that was done
 * (`detail`), "type" with each change. Without a preview of its own element nothing is asked.
 */
export class Editor extends EventTarget {
  #timer = 0;
  #asked = 0;
  #living = new AbortController();

  constructor({ label, text = "", read, rows = 8, placeholder = "", readonly = false }) {
    super();
    this.read = read;
    this.field = el("textarea", { "aria-label": label, rows, placeholder, readonly, spellcheck: "true", value: text });
    this.field.setSelectionRange(text.length, text.length);
    this.preview = el("div", { class: "preview markdown", role: "region", "aria-label": _("As it will read"), tabindex: "0" });
    this.toggle = el("button", { type: "button", class: "quiet small", title: "Ctrl+E", onclick: () => this.flip() }, _("Preview"));
    this.element = el("div", { class: "editor" }, this.field, this.preview);
    this.field.addEventListener("input", (event) => this.#typed(event));
    net.addEventListener("back", () => this.refresh(), { signal: this.#living.signal });
    this.#show();
    this.refresh();
  }

  /** Nobody writes here any more. */
  forget() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#living.abort();
  }

  get text() {
    return this.field.value;
  }

  /** Another text in the place of this one. */
  set text(text) {
    if (text === this.field.value) return;
    const { selectionStart, selectionEnd, scrollTop } = this.field;
    this.field.value = text;
    this.field.setSelectionRange(Math.min(selectionStart, text.length), Math.min(selectionEnd, text.length));
    this.field.scrollTop = scrollTop;
    this.refresh();
  }

  /** Put words in at the caret, set off from what stands there. */
  insert(words) {
    if (this.field.readOnly) return;
    const { value, selectionStart, selectionEnd } = this.field;
    insertAt(this.field, spaced(words, value.slice(0, selectionStart), value.slice(selectionEnd)));
  }

  /** Show the preview, or hide it. */
  flip() {
    localStorage.setItem(SHOWN, previewing() ? "no" : "yes");
    this.#show();
  }

  #show() {
    this.preview.hidden = !previewing();
    this.toggle.setAttribute("aria-pressed", String(previewing()));
  }

  #typed(event) {
    if (event.inputType === "insertFromDrop") this.#setOff();
    this.dispatchEvent(new CustomEvent("type"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), PAUSE);
  }

  /** What was dropped is selected: spaces come around it where it needs them, and the caret after it. */
  #setOff() {
    const { value, selectionStart: from, selectionEnd: to } = this.field;
    const words = value.slice(from, to);
    const set = spaced(words, value.slice(0, from), value.slice(to));
    if (set !== words) this.field.setRangeText(set, from, to, "end");
    else this.field.setSelectionRange(to, to);
    this.field.focus();
  }

  /** Ask how the text reads, and show it. */
  async refresh() {
    clearTimeout(this.#timer);
    const number = (this.#asked += 1);
    try {
      const found = await this.read(this.text);
      if (number !== this.#asked) return;
      this.#draw(found.nodes);
      this.dispatchEvent(new CustomEvent("read", { detail: found }));
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
  }

  /** Put the preview in place; the focus stays on the link it was on, else in the preview. */
  #draw(nodes) {
    const before = all("a", this.preview);
    const focused = this.preview.contains(document.activeElement) && document.activeElement;
    const same = (link) => link.href === focused.href;
    const number = before.filter((link) => focused && same(link)).indexOf(focused);
    fill(this.preview, nodes.length ? nodes : el("p", { class: "soft" }, _("Nothing is written yet.")));
    if (!focused || focused === this.preview) return;
    const alike = all("a", this.preview).filter(same);
    (alike[number] ?? alike.at(-1) ?? this.preview).focus({ preventScroll: true });
  }
}
