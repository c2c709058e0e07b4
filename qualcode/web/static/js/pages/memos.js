// Memos: the research diary by day, with the day's other memos beside it.

import { follow } from "../coalesced.js";
import { Codes } from "../codes.js";
import { all, el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { begin } from "../page.js";
import { complain, say, trying } from "../say.js";
import { _, day, plural } from "../words.js";
import { Composer } from "../writing/composer.js";
import { Note, kind } from "../writing/note.js";

const about = await begin();
const writable = Boolean(about.coder);
const asked = new URLSearchParams(location.search);
const [codes, documents] = await Promise.all([Codes.read(), net.get("/api/documents")]);
const composer = new Composer(find("#writing"), { codes, documents: documents.map((each) => each.id) });
const shown = new Map(); // the notes by id: what is being typed in one stays when the list is read anew
const fields = filters();
const days = find("#days");
let memos = [];
days.tabIndex = -1;

/** The fields that say which memos are shown. */
function filters() {
  const words = el("input", { type: "search", placeholder: _("Words"), "aria-label": _("Words in the memo or in what it is about") });
  const option = (value, shown) => el("option", { value }, shown);
  const kinds = ["project", "document", "code", "quotation"].map((each) => option(each, kind(each)));
  const on = el("select", { "aria-label": _("About") }, option("", _("about anything")), kinds);
  const coders = about.coders.map((each) => option(each, each));
  const coder = el("select", { "aria-label": _("Coder"), hidden: about.blind }, option("", _("by everybody")), coders);
  const one = el("span", { class: "one" });
  on.value = asked.get("on") ?? "";
  words.value = asked.get("words") ?? "";
  fill(find("#filters"), words, on, coder, one);
  let timer = 0;
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(read, 150);
  });
  on.addEventListener("change", everything);
  coder.addEventListener("change", read);
  find("#filters").addEventListener("submit", (event) => event.preventDefault());
  return { words, on, coder, one, target: asked.get("target") ?? "" };
}

/** No more only the memos on one thing. */
function everything() {
  fields.target = "";
  return read();
}

async function read() {
  const { words, on, coder } = fields;
  const wanted = { words: words.value.trim(), on: on.value, coder: coder.value, target: fields.target };
  const found = await trying(() => net.get("/api/memos", wanted));
  if (!found) return;
  const ids = new Set(found.map((memo) => memo.id));
  const typing = [...shown.values()].filter((note) => (note.saver || note.typed) && !ids.has(note.memo.id)).map((note) => note.memo);
  memos = [...found, ...typing].sort((one, other) => other.created.localeCompare(one.created));
  const address = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
  render();
}

function render() {
  const byDay = Map.groupBy(memos, (memo) => local(memo.created));
  const focused = document.activeElement?.closest?.("article")?.dataset.memo;
  fill(days, [...byDay].map(([date, own]) => section(date, own)),
    !memos.length && el("p", { class: "soft none" }, empty()));
  if (focused && !days.contains(document.activeElement)) find(`[data-memo="${focused}"]`)?.focus();
  const name = memos.find((memo) => memo.about)?.about ?? fields.target;
  const one = () => el("button", { type: "button", title: _("Show all"), onclick: everything }, _("on %(name)s", { name }), " ×");
  fill(fields.one, fields.target && one());
  find("#count").textContent = plural("%(count)s memo", "%(count)s memos", memos.length);
}

function empty() {
  const { words, on, coder } = fields;
  if (words.value || on.value || coder.value || fields.target) return _("No memos like that.");
  if (!writable) return _("There are no memos yet.");
  return _("There are no memos yet. Press n to write the first: what you notice, wonder or decide.");
}

/** A day: the diary on the left, the memos on documents, codes and quotations on the right. */
function section(date, own) {
  const [diary, others] = [own.filter((memo) => memo.on === "project"), own.filter((memo) => memo.on !== "project")];
  const columns = [["diary", diary], ["others", others]].filter(([, list]) => list.length);
  const cards = ([name, list]) => el("div", { class: name }, list.map((memo) => note(memo).element));
  return el("section", { class: "day" }, el("h2", {}, day(date)),
    el("div", { class: columns.length > 1 ? "columns" : "column" }, columns.map(cards)));
}

