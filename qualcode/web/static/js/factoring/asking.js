// What is asked before a factor is changed: other words, which one to join it with, a quotation's label, a new factor.

import { ask, askText } from "../dialog.js";
import { el, find } from "../dom.js";
import { _ } from "../words.js";

/** Another wording, or null. */
export function askWords(row) {
  const hint = row.factor.beginning ? _("It stands behind “%(beginning)s”.", { beginning: row.factor.beginning }) : "";
  return askText({ title: _("Reword"), label: _("Wording"), value: row.wording.wording, hint, needed: true });
}

/** The id of the factor to join this one with, or null. */
export async function askOther(row, factors) {
  const others = factors.filter((each) => each.direction === row.factor.direction && each.id !== row.factor.id);
  if (!others.length) return null;
  const name = (each) => (each.beginning ? `${each.beginning} …` : each.wordings[0].wording);
  const size = String(Math.min(12, Math.max(2, others.length)));
  const field = el("select", { autofocus: true, size }, others.map((each) => el("option", { value: each.id }, name(each))));
  field.value = others[0].id;
  const body = el("label", { class: "field" }, _("In one line with"), field,
    el("span", { class: "soft small" }, _("Each keeps its own cases; what both begin with is said once.")));
  return ask({ title: _("Join “%(factor)s”", { factor: name(row.factor) }), body, yes: _("Join"), read: () => field.value });
}

/** The wording to lay a quotation of this row behind: { factor, wording } as a request says it, or null. */
export async function askTarget(row, label, factors) {
  const rows = factors.filter((each) => !each.set_aside)
    .flatMap((factor) => factor.wordings.map((wording) => ({ factor, wording })))
    .filter((each) => each.factor.id !== row.factor.id || each.wording.number !== row.wording.number);
  if (!rows.length) return null;
  const option = ({ factor, wording }, at) => el("option", { value: String(at) }, `${factor.beginning} ${wording.wording}`.trim());
  const group = (direction, title) => {
    const own = rows.map((each, at) => each.factor.direction === direction && option(each, at)).filter(Boolean);
    return own.length ? el("optgroup", { label: title }, own) : null;
  };
  const field = el("select", { autofocus: true, size: String(Math.min(14, Math.max(2, rows.length + 2))) },
    group("helps", _("What helps")), group("hinders", _("What hinders")));
  field.options[0].selected = true;
  const body = el("label", { class: "field" }, _("Behind which factor?"), field);
  const chosen = await ask({ title: _("%(label)s to another factor", { label }), body, yes: _("Move"), read: () => field.value });
  return chosen === null ? null : rows[Number(chosen)];
}

/** The label of a quotation to lay behind it, or null. */
export async function askLabel() {
  const hint = _("Such as KAF2.4.1:12; it may have any code, or none.");
  const label = await askText({ title: _("Add a quotation"), label: _("Label of the quotation"), hint, needed: true });
  return label?.trim().replace(/^\[|\]$/g, "") || null;
}

/** A factor in one's own words: { direction, wording }, or null. */
export function askNew() {
  const words = el("input", { autofocus: true, autocomplete: "off" });
  const choice = (value, text, checked) => el("label", {}, el("input", { type: "radio", name: "direction", value, checked }), text);
  const choices = [choice("helps", _("It helps"), true), choice("hinders", _("It hinders"), false)];
  const what = el("fieldset", { class: "plain row" }, el("legend", { class: "unseen" }, _("What it does")), choices);
  const body = el("div", {}, el("label", { class: "field" }, _("Wording"), words), what);
  const read = () => {
    if (!words.value.trim()) throw new Error(_("Fill in something, or cancel."));
    return { direction: find("input[name=direction]:checked", body).value, wording: words.value };
  };
  return ask({ title: _("New factor"), body, yes: _("Add"), read });
}
