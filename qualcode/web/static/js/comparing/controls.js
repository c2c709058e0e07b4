// What a matrix shows: rows, columns, measure and the rest, as fields; what is wrong stands beside the field it is about.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

const SIGN = "@"; // before the name of a saved query

/** The fields above a matrix. `onchange({ name: value })` hears what was chosen. */
export class Controls {
  #fields = {};
  #last = "rows"; // the field that was changed last

  constructor(host, { choices, onchange }) {
    Object.assign(this, { host, choices });
    this.onchange = (change, name = Object.keys(change)[0]) => {
      this.#last = name;
      onchange(change);
    };
    host.addEventListener("submit", (event) => event.preventDefault());
    fill(host, this.#counting(), this.#shaping(), this.#smart() ?? [], this.#filters());
  }

  #counting() {
    const { rows, columns, measures, shares, layers } = this.choices;
    return [
      this.#select("rows", _("Rows"), rows),
      this.#select("columns", _("Columns"), columns, () => this.#columns()),
      this.#select("crossed", _("crossed with"), [{ value: "", words: _("nothing") }, ...columns], () => this.#columns()),
      this.#select("measure", _("Measure"), measures),
      this.#select("share", _("Share"), [{ value: "", words: _("none: the numbers themselves") }, ...shares]),
      this.#select("layer", _("Layer"), layers),
    ];
  }

  #shaping() {
    const levels = Array.from({ length: this.choices.levels }, (_each, at) => ({ value: String(at + 1), words: String(at + 1) }));
    const versions = [{ value: "", words: _("now") }, ...this.choices.versions];
    return [
      this.#select("level", _("Level"), [{ value: "", words: _("all") }, ...levels]),
      this.#select("version", _("Code tree"), versions),
      this.#box("totals", _("Totals")),
      this.#box("compress", _("Without empty"), _("Leave empty rows and columns out")),
      this.#box("normalise", _("Normalised"), _("As ATLAS.ti does: even out how much was coded")),
    ];
  }

  /** Saved queries that get a row of their own; null where none is saved. */
  #smart() {
    const { queries } = this.choices;
    if (!queries.length) return null;
    const name = el("select", { "aria-label": _("Saved query as a row") }, queries.map((each) => queryOption(each, each.name)));
    const add = () => !this.query.includes(name.value) && this.onchange({ query: [...this.query, name.value] });
    this.smart = el("ul", { class: "chips", role: "list" });
    this.#fields.query = { wrong: el("p", { class: "wrong", role: "alert" }) };
    this.smartField = el("div", { class: "field", role: "group", "aria-label": _("Saved queries as rows") },
      el("span", { class: "row" }, el("span", { class: "small soft" }, _("Queries")), name,
        el("button", { type: "button", onclick: add }, _("Add")), this.smart),
      this.#fields.query.wrong);
    return this.smartField;
  }

  /** A field for one filter at a time; those that are set stand beside it. */
  #filters() {
    const { filters, values, queries } = this.choices;
    const name = el("select", { "aria-label": _("Filter on") }, filters.map((each) => el("option", { value: each.value }, each.words)));
    const host = el("span", {});
    const smart = () => name.value === "code" && queries.length > 0 &&
      el("optgroup", { label: _("Saved queries") }, queries.map((each) => queryOption(each, SIGN + each.name)));
    const offer = () => fill(host, values[name.value]
      ? el("select", { "aria-label": _("Value to filter on") }, smart(), values[name.value].map((each) => el("option", { value: each }, each)))
      : el("input", { size: "12", "aria-label": _("Value to filter on") }));
    const add = () => {
      const value = host.firstChild.value.trim();
      const filter = `${name.value}=${value}`;
      if (value && !this.where.includes(filter)) this.onchange({ where: [...this.where, filter] });
    };
    host.addEventListener("keydown", (event) => event.key === "Enter" && [event.preventDefault(), add()]);
    name.addEventListener("change", offer);
    offer();
    this.chips = el("ul", { class: "chips", role: "list" });
    this.#fields.where = { wrong: el("p", { class: "wrong", role: "alert" }) };
    return el("div", { class: "field filter", role: "group", "aria-label": _("Filter") },
      el("span", { class: "row" }, el("span", { class: "small soft" }, _("Filter")), name, host,
        el("button", { type: "button", onclick: add }, _("Add")), this.chips),
      this.#fields.where.wrong);
  }

  #columns() {
    const [first, second] = [this.#fields.columns.input.value, this.#fields.crossed.input.value];
    return { columns: second && second !== first ? `${first},${second}` : first };
  }

  #select(name, label, choices, given) {
    const chosen = () => this.onchange(given ? given() : { [name]: input.value }, name);
    const input = el("select", { id: `field-${name}`, "aria-label": label, onchange: chosen },
      choices.map((each) => el("option", { value: each.value }, each.words)));
    return this.#field(name, input, el("label", {}, el("span", { class: "small soft", "aria-hidden": "true" }, label), input));
  }

  #box(name, label, title = null) {
    const input = el("input", { type: "checkbox", onchange: () => this.onchange({ [name]: String(input.checked) }) });
    return this.#field(name, input, el("label", { title }, input, label));
  }

  #field(name, input, label) {
    const wrong = el("p", { class: "wrong", role: "alert" });
    this.#fields[name] = { input, wrong };
    return el("div", { class: "field" }, label, wrong);
  }

  /** Show these values. */
  fresh(values) {
    const [first, second = ""] = values.columns.split(",");
    const shown = { ...values, columns: first, crossed: second };
    for (const [name, { input }] of Object.entries(this.#fields)) {
      if (!input) continue;
      if (input.type === "checkbox") input.checked = shown[name] === "true";
      else choose(input, shown[name]);
    }
    this.where = values.where;
    this.query = values.query;
    fill(this.chips, values.where.map((filter) => this.#filterChip(filter)));
    if (!this.smart) return;
    fill(this.smart, values.query.map((name) => this.#chip(SIGN + name, { query: values.query.filter((each) => each !== name) })));
    this.smartField.hidden = !["code", "query"].includes(values.rows) && !values.query.length;
  }

  #filterChip(filter) {
    const [name] = filter.split("=", 1);
    const words = this.choices.filters.find((each) => each.value === name)?.words ?? name;
    const shown = `${words} = ${filter.slice(name.length + 1)}`;
    return this.#chip(shown, { where: this.where.filter((each) => each !== filter) });
  }

  /** Something chosen, with what is left without it; of a saved query its text is told. */
  #chip(words, without) {
    const label = _("Take away: %(filter)s", { filter: words });
    const asked = this.choices.queries.find((each) => words.endsWith(SIGN + each.name));
    const away = () => this.onchange(without);
    return el("li", { title: asked && queryText(asked) }, words,
      el("button", { type: "button", class: "quiet", "aria-label": label, onclick: away }, "×"));
  }

  /** Say what is wrong, at the field that was changed last; nothing takes it away. */
  complain(message) {
    for (const { wrong } of Object.values(this.#fields)) wrong.textContent = "";
    if (message) this.#fields[this.#last].wrong.textContent = message;
  }
}

/** A saved query to choose, marked as one, with its text. */
function queryOption(query, value) {
  return el("option", { value, title: queryText(query) }, SIGN + query.name);
}

function queryText({ text, problem }) {
  return problem || text;
}

/** Choose a value of a field; one it does not offer (from an address) is added. */
function choose(select, value) {
  if (![...select.options].some((each) => each.value === value)) select.append(el("option", { value }, value));
  select.value = value;
}
