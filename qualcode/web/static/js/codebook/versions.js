// The versions of the tree: names for them, and what differs between two.

import { askText } from "../dialog.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { say, trying } from "../say.js";
import { _, day } from "../words.js";
import { shownField } from "./fields.js";
import { kindName, LABELS, told } from "./names.js";

/** Fill a place with the versions and a comparison of two. */
export class Versions {
  constructor(host, { may, onpoint }) {
    Object.assign(this, { host, may, onpoint, earlier: "", later: "" });
    this.found = el("div", { class: "found", "aria-live": "polite" });
  }

  async show() {
    const { present, steps } = await net.get("/api/codebook/versions");
    const from = this.#choice(steps, this.earlier || String(start(steps)), (value) => (this.earlier = value), _("From"));
    const to = this.#choice(steps, this.later, (value) => (this.later = value), _("To"), present);
    this.earlier = from.select.value;
    const naming = this.may && el("button", { type: "button", onclick: () => this.#name(present) }, _("Name this version …"));
    fill(
      this.host,
      el("p", { class: "soft small" }, _("The tree is at version %(number)s now.", { number: present })),
      naming && el("p", {}, naming),
      el("div", { class: "row choice" }, from.element, to.element),
      this.found,
      el(
        "details",
        {},
        el("summary", {}, _("All versions")),
        el("ol", { class: "decisions", reversed: true, start: String(present) }, [...steps].reverse().map(stepRow)),
      ),
    );
    await trying(() => this.#compare());
  }

  #choice(steps, value, keep, label, present = 0) {
    const select = el(
      "select",
      {},
      present ? el("option", { value: "" }, _("now")) : null,
      [...steps]
        .reverse()
        .filter((step) => step.number !== present)
        .map((step) => el("option", { value: String(step.number) }, [step.number, ...step.names].join(" · "))),
    );
    select.value = value;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.addEventListener("change", () => {
      keep(select.value);
      trying(() => this.#compare());
    });
    return { select, element: el("label", {}, label, select) };
  }

  async #compare() {
    if (!this.earlier) return;
    const { differences } = await net.get("/api/codebook/diff", { earlier: this.earlier, later: this.later });
    const kinds = Map.groupBy(differences, (each) => each.what);
    fill(
      this.found,
      differences.length ? [...kinds].map(([what, each]) => group(what, each, this.onpoint)) : el("p", {}, _("No difference.")),
    );
  }

  async #name(present) {
    const check = async (name) => net.send("POST", "/api/codebook/release", { name });
    const made = await askText({
      title: _("Name version %(number)s", { number: present }),
      label: _("Its name, such as “after session 1”"),
      needed: true,
      check,
    });
    if (!made) return;
    say(_("Version %(number)s is called “%(name)s”.", { number: made.version, name: made.name }));
    await this.show();
  }
}

/** The version to compare with at first: the last that has a name, before the present one; else the first. */
function start(steps) {
  const before = steps.slice(0, -1);
  return (before.findLast((step) => step.names.length) ?? before[0] ?? steps[0])?.number ?? "";
}

function stepRow(step) {
  return el(
    "li",
    { value: String(step.number) },
    step.names.map((name) => [el("strong", {}, name), " "]),
    el("span", { lang: "en" }, step.summary || step.what),
    step.remark && el("span", { class: "remark" }, ` — ${step.remark}`),
    el("span", { class: "soft small" }, ` ${[step.who, day(step.created)].filter(Boolean).join(", ")}`),
  );
}

function group(what, differences, onpoint) {
  return el(
    "section",
    { class: "kind" },
    el("h3", {}, kindName(what), el("span", { class: "soft" }, ` ${differences.length}`)),
    el(
      "ul",
      {},
      differences.map((each) =>
        el(
          "li",
          {},
          each.code ? el("button", { type: "button", class: "link", onclick: () => onpoint(each.code) }, told(each)) : told(each),
          each.fields.map((field) => beforeAndAfter(each, field)),
        ),
      ),
    ),
  );
}

/** A field of a code as it was written before, and after. */
function beforeAndAfter({ before, after }, field) {
  const nothing = () => el("p", { class: "soft" }, _("Nothing"));
  return el(
    "dl",
    { class: "compared" },
    el("dt", {}, _("%(field)s before", { field: LABELS[field] })),
    el("dd", { class: "before" }, shownField(field, before[field]) ?? nothing()),
    el("dt", {}, _("%(field)s after", { field: LABELS[field] })),
    el("dd", { class: "after" }, shownField(field, after[field]) ?? nothing()),
  );
}
