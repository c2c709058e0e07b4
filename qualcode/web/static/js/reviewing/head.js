// What stands above a review: which document, how far, and what can be done with all of it.

import { el, fill } from "../dom.js";
import { roundText } from "../rounds.js";
import { _ } from "../words.js";
import { addressOf, bar, nextToReview } from "./documents.js";
import { progress } from "./model.js";

/** The line above text and list. */
export function head(host, desk) {
  const { case_name, round, who } = desk.sheet.document;
  const parts = [case_name, round && roundText(round), who].filter(Boolean);
  fill(host,
    el("a", { class: "button quiet", href: "/review" }, _("All documents")),
    el("h2", {}, desk.document), el("p", { class: "soft" }, parts.join(" · ")), authors(desk), next(desk));
}

/** Whose codings; a choice where several coded the document. */
function authors({ document, author, reviews }) {
  const names = reviews.filter((each) => each.document === document && !each.refused).map((each) => each.author);
  if (names.length < 2) return el("p", { class: "soft" }, _("coded by %(author)s", { author }));
  const choice = el("select", { onchange: (event) => location.assign(addressOf({ document, author: event.target.value })) },
    names.map((name) => el("option", { value: name, selected: name === author }, name)));
  return el("label", {}, _("Codings of"), choice);
}

function next({ reviews, document, author }) {
  const found = nextToReview(reviews, { document, author });
  return found && el("a", { class: "button next", href: addressOf(found), "aria-keyshortcuts": "N" }, _("Next: %(document)s", { document: found.document }), " ", el("kbd", { "aria-hidden": "true" }, "N"));
}

/** How far the review is, and what can be done at once. */
export function tools(host, desk) {
  const { review } = desk;
  const { judged, all } = progress(review);
  const ready = judged === all;
  const button = (text, key, run, more = {}) => el("button", { type: "button", "aria-keyshortcuts": key, onclick: run, ...more }, text, " ", el("kbd", { "aria-hidden": "true" }, key));
  const held = host.contains(document.activeElement) ? document.activeElement.getAttribute("aria-keyshortcuts") : null;
  fill(host,
    el("p", { class: "row" }, bar({ judged, codings: all }), review.finished && ready && el("strong", { class: "good" }, _("The review is finished."))),
    el("p", { class: "row" },
      !ready && button(_("Agree with the rest"), "A", () => desk.agreeRest()),
      button(_("Add"), "+", () => desk.add()),
      ready && !review.finished && button(_("Finish"), "d", () => desk.finish(), { class: "main" })));
  if (held) host.querySelector(`[aria-keyshortcuts="${held}"]`)?.focus();
}
