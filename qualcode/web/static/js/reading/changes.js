// What a change makes of the passages of a document, before the server has answered: functions from passages to
// passages. Doing one a second time, on top of what the server says, changes nothing.

const before = (one, other) => one.start - other.start || other.end - one.end || one.number - other.number;
const inOrder = (passages) => passages.toSorted(before);

/** The passage of a coder with exactly this span. */
export function ownAt(passages, { start, end, coder }) {
  return passages.find((each) => each.coder === coder && each.start === start && each.end === end && each.anchor !== "orphaned");
}

const BLANK = {
  number: Number.MAX_SAFE_INTEGER, label: "", comment: "", verbatim: false, released: false, anchor: "firm", created: "", tags: [],
};

/** A quotation at a place ({ id, document, start, end, words, coder }), where its coder has none. */
export function quoted(passages, place) {
  if (ownAt(passages, place) || passages.some((each) => each.id === place.id)) return passages;
  return inOrder([...passages, { ...BLANK, ...place }]);
}

/** A coding at a place. */
export function tagged(passages, place, tag) {
  if (passages.some((each) => each.tags.some((had) => had.id === tag.id))) return passages;
  const laid = quoted(passages, place);
  const there = ownAt(laid, place);
  if (!there || there.tags.some((each) => sameTag(each, tag))) return laid;
  return changed(laid, there.id, { tags: [...there.tags, tag] });
}

/** A coding as the page makes it up until the server has answered. */
export function newTag(id, code, coder, { value = "", specification = "", comment = "" } = {}) {
  return { id, code, coder, origin: "manual", status: "final", value, form: "", specification, comment, source: "", created: "" };
}

/** Whether two codings of a quotation say the same. */
export function sameTag(one, other) {
  return one.code === other.code && one.value === other.value && fold(one.specification) === fold(other.specification);
}

const fold = (text) => text.trim().toLowerCase();

/** A quotation with other values. */
export function changed(passages, id, values) {
  return inOrder(passages.map((each) => (each.id === id ? { ...each, ...values } : each)));
}

/** A coding with other values. */
export function retagged(passages, id, values) {
  return passages.map((each) => ({ ...each, tags: each.tags.map((tag) => (tag.id === id ? { ...tag, ...values } : tag)) }));
}

/** Without a coding; its quotation stays. */
export function untagged(passages, id) {
  return passages.map((each) => ({ ...each, tags: each.tags.filter((tag) => tag.id !== id) }));
}

/** Without these quotations. */
export function without(passages, ids) {
  return passages.filter((each) => !ids.includes(each.id));
}

/** With these passages in place of what there was of them. */
export function merged(passages, found) {
  return inOrder([...without(passages, found.map((each) => each.id)), ...found]);
}
