// Changing one field of a code where it stands: the form, what saving it would touch, the reason. What is typed is kept
// in this tab until it is saved or cancelled, whatever else happens.

import { el, fill } from "../dom.js";
import { Gone, net } from "../net.js";
import { _, opened } from "../words.js";
import { Seen, carry, reasonField } from "./change.js";
import { fieldForm, shownField } from "./fields.js";
import { LABELS } from "./names.js";

const KEPT = `qualcode codebook drafts ${opened.seat}`;

/** What was typed and not saved: of each "code field", { value, was, because }. "code": of a code, or of none any more. */
export class Drafts extends EventTarget {
  constructor() {
    super();
    this.all = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  }

  of(code, field) {
    return this.all[`${code} ${field}`];
  }

  has(code) {
    return Object.keys(this.all).some((key) => key.startsWith(`${code} `));
  }

  keep(code, field, draft) {
    const had = this.has(code);
    if (draft) this.all[`${code} ${field}`] = draft;
    else delete this.all[`${code} ${field}`];
    sessionStorage.setItem(KEPT, JSON.stringify(this.all));
    if (this.has(code) !== had) this.dispatchEvent(new Event("code"));
  }
}

/** A form in the place of a field. `onclose(done)` is told when it is over: with what was done, or null. */
export class Editor {
  constructor({ code, field, drafts, onclose }) {
    Object.assign(this, { code: code.id, field, drafts, onclose });
    const draft = drafts.of(code.id, field);
    this.was = draft ? draft.was : valueOf(code, field);
    this.form = fieldForm(field, draft ? draft.value : this.was);
    this.reason = reasonField();
    this.reason.input.value = draft?.because ?? "";
    this.seen = new Seen(field === "name" ? "rename" : "define", () => this.#body());
    this.seen.missing = _("Nothing is changed yet.");
    this.said = el("div", { role: "alert", class: "meanwhile" });
    this.element = this.#element();
    this.follow(code);
  }

  focus() {
    const field = this.element.querySelector("textarea, input");
    field.focus();
    if (field.matches("textarea, input:not([type])")) field.setSelectionRange(field.value.length, field.value.length);
  }

  /** The code as it is now: say so where the field was changed meanwhile. */
  follow(code) {
    if (this.saving) return;
    const now = valueOf(code, this.field);
    if (JSON.stringify(now) !== JSON.stringify(this.was)) this.#meanwhile(now);
    this.seen.now();
  }

  #element() {
    const save = el("button", { type: "button", class: "main", onclick: () => this.save() }, _("Save"));
    const cancel = el("button", { type: "button", onclick: () => this.cancel() }, _("Cancel"));
    const keys = el("span", { class: "soft small" }, el("kbd", {}, "Ctrl"), " + ", el("kbd", {}, _("Enter")));
    const element = el(
      "div",
      { class: "editor", role: "group", "aria-label": LABELS[this.field] },
      this.said,
      this.form.element,
      this.reason.element,
      this.seen.element,
      el("div", { class: "row" }, save, cancel, keys),
    );
    element.addEventListener("input", () => this.#typed());
    element.addEventListener("keydown", (event) => this.#key(event));
    return element;
  }

  #key(event) {
    const enter =
      event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.matches("input:not([type=checkbox], [type=color])"));
    if (event.isComposing || !(enter || event.key === "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (enter) this.save();
    else this.cancel();
  }

  #typed() {
    const value = this.#value();
    this.drafts.keep(this.code, this.field, {
      value: value === undefined ? this.was : value,
      was: this.was,
      because: this.reason.input.value,
    });
    this.seen.again();
  }

  /** What is filled in; undefined where it cannot be read. */
  #value() {
    try {
      return this.form.read();
    } catch {
      return undefined;
    }
  }

  #body() {
    const value = this.form.read();
    if (JSON.stringify(value) === JSON.stringify(this.was)) return null;
    if (this.field === "name") return { code: this.code, name: value, was: this.was };
    return { code: this.code, fields: { [this.field]: value }, was: { [this.field]: this.was } };
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    try {
      const done = await this.#saved();
      if (done) this.#over(done);
    } catch (error) {
      this.#refused(error);
    } finally {
      this.saving = false;
    }
  }

  async #saved() {
    const body = this.#body();
    if (!body) return this.cancel();
    if (!(await this.seen.settled())) {
      if (net.gone) throw new Gone(null);
      return null;
    }
    const because = this.reason.input.value.trim();
    return carry(this.seen.change, { ...body, because }, this.seen.seen, { onother: (now) => this.seen.put(now) });
  }

  #refused(error) {
    if (error.kind === "changed-meanwhile") this.#meanwhile(this.field === "name" ? error.now : error.now[this.field]);
    else if (error instanceof Gone) this.#waits();
    else fill(this.said, el("p", {}, error.message));
  }

  /** The server is gone: save when it is back. */
  #waits() {
    fill(this.said, el("p", {}, _("The server is gone. What you typed is kept, and saved when it is back.")));
    if (this.waits) return;
    this.waits = true;
    net.addEventListener("back", () => this.#back(), { once: true });
  }

  #back() {
    this.waits = false;
    if (this.closed) return;
    fill(this.said);
    this.save();
  }

  /** Somebody else changed the field: show what stands there, and keep what was typed. */
  #meanwhile(now) {
    this.was = now;
    if (JSON.stringify(this.#value()) === JSON.stringify(now)) return;
    fill(
      this.said,
      el("p", {}, el("strong", {}, _("This was changed meanwhile. What stands there now:"))),
      el("div", { class: "now" }, shownField(this.field, now) ?? el("p", { class: "soft" }, _("Nothing"))),
      el("p", { class: "small" }, _("What you typed is still here. Save again to put it in the place of that, or cancel.")),
    );
    this.#typed();
  }

  cancel() {
    this.#over(null);
    return null;
  }

  #over(done) {
    this.closed = true;
    clearTimeout(this.seen.timer);
    this.drafts.keep(this.code, this.field, null);
    this.onclose(done);
  }
}

/** What a code says in a field. */
export function valueOf(code, field) {
  return field === "name" ? code.name : code.written[field];
}
