// What helps and what hinders: the list with its cases, and beside it the quotations behind, proposals, and how it prints.

import { follow } from "../coalesced.js";
import { Codes } from "../codes.js";
import { el, fill, find } from "../dom.js";
import { askLabel, askNew, askOther, askTarget, askWords } from "../factoring/asking.js";
import { Book, of } from "../factoring/book.js";
import { Rows } from "../factoring/rows.js";
import { Behind, Printed, Proposals, Side } from "../factoring/side.js";
import { bind } from "../keys.js";
import { net } from "../net.js";
import { begin } from "../page.js";
import { placeOf } from "../quotes.js";
import { complain, say } from "../say.js";
import { _, plural } from "../words.js";

const about = await begin();
const writable = Boolean(about.coder);
const codes = await Codes.read();
const book = new Book();
const rows = new Rows(find("#list"), book, { writable });
const proposals = new Proposals(book, { writable });
const behind = new Behind(book, { codes, writable, drop, move });
const printed = new Printed(book);
const side = new Side(find("#side"), [proposals, behind, printed]);
const choice = find("#case");

/** A quotation is taken away from behind a wording. */
function drop(row, { label }) {
  book.change("PUT", "evidence", { ...of(row), label, behind: false }, _("%(label)s is taken away.", { label }));
}

/** A quotation goes from behind one wording to behind another: first laid there, then taken away here. */
async function move(row, { label }) {
  const target = await askTarget(row, label, book.page.factors);
  if (!target || !(await book.change("PUT", "evidence", { ...of(target), label, behind: true }))) return;
  const name = target.wording.wording;
  await book.change("PUT", "evidence", { ...of(row), label, behind: false }, _("%(label)s is behind “%(factor)s” now.", { label, factor: name }));
}

/** Show the quotations behind a row; where they are shown already, go to them. */
function open(row = rows.current) {
  if (!row) return;
  const there = side.shown === behind && behind.row?.name === row.name;
  behind.about({ row });
  side.show("behind");
  if (there) behind.list.focus();
}

/** Back from the quotations to what they were of. */
function leave() {
  if (!behind.proposal) return rows.go();
  side.show("proposals");
  proposals.focus();
}

/** What is done with a row, by name. */
const EDITS = {
  async words(row) {
    const text = await askWords(row);
    if (text) await book.change("PUT", "words", { ...of(row), text });
  },
  async evidence(row) {
    const label = await askLabel();
    if (label && (await book.change("PUT", "evidence", { ...of(row), label, behind: true }))) open(row);
  },
  async join(row) {
    const other = await askOther(row, book.page.factors);
    if (other) await book.change("POST", "join", { ...of(row), other });
    else if (other === null && book.page.factors.length < 2) say(_("There is no other factor to join it with."));
  },
  split: (row) => row.factor.wordings.length > 1 && book.change("POST", "split", of(row), _("Split off as a factor of its own.")),
  direction: (row) => book.change("PUT", "direction", { ...of(row), direction: row.factor.direction === "helps" ? "hinders" : "helps" }),
  aside: (row) => book.change("PUT", "aside", { ...of(row), aside: !row.factor.set_aside }),
  confirm: (row) => book.confirm(row),
};

/** Do this with the row the reader is at, once what was done before is done. */
async function edit(how) {
  await book.idle;
  if (rows.current) await EDITS[how](rows.current);
}

async function add() {
  const made = await askNew();
  if (made) await book.change("POST", "new", made, _("Added. Say in which cases it was found."));
}

/** Take a proposal over; where it stands in the list is seen. */
async function take(proposal) {
  const before = new Set(book.page.factors.map((each) => each.id));
  await book.take([proposal.id]);
  const made = book.page.factors.find((each) => !before.has(each.id));
  if (made) rows.see(`${made.id} ${made.wordings[0].number}`);
}

function look(proposal) {
  behind.about({ proposal });
  side.show("behind");
  behind.list.focus();
}

function show() {
  const { factors, cases } = book.page;
  const asked = choice.value;
  fill(choice, el("option", { value: "" }, _("all")), cases.map((each) => el("option", { value: each.key }, each.name)));
  choice.value = asked;
  rows.show();
  const confirmed = factors.filter((each) => each.listed.length && !each.set_aside).length;
  find("#count").textContent = plural("%(count)s factor confirmed in some case", "%(count)s factors confirmed in some case", confirmed);
  side.renew();
}

