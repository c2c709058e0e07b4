// The bar above the quotations: filters, grouping, compact or wide, beside each other.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

/** Fields of a bar that show and change named values; `onchange({ name: value })` hears what was chosen. */
export class Bar {
  constructor(host, { project, onchange }) {
    Object.assign(this, { host, project, onchange });
    this.words = el("input", { type: "search", size: "14", "aria-label": _("Words in the quotation"), placeholder: _("Words") });
    this.words.addEventListener("input", () => this.onchange({ words: this.words.value }));
    this.selects = {
      layer: this.#select("layer", _("Whose")),
      round: this.#select("round", _("Round")),
      role: this.#select("role", _("Role")),
      specification: this.#select("specification", _("Specification")),
      group: this.#select("group", _("Group by")),
    };
    this.below = this.#toggle("below", _("With the codes below"));
    this.compact = this.#toggle("compact", _("Compact"));
    this.beside = this.#toggle("beside", _("Compare"));
    this.beside.title = _("Two codes or two cases beside each other (b)");
    const fields = Object.values(this.selects).map((select) => select.label);
    fill(host, this.words, fields, this.below, this.compact, this.beside);
  }

  /** Show these values, and what there is to choose from. */
  fresh(values, options) {
    if (this.words.value !== values.words) this.words.value = values.words;
    const everyone = [["", _("Everybody")], ["final", _("As counted (final)")]];
    const shown = (list, any) => [["", any], ...list.map((each) => [each, each])];
    this.#fill("layer", [...everyone, ...options.coder.map((each) => [each, each])], values.layer);
    this.#fill("round", shown(options.round, _("All")), values.round);
    this.#fill("role", shown(options.role, _("All")), values.role);
    this.#fill("specification", shown(options.specification, _("All")), values.specification);
    const groups = [
      ["case", _("%(case)s and round", { case: this.project.case })], ["specification", _("specification")], ["code", _("code")],
      ["none", _("nothing")],
    ];
    this.#fill("group", groups, values.group);
    this.selects.layer.label.hidden = this.project.blind;
    this.below.hidden = !options.below;
    this.beside.hidden = !options.beside;
    for (const name of ["below", "compact", "beside"]) this[name].setAttribute("aria-pressed", String(values[name]));
  }

  #select(name, label) {
    const select = el("select", { "aria-label": label, onchange: () => this.onchange({ [name]: select.value }) });
    return { select, label: el("label", {}, el("span", { class: "small", "aria-hidden": "true" }, label), select) };
  }

  #fill(name, choices, value) {
    const { select, label } = this.selects[name];
    const all = choices.some(([each]) => each === value) ? choices : [...choices, [value, value]];
    fill(select, all.map(([each, words]) => el("option", { value: each }, words)));
    select.value = value;
    label.hidden = all.length < 2;
  }

  #toggle(name, words) {
    const turn = () => this.onchange({ [name]: button.getAttribute("aria-pressed") !== "true" });
    const button = el("button", { type: "button", "aria-pressed": "false", onclick: turn }, words);
    return button;
  }
}
