// Reading anew while other things go on: answers may overtake each other, and a change that was made meanwhile.

export class Latest {
  #asked = 0;
  #changes = 0;

  /** Something was changed here: what is being read may be from before it. */
  changed() {
    this.#changes += 1;
  }

  /** What `ask` finds, read again where something was changed meanwhile; null where a later reading takes its place. */
  async read(ask) {
    const turn = (this.#asked += 1);
    for (;;) {
      const changes = this.#changes;
      const found = await ask();
      if (turn !== this.#asked) return null;
      if (changes === this.#changes) return found;
    }
  }
}
