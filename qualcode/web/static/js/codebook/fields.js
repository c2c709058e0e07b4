// The fields of a code: how each is shown, and the form in which it is changed. A form gives { element, read, value }:
// `read()` the new value, raising an error with a sentence where it cannot be.

import { el } from "../dom.js";
import { _, number } from "../words.js";
import { EXAMPLES, LABELS } from "./names.js";

/** The fields in the order in which they stand on the page. */
export const FIELDS = ["definition", "include", "exclude", "examples", "keywords", "specify", "grade", "applies", "rule", "color"];

/** A value as elements; null where there is nothing. */
export function shownField(name, value) {
  return SHOWN[name](value);
}

/** A form for a field with this value in it. */
export function fieldForm(name, value) {
  return FORMS[name](value, LABELS[name]);
}

/** Lines of a text, without the empty ones. */
export function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

const text = (value) => (value ? el("p", { class: "text" }, value) : null);
const list = (values) =>
  values.length
    ? el(
        "ul",
        {},
        values.map((each) => el("li", {}, each)),
      )
    : null;

const SHOWN = {
  name: text,
  definition: text,
  include: list,
  exclude: list,
  examples: (kinds) => {
    const there = Object.keys(EXAMPLES).filter((kind) => kinds[kind]?.length);
    return there.length
      ? el(
          "div",
          {},
          there.map((kind) => [el("h4", {}, EXAMPLES[kind]), list(kinds[kind])]),
        )
      : null;
  },
  keywords: (words) =>
    words.length
      ? el(
          "p",
          { class: "words" },
          words.map((word) => [el("span", {}, word), " "]),
        )
      : null,
  rule: (rule) => (rule ? el("pre", {}, rule) : null),
  color: (color) => (color ? el("p", {}, el("span", { class: "dot", style: { "--code": color } }), " ", color) : null),
  specify: (takes) => {
    if (!takes) return null;
    const values = takes.values.join(", ");
    if (!values) return el("p", {}, _("Anything may be specified."));
    return el("p", {}, takes.free ? _("%(values)s, or anything else", { values }) : values);
  },
  grade: (scale) => (scale ? el("p", {}, _("From %(low)s to %(high)s", { low: number(scale[0], 2), high: number(scale[1], 2) })) : null),
  applies: (named) => {
    const rows = Object.entries(named).map(([attribute, values]) => `${attribute}: ${values.join(", ")}`);
    return rows.length ? list(rows) : null;
  },
};

/** A text of several lines; `rows` grow with what is in it. */
function area(value, label, { most = 14, hint = "" } = {}) {
  const rows = Math.min(most, Math.max(3, value.split("\n").length + Math.ceil(value.length / 90)));
  const field = el("textarea", { rows, value, "aria-label": label, spellcheck: "true" });
  return { field, element: el("div", {}, field, hint && el("p", { class: "soft small" }, hint)) };
}

function lineForm(values, label) {
  const { field, element } = area(values.join("\n"), label, { hint: _("One on each line.") });
  return { element, read: () => lines(field.value) };
}

function check(label, checked) {
  const box = el("input", { type: "checkbox", checked });
  return { box, element: el("p", {}, el("label", {}, box, label)) };
}

const FORMS = {
  name: (value, label) => {
    const field = el("input", { value, "aria-label": label, autocomplete: "off" });
    return { element: field, read: () => field.value.trim() };
  },
  definition: (value, label) => {
    const { field, element } = area(value, label);
    return { element, read: () => field.value.trim() };
  },
  include: lineForm,
  exclude: lineForm,
  keywords: lineForm,
  rule: (value, label) => {
    const { field, element } = area(value, label, {
      hint: _("As in a codebook's file: {any: [words], none: [other words]}. Empty for none."),
    });
    field.classList.add("written");
    return { element, read: () => field.value.trim() };
  },
  examples: (kinds) => {
    const parts = Object.keys(EXAMPLES).map((kind) => [kind, area((kinds[kind] ?? []).join("\n"), EXAMPLES[kind], { most: 7 })]);
    const element = el(
      "div",
      {},
      parts.map(([kind, part]) => [el("h4", {}, EXAMPLES[kind]), part.element]),
      el("p", { class: "soft small" }, _("One on each line.")),
    );
    const read = () => Object.fromEntries(parts.map(([kind, part]) => [kind, lines(part.field.value)]).filter(([, texts]) => texts.length));
    return { element, read };
  },
  color: (value, label) => {
    const own = check(_("A colour of its own"), Boolean(value));
    const field = el("input", {
      type: "color",
      value: long(value) || "#3b6fb5",
      "aria-label": label,
      oninput: () => (own.box.checked = true),
    });
    return { element: el("div", { class: "row" }, field, own.element), read: () => (own.box.checked ? field.value : "") };
  },
  specify: (value) => {
    const some = check(_("Codings of it may specify something"), Boolean(value));
    const values = area((value?.values ?? []).join("\n"), _("What may be specified, one on each line"), { most: 7 });
    const free = check(_("Anything else too"), value ? value.free : true);
    const read = () =>
      some.box.checked ? { values: lines(values.field.value), free: free.box.checked || !lines(values.field.value).length } : null;
    return {
      element: el(
        "div",
        {},
        some.element,
        el("p", { class: "small" }, _("What may be specified, one on each line")),
        values.element,
        free.element,
      ),
      read,
    };
  },
  grade: (value) => {
    const some = check(_("Codings of it carry a grade"), Boolean(value));
    const [low, high] = [value?.[0] ?? 1, value?.[1] ?? 10].map((end) => el("input", { type: "number", step: "any", value: String(end) }));
    const read = () => {
      if (!some.box.checked) return null;
      const scale = [Number(low.value), Number(high.value)];
      if (low.value === "" || high.value === "" || !(scale[0] < scale[1]))
        throw new Error(_("The lowest grade must be below the highest."));
      return scale;
    };
    return {
      element: el("div", {}, some.element, el("p", { class: "row" }, el("label", {}, _("from"), low), el("label", {}, _("to"), high))),
      read,
    };
  },
  applies: (value, label) => {
    const written = Object.entries(value)
      .map(([attribute, values]) => `${attribute}: ${values.join(", ")}`)
      .join("\n");
    const { field, element } = area(written, label, {
      hint: _("One attribute on each line, such as “municipality: KA, KR”. Empty: to all."),
    });
    return { element, read: () => Object.fromEntries(lines(field.value).map(pair)) };
  },
};

function pair(line) {
  const [attribute, ...rest] = line.split(":");
  const values = rest
    .join(":")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  if (!values.length) throw new Error(_("“%(line)s” says no values: write it as “municipality: KA, KR”.", { line }));
  return [attribute.trim(), values];
}

/** A colour with six digits, as the browser's own field wants it. */
function long(color) {
  return /^#[0-9a-f]{3}$/i.test(color) ? `#${[...color.slice(1)].map((sign) => sign + sign).join("")}` : color;
}
