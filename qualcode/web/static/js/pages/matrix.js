// Matrices: chosen above, read in the middle, the quotations behind a cell beside it.

import { begin } from "../page.js";
import { follow } from "../coalesced.js";
import { Codes } from "../codes.js";
import { asWords, readAddress, writeAddress } from "../comparing/address.js";
import { Controls } from "../comparing/controls.js";
import { Grid } from "../comparing/grid.js";
import { Panel } from "../comparing/panel.js";
import { show as showDialog } from "../dialog.js";
import { el, fill, find } from "../dom.js";
import { bind } from "../keys.js";
import { Mistake, net } from "../net.js";
import { placeOf } from "../quotes.js";
import { say, trying } from "../say.js";
import { _ } from "../words.js";

const USUAL = {
  rows: "code", columns: "case", measure: "interviews", share: "", layer: "", level: "", version: "", totals: "false",
  compress: "false", normalise: "false", where: [], query: [], cell: [],
};

await begin();
const [codes, choices] = await Promise.all([Codes.read(), net.get("/api/matrix/choices")]);
const controls = new Controls(find("#controls"), { choices, onchange: (chosen) => change({ ...chosen, cell: [] }) });
const grid = new Grid(find("#box"), { codes });
const panel = new Panel(find("#panel"), { codes, onclose: close });
let now = readAddress(USUAL);
let good = null; // the words of the last matrix that could be made
let asked = 0;

/** The words of the address that say which matrix, without the cell that is open. */
function words(values = now) {
  return asWords({ ...values, cell: [] }, USUAL);
}

function change(values) {
  now = { ...now, ...values };
  writeAddress(now, USUAL, { back: true });
  return trying(show);
}

/** Show the matrix that is asked for; where it cannot be made, the last one stays and the field says why. */
async function show() {
  controls.fresh({ ...now, layer: now.layer || choices.layers[0].value });
  const mine = (asked += 1);
  let found;
  try {
    found = await net.get(`/api/matrix?${words()}`);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    if (mine === asked) controls.complain(error.message);
    return;
  }
  if (mine !== asked) return;
  controls.complain("");
  good = words();
  render(found);
  await showCell();
}

function render({ grid: made, command }) {
  find("#title").textContent = made.title;
  grid.show(made);
  const legend = made.legend.map((each) => el("li", {}, el("span", { class: "mark" }, each.mark), each.text));
  const reasons = legend.length > 0 && el("ul", { class: "legend", role: "list", "aria-label": _("Why a cell is empty") }, legend);
  fill(find("#below"), reasons, el("p", { class: "rule" }, made.rule));
  const address = (suffix) => `/api/matrix/file?${good}&suffix=${suffix}`;
  const file = (suffix, name) => el("a", { class: "button", download: `matrix.${suffix}`, href: address(suffix) }, name);
  fill(find("#files"), el("span", { class: "small soft" }, _("Download")),
    file("xlsx", "Excel"), file("csv", "CSV"), file("html", "HTML"), file("md", "Markdown"),
    el("button", { type: "button", onclick: () => copy(command) }, _("Copy the command")));
}

/** Copy a command; where the browser does not allow that, show it. */
async function copy(command) {
  try {
    await navigator.clipboard.writeText(command);
    say(_("Copied: %(command)s", { command }));
  } catch {
    await showDialog({ title: _("The command that makes this matrix"), body: el("pre", { class: "command", tabindex: "0" }, command) });
  }
}

/** The quotations behind the cell that the address names, beside the matrix. */
async function showCell({ focus = false } = {}) {
  if (now.cell.length < 2) return close({ focus: false });
  const cell = { path: now.cell.slice(0, -1), column: now.cell.at(-1) };
  const more = new URLSearchParams(cell.path.map((each) => ["row", each]));
  more.append("column", cell.column);
  try {
    const behind = await net.get(`/api/matrix/cell?${good}&${more}`);
    grid.point(cell);
    panel.show(cell, behind, { focus });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    close({ focus: false }); // a cell that is gone
  }
}

function openCell({ path, column }) {
  now = { ...now, cell: [...path, column] };
  writeAddress(now, USUAL);
  return trying(() => showCell({ focus: true }));
}

function close({ focus = true } = {}) {
  const cell = now.cell;
  panel.hide();
  grid.point(null);
  now = { ...now, cell: [] };
  writeAddress(now, USUAL);
  if (focus && cell.length > 1) grid.go({ path: cell.slice(0, -1), column: cell.at(-1) });
}

function keys() {
  const [walking, reading] = [_("In the matrix"), _("The quotations behind a cell")];
  const inGrid = [
    ["ArrowDown", _("Down"), () => grid.step(1, 0)], ["ArrowUp", _("Up"), () => grid.step(-1, 0)],
    ["ArrowRight", _("To the right"), () => grid.step(0, 1)], ["ArrowLeft", _("To the left"), () => grid.step(0, -1)],
    ["PageDown", _("Ten down"), () => grid.step(10, 0)], ["PageUp", _("Ten up"), () => grid.step(-10, 0)],
    ["Home", _("To the name of the row"), () => grid.step(0, -Infinity)], ["End", _("To the last column"), () => grid.step(0, Infinity)],
    ["Ctrl+Home", _("To the first row"), () => grid.step(-Infinity, 0)], ["Ctrl+End", _("To the last row"), () => grid.step(Infinity, 0)],
    ["Enter", _("Open the quotations"), () => grid.open()],
    [" ", _("Fold or unfold the codes below"), () => grid.toggle()],
    ["-", _("Fold all"), () => grid.foldAll(true)], [["+", "="], _("Unfold all"), () => grid.foldAll(false)],
  ];
  const inPanel = [
    [["j", "ArrowDown"], _("Next quotation"), () => panel.list.step(1)],
    [["k", "ArrowUp"], _("Previous quotation"), () => panel.list.step(-1)],
    ["Enter", _("Open in the text"), () => location.assign(placeOf(panel.list.current)), (event) => event.target.matches("article")],
  ];
  const cell = (event) => event.target.matches("td, th");
  for (const [names, what, run] of inGrid) bind({ keys: names, group: walking, what, run, when: cell, within: grid.element });
  for (const [names, what, run, when] of inPanel) bind({ keys: names, group: reading, what, run, when, within: find("#panel") });
  const away = { what: _("Close, back to the cell"), run: () => close(), when: () => panel.open };
  bind({ keys: "Escape", group: reading, ...away, within: find("#main") });
}

grid.addEventListener("open", (event) => openCell(event.detail));
grid.addEventListener("here", ({ detail: { where, said } }) => fill(find("#here"), el("b", {}, where), said && `: ${said}`));
grid.addEventListener("fold", () => history.replaceState({ ...history.state, folded: [...grid.folded] }, ""));
addEventListener("popstate", () => {
  now = readAddress(USUAL);
  trying(show);
});
follow(async () => {
  codes.renew((await Codes.read()).list);
  await show();
});
grid.folded = new Set(history.state?.folded ?? []);
keys();
await trying(show);
if (document.activeElement === document.body) (panel.open ? panel.list : grid).focus();
