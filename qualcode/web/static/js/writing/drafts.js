// What was typed and is not saved yet, kept in this tab: it survives a reload and the server being gone.

import { opened } from "../words.js";

const KEPT = `qualcode draft ${opened.seat} `;

/** The draft under a name, or null. */
export function draft(name) {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT + name));
  } catch {
    return null;
  }
}

/** Keep a draft; whether there was room for it. */
export function keep(name, what) {
  try {
    sessionStorage.setItem(KEPT + name, JSON.stringify(what));
    return true;
  } catch {
    return false;
  }
}

export function drop(name) {
  sessionStorage.removeItem(KEPT + name);
}

/** The names of the drafts that begin so. */
export function drafts(start) {
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT + start));
  return names.map((name) => name.slice(KEPT.length));
}
