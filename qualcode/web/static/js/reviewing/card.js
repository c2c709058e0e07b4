// One difference: both sides beside each other, what was decided, and what can be.

import { el, fill } from "../dom.js";
import { _, day } from "../words.js";
import { chip } from "./chips.js";
import { alike, apart, keyOf, kindOf, takenOf, whyOf } from "./differences.js";

/** Show a difference in an element. `doing` are the decisions: [{ key, text, run }]; `comment` is the field for why. */
export function showCard(host, difference, { codes, doing, comment, who }) {
  const held = host.contains(document.activeElement) ? document.activeElement.getAttribute("aria-keyshortcuts") : null;
  fill(host, about(codes, difference), sides(codes, difference), difference.resolution && decided(codes, difference),
    el("label", { class: "field" }, el("span", {}, _("Comment"), " ", el("kbd", { "aria-hidden": "true" }, "m")), comment),
    el("p", { class: "actions" }, doing.map(({ key, text, run }) => el("button", { type: "button", "aria-keyshortcuts": key, onclick: run }, text, " ", el("kbd", { "aria-hidden": "true" }, key)))),
    el("p", { class: "row small" }, el("span", { class: "soft" }, _("Who decides: %(who)s", { who: who.name })), el("button", { type: "button", class: "quiet", onclick: who.ask }, _("Change"), " ", el("kbd", { "aria-hidden": "true" }, "w"))));
  if (held) host.querySelector(`[aria-keyshortcuts="${CSS.escape(held)}"]`)?.focus();
}

function about(codes, difference) {
  const { quotation, document, start, end, changed } = difference;
  const place = `/?${new URLSearchParams({ document, start, end })}`;
  return el("header", {}, el("h2", {}, el("a", { href: place }, quotation), " ", el("span", { class: "soft small" }, [difference.case, kindOf(difference)].filter(Boolean).join(" · "))),
    el("p", { class: "hangs" }, whyOf(difference)),
    changed.length > 0 && el("ul", { class: "cells small" }, changed.map((code) => el("li", {}, chip(codes, { code })))));
}

function sides(codes, difference) {
  const same = alike(difference);
  const unlike = apart(difference);
  return el("div", { class: "sides" }, difference.sides.map(({ coder, version }, at) =>
    el("section", { class: `side side-${at + 1}`, "aria-label": coder },
      el("h3", {}, coder, " ", el("kbd", { "aria-hidden": "true" }, String(at + 1))),
      version ? shown(codes, version, { difference, same, unlike }) : el("p", { class: "soft nothing" }, _("nothing here")))));
}

function shown(codes, version, { difference, same, unlike }) {
  return [
    el("ul", { class: "given" }, version.codes.map((given) => el("li", { class: unlike.has(keyOf(given)) ? "apart" : "" }, chip(codes, given)))),
    version.comments.map((comment) => el("p", { class: "comment small" }, comment)),
    !same && el("p", { class: "words" }, within(difference, version)),
    el("p", { class: "soft small" }, version.label),
  ];
}

/** The words of the whole passage, those of a version marked. Places are in code points. */
function within({ start, words }, version) {
  const signs = [...words];
  const [from, to] = [version.start - start, version.end - start];
  return [signs.slice(0, from).join(""), el("mark", {}, signs.slice(from, to).join("")), signs.slice(to).join("")];
}

function decided(codes, { resolution, stale }) {
  const { who, comment, created, laid } = resolution;
  return el("section", { class: "decided", "aria-label": _("What was decided") },
    el("h3", {}, _("Resolved: %(taken)s", { taken: takenOf(resolution) })),
    el("p", { class: "small soft" }, _("%(who)s, %(date)s", { who, date: day(created.slice(0, 10)) })),
    comment && el("p", { class: "comment" }, comment),
    laid.length ? laid.map((version) => el("ul", { class: "given" }, version.codes.map((given) => el("li", {}, chip(codes, given))))) : el("p", { class: "soft" }, _("The consensus has nothing here.")),
    stale && el("p", { class: "stale" }, _("A version changed since: look again. Until then the consensus keeps what it has.")));
}
