// What somebody who codes does with the words selected or the passage pointed at.
//
// Every change is seen at once and settled by the server's reply (ledger.js). What is for one's own passages only says
// whose they are where somebody else's are pointed at.

import { askText } from "../dialog.js";
import { net } from "../net.js";
import { complain, say, trying } from "../say.js";
import { _ } from "../words.js";
import { askGrade, askNewCode, askSpecification, confirmWords, doneOrKept, gradeIn, pickAtHand, which } from "./asking.js";
import { changed, newTag, ownAt, quoted, retagged, sameTag, tagged, untagged, without } from "./changes.js";

export class Tagging {
  #desk;
  #latest = "select"; // what changed last: the selection, or the passage pointed at
  #left = ""; // the passage that was pointed at before other words were selected

  /** `desk` holds what the page works with: about, codes, fresh, ledger, pane, slots, state, renewCodes. */
  constructor(desk) {
    this.#desk = desk;
    desk.pane.addEventListener("select", () => this.#selected());
    desk.pane.addEventListener("point", () => desk.pane.pointed && (this.#latest = "point"));
  }

  // — what it is about —

  /** The passage pointed at; null for none. */
  get pointed() {
    return this.#desk.ledger.find(this.#desk.state.get("pointed"));
  }

  /** The passage of one's own that takes the words that are selected now, when it is resized; null for none. */
  get resized() {
    const passage = this.pointed ?? this.#desk.ledger.find(this.#left);
    return passage?.coder === this.me ? passage : null;
  }

  /** The words that a code is for: those selected, or those of the passage pointed at, whichever was chosen last. */
  get target() {
    const { pane, state } = this.#desk;
    const pointed = this.pointed?.anchor === "orphaned" ? null : this.pointed;
    const span = (this.#latest === "select" && pane.selection) || pointed || pane.selection;
    if (!span) return null;
    return { document: state.get("entry").id, start: span.start, end: span.end, words: span.words };
  }

  /** Whether words are selected, and a code is for them. */
  get selected() {
    const { selection } = this.#desk.pane;
    return Boolean(selection && sameSpan(selection, this.target));
  }

  /** Other words were selected: who selects the words of a passage points at it, and at none with others. */
  #selected() {
    const { pane, ledger, state } = this.#desk;
    const { selection } = pane;
    this.#latest = selection ? "select" : "point";
    if (!selection) this.#left = "";
    if (!selection || (this.pointed && this.pointed.anchor !== "orphaned" && sameSpan(selection, this.pointed))) return;
    const here = ledger.passages.filter((each) => each.anchor !== "orphaned" && sameSpan(each, selection));
    const passage = here.find((each) => each.coder === this.me) ?? here[0];
    if (this.pointed) this.#left = this.pointed.id;
    pane.point(passage?.id ?? null, { reveal: false });
    state.set({ pointed: passage?.id ?? "" });
    this.#latest = "select";
  }

  get me() {
    return this.#desk.about.coder;
  }

  /** Whether one may change things here; says why not. */
  may() {
    if (this.me) return true;
    say(_("You are only looking. Choose who codes at the top of the page, or start with qualcode serve --coder NAME."));
    return false;
  }

  #mayTag() {
    if (!this.may()) return null;
    const { target } = this;
    if (!target) say(_("Select words first, or point at a passage."));
    return target;
  }

  #passage({ own = true } = {}) {
    if (!this.may()) return null;
    const passage = this.pointed;
    const theirs = own && passage && passage.coder !== this.me;
    if (!passage) say(_("Point at a passage first: click it, or ] and [."));
    else if (theirs) say(_("This passage is the work of %(coder)s. Give it a code of your own instead.", passage));
    else return passage;
    return null;
  }

  // — giving codes —

  /** Give the target a code. What the code needs is asked for: a grade before, a fixed specification after. */
  async give(code) {
    const place = this.#mayTag();
    if (!place) return;
    if (code.retired) return say(_("%(code)s is retired and takes no new codings.", { code: code.name }));
    const title = this.#desk.codes.short(code.id);
    if (code.scale) {
      const save = (value) => this.#accepted(this.#tag(place, code, { value }));
      return askGrade({ title, value: gradeIn(place.words, code.scale), scale: code.scale, save });
    }
    const there = this.#own(place)?.tags.find((tag) => sameTag(tag, newTag("", code.id, this.me)));
    if (there) return say(_("The passage has this code already."));
    const { id, change } = this.#tag(place, code);
    change.catch(complain);
    if (code.specify?.values.length) await this.#specify(id, code);
  }

  /** Lay a coding; gives its id, and the promise of the reply. */
  #tag(place, code, said = {}) {
    const { ledger, fresh, renewCodes } = this.#desk;
    const [id, quotation] = [crypto.randomUUID(), crypto.randomUUID()];
    const body = { ...place, ...fresh.asked(code), id, quotation, ...said };
    const tag = newTag(id, code.id, this.me, said);
    const makes = (passages) => tagged(passages, { ...place, id: quotation, coder: this.me }, tag);
    const change = ledger.change({ method: "POST", path: "/api/codings", body, makes, about: id, first: () => code.fresh && renewCodes() });
    const kept = change.then((laid) => {
      this.#point(laid.passages[0]?.id, quotation);
      const given = laid.passages[0]?.tags.find((each) => each.id === laid.coding);
      if (given) this.#used(given.code);
      return true;
    }).finally(() => code.fresh && fresh.settle(code));
    if (!code.fresh && !code.scale) this.#used(code.id);
    this.#point(this.#own(place)?.id);
    return { id, change: kept };
  }

