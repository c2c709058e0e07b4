// The quotations of a code or a query: read one after the other, compared, recoded, split.

import { begin } from "../page.js";
import { follow } from "../coalesced.js";
import { Codes, askCode, picker } from "../codes.js";
import { back, comment, mark, openText, recode, split } from "../comparing/changes.js";
import { readAddress, writeAddress } from "../comparing/address.js";
import { Asking } from "../comparing/asking.js";
import { Bar } from "../comparing/bar.js";
import { Side } from "../comparing/side.js";
import { countsByCase, options } from "../comparing/sorting.js";
import { el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { Mistake } from "../net.js";
import { complain, trying } from "../say.js";
import { _, plural } from "../words.js";

const USUAL = {
  code: "", query: "", case: "", beside: "", case2: "", below: "yes", layer: "", round: "", role: "", specification: "", words: "",
  group: "case", compact: "no",
};
const NO_CASE = "-"; // in the address, documents without a case

const project = await begin();
const codes = await Codes.read();
const places = { main: find("#main"), bar: find("#bar"), chosen: find("#chosen"), sides: find("#sides"), empty: find("#empty") };
const bar = new Bar(places.bar, { project, onchange: ({ beside, below, compact, ...rest }) => {
  if (beside !== undefined) return compare(beside);
  if (below !== undefined) return change({ below: below ? "yes" : "no" }, { back: true });
  if (compact !== undefined) return change({ compact: compact ? "yes" : "no" });
  change(rest, { back: !("words" in rest) });
} });
const asking = new Asking(find("#asked"), {
  project, onask: ask, onleave: leave,
});
const sides = [side(0, _("Quotations")), side(1, _("Quotations to compare with"))];
let now = readAddress(USUAL);
let active = sides[0];

function side(place, label) {
  const made = new Side({ codes, project, label, onchange: (chosen) => onSide(place, chosen) });
  made.list.addEventListener("select", selection);
  made.list.addEventListener("open", () => openText(made.list.current));
  made.element.addEventListener("focusin", () => {
    active = made;
    selection();
  });
  return made;
}

function onSide(place, { case: only, code }) {
  if (code === null) return choose(place);
  if (code === "") return change(place ? { beside: "" } : { code: "", beside: "" }, { back: true });
  change({ [place ? "case2" : "case"]: only === null ? "" : only || NO_CASE }, { back: true });
}

/** From the field of the query to what is below it. */
function leave() {
  asking.input.blur();
  if (now.code || now.query) active.list.focus();
  else choosing();
}

/** A query is asked; where it was answered the reader goes on among the quotations. */
async function ask(query) {
  await change({ query, case: "" }, { back: true });
  if (query && !places.sides.hidden) active.list.focus();
}

/** Other values: in the address and on the page; what must be read anew is. */
function change(values, { back: keep = false } = {}) {
  now = { ...now, ...values };
  writeAddress(now, USUAL, { back: keep });
  return show();
}

async function show({ anew = false } = {}) {
  const asked = { query: now.query, below: now.below === "yes", layer: now.layer };
  const wanted = [now.code, now.beside].map((code) => ({ ...asked, code }));
  const reading = sides.map((each, place) => {
    const key = JSON.stringify(wanted[place]);
    const needed = place ? now.beside : now.code || now.query;
    if (!needed || (!anew && each.key === key)) return null;
    return each.read(wanted[place]).then(() => (each.key = key));
  });
  if (!now.code && !now.query) return choosing();
  places.empty.hidden = true;
  try {
    await Promise.all(reading);
    asking.fresh(now.query, sides[0].found);
    render();
  } catch (error) {
    refused(error);
  }
}

/** What was asked cannot be shown: a query is mended where it is typed, without a code one is chosen. */
function refused(error) {
  if (!now.query || !(error instanceof Mistake)) {
    complain(error);
    if (!sides[0].found && !now.query) choosing();
    return;
  }
  places.bar.hidden = places.sides.hidden = places.chosen.hidden = true;
  asking.complain(now.query, error);
}

function render() {
  const two = now.beside !== "";
  const filters = { round: now.round, role: now.role, specification: now.specification, words: now.words.trim() };
  const shown = { filters, group: now.group, compact: now.compact === "yes" };
  const only = (value) => (value === "" ? null : value === NO_CASE ? "" : value);
  sides[0].fresh({ ...shown, case: only(now.case) });
  if (two) sides[1].fresh({ ...shown, case: only(now.case2) });
  const elements = sides.slice(0, two ? 2 : 1).map((each) => each.element);
  if (places.sides.children.length !== elements.length) places.sides.replaceChildren(...elements);
  places.sides.classList.toggle("two", two);
  if (!two && active === sides[1]) active = sides[0];
  places.bar.hidden = places.sides.hidden = false;
  const quotes = sides.slice(0, two ? 2 : 1).flatMap((each) => each.quotes);
  const about = new Set(sides.slice(0, two ? 2 : 1).flatMap((each) => [...each.about]));
  const below = [now.code, now.beside].some((id) => id && codes.hasChildren(id));
  const pressed = { below: now.below === "yes", compact: now.compact === "yes", beside: two };
  bar.fresh({ ...now, ...pressed }, { ...options(quotes, about, project), coder: project.coders, below, beside: now.code !== "" });
  selection();
  if (document.activeElement === document.body) active.list.focus();
}

/** Without a code: choose one, in the page. */
function choosing() {
  places.bar.hidden = places.sides.hidden = places.chosen.hidden = true;
  places.empty.hidden = false;
  asking.fresh("", null);
  const onpick = (code) => code && change({ code: code.id }, { back: true });
  const field = picker(codes, { label: _("Whose quotations? Type part of a code."), onpick, limit: 400 });
  const or = el("p", { class: "soft" }, _("Or ask a query above, of codes, texts and who said it:"), " ", el("kbd", {}, "a"));
  fill(places.empty, el("h2", {}, _("Choose a code")), or, field.element);
  if (document.activeElement !== asking.input) field.input.focus();
}

async function choose(place) {
  const title = place ? _("Compare with the quotations of which code?") : _("The quotations of which code?");
  const code = await askCode(codes, { title });
  if (code) await change(place ? { beside: code.id } : { code: code.id, specification: "" }, { back: true });
}

/** Two columns: another case where one is chosen, else another code. */
async function compare(two) {
  if (!two) return change({ beside: "", case2: "" }, { back: true });
  const keys = countsByCase(sides[0].quotes, project).filter((each) => each.count).map((each) => each.case || NO_CASE);
  if (now.case === "" || keys.length < 2) return choose(1);
  return change({ beside: now.code, case2: keys[(keys.indexOf(now.case) + 1) % keys.length] }, { back: true });
}

/** What may be done with the selection stands above the columns. */
function selection() {
  const { selected } = active.list;
  places.chosen.hidden = !selected.length;
  if (!selected.length) return;
  const button = (words, key, run) =>
    el("button", { type: "button", class: "small", onclick: run }, words, " ", el("kbd", { "aria-hidden": "true" }, key));
  fill(places.chosen, el("b", {}, plural("%(count)s selected", "%(count)s selected", selected.length)),
    project.coder && now.code && [button(_("Recode"), "c", doing(recode)), button(_("Split"), "s", doing(split))],
    project.coder && [button(_("Released"), "l", marking("released")), button(_("Verbatim"), "v", marking("verbatim"))],
    button(_("Select none"), "Esc", () => {
      active.list.selectNone();
      active.list.focus();
    }));
}

/** Something done with the quotations that are meant; then all is read anew. */
function doing(work) {
  return async () => {
    const { meant } = active.list;
    if (!meant.length || !(await trying(() => work(meant, active)))) return;
    active.list.selectNone();
    await renewed();
  };
}

function marking(name) {
  return async () => {
    if (active.list.meant.length && (await mark(active.list.meant, name))) await marked();
  };
}

async function commenting() {
  if (active.list.current && (await comment(active.list.current))) await marked();
}

/** Shown at once, and read anew: what was being read meanwhile does not know of it. */
function marked() {
  render();
  return show({ anew: true });
}

async function turned(again) {
  if (await back(again)) await renewed();
}

async function renewed() {
  const [read] = await Promise.all([Codes.read(), asking.read()]);
  codes.renew(read.list);
  await show({ anew: true });
}

function other() {
  if (now.beside === "") return;
  active = sides[active === sides[0] ? 1 : 0];
  active.list.focus();
}

function keys() {
  const within = places.main;
  const [moving, acting] = [_("Moving through the quotations"), _("The selected quotations, or this one")];
  const list = () => active.list;
  const marks = () => Boolean(project.coder);
  const coding = () => Boolean(project.coder && now.code);
  const any = () => true;
  const rows = [
    [moving, ["j", "ArrowDown"], _("Next quotation"), () => list().step(1)],
    [moving, ["k", "ArrowUp"], _("Previous quotation"), () => list().step(-1)],
    [moving, "Enter", _("Open in the text"), () => openText(list().current), (event) => event.target.matches("article")],
    [moving, ["ArrowLeft", "ArrowRight"], _("The other column"), other, (event) => !event.target.closest("[role=toolbar]")],
    [moving, "f", _("Choose a code"), () => choose(sides.indexOf(active))],
    [moving, "a", _("Ask a query"), () => asking.input.focus(), any],
    [moving, "b", _("Compare beside each other, or not"), () => compare(now.beside === ""), () => now.code !== ""],
    [moving, "w", _("Compact or wide"), () => change({ compact: now.compact === "yes" ? "no" : "yes" })],
    [moving, "/", _("To the words"), () => bar.words.focus()],
    [acting, ["x", " "], _("Select, or not"), () => list().toggle(), (event) => !event.target.closest("button")],
    [acting, ["Shift+ArrowDown"], _("Select this one and the next"), () => list().step(1, { select: true })],
    [acting, ["Shift+ArrowUp"], _("Select this one and the previous"), () => list().step(-1, { select: true })],
    [acting, "Ctrl+a", _("Select all that are shown"), () => list().selectAll(), (event) => event.target.closest(".side")],
    [acting, "Escape", _("Select none"), () => [list().selectNone(), list().focus()]],
    [acting, "c", _("Recode"), doing(recode), coding],
    [acting, "s", _("Split: a new code for them"), doing(split), coding],
    [acting, "l", _("Released for the report, or not"), marking("released"), marks],
    [acting, "v", _("Verbatim, or not"), marking("verbatim"), marks],
    [acting, "m", _("Comment on this one"), commenting, marks],
    [acting, "Ctrl+z", _("Undo"), () => turned(false), (event) => marks() && !event.target.matches("input, textarea")],
    [acting, ["Ctrl+Shift+z", "Ctrl+y"], _("Redo"), () => turned(true), (event) => marks() && !event.target.matches("input, textarea")],
  ];
  for (const [group, names, what, run, when = () => true] of rows) {
    bind({ keys: names, group, what, run, within, when: (event) => (Boolean(now.code || now.query) || when === any) && when(event) });
  }
}

/** A code may be named by its path in the address. */
function byPath(name) {
  return codes.get(name)?.id ?? codes.list.find((code) => code.path === name)?.id ?? name;
}

async function start() {
  now = readAddress(USUAL);
  now = { ...now, code: now.code && byPath(now.code), beside: now.beside && byPath(now.beside) };
  await show();
}

addEventListener("popstate", start);
follow(renewed);
keys();
await trying(() => asking.read());
await start();
