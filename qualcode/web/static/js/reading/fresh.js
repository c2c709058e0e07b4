// Codes that are made while coding: until the server has made one it stands in the tree under a name of the page's own.

/** The codes with those on top that are under way. Events: "change" (the tree is another). */
export class FreshCodes extends EventTarget {
  #under = [];
  #said;

  constructor(codes) {
    super();
    this.codes = codes;
    this.#said = codes.list;
  }

  /** A new code under another (null: at the top), or the one of that name that is there. */
  add({ name, under }) {
    const tidy = name.split(/\s+/).filter(Boolean).join(" ");
    const same = this.codes.usable.find((code) => code.parent === (under?.id ?? "") && code.name.toLowerCase() === tidy.toLowerCase());
    if (same) return same;
    const escaped = tidy.replace(/[\\/]/g, "\\$&");
    const made = {
      id: `new ${crypto.randomUUID()}`, name: tidy, path: under ? `${under.path}/${escaped}` : escaped, parent: under?.id ?? "",
      level: under ? under.level + 1 : 0, color: under?.color ?? "", definition: "", include: [], exclude: [], examples: {}, keywords: [],
      remark: "", specify: null, scale: null, open: true, retired: false, count: 0, fresh: true,
    };
    this.#under.push(made);
    this.#lay();
    return made;
  }

  /** What a request says to have a code: a fresh one is made by it. */
  asked(code) {
    if (!code.fresh) return { code: code.id };
    const parent = this.codes.get(code.parent);
    if (parent?.fresh) return { code: code.path, new: true };
    return { code: code.name, new: true, under: code.parent };
  }

  /** The server has made a code, or refused it. */
  settle(code) {
    this.#under = this.#under.filter((each) => each !== code);
    this.#lay();
  }

  /** The codes as the server has them. */
  renew(list) {
    if (signature(list) === signature(this.#said)) return;
    this.#said = list;
    this.#lay();
  }

  #lay() {
    this.codes.renew(this.#under.reduce(placed, this.#said));
    this.dispatchEvent(new CustomEvent("change"));
  }
}

/** Codes with one more, last below its parent. */
function placed(list, code) {
  if (!code.parent) return [...list, code];
  const at = list.findIndex((each) => each.id === code.parent);
  const rest = list.slice(at + 1);
  const after = rest.findIndex((each) => each.level < code.level);
  return list.toSpliced(after < 0 ? list.length : at + 1 + after, 0, code);
}

/** What a tree says, but for its counts. */
const signature = (list) => JSON.stringify(list.map((code) => ({ ...code, count: 0 })));
