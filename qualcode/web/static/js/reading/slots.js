// The codes that are given with a digit: a code takes the next free digit when it is first given, and keeps it.

/** Nine places for codes, kept in this browser. Events: "change". */
export class Slots extends EventTarget {
  #name;
  #kept;

  constructor(name) {
    super();
    this.#name = `qualcode slots ${name}`;
    this.#kept = { codes: {}, chosen: [], last: "", under: "", ...JSON.parse(localStorage.getItem(this.#name) ?? "{}") };
  }

  /** The id of the code with a digit, empty for none. */
  at(digit) {
    return this.#kept.codes[digit] ?? "";
  }

  /** The digit of a code, empty for none. */
  of(id) {
    return Object.keys(this.#kept.codes).find((digit) => this.#kept.codes[digit] === id) ?? "";
  }

  /** The digits that give something, with their codes' ids. */
  get set() {
    return Object.entries(this.#kept.codes).sort();
  }

  /** The code that was given last, and the one that new codes came under last. */
  get last() {
    return this.#kept.last;
  }

  get under() {
    return this.#kept.under;
  }

  set under(id) {
    this.#keep({ under: id });
  }

  /** A code was given. */
  use(id) {
    const free = "123456789".split("").find((digit) => !this.#kept.codes[digit]);
    const codes = this.of(id) || !free ? this.#kept.codes : { ...this.#kept.codes, [free]: id };
    this.#keep({ last: id, codes });
  }

  /** Give a code a digit; it loses the one it had, and so does the code that had this. */
  put(digit, id) {
    const others = Object.entries(this.#kept.codes).filter(([place, code]) => place !== digit && code !== id);
    this.#keep({ codes: Object.fromEntries([...others, [digit, id]]), chosen: [...new Set([...this.#kept.chosen, id])] });
  }

  /** A code is not in use any more; a digit that was chosen for it by hand it keeps. */
  free(id) {
    const codes = Object.fromEntries(Object.entries(this.#kept.codes).filter(([, code]) => code !== id || this.#kept.chosen.includes(id)));
    this.#keep({ codes });
  }

  /** Only codes that are there keep their digit. */
  only(exists) {
    const codes = Object.fromEntries(Object.entries(this.#kept.codes).filter(([, id]) => exists(id)));
    this.#keep({ codes, last: exists(this.last) ? this.last : "" });
  }

  #keep(changes) {
    Object.assign(this.#kept, changes);
    localStorage.setItem(this.#name, JSON.stringify(this.#kept));
    this.dispatchEvent(new CustomEvent("change"));
  }
}
