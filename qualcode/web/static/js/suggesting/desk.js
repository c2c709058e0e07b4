// What the server is asked about suggestions, and told.

import { net } from "../net.js";

const PATH = "/api/suggestions";
const PAUSE = 600; // between two looks at how far the texts are read

/** Wait until the texts are read that suggestions rest on; `tell` is given how far that is ({ done, of }). */
export async function ready(unit, tell) {
  for (;;) {
    const now = await net.ask(`${PATH}/reading`, { unit });
    if (now.ready) return;
    tell(now);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** The next passages of a document, from a place on: { passages, left }. */
export function offers(document, unit, after) {
  return net.get(PATH, { document, unit, after });
}

/** What is suggested for words chosen in the text. */
export function offersOn(document, unit, { start, end, words }) {
  return net.get(`${PATH}/passage`, { document, unit, start, end, words });
}

const told = new Set();

/** Note that these are seen now; once for each. What could not be noted is with the next. */
export async function note(ids) {
  const fresh = ids.filter((id) => !told.has(id));
  if (!fresh.length) return;
  fresh.forEach((id) => told.add(id));
  try {
    await net.ask(`${PATH}/shown`, { ids: fresh });
  } catch (error) {
    fresh.forEach((id) => told.delete(id));
    throw error;
  }
}

/** Make a coding of a suggestion; resolves to what was laid. */
export function accept(id, given) {
  return net.send("POST", `${PATH}/accept`, { id, ...given });
}

export function reject(ids) {
  return net.send("POST", `${PATH}/reject`, { ids });
}

export function skip(ids) {
  return net.send("POST", `${PATH}/skip`, { ids });
}
