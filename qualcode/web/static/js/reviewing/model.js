// A review as the page holds it: functions from what the server says to what is shown. No page, no network.

/** The codings to go through and what was added to them, in the order of the text. */
export function lines({ items, additions }) {
  return [...items, ...additions].sort((one, other) => one.start - other.start || one.end - other.end || one.number - other.number);
}

/** How many codings have a verdict, of how many. */
export function progress({ items }) {
  return { judged: items.filter((item) => item.verdict).length, all: items.length };
}

/** The passages to show in the text: one for each coding, and one for what a changed coding became. */
export function passages(review) {
  const { document, author, reviewer } = review;
  const left = standing(review);
  return lines(review).flatMap((item) => {
    const own = item.verdict === "added";
    const coded = item.verdict === "removed" && left.some((each) => each.start < item.end && item.start < each.end);
    const look = coded ? "removed-beside" : item.verdict; // the words themselves are struck where no code is left on them
    const shown = [passage(item, { document, coder: own ? reviewer : author, look })];
    if (item.replacement) shown.push(passage(item.replacement, { document, coder: reviewer, look: "added" }));
    return shown;
  });
}

/** The places that keep a code. */
function standing(review) {
  return lines(review).filter((item) => item.verdict !== "removed").map((item) => item.replacement ?? item);
}

function passage(item, { document, coder, look }) {
  const { coding, code, value, specification, comment } = item;
  const tag = { id: coding, code, coder, origin: "", status: "final", value, form: "", specification, comment, source: "", created: "" };
  return {
    id: coding, label: item.quotation, number: item.number, document, start: item.start, end: item.end, words: item.words, coder,
    comment: "", verbatim: false, released: false, anchor: "exact", created: "", tags: [tag], look,
  };
}

/** The coding that a passage is of: itself, or the one that it took the place of. */
export function lineOf(review, passage) {
  return lines(review).find((item) => item.coding === passage || item.replacement?.coding === passage) ?? null;
}

/** The next or previous coding without a verdict, seen from one; round the end. */
export function toJudge(review, from, by) {
  const all = lines(review);
  const at = all.findIndex((item) => item.coding === from);
  const start = at < 0 && by < 0 ? 0 : at;
  for (let steps = 1; steps <= all.length; steps++) {
    const item = all[(start + by * steps + all.length * 2) % all.length];
    if (!item.verdict) return item;
  }
  return null;
}

/** The next or previous coding of all. */
export function beside(review, from, by) {
  const all = lines(review);
  const at = all.findIndex((item) => item.coding === from);
  return all[Math.max(0, Math.min(all.length - 1, at + by))] ?? null;
}

/** The review with verdicts that the server has not answered yet. */
export function agreed(review, codings) {
  const items = review.items.map((item) => (codings.includes(item.coding) ? { ...item, verdict: "agreed", verdict_comment: "", replacement: null, stamp: null } : item));
  return { ...review, items };
}
