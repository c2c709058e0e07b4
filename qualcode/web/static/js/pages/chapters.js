// The chapters: a case's sections, each with the researcher's text and beside it the quotations that belong there.

import { follow } from "../coalesced.js";
import { Codes } from "../codes.js";
import { el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { begin } from "../page.js";
import { complain, say, trying } from "../say.js";
import { _ } from "../words.js";
import { Beside } from "../writing/beside.js";
import { Sheet } from "../writing/sheet.js";

const about = await begin();
const writable = Boolean(about.coder);
const codes = await Codes.read();
const places = { case: find("#case"), sections: find("#sections"), writing: find("#writing") };
const beside = new Beside(find("#beside"), { codes, writable });
const sheets = new Map(); // by case and section: what was typed stays while one looks elsewhere
let chapter = null;
let section = null;

const quotes = () => new Map(chapter.quotes.map((quote) => [quote.id, quote]));
const sheet = () => sheets.get(`${chapter.key} ${section.slug}`);

/** The quotations that may be cited: the section's own first, then the chapter's others. */
function citable() {
  const own = beside.quotes;
  const ids = new Set(own.map((quote) => quote.id));
  return [...own, ...chapter.quotes.filter((quote) => !ids.has(quote.id))];
}

/** Open a case's chapter; in it the section asked for, or the first. */
async function open(key, slug = "") {
  const found = await trying(() => net.get("/api/chapter", { case: key }));
  if (!found) return;
  chapter = found;
  places.case.value = chapter.key;
  for (const each of chapter.sections) made(each);
  const wanted = chapter.sections.find((each) => each.slug === slug) ?? chapter.sections[0];
  if (wanted) turn(wanted);
  else fill(places.writing, el("p", { class: "soft" }, _("There are no codes yet, nor sections in the settings: nothing to write about.")));
}

/** The sheet of a section, made when it is first seen; else told of what stands in the file now. */
function made(each) {
  const name = `${chapter.key} ${each.slug}`;
  if (each.problem) return;
  if (sheets.has(name)) {
    sheets.get(name).saver.outside(each.summary);
    return sheets.get(name).holding.fresh(each.standing);
  }
  const fresh = new Sheet({ chapter, section: each, quotes: citable, writable });
  fresh.addEventListener("cited", () => shown(fresh) && (beside.cite(fresh.cited), tabs()));
  fresh.saver.addEventListener("state", tabs);
  fresh.holding.addEventListener("change", () => [shown(fresh) && beside.fresh(fresh.holding.now.new), tabs()]);
  fresh.holding.addEventListener("look", () => [beside.filter("fresh"), beside.list.focus()]);
  fresh.addEventListener("saved", lookAtStandings);
  sheets.set(name, fresh);
}

const shown = (each) => section !== null && each === sheet();

/** Show a section of the chapter. */
function turn(to) {
  section = to;
  const address = new URLSearchParams({ case: chapter.key, section: section.slug });
  history.replaceState(null, "", `?${address}`);
  document.title = [section.title, chapter.name, about.title].join(" – ");
  fill(places.writing, sheet()?.element ?? [el("h2", {}, section.title), el("p", { class: "bad" }, section.problem)]);
  beside.cite(sheet()?.cited ?? []);
  beside.fresh(sheet()?.holding.now.new ?? []);
  beside.show(section, quotes());
  tabs();
}

/** The sections to choose from, with how far each is. */
function tabs() {
  if (!section) return;
  const focused = places.sections.contains(document.activeElement);
  fill(places.sections, chapter.sections.map((each) => {
    const { saver, holding } = sheets.get(`${chapter.key} ${each.slug}`) ?? {};
    const unsaved = saver && !saver.clean && saver.state !== "saving";
    const state = unsaved ? _("not saved") : holding?.stale ? _("to be looked at again") : saver?.text.trim() ? _("written") : "";
    return el("button", { type: "button", class: "tab", "aria-current": each === section ? "true" : null, onclick: () => turn(each) },
      each.title, state && sign(unsaved ? "bad" : holding.stale ? "warn" : "good", state));
  }));
  if (focused) find("[aria-current]", places.sections).focus();
}

const MARKS = { good: "✓", warn: "↻", bad: "●" };

function sign(name, state) {
  const mark = MARKS[name];
  return el("span", { class: name, title: state }, el("span", { "aria-hidden": "true" }, mark), el("span", { class: "unseen" }, state));
}

function step(by) {
  const place = chapter.sections.indexOf(section) + by;
  if (!chapter.sections[place]) return;
  turn(chapter.sections[place]);
  toText();
}

function toText() {
  sheet()?.editor.field.focus();
}

/** What there is now: after a change elsewhere, with the reader where they were. */
async function reread() {
  if (!chapter) return;
  const found = await net.get("/api/chapter", { case: chapter.key });
  if (found.key !== chapter.key) return;
  chapter = found;
  for (const each of chapter.sections) made(each);
  section = chapter.sections.find((each) => each.slug === section?.slug) ?? chapter.sections[0];
  if (section) beside.show(section, quotes());
  tabs();
}

/** The files may be changed in another program: looked at when the reader comes back. */
async function lookAtFiles() {
  if (!chapter || net.gone) return;
  const { key } = chapter;
  const found = await net.get("/api/chapter/texts", { case: key }).catch(() => []);
  for (const text of found) sheets.get(`${key} ${text.section}`)?.saver.outside(text);
  await lookAtStandings();
}

/** How the texts stand to their quotations, by what is in the files now. What rests on other quotations than are shown
 * here is told when these were read anew. */
async function lookAtStandings() {
  const { key } = chapter;
  const found = await net.get("/api/chapter/standings", { case: key }).catch(() => ({}));
  for (const each of chapter.key === key ? chapter.sections : []) {
    const sheet = sheets.get(`${key} ${each.slug}`);
    if (found[each.slug]?.rests === each.standing.rests) sheet?.holding.fresh(found[each.slug]);
  }
}

async function release(quote) {
  quote.released = !quote.released;
  beside.renew();
  try {
    await net.send("PATCH", `/api/quotations/${encodeURIComponent(quote.id)}`, { released: quote.released }, { keep: true });
    const { label } = quote;
    say(quote.released ? _("%(label)s is released.", { label }) : _("%(label)s is not released any more.", { label }));
  } catch (error) {
    quote.released = !quote.released;
    beside.renew();
    complain(error);
  }
}

function insert(words) {
  sheet()?.editor.insert(words);
}

beside.addEventListener("insert", ({ detail }) => insert(`[${detail.label}]`));
beside.addEventListener("citaat", ({ detail }) => {
  const words = chapter.citaten[detail.id];
  if (!words) say(_("These are not a respondent's own words: only the label is put in."));
  insert(words ? `${words} [${detail.label}]` : `[${detail.label}]`);
});
beside.addEventListener("release", ({ detail }) => release(detail));
beside.addEventListener("leave", toText);

const group = _("Writing");
bind({ keys: "Ctrl+s", group, what: _("Save now"), run: () => [...sheets.values()].forEach((each) => each.saver.flush()) });
bind({ keys: "Ctrl+e", group, what: _("Show how it will read, or not"), run: () => sheet()?.editor.flip() });
bind({ keys: "Escape", group, what: _("To the quotations beside the text"), run: () => beside.list.focus(), within: places.writing });
bind({ keys: "Ctrl+]", group, what: _("Next section"), run: () => step(1) });
bind({ keys: "Ctrl+[", group, what: _("Previous section"), run: () => step(-1) });

const cases = await net.get("/api/chapters");
find("#case-name").textContent = about.case;
fill(places.case, cases.map((each) => el("option", { value: each.key }, `${each.name} (${each.written}/${each.sections})`)));
places.case.addEventListener("change", () => open(places.case.value, section?.slug));
follow(reread);
addEventListener("focus", lookAtFiles);
document.addEventListener("visibilitychange", () => document.hidden || lookAtFiles());
places.writing.addEventListener("focusin", ({ relatedTarget }) => places.writing.contains(relatedTarget) || lookAtFiles());

const asked = new URLSearchParams(location.search);
const first = asked.get("case") || cases[0]?.key;
if (first) await open(first, asked.get("section") ?? "");
else fill(places.writing, el("p", { class: "soft" }, _("There are no documents yet, so there are no chapters.")));
if (section && document.activeElement === document.body) beside.list.focus();
