// Whether a text holds for the quotations beside it: said below its title, and confirmed there.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { complain, say } from "../say.js";
import { _, day } from "../words.js";

/**
 * A line that says how a section's text stands to its quotations; `saver` has the text. Events: "change" (it stands
 * otherwise now), "look" (the reader wants to see what is new).
 */
export class Holding extends EventTarget {
  constructor({ chapter, section, saver, writable }) {
    super();
    Object.assign(this, { chapter, section, saver, writable });
    this.element = el("p", { class: "holding small", role: "status" });
    saver.addEventListener("state", () => this.#show());
    this.fresh(section.standing);
  }

  /** It stands so now. */
  fresh(standing) {
    this.now = standing;
    this.#show();
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** Whether what it rests on has to be looked at again. */
  get stale() {
    return this.now.state === "stale" && this.saver.text.trim() !== "";
  }

  #show() {
    const { state, words, why, day: when, by, new: added, confirmable, problem } = this.now;
    this.element.dataset.state = this.saver.text.trim() ? state : "";
    if (problem || !this.element.dataset.state) return fill(this.element, problem);
    const checked = when && (by ? _("%(day)s, %(who)s", { day: day(when), who: by }) : day(when));
    const said = {
      written: [el("strong", {}, _("Holds for these quotations")), checked && ` (${checked})`],
      stale: [el("strong", {}, capital(words)), when && [" ", _("since %(day)s", { day: checked })], why && `: ${why}`],
      unchecked: el("strong", {}, capital(words)),
    }[state];
    const asked = this.writable && state !== "written" && confirmable && this.saver.clean;
    const button = (name, run) => el("button", { type: "button", class: "small", onclick: run }, name);
    fill(this.element, el("span", { class: "grow" }, said),
      added?.length > 0 && button(_("Show what is new"), () => this.dispatchEvent(new CustomEvent("look"))),
      asked && button(state === "stale" ? _("Still true") : _("It holds"), () => this.confirm()));
  }

  /** Say that the text holds for the quotations as they are now. */
  async confirm() {
    const asked = { case: this.chapter.key, section: this.section.slug, was: this.saver.saved.mark, rests: this.now.rests };
    try {
      this.fresh(await net.send("POST", "/api/chapter/confirm", asked));
      say(_("Noted: the text holds for these quotations."));
    } catch (error) {
      if (error.kind === "changed-meanwhile") this.fresh(error.now);
      complain(error);
    }
  }
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
