// Moving a selection through a text: by sentence, by word, with one of its ends or as a whole. Nothing here touches the
// page; spans are [start, end] in code points, sorted and apart from each other.

import { count } from "./text.js";

/** The span that stands at a place, or the first after it. */
export function spanAt(spans, place) {
  return spans[Math.min(count(spans, ([, end]) => end <= place), spans.length - 1)] ?? null;
}

/** The next or previous span: forward the first behind what is selected, back the last that begins before it or holds it. */
export function step(spans, [start, end], by) {
  if (by > 0) return spans[count(spans, ([from]) => from < end)] ?? null;
  const before = count(spans, ([from, to]) => from < start || (from === start && to > end));
  return spans[before - 1] ?? null;
}

/** The next or previous word; from something longer than a word, its own first or last one. */
export function stepWord(words, [start, end], by) {
  const inside = words.slice(count(words, ([from]) => from < start), count(words, ([, to]) => to <= end));
  const [first, last] = [inside.at(0), inside.at(-1)];
  const exact = first && first === last && first[0] === start && first[1] === end;
  if (first && !exact) return by > 0 ? first : last;
  return step(words, [start, end], by);
}

/** Move the start or the end of a selection to the next stop; it never passes the other end. */
export function moveEdge({ starts, ends }, [start, end], by, edge) {
  if (edge === "start") {
    const found = by > 0 ? starts[count(starts, (each) => each <= start)] : starts[count(starts, (each) => each < start) - 1];
    return found === undefined || found >= end ? [start, end] : [found, end];
  }
  const found = by > 0 ? ends[count(ends, (each) => each <= end)] : ends[count(ends, (each) => each < end) - 1];
  return found === undefined || found <= start ? [start, end] : [start, found];
}

/** Extend a selection by that one of its ends that moved last; shrinking past its other end goes on there. */
export function extend(stops, span, by, edge) {
  const shrinking = (edge === "end") === (by < 0);
  const moved = shrinking ? moveEdge(stops, span, by, edge) : span;
  if (shrinking && moved.join() !== span.join()) return { span: moved, edge };
  const outward = by > 0 ? "end" : "start";
  return { span: moveEdge(stops, span, by, outward), edge: outward };
}

/** Where the ends of a selection may come to stand: those of these spans. */
export function stopsOf(...lists) {
  const sorted = (side) => [...new Set(lists.flatMap((spans) => spans.map((each) => each[side])))].sort((one, other) => one - other);
  return { starts: sorted(0), ends: sorted(1) };
}
