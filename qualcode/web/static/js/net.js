// Talking to the server: one shape of mistake, the version of the data, and what to do while the server is gone.
//
// Events on `net`: "version" (somebody else changed something, or may have), "gone" and "back" (the server), "shut" (it
// does not know this page any more; `detail` says why), "waiting" (changes wait to be saved, or were), "refused" (one
// that waited could not be saved; `detail` is the mistake), "unsaved" (the list of those refused is another).

import { _, opened } from "./words.js";

/** A mistake as the server says it. `kind` names it, `now` is what stands there where something was changed meanwhile. */
export class Mistake extends Error {
  constructor(status, { kind, message, ...more }) {
    super(message);
    Object.assign(this, { status, kind, ...more });
  }
}

/** The server does not answer. */
export class Gone extends Error {
  constructor(cause) {
    super(_("The server does not answer."), { cause });
  }
}

// what waits is kept for the coder and project that the page was opened for, and sent in nobody else's name
const KEPT = "qualcode waiting ";
const REFUSED = "qualcode refused "; // what waited and was refused, until somebody says what to do with it
const BACKWARDS = new Set(["/api/undo", "/api/redo"]); // what these do depends on what was done just before
const TRIES = 5; // of a change at which the server fails in a way that nobody foresaw
const EVERY = 2000; // between two looks at the version
const LONG = 1500; // a change that takes longer is said to wait
const PATIENCE = { look: 8_000, ask: 60_000 };
const SMALL = 60_000; // what a browser sends off even when the page is closed meanwhile

class Net extends EventTarget {
  constructor() {
    super();
    this.version = null;
    this.gone = false;
    this.shut = null; // why the server does not know this page
    this.stuck = null; // why the server could not do the first change now; it is tried again
    this.outbox = kept(opened.seat).changes; // changes in their order; the first may be under way
    this.unsaved = refused(opened.seat); // changes that waited and were refused: { …, said }
    this.settling = new Map(); // what to do with the answer to each, by its name
    this.busy = false;
    this.told = new BroadcastChannel("qualcode");
    this.told.onmessage = ({ data }) => this.#hear(data);
  }

  /** Watch over the server and the version of the data. */
  watch() {
    const again = async () => {
      if (!document.hidden || this.gone) await this.look();
      setTimeout(again, EVERY);
    };
    setTimeout(again, EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    this.#drain();
  }

  /** The changes that wait to be saved: all while the server is gone, or slow with the first. */
  get waiting() {
    return this.gone || this.shut || this.outbox[0]?.late ? this.keeping : [];
  }

  /** The changes that would be lost with this tab. */
  get keeping() {
    return this.outbox.filter((change) => change.keep);
  }

  /** Ask for something. Parameters that are null, undefined or "" are left out; a list is said piece by piece. */
  async get(path, parameters = {}) {
    const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
    const query = new URLSearchParams(pairs.filter(([, value]) => value !== undefined && value !== null && value !== ""));
    const address = query.size ? `${path}?${query}` : path;
    for (let tries = 1; ; tries += 1) {
      const known = this.version;
      const { answer, found } = await this.#fetch(address, { method: "GET" });
      const version = told(answer);
      // a change of our own overtook the question: what was read may be from before it
      if (version >= known && version < this.version && tries < 4) continue;
      this.#read(version, known);
      return found;
    }
  }

  /** Ask or tell something that changes none of the data, out of the order of the changes. */
  async ask(path, body) {
    const known = this.version;
    const { answer, found } = await this.#fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    this.#read(told(answer), known);
    return found;
  }

  /**
   * Change something; changes go one after the other, in the order they were asked for. While the server is gone, a
   * change that may wait (`keep`, for all but undo and previews) is kept, in this tab only, and sent when it is back.
   * One that is only tried (`trial`, a preview) is no news for other tabs. `of` says what it is about, for people:
   * { document, words }.
   */
  send(method, path, body, { keep = false, trial = false, of = null } = {}) {
    const after = BACKWARDS.has(path) ? this.outbox.findLast((each) => !each.trial)?.name : undefined;
    const change = { name: crypto.randomUUID(), method, path, body, keep, trial, of, after };
    this.outbox.push(change);
    this.#store();
    const answered = new Promise((resolve, reject) => this.settling.set(change.name, { resolve, reject }));
    this.#drain();
    return answered;
  }

  /** Send a change that was refused once more; under another name, for the server knows its own answers by name. */
  retry(name) {
    const { said, ...change } = this.unsaved.find((each) => each.name === name);
    this.outbox.push({ ...change, name: crypto.randomUUID(), late: true, waited: true, tries: 0 });
    this.#store();
    this.forget(name);
    this.#say("waiting");
    this.#drain();
  }

  /** Throw a change that was refused away. */
  forget(name) {
    this.unsaved = this.unsaved.filter((each) => each.name !== name);
    this.#unsaved();
  }

  /** Look whether the server is there and anything changed. */
  async look() {
    const known = this.version;
    try {
      const { answer } = await this.#fetch("/api/version", { method: "GET" }, PATIENCE.look);
      this.#read(told(answer), known);
      this.#drain();
    } catch {
      // it is gone, or does not know us: that was told by an event
    }
  }

  /** Send what is in the outbox, one after the other, until it is empty or the server is gone. */
  async #drain() {
    if (this.busy) return;
    this.busy = true;
    while (this.outbox.length) {
      const change = this.outbox[0];
      try {
        this.#settle(change, "resolve", await this.#change(change));
      } catch (error) {
        if (change.keep && later(change, error)) {
          this.#stall(error);
          break;
        }
        this.#refuse(change, error);
      }
    }
    this.busy = false;
  }

