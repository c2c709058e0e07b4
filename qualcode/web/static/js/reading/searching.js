// Searching all texts: what was typed is looked for while one types; what is found is a list with the words around.

import { el, fill, find } from "../dom.js";
import { net } from "../net.js";
import { complain } from "../say.js";
import { _, plural } from "../words.js";

const WAIT = 200;

/** Events: "choose" with { document, start, end }. */
export class Search extends EventTarget {
  #field = find("#search");
  #said = find("#search-said");
  #list = find("#hits");
  #timer = 0;
  #hits = [];

  constructor() {
    super();
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), WAIT);
    });
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => this.#choose(event.target.closest("[role=option]")));
  }

  focus() {
    this.#field.select();
  }

  /** Whether what was found is shown in the place of the documents. */
  get on() {
    return this.#field.value.trim() !== "";
  }

  clear() {
    this.#field.value = "";
    this.#look();
  }

  /** Move the focus among what was found. */
  move(by) {
    const items = this.#items;
    const at = items.indexOf(document.activeElement);
    if (at + by < 0) this.#field.focus();
    else items[Math.min(at + by, items.length - 1)]?.focus();
  }

  chooseFocused() {
    this.#choose(document.activeElement.closest("[role=option]"));
  }

  get #items() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  #key(event) {
    if (event.key === "ArrowDown") this.#items[0]?.focus();
    else if (event.key === "Enter") this.#look().then(() => this.#choose(this.#items[0]));
    else return;
    event.preventDefault();
  }

  #choose(item) {
    if (item) this.dispatchEvent(new CustomEvent("choose", { detail: this.#hits[item.dataset.at] }));
  }

  async #look() {
    clearTimeout(this.#timer);
    const words = this.#field.value.trim();
    find("#outline").hidden = this.on;
    this.#list.hidden = !this.on;
    if (!this.on) return fill(this.#list), (this.#said.textContent = "");
    try {
      const found = await net.get("/api/search", { words });
      if (words === this.#field.value.trim()) this.#show(found);
    } catch (error) {
      complain(error);
    }
    return null;
  }

  #show({ hits, count, documents }) {
    this.#hits = hits;
    const places = plural("%(count)s place", "%(count)s places", count);
    const where = plural("in %(count)s document", "in %(count)s documents", documents);
    const shown = hits.length < count ? _("the first %(count)s are shown", { count: hits.length }) : "";
    this.#said.textContent = count ? [`${places} ${where}`, shown].filter(Boolean).join("; ") : _("Nothing found.");
    const groups = Map.groupBy(hits.map((hit, at) => ({ ...hit, at })), (hit) => hit.document);
    fill(this.#list, [...groups].map(([name, each]) => el("div", { role: "group", "aria-label": name },
      el("div", { class: "case", role: "presentation" }, name), each.map((hit) => hitItem(hit)))));
    this.#items[0]?.setAttribute("tabindex", "0");
  }
}

function hitItem({ before, words, after, at }) {
  const start = before.replace(/^\S*\s/, "");
  const item = { role: "option", tabindex: -1, "aria-selected": "false", class: "hit small", data: { at } };
  return el("div", item, start.length < before.length ? "…" : "", start, el("mark", {}, words), after.replace(/\s\S*$/, ""), "…");
}
