// A review of one document: text, list and keys, and the steps that they take.

import { follow } from "../coalesced.js";
import { Codes } from "../codes.js";
import { confirm } from "../dialog.js";
import { find } from "../dom.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { TextPane } from "../pane.js";
import { complain, say, trying } from "../say.js";
import { _, plural } from "../words.js";
import { askKeeping } from "./asking.js";
import { said } from "./chips.js";
import { codingForm, whyForm } from "./form.js";
import { head, tools } from "./head.js";
import { Latest } from "./latest.js";
import { agreed, beside, lineOf, lines, passages, progress, toJudge } from "./model.js";
import { Rows } from "./rows.js";

export class ReviewDesk {
  constructor({ document, author }) {
    const codes = new Codes([]);
    Object.assign(this, { codes, document, author, review: null, reviews: [], current: "", sheet: null, sending: 0, latest: new Latest() });
    this.section = find("#review");
    this.rows = new Rows(find("#codings"), { codes, doing: (item) => this.doing(item), onpick: (coding) => this.pick(coding) });
  }

  async open() {
    await this.read();
    this.section.hidden = false;
    this.pane = new TextPane(find("#text"), { codes: this.codes });
    this.bind();
    this.pane.bindMoving();
    this.pane.addEventListener("point", () => this.pointed());
    follow(() => this.again());
    this.pane.open({ ...this.sheet, passages: passages(this.review) });
    this.show();
    this.pick(toJudge(this.review, "", 1)?.coding ?? lines(this.review)[0]?.coding ?? "");
    this.focus();
  }

  // — what there is —

  /** Read everything; false where a later reading does. */
  async read() {
    const name = encodeURIComponent(this.document);
    const ask = () => Promise.all([net.get(`/api/reviews/${name}`, { author: this.author }), net.get(`/api/documents/${name}`), net.get("/api/reviews"), Codes.read()]);
    const found = await this.latest.read(ask);
    if (!found) return false;
    const [review, sheet, reviews, { list }] = found;
    Object.assign(this, { review, sheet, reviews, author: review.author });
    this.codes.renew(list);
    return true;
  }

  /** Read everything anew: somebody changed something. */
  async again() {
    if (this.sending || !(await this.read())) return;
    this.pane.open({ ...this.sheet, passages: passages(this.review) });
    this.show();
  }

  /** Show a review as the server says it. */
  take(review) {
    this.latest.changed();
    this.review = review;
    const mine = this.reviews.find((each) => each.document === review.document && each.author === review.author);
    const { judged } = progress(review);
    if (mine) Object.assign(mine, { judged, added: review.additions.length, begun: true, finished: review.finished });
    this.show();
  }

  show() {
    if (!lines(this.review).some((item) => item.coding === this.current)) this.current = "";
    this.pane.show(passages(this.review), { marks: false });
    head(find("#about"), this);
    tools(find("#tools"), this);
    this.rows.show(this.review, this.current);
  }

  get item() {
    return lines(this.review).find((item) => item.coding === this.current) ?? null;
  }

  // — going through it —

  /** Look at a coding. */
  pick(coding) {
    this.current = coding;
    this.rows.pick(coding);
    if (lineOf(this.review, this.pane.pointed?.id)?.coding !== coding) this.pane.point(coding || null);
  }

  /** The text points at a passage: so does the list. */
  pointed() {
    const item = this.pane.pointed && lineOf(this.review, this.pane.pointed.id);
    if (item && item.coding !== this.current) this.pick(item.coding);
  }

  /** Go to the next or previous coding that has no verdict yet. */
  toJudge(by) {
    const item = toJudge(this.review, this.current, by);
    if (item) this.pick(item.coding);
    else say(_("Every coding has a verdict. Press d to finish the review."));
  }

  beside(by) {
    const item = beside(this.review, this.current, by);
    if (item) this.pick(item.coding);
  }

  focus() {
    if (!this.section.contains(document.activeElement)) this.rows.focus();
  }

  // — steps —