/** Only what is about one case. */
function narrow(key) {
  const name = book.page.cases.find((each) => each.key === key)?.name ?? "";
  choice.value = name ? key : "";
  rows.only = proposals.only = behind.only = printed.only = name;
  history.replaceState(null, "", name ? `?${new URLSearchParams({ case: key })}` : location.pathname);
  show();
}

book.addEventListener("change", show);
book.addEventListener("proposals", () => side.renew());
rows.addEventListener("turn", ({ detail }) => book.turn(detail.row, detail.given));
rows.addEventListener("edit", ({ detail }) => edit(detail));
rows.addEventListener("open", ({ detail }) => open(detail));
rows.addEventListener("look", ({ detail }) => {
  behind.about({ row: detail });
  if (side.shown === behind) side.renew();
});
proposals.addEventListener("take", ({ detail }) => take(detail));
proposals.addEventListener("aside", ({ detail }) => book.take([detail.id], { aside: true }));
proposals.addEventListener("look", ({ detail }) => look(detail));
choice.addEventListener("change", () => narrow(choice.value));
find("#case-name").textContent = about.case;
find("#new").hidden = !writable;
find("#new").addEventListener("click", add);

const list = find("#list");
const group = _("Factors");
const free = ({ target }) => !target.closest("button, a");
const key = (keys, what, run, when) => bind({ keys, group, what, run, within: list, when });
key(["j", "ArrowDown"], _("Next wording"), () => rows.step(1));
key(["k", "ArrowUp"], _("Previous wording"), () => rows.step(-1));
key("Enter", _("The quotations behind it; again: go to them"), () => open(), free);
key("p", _("To the proposals"), () => (side.show("proposals"), proposals.focus()));
if (writable) {
  const digits = [..."123456789"];
  key(digits, _("Confirm the case with this number, or reject it"), ({ key: digit }) => rows.turn(Number(digit) - 1));
  key("c", _("Confirm all cases that are proposed"), () => edit("confirm"));
  key("e", _("Reword"), () => edit("words"));
  key("a", _("Add a quotation"), () => edit("evidence"));
  key("v", _("Join with another factor"), () => edit("join"));
  key("s", _("Split the wording off"), () => edit("split"));
  key("d", _("It helps, or it hinders"), () => edit("direction"));
  key("x", _("Set aside, or take in again"), () => edit("aside"));
  key("n", _("New factor"), add);
}
const asked = _("Proposals");
const offer = (keys, what, run, when) => bind({ keys, group: asked, what, run, within: proposals.element, when });
offer(["j", "ArrowDown"], _("Next proposal"), () => proposals.step(1));
offer(["k", "ArrowUp"], _("Previous proposal"), () => proposals.step(-1));
if (writable) offer("Enter", _("Take it over"), () => proposals.current && take(proposals.current), free);
if (writable) offer("x", _("Set it aside"), () => proposals.current && book.take([proposals.current.id], { aside: true }));
offer("l", _("Look at its quotations"), () => proposals.current && look(proposals.current));
offer("Escape", _("To the list"), () => rows.go());
const reading = _("The quotations behind it");
const read = (keys, what, run, when) => bind({ keys, group: reading, what, run, within: behind.element, when });
const owned = () => Boolean(behind.row && behind.list.current);
read(["j", "ArrowDown"], _("Next quotation"), () => behind.list.step(1));
read(["k", "ArrowUp"], _("Previous quotation"), () => behind.list.step(-1));
read("Enter", _("Open in the text"), () => location.assign(placeOf(behind.list.current)), ({ target }) => target.matches("article"));
if (writable) read("x", _("Not behind this factor"), () => drop(behind.row, behind.list.current), owned);
if (writable) read("m", _("To another factor"), () => move(behind.row, behind.list.current), owned);
read("Escape", _("Back"), leave);

/** The file may be changed in another program: looked at when the reader comes back. */
async function lookAtFile() {
  if (net.gone || document.hidden) return;
  const now = await net.get("/api/factors").catch(() => null);
  if (now && now.mark !== book.page.mark) book.reread();
}

addEventListener("focus", lookAtFile);
document.addEventListener("visibilitychange", lookAtFile);
follow(book.reread);
await book.read().catch(complain);
narrow(new URLSearchParams(location.search).get("case") ?? "");
if (document.activeElement === document.body) (book.page.factors.length ? rows.go() : proposals.focus());
await book.reread();
