// The panel of suggestions: one passage at a time, its codes with how likely and why.

import { el, fill, find } from "../dom.js";
import { _, opened, plural } from "../words.js";
import { IDLE, OPEN, OVER, REFUSED, UNITS, WAITING } from "./round.js";

const PER = { paragraph: _("per paragraph"), sentence: _("per sentence"), turn: _("per speaker’s turn") };

export class View {
  /** `does` is what the panel's buttons do: begin, close, unit, choose, accept, other, turn, reject, rejectAll, next. */
  constructor(round, codes, does) {
    Object.assign(this, { round, codes, does });
    this.count = el("span", { class: "count soft small" });
    this.state = el("p", { class: "state small", role: "status" });
    this.unit = el("select", { "aria-label": _("A suggestion for each"), onchange: () => does.unit(this.unit.value) },
      UNITS.map((value) => el("option", { value }, PER[value])));
    this.unit.value = round.unit;
    this.begin = button(_("Suggest codes"), () => does.begin(), { key: "s", class: "begin" });
    this.closing = button("×", () => does.close(), { class: "quiet close", "aria-label": _("Close the suggestions") });
    this.body = el("div", { class: "passage" });
    this.panel = el("section", { class: "suggestions", "aria-label": _("Suggestions") },
      el("div", { class: "head" }, el("h2", {}, _("Suggestions")), this.count, this.closing),
      el("div", { class: "asking" }, this.begin, this.unit), this.state, this.body);
  }

  /** Show where the round is. The focus stays with the code that is looked at, if it was in the list of codes. */
  show({ narrowed = null } = {}) {
    const { round } = this;
    const held = this.body.contains(document.activeElement);
    const open = round.state === OPEN;
    this.panel.dataset.state = round.state;
    this.panel.setAttribute("aria-busy", String(round.state === WAITING));
    this.closing.hidden = round.state === IDLE;
    this.begin.hidden = open || round.state === WAITING;
    const more = round.left + round.queue.length;
    this.count.textContent = open && more > 0 ? plural("at most %(count)s more", "at most %(count)s more", more) : "";
    this.#say();
    fill(this.body, open && this.#passage(narrowed));
    if (held) this.focus();
  }

  /** What is said of the round as a whole. */
  #say() {
    const { said, state, current } = this.round;
    const texts = { [WAITING]: () => this.#waiting(), [REFUSED]: () => said, [OVER]: () => this.#over() };
    const none = state === OPEN && !current.codes.length;
    this.state.textContent = none ? _("Nothing is likely enough for these words.") : (texts[state]?.() ?? "");
  }

  #waiting() {
    const { progress } = this.round;
    if (!progress) return _("Looking …");
    if (!progress.of) return _("Reading the texts …");
    return _("Reading the texts … %(share)s", { share: percent(progress.done / progress.of) });
  }

  #over() {
    const { passed, behind } = this.round;
    if (passed.size) return plural("All but %(count)s that you passed over.", "All but %(count)s that you passed over.", passed.size);
    if (behind.length) return _("That was all.");
    return _("Nothing is likely enough here, or everything has a quotation of yours. Try it per sentence, or select words first.");
  }

  /** Put the focus on the code that is looked at. */
  focus() {
    const chosen = find(".offer[aria-current]", this.body);
    (find(".offer[aria-current] .code", this.body) ?? find(".next", this.body) ?? this.begin).focus({ preventScroll: true });
    if (this.round.current?.at > 0) chosen?.scrollIntoView({ block: "nearest" });
    else this.panel.scrollIntoView({ block: "start" });
  }

  #passage(narrowed) {
    const { round } = this;
    const { codes, shown, heading } = round.current;
    const weak = codes.length - shown;
    const weaker = () => plural("%(count)s more, less likely", "%(count)s more, less likely", weak);
    return [
      heading && el("p", { class: "where soft small" }, heading),
      narrowed && el("p", { class: "narrowed small" }, _("Only for “%(words)s”", { words: narrowed })),
      el("ol", { class: "offers", "aria-label": _("Suggested codes") }, round.seen.map((offer, at) => this.#offer(offer, at))),
      weak > 0 && button(weaker(), () => this.does.choose(shown), { class: "quiet small weaker" }),
      this.#foot(),
    ];
  }

  #foot() {
    const { codes } = this.round.current;
    return el("div", { class: "foot" }, button(_("Next passage"), () => this.does.next(), { key: "→", class: "next" }),
      codes.length > 0 && button(_("None of these"), () => this.does.rejectAll(), { key: "X", class: "quiet" }));
  }

  #offer(offer, at) {
    const { round, codes, does } = this;
    const current = at === round.current.at;
    const answer = round.answer(offer);
    const why = `why-${at}`;
    const press = () => (current ? does.accept() : does.choose(at));
    const deep = this.#path(offer) ? "code deep" : "code";
    const name = el("button", { type: "button", class: deep, "aria-describedby": current ? why : null, onclick: press },
      el("span", { class: "dot", style: { "--code": codes.color(offer.code) } }),
      el("span", { class: "name" }, this.#name(offer)), " ", el("span", { class: "path small" }, this.#path(offer)), " ",
      answer ? el("span", { class: `answer ${answer}` }, answer === "accepted" ? _("given") : _("rejected")) : this.#strength(offer));
    return el("li", { class: "offer", "aria-current": current ? "true" : null, data: { strength: offer.strength } },
      name, current && el("div", { id: why, class: "why" }, this.#reasons(offer)), current && !answer && this.#answers(offer));
  }

  #name({ code, value }) {
    const name = this.codes.get(code)?.name ?? code;
    return value ? `${name} = ${value}` : name;
  }

  /** The codes above it. */
  #path({ code }) {
    return (this.codes.get(code)?.path ?? "").split("/").slice(0, -1).join(" › ");
  }

  #strength({ p, said }) {
    const bar = el("span", { class: "bar", "aria-hidden": "true", style: { "--p": p } });
    return el("span", { class: "strength", title: p.toFixed(2) }, bar, said);
  }

  #reasons({ reasons }) {
    return el("ul", { class: "reasons small" }, reasons.map(({ sentence }) => el("li", {}, sentence)));
  }

  #answers(offer) {
    const { codes, does } = this;
    const small = { class: "small", tabindex: -1 };
    const turned = (key, what) => {
      const code = codes.get(offer[what]);
      return code && button(code.path.split("/").slice(-2).join(" › "), () => does.turn(what), { ...small, key });
    };
    return el("div", { class: "answers" },
      button(_("Accept"), () => does.accept(), { ...small, key: "y" }),
      button(_("Another"), () => does.other(), { ...small, key: "o" }),
      button(_("Reject"), () => does.reject(), { ...small, key: "x" }),
      turned("m", "mode"), turned("b", "branch"));
  }
}

/** A button with the key that does the same. */
function button(words, run, { key, ...properties }) {
  return el("button", { type: "button", onclick: run, ...properties }, words, key && [" ", el("kbd", { "aria-hidden": "true" }, key)]);
}

function percent(share) {
  return new Intl.NumberFormat(opened.language, { style: "percent" }).format(share);
}
