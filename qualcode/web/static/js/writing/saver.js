// A text that saves itself: what was typed, what is known to be saved, and how it stands between the two. No elements.
//
//     const saver = new Saver({ name, saved: { text, mark }, save: (text, mark) => net.send(…) });
//     saver.type("More of it.");
//
// `mark` says which text a page saw; a text that was changed elsewhere is never overwritten. Events: "state" (see
// `state`), "replaced" (the text was changed elsewhere, and nothing was typed here since).

import { Gone, net } from "../net.js";
import { draft, drop, keep } from "./drafts.js";

const PAUSE = 1200;
const SHORT = 15_000; // signs of JSON: what is sent off for certain while a page closes

export class Saver extends EventTarget {
  #save;
  #timer = 0;
  #saving = null;
  #living = new AbortController();

  /** `pause` in milliseconds, 0 for a text that is saved only when told to. */
  constructor({ name, saved, save, pause = PAUSE }) {
    super();
    Object.assign(this, { name, saved, pause, text: saved.text, theirs: null, problem: "" });
    this.#save = save;
    this.state = "saved";
    this.#restore();
    const { signal } = this.#living;
    net.addEventListener("back", () => this.state === "gone" && this.flush(), { signal });
    addEventListener("pagehide", () => this.flush(), { signal });
    addEventListener("beforeunload", (event) => this.#leaving(event), { signal });
  }

  /** Nobody types here any more. */
  forget() {
    clearTimeout(this.#timer);
    this.#living.abort();
  }

  /** Whether all that was typed is saved. */
  get clean() {
    return this.state === "saved";
  }

  /** Something was typed. */
  type(text) {
    this.text = text;
    if (this.state === "conflict") return this.#keep();
    if (text === this.saved.text && !this.#saving) return this.#settled();
    this.#keep();
    if (!this.#saving) this.#say(net.gone ? "gone" : "unsaved");
    this.#later();
  }

  /** As `forget`, and what was typed is thrown away. */
  discard() {
    drop(this.name);
    this.forget();
  }

  /** Save now what was typed; while an earlier text is being saved, after it. */
  async flush() {
    clearTimeout(this.#timer);
    while (this.#saving) await this.#saving;
    clearTimeout(this.#timer);
    if (this.state === "conflict" || this.text === this.saved.text) return;
    this.#saving = this.#send(this.text);
    this.#say("saving");
    await this.#saving;
  }

  /** What stands there was read anew. */
  outside(now) {
    if (now.mark === this.saved.mark || now.mark === this.theirs?.mark || this.#saving) return;
    if (this.text === this.saved.text || this.text === now.text) {
      const other = this.text !== now.text;
      this.saved = now;
      this.text = now.text;
      this.#settled();
      if (other) this.dispatchEvent(new CustomEvent("replaced"));
    } else this.#differ(now);
  }

  /** End a conflict with this text; theirs was seen. */
  resolve(text) {
    this.saved = this.theirs;
    this.theirs = null;
    this.state = "unsaved";
    this.type(text);
    this.dispatchEvent(new CustomEvent("replaced"));
    return this.flush();
  }

  /** The page is about to close: asked first, unless all that was typed is sure to be sent off meanwhile. */
  #leaving(event) {
    if (this.clean) return;
    const sure = this.pause && this.state === "unsaved" && !net.outbox.length && JSON.stringify(this.text).length < SHORT;
    if (this.pause) this.flush();
    if (!sure) event.preventDefault();
  }

  async #send(text) {
    try {
      const now = await this.#save(text, this.saved.mark);
      this.saved = { text, mark: now.mark };
      this.#saving = null;
      if (this.text === text) this.#settled();
      else this.type(this.text);
    } catch (error) {
      this.#saving = null;
      this.#refused(error);
    }
  }

  #refused(error) {
    this.problem = error.message;
    if (error.kind === "changed-meanwhile") this.#differ(error.now);
    else this.#say(error instanceof Gone ? "gone" : "failed");
  }

  #differ(theirs) {
    clearTimeout(this.#timer);
    this.theirs = theirs;
    this.#keep();
    this.#say("conflict");
  }

  /** A draft from before the page was loaded: it goes on where it was, or stands beside what is there now. */
  #restore() {
    const kept = draft(this.name);
    if (!kept) return;
    this.text = kept.text;
    if (kept.text === this.saved.text) this.#settled();
    else if (kept.mark === this.saved.mark) this.type(kept.text);
    else this.#differ(this.saved);
  }

  #keep() {
    keep(this.name, { text: this.text, mark: this.saved.mark });
  }

  #settled() {
    clearTimeout(this.#timer);
    drop(this.name);
    this.#say("saved");
  }

  #later() {
    clearTimeout(this.#timer);
    if (this.pause && this.state !== "gone") this.#timer = setTimeout(() => this.flush(), this.pause);
  }

  #say(state) {
    if (state === this.state && !["failed", "conflict"].includes(state)) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }
}
