// Dialogs: each asks one thing and gives a promise of the answer, null when it was closed without one.

import { el, find } from "./dom.js";
import { _ } from "./words.js";

let dialogs = 0;

/** Show something, with a button that closes it. */
export function show({ title, body, wide = false }) {
  return ask({ title, body, wide, yes: null, no: _("Close") });
}

/**
 * Ask something. `body` holds the fields; `read` gives the answer from them, and may throw an Error whose message is
 * shown in the dialog and keeps it open (so may the promise it returns). `yes` names the button that answers.
 */
export function ask({ title, body, yes = _("Save"), no = _("Cancel"), read = () => true, wide = false, danger = false }) {
  const id = `asked-${(dialogs += 1)}`;
  const said = el("p", { role: "alert", class: "small bad" });
  const answering = yes && el("button", { type: "submit", class: danger ? "danger main" : "main" }, yes);
  const closing = el("button", { type: "button" }, no);
  const form = el("form", { method: "dialog" }, el("h2", { id }, title), body, said, el("div", { class: "buttons" }, closing, answering));
  const dialog = el("dialog", { "aria-labelledby": id, class: wide ? "wide" : null }, form);
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    let reading = false;
    closing.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (reading) return;
      reading = true;
      try {
        answer = await read();
        dialog.close();
      } catch (error) {
        said.textContent = error.message;
      } finally {
        reading = false;
      }
    });
    // a text is sent with Ctrl+Enter, everything else with Enter
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      (before?.isConnected ? before : find("#main"))?.focus();
      resolve(answer);
    });
    dialog.showModal();
    if (!danger && document.activeElement === closing) answering?.focus(); // without fields, Enter answers
  });
}

/** Ask for a text: one line, or with `lines` several. Resolves to the text, or null. */
export function askText({ title, label, value = "", lines = 1, hint = "", yes, options = [], needed = false, check = (text) => text }) {
  const list = options.length ? el("datalist", { id: `options-${(dialogs += 1)}` }, options.map((each) => el("option", { value: each }))) : null;
  const field = lines > 1
    ? el("textarea", { rows: lines, value, autofocus: true })
    : el("input", { value, autofocus: true, list: list?.id, autocomplete: "off" });
  const under = hint || (lines > 1 && _("Ctrl + Enter saves."));
  const body = el("label", { class: "field" }, label ?? title, field, list, under && el("span", { class: "soft small" }, under));
  const read = () => {
    if (needed && !field.value.trim()) throw new Error(_("Fill in something, or cancel."));
    return check(field.value);
  };
  return ask({ title, body, yes, read });
}

/** Ask yes or no. */
export async function confirm({ title, body = "", yes, danger = false }) {
  const answer = ask({ title, body: typeof body === "string" ? el("p", {}, body) : body, yes, danger });
  if (!danger) find("dialog:modal button.main").focus();
  return (await answer) === true;
}
