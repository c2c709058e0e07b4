// The coding page at work: it opens documents, keeps what is shown in step with what is stored, and does what is for the
// page as a whole. What is done with passages stands in tagging.js.

import { coalesced } from "../coalesced.js";
import { ask } from "../dialog.js";
import { el, find } from "../dom.js";
import { net } from "../net.js";
import { TextPane } from "../pane.js";
import { complain, say, trying } from "../say.js";
import { State } from "../state.js";
import { _, plural } from "../words.js";
import { doneOrKept } from "./asking.js";
import { DocumentList, documentFilter } from "./documents.js";
import { FreshCodes } from "./fresh.js";
import { Onward } from "./head.js";
import { Ledger } from "./ledger.js";
import { Search } from "./searching.js";
import { Slots } from "./slots.js";
import { Tagging } from "./tagging.js";
import { CodeTree, codeFilter } from "./tree.js";
import { takeBack } from "./undoing.js";

export class Reading {
  #asked = 0; // for a document, the last time
  #hash = "";
  #finished = ""; // the document after which the next is offered
  #marks = 0; // how often a document was marked as done, or not

  /** What the page works with; `about` is what the project is, `codes` its codes. */
  constructor({ about, codes }) {
    const name = `${about.title} ${about.coder}`;
    Object.assign(this, { about, codes });
    this.state = new State({ entry: null, pointed: "" });
    this.ledger = new Ledger();
    this.slots = new Slots(name);
    this.fresh = new FreshCodes(codes);
    this.pane = new TextPane(find("#text"), { codes });
    this.documents = new DocumentList(find("#outline"), about);
    this.search = new Search();
    this.tree = new CodeTree(find("#tree"), { codes, slots: this.slots, name });
    this.tagging = new Tagging(this);
    this.filters = { documents: documentFilter(this.documents), codes: codeFilter(this.tree, (code) => this.give(code)) };
    this.onward = new Onward((id) => this.#chosen(id));
    this.suggestions = null;
    this.refresh = coalesced(() => this.#refresh());
    this.count = coalesced(() => this.#count());
    this.#listen();
  }

  /** The passages that have a place in the text, and those that lost it. */
  get placed() {
    return this.ledger.passages.filter((each) => each.anchor !== "orphaned");
  }

  get orphans() {
    return this.ledger.passages.filter((each) => each.anchor === "orphaned");
  }

  /** Show what there is, and open a document at a place: the one asked for, or the first that is not done. */
  async start(place, { entries, sheet = null }) {
    this.documents.update(entries);
    const first = this.documents.left ?? this.documents.order[0];
    if (place.document && !this.documents.get(place.document)) complain(new Error(_("There is no document %(document)s here.", place)));
    const wanted = this.documents.get(place.document) ? place : { document: first?.id };
    find("#empty").hidden = this.documents.size > 0;
    find("#desk").hidden = this.documents.size === 0;
    if (wanted.document) await this.open(wanted.document, wanted, wanted === place ? sheet : null);
  }

  /**
   * Open a document. `at` is a passage's label or id, `selection` a span, `scroll` how far down, in pixels. `read` is
   * the document where it has been read already.
   */
  async open(id, { at = "", selection = null, scroll = null } = {}, read = null) {
    const asked = (this.#asked += 1);
    const sheet = read ?? (await trying(() => net.get(sheetOf(id))));
    if (!sheet || asked !== this.#asked) return;
    this.#hash = sheet.text_hash;
    const again = this.state.get("entry")?.id === id;
    if (!again) this.state.set({ pointed: "" });
    this.pane.open({ ...sheet, passages: this.#looks(sheet.passages.filter((each) => each.anchor !== "orphaned")) });
    this.state.set({ entry: sheet.document });
    this.ledger.open(id, sheet.passages);
    this.documents.change(sheet.document);
    this.documents.open(id);
    this.#goTo({ at, selection, scroll });
    this.count();
    this.suggestions?.refresh();
  }

  #goTo({ at, selection, scroll }) {
    if (scroll !== null) this.pane.element.scrollTop = scroll;
    if (selection) this.pane.select(selection, { reveal: scroll === null });
    const passage = at && this.placed.find((each) => each.label === at || each.id === at);
    if (passage) this.pane.point(passage.id, { reveal: scroll === null });
    else if (at && scroll === null) say(_("The passage %(label)s is not here any more.", { label: at }));
  }

  /** Where somebody is, to come back to. */
  get place() {
    const { entry, pointed } = { entry: this.state.get("entry"), pointed: this.ledger.find(this.state.get("pointed")) };
    const { selection } = this.pane;
    return {
      document: entry?.id ?? "", at: pointed?.label ?? "", scroll: this.pane.element.scrollTop,
      selection: selection && { start: selection.start, end: selection.end },
    };
  }

  // — in step with what is stored —

  #listen() {
    this.pane.addEventListener("point", () => this.state.set({ pointed: this.pane.pointed?.id ?? "" }));
    for (const name of ["select", "point"]) this.pane.addEventListener(name, () => this.onward.clear());
    this.state.on("entry", () => this.#stillDone() || this.onward.clear());
    this.ledger.addEventListener("change", () => this.#show());
    this.ledger.addEventListener("settled", () => this.count());
    this.fresh.addEventListener("change", () => this.tree.build());
    this.documents.addEventListener("choose", ({ detail }) => this.#chosen(detail));
    this.search.addEventListener("choose", ({ detail: { document, start, end } }) => this.#chosen(document, { selection: { start, end } }));
    net.addEventListener("version", () => this.refresh());
  }

  async #chosen(id, place = {}) {
    find("#desk").classList.remove("left", "right");
    if (id !== this.state.get("entry")?.id) await this.open(id, place);
    else this.#goTo({ at: "", selection: place.selection ?? null, scroll: null });
    this.focus();
  }

  /** Show the passages as they are now, and how many are one's own. */
  #show() {
    this.pane.show(this.#looks(this.placed));
    const { coder } = this.about;
    const entry = this.state.get("entry");
    if (entry?.id !== this.ledger.document || !coder) return;
    const mine = this.placed.filter((each) => each.coder === coder).length;
    if (mine !== (entry.quotations[coder] ?? 0)) this.#know({ ...entry, quotations: { ...entry.quotations, [coder]: mine } });
  }

  #looks(passages) {
    return passages.map((each) => ({ ...each, look: this.about.coder && each.coder !== this.about.coder ? "other" : "" }));
  }

  /** A document is otherwise than it was. */
  #know(entry) {
    this.documents.change(entry);
    if (this.state.get("entry")?.id === entry.id) this.state.set({ entry });
  }

  /** Somebody else changed something: read anew what is shown. */
  async #refresh() {
    const [entries] = await Promise.all([net.get("/api/documents"), this.renewCodes()]);
    this.documents.update(entries);
    const id = this.state.get("entry")?.id;
    const entry = this.documents.get(id);
    if (!entry) return this.start({}, { entries });
    if (entry.text_hash !== this.#hash) {
      await this.open(id);
      say(_("The text of %(document)s was corrected. Its passages were carried along.", { document: id }));
      return null;
    }
    this.state.set({ entry });
    await this.ledger.read();
    this.suggestions?.refresh();
    return this.count();
  }

  renewCodes = async () => {
    this.fresh.renew(await net.get("/api/codes"));
  };

  async #count() {
    const document = this.state.get("entry")?.id;
    const counts = await net.get("/api/counts", { document });
    if (document === this.state.get("entry")?.id) this.tree.count(counts);
  }

  // — what is done with the page —

  focus() {
    this.pane.element.focus({ preventScroll: true });
  }

  /** Give a code from the tree or its filter, and go on in the text. */
  give(code) {
    this.focus();
    return this.tagging.give(code);
  }

  /** Open the next or previous document of the list. */
  beside(by) {
    const next = this.documents.beside(by);
    if (!next) say(by > 0 ? _("This is the last document of the list.") : _("This is the first document of the list."));
    else this.open(next);
  }

  /** Mark the document as done, or not; then let go of what is selected, and offer the next. */
  async done() {
    if (!this.tagging.may()) return;
    const entry = this.state.get("entry");
    const finished = !this.documents.isDone(entry);
    const others = entry.done.filter((each) => each !== this.about.coder);
    this.#know({ ...entry, done: finished ? [...others, this.about.coder] : others });
    const mark = ++this.#marks;
    const know = (said) => mark === this.#marks && this.#know(said); // a reply to an earlier press knows less than the page
    const sent = net.send("POST", "/api/done", { document: entry.id, finished }, { keep: true });
    sent.then(know, (error) => (know(entry), complain(error)));
    if (finished) this.#offerNext();
    else say(_("%(document)s is not done any more.", { document: entry.id }));
  }

  #stillDone() {
    const entry = this.state.get("entry");
    return entry?.id === this.#finished && this.documents.isDone(entry);
  }

  #offerNext() {
    const { left, order } = this.documents;
    if (!left) return say(_("All documents are done."));
    const many = order.filter((each) => !this.documents.isDone(each)).length;
    this.pane.select(null);
    this.pane.point(null);
    this.#finished = this.state.get("entry").id;
    const rest = plural("%(count)s document is left.", "%(count)s documents are left.", many);
    this.onward.offer(left, [left.case_name, left.who, rest].filter(Boolean).join(" · "));
    return this.focus();
  }

  undo() {
    return this.#takeBack("undo");
  }

  redo() {
    return this.#takeBack("redo");
  }

  #takeBack(verb) {
    if (!this.tagging.may()) return null;
    return takeBack(verb, async (document, quotation) => {
      await this.refresh();
      if (document && document !== this.state.get("entry")?.id) await this.open(document, {});
      if (this.placed.some((each) => each.id === quotation)) this.pane.point(quotation);
    });
  }

  /** Write a memo on the passage pointed at, or the document. */
  async memo() {
    if (!this.tagging.may()) return;
    const { pointed } = this.tagging;
    const entry = this.state.get("entry");
    const option = (value, shown) => el("option", { value }, shown);
    const passage = pointed && option("quotation", _("the passage %(label)s", pointed));
    const on = el("select", {}, passage, option("document", _("the document %(id)s", entry)), option("project", _("the project")));
    const text = el("textarea", { rows: 6, autofocus: true });
    const hint = el("span", { class: "soft small" }, _("Ctrl + Enter saves."));
    const body = el("div", {}, el("label", { class: "field" }, _("Memo on"), on), el("label", { class: "field" }, _("Text"), text, hint));
    const id = crypto.randomUUID();
    const read = async () => {
      if (!text.value.trim()) throw new Error(_("Fill in something, or cancel."));
      const target = { quotation: pointed?.id, document: entry.id, project: "" }[on.value];
      await doneOrKept(net.send("POST", "/api/memos", { id, on: on.value, target, text: text.value }, { keep: true }));
      return true;
    };
    if (await ask({ title: _("Memo"), body, read })) say(_("The memo is kept; all memos are on the page Memos."));
  }

  findCode() {
    find("#desk").classList.add("right");
    this.filters.codes.focus();
  }

  findDocument() {
    find("#desk").classList.add("left");
    if (this.search.on) this.search.clear();
    this.filters.documents.focus();
  }

  searchTexts() {
    find("#desk").classList.add("left");
    this.search.focus();
  }

  /** Back to the text, from wherever. */
  back() {
    const { activeElement } = document;
    if (activeElement?.matches("#search")) this.search.clear();
    if (activeElement?.matches("#document-filter")) this.filters.documents.clear();
    if (activeElement?.matches("#code-filter")) this.filters.codes.clear();
    find("#desk").classList.remove("left", "right");
    this.focus();
  }
}

/** Where a document is read from. */
export const sheetOf = (id) => `/api/documents/${encodeURIComponent(id)}`;
