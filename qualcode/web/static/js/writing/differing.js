// What differs between two texts, word by word.

const MOST = 4_000_000; // cells of the table that is compared; beyond it the whole middle counts as different

/** Both texts in pieces: [[{ text, own }], [{ text, own }]]; `own` is what the other has not. */
export function differing(one, other) {
  const [a, b] = [cut(one), cut(other)];
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middle = [a, b].map((words) => words.slice(start, words.length - end));
  const [left, right] = shared(...middle);
  const alike = (words, common) => (at) => at < start || at >= words.length - end || common.has(at - start);
  return [joined(a, alike(a, left)), joined(b, alike(b, right))];
}

/** Words with the white space after them. */
function cut(text) {
  return text.match(/\s+|\S+\s*/g) ?? [];
}

/** The places in both of the longest row of words that they share. */
function shared(a, b) {
  const [left, right] = [new Set(), new Set()];
  if (a.length * b.length > MOST) return [left, right];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skipped = Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1 : skipped;
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      left.add(i++);
      right.add(j++);
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return [left, right];
}

function joined(words, isShared) {
  const pieces = [];
  words.forEach((text, at) => {
    const own = !isShared(at);
    if (pieces.at(-1)?.own === own) pieces.at(-1).text += text;
    else pieces.push({ text, own });
  });
  return pieces;
}
