// Which quotations are shown, and under which headings. Plain values in, plain values out.

import { fold } from "../codes.js";
import { roundTitle, settled } from "../rounds.js";
import { _, plural } from "../words.js";

/** Whether a quotation is to be shown; `about` are the codes that are compared. */
export function fits(quote, { round, coder, specification, role, words }, about) {
  if (round && quote.round !== round) return false;
  if (coder && quote.coder !== coder) return false;
  if (role && quote.who !== role) return false;
  if (specification && !tagsAbout(quote, about).some((tag) => same(tag.specification) === same(specification))) return false;
  return !words || fold(words).split(/\s+/).every((part) => saidIn(quote).includes(part));
}

const folded = new WeakMap(); // what may be searched in a quotation, for the comment it has

function saidIn(quote) {
  const kept = folded.get(quote);
  if (kept?.comment === quote.comment) return kept.text;
  const text = fold(`${quote.words} ${quote.comment} ${quote.label}`);
  folded.set(quote, { comment: quote.comment, text });
  return text;
}

/** The codings of a quotation that are about these codes. */
export function tagsAbout(quote, about) {
  return quote.tags.filter((tag) => about.has(tag.code));
}

const same = (specification) => specification.trim().toLowerCase();

/** How many quotations each case has, in the project's order: [{ case, name, count }]. */
export function countsByCase(quotes, about) {
  return caseOrder(quotes, about).map((key) => ({
    case: key, name: about.case_names[key] ?? nameOf(quotes, key), count: quotes.filter((each) => each.case === key).length,
  }));
}

function caseOrder(quotes, about) {
  return [...new Set([...Object.keys(about.case_names), ...quotes.map((each) => each.case)])];
}

function nameOf(quotes, key) {
  return quotes.find((each) => each.case === key)?.case_name || key || _("(none)");
}

/** What there is to choose from in each filter; `about` are the codes that are compared. */
export function options(quotes, about, project) {
  const said = (values) => [...new Set(values.filter(Boolean))];
  const tags = quotes.flatMap((quote) => tagsAbout(quote, about));
  const specifications = new Map(tags.map((tag) => [same(tag.specification), tag.specification.trim()]));
  return {
    round: said(quotes.map((each) => each.round)).sort(byRound(project)),
    role: said(quotes.map((each) => each.who)).sort(byNumber),
    coder: said(quotes.map((each) => each.coder)),
    specification: said([...specifications.values()]).sort(byNumber),
  };
}

const byRound = (project) => (one, other) => settled(project)(one, other) || byNumber(one, other);
const byNumber = (one, other) => one.localeCompare(other, undefined, { numeric: true });

/** Quotations under headings, as a list of cards wants them: by "case" (and round), "specification", "code", or not. */
export function grouped(quotes, by, { about, codes, project }) {
  if (by === "case") return byCase(quotes, project);
  if (by === "specification") return bySpecification(quotes, about);
  if (by === "code") return byCode(quotes, about, codes);
  return [{ quotes }];
}

function byCase(quotes, project) {
  const cases = Map.groupBy(quotes, (each) => each.case);
  return caseOrder(quotes, project).filter((key) => cases.has(key)).flatMap((key) => {
    const rounds = [...Map.groupBy(cases.get(key), (each) => each.round)].sort(([one], [other]) => byRound(project)(one, other));
    return rounds.map(([round, inside], place) => ({
      headings: [
        place === 0 && { level: 1, title: nameOf(cases.get(key), key), note: counted(cases.get(key)) },
        { level: 2, title: round ? roundTitle(round) : _("Without a round"), note: counted(inside) },
      ].filter(Boolean),
      quotes: inside,
    }));
  });
}

function bySpecification(quotes, about) {
  const spelled = new Map();
  const groups = Map.groupBy(quotes, (quote) => {
    const said = tagsAbout(quote, about).find((tag) => tag.specification)?.specification.trim() ?? "";
    spelled.set(same(said), spelled.get(same(said)) ?? said);
    return same(said);
  });
  const order = [...groups].sort(([one, ones], [other, others]) => (one === "") - (other === "") || others.length - ones.length);
  return order.map(([key, inside]) => group(spelled.get(key) || _("Without a specification"), inside));
}

function byCode(quotes, about, codes) {
  const place = new Map(codes.list.map((code, number) => [code.id, number]));
  const groups = Map.groupBy(quotes, (quote) => tagsAbout(quote, about)[0]?.code);
  const order = [...groups].sort(([one], [other]) => place.get(one) - place.get(other));
  return order.map(([id, inside]) => group(codes.get(id)?.path ?? _("(a code that is gone)"), inside));
}

function group(title, quotes) {
  return { headings: [{ level: 1, title, note: counted(quotes) }], quotes };
}

/** How many there are: passages, which two coders may both have quoted. */
export function counted(quotes) {
  return plural("%(count)s quotation", "%(count)s quotations", quotes.length);
}
