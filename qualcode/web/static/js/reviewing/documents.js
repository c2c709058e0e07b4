// The documents that can be reviewed, with how far each is.

import { el, fill } from "../dom.js";
import { fold } from "../codes.js";
import { _, plural } from "../words.js";

/** How a review stands: finished, refused, begun or new. */
export function stateOf(review) {
  if (review.refused) return "refused";
  if (review.finished && review.judged === review.codings) return "finished";
  return review.begun ? "begun" : "new";
}

/** The address of a review. */
export function addressOf(review) {
  return `/review?${new URLSearchParams({ document: review.document, author: review.author })}`;
}

/** The first document after another that can be reviewed and is not finished; round the end. */
export function nextToReview(reviews, { document, author }) {
  const at = reviews.findIndex((each) => each.document === document && each.author === author);
  return [...reviews.slice(at + 1), ...reviews.slice(0, Math.max(at, 0))].find((each) => ["begun", "new"].includes(stateOf(each))) ?? null;
}

/** Those that what was typed may mean. */
export function filtered(reviews, entries, { typed, todo }) {
  const parts = fold(typed).split(/\s+/).filter(Boolean);
  return reviews.filter((review) => {
    if (todo && stateOf(review) === "finished") return false;
    const { case_name, round, who } = entries.get(review.document) ?? {};
    const text = fold([review.document, review.author, case_name, round, who].join(" "));
    return parts.every((part) => text.includes(part));
  });
}

/** The table of documents. `entries` are the documents by id; `cases` what a case is called. */
export function table(reviews, entries, { cases }) {
  const authors = new Set(reviews.map((each) => each.author)).size > 1;
  const rounds = reviews.some((each) => entries.get(each.document)?.round);
  const shown = { authors, rounds };
  const heads = [_("Document"), cases, rounds && _("Round"), _("Respondent"), authors && _("Coded by"), _("Judged"), _("State")].filter(Boolean);
  return el("table", { class: "documents" },
    el("thead", {}, el("tr", {}, heads.map((each) => el("th", { scope: "col" }, each)))),
    el("tbody", {}, reviews.map((review) => row(review, entries.get(review.document), shown))));
}

function row(review, entry, { authors, rounds }) {
  const state = stateOf(review);
  const name = state === "refused" ? review.document : el("a", { href: addressOf(review) }, review.document);
  const cells = [entry?.case_name, ...(rounds ? [entry?.round] : []), entry?.who, ...(authors ? [review.author] : [])];
  return el("tr", { class: state }, el("th", { scope: "row" }, name), cells.map((each) => el("td", {}, each ?? "")),
    el("td", {}, bar(review)), el("td", {}, state === "refused" ? el("p", { class: "refusal small" }, review.refused) : shownState(review)));
}

/** How many codings have a verdict, as a bar and in numbers. */
export function bar({ judged, codings }) {
  const text = _("%(judged)s of %(all)s", { judged, all: codings });
  return el("span", { class: "progress" }, el("progress", { value: judged, max: Math.max(codings, 1), "aria-label": _("Judged") }), " ", text);
}

function shownState(review) {
  const names = { finished: _("finished"), begun: _("begun"), new: _("not begun") };
  const added = review.added ? plural("%(count)s added", "%(count)s added", review.added) : "";
  return [names[stateOf(review)], added].filter(Boolean).join(" · ");
}

/** Show the table and how many there are in an element. */
export function showDocuments(host, counted, reviews, entries, { cases, typed, todo }) {
  const found = filtered(reviews, entries, { typed, todo });
  const finished = reviews.filter((each) => stateOf(each) === "finished").length;
  counted.textContent = _("%(finished)s of %(all)s finished", { finished, all: reviews.length });
  if (found.length) return fill(host, table(found, entries, { cases }));
  const nothing = reviews.length ? _("No document fits.") : _("There is nothing to review: nobody else has coded a document yet.");
  return fill(host, el("p", { class: "notice" }, nothing));
}
