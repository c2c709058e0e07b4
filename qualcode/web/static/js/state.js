// State: a value that tells who listens when it changes.

/** A few named values. `set` tells the listeners of the names that really changed. */
export class State {
  #values;
  #listeners = new Map();

  constructor(values) {
    this.#values = { ...values };
  }

  get(name) {
    return this.#values[name];
  }

  set(changes) {
    const changed = Object.keys(changes).filter((name) => changes[name] !== this.#values[name]);
    Object.assign(this.#values, changes);
    const told = new Set(changed.flatMap((name) => [...(this.#listeners.get(name) ?? [])]));
    for (const listener of told) listener(this);
  }

  /** Call a listener now and whenever one of the names changes; returns how to stop. */
  on(names, listener) {
    for (const name of [names].flat()) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
      this.#listeners.get(name).add(listener);
    }
    listener(this);
    return () => [names].flat().forEach((name) => this.#listeners.get(name).delete(listener));
  }
}
