// What can be done with codes: by key in the tree, and by the buttons above a code.

import { el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { say, trying } from "../say.js";
import { _ } from "../words.js";
import { carry, look } from "./change.js";
import * as proposals from "./proposals.js";
import { split } from "./split.js";

/** The changes by name: each takes the page and a code, and resolves to what was done, or null. */
const CHANGES = {
  create: (page, code) => proposals.create(page.book, code, { blind: page.about.blind }),
  rename: (page, code) => proposals.rename(code),
  move: (page, code) => proposals.move(page.book, code),
  merge: (page) => proposals.merge(page.book, page.tree.meant),
  split: (page, code) => split(code),
  promote: (page, code) => proposals.promote(page.book, code),
  retire: (page, code) => (code.retired ? proposals.restore(code) : proposals.retire(code)),
  remark: (page, code) => proposals.remark(code),
  relate: (page, code) => proposals.relate(page.book, code),
  unrelate: (page, code, relation) => proposals.unrelate(relation),
  drop: (page, code, id, place) => placed(page, page.book.get(id), place),
};

/** Bind the keys of the page; gives `page.do(name, …)` besides. */
export function keysOf(page) {
  page.do = (name, ...more) =>
    trying(async () => {
      const done = await CHANGES[name](page, page.book.get(page.tree.at), ...more);
      if (!done) return;
      if (name === "merge") page.tree.choose([]);
      await page.changed(done);
    });
  moving(page);
  if (page.mayCreate) undoing(page);
  changing(page);
}

function moving(page) {
  const { tree } = page;
  const group = _("In the tree");
  const key = (keys, what, run) => bind({ keys, group, what, run, within: tree.host });
  key("ArrowDown", _("Next code"), () => tree.move(1));
  key("ArrowUp", _("Code before"), () => tree.move(-1));
  key("ArrowRight", _("Open, or go in"), () => tree.open());
  key("ArrowLeft", _("Close, or go out"), () => tree.close());
  key("Home", _("First code"), () => tree.move(-Infinity));
  key("End", _("Last code"), () => tree.move(Infinity));
  key("*", _("Open all"), () => tree.openAll(true));
  key("-", _("Close all"), () => tree.openAll(false));
  key(" ", _("Choose this code too, or not"), () => tree.toggle(tree.at));
  key("Shift+ArrowDown", _("Choose downwards"), () => tree.move(1, { extend: true }));
  key("Shift+ArrowUp", _("Choose upwards"), () => tree.move(-1, { extend: true }));
  key("Escape", _("Choose none"), () => tree.choose([]));
  key("Enter", _("To what is written of the code"), () => find("#sheet").focus());
  key("/", _("Filter the codes"), () => find("#filter").focus());
}

function undoing(page) {
  const calm = (event) => !event.target.closest("input, textarea, select");
  const back = (way) =>
    trying(async () => {
      const { summary, what } = await net.send("POST", `/api/${way}`);
      await page.again();
      say(way === "undo" ? _("Taken back: %(what)s", { what: summary || what }) : _("Done again: %(what)s", { what: summary || what }));
    });
  const group = _("Everywhere");
  bind({ keys: "Ctrl+z", group, what: _("Take back what you did last"), run: () => back("undo"), when: calm });
  bind({ keys: ["Ctrl+Shift+z", "Ctrl+y"], group, what: _("Do it again"), run: () => back("redo"), when: calm });
  bind({
    keys: "u",
    group: _("Changing the tree"),
    what: _("Take back what you did last"),
    run: () => back("undo"),
    within: find("#main"),
  });
}

function changing(page) {
  const group = _("Changing the tree");
  const some = () => page.tree.at !== "";
  const key = (keys, what, run, when = some) => bind({ keys, group, what, run, when, within: find("#main") });
  if (page.mayCreate)
    key(
      "n",
      _("New code below this one"),
      () => page.do("create"),
      () => true,
    );
  if (!page.mayChange) return;
  key("e", _("Change the definition, or the part you are in"), (event) =>
    page.sheet.edit(event.target.closest("[data-field]")?.dataset.field ?? "definition"),
  );
  key("r", _("Rename"), () => page.do("rename"));
  key("m", _("Move under another code"), () => page.do("move"));
  key("g", _("Merge into another code: this one, or those chosen"), () => page.do("merge"));
  key("s", _("Split"), () => page.do("split"));
  key("p", _("Promote a specification or open code"), () => page.do("promote"));
  key("x", _("Retire, or use again"), () => page.do("retire"));
  key("k", _("Add a remark"), () => page.do("remark"));
  key("b", _("Add a relation"), () => page.do("relate"));
  const inTree = (keys, what, way) => bind({ keys, group, what, run: () => step(page, way), when: some, within: page.tree.host });
  inTree("Alt+ArrowUp", _("Up among its neighbours"), "up");
  inTree("Alt+ArrowDown", _("Down among its neighbours"), "down");
  inTree("Alt+ArrowRight", _("Deeper, under the code above it"), "in");
  inTree("Alt+ArrowLeft", _("Out, beside the code it is under"), "out");
}

/** Bring the code pointed at one step further. */
function step(page, way) {
  const { book, tree } = page;
  const code = book.get(tree.at);
  const beside = book.beside(code.id);
  const [before, after] = [beside[beside.indexOf(code) - 1], beside[beside.indexOf(code) + 1]];
  const places = {
    up: before && { to: code.parent, before: before.id },
    down: after && { to: code.parent, after: after.id },
    in: before && { to: before.id },
    out: code.parent && { to: book.get(code.parent).parent, after: code.parent },
  };
  if (places[way]) page.do("drop", code.id, places[way]);
}

/** Bring a code to a place. A new order among its neighbours concerns no coding: it is looked at, and done at once. */
async function placed(page, code, place) {
  if (place.to !== code.parent || !(place.before || place.after)) return proposals.move(page.book, code, place);
  const body = { code: code.id, before: place.before ?? "", after: place.after ?? "" };
  const seen = await look("reorder", body);
  return carry("reorder", body, seen);
}

const TOOLS = [
  ["create", "n", _("New code …")],
  ["rename", "r", _("Rename …")],
  ["move", "m", _("Move …")],
  ["merge", "g", _("Merge …")],
  ["split", "s", _("Split …")],
  ["promote", "p", _("Promote …")],
  ["remark", "k", _("Remark …")],
  ["relate", "b", _("Relation …")],
];

/** The buttons above a code. */
export function toolsOf(page) {
  return (code) => {
    const offered = page.mayChange
      ? [...TOOLS, ["retire", "x", code.retired ? _("Restore …") : _("Retire …")]]
      : page.mayCreate
        ? TOOLS.slice(0, 1)
        : [];
    const fits = ([name]) => !code.retired || ["retire", "remark", "rename"].includes(name);
    const button = ([name, key, label]) =>
      el("button", { type: "button", "aria-keyshortcuts": key, data: { edit: `tool-${name}` }, onclick: () => page.do(name) }, label);
    return offered.length
      ? fill(el("div", { class: "tools", role: "toolbar", "aria-label": _("Changing this code") }), offered.filter(fits).map(button))
      : null;
  };
}
