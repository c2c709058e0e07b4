// The differences page at work: list, text, card and keys, and the decisions.

import { follow } from "../coalesced.js";
import { Codes, askCode } from "../codes.js";
import { askText } from "../dialog.js";
import { el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { TextPane } from "../pane.js";
import { say, trying } from "../say.js";
import { _, opened, plural } from "../words.js";
import { draft, drop, keep } from "../writing/drafts.js";
import { askKeeping } from "./asking.js";
import { showCard } from "./card.js";
import { beyond, passages, renewed } from "./differences.js";
import { codingForm, whyForm } from "./form.js";
import { Latest } from "./latest.js";
import { Worklist, showFilters, showStates } from "./worklist.js";

const WHO = `qualcode who decides ${opened.seat}`;
const STEP = 200; // so many differences are read at once

export class ResolvingDesk {
  constructor({ about }) {
    const codes = new Codes([]);
    Object.assign(this, { codes, about, list: [], count: 0, documents: [], current: "", sheets: new Map(), latest: new Latest() });
    const asked = new URLSearchParams(location.search);
    this.filter = { document: asked.get("document") ?? "", case: asked.get("case") ?? "", code: asked.get("code") ?? "", state: asked.get("state") || "open" };
    this.limit = STEP;
    this.section = find("#differences");
    this.rows = new Worklist(find("#worklist"), { codes, onpick: (quotation) => this.pick(quotation) });
    this.comment = el("textarea", { rows: 2, oninput: () => keep(this.draft, { comment: this.comment.value }) });
  }

  async open() {
    await this.read();
    this.section.hidden = false;
    this.pane = new TextPane(find("#text"), { codes: this.codes });
    this.bind();
    this.pane.bindMoving();
    follow(() => this.again());
    this.show();
    await this.pick(this.list[0]?.quotation ?? "");
    this.rows.focus();
  }

  // — what there is —

  /** Read everything; false where a later reading does. */
  async read() {
    const found = await this.latest.read(() => Promise.all([net.get("/api/differences", { ...this.filter, limit: this.limit }), Codes.read()]));
    if (!found) return false;
    const [{ differences, count, documents }, { list }] = found;
    Object.assign(this, { list: differences, count, documents });
    this.codes.renew(list);
    return true;
  }

  /** Read everything anew: somebody changed something. */
  async again() {
    this.sheets.clear();
    await this.reread();
  }

  /** What is looked at stays, if it is there still; else what came after it. */
  async reread(quotation = this.current) {
    const before = this.list.map((each) => each.quotation);
    if (!(await this.read())) return;
    this.show();
    const there = new Set(this.list.map((each) => each.quotation));
    const after = before.slice(Math.max(0, before.indexOf(quotation)));
    await this.pick([quotation, ...after, this.list[0]?.quotation].find((each) => there.has(each)) ?? "");
  }

  /** Cut the list to something else. */
  async choose(asked) {
    this.filter = { ...this.filter, ...asked };
    if (asked.case !== undefined) this.filter.document = "";
    this.limit = STEP;
    history.replaceState(null, "", `/differences?${new URLSearchParams(Object.entries(this.filter).filter(([, value]) => value))}`);
    await trying(() => this.reread());
    if (!this.section.contains(document.activeElement)) this.rows.focus();
  }

  async chooseCode() {
    const code = await askCode(this.codes, { title: _("Differences about a code") });
    if (code) await this.choose({ code: code.id });
  }

  show() {
    showStates(find(".states"), this.filter.state, (state) => this.choose({ state }));
    showFilters(find("#filters"), {
      documents: this.documents, asked: this.filter, caseName: this.about.case, code: this.codes.short(this.filter.code),
      choose: (asked) => this.choose(asked), chooseCode: () => this.chooseCode(),
    });
    this.counts();
    this.rows.show(this.list, this.current);
  }

  counts() {
    const sum = (what) => this.documents.reduce((total, each) => total + each[what], 0);
    find("#count").textContent = _("%(open)s open, %(resolved)s resolved", { open: sum("open"), resolved: sum("resolved") });
    const more = find("#more");
    more.hidden = this.list.length >= this.count;
    fill(more, _("%(shown)s of %(all)s shown", { shown: this.list.length, all: this.count }), " ",
      el("button", { type: "button", onclick: () => this.more() }, _("Show more")));
  }

  async more() {
    this.limit += STEP;
    await trying(() => this.reread());
  }

  get difference() {
    return this.list.find((each) => each.quotation === this.current) ?? null;
  }

  get draft() {
    return `difference ${this.current}`;
  }

  // — looking at one —

  /** Look at a difference: in the list, the text and the card. */
  async pick(quotation) {
    this.current = quotation;
    this.rows.pick(quotation);
    const { difference } = this;
    this.card();
    if (!difference) return this.pane.show([], { marks: false });
    const sheet = await this.sheet(difference.document);
    if (this.current !== quotation) return undefined; // somebody went on meanwhile
    const shown = passages(difference);
    this.pane.open({ ...sheet, passages: shown });
    this.pane.show(shown, { marks: false });
    if (this.seen !== quotation) this.pane.reveal(difference);
    this.seen = quotation;
    return undefined;
  }

  async sheet(document) {
    if (!this.sheets.has(document)) this.sheets.set(document, await net.get(`/api/documents/${encodeURIComponent(document)}`));
    return this.sheets.get(document);
  }

  card() {
    const { difference } = this;
    if (!difference) return fill(find("#card"), el("p", { class: "notice" }, this.nothing()));
    const typing = document.activeElement === this.comment;
    this.refill();
    showCard(find("#card"), difference, {
      codes: this.codes, doing: this.doing(difference), comment: this.comment, who: { name: this.who, ask: () => this.askWho() },
    });
    if (typing) this.comment.focus();
    return undefined;
  }

  /** What was typed about this difference and not sent. */
  refill() {
    const typed = draft(this.draft)?.comment ?? "";
    if (this.comment.value !== typed) this.comment.value = typed;
  }

  nothing() {
    if (!this.documents.length) return _("There are no differences. Documents count once two coders who coded them blind marked them done.");
    return this.filter.state === "open" ? _("Nothing is open here.") : _("Nothing fits.");
  }

  go(by, fits) {
    const next = beyond(this.list, this.current, by, fits);
    if (next) return this.pick(next.quotation);
    return say(_("Nothing is open here."));
  }

  // — deciding —

  get who() {
    return sessionStorage.getItem(WHO) ?? (opened.coder || "?");
  }

  async askWho() {
    const asked = askText({ title: _("Who decides?"), label: _("A name, or all who are at the table"), value: this.who, needed: true, yes: _("Go on") });
    find("dialog:modal input").select();
    const name = await asked;
    if (name === null) return false;
    sessionStorage.setItem(WHO, name.trim());
    this.card();
    return true;
  }

  /** Asked once in a tab; who only looks is told so by the server. */
  async knowsWho() {
    return !opened.coder || sessionStorage.getItem(WHO) !== null || this.askWho();
  }

  /** What can be decided about a difference. */
  doing({ sides }) {
    const takes = sides.slice(0, 9).map(({ coder, version }, at) => ({
      key: String(at + 1), run: () => this.take(coder),
      text: version ? _("Take %(coder)s", { coder }) : _("Take %(coder)s: nothing", { coder }),
    }));
    return [
      ...takes, { key: "b", text: _("Both"), run: () => this.take("both") }, { key: "0", text: _("None"), run: () => this.take("none") },
      { key: "e", text: _("New codes"), run: () => this.fresh() }, { key: "r", text: _("Rest of the document"), run: () => this.rest() },
    ];
  }

  /** Take a version, both, or none. Why is asked for where it is needed and not said in the card. */
  async take(take) {
    const { difference } = this;
    if (!difference || !(await this.knowsWho())) return;
    const earlier = difference.resolution && !difference.stale && difference.resolution.who !== this.who;
    const comment = this.comment.value.trim();
    const send = (read) => net.send("POST", "/api/differences/resolve", { quotation: difference.quotation, saw: difference.stamp, who: this.who, take, comment: read.comment }, { keep: true });
    if (comment || !(earlier || take === "none")) {
      const settled = await trying(() => this.fairly(send({ comment })));
      if (settled) await this.settled(settled, difference);
      return;
    }
    const title = take === "none" ? _("Why is nothing coded here?") : _("Why is it decided anew?");
    const words = take === "none" ? difference.words : _("%(who)s decided on it before.", { who: difference.resolution.who });
    await this.asked(difference, { name: this.draft, title, yes: _("Decide"), given: {}, make: (given) => whyForm({ words, given }), send });
  }

  /** Give new codes, on the whole passage or the words selected in it. */
  async fresh() {
    const { difference } = this;
    if (!difference || !(await this.knowsWho())) return;
    const { start, end, kind, sides } = difference;
    const selected = this.pane.selection;
    const inside = selected && selected.start < end && start < selected.end;
    const chosen = kind === "span" ? sides.find(({ version }) => version).version.codes.map(({ code }) => code) : [];
    await this.asked(difference, {
      name: this.draft, title: _("New codes for %(quotation)s", { quotation: difference.quotation }), yes: _("Decide"), given: { chosen, comment: this.comment.value },
      make: (given) => codingForm({ codes: this.codes, many: true, given, place: inside ? selected : difference, placed: inside ? true : null }),
      send: ({ codes, value, specification, comment, place }) => net.send("POST", "/api/differences/resolve", {
        quotation: difference.quotation, saw: difference.stamp, who: this.who, codes, value: value || null, specification: specification || null, comment,
        ...(inside && place && { start: place.start, end: place.end, words: place.words }),
      }, { keep: true }),
    });
  }

  /** Settle what is open in the document alike. */
  async rest() {
    const { difference } = this;
    if (!difference || !(await this.knowsWho())) return;
    const { document, sides } = difference;
    const found = await trying(() => net.get("/api/differences", { document, limit: 2000 }));
    if (!found) return;
    const open = found.differences;
    if (!open.length) {
      say(_("Nothing is open in %(document)s.", { document }));
      return;
    }
    const form = (given) => restForm({ count: open.length, document, coders: sides.map(({ coder }) => coder), given });
    const saw = Object.fromEntries(open.map((each) => [each.quotation, each.stamp]));
    await this.asked(difference, {
      name: `rest ${document}`, title: _("The rest of %(document)s", { document }), yes: _("Decide"), given: {}, make: form,
      send: ({ take, comment }) => net.send("POST", "/api/differences/rest", { document, saw, who: this.who, take, comment }, { keep: true }),
    });
  }

  async asked(difference, asking) {
    const answer = await askKeeping({ ...asking, send: (read) => this.fairly(asking.send(read)) });
    if (answer?.found) await this.settled(answer.found, difference);
    this.refill();
    if (!this.section.contains(document.activeElement)) this.rows.focus();
  }

  /** A change; where something else happened meanwhile, that is shown. */
  async fairly(change) {
    try {
      return await change;
    } catch (error) {
      if (error.kind === "changed-meanwhile") await trying(() => this.again());
      throw error;
    }
  }

  /** A document after a decision: its differences stay in the list as they are now; on to the next that is open. */
  async settled({ document, differences, open, resolved, complete }, difference) {
    drop(`difference ${difference.quotation}`);
    this.latest.changed();
    this.list = renewed(this.list, document, differences);
    this.documents = this.documents.map((each) => (each.document === document ? { ...each, open, resolved } : each));
    this.show();
    if (complete && !open) say(_("Nothing is open in %(document)s: its consensus is complete, and counts.", { document }));
    else say(plural("%(count)s difference is open in %(document)s.", "%(count)s differences are open in %(document)s.", open, { document }));
    const next = beyond(this.list, difference.quotation, 1, (each) => each.open);
    await this.pick(next?.quotation ?? difference.quotation);
  }

  async takeBack(verb) {
    if (!(await this.knowsWho())) return;
    const event = await trying(() => net.send("POST", `/api/differences/${verb}`, { who: this.who }));
    if (!event) return;
    say(verb === "undo" ? _("Taken back: %(what)s", { what: event.summary }) : _("Done again: %(what)s", { what: event.summary }));
    await trying(() => this.reread(this.list.some((each) => each.quotation === event.summary) ? event.summary : this.current));
  }

  bind() {
    const within = this.section;
    const key = (keys, group, what, run, more = {}) => bind({ keys, group, what, run, within, ...more });
    const [going, deciding] = [_("Going through the differences"), _("Deciding")];
    const inList = (event) => find("#worklist").contains(event.target);
    key("n", going, _("Next difference"), () => this.go(1));
    key("p", going, _("Previous difference"), () => this.go(-1));
    key("N", going, _("Next difference that is open"), () => this.go(1, (each) => each.open));
    key(["ArrowDown", "j"], going, _("Next in the list"), () => this.go(1), { when: inList });
    key(["ArrowUp", "k"], going, _("Previous in the list"), () => this.go(-1), { when: inList });
    key("o", going, _("Open, resolved or all"), () => this.choose({ state: { open: "resolved", resolved: "all", all: "open" }[this.filter.state] }));
    key("f", going, _("Only differences about a code"), () => this.chooseCode());
    const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    key(digits, deciding, _("Take the version of that coder"), (event) => this.takeOf(Number(event.key)));
    key("b", deciding, _("Take both versions"), () => this.take("both"));
    key("0", deciding, _("Take none"), () => this.take("none"));
    key("e", deciding, _("Give new codes; on the selected words, if there are"), () => this.fresh());
    key("r", deciding, _("Settle the rest of the document alike"), () => this.rest());
    key("m", deciding, _("Write a comment"), () => this.comment.focus());
    key("w", deciding, _("Say who decides"), () => this.askWho());
    const outside = (event) => event.target !== this.comment;
    key(["u", "Ctrl+z"], deciding, _("Undo"), () => this.takeBack("undo"), { when: outside });
    key(["U", "Ctrl+y", "Ctrl+Shift+z"], deciding, _("Redo"), () => this.takeBack("redo"), { when: outside });
    key("Escape", "", "", () => this.rows.focus(), { when: (event) => event.target === this.comment });
  }

  takeOf(number) {
    const side = this.difference?.sides[number - 1];
    if (side) this.take(side.coder);
  }
}

/** Which version to take for all that is open. */
function restForm({ count, document, coders, given }) {
  const why = whyForm({ words: "", given, needed: false });
  const takes = [...coders.map((coder) => [coder, _("the version of %(coder)s", { coder })]), ["both", _("both versions")], ["none", _("neither version")]];
  const choices = takes.map(([value, text], at) => el("p", {}, el("label", {}, el("input", { type: "radio", name: "take", value, checked: at === 0, autofocus: at === 0 }), text)));
  const said = plural("%(count)s difference in %(document)s is open. Taken is:", "%(count)s differences in %(document)s are open. Taken is:", count, { document });
  const element = el("div", {}, el("fieldset", { class: "plain" }, el("legend", {}, said), choices), why.element);
  return {
    element,
    now: why.now,
    read() {
      const take = find("input[name=take]:checked", element).value;
      const { comment } = why.read();
      if (take === "none" && !comment) throw new Error(_("Say why in a comment."));
      return { take, comment };
    },
  };
}
