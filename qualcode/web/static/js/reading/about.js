// What the codebook says of a code: beside the tree, for the code that has the focus there.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

/** Fill an element with what a code means; nothing for null. `give` gives the code. */
export function showCode(host, code, { codes, give, usable }) {
  if (!code) return fill(host, el("p", { class: "soft small" }, _("Choose a code in the tree to read what it means.")));
  const kinds = { typical: _("Typical"), atypical: _("Atypical"), "close but no": _("Close, but not this code") };
  const parents = code.path.split("/").slice(0, -1).join(" › ");
  return fill(host,
    el("h3", {}, el("span", { class: "dot", style: { "--code": codes.color(code.id) } }), " ", code.name),
    parents && el("p", { class: "soft small" }, parents),
    code.retired && el("p", { class: "small" }, _("Retired: takes no new codings")),
    code.open && el("p", { class: "soft small" }, _("An open code: it waits for an analysis session.")),
    code.definition ? el("p", {}, code.definition) : el("p", { class: "soft" }, _("No definition yet.")),
    criteria(_("Use it when"), code.include, "include"),
    criteria(_("Not when"), code.exclude, "exclude"),
    Object.entries(code.examples).map(([kind, texts]) => criteria(kinds[kind] ?? kind, texts, "examples")),
    code.specify?.values.length > 0 && criteria(_("Specification"), code.specify.values, "values"),
    code.scale && el("p", { class: "small" }, _("Takes a grade from %(low)s to %(high)s.", { low: code.scale[0], high: code.scale[1] })),
    code.keywords.length > 0 && el("p", { class: "soft small" }, _("Words: %(words)s", { words: code.keywords.join(", ") })),
    code.remark && el("p", { class: "soft small" }, code.remark),
    el("p", { class: "row" }, usable && !code.retired && el("button", { type: "button", onclick: () => give(code) }, _("Give this code")),
      el("a", { class: "small", href: `/codebook?code=${encodeURIComponent(code.id)}` }, _("In the code tree")),
      el("a", { class: "small", href: `/quotations?code=${encodeURIComponent(code.id)}` }, _("Its passages"))),
  );
}

function criteria(title, texts, kind) {
  const list = el("ul", {}, texts.map((text) => el("li", {}, text)));
  return texts.length > 0 && el("details", { class: `small ${kind}`, open: kind !== "examples" }, el("summary", {}, title), list);
}
