// The code tree: read, written and changed, alone or in an analysis session.

import { follow } from "../coalesced.js";
import { Book } from "../codebook/book.js";
import { dragHint, dragging } from "../codebook/drag.js";
import { Drafts } from "../codebook/editor.js";
import { keysOf, toolsOf } from "../codebook/doing.js";
import { Relations } from "../codebook/relations.js";
import { Reread } from "../codebook/reread.js";
import { Sessions } from "../codebook/sessions.js";
import { Sheet } from "../codebook/sheet.js";
import { CodeTree } from "../codebook/tree.js";
import { Versions } from "../codebook/versions.js";
import { tabs } from "../codebook/tabs.js";
import { el, fill, find } from "../dom.js";
import { begin } from "../page.js";
import { say, trying } from "../say.js";
import { _, plural } from "../words.js";

const about = await begin();
const mayChange = Boolean(about.coder) && !about.blind;

/** What the parts of the page share. */
const page = {
  about,
  mayChange,
  mayCreate: Boolean(about.coder),
  book: await Book.read(),
  drafts: new Drafts(),
  tree: new CodeTree(find("#tree")),
  sheet: null,
  again,
  changed,
  point: (id) => page.tree.point(id),
};

page.tree.drafts = (id) => page.drafts.has(id);
page.drafts.addEventListener("code", () => page.tree.draw());
page.sheet = new Sheet(find("#sheet"), {
  may: () => mayChange,
  drafts: page.drafts,
  tools: toolsOf(page),
  onpoint: page.point,
  onunrelate: (relation) => page.do("unrelate", relation),
  onchanged: (done) => trying(() => changed(done)),
});
keysOf(page);
dragging(page.tree, { may: () => mayChange, ondrop: (id, place) => page.do("drop", id, place) });

const side = mayChange || !about.blind ? sidePane() : null;
if (!side) find("#side").remove();

page.tree.addEventListener("point", () => pointed());
page.tree.addEventListener("choose", () => choosing());
find("#filter").addEventListener("input", (event) => {
  page.tree.filter = event.target.value;
  page.tree.draw();
});
find("#filter").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") page.tree.move(0);
  else if (event.key === "Escape") clearFilter();
  else return;
  event.preventDefault();
});
find("#retired").addEventListener("change", (event) => {
  page.tree.retired = event.target.checked;
  page.tree.draw();
});
follow(again);
addEventListener("popstate", () => page.tree.point(asked()));

page.tree.at = asked();
page.tree.show(page.book);
pointed();
choosing();
if (page.book.get(asked())) page.tree.point(asked());
if (document.activeElement === document.body) page.tree.point(page.tree.at, { focus: true });
await side?.again();

/** The code that the address names. */
function asked() {
  return new URLSearchParams(location.search).get("code") ?? "";
}

function pointed() {
  const { at } = page.tree;
  page.sheet.show(page.book, at);
  find("#retired").checked = page.tree.retired;
  if (at && at !== asked()) history.replaceState(null, "", `?code=${encodeURIComponent(at)}`);
}

/** Say below the tree how many codes are chosen, or how to. */
function choosing() {
  const many = page.tree.chosen.size;
  const clear = el("button", { type: "button", class: "quiet", onclick: () => page.tree.choose([]) }, _("None"));
  if (many) fill(find("#chosen"), plural("%(count)s code chosen", "%(count)s codes chosen", many), " ", clear);
  else if (mayChange) fill(find("#chosen"), dragHint());
}

function clearFilter() {
  find("#filter").value = page.tree.filter = "";
  page.tree.draw();
  page.tree.point(page.tree.at, { focus: true });
}

/** Read everything anew; who is pointed at, chosen and being typed stays. */
async function again() {
  page.book = await Book.read();
  page.tree.show(page.book);
  page.sheet.show(page.book, page.tree.at);
  await side?.again();
}

/** Something was changed here: read anew, and say what. */
async function changed(done) {
  await again();
  const made = done.made?.find((id) => page.book.get(id));
  if (made) page.tree.point(made);
  say(_("%(what)s. u takes it back.", { what: done.lines.slice(0, 2).join("; ") }));
}

function sidePane() {
  const book = () => page.book;
  const list = [
    { name: "session", label: _("Session"), panel: new Sessions(el("div"), { about, may: mayChange, onchanged: again }) },
    { name: "versions", label: _("Versions"), panel: new Versions(el("div"), { may: mayChange, onpoint: page.point }) },
    { name: "reread", label: _("Read again"), panel: new Reread(el("div"), { book }) },
    { name: "relations", label: _("Relations"), panel: new Relations(el("div"), { book, onpoint: page.point }) },
  ];
  const made = tabs(list, _("Sessions and versions"));
  fill(find("#side"), made.element);
  return made;
}
