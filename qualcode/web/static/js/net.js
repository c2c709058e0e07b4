// Talking to the server: one shape of mistake, the version of the data, and what to do while the server is gone.
//
// Events on `net`: "version" (somebody else changed something), "gone" and "back" (the server), "waiting" (how many
// changes are kept until it is back).

/** A mistake as the server says it. `kind` names it, `now` is what stands there where something was changed meanwhile. */
export class Mistake extends Error {
  constructor(status, { kind, message, ...more }) {
    super(message);
    Object.assign(this, { status, kind, ...more });
  }
}

/** The server does not answer. */
export class Gone extends Error {}

const KEPT = "qualcode waiting";
const EVERY = 2000;

class Net extends EventTarget {
  constructor() {
    super();
    this.version = null;
    this.gone = false;
    this.waiting = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    this.settling = new Map(); // promises of what waits, by its key
    this.queue = Promise.resolve();
    this.told = new BroadcastChannel("qualcode");
    this.told.onmessage = () => this.look();
  }

  /** Watch over the server and the version of the data. */
  watch() {
    const again = async () => {
      if (!document.hidden || this.gone) await this.look();
      setTimeout(again, EVERY);
    };
    setTimeout(again, EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    if (this.waiting.length) this.#again();
  }

  /** Ask for something. */
  async get(path, parameters) {
    const query = parameters ? `?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""))}` : "";
    const answer = await this.#fetch(path + query, { method: "GET" });
    const found = await read(answer);
    this.#saw(Number(answer.headers.get("X-Data-Version")), 0);
    return found;
  }

  /**
   * Change something; changes go one after the other, in the order they were asked for. While the server is gone a
   * change that may wait (`keep`, for all but undo and previews) is kept, in this tab only, and sent when it is back.
   */
  send(method, path, body, { keep = false } = {}) {
    const sent = this.queue.then(() => this.#send(method, path, body, keep));
    this.queue = sent.catch(() => {});
    return sent;
  }

  /** Look whether the server is there and anything changed. */
  async look() {
    try {
      const answer = await this.#fetch("/api/version", { method: "GET" });
      if (answer.ok) this.#saw(Number(answer.headers.get("X-Data-Version")), 0);
      else if (answer.status === 401) this.dispatchEvent(new CustomEvent("shut", { detail: await mistake(answer) }));
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
  }

  async #send(method, path, body, keep) {
    if (this.gone && keep) return this.#keep(method, path, body);
    try {
      return await this.#change(method, path, body);
    } catch (error) {
      if (error instanceof Gone && keep) return this.#keep(method, path, body);
      throw error;
    }
  }

  async #change(method, path, body) {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await this.#fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const found = await read(answer);
    this.#saw(Number(answer.headers.get("X-Data-Version")), 1);
    this.told.postMessage("changed");
    return found;
  }

  /** Keep a change until the server is back; the promise is settled then. */
  #keep(method, path, body) {
    const key = crypto.randomUUID();
    this.waiting.push({ key, method, path, body });
    this.#store();
    return new Promise((resolve, reject) => this.settling.set(key, { resolve, reject }));
  }

  #store() {
    sessionStorage.setItem(KEPT, JSON.stringify(this.waiting));
    this.dispatchEvent(new CustomEvent("waiting", { detail: this.waiting.length }));
  }

  /** Send what waited. What the server then refuses is told as a mistake, and not tried again. */
  #again() {
    this.queue = this.queue.then(async () => {
      while (this.waiting.length) {
        const { key, method, path, body } = this.waiting[0];
        const promise = this.settling.get(key);
        try {
          const found = await this.#change(method, path, body);
          promise?.resolve(found);
        } catch (error) {
          if (error instanceof Gone) return;
          if (promise) promise.reject(error);
          else this.dispatchEvent(new CustomEvent("refused", { detail: error }));
        }
        this.settling.delete(key);
        this.waiting.shift();
        this.#store();
      }
      this.dispatchEvent(new CustomEvent("version"));
    });
  }

  async #fetch(path, options) {
    let answer;
    try {
      answer = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store", redirect: "error" });
    } catch (cause) {
      this.#goes(true);
      throw new Gone("The server does not answer.", { cause });
    }
    this.#goes(false);
    return answer;
  }

  #goes(gone) {
    if (gone === this.gone) return;
    this.gone = gone;
    this.dispatchEvent(new CustomEvent(gone ? "gone" : "back"));
    if (!gone && this.waiting.length) this.#again();
  }

  /** A version that is not the one known, nor the one that our own change made, means that others changed something. */
  #saw(version, own) {
    if (!version && version !== 0) return;
    const known = this.version;
    if (known !== null && version < known) return; // an answer that was overtaken
    this.version = version;
    if (known !== null && version > known + own) this.dispatchEvent(new CustomEvent("version"));
  }
}

async function read(answer) {
  if (!answer.ok) throw await mistake(answer);
  return answer.status === 204 ? null : answer.json();
}

async function mistake(answer) {
  try {
    return new Mistake(answer.status, (await answer.json()).error);
  } catch {
    return new Mistake(answer.status, { kind: "http", message: `${answer.status} ${answer.statusText}` });
  }
}

export const net = new Net();
