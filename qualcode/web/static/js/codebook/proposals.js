// The changes of a code that are asked for in a dialog: where to, by what name, into what.

import { picker } from "../codes.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { _ } from "../words.js";
import { propose } from "./change.js";

/** A field for choosing a code; `.id` is the one chosen, "/" for the top where that is offered. */
function chooser(codes, { label, top = false, onchoose }) {
  const chosen = el("p", { class: "chosen", role: "status" });
  const field = { id: "", element: null };
  const pick = (id, said) => {
    field.id = id;
    fill(chosen, said, " ");
    onchoose();
  };
  const list = picker(codes, { label, onpick: (code) => code && pick(code.id, code.path) });
  const up = top && el("button", { type: "button", onclick: () => pick("/", _("To the top of the tree")) }, _("To the top of the tree"));
  field.element = el("div", {}, el("p", { class: "label" }, label), list.element, up && el("p", {}, up), chosen);
  return field;
}

/** A line to type in. */
function line(label, { value = "", list = [], hint = "", autofocus = true } = {}) {
  const id = list.length ? `options-${crypto.randomUUID()}` : null;
  const input = el("input", { value, list: id, autocomplete: "off", autofocus });
  const options =
    id &&
    el(
      "datalist",
      { id },
      list.map((each) => el("option", { value: each })),
    );
  return { input, element: el("label", { class: "field" }, label, input, options, hint && el("span", { class: "soft small" }, hint)) };
}

function tick(label, checked = false, more = {}) {
  const box = el("input", { type: "checkbox", checked, ...more });
  return { box, element: el("p", {}, el("label", {}, box, label)) };
}

/** A new code, below another or beside it; who codes blind makes open ones. */
export function create(book, code, { blind }) {
  const name = line(_("What it is called"));
  const places = [
    code && [code.id, _("Below %(code)s", { code: code.name })],
    code?.parent && [code.parent, _("Below %(code)s", { code: book.get(code.parent).name })],
    ["", _("At the top of the tree")],
  ].filter(Boolean);
  const where = el(
    "select",
    {},
    places.map(([id, said]) => el("option", { value: id }, said)),
  );
  const definition = el("textarea", { rows: 3 });
  const open = tick(_("An open code, to be looked at in a session"), blind, { disabled: blind });
  const fields = [
    name.element,
    el("label", { class: "field" }, _("Where"), where),
    el("label", { class: "field" }, _("Definition"), definition),
    open.element,
  ];
  const read = () =>
    name.input.value.trim()
      ? { name: name.input.value, under: where.value, open: open.box.checked, definition: definition.value.trim() }
      : null;
  return propose({ title: _("A new code"), change: "create", fields, read, yes: _("Make it") }).done;
}

export function rename(code) {
  const name = line(_("Name"), { value: code.name });
  const read = () =>
    name.input.value.trim() && name.input.value.trim() !== code.name ? { code: code.id, name: name.input.value, was: code.name } : null;
  queueMicrotask(() => name.input.select());
  return propose({ title: _("Rename %(code)s", { code: code.name }), change: "rename", fields: name.element, read, yes: _("Rename") }).done;
}

/** Under another code; with a `place` (from dragging or keys) only the preview and the reason are asked. */
export function move(book, code, place = null) {
  const title = _("Move %(code)s", { code: code.name });
  if (place) return propose({ title, change: "move", read: () => ({ code: code.id, ...place, to: place.to || "/" }), yes: _("Move") }).done;
  const to = chooser(book.but([code.id]), { label: _("Under which code?"), top: Boolean(code.parent), onchoose: () => chosen(asked) });
  const asked = propose({
    title,
    change: "move",
    fields: to.element,
    read: () => (to.id ? { code: code.id, to: to.id } : null),
    yes: _("Move"),
    missing: _("Choose a code with Enter."),
  });
  return asked.done;
}

