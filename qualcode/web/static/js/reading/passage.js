// The card of the passage pointed at: its codes with what each says, and what may be done with it.

import { el, fill } from "../dom.js";
import { _ } from "../words.js";

const SHORT = 220;

/** Fill an element with what is selected, or the passage pointed at. `tagging` does what the buttons say. */
export function showPassage(host, { tagging, codes, orphans, point, memo }) {
  const passage = tagging.pointed;
  const mine = Boolean(tagging.me) && passage?.coder === tagging.me;
  const nothing = tagging.me
    ? _("Select words to code them, or point at a passage to see its codes.")
    : _("Point at a passage to see its codes.");
  fill(host,
    passage && passageCard(passage, { tagging, codes, mine, memo }),
    !passage && tagging.me && tagging.selected && selectionCard(tagging),
    !passage && !(tagging.me && tagging.selected) && el("p", { class: "soft small" }, nothing),
    orphans.length > 0 && el("details", { class: "small orphans" },
      el("summary", {}, _("Passages that lost their place (%(count)s)", { count: orphans.length })),
      orphans.map((each) => orphan(each, codes, point))));
}

/** A button that does something, and says its key. */
function act(text, key, run, more = {}) {
  return el("button", { type: "button", onclick: run, ...more }, text, key && [" ", el("kbd", { "aria-hidden": "true" }, key)]);
}

function selectionCard(tagging) {
  const { resized } = tagging;
  return el("section", { class: "selected", "aria-label": _("Selected words") },
    el("blockquote", {}, shortened(tagging.target.words)),
    el("div", { class: "row" },
      act(_("Code …"), "c", () => tagging.pick()), act(_("In vivo …"), "i", () => tagging.inVivo()),
      act(_("New code …"), "n", () => tagging.newCode()), act(_("Passage"), "q", () => tagging.quote()),
      resized && act(_("Resize %(label)s", resized), "r", () => tagging.resize(), { title: _("Gives the passage these words") })));
}

function passageCard(passage, { tagging, codes, mine, memo }) {
  const may = Boolean(tagging.me);
  const theirs = !mine && el("span", { class: "soft small" }, " ", _("by %(coder)s", passage));
  return el("section", { class: mine || !may ? "passage" : "passage others", "aria-label": _("Passage %(label)s", passage) },
    el("h3", {}, passage.label || _("New passage"), theirs),
    el("blockquote", {}, shortened(passage.words)),
    passage.anchor === "changed" && el("p", { class: "small warn" }, _("The text was corrected here since it was coded.")),
    passage.comment && el("p", { class: "comment small" }, passage.comment),
    el("ul", { class: "tags" }, passage.tags.map((tag) => tagItem(tag, { tagging, codes, mine }))),
    passage.tags.length === 0 && el("p", { class: "soft small" }, _("No code yet.")),
    may && el("div", { class: "row" }, buttons(passage, { tagging, mine, memo }), marks(passage, tagging)));
}

function marks(passage, tagging) {
  const mark = (name, text, key) => act(text, key, () => tagging.mark(name), { "aria-pressed": String(passage[name]) });
  return [mark("verbatim", _("Verbatim"), "v"), mark("released", _("Released"), "l")];
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
  const parents = code?.path.split("/").slice(0, -1).join(" › ");
  return el("li", { class: tag.status === "draft" ? "draft" : null, data: { tag: tag.id } },
    el("span", { class: "head" },
      el("span", { class: "dot", style: { "--code": codes.color(tag.code) } }),
      el("span", { class: "name", title: code?.path }, code?.name ?? ""),
      tag.status === "draft" && el("span", { class: "soft small" }, _("draft")),
      mine && tools(tag, code, { tagging, codes })),
    parents && el("span", { class: "parents soft small" }, parents),
    (tag.value || tag.specification) && el("span", { class: "said small" }, [tag.value, tag.specification].filter(Boolean).join(" · ")),
    tag.comment && el("span", { class: "comment small" }, tag.comment));
}

/** What may be done with a coding of one's own. */
function tools(tag, code, { tagging, codes }) {
  const named = (label) => ({ title: label, "aria-label": `${label}: ${codes.short(tag.code)}` });
  const tool = (sign, label, run) => el("button", { type: "button", class: "quiet small", onclick: run, ...named(label) }, sign);
  return el("span", { class: "tools" },
    code?.scale && tool(_("grade"), _("Change the grade"), () => tagging.grade(tag)),
    code?.specify && tool(_("spec."), _("Specify"), () => tagging.specify(tag)),
    tool("✎", _("Comment on the code"), () => tagging.comment(tag)),
    tool("⇄", _("Another code instead"), () => tagging.recode(tag)),
    tool("×", _("Remove the code"), () => tagging.removeTag(tag)));
}

function orphan(passage, codes, point) {
  const names = passage.tags.map((tag) => codes.short(tag.code)).join(", ");
  const button = el("button", { type: "button", class: "quiet small", onclick: () => point(passage.id) }, `${passage.label} · ${names}`);
  return el("p", {}, button, el("br"), shortened(passage.words));
}

/** Words in one line, without their middle where they are many. */
export function shortened(words) {
  const text = words.split(/\s+/).join(" ");
  return text.length > SHORT ? `${text.slice(0, SHORT / 2).trim()} … ${text.slice(-SHORT / 2).trim()}` : text;
}
