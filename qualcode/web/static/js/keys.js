// The table of keys: what binds them is what the list of shortcuts shows.
//
//     keys.bind({ keys: ["j", "ArrowDown"], group: _("Moving"), what: _("Next sentence"), within: pane, run: next });

import { el } from "./dom.js";
import { show } from "./dialog.js";
import { _ } from "./words.js";

const table = [];

/**
 * Bind keys. `keys` are names as KeyboardEvent.key has them, with "Ctrl+", "Alt+" and "Shift+" before (Shift only with
 * keys that are no signs: "Shift+ArrowDown", but "?"). Without `within` a binding holds on the whole page; single
 * letters hold only while the focus is in the element `within`, and never in a field. `when` may refuse.
 */
export function bind({ keys, group, what, run, within = null, when = () => true }) {
  const binding = { keys: [keys].flat(), group, what, run, within, when };
  table.push(binding);
  return () => table.splice(table.indexOf(binding), 1);
}

/** A key as the table names it: "Ctrl+z", "Shift+ArrowDown", "?". */
export function named(event) {
  const sign = event.key.length === 1;
  const key = sign && (event.ctrlKey || event.metaKey || event.altKey) ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (!sign || event.ctrlKey || event.metaKey);
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]:modal")) return;
    const name = named(event);
    const fielded = typing(event.target);
    const found = table.find(
      (each) =>
        each.keys.includes(name) &&
        (!each.within || each.within.contains(event.target)) &&
        (!fielded || name.startsWith("Ctrl+") || name === "Escape") &&
        each.when(event),
    );
    if (!found) return;
    event.preventDefault();
    found.run(event);
  });
  bind({ keys: "?", group: _("Everywhere"), what: _("This list of shortcuts"), run: help });
}

const MAC = navigator.platform.startsWith("Mac");
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
