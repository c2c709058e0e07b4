// The list of documents at the left: by case and round, with how far each is. Built once, changed in place.

import { fold } from "../codes.js";
import { el, fill, find } from "../dom.js";
import { roundTitle, settled } from "../rounds.js";
import { _, opened, plural } from "../words.js";

/** Events: "choose" with a document's id. */
export class DocumentList extends EventTarget {
  #about;
  #entries = new Map();
  #items = new Map(); // by document, its element
  #groups = []; // { element, progress, ids }
  #open = "";
  #filter = "";
  #onlyLeft = false;
  #said = el("p", { class: "soft small nothing", role: "status" });

  constructor(host, about) {
    super();
    this.#about = about;
    this.element = el("div", { role: "listbox", class: "documents", "aria-label": _("Documents") });
    host.append(this.element, this.#said);
    this.element.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.#choose(item.dataset.id);
    });
  }

  /** Show these documents; those that are there already are changed in place. */
  update(entries) {
    const same = entries.length === this.#entries.size && entries.every((each) => this.#entries.has(each.id));
    this.#entries = new Map(entries.map((each) => [each.id, each]));
    if (same) entries.forEach((entry) => this.#dress(entry));
    else this.#build();
    this.#refresh();
  }

  /** One document is otherwise: how many quotations it has, or whether it is done. */
  change(entry) {
    if (!this.#entries.has(entry.id)) return;
    this.#entries.set(entry.id, entry);
    this.#dress(entry);
    this.#refresh();
  }

  get(id) {
    return this.#entries.get(id) ?? null;
  }

  get size() {
    return this.#entries.size;
  }

  /** All documents in the order of the list. */
  get order() {
    return [...this.#items.keys()].map((id) => this.get(id));
  }

  /** Whether a document is done: by who codes, or for who is only looking by anybody. */
  isDone(entry) {
    return this.#about.coder ? entry.done.includes(this.#about.coder) : entry.done.length > 0;
  }

  /** Mark the document that lies open. */
  open(id) {
    this.#items.get(this.#open)?.setAttribute("aria-selected", "false");
    this.#open = id;
    const item = this.#items.get(id);
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    this.#refresh();
  }

  /** The document so many places further among those that are shown; null at the end. */
  beside(by) {
    const shown = this.#shown();
    const at = shown.indexOf(this.#open);
    return shown[at < 0 ? 0 : at + by] ?? null;
  }

  /** The next document that is not done, after the open one and then from the top; null when all are. */
  get left() {
    const order = this.order;
    const at = order.findIndex((each) => each.id === this.#open);
    return [...order.slice(at + 1), ...order.slice(0, at)].find((each) => !this.isDone(each)) ?? null;
  }

  filter(typed) {
    this.#filter = fold(typed.trim());
    this.#refresh();
  }

  onlyLeft(only) {
    this.#onlyLeft = only;
    this.#refresh();
  }

  /** Open the first document shown. */
  chooseFirst() {
    const [first] = this.#shown();
    if (first) this.#choose(first);
  }

  /** Move the focus in the list; to its open or first document where it was elsewhere. */
  move(by) {
    const shown = this.#shown();
    const at = shown.indexOf(document.activeElement?.dataset?.id);
    const next = at < 0 ? Math.max(0, shown.indexOf(this.#open)) : Math.max(0, Math.min(at + by, shown.length - 1));
    this.#items.get(shown[next])?.focus();
  }

  /** Open the document that has the focus. */
  chooseFocused() {
    const id = document.activeElement?.dataset?.id;
    if (id) this.#choose(id);
  }

  #choose(id) {
    this.dispatchEvent(new CustomEvent("choose", { detail: id }));
  }

  #shown() {
    return [...this.#items].filter(([, item]) => !item.hidden).map(([id]) => id);
  }

  #build() {
    const names = Object.keys(this.#about.case_names);
    const place = (name) => (names.includes(name) ? names.indexOf(name) : names.length);
    const cases = [...Map.groupBy(this.#entries.values(), caseOf)].sort(([one], [other]) => place(one) - place(other));
    this.#items.clear();
    this.#groups = [];
    fill(this.element, cases.map(([name, entries]) => this.#group(name ? entries[0].case_name || name : _("Documents"), entries)));
  }

  #group(title, entries) {
    const progress = el("span", { class: "soft small" });
    const order = settled(this.#about);
    const rounds = [...Map.groupBy(entries, (each) => each.round)].sort(([one], [other]) => order(one, other));
    const line = (round) => el("div", { class: "round soft small", role: "presentation" }, roundTitle(round));
    const items = rounds.map(([round, each]) => [round && line(round), each.map((entry) => this.#item(entry))]);
    const head = el("div", { class: "case", role: "presentation" }, el("span", {}, title), progress);
    const element = el("div", { role: "group", "aria-label": title }, head, items);
    this.#groups.push({ element, progress, ids: entries.map((each) => each.id), title });
    return element;
  }

  #item(entry) {
    const item = el("div", { role: "option", tabindex: -1, "aria-selected": String(entry.id === this.#open), data: { id: entry.id } });
    this.#items.set(entry.id, item);
    this.#dress(entry);
    return item;
  }

  #dress(entry) {
    const done = this.isDone(entry);
    const many = this.#many(entry);
    const kind = kindOf(entry);
    const title = plural("%(count)s passage", "%(count)s passages", many);
    const count = many > 0 && el("span", { class: "many small", title }, String(many));
    const sign = [el("span", { "aria-hidden": "true" }, "✓"), el("span", { class: "unseen" }, _("Done"))];
    const mark = el("span", { class: "mark", title: done ? _("Done") : null }, done ? sign : "");
    fill(this.#items.get(entry.id),
      el("span", { class: "id" }, entry.id), kind && el("span", { class: "kind small" }, kind), el("span", { class: "end" }, count, mark),
      el("span", { class: "more soft small" }, [entry.who, shortDay(entry.date)].filter(Boolean).join(" · ")));
    this.#items.get(entry.id).classList.toggle("done", done);
  }

  /** How many passages of who codes; for who is only looking, of everybody. */
  #many({ quotations }) {
    const { coder } = this.#about;
    return coder ? (quotations[coder] ?? 0) : Object.values(quotations).reduce((sum, each) => sum + each, 0);
  }

  /** Hide what the filter leaves out, count what is done, and let Tab come to one of the list. */
  #refresh() {
    for (const [id, item] of this.#items) item.hidden = !this.#fits(this.get(id));
    for (const { element, progress, ids } of this.#groups) {
      const done = ids.filter((id) => this.isDone(this.get(id))).length;
      progress.textContent = _("%(done)s of %(all)s done", { done, all: ids.length });
      progress.classList.toggle("all", done === ids.length);
      element.hidden = ids.every((id) => this.#items.get(id).hidden);
      for (const round of element.querySelectorAll(".round")) round.hidden = !hasShown(round);
    }
    const shown = this.#shown();
    const way = shown.includes(this.#open) ? this.#open : shown[0];
    for (const [id, item] of this.#items) item.tabIndex = id === way ? 0 : -1;
    this.#said.textContent = shown.length ? "" : this.#nothing();
  }

  #nothing() {
    if (!this.size) return "";
    return this.#filter ? _("No document fits what you typed.") : _("All documents are done.");
  }

  #fits(entry) {
    if (this.#onlyLeft && this.isDone(entry) && entry.id !== this.#open) return false;
    if (!this.#filter) return true;
    const said = fold([entry.id, entry.case_name, entry.kind, entry.date, entry.who, ...Object.values(entry.attributes)].join(" "));
    return this.#filter.split(/\s+/).every((part) => said.includes(part));
  }
}

/** The case of a document; empty for one that is a case by itself. */
export const caseOf = (entry) => (entry.case === entry.id ? "" : entry.case);

function hasShown(round) {
  for (let next = round.nextElementSibling; next && !next.matches(".round"); next = next.nextElementSibling) if (!next.hidden) return true;
  return false;
}

/** What kind of document it is, for people; empty for an interview. */
export function kindOf({ kind }) {
  const evaluation = plural("evaluation", "evaluations", 1); // the report counts them too
  const known = { interview: "", minutes: _("minutes"), evaluation, mail: plural("e-mail", "e-mails", 1) };
  return known[kind] ?? kind;
}

/** A day as people write it shortly. */
export function shortDay(iso) {
  const when = new Date(`${iso}T12:00:00`);
  if (!/^\d{4}-\d\d-\d\d$/.test(iso) || Number.isNaN(when.valueOf())) return iso;
  return new Intl.DateTimeFormat(opened.language, { day: "numeric", month: "short", year: "numeric" }).format(when);
}

/** The fields above the list: type to filter, and only what is not done. */
export function documentFilter(list) {
  const field = find("#document-filter");
  field.addEventListener("input", () => list.filter(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      list.chooseFirst();
      field.value = "";
      list.filter("");
    } else if (event.key === "ArrowDown") list.move(0);
    else return;
    event.preventDefault();
  });
  const left = find("#only-left");
  left.addEventListener("change", () => list.onlyLeft(left.checked));
  return { focus: () => field.select(), clear: () => { field.value = ""; list.filter(""); } };
}
