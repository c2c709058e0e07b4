// The form for a coding: which code or codes, a grade, a specification, a place, and why.

import { picker } from "../codes.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { _ } from "../words.js";
import { chip } from "./chips.js";

let forms = 0;

/**
 * A form for codes with what they take, and for why. `many` lets several codes be chosen; `given` is what is there to
 * begin with: { chosen, value, specification, comment }; `place` a selection that may be used: { start, end, words },
 * `placed` whether it is at first, null for a place that is not to choose. Returns { element, now, read }: `now` gives
 * the texts as they stand, `read` what was filled in, or throws an Error that says what is missing.
 */
export function codingForm({ codes, many = false, given, place = null, placed = null, why = true }) {
  const form = new CodingForm(codes, many, given);
  const box = place && placed !== null && el("input", { type: "checkbox", checked: placed });
  const here = place && el("div", { class: "asked-place" },
    box && el("label", {}, box, _("On the words selected in the text")), el("blockquote", { class: "asked-words" }, place.words));
  const element = el("div", { class: "coding-form" }, here, form.element);
  return {
    element,
    now: () => form.now(),
    read() {
      const { comment, ...read } = form.read();
      if (why && !comment) throw missing(form.comment, _("Say why in a comment."));
      return { ...read, comment, place: place && (placed === null || box.checked) ? place : null };
    },
  };
}

class CodingForm {
  constructor(codes, many, { chosen = [], value = "", specification = "", comment = "" }) {
    Object.assign(this, { codes, many, chosen: chosen.filter((id) => codes.get(id)) });
    const options = el("datalist", { id: `specifications-${(forms += 1)}` });
    this.options = options;
    this.value = el("input", { value, autocomplete: "off" });
    this.specification = el("input", { value: specification, list: options.id, autocomplete: "off" });
    this.comment = el("textarea", { value: comment, rows: 3 });
    this.picker = picker(codes, { label: many ? _("Add a code") : _("Code"), onpick: (code) => this.pick(code) });
    this.list = el("ul", { class: "chosen", "aria-label": many ? _("Codes chosen") : _("Code chosen") });
    this.graded = el("label", { class: "field" }, _("Grade"), this.value);
    this.specified = el("label", { class: "field" }, _("Specification"), this.specification, options);
    this.element = el("div", {}, this.list, this.picker.element, this.graded, this.specified, el("label", { class: "field" }, _("Why"), this.comment));
    // Enter in an empty field means that the code stays as it is
    this.picker.element.addEventListener("keydown", (event) => this.pass(event), true);
    this.picker.input.addEventListener("input", () => this.fold());
    this.refresh();
  }

  pass(event) {
    const empty = !this.picker.input.value.trim();
    if (event.key === "Enter" && !event.ctrlKey && empty && this.chosen.length) this.next();
    else if (event.key === "Backspace" && empty && this.many) this.unpick(this.chosen.at(-1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(code) {
    if (!code) return;
    this.chosen = this.many ? [...new Set([...this.chosen, code.id])] : [code.id];
    this.picker.input.value = "";
    this.picker.input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.refresh();
    if (!this.many) this.next();
  }

  unpick(id) {
    this.chosen = this.chosen.filter((each) => each !== id);
    this.refresh();
    this.picker.input.focus();
  }

  /** On to the first field that is to be filled in. */
  next() {
    const shown = [this.graded, this.specified].find((each) => !each.hidden);
    (shown?.querySelector("input") ?? this.comment).select();
  }

  refresh() {
    const chosen = this.chosen.map((id) => this.codes.get(id));
    this.graded.hidden = !chosen.some((code) => code.scale);
    this.specified.hidden = !chosen.some((code) => code.specify);
    fill(this.list, chosen.map((code) => el("li", {}, chip(this.codes, { code: code.id }),
      this.many && el("button", { type: "button", class: "quiet", "aria-label": _("Leave out %(code)s", { code: code.name }), onclick: () => this.unpick(code.id) }, "×"))));
    this.fold();
    this.offer(chosen.find((code) => code.specify));
  }

  /** With a code chosen, the list of codes is there while something is typed. */
  fold() {
    const folded = this.chosen.length > 0 && !this.picker.input.value.trim();
    this.picker.element.classList.toggle("folded", folded);
    this.picker.input.setAttribute("aria-expanded", String(!folded));
    this.picker.input.placeholder = folded ? _("another code") : "";
  }

  /** Offer what was specified before. */
  async offer(code) {
    if (!code || code.id === this.offered) return;
    this.offered = code.id;
    const found = await net.get("/api/specifications", { code: code.id });
    if (this.offered === code.id) fill(this.options, found.map((each) => el("option", { value: each })));
  }

  now() {
    return { chosen: this.chosen, value: this.value.value, specification: this.specification.value, comment: this.comment.value };
  }

  read() {
    if (!this.chosen.length) throw missing(this.picker.input, _("Choose a code."));
    const filled = (label, field) => (label.hidden ? null : field.value.trim());
    return {
      codes: this.chosen, value: filled(this.graded, this.value), specification: filled(this.specified, this.specification),
      comment: this.comment.value.trim(),
    };
  }
}

/** Only why, about these words. */
export function whyForm({ words, given, needed = true }) {
  const comment = el("textarea", { value: given.comment ?? "", rows: 3, autofocus: true });
  const element = el("div", {}, words && el("blockquote", { class: "asked-words" }, words), el("label", { class: "field" }, _("Why"), comment));
  return {
    element,
    now: () => ({ comment: comment.value }),
    read() {
      if (needed && !comment.value.trim()) throw missing(comment, _("Say why in a comment."));
      return { comment: comment.value.trim() };
    },
  };
}

function missing(field, text) {
  field.focus();
  return new Error(text);
}