export function merge(book, codes) {
  const names = codes.map((code) => book.short(code.id)).join(", ");
  const into = chooser(book.but(codes.map((code) => code.id)), { label: _("Into which code?"), onchoose: () => chosen(asked) });
  const specify = tick(_("Keep the old names as specifications of the codings"));
  const read = () => (into.id ? { codes: codes.map((code) => code.id), into: into.id, specify: specify.box.checked } : null);
  const asked = propose({
    title: _("Merge %(codes)s", { codes: names }),
    change: "merge",
    fields: [into.element, specify.element],
    read,
    yes: _("Merge"),
    missing: _("Choose a code with Enter."),
  });
  return asked.done;
}

/** A code was chosen: look at it, and go on with the reason. */
function chosen(asked) {
  asked.again();
  asked.reason.focus();
}

/** Make a code of a specification, or of an open code one of the tree. */
export async function promote(book, code) {
  const said = code.open ? [] : await net.get("/api/specifications", { code: code.id });
  if (!code.open && !said.length)
    throw new Error(_("%(code)s is no open code, and none of its codings specifies anything.", { code: code.name }));
  const which = el(
    "select",
    { autofocus: true },
    said.map((each) => el("option", { value: each }, each)),
  );
  const name = line(_("What it is called"), {
    value: code.open ? code.name : "",
    autofocus: code.open,
    hint: code.open ? "" : _("As it was specified, unless you say otherwise."),
  });
  const stay = code.open ? _("Where it stands") : _("Below %(code)s", { code: code.name });
  const to = el(
    "select",
    {},
    el("option", { value: "" }, stay),
    el("option", { value: "/" }, _("At the top of the tree")),
    book.but([code.id]).usable.map((each) => el("option", { value: each.id }, each.path)),
  );
  const fields = [
    !code.open && el("label", { class: "field" }, _("Which specification"), which),
    name.element,
    el("label", { class: "field" }, _("Where"), to),
  ];
  const read = () => ({ code: code.id, specification: code.open ? null : which.value, to: to.value, name: name.input.value.trim() });
  return propose({
    title: _("Promote %(code)s", { code: code.name }),
    change: "promote",
    fields: el("div", {}, ...fields.filter(Boolean)),
    read,
    yes: _("Promote"),
  }).done;
}

export function retire(code) {
  return propose({
    title: _("Retire %(code)s", { code: code.name }),
    change: "retire",
    read: () => ({ code: code.id }),
    yes: _("Retire"),
    danger: true,
  }).done;
}

export function restore(code) {
  return propose({
    title: _("Use %(code)s again", { code: code.name }),
    change: "restore",
    read: () => ({ code: code.id }),
    yes: _("Restore"),
  }).done;
}

export function remark(code) {
  const text = el("textarea", { rows: 4, autofocus: true });
  const fields = el("label", { class: "field" }, _("Remark"), text);
  return propose({
    title: _("A remark on %(code)s", { code: code.name }),
    change: "remark",
    fields,
    read: () => (text.value.trim() ? { code: code.id, text: text.value } : null),
    yes: _("Add"),
    reasoned: false,
  }).done;
}

/** How a code hangs together with another. */
export function relate(book, code) {
  const kinds = [...new Set(["leidt tot", "belemmert", ...book.relations.map((each) => each.kind)])];
  const kind = line(_("What it does to the other, such as “leidt tot” or “belemmert”"), { list: kinds });
  const target = chooser(book.but([code.id]), { label: _("The other code"), onchoose: () => chosen(asked) });
  target.element.querySelector("input").removeAttribute("autofocus");
  const read = () => (target.id && kind.input.value.trim() ? { source: code.id, kind: kind.input.value, target: target.id } : null);
  const asked = propose({
    title: _("A relation of %(code)s", { code: code.name }),
    change: "relate",
    fields: [kind.element, target.element],
    read,
    yes: _("Relate"),
    missing: _("Say what it is, and choose the other code with Enter."),
  });
  return asked.done;
}

export function unrelate(relation) {
  const { source, kind, target } = relation;
  return propose({
    title: _("Take a relation back"),
    change: "unrelate",
    read: () => ({ source, kind, target }),
    yes: _("Take back"),
    danger: true,
  }).done;
}
