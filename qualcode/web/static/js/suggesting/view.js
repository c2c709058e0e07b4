// The panel of suggestions: one passage at a time, its codes with how likely and why.

import { el, fill, find } from "../dom.js";
import { _, plural } from "../words.js";
import { IDLE, OPEN, OVER, REFUSED, WAITING } from "./round.js";

const UNITS = () => [["paragraph", _("per paragraph")], ["sentence", _("per sentence")], ["turn", _("per speaker’s turn")]];

export class View {
  /** `does` is what the panel's buttons do: begin, close, unit, choose, accept, other, turn, reject, rejectAll, next. */
  constructor(round, codes, does) {
    Object.assign(this, { round, codes, does });
    this.count = el("span", { class: "count soft small" });
    this.state = el("p", { class: "state small", role: "status" });
    this.unit = el("select", { "aria-label": _("A suggestion for each"), onchange: () => does.unit(this.unit.value) },
      UNITS().map(([value, shown]) => el("option", { value }, shown)));
    this.unit.value = round.unit;
    this.begin = el("button", { type: "button", class: "begin", onclick: () => does.begin() }, _("Suggest codes"), " ", el("kbd", { "aria-hidden": "true" }, "s"));
    this.closing = el("button", { type: "button", class: "quiet close", "aria-label": _("Close the suggestions"), onclick: () => does.close() }, "×");
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
    this.count.textContent = open && round.left + round.queue.length > 0 ? plural("at most %(count)s more", "at most %(count)s more", round.left + round.queue.length) : "";
    this.say();
    fill(this.body, open && this.#passage(narrowed));
    if (held) this.focus();
  }

  /** What is said of the round as a whole. */
  say() {
    const { progress, said, state, passed, behind, current } = this.round;
    const none = state === OPEN && !current.codes.length;
    const texts = {
      [WAITING]: progress?.of ? _("Reading the texts … %(percent)s %", { percent: Math.floor((100 * progress.done) / progress.of) }) : progress ? _("Reading the texts …") : _("Looking …"),
      [REFUSED]: said,
      [OVER]: passed.size
        ? plural("That was all, but for %(count)s that you passed over.", "That was all, but for %(count)s that you passed over.", passed.size)
        : behind.length ? _("That was all.") : _("Nothing is likely enough here, or everything has a quotation of yours. Try it per sentence, or select words first."),
    };
    this.state.textContent = none ? _("Nothing is likely enough for these words.") : (texts[state] ?? "");
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
    const more = codes.length - shown;
    return [
      heading && el("p", { class: "where soft small" }, heading),
      narrowed && el("p", { class: "narrowed small" }, _("Only for “%(words)s”", { words: narrowed })),
      el("ol", { class: "offers", "aria-label": _("Suggested codes") }, round.seen.map((offer, at) => this.#offer(offer, at))),
      more > 0 && el("button", { type: "button", class: "quiet small weaker", onclick: () => this.does.choose(shown) }, plural("%(count)s more, less likely", "%(count)s more, less likely", more)),
      this.#foot(),
    ];
  }

  #foot() {
    const keyed = (key, words, run, properties = {}) => el("button", { type: "button", onclick: run, ...properties }, words, " ", el("kbd", { "aria-hidden": "true" }, key));
    const codes = this.round.current.codes.length > 0;
    return el("div", { class: "foot" }, keyed("→", _("Next passage"), () => this.does.next(), { class: "next" }), codes && keyed("X", _("None of these"), () => this.does.rejectAll(), { class: "quiet" }));
  }

  #offer(offer, at) {
    const { round, codes, does } = this;
    const current = at === round.current.at;
    const answer = round.answer(offer);
    const why = `why-${at}`;
    const name = el("button", { type: "button", class: this.#path(offer) ? "code deep" : "code", "aria-describedby": current ? why : null, onclick: () => (current ? does.accept() : does.choose(at)) },
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
    return el("span", { class: "strength", title: p.toFixed(2) }, el("span", { class: "bar", "aria-hidden": "true", style: { "--p": p } }), said);
  }

  #reasons({ reasons }) {
    return el("ul", { class: "reasons small" }, reasons.map(({ sentence }) => el("li", {}, sentence)));
  }

  #answers(offer) {
    const { codes, does } = this;
    const button = (key, words, run) => el("button", { type: "button", class: "small", onclick: run, tabindex: -1 }, words, " ", el("kbd", { "aria-hidden": "true" }, key));
    const turned = (key, what) => codes.get(offer[what]) && button(key, codes.get(offer[what]).path.split("/").slice(-2).join(" › "), () => does.turn(what));
    return el("div", { class: "answers" }, button("y", _("Accept"), () => does.accept()), button("o", _("Another"), () => does.other()), button("x", _("Reject"), () => does.reject()), turned("m", "mode"), turned("b", "branch"));
  }
}
