// Splitting a code: by what its codings specify, by an attribute of the documents, or passage by passage.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { _, plural } from "../words.js";
import { propose } from "./change.js";

/** Ask how a code is to be split, and do it. */
export async function split(code) {
  const [carriers, documents] = await Promise.all([net.get("/api/codebook/carriers", { code: code.id }), net.get("/api/documents")]);
  if (!carriers.length) throw new Error(_("%(code)s has no codings of its own: there is nothing to split.", { code: code.name }));
  const ways = [bySpecification(carriers), byAttribute(documents), byPassage(carriers)].filter(Boolean);
  const below = el("input", { type: "checkbox" });
  const place = el("p", {}, el("label", {}, below, _("Below %(code)s, not beside it", { code: code.name })));
  const form = el("div", { class: "way" });
  let way = ways[0];
  const choose = (each) => {
    way = each;
    place.hidden = way.by === "specification";
    fill(form, way.element);
  };
  const choices = el(
    "div",
    { class: "row", role: "radiogroup", "aria-label": _("How") },
    ways.map((each, at) =>
      el(
        "label",
        {},
        el("input", { type: "radio", name: "way", checked: at === 0, autofocus: at === 0, onchange: () => choose(each) }),
        each.label,
      ),
    ),
  );
  choose(way);
  const read = () => {
    const said = way.read();
    return said && { code: code.id, by: way.by, below: way.by === "specification" || below.checked, ...said };
  };
  const title = _("Split %(code)s", { code: code.name });
  return propose({
    title,
    change: "split",
    fields: [choices, form, place],
    read,
    yes: _("Split"),
    wide: true,
    missing: _("Choose what goes to the new code, and give it a name."),
  }).done;
}

function named() {
  const input = el("input", { autocomplete: "off" });
  const hint = _("A new name, or the path of a code that is there.");
  return { input, element: el("label", { class: "field" }, _("To the code called"), input, el("span", { class: "soft small" }, hint)) };
}

/** A code for each specification that is ticked; null where nothing is specified. */
function bySpecification(carriers) {
  const counts = new Map();
  for (const { specification } of carriers) {
    const same = specification.trim().toLowerCase();
    if (same) counts.set(same, { said: counts.get(same)?.said ?? specification, many: (counts.get(same)?.many ?? 0) + 1 });
  }
  if (!counts.size) return null;
  const boxes = [...counts.values()].map(({ said, many }) => {
    const box = el("input", { type: "checkbox", checked: true, value: said });
    return { box, said, element: el("li", {}, el("label", {}, box, said, el("span", { class: "soft small" }, ` ${many}`))) };
  });
  const element = el(
    "div",
    {},
    el("p", { class: "soft" }, _("A code below it for each of these:")),
    el(
      "ul",
      { class: "ticks" },
      boxes.map((each) => each.element),
    ),
  );
  const read = () => {
    const names = boxes.filter((each) => each.box.checked).map((each) => each.said);
    return names.length ? { names: names.length === boxes.length ? [] : names } : null;
  };
  return { by: "specification", label: _("By specification"), element, read };
}

/** The codings in documents with these values of an attribute. */
function byAttribute(documents) {
  const values = new Map();
  for (const { attributes } of documents) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!values.has(name)) values.set(name, new Set());
      if (value) values.get(name).add(value);
    }
  }
  const names = [...values.keys()].filter((name) => values.get(name).size > 1 && values.get(name).size <= 60);
  if (!names.length) return null;
  const attribute = el(
    "select",
    {},
    names.map((name) => el("option", { value: name }, name)),
  );
  const ticks = el("ul", { class: "ticks" });
  const name = named();
  const show = () =>
    fill(
      ticks,
      [...values.get(attribute.value)]
        .sort()
        .map((value) => el("li", {}, el("label", {}, el("input", { type: "checkbox", value }), value))),
    );
  attribute.addEventListener("change", show);
  show();
  const read = () => {
    const wanted = [...ticks.querySelectorAll("input:checked")].map((box) => box.value);
    return wanted.length && name.input.value.trim() ? { names: [name.input.value.trim()], where: { [attribute.value]: wanted } } : null;
  };
  return {
    by: "filter",
    label: _("By attribute"),
    element: el("div", {}, el("label", { class: "field" }, _("The documents in which"), attribute), ticks, name.element),
    read,
  };
}

/** The passages that are ticked. */
function byPassage(carriers) {
  const boxes = carriers.map((each) => el("input", { type: "checkbox", value: each.id }));
  const rows = carriers.map((each, at) =>
    el(
      "li",
      {},
      el(
        "label",
        {},
        boxes[at],
        el(
          "span",
          {},
          el("span", { class: "soft small" }, `${each.label} · ${each.coder} `),
          each.words,
          each.specification && el("em", {}, ` (${each.specification})`),
        ),
      ),
    ),
  );
  const name = named();
  const count = el("p", { class: "soft small", role: "status" });
  const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const list = el(
    "ul",
    {
      class: "passages",
      onchange: () => (count.textContent = plural("%(count)s passage chosen", "%(count)s passages chosen", ticked().length)),
    },
    rows,
  );
  const read = () => (ticked().length && name.input.value.trim() ? { parts: { [name.input.value.trim()]: ticked() } } : null);
  return { by: "codings", label: _("Passage by passage"), element: el("div", {}, list, count, name.element), read };
}
