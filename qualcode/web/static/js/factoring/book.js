// The file of factors as this page knows it, and changes of it: one after the other, each on what the one before left.

import { coalesced } from "../coalesced.js";
import { net } from "../net.js";
import { complain, say } from "../say.js";
import { _ } from "../words.js";

const NEXT = { proposed: "confirmed", confirmed: "rejected", rejected: "confirmed", "": "confirmed" };

/** What a request says of a row of the list. */
export const of = (row) => ({ factor: row.factor.id, wording: row.wording.number });

/** What is said of a case (by name) with a wording. */
export function standing(wording, name) {
  return wording.cases.find((each) => each.name === name);
}

/** What is said of a case with a wording, in words. */
export function inWords(now) {
  return { confirmed: _("confirmed"), proposed: _("proposed"), rejected: _("rejected") }[now] ?? _("nothing said");
}

/** Events: "change" (the factors are others), "proposals" (so are the proposals). */
export class Book extends EventTarget {
  page = { mark: "", cases: [], factors: [], printed: [], warnings: [] };
  proposals = null; // null until they were read
  #last = Promise.resolve();

  constructor() {
    super();
    this.reread = coalesced(() => this.#both());
  }

  /** What the file has now. */
  async read() {
    await this.#last;
    const { mark } = this.page;
    const found = await net.get("/api/factors");
    if (this.page.mark === mark) this.#take(found);
  }

  async #both() {
    await this.read();
    this.proposals = await net.get("/api/factors/proposals");
    this.#tell("proposals");
  }

  /** The factor with an id, or undefined. */
  find(id) {
    return this.page.factors.find((each) => each.id === id);
  }

  /**
   * Change something; resolves to whether it was done. Says `done` then. `body` may be a function that is asked when the
   * changes before are done, and gives null where nothing is left to change.
   */
  change(method, path, body, done = "") {
    const run = async () => {
      try {
        const said = typeof body === "function" ? body() : body;
        if (!said) return false;
        this.#take(await net.send(method, `/api/factors/${path}`, { ...said, was: this.page.mark }));
      } catch (error) {
        if (error.now) this.#take(error.now);
        complain(error);
        return false;
      }
      if (done) say(done);
      return true;
    };
    this.#last = this.#last.then(run);
    return this.#last;
  }

  /** Resolves when what was asked for is done. */
  get idle() {
    return this.#last;
  }

  /** Turn how it stands with a wording in a case: what is proposed is confirmed, what is confirmed rejected. */
  turn(row, { key, name }) {
    return this.change("PUT", "standing", () => {
      const wording = this.#now(row);
      const said = wording && standing(wording, name);
      return wording && { ...of(row), cases: [said?.key ?? key], standing: NEXT[said?.standing ?? ""] };
    });
  }

  /** Confirm a wording in all cases it is proposed for. */
  confirm(row) {
    return this.change("PUT", "standing", () => {
      const cases = (this.#now(row)?.cases ?? []).filter((each) => each.standing === "proposed").map((each) => each.key);
      return cases.length ? { ...of(row), cases, standing: "confirmed" } : null;
    });
  }

  /** The wording of a row as it is now. */
  #now({ factor, wording }) {
    return this.find(factor.id)?.wordings.find((each) => each.number === wording.number) ?? null;
  }

  /** Take proposals over, or set them aside. */
  async take(ids, { aside = false } = {}) {
    const done = aside ? _("Set aside; it is not proposed again.") : _("Taken over; its cases are proposed and not confirmed yet.");
    if (!(await this.change("POST", "proposals", { proposals: ids, aside }, done))) return;
    this.proposals = this.proposals?.filter((each) => !ids.includes(each.id)) ?? null;
    this.#tell("proposals");
  }

  #take(page) {
    this.page = page;
    this.#tell("change");
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}
