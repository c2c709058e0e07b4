// What the coding page asks: which of several, a grade, a specification, a new code; and a list of codes at hand.

import { matches, picker } from "../codes.js";
import { ask, askText, confirm } from "../dialog.js";
import { all, el, fill } from "../dom.js";
import { net } from "../net.js";
import { complain } from "../say.js";
import { _ } from "../words.js";
import { shortened } from "./passage.js";

/** Wait until a change is done, or kept because the server is gone; what is refused after that is told in the page. */
export function doneOrKept(change) {
  const listening = new AbortController();
  return new Promise((resolve, reject) => {
    const kept = () => {
      change.catch(complain);
      resolve(null);
    };
    if (net.gone || net.shut) return kept();
    for (const name of ["gone", "shut"]) net.addEventListener(name, kept, { signal: listening.signal });
    return change.then(resolve, reject);
  }).finally(() => listening.abort());
}

/** Ask which of several is meant; a digit chooses too. `options` are { value, shown }. One is not asked for. */
export async function which({ title, options }) {
  if (options.length < 2) return options[0]?.value ?? null;
  let chosen = null;
  const choose = (value, button) => {
    chosen = value;
    button.form.requestSubmit();
  };
  const list = el("ol", { class: "which" }, options.map(({ value, shown }, at) =>
    el("li", {}, el("button", { type: "button", autofocus: at === 0, onclick: (event) => choose(value, event.currentTarget) },
      at < 9 && el("kbd", { "aria-hidden": "true" }, String(at + 1)), " ", shown))));
  list.addEventListener("keydown", (event) => {
    const buttons = all("button", list);
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (/^[1-9]$/.test(event.key)) buttons[event.key - 1]?.click();
    else if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
  });
  return ask({ title, body: list, yes: null, read: () => chosen });
}

/** The number in words that is on a scale, if it is the only one; else empty. */
export function gradeIn(words, [low, high]) {
  const numbers = words.match(/(?<![\p{L}\p{N}.,])\d+(?:[.,]\d{1,2})?(?![\p{L}\p{N}]|[.,]\d)/gu) ?? [];
  const fitting = numbers.map((each) => Number(each.replace(",", "."))).every((each) => each >= low && each <= high);
  return numbers.length === 1 && fitting ? numbers[0] : "";
}

/** Ask for a grade; `save` may refuse it, and what was typed stays. Resolves to null where it was left. */
export function askGrade({ title, value = "", scale, save }) {
  const [low, high] = scale;
  const forms = el("dl", { class: "forms small" }, [
    [_("a number"), _("7.5")], [_("a range"), _("7 to 8")], [_("words"), _("a pass")],
    [_("on a condition"), _("8 if the GPs join in")], [_("refused, with the reason"), _("no grade: too early")],
  ].map(([form, example]) => [el("dt", {}, form), el("dd", {}, example)]));
  const field = el("input", { value, autofocus: true, autocomplete: "off" });
  const body = el("div", {}, el("label", { class: "field" }, _("Grade, from %(low)s to %(high)s", { low, high }), field), forms);
  queueMicrotask(() => field.isConnected && field.select()); // typing takes the place of what stands there
  return ask({ title, body, read: () => save(field.value) });
}

/** Ask whether a passage is to have quite other words. */
export function confirmWords(passage, { words }) {
  const said = (each) => el("blockquote", {}, shortened(each));
  const body = [said(passage.words), el("p", { class: "soft", "aria-label": _("becomes") }, "↓"), said(words)];
  return confirm({ title: _("Give this passage quite other words?"), body, yes: _("Resize") });
}

/** Ask for a specification of a code, completed from what was specified before. */
export async function askSpecification({ title, code, value = "", save }) {
  const options = await net.get("/api/specifications", { code: code.id }).catch(() => code.specify?.values ?? []);
  const fixed = code.specify?.values.length && !code.specify.free;
  const hint = fixed
    ? _("One of: %(values)s. Leave it empty for none.", { values: code.specify.values.join(", ") })
    : _("Type, or choose what was specified before. Leave it empty for none.");
  return askText({ title, label: _("Specification"), value, options, hint, check: save });
}

/** Ask for a new code: its name, and the code it comes under (null for the top). `save({ name, under })` may refuse. */
export function askNewCode(codes, { title, name = "", under = null, save }) {
  const field = el("input", { value: name, autofocus: !name, autocomplete: "off", required: true });
  const label = _("Under which code (empty: at the top)");
  const above = picker(codes, { label, limit: 40, onpick: () => above.input.form.requestSubmit() });
  above.input.removeAttribute("autofocus");
  const start = under?.path ?? "";
  above.input.value = start;
  above.input.dispatchEvent(new Event("input"));
  const parent = () => {
    const typed = above.input.value.trim();
    if (!typed) return null;
    if (typed === start) return under;
    const found = above.value() ?? matches(codes, typed)[0];
    if (!found) throw new Error(_("No code has “%(typed)s” in its name.", { typed }));
    return found;
  };
  const read = () => {
    if (!field.value.trim()) throw new Error(_("Fill in something, or cancel."));
    return save({ name: field.value.trim(), under: parent() });
  };
  const body = el("div", { class: "new-code" }, el("label", { class: "field" }, _("Name of the code"), field),
    el("p", { class: "soft small", "aria-hidden": "true" }, label), above.element);
  queueMicrotask(() => field.isConnected && (field.focus(), field.select()));
  return ask({ title, body, yes: _("Give the new code"), read });
}

/**
 * A list of codes at hand, below the words it is for. Enter gives a code and closes; with Shift the list stays, for
 * the next. `give(code, typed)`: the code is null for a new one. `slots` has the codes' digits, which the list shows.
 */
export function pickAtHand(codes, { title, box, give, slots }) {
  const given = el("p", { class: "given small", role: "status" });
  let staying = false;
  const field = picker(codes, { label: title, fresh: true, onpick, digit: (code) => slots.of(code.id) });
  const key = (name, what) => [el("kbd", {}, name), " ", what];
  const stays = key("Shift + Enter", _("and stays for the next"));
  const hint = el("p", { class: "soft small" }, key("Enter", _("gives the code")), " · ", stays);
  const dialog = el("dialog", { class: "at-hand", "aria-label": title }, given, field.element, hint);
  dialog.addEventListener("keydown", (event) => (staying = event.shiftKey), { capture: true });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const before = document.activeElement;
  const names = [];

  function onpick(code, typed) {
    if (!staying || !code) {
      dialog.close();
      give(code, typed);
      return;
    }
    give(code, typed);
    names.push(codes.short(code.id));
    fill(given, _("Given: %(names)s", { names: names.join(", ") }));
    field.input.value = "";
    field.input.dispatchEvent(new Event("input"));
    field.input.focus();
  }

  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!document.querySelector("dialog[open]")) before?.focus?.({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  place(dialog, box);
}

/** Put a dialog below a box on the window, or above it where there is no room: then its foot stays where it is. */
function place(dialog, box) {
  const { width, height } = dialog.getBoundingClientRect();
  const within = (at, size, room) => `${Math.max(8, Math.min(at, room - size - 8))}px`;
  const below = box.bottom + 6 + height < innerHeight;
  const upright = below
    ? { top: within(box.bottom + 6, height, innerHeight), bottom: "auto" }
    : { top: "auto", bottom: within(innerHeight - box.top + 6, height, innerHeight) };
  Object.assign(dialog.style, { margin: "0", left: within(box.left, width, innerWidth), ...upright });
}
