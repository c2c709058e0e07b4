// The code tree at the right: built once, its counts and digits changed in place.

import { fold, matches } from "../codes.js";
import { el, fill, find } from "../dom.js";
import { _ } from "../words.js";

/** Events: "focus" (another code), "give" with a code: it was clicked or Enter was pressed on it. */
export class CodeTree extends EventTarget {
  #codes;
  #slots;
  #rows = new Map(); // by code, { item, counts, slot }
  #folded;
  #kept;
  #filter = "";
  #counts = { document: {}, project: {} };
  #said = el("p", { class: "soft small nothing", role: "status" });

  /** `name` is that under which what is folded is kept in this browser. */
  constructor(host, { codes, slots, name }) {
    super();
    [this.#codes, this.#slots, this.#kept] = [codes, slots, `qualcode folded ${name}`];
    this.#folded = new Set(JSON.parse(localStorage.getItem(this.#kept) ?? "[]"));
    this.element = el("div", { role: "tree", class: "codes", "aria-label": _("Code tree") });
    host.append(this.element, this.#said);
    this.element.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("focusin", (event) => this.#focused(event.target));
    slots.addEventListener("change", () => this.#digits());
    this.build();
  }

  /** Build the tree anew: its codes are others. */
  build() {
    const focused = this.focus;
    this.#rows.clear();
    fill(this.element, this.#codes.list.filter((code) => !code.retired || code.count > 0).map((code) => this.#row(code)));
    this.#digits();
    this.count(this.#counts);
    this.#refresh();
    if (focused && this.#rows.has(focused.id)) this.#way(focused.id);
  }

  /** Show how many passages carry each code. */
  count(counts) {
    this.#counts = counts;
    for (const [id, { item, counts: [here, all] }] of this.#rows) {
      here.textContent = counts.document[id] ?? "";
      all.textContent = counts.project[id] ?? "";
      const said = { code: this.#codes.get(id).name, here: here.textContent || 0, all: all.textContent || 0 };
      item.setAttribute("aria-label", _("%(code)s: %(here)s in this document, %(all)s in the project", said));
    }
  }

  /** The code that has the focus, or had it last; null for none. */
  get focus() {
    const id = this.element.querySelector("[tabindex='0']")?.dataset.id;
    return this.#codes.get(id) ?? null;
  }

  /** The codes that fit what was typed, the best first. */
  get found() {
    return this.#filter ? matches(this.#codes, this.#filter) : [];
  }

  filter(typed) {
    this.#filter = typed.trim();
    this.#refresh();
  }

  /** Put the focus in the tree. */
  enter() {
    const shown = this.#shown;
    this.#to(shown.find((item) => item.tabIndex === 0) ?? shown[0]);
  }

  move(by) {
    const shown = this.#shown;
    this.#to(shown[Math.max(0, Math.min(shown.indexOf(document.activeElement) + by, shown.length - 1))]);
  }

  /** To the first or last code. */
  moveTo(place) {
    this.#to(this.#shown.at(place));
  }

  /** Unfold, or go to the first code below. */
  inwards() {
    const code = this.focus;
    if (this.#folded.has(code?.id)) this.#fold(code.id, false);
    else if (code && this.#codes.hasChildren(code.id)) this.move(1);
  }

  /** Fold, or go to the code above. */
  outwards() {
    const code = this.focus;
    if (code && this.#codes.hasChildren(code.id) && !this.#folded.has(code.id)) this.#fold(code.id, true);
    else if (code?.parent) this.#to(this.#rows.get(code.parent).item);
  }

  giveFocused() {
    if (this.focus) this.dispatchEvent(new CustomEvent("give", { detail: this.focus }));
  }

  /** Show a code, without moving the focus. */
  show(id) {
    this.#way(id);
    this.#rows.get(id)?.item.scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new CustomEvent("focus"));
  }

  get #shown() {
    return [...this.#rows.values()].map(({ item }) => item).filter((item) => !item.hidden);
  }

  #row(code) {
    const counts = [el("span", { class: "here", title: _("In this document") }), el("span", { class: "all", title: _("In the project") })];
    const slot = el("kbd", { hidden: true });
    const children = this.#codes.hasChildren(code.id);
    const item = el("div", {
      role: "treeitem", tabindex: -1, "aria-level": code.level + 1, "aria-expanded": children ? "true" : null, "aria-selected": "false",
      "aria-disabled": code.retired ? "true" : null, class: code.retired ? "code retired" : code.open ? "code open" : "code",
      title: code.retired ? _("Retired: takes no new codings") : null, data: { id: code.id },
      style: { "--level": code.level, "--code": this.#codes.color(code.id) },
    }, el("span", { class: "twist", "aria-hidden": "true" }), el("span", { class: "dot" }),
    el("span", { class: "name" }, code.name), slot, el("span", { class: "counts small" }, counts));
    this.#rows.set(code.id, { item, counts, slot });
    return item;
  }

  #clicked(event) {
    const id = event.target.closest("[role=treeitem]")?.dataset.id;
    if (!id) return;
    if (event.target.matches(".twist")) return this.#fold(id, !this.#folded.has(id));
    this.show(id);
    this.dispatchEvent(new CustomEvent("click", { detail: this.#codes.get(id) }));
  }

  #focused(item) {
    if (!item.dataset?.id) return;
    this.#way(item.dataset.id);
    this.dispatchEvent(new CustomEvent("focus"));
  }

  /** Let Tab come to this code. */
  #way(id) {
    for (const [each, { item }] of this.#rows) {
      item.tabIndex = each === id ? 0 : -1;
      item.setAttribute("aria-selected", String(each === id));
    }
  }

  #to(item) {
    item?.focus();
  }

  #fold(id, folded) {
    if (folded) this.#folded.add(id);
    else this.#folded.delete(id);
    localStorage.setItem(this.#kept, JSON.stringify([...this.#folded]));
    this.#refresh();
  }

  #digits() {
    for (const [id, { slot }] of this.#rows) {
      const digit = this.#slots.of(id);
      slot.textContent = digit;
      slot.hidden = !digit;
    }
  }

  /** Hide what is folded or filtered away; what fits a filter shows with the codes above it. */
  #refresh() {
    const fitting = this.#filter ? this.#fitting() : null;
    const hidden = new Set();
    for (const [id, { item }] of this.#rows) {
      const code = this.#codes.get(id);
      const away = hidden.has(code.parent) || this.#folded.has(code.parent);
      if (away) hidden.add(id);
      item.hidden = fitting ? !fitting.has(id) : away;
      if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(Boolean(fitting) || !this.#folded.has(id)));
    }
    const shown = this.#shown;
    if (shown.length && !shown.some((item) => item.tabIndex === 0)) this.#way(shown[0].dataset.id);
    this.#said.textContent = shown.length ? "" : this.#nothing();
  }

  #nothing() {
    if (this.#filter) return _("No code fits “%(typed)s”.", { typed: this.#filter });
    return _("No codes yet. Select words and press i for a code from these words, or n for a new code.");
  }

  #fitting() {
    const parts = fold(this.#filter).split(/[\s/]+/);
    const found = this.#codes.list.filter((code) => parts.every((part) => fold(code.path).includes(part)));
    const fitting = new Set();
    for (const code of found) {
      for (let each = code; each && !fitting.has(each.id); each = this.#codes.get(each.parent)) fitting.add(each.id);
    }
    return fitting;
  }
}

/** The field above the tree: type to filter, Enter gives the first that fits, ↓ goes into the tree. */
export function codeFilter(tree, give) {
  const field = find("#code-filter");
  field.addEventListener("input", () => tree.filter(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && tree.found.length) {
      give(tree.found[0]);
      clear();
    } else if (event.key === "ArrowDown") tree.enter();
    else return;
    event.preventDefault();
  });
  const clear = () => {
    field.value = "";
    tree.filter("");
  };
  return { focus: () => field.select(), clear };
}
