// What somebody typed and has not sent yet, kept in this tab: a mistake, a closed dialog or a reload loses no words.

const KEPT = "qualcode draft ";

/** What was typed under a name; null where nothing was. */
export function drafted(name) {
  return JSON.parse(sessionStorage.getItem(KEPT + name) ?? "null");
}

export function keep(name, given) {
  sessionStorage.setItem(KEPT + name, JSON.stringify(given));
}

export function drop(name) {
  sessionStorage.removeItem(KEPT + name);
}
