// The query above the quotations: typed, or chosen from those that are saved; where a mistake is; and keeping one.

import { ask } from "../dialog.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { say } from "../say.js";
import { Text } from "../text.js";
import { _ } from "../words.js";

const PLAIN = /^[\p{L}\p{N}_-]+$/u;

/** How a query names a saved one. */
export function asName(name) {
  return PLAIN.test(name) ? `@${name}` : `"@${name}"`;
}

/** A field for a query. `onask(text)` hears what is asked, "" for nothing; `onleave()` that the reader goes on below. */
export class Asking {
  #asked = ""; // what the page shows

  constructor(host, { project, onask, onleave }) {
    Object.assign(this, { host, project, onask, queries: [] });
    const label = _("Query");
    this.input = el("input", {
      type: "search", "aria-label": label, spellcheck: "false", autocomplete: "off", "aria-describedby": "asked-rule",
      placeholder: _("code AND NOT another code WHERE round >= 3"),
    });
    this.saved = el("select", { "aria-label": _("Saved queries"), onchange: () => this.#choose() });
    this.keeping = el("button", { type: "button", onclick: () => this.#keep() }, _("Save …"));
    this.editing = el("button", { type: "button", onclick: () => this.#edit() }, _("Edit"));
    this.wrong = el("div", { class: "wrong", role: "alert" });
    this.rule = el("p", { class: "rule small soft", id: "asked-rule" });
    const line = el("div", { class: "row" }, el("label", { class: "grow" }, el("span", { class: "small soft" }, label), this.input),
      el("button", { type: "submit" }, _("Ask")), this.saved, this.keeping, this.editing);
    host.addEventListener("submit", (event) => [event.preventDefault(), onask(this.input.value.trim())]);
    this.input.addEventListener("search", () => this.input.value || !this.#asked || onask("")); // its cross was clicked
    this.input.addEventListener("keydown", (event) => event.key === "Escape" && [event.preventDefault(), event.stopPropagation(), onleave()]);
    fill(host, line, this.wrong, this.rule);
    this.fresh("", null);
  }

  /** Read the saved queries anew. */
  async read() {
    this.queries = await net.get("/api/queries");
    const offered = this.queries.map(({ name, text, problem }) => el("option", { value: name, title: problem || text }, `@${name}`));
    fill(this.saved, el("option", { value: "" }, _("Saved queries")), offered);
    this.saved.hidden = !this.queries.length;
    this.#point();
  }

  /** Show what is asked, and by which rule it was answered (null: it was not). */
  fresh(text, found) {
    if (text !== this.#asked || !this.input.value) this.input.value = text;
    this.#asked = text;
    fill(this.wrong);
    fill(this.rule, text && found && [found.rule, found.warnings.map((each) => el("strong", { class: "warning" }, " ", each))]);
    this.answered = Boolean(text && found);
    this.#point();
  }

  /** Say what is wrong with the query, and where. */
  complain(text, { kind, message, sentence, query, start, end }) {
    this.fresh(text, null);
    if (kind !== "query-error") return fill(this.wrong, el("p", {}, message));
    const asked = new Text(query);
    const parts = [asked.slice(0, start), el("mark", {}, asked.slice(start, end) || " "), asked.slice(Math.min(end, asked.length))];
    fill(this.wrong, el("p", {}, sentence[0].toUpperCase() + sentence.slice(1)), el("code", {}, parts));
    this.input.focus();
    if (query === text) this.input.setSelectionRange(asked.toUnits(start), asked.toUnits(end));
  }

  #choose() {
    if (this.saved.value) this.onask(asName(this.saved.value));
  }

  /** The saved query that is asked is the one that is chosen; its text is what the list says when it is pointed at. */
  #point() {
    const now = this.queries.find(({ name }) => asName(name) === this.#asked);
    this.saved.value = now?.name ?? "";
    this.saved.title = this.input.title = now ? now.problem || now.text : "";
    this.keeping.hidden = Boolean(now) || !this.answered || !this.project.coder || this.project.blind;
    this.editing.hidden = !now;
  }

  /** The text of the saved query that is asked, to be changed. */
  #edit() {
    this.input.value = this.queries.find(({ name }) => asName(name) === this.#asked).text;
    this.input.focus();
  }

  /** Keep what is asked under a name. */
  async #keep() {
    const expression = this.#asked;
    const name = el("input", { autofocus: true, maxlength: "80", autocomplete: "off" });
    const over = el("input", { type: "checkbox" });
    const there = () => this.queries.find((each) => each.name.toLowerCase() === name.value.trim().toLowerCase());
    const text = el("code");
    const replace = el("div", { hidden: true }, el("p", { class: "small" }, _("There is one of this name:"), " ", text),
      el("label", { class: "line" }, over, _("Replace it")));
    name.addEventListener("input", () => {
      replace.hidden = !there();
      text.textContent = there()?.text ?? "";
      over.checked = false;
    });
    const read = async () => {
      const old = there();
      if (!name.value.trim()) throw new Error(_("Give the query a name."));
      if (old && !over.checked) throw new Error(_("Choose another name, or replace the one that is there."));
      return net.send("POST", "/api/queries", { name: name.value.trim(), expression, was: old?.text ?? "" });
    };
    const body = [
      el("p", {}, el("code", {}, expression)),
      el("label", { class: "field" }, _("Name"), name,
        el("span", { class: "soft small" }, _("Under this name it counts as a code in any matrix, and other queries may use it."))),
      replace,
    ];
    const kept = await ask({ title: _("Save the query"), body, yes: _("Save"), read });
    if (!kept) return;
    await this.read();
    say(_("Saved as %(name)s.", { name: asName(kept.name) }));
  }
}
