// The passages as highlights under the text. Only those near to what is seen are painted: the browser goes through all
// highlights whenever one changes.

import { lanes } from "./lanes.js";
import { DEPTHS, paint } from "./paint.js";

export class Underlay {
  #ranged;
  #items = [];
  #painted = new Map(); // of a passage's id, how it is painted: { key, undo }
  #band = [0, 0];

  /** `ranged(passage)` gives the range over a passage. */
  constructor(ranged) {
    this.#ranged = ranged;
  }

  /** Lay out items { passage, top, bottom, tint }, sorted as the text has them. */
  lay(items) {
    for (const same of Map.groupBy(items, (each) => each.tint).values()) {
      const depths = lanes(same.map(({ passage }) => ({ top: passage.start, bottom: passage.end })));
      same.forEach((item, at) => (item.depth = depths[at] % DEPTHS));
    }
    this.#items = items;
    this.#refresh();
  }

  /** Paint what stands between two heights. */
  show(from, to) {
    this.#band = [from, to];
    this.#refresh();
  }

  #refresh() {
    const [from, to] = this.#band;
    const near = new Map(this.#items.filter((item) => item.bottom >= from && item.top <= to).map((item) => [item.passage.id, item]));
    for (const [id, { key, undo }] of this.#painted) {
      if (near.has(id) && keyOf(near.get(id)) === key) continue;
      undo();
      this.#painted.delete(id);
    }
    for (const [id, item] of near) if (!this.#painted.has(id)) this.#painted.set(id, { key: keyOf(item), undo: this.#paint(item) });
  }

  #paint({ passage, tint, depth }) {
    const range = this.#ranged(passage);
    const names = [`passage-${tint}-${depth}`, ...(passage.look ? [`look-${passage.look}`] : [])];
    const undone = names.map((name) => paint(name, [range]));
    return () => undone.forEach((undo) => undo());
  }
}

function keyOf({ passage, tint, depth }) {
  return [passage.start, passage.end, passage.look ?? "", tint, depth].join(" ");
}
