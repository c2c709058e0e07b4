// A change of the tree: looked at first, with what it touches, and carried out as it was seen.

import { ask } from "../dialog.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { complain } from "../say.js";
import { _ } from "../words.js";
import { reach } from "./names.js";

const CALM = 200; // ms without typing before a change is looked at

/** Look at a change: what it would touch. Raises what the server says against it. */
export function look(change, body) {
  return net.send("POST", `/api/codebook/${change}`, { ...body, dry_run: true }, { trial: true });
}

/**
 * Carry out a change as it was seen. Where something happened since, it is looked at again, and goes on only where it
 * would still do just that; else `onother(seen)` is told and this raises an error.
 */
export async function carry(change, body, seen, { onother = () => {}, keep = false } = {}) {
  for (;;) {
    try {
      const done = await net.send("POST", `/api/codebook/${change}`, { ...body, saw: seen.saw }, { keep });
      done.problems.forEach((problem) => complain(new Error(problem)));
      return done;
    } catch (error) {
      if (error.kind !== "stale-preview") throw error;
      const now = await look(change, body);
      if (!same(now, seen)) {
        onother(now);
        throw new Error(_("Something was changed meanwhile. Look at what it touches now, and go on if that is right."));
      }
      seen = now;
    }
  }
}

/** Whether two looks at a change saw the same. */
function same(one, other) {
  const said = ({ lines, codings, documents, coders, reread, carrying }) =>
    JSON.stringify([lines, codings, documents, coders, reread, carrying]);
  return said(one) === said(other);
}

/** A place that shows what a change would do, looking again a little after each `again()`. */
export class Seen {
  constructor(change, read) {
    Object.assign(this, { change, read, body: null, seen: null, timer: 0, turn: 0 });
    this.element = el("div", { class: "seen", "aria-live": "polite" });
  }

  /** Look again, when typing rests. */
  again() {
    this.element.classList.remove("looked");
    this.turn += 1; // an answer to what was filled in before is none to this
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), CALM);
  }

  /** Look now. */
  now() {
    this.latest = this.#look((this.turn += 1));
    return this.latest;
  }

  /** What is seen of what is filled in now; null where that is not whole yet, or cannot be. */
  async settled() {
    clearTimeout(this.timer);
    if (!this.fresh) this.now();
    for (let waited = null; waited !== this.latest;) {
      waited = this.latest;
      await waited;
    }
    return this.fresh ? this.seen : null;
  }

  async #look(turn) {
    clearTimeout(this.timer);
    let body = null;
    try {
      body = this.read();
      if (!body) {
        this.#show(turn, null, null, el("p", { class: "soft" }, this.missing ?? ""));
        return;
      }
      const seen = await look(this.change, body);
      this.#show(turn, body, seen, picture(seen));
    } catch (error) {
      this.#show(turn, body, null, el("p", { class: "bad", role: "alert" }, error.message));
    }
  }

  /** Show what was seen elsewhere. */
  put(seen) {
    this.#show((this.turn += 1), this.body, seen, picture(seen));
  }

  /** Whether what is shown is of what is filled in now. */
  get fresh() {
    return this.seen !== null && JSON.stringify(this.body) === JSON.stringify(this.read());
  }

  #show(turn, body, seen, shown) {
    if (turn !== this.turn) return;
    this.body = body;
    this.seen = seen;
    fill(this.element, shown);
    this.element.classList.toggle("looked", Boolean(seen));
  }
}

/** What a change would do, in lines and numbers. */
function picture(seen) {
  const shown = seen.lines.slice(0, 12);
  const rest = seen.lines.length - shown.length;
  return [
    el(
      "ul",
      { class: "lines", lang: "en" },
      shown.map((line) => el("li", {}, line)),
      rest > 0 && el("li", {}, `+ ${rest}`),
    ),
    el(
      "p",
      { class: "reach" },
      reach(seen).map((line, at) => [at ? " " : null, el("span", {}, line)]),
    ),
  ];
}

/** The field for the reason. */
export function reasonField({ autofocus = false } = {}) {
  const input = el("input", { autocomplete: "off", maxlength: "2000", autofocus });
  return { input, element: el("label", { class: "field reason" }, _("Why (kept with the decision)"), input) };
}

/**
 * Ask for a change in a dialog: its `fields`, what it would touch, the reason. `read()` gives the body of the request
 * from the fields, null while something is missing. Resolves to what was done, or null.
 */
export function propose({ title, change, fields = null, read, yes, danger = false, wide = false, reasoned = true, missing = "" }) {
  const reason = reasonField({ autofocus: !fields });
  const seen = new Seen(change, read);
  seen.missing = missing;
  const filled = fields && el("div", { oninput: () => seen.again() }, fields);
  let doing = false;
  const other = () => doing || seen.now();
  net.addEventListener("version", other);
  seen.now();
  const body = el("div", { class: "proposal" }, filled, seen.element, reasoned && reason.element);
  const done = ask({ title, body, yes, danger, wide, read: answer });
  async function answer() {
    if (!read()) throw new Error(missing || _("Something is not filled in yet."));
    const known = seen.fresh;
    if (!(await seen.settled())) throw new Error("");
    if (!known) throw new Error(_("This is what it would do. Once more to do it."));
    doing = true;
    try {
      return await carry(change, { ...seen.body, because: reason.input.value.trim() }, seen.seen, { onother: (now) => seen.put(now) });
    } catch (error) {
      doing = false;
      throw error;
    }
  }
  return { done: done.finally(() => net.removeEventListener("version", other)), again: () => seen.now(), reason: reason.input };
}
