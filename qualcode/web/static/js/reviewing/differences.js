// Differences as the page holds them: functions from what the server says to what is shown. No page, no network.

import { _, plural } from "../words.js";

const LOOKS = ["one", "two"];

/** The passages to show for a difference: each side's, and what the consensus has. */
export function passages({ document, sides, resolution }) {
  const own = sides.flatMap(({ coder, version }, at) => (version ? [passage(document, coder, version, LOOKS[at] ?? "other")] : []));
  const laid = (resolution?.laid ?? []).map((version) => passage(document, "consensus", version, "added"));
  return [...own, ...laid];
}

function passage(document, coder, { label, start, end, words, codes }, look) {
  const tags = codes.map(({ code, value, specification }) => ({
    id: `${label} ${coder} ${code}`, code, coder, origin: "", status: "final", value, form: "", specification, comment: "", source: "", created: "",
  }));
  return { id: `${label} ${coder}`, label, number: 0, document, start, end, words, coder, comment: "", verbatim: false, released: false, anchor: "exact", created: "", tags, look };
}

/** What sort of difference it is. */
export function kindOf({ kind }) {
  return { code: _("other codes"), span: _("other words"), only: _("one of them only"), grade: _("another grade"), agree: _("agree now") }[kind];
}

/** What hangs on a difference, in words. */
export function whyOf({ kind, cells, interview }) {
  if (cells) return plural("Changes %(count)s cell of %(interview)s", "Changes %(count)s cells of %(interview)s", cells, { interview });
  if (kind === "span") return _("Changes no cell: the same codes, on other words");
  if (kind === "agree") return _("Changes no cell: the coders agree now, and something else was decided before");
  return _("Changes no cell: other passages of %(interview)s carry the same codes", { interview });
}

/** What was taken, in words. */
export function takenOf({ taken }) {
  return { both: _("both versions"), none: _("neither version"), new: _("new codes") }[taken] ?? _("the version of %(coder)s", { coder: taken });
}

/** Whether everybody who has a version has the same words. */
export function alike({ sides }) {
  return new Set(sides.filter(({ version }) => version).map(({ version }) => version.words.trim())).size === 1;
}

/** The codes that not every side gives so, as texts to compare by. */
export function apart({ sides }) {
  const given = sides.map(({ version }) => new Set((version?.codes ?? []).map(keyOf)));
  return new Set(given.flatMap((each) => [...each]).filter((key) => given.some((each) => !each.has(key))));
}

export function keyOf({ code, value }) {
  return `${code} ${value}`;
}

/** The list with the differences of a document as they are now; each keeps its place. */
export function renewed(list, document, now) {
  const found = new Map(now.map((each) => [each.quotation, each]));
  return list.filter((each) => each.document !== document || found.has(each.quotation)).map((each) => found.get(each.quotation) ?? each);
}

/** The next or previous in the list, of those `fits` lets through; round the end. */
export function beyond(list, quotation, by, fits = () => true) {
  const at = list.findIndex((each) => each.quotation === quotation);
  const start = at < 0 && by < 0 ? 0 : at;
  for (let steps = 1; steps <= list.length; steps++) {
    const each = list[(start + by * steps + list.length * 2) % list.length];
    if (fits(each)) return each;
  }
  return null;
}
