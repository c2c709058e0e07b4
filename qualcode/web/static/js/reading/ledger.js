// The passages of the document that lies open: what the server said of them last, and on top of that the changes that
// are under way. A change is seen at once; when the server has answered, its word stands; refused, it is gone again.

import { net } from "../net.js";
import { merged, without } from "./changes.js";

/** Events: "change" (what is to be shown), "settled" (the server has done a change). */
export class Ledger extends EventTarget {
  #said = [];
  #under = [];
  #settled = 0;
  #shown = [];

  constructor() {
    super();
    this.document = "";
  }

  /** Lay the passages of a document down. */
  open(document, passages) {
    if (document !== this.document) this.#under = [];
    this.document = document;
    this.#said = passages;
    this.#show();
  }

  /** All passages, in the order of the text. */
  get passages() {
    return this.#shown;
  }

  find(id) {
    return this.#shown.find((each) => each.id === id) ?? null;
  }

  /** The passage that a coding is on. */
  withTag(id) {
    return this.#shown.find((each) => each.tags.some((tag) => tag.id === id)) ?? null;
  }

  /** Whether a change of something is under way: what the page shows of it is its own guess. */
  guesses(id) {
    return this.#under.some((each) => each.about === id);
  }

  /**
   * Change something. `makes` gives the passages as they will be, `about` names the quotation or coding that changes,
   * and `first` is done with the reply before it is shown. Rejects where the server refuses.
   */
  async change({ method, path, body, makes, about = "", first = () => {} }) {
    const { document } = this;
    const change = { makes, about };
    const of = { document, words: (this.withTag(about) ?? this.find(about))?.words };
    this.#under.push(change);
    this.#show();
    let laid;
    try {
      laid = await net.send(method, path, body, { keep: true, of });
      await first(laid);
    } finally {
      this.#under = this.#under.filter((each) => each !== change);
      if (laid) this.take(laid);
      else this.#show();
    }
    return laid;
  }

  /** Take over what something else laid in the document: { document, passages, gone }. */
  take(laid) {
    this.#settled += 1;
    if (laid.document === this.document) this.#said = merged(without(this.#said, laid.gone), laid.passages);
    this.#show();
    this.dispatchEvent(new CustomEvent("settled"));
  }

  /** Read the passages anew; once more, where a change was done while they were on their way. */
  async read() {
    const { document } = this;
    for (let settled = -1; settled !== this.#settled && document === this.document; ) {
      settled = this.#settled;
      const passages = await net.get(`/api/documents/${encodeURIComponent(document)}/passages`);
      if (settled === this.#settled && document === this.document) this.open(document, passages);
    }
  }

  #show() {
    this.#shown = this.#under.reduce((passages, each) => each.makes(passages), this.#said);
    this.dispatchEvent(new CustomEvent("change"));
  }
}
