// Asking for something with a form: what is typed is kept until it was done, whatever goes wrong.

import { ask } from "../dialog.js";
import { doneOrKept } from "../reading/asking.js";
import { draft, drop, keep } from "../writing/drafts.js";

/**
 * Ask with a form. `make(given)` builds it, from `given` or what was typed before under this name; `send(read)` does what
 * is asked and gives a promise, whose mistake is shown while the form stays. Resolves to { read, found }, `found` null
 * while the server is gone; to null where it was left.
 */
export function askKeeping({ name, title, yes, given, make, send }) {
  const form = make({ ...given, ...draft(name) });
  form.element.addEventListener("input", () => keep(name, form.now()));
  const read = async () => {
    const found = form.read();
    keep(name, form.now());
    const sent = send(found);
    sent.then(() => drop(name), () => {});
    return { read: found, found: await doneOrKept(sent) };
  };
  return ask({ title, body: form.element, yes, read });
}
