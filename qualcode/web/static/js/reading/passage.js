// The card of the passage pointed at: its codes with what each says, and what may be done with it.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

const SHORT = 220;

/** Fill an element with what is selected and the passage pointed at. `tagging` does what the buttons say. */
export function showPassage(host, { tagging, codes, orphans, point, memo }) {
  const passage = tagging.pointed;
  const mine = Boolean(tagging.me) && passage?.coder === tagging.me;
  fill(host,
    tagging.me && tagging.selected && !passage && selectionCard(tagging),
    passage ? passageCard(passage, { tagging, codes, mine, memo }) : !tagging.selected && el("p", { class: "soft small" }, tagging.me ? _("Select words to code them, or point at a passage to see its codes.") : _("Point at a passage to see its codes.")),
    orphans.length > 0 && el("details", { class: "small orphans" }, el("summary", {}, _("Passages that lost their place (%(count)s)", { count: orphans.length })), orphans.map((each) => orphan(each, codes, point))));
}

/** A button that does something, and says its key. */
function act(text, key, run, more = {}) {
  return el("button", { type: "button", onclick: run, ...more }, text, key && [" ", el("kbd", { "aria-hidden": "true" }, key)]);
}

function selectionCard(tagging) {
  return el("section", { class: "selected", "aria-label": _("Selected words") },
    el("blockquote", {}, shortened(tagging.target.words)),
    el("div", { class: "row" }, act(_("Code …"), "c", () => tagging.pick()), act(_("In vivo …"), "i", () => tagging.inVivo()), act(_("New code …"), "n", () => tagging.newCode()), act(_("Passage"), "q", () => tagging.quote()),
      tagging.resized && act(_("Resize %(label)s", { label: tagging.resized.label }), "r", () => tagging.resize(), { title: _("Gives the passage these words") })));
}

function passageCard(passage, { tagging, codes, mine, memo }) {
  const may = Boolean(tagging.me);
  return el("section", { class: mine || !may ? "passage" : "passage others", "aria-label": _("Passage %(label)s", { label: passage.label }) },
    el("h3", {}, passage.label || _("New passage"), !mine && el("span", { class: "soft small" }, " ", _("by %(coder)s", { coder: passage.coder }))),
    el("blockquote", {}, shortened(passage.words)),
    passage.anchor === "changed" && el("p", { class: "small warn" }, _("The text was corrected here since it was coded.")),
    passage.comment && el("p", { class: "comment small" }, passage.comment),
    el("ul", { class: "tags" }, passage.tags.map((tag) => tagItem(tag, { tagging, codes, mine }))),
    passage.tags.length === 0 && el("p", { class: "soft small" }, _("No code yet.")),
    may && marks(passage, tagging),
    el("div", { class: "row" }, may && buttons(passage, { tagging, mine, memo })));
}

function marks(passage, tagging) {
  const mark = (name, text, key) => act(text, key, () => tagging.mark(name), { "aria-pressed": String(passage[name]) });
  return el("div", { class: "row marks" }, mark("verbatim", _("Verbatim"), "v"), mark("released", _("Released"), "l"));
}

function buttons(passage, { tagging, mine, memo }) {
  const lost = passage.anchor === "orphaned";
  return [
    !lost && act(mine ? _("Code …") : _("A code of my own …"), "c", () => tagging.pick()),
    mine && act(_("Comment …"), "m", () => tagging.comment(passage)),
    mine && act(_("Resize"), "r", () => tagging.resize(), { title: _("Gives the passage other words: select them, and press r again") }),
    !lost && act(_("Memo …"), "w", memo),
    mine && act(_("Remove"), "x", () => tagging.removePassage(passage)),
  ];
}

function tagItem(tag, { tagging, codes, mine }) {
  const code = codes.get(tag.code);
  const name = codes.short(tag.code);
  const small = (sign, label, run) => el("button", { type: "button", class: "quiet small", "aria-label": `${label}: ${name}`, title: label, onclick: run }, sign);
  return el("li", { class: tag.status === "draft" ? "draft" : null, data: { tag: tag.id } },
    el("span", { class: "head" }, el("span", { class: "dot", style: { "--code": codes.color(tag.code) } }), el("span", { class: "name", title: code?.path }, name),
      tag.status === "draft" && el("span", { class: "soft small" }, _("draft")),
      mine && el("span", { class: "tools" },
        code?.scale && small(_("grade"), _("Change the grade"), () => tagging.grade(tag)),
        code?.specify && small(_("spec."), _("Specify"), () => tagging.specify(tag)),
        small("✎", _("Comment on the code"), () => tagging.comment(tag)),
        small("⇄", _("Another code instead"), () => tagging.recode(tag)),
        small("×", _("Remove the code"), () => tagging.removeTag(tag)))),
    (tag.value || tag.specification) && el("span", { class: "said small" }, [tag.value, tag.specification].filter(Boolean).join(" · ")),
    tag.comment && el("span", { class: "comment small" }, tag.comment));
}

function orphan(passage, codes, point) {
  const names = passage.tags.map((tag) => codes.short(tag.code)).join(", ");
  return el("p", {}, el("button", { type: "button", class: "quiet small", onclick: () => point(passage.id) }, `${passage.label} · ${names}`), el("br"), shortened(passage.words));
}

function shortened(words) {
  const text = words.split(/\s+/).join(" ");
  return text.length > SHORT ? `${text.slice(0, SHORT / 2).trim()} … ${text.slice(-SHORT / 2).trim()}` : text;
}
