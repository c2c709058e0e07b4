// The table of keys: what binds them is what the list of shortcuts shows.
//
//     keys.bind({ keys: ["j", "ArrowDown"], group: _("Moving"), what: _("Next sentence"), within: pane, run: next });

import { el } from "./dom.js";
import { show } from "./dialog.js";
import { _ } from "./words.js";

const MAC = navigator.platform.startsWith("Mac");
const table = [];

/**
 * Bind keys. `keys` are names as KeyboardEvent.key has them, with "Ctrl+", "Alt+" and "Shift+" before (Shift only with
 * keys that are no signs: "Shift+ArrowDown", but "?"). Without `within` a binding holds on the whole page; single
 * letters hold only while the focus is in the element `within`, and never in a field. `when` may refuse. A key that is
 * held down does its work once, unless it moves (`repeat`).
 */
export function bind({ keys, group, what, run, within = null, when = () => true, repeat = [keys].flat().every(moves) }) {
  const binding = { keys: [keys].flat(), group, what, run, within, when, repeat };
  table.push(binding);
  return () => table.splice(table.indexOf(binding), 1);
}

const moves = (key) => /^((Shift|Ctrl)\+)*(Arrow\w+|Page\w+|[jkJK])$/.test(key);

/**
 * What the table may name a key: ["Ctrl+z"], ["Shift+ArrowDown"], ["?"]. On a Mac a digit with Option is that digit with
 * Alt, and also the sign that it types.
 */
export function names(event) {
  const digit = event.altKey && /^Digit\d$/.test(event.code) && !event.getModifierState("AltGraph");
  if (typed(event)) return digit ? [combined(event, event.code.at(-1)), event.key] : [event.key];
  return [combined(event, digit ? event.code.at(-1) : uncapped(event))];
}

function combined(event, name) {
  const sign = name.length === 1;
  const ctrl = event.ctrlKey || event.metaKey;
  const key = sign && (ctrl || event.altKey) ? name.toLowerCase() : name;
  const shift = event.shiftKey && (!sign || ctrl);
  return `${ctrl ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** Whether AltGr or Option only serve to type a sign that is no letter: on many keyboards "[" is typed so. */
function typed(event) {
  const alternate = event.getModifierState("AltGraph") || (MAC && event.altKey && !event.ctrlKey && !event.metaKey);
  return alternate && event.key.length === 1 && /[^\p{L}\s]/u.test(event.key);
}

/** The key as it is without Caps Lock. */
function uncapped(event) {
  if (!event.getModifierState("CapsLock") || !/^\p{L}$/u.test(event.key)) return event.key;
  return event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]:modal")) return;
    const called = names(event);
    const fielded = typing(event.target);
    const found = table.find(
      (each) =>
        called.some((name) => each.keys.includes(name) && (!fielded || name.startsWith("Ctrl+") || name === "Escape")) &&
        (!each.within || each.within.contains(event.target)) &&
        each.when(event),
    );
    if (!found) return;
    event.preventDefault();
    if (!event.repeat || found.repeat) found.run(event);
  });
  bind({ keys: "?", group: _("Everywhere"), what: _("This list of shortcuts"), run: help });
}

const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", " ": _("Space"), Escape: "Esc", Ctrl: MAC ? "⌘" : "Ctrl" };

/** The keys of a binding as people read them: ["Ctrl", "Z"]. */
export function shown(key) {
  const parts = key.split(/(?<=.)\+/);
  return parts.map((each) => SHOWN[each] ?? (parts.length > 1 && each.length === 1 ? each.toUpperCase() : each));
}

/** The keys of a binding; of many, such as all digits, the first and the last. */
function listed(keys) {
  const key = (name) => el("kbd", {}, shown(name).join(" + "));
  return keys.length > 4 ? [key(keys[0]), " … ", key(keys.at(-1))] : keys.map((name, at) => [at ? " " : null, key(name)]);
}

/** Show the list of shortcuts, made from the table. */
export function help() {
  const groups = Map.groupBy(table.filter((each) => each.what), (each) => each.group);
  const sections = [...groups].map(([group, bindings]) =>
    el("section", {}, el("h3", {}, group), el("dl", {}, bindings.map((each) => [
      el("dt", {}, listed(each.keys)),
      el("dd", {}, each.what),
    ]))),
  );
  return show({ title: _("Shortcuts"), wide: true, body: el("div", { class: "shortcuts" }, sections) });
}