  /** What can be done with a coding. */
  doing(item) {
    const steps = {
      agree: { key: "a", text: _("Agree"), run: () => this.agree() },
      change: { key: "c", text: _("Change"), run: () => this.change() },
      remove: { key: "x", text: _("Remove"), run: () => this.remove() },
      withdraw: { key: "z", text: item.verdict === "added" ? _("Take it back") : _("Withdraw"), run: () => this.withdraw() },
    };
    if (item.verdict === "added") return [steps.withdraw];
    return [item.verdict !== "agreed" && steps.agree, steps.change, item.verdict !== "removed" && steps.remove, item.verdict && steps.withdraw].filter(Boolean);
  }

  /** Say before the first step what beginning means, where it means something; false for who would rather not. */
  async mayBegin() {
    if (!this.review.note) return true;
    return confirm({ title: _("Begin this review?"), body: independence(this.review), yes: _("Begin the review") });
  }

  send(step, body, options) {
    return net.send("POST", `/api/reviews/${encodeURIComponent(this.document)}/${step}`, { author: this.author, ...body }, options);
  }

  /** The coding looked at, if it is the author's; says so where it is not. */
  authors() {
    const item = this.item;
    if (item?.verdict === "added") say(_("This is your own addition: take it back with z."));
    return item && item.verdict !== "added" ? item : null;
  }

  async agree() {
    const item = this.authors();
    if (!item || !(await this.mayBegin())) return;
    if (item.verdict !== "agreed") this.agreeWith([item]);
    const next = toJudge(this.review, item.coding, 1);
    if (next) this.pick(next.coding);
    else this.toJudge(1);
    this.focus();
  }

  async agreeRest() {
    const left = this.review.items.filter((item) => !item.verdict);
    if (!left.length) return this.toJudge(1);
    const title = plural("Agree with the %(count)s coding not judged yet?", "Agree with the %(count)s codings not judged yet?", left.length);
    if (!(await confirm({ title, body: this.review.note ? independence(this.review) : "", yes: _("Agree") }))) return;
    this.agreeWith(left);
    this.focus();
  }

  /** Agree with codings: seen at once, kept while the server is gone, and taken back where it refuses. */
  async agreeWith(items) {
    this.review = agreed({ ...this.review, note: "" }, items.map((item) => item.coding));
    this.latest.changed();
    this.show();
    this.sending += 1;
    try {
      const review = await this.send("agree", { codings: items.map((item) => ({ coding: item.coding, saw: item.stamp })) }, { keep: true });
      this.sending -= 1;
      if (!this.sending) this.take(review);
    } catch (error) {
      this.sending -= 1;
      complain(error);
      await trying(() => this.again());
    }
  }

  async remove() {
    const item = this.authors();
    if (!item || !(await this.mayBegin())) return;
    const title = _("Remove %(what)s", { what: this.named(item) });
    await this.asked({
      name: this.nameOf("remove", item), title, yes: _("Remove"), given: { comment: item.verdict === "removed" ? item.verdict_comment : "" },
      make: (given) => whyForm({ words: item.words, given }),
      send: ({ comment }) => this.send("remove", { coding: item.coding, saw: item.stamp, comment }, { keep: true }),
    }, item);
  }

  async change() {
    const item = this.authors();
    if (!item || !(await this.mayBegin())) return;
    const { code, value, specification, start, end } = item.replacement ?? item;
    const selected = this.pane.selection;
    const place = selected && (selected.start !== start || selected.end !== end) ? selected : null;
    const comment = item.verdict === "changed" ? item.verdict_comment : "";
    await this.asked({
      name: this.nameOf("change", item), title: _("Change %(what)s", { what: this.named(item) }), yes: _("Change"),
      given: { chosen: [code], value, specification, comment },
      make: (given) => codingForm({ codes: this.codes, given, place: place ?? item.replacement ?? item, placed: place ? overlap(place, item) : null }),
      send: (read) => this.send("change", this.changed(item, read, place), { keep: true }),
    }, item);
    if (place && item.coding !== this.current) this.pane.select(null);
  }

  /** The body of a change: what is filled in, and the place where that is another. */
  changed(item, { codes, value, specification, comment, place }, selected) {
    const now = item.replacement ?? item;
    const there = selected ? place : null;
    const { start, end, words } = there ?? now;
    const moved = start !== item.start || end !== item.end;
    return { coding: item.coding, saw: item.stamp, code: codes[0], value, specification, comment, ...(moved && { start, end, words }) };
  }

