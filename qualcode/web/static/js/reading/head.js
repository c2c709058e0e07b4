// Above the text: which document it is, whether it is done, and how large the text is.

import { el, fill, find } from "../dom.js";
import { roundTitle } from "../rounds.js";
import { _ } from "../words.js";
import { caseOf, kindOf, shortDay } from "./documents.js";

const ZOOM = "qualcode zoom";
const SIZES = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75];

/** Show which document lies open, and whether it is done; only who codes `may` say so. */
export function showHead(entry, { isDone, may }) {
  if (!entry) return;
  const { round, who, date } = entry;
  const name = caseOf(entry) && entry.case_name;
  const said = [name, round && roundTitle(round), kindOf(entry), who, shortDay(date)];
  fill(find("#document"), el("strong", {}, entry.id), el("span", { class: "soft" }, said.filter(Boolean).join(" · ")));
  const done = find("#done");
  done.hidden = !may;
  done.setAttribute("aria-pressed", String(isDone(entry)));
  fill(done, isDone(entry) ? _("Done ✓") : _("Done?"), " ", el("kbd", { "aria-hidden": "true" }, "d"));
}

/** The place above the text that offers the next document; `open(id)` goes on to it. */
export class Onward {
  #element = el("span", { id: "onward", role: "status" });
  #open;
  #next = "";

  constructor(open) {
    this.#open = open;
    find("#document").after(this.#element);
  }

  get offered() {
    return this.#next !== "";
  }

  /** Offer a document; `hint` says more of it. */
  offer({ id }, hint) {
    this.#next = id;
    const button = el("button", { type: "button", title: hint, onclick: () => this.go() },
      _("on to %(document)s", { document: id }), " ", el("kbd", { "aria-hidden": "true" }, "Enter"));
    fill(this.#element, _("Done."), " ", button);
  }

  go() {
    this.#open(this.#next);
  }

  clear() {
    if (!this.offered) return;
    this.#next = "";
    fill(this.#element);
  }
}

/** The size of the text, kept in this browser; returns how to change it by a step. */
export function zooming(pane) {
  let at = SIZES.indexOf(Number(localStorage.getItem(ZOOM) ?? 1));
  if (at < 0) at = SIZES.indexOf(1);
  const show = () => {
    find("#text").style.setProperty("--zoom", SIZES[at]);
    find("#smaller").disabled = at === 0;
    find("#larger").disabled = at === SIZES.length - 1;
    pane.remeasure();
  };
  show();
  return (by) => {
    at = Math.max(0, Math.min(at + by, SIZES.length - 1));
    localStorage.setItem(ZOOM, String(SIZES[at]));
    show();
  };
}