  /** A code was given: it is at hand now. */
  #used(id) {
    this.#desk.slots.use(id);
    this.#desk.codes.use(id);
  }

  /** For a dialog: true when a coding was laid, or kept; rejects where it was refused. */
  async #accepted({ change }) {
    await doneOrKept(change);
    return true;
  }

  #own(place) {
    return ownAt(this.#desk.ledger.passages, { ...place, coder: this.me });
  }

  /** Point at a passage; with `instead` only where that one is still pointed at. */
  #point(id, instead = null) {
    const { state, pane } = this.#desk;
    if (!id || (instead !== null && state.get("pointed") !== instead)) return;
    if (id !== state.get("pointed")) pane.point(id, { reveal: false });
  }

  /** Choose a code from a list beside the words. */
  pick() {
    const place = this.#mayTag();
    if (!place) return;
    const { codes, pane, slots } = this.#desk;
    const give = (code, typed) => (code ? this.give(code) : this.newCode(typed));
    pickAtHand(codes, { title: _("Which code?"), box: pane.box(place), give, slots });
  }

  again() {
    const { codes, slots } = this.#desk;
    const code = codes.get(slots.last);
    if (code) return this.give(code);
    return say(_("No code was given yet."));
  }

  giveSlot(digit) {
    const { codes, slots } = this.#desk;
    const code = codes.get(slots.at(digit));
    if (code) return this.give(code);
    return say(_("No code has the digit %(digit)s yet: choose one in the tree and press Alt + %(digit)s.", { digit }));
  }

  inVivo() {
    const place = this.#mayTag();
    if (place) this.#askNew(place, _("A code from these words"), place.words.split(/\s+/).join(" ").slice(0, 120));
  }

  newCode(name = "") {
    const place = this.#mayTag();
    if (place) this.#askNew(place, _("New code"), name.trim());
  }

  #askNew(place, title, name) {
    const { codes, fresh, slots } = this.#desk;
    const save = async (said) => {
      slots.under = said.under?.id ?? "";
      const code = fresh.add(said);
      if (code.scale) throw new Error(_("%(code)s is there already, and takes a grade: give it with c.", { code: code.name }));
      return this.#accepted(this.#tag(place, code));
    };
    return askNewCode(codes, { title, name, under: codes.get(slots.under) ?? null, save });
  }

  async quote() {
    const place = this.#mayTag();
    if (!place) return;
    if (this.#own(place)) return say(_("There is a passage here already."));
    const id = crypto.randomUUID();
    const change = this.#desk.ledger.change({
      method: "POST", path: "/api/quotations", body: { ...place, id }, about: id,
      makes: (passages) => quoted(passages, { ...place, id, coder: this.me }),
    });
    this.#point(id);
    const laid = await trying(() => change);
    this.#point(laid?.passages[0]?.id, id);
  }

  // — changing what is there —

  /** Give the passage the words that were selected since it was pointed at; else its own are, to begin with. */
  async resize() {
    const passage = this.resized ?? this.#passage();
    if (!passage || !this.may()) return;
    const { pane } = this.#desk;
    const selection = this.#latest === "select" ? pane.selection : null;
    const lost = passage.anchor === "orphaned";
    if (!selection || (!lost && sameSpan(selection, passage))) {
      if (!lost) pane.select(passage);
      return say(_("Select the words that the passage is to have, and press r again."));
    }
    if (!lost && !overlap(selection, passage) && !(await confirmWords(passage, selection))) return;
    const { start, end, words } = selection;
    const was_span = this.#saw(passage.id, [passage.start, passage.end]);
    const change = this.#changeQuotation(passage, { start, end, was_span }, { start, end, words, anchor: "firm" });
    pane.point(passage.id, { reveal: false });
    await trying(() => change);
  }

  /** Remove the passage, or one of its codes: asked for where it has several. */
  async remove() {
    const passage = this.#passage();
    if (!passage) return;
    const all = { value: passage, shown: _("The passage with all its codes") };
    const tags = this.#tagsOf(passage);
    const chosen = tags.length > 1 ? await which({ title: _("Remove what?"), options: [...this.#options(tags), all] }) : passage;
    if (chosen === passage) await this.removePassage(passage);
    else if (chosen) await this.removeTag(chosen);
  }

  async removePassage(passage) {
    const { id, start, end } = passage;
    const makes = (passages) => without(passages, [id]);
    const change = this.#desk.ledger.change({ method: "DELETE", path: `/api/quotations/${id}`, makes, about: id });
    if (passage.anchor !== "orphaned" && !this.#desk.pane.selection) this.#desk.pane.select({ start, end }, { reveal: false });
    await trying(() => change);
  }

  async removeTag(tag) {
    const makes = (passages) => untagged(passages, tag.id);
    await trying(() => this.#desk.ledger.change({ method: "DELETE", path: `/api/codings/${tag.id}`, makes, about: tag.id }));
  }

  /** Another code in the place of one. */
  async recode(tag = null) {
    const passage = this.#passage();
    if (!passage) return;
    const { codes, pane, ledger, slots } = this.#desk;
    const chosen = tag ?? (await which({ title: _("Change which code?"), options: this.#options(this.#tagsOf(passage)) }));
    if (!chosen) return this.pick();
    const title = _("Which code instead of %(code)s?", { code: codes.short(chosen.code) });
    const give = (code) => code && this.#recoded(chosen, code);
    pickAtHand(codes, { title, box: pane.box(ledger.withTag(chosen.id) ?? passage), give, slots });
  }

  #recoded(tag, code) {
    const change = (said) => this.#instead(tag.code, code.id, this.#changeTag(tag, { code: code.id, ...said }));
    if (!code.scale) return trying(() => change({}));
    const title = this.#desk.codes.short(code.id);
    const save = (value) => this.#said(change({ value }));
    return askGrade({ title, value: tag.value, scale: code.scale, save });
  }

  /** A code took the place of another: one that no passage has any more gives its digit back. */
  async #instead(old, code, change) {
    const laid = await change;
    const { project } = await net.get("/api/counts", { document: this.#desk.state.get("entry").id });
    if (!project[old]) this.#desk.slots.free(old);
    this.#used(code);
    return laid;
  }

  /** Comment on the passage; where it has several codes it is asked on what. */
  async comment(on = null) {
    const passage = this.#passage();
    if (!passage) return;
    const tags = this.#tagsOf(passage);
    const options = [{ value: passage, shown: _("The passage") }, ...(tags.length > 1 ? this.#options(tags) : [])];
    const chosen = on ?? (await which({ title: _("A comment on what?"), options }));
    if (!chosen) return;
    const save = (comment) => this.#said(this.#comment(chosen, comment.trim()));
    const label = chosen.tags ? _("Comment on the passage") : _("Comment on %(code)s", { code: this.#desk.codes.short(chosen.code) });
    await askText({ title: _("Comment"), label, value: chosen.comment, lines: 4, check: save });
  }

  /** Comment on a quotation or a coding. */
  #comment(on, comment) {
    if (!on.tags) return this.#changeTag(on, { comment });
    return this.#changeQuotation(on, { comment, was_comment: this.#saw(on.id, on.comment) }, { comment });
  }

  async specify(tag = null) {
    const { codes } = this.#desk;
    const none = _("None of the codes here takes a specification.");
    const chosen = tag ?? (await this.#chosenTag((code) => code?.specify, _("Specify which code?"), none));
    if (chosen) await this.#specify(chosen.id, codes.get(chosen.code));
  }

  #specify(id, code) {
    const now = () => this.#desk.ledger.withTag(id)?.tags.find((each) => each.id === id);
    const save = (specification) => this.#said(this.#changeTag(now(), { specification: specification.trim() }));
    return askSpecification({ title: this.#desk.codes.short(code.id), code, value: now()?.specification ?? "", save });
  }

  /** Change the grade of the passage pointed at; without one, give a code that takes a grade. */
  async grade(tag = null) {
    const { codes } = this.#desk;
    const graded = this.pointed && this.pointed.coder === this.me && this.#tagsOf(this.pointed).some((each) => codes.get(each.code)?.scale);
    if (!tag && !graded) return this.#giveGrade();
    const chosen = tag ?? (await this.#chosenTag((code) => code?.scale, _("Which grade?"), ""));
    if (!chosen) return;
    const code = codes.get(chosen.code);
    const save = (value) => this.#said(this.#changeTag(chosen, { value }));
    await askGrade({ title: codes.short(code.id), value: chosen.value, scale: code.scale, save });
  }

  async #giveGrade() {
    if (!this.#mayTag()) return;
    const { codes } = this.#desk;
    const options = codes.usable.filter((code) => code.scale).map((code) => ({ value: code, shown: codes.short(code.id) }));
    if (!options.length) return say(_("No code in the codebook takes a grade."));
    const code = await which({ title: _("Which grade?"), options });
    if (code) await this.give(code);
  }

  /** Set or take away a mark: "verbatim" or "released". Anybody may. */
  async mark(name) {
    const passage = this.#passage({ own: false });
    if (!passage) return;
    const value = !passage[name];
    const said = {
      verbatim: [_("Not verbatim any more"), _("Verbatim")],
      released: [_("Not released any more"), _("Released for the report")],
    };
    const change = this.#changeQuotation(passage, { [name]: value }, { [name]: value });
    say(said[name][Number(value)]);
    await trying(() => change);
  }

  async #chosenTag(fits, title, none) {
    const passage = this.#passage();
    if (!passage) return null;
    const tags = this.#tagsOf(passage).filter((tag) => fits(this.#desk.codes.get(tag.code)));
    if (!tags.length) say(none);
    return which({ title, options: this.#options(tags) });
  }

  #tagsOf(passage) {
    return passage.tags.filter((tag) => tag.coder === this.me);
  }

  #options(tags) {
    const shown = (tag) => [this.#desk.codes.short(tag.code), tag.value, tag.specification].filter(Boolean).join(" · ");
    return tags.map((tag) => ({ value: tag, shown: shown(tag) }));
  }

  // — asking the server —

  /** For a dialog: true when a change was made, or kept; rejects where it was refused. */
  async #said(change) {
    await doneOrKept(change);
    return true;
  }

  /** What the page saw of something; nothing where that is its own guess. */
  #saw(id, value) {
    return this.#desk.ledger.guesses(id) ? null : value;
  }

  #changeTag(tag, values) {
    const saw = Object.fromEntries(Object.keys(values).map((name) => [name, tag[name]]));
    const body = { ...values, was: this.#saw(tag.id, saw) };
    const makes = (passages) => retagged(passages, tag.id, values);
    return this.#desk.ledger.change({ method: "PATCH", path: `/api/codings/${tag.id}`, body, makes, about: tag.id });
  }

  #changeQuotation(passage, body, values) {
    const makes = (passages) => changed(passages, passage.id, values);
    return this.#desk.ledger.change({ method: "PATCH", path: `/api/quotations/${passage.id}`, body, makes, about: passage.id });
  }
}

const overlap = (one, other) => one.start < other.end && other.start < one.end;
const sameSpan = (one, other) => Boolean(one && other) && one.start === other.start && one.end === other.end;