  async add() {
    const place = this.pane.selection;
    if (!place) return say(_("Select the words in the text first."));
    if (!(await this.mayBegin())) return;
    const found = await this.asked({
      name: `add ${this.document} ${place.start} ${place.end}`, title: _("Add a coding"), yes: _("Add"), given: {},
      make: (given) => codingForm({ codes: this.codes, given, place }),
      send: ({ codes, value, specification, comment }) =>
        this.send("add", { ...place, code: codes[0], value, specification: specification ?? "", comment }, { keep: true }),
    }, null);
    if (found?.made) {
      this.pane.select(null);
      this.pick(found.made);
    }
  }

  /** Ask with a form and take a step; then on to the next coding without a verdict. Resolves to the review. */
  async asked(asking, item) {
    const answer = await askKeeping(asking);
    this.focus();
    if (!answer) return null;
    if (answer.found) this.take(answer.found);
    if (item) this.pick((toJudge(this.review, item.coding, 1) ?? item).coding);
    this.focus();
    return answer.found;
  }

  nameOf(step, item) {
    return `${step} ${this.document} ${item.coding}`;
  }

  named(item) {
    return `${item.number} ${said(this.codes, item)}`;
  }

  async withdraw() {
    const { item } = this;
    if (!item?.verdict) return say(_("There is no verdict on this coding to withdraw."));
    const review = await trying(() => this.send("withdraw", { coding: item.coding, saw: item.stamp }, { keep: true }));
    if (review) this.take(review);
    this.focus();
  }

  async finish() {
    const left = this.review.items.filter((item) => !item.verdict).length;
    if (left) {
      say(plural("%(count)s coding has no verdict yet.", "%(count)s codings have no verdict yet.", left));
      return this.toJudge(1);
    }
    if (!(await this.mayBegin())) return;
    const review = await trying(() => this.send("finish", {}, { keep: true }));
    if (!review) return;
    this.take(review);
    say(_("The review of %(document)s is finished.", { document: this.document }));
  }

  async takeBack(verb) {
    const event = await trying(() => net.send("POST", `/api/${verb}`));
    if (!event) return;
    const what = event.summary || event.what;
    say(verb === "undo" ? _("Taken back: %(what)s", { what }) : _("Done again: %(what)s", { what }));
    await trying(() => this.again());
    this.focus();
  }

  bind() {
    const within = this.section;
    const key = (keys, group, what, run, more = {}) => bind({ keys, group, what, run, within, ...more });
    const [going, judging] = [_("Going through the codings"), _("Reviewing")];
    const inList = (event) => find("#codings").contains(event.target);
    key("n", going, _("Next coding not judged"), () => this.toJudge(1));
    key("p", going, _("Previous coding not judged"), () => this.toJudge(-1));
    key(["ArrowDown", "j"], going, _("Next coding in the list"), () => this.beside(1), { when: inList });
    key(["ArrowUp", "k"], going, _("Previous coding in the list"), () => this.beside(-1), { when: inList });
    key("N", going, _("Next document to review"), () => find("#about .next")?.click());
    key("a", judging, _("Agree, and on to the next"), () => this.agree());
    key("A", judging, _("Agree with the rest"), () => this.agreeRest());
    key("c", judging, _("Change: code, grade, specification or place"), () => this.change());
    key("x", judging, _("Remove"), () => this.remove());
    key("+", judging, _("Add a code to the selected words"), () => this.add());
    key("Enter", judging, _("Add a code to the selected words"), () => this.add(), { within: this.pane.element, when: () => this.pane.selection !== null });
    key("z", judging, _("Withdraw the verdict, or take back an addition"), () => this.withdraw());
    key("d", judging, _("Finish the review"), () => this.finish());
    key(["u", "Ctrl+z"], judging, _("Undo"), () => this.takeBack("undo"));
    key(["U", "Ctrl+y", "Ctrl+Shift+z"], judging, _("Redo"), () => this.takeBack("redo"));
  }
}

const overlap = (one, other) => one.start < other.end && other.start < one.end;

/** What is lost with the first verdict. */
function independence({ document, author }) {
  return _(
    "You and %(author)s each coded %(document)s by yourselves. With your first verdict here that is no independent work any more: agreement between the two of you then leaves this document out.",
    { author, document });
}
