// Dialogs: each asks one thing and gives a promise of the answer, null when it was closed without one.

import { el } from "./dom.js";
import { _ } from "./words.js";

/** Show something, with a button that closes it. */
export function show({ title, body, wide = false }) {
  return ask({ title, body, wide, yes: null, no: _("Close") });
}

/**
 * Ask something. `body` holds the fields; `read` gives the answer from them, and may throw an Error whose message is
 * shown in the dialog and keeps it open (so may the promise it returns). `yes` names the button that answers.
 */
export function ask({ title, body, yes = _("Save"), no = _("Cancel"), read = () => true, wide = false, danger = false }) {
  const said = el("p", { role: "alert", class: "small bad" });
  const answering = yes && el("button", { type: "submit", class: danger ? "danger main" : "main" }, yes);
  const closing = el("button", { type: "button" }, no);
  const form = el("form", { method: "dialog" }, el("h2", { id: "asked" }, title), body, said, el("div", { class: "buttons" }, closing, answering));
  const dialog = el("dialog", { "aria-labelledby": "asked", class: wide ? "wide" : null }, form);
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    closing.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        answer = await read();
        dialog.close();
      } catch (error) {
        said.textContent = error.message;
      }
    });
    // a text is sent with Ctrl+Enter, everything else with Enter
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(answer);
    });
    dialog.showModal();
  });
}

/** Ask for a text: one line, or with `lines` several. Resolves to the text, or null. */
export function askText({ title, label, value = "", lines = 1, hint = "", yes, options = [], needed = false, check = (text) => text }) {
  const field = lines > 1
    ? el("textarea", { rows: lines, value, autofocus: true })
    : el("input", { value, autofocus: true, list: options.length ? "asked-options" : null, autocomplete: "off" });
  const list = options.length ? el("datalist", { id: "asked-options" }, options.map((each) => el("option", { value: each }))) : null;
  const body = el("label", { class: "field" }, label ?? title, field, list, hint && el("span", { class: "soft small" }, hint));
  const read = () => {
    if (needed && !field.value.trim()) throw new Error(_("Fill in something, or cancel."));
    return check(field.value);
  };
  return ask({ title, body, yes, read });
}

/** Ask yes or no. */
export async function confirm({ title, body = "", yes, danger = false }) {
  return (await ask({ title, body: typeof body === "string" ? el("p", {}, body) : body, yes, danger })) === true;
}