  async #change(change) {
    const body = change.body === undefined ? undefined : JSON.stringify(change.body);
    const slow = setTimeout(() => this.#lags(change), LONG);
    const headers = { "X-Change": change.name, ...(body && { "Content-Type": "application/json" }) };
    try {
      const { answer, found } = await this.#fetch(change.path, { method: change.method, headers, body, keepalive: (body?.length ?? 0) < SMALL / 3 });
      const after = told(answer);
      this.#saw(Number(answer.headers.get("X-Data-Before")), after, 1);
      if (!change.trial) this.told.postMessage({ seat: opened.seat, version: after });
      return found;
    } finally {
      clearTimeout(slow);
    }
  }

  /** A change was refused, and so is an undo or redo that was meant for it: it would take back something older. */
  #refuse(change, error) {
    if (change.keep && change.waited) {
      this.unsaved.push({ ...change, said: error.message });
      this.#unsaved();
    }
    this.#settle(change, "reject", error);
    const message = _("What you did last was refused, so there is nothing of it to undo.");
    const own = error instanceof Gone || BACKWARDS.has(change.path);
    const why = own ? error : new Mistake(409, { kind: "refused-before", message });
    for (const each of this.outbox.filter(({ after }) => after === change.name)) this.#refuse(each, why);
  }

  /** A change was answered, well or badly. One from before the page was loaded has nobody waiting for the answer. */
  #settle(change, how, what) {
    const waited = change.late;
    this.stuck = null;
    this.outbox.splice(this.outbox.indexOf(change), 1);
    this.#store();
    const promise = this.settling.get(change.name);
    this.settling.delete(change.name);
    if (promise) promise[how](what);
    else if (how === "reject") this.#say("refused", what);
    if (waited) this.#say("waiting");
    if (waited && !this.outbox.length) this.#changed();
  }

  /** The server is gone, does not know us, or cannot do it now: what may wait stays, the rest is told so. */
  #stall(error) {
    for (const change of this.outbox.filter((each) => !each.keep)) this.#settle(change, "reject", error);
    for (const change of this.outbox) change.late = change.waited = true;
    this.stuck = error.status >= 500 ? error : null;
    clearTimeout(this.trying);
    if (this.stuck) this.trying = setTimeout(() => this.#drain(), EVERY);
    this.#store();
    this.#say("waiting");
  }

  #lags(change) {
    change.late = true;
    this.#say("waiting");
  }

  #store() {
    this.#put(KEPT, this.keeping, { coder: opened.coder, changes: this.keeping });
  }

  #unsaved() {
    this.#put(REFUSED, this.unsaved, this.unsaved);
    this.#say("unsaved");
  }

  /** Keep what is of a list in this tab, as long as there is something in it. */
  #put(key, list, what) {
    try {
      if (list.length) sessionStorage.setItem(key + opened.seat, JSON.stringify(what));
      else sessionStorage.removeItem(key + opened.seat);
    } catch {
      if (this.gone) this.#say("refused", new Error(_("There is no room to keep more in this browser: do not close or reload the page before the server is back.")));
    }
  }

  /** Fetch, and read what is answered. Raises `Gone` or `Mistake`. */
  async #fetch(path, options, patience = PATIENCE.ask) {
    const headers = { ...options.headers, "X-Seat": opened.seat };
    const asked = { ...options, headers, credentials: "same-origin", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(patience) };
    let answer;
    let text;
    try {
      answer = await fetch(path, asked);
      text = await answer.text();
    } catch (cause) {
      this.#goes({ gone: true, shut: this.shut });
      throw new Gone(cause);
    }
    const mistake = answer.ok ? null : mistaken(answer, text);
    this.#goes({ gone: false, shut: answer.status === 401 ? mistake : null });
    if (mistake) throw mistake;
    return { answer, found: text ? JSON.parse(text) : null };
  }

  #goes({ gone, shut }) {
    const [wasGone, wasShut] = [this.gone, this.shut];
    this.gone = gone;
    this.shut = shut;
    if (gone && !wasGone) this.#say("gone");
    if (!gone && shut && shut.kind !== wasShut?.kind) this.#say("shut", shut);
    if (gone || shut || !(wasGone || wasShut)) return;
    this.#say("back");
    this.#changed();
    this.#drain();
  }

  /** The version that an answer said, and the one known when it was asked for: lower than that, a backup was put back. */
  #read(version, known) {
    if (version && known !== null && version < known) {
      this.version = version;
      this.#changed();
    } else this.#saw(version, version, 0);
  }

  /** What the version was before and is after something that made `own` changes at most; more means that others did. */
  #saw(before, after, own) {
    const known = this.version;
    if (known === null || after > known) this.version = after;
    if (known !== null && (before > known || after > before + own)) this.#changed();
  }

  /** Another tab changed something: in the project, or in a file that its version says nothing of. */
  #hear({ seat, version }) {
    if (this.version === null) return;
    if (seat === opened.seat) this.version = Math.max(this.version, version);
    this.#changed();
  }

  /** Tell that things may have changed, once for what comes together. */
  #changed() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.#say("version"), 50);
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What waits in this tab for somebody else, or another project: [{ coder, changes, forget }]. */
export function elsewhere() {
  const seats = Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT)).map((name) => name.slice(KEPT.length));
  return seats.filter((seat) => seat !== opened.seat).map((seat) => ({ ...kept(seat), forget: () => sessionStorage.removeItem(KEPT + seat) }));
}

function kept(seat) {
  try {
    const { coder, changes } = JSON.parse(sessionStorage.getItem(KEPT + seat));
    return { coder, changes: changes.map((change) => ({ ...change, late: true, waited: true })) };
  } catch {
    return { coder: "", changes: [] };
  }
}

function refused(seat) {
  try {
    return JSON.parse(sessionStorage.getItem(REFUSED + seat)) ?? [];
  } catch {
    return [];
  }
}

/** Whether a change that did not succeed may succeed later, as it is. */
function later(change, error) {
  if (error instanceof Gone || error.status === 401 || error.status === 503) return true;
  change.tries = (change.tries ?? 0) + 1;
  return error.status === 500 && change.tries < TRIES;
}

function told(answer) {
  return Number(answer.headers.get("X-Data-Version"));
}

function mistaken(answer, text) {
  try {
    return new Mistake(answer.status, JSON.parse(text).error);
  } catch {
    return new Mistake(answer.status, { kind: "http", message: `${answer.status} ${answer.statusText}` });
  }
}

export const net = new Net();
