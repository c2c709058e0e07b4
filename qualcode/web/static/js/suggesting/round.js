// Going through the passages of a document for which something is suggested: which one is on the desk, which code of it
// is looked at, what was answered. It paints nothing; "change" tells that there is something new to show.

import * as desk from "./desk.js";

/** What a passage may be. */
export const UNITS = ["paragraph", "sentence", "turn"];

/** Where a round is: nothing asked, waiting, a passage on the desk, all gone through, or it cannot be. */
export const IDLE = "idle";
export const WAITING = "waiting";
export const OPEN = "open";
export const OVER = "over";
export const REFUSED = "refused";

export class Round extends EventTarget {
  unit = UNITS[0];
  #turn = 0; // grows with each beginning: what was asked before it is not listened to
  #learning = null;
  #again = false;

  constructor() {
    super();
    this.close();
  }

  /** Go away from the desk. */
  close() {
    this.#turn += 1;
    Object.assign(this, { state: IDLE, document: null, current: null, queue: [], left: 0, behind: [], passed: new Set() });
    this.#tell({ progress: null, said: "" });
  }

  get isOpen() {
    return this.state === OPEN;
  }

  /** The code that is looked at. */
  get offer() {
    return this.current?.codes[this.current.at] ?? null;
  }

  /** The codes that are seen: weak ones wait behind the others, unless there are no others or they were asked for. */
  get seen() {
    return this.current.codes.slice(0, this.current.shown);
  }

  answer(offer) {
    return this.current.answers.get(offer.code) ?? "";
  }

  /** The codes of the passage without an answer. */
  get unanswered() {
    return this.current.codes.filter((each) => !this.answer(each));
  }

  // — beginning —

  /** Begin with the passages of a document, from a place on. */
  begin(document, after = 0) {
    return this.#begun(document, async () => {
      const { passages, left } = await desk.offers(document, this.unit, after);
      return () => this.#next({ passages, left });
    });
  }

  /** Begin with words that were chosen; the passages after them follow. */
  beginOn(document, selection) {
    return this.#begun(document, async () => {
      const passage = await desk.offersOn(document, this.unit, selection);
      return () => {
        this.#lay(passage, { chosen: true });
        this.learn();
      };
    });
  }

  async #begun(document, ask) {
    this.close();
    const turn = this.#turn;
    Object.assign(this, { document, state: WAITING });
    this.#tell();
    try {
      await desk.ready(this.unit, (progress) => turn === this.#turn && this.#tell({ progress }));
      if (turn === this.#turn) this.#tell({ progress: null });
      const go = await ask();
      if (turn === this.#turn) go();
    } catch (error) {
      if (turn === this.#turn) this.#tell({ state: REFUSED, said: error.message });
    }
  }

  #next({ passages, left }) {
    this.queue = passages;
    this.left = left;
    this.#take();
  }

  /** Lay the next of the queue on the desk; what was passed over in this round is not asked again. */
  #take() {
    const passage = this.queue.shift();
    if (!passage || this.passed.has(passage.start)) this.#tell({ state: OVER, current: null });
    else this.#lay(passage);
    if (this.state === OPEN && this.queue.length < 2 && this.left) this.learn();
  }

  #lay(passage, { chosen = false } = {}) {
    const strong = passage.codes.filter((each) => each.strength !== "weak").length;
    this.current = { answers: new Map(), chosen, ...passage, at: 0, shown: strong || passage.codes.length };
    this.#tell({ state: OPEN });
  }

  // — looking —

  /** Look at another code of the passage; after the last that is seen come the weaker ones. */
  choose(at) {
    const { codes } = this.current;
    const place = Math.max(0, Math.min(at, codes.length - 1));
    if (place >= this.current.shown) this.current.shown = codes.length;
    this.current.at = place;
    this.#tell();
  }

  /** Go on to the next passage. One without any answer is passed over, which is noted. */
  async next() {
    const { current } = this;
    if (!current || this.state !== OPEN) return;
    this.behind.push(current);
    const open = !current.answers.size && !current.coded ? current.codes.map((each) => each.id) : [];
    if (open.length) {
      this.passed.add(current.start);
      desk.skip(open).catch((error) => this.#wrong(error));
    }
    await this.#waited();
    this.#take();
  }

  /** Where nothing is left in the queue, wait for what is being asked. */
  async #waited() {
    if (this.queue.length || !(this.#learning || this.left)) return;
    this.#tell({ state: WAITING });
    await this.learn();
  }

  /** Go back to the passage that was on the desk before. */
  previous() {
    const before = this.behind.pop();
    if (!before) return;
    if (this.current) this.queue.unshift(this.current);
    this.passed.delete(before.start);
    this.current = before;
    this.#tell({ state: OPEN });
  }

  // — answering —

  /** Take a suggestion; resolves to what was laid. */
  async accept(offer, given = {}) {
    const { current } = this;
    const laid = await desk.accept(offer.id, given);
    current.answers.set(offer.code, "accepted");
    this.#tell();
    return laid;
  }

  /** Say no to some codes of the passage, and look at the next one without an answer. */
  async reject(offers) {
    const { current } = this;
    await desk.reject(offers.map((each) => each.id));
    for (const each of offers) current.answers.set(each.code, "rejected");
    if (current !== this.current) return;
    const open = this.unanswered;
    if (!open.length) await this.next();
    else this.choose(current.codes.indexOf(open.find((each) => current.codes.indexOf(each) > current.at) ?? open[0]));
  }

  // — learning anew —

  /** Ask again for what comes next: something was coded or taken back since. One at a time; the last counts. */
  learn() {
    this.#again = true;
    this.#learning ??= this.#learned().finally(() => (this.#learning = null));
    return this.#learning;
  }

  async #learned() {
    while (this.#again && this.document) {
      this.#again = false;
      const turn = this.#turn;
      try {
        const { passages, left } = await desk.offers(this.document, this.unit, this.current?.start ?? 0);
        if (turn === this.#turn) this.#heard(passages, left);
      } catch (error) {
        if (turn === this.#turn) this.#wrong(error);
      }
    }
  }

  #heard(passages, left) {
    const { current } = this;
    const here = current && passages.find((each) => each.start === current.start && each.end === current.end);
    this.queue = passages.filter((each) => each !== here);
    this.left = left;
    if (!current || current.chosen) return;
    current.coded = !here && !current.answers.size;
    if (here && current.answers.size) this.#lay(here); // its answers were taken back
  }

  #wrong(error) {
    this.dispatchEvent(new CustomEvent("wrong", { detail: error }));
  }

  #tell(changes = {}) {
    Object.assign(this, changes);
    this.dispatchEvent(new CustomEvent("change"));
  }
}
