// What waited to be saved and was refused: said in the bar at the top, and listed with what can be done about it.

import { el, fill } from "./dom.js";
import { show } from "./dialog.js";
import { net } from "./net.js";
import { _, plural } from "./words.js";

const SHORT = 90; // of the words of a passage

/** Put the way to the list after an element; it is there as long as something is in the list. */
export function unsaved(place) {
  const button = el("button", { type: "button", id: "unsaved", class: "quiet status gone", onclick: open });
  const tell = () => {
    const many = net.unsaved.length;
    button.textContent = plural("%(count)s change was not saved", "%(count)s changes were not saved", many);
    if (many && !button.isConnected) place.after(button);
    if (!many) button.remove();
  };
  net.addEventListener("unsaved", tell);
  tell();
}

async function open() {
  const codes = await net.get("/api/codes").catch(() => []);
  const list = el("div", {});
  const draw = () => fill(list, net.unsaved.length ? net.unsaved.map((change) => line(change, codes)) : el("p", {}, _("Nothing is left here.")));
  net.addEventListener("unsaved", draw);
  draw();
  await show({ title: _("Not saved"), wide: true, body: list });
  net.removeEventListener("unsaved", draw);
}

/** One change: where, what was asked, why it was refused, and what to do. */
function line(change, codes) {
  const { body = {}, of, said, name } = change;
  const where = [of?.document ?? body.document, short(body.words ?? of?.words ?? "")].filter(Boolean).join(" · ");
  const wrote = body.text || body.comment || "";
  return el("section", { style: { "margin-block-end": "1.2rem" } },
    el("p", {}, el("b", {}, asked(change, codes)), where && ` ${where}`),
    wrote && el("p", { style: { "white-space": "pre-wrap" } }, wrote),
    el("p", { class: "small bad" }, said),
    el("p", { class: "row" },
      el("button", { type: "button", onclick: () => net.retry(name) }, _("Try again")),
      el("button", { type: "button", onclick: () => net.forget(name) }, _("Throw away"))));
}

/** What a change asked for, for people. */
function asked({ method, path, body = {} }, codes) {
  const kind = `${method} ${path.split("/")[2]}`;
  const code = codes.find((each) => each.id === body.code)?.path ?? body.code;
  const known = {
    "POST codings": () => _("Give the code %(code)s", { code }),
    "PATCH codings": () => _("Change a coding"),
    "DELETE codings": () => _("Remove a code from a passage"),
    "POST quotations": () => _("Make a passage"),
    "PATCH quotations": () => _("Change a passage"),
    "DELETE quotations": () => _("Remove a passage"),
    "POST done": () => (body.finished ? _("Mark a document as done") : _("Mark a document as not done")),
    "POST memos": () => _("Write a memo"),
    "DELETE memos": () => _("Remove a memo"),
    "POST differences": () => _("Settle a difference"),
  };
  return known[kind]?.() ?? _("Another change");
}

function short(words) {
  const signs = [...words];
  return signs.length > SHORT ? `“${signs.slice(0, SHORT - 1).join("")}…”` : words && `“${words}”`;
}