/** The day of a time, where the reader is. */
function local(time) {
  const when = new Date(time);
  if (Number.isNaN(when.valueOf())) return time.slice(0, 10);
  return [when.getFullYear(), when.getMonth() + 1, when.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function note(memo) {
  const known = shown.get(memo.id);
  if (known) {
    known.renew(memo);
    return known;
  }
  const made = new Note(memo, { writable });
  made.addEventListener("changed", () => {
    fill(find("#removed"));
    say(_("The memo is saved."));
  });
  made.addEventListener("remove", () => remove(made.memo));
  shown.set(memo.id, made);
  return made;
}

async function remove(memo) {
  const next = step(1) ?? step(-1);
  try {
    await net.send("DELETE", `/api/memos/${memo.id}`, undefined, { keep: true });
  } catch (error) {
    return complain(error);
  }
  shown.delete(memo.id);
  await read();
  (next ?? days).focus();
  const undo = el("button", { type: "button", class: "small", onclick: () => trying(bringBack) }, _("Undo"));
  fill(find("#removed"), _("The memo is removed."), " ", undo);
}

/** Bring back the memo that was removed; where something else was done since, that stays as it is. */
async function bringBack() {
  const done = await net.send("POST", "/api/undo");
  fill(find("#removed"));
  if (done.what === "remove memo") return undone(done);
  await net.send("POST", "/api/redo");
  say(_("Something else was done since the memo was removed: nothing is undone."));
  return read();
}

/** Undo, or do again what was undone. */
async function back({ again = false } = {}) {
  const done = await net.send("POST", again ? "/api/redo" : "/api/undo");
  fill(find("#removed"));
  return undone(done, again);
}

function undone(done, again = false) {
  const what = done.summary || done.what;
  say(again ? _("Done again: %(what)s", { what }) : _("Undone: %(what)s", { what }));
  return read();
}

/** The memo so many places on from the one with the focus. */
function step(by) {
  const notes = all("article", days);
  const at = notes.indexOf(document.activeElement?.closest?.("article"));
  return notes[at < 0 ? 0 : at + by] ?? null;
}

const group = _("Memos");
const current = () => shown.get(document.activeElement?.closest?.("article")?.dataset.memo);
const key = (keys, what, run, when) => bind({ keys, group, what, run, within: document.body, when });
const keyIn = (keys, what, run) => bind({ keys, group, what, run, within: days });
const outside = ({ target: place }) => !place.closest("textarea, input, select");
if (writable) key("n", _("New memo"), () => composer.open || composer.begin(begun()));
keyIn(["j", "ArrowDown"], _("Next memo"), () => step(1)?.focus());
keyIn(["k", "ArrowUp"], _("Previous memo"), () => step(-1)?.focus());
keyIn("e", _("Change the memo"), () => current()?.edit());
keyIn("Delete", _("Remove the memo"), () => current()?.own && remove(current().memo));
key("/", _("Find words"), () => fields.words.focus());
if (writable) key("Ctrl+z", _("Undo"), () => trying(back), outside);
if (writable) key(["Ctrl+Shift+z", "Ctrl+y"], _("Do again"), () => trying(() => back({ again: true })), outside);

/** What a new memo is about, where the page shows the memos on one thing. */
function begun() {
  const { on, target: wanted } = fields;
  return wanted && on.value ? { on: on.value, target: wanted } : {};
}

find("#new").hidden = !writable;
find("#new").addEventListener("click", () => composer.open || composer.begin(begun()));
composer.addEventListener("written", async ({ detail }) => {
  fill(find("#removed"));
  await read();
  find(`[data-memo="${detail.id}"]`)?.focus();
});
composer.addEventListener("closed", () => days.focus());
net.addEventListener("version", () => fill(find("#removed")));
follow(read);
addEventListener("beforeunload", (event) => [...shown.values()].some((each) => each.typed) && event.preventDefault());
await read();
composer.resume((id) => memos.some((memo) => memo.id === id));
if (asked.has("new") && writable && !composer.open) composer.begin(begun());
if (document.activeElement === document.body) days.focus();
