// The code tree as the server tells it, and where its codes stand.

import { Codes } from "../codes.js";
import { net } from "../net.js";

/** The codes with all that is written of them, their relations, and the analysis session that is open. */
export class Book extends Codes {
  constructor({ name, version, codes, relations, session }) {
    super(codes);
    Object.assign(this, { name, version, relations, session });
  }

  static async read() {
    return new Book(await net.get("/api/codebook"));
  }

  /** The codes just below one, or at the top; retired ones too. */
  below(id) {
    return this.list.filter((code) => code.parent === id);
  }

  /** The code with all below it. */
  subtree(id) {
    return [this.get(id), ...this.below(id).flatMap((code) => this.subtree(code.id))];
  }

  /** The codes above one, from the top down. */
  above(id) {
    const parent = this.get(this.get(id)?.parent);
    return parent ? [...this.above(parent.id), parent] : [];
  }

  /** The codes in use that stand beside one, itself among them. */
  beside(id) {
    return this.below(this.get(id).parent).filter((code) => !code.retired || code.id === id);
  }

  /** The relations that a code is in. */
  related(id) {
    return this.relations.filter((each) => each.source === id || each.target === id);
  }

  /** The codes in use, but for these and all below them: where something can be brought. */
  but(ids) {
    const out = new Set(ids.flatMap((id) => this.subtree(id)).map((code) => code.id));
    return new Codes(this.list.filter((code) => !out.has(code.id)));
  }
}
