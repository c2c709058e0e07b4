// A matrix as a table to walk through: arrow keys move from cell to cell, codes fold, an empty cell says why.

import { all, el, fill, find } from "../dom.js";
import { asName } from "./asking.js";
import { _ } from "../words.js";

/** The address of the quotations of a line's code, or of the saved query it counts. */
const quotationsOf = ({ code, query, path }) => `/quotations?${new URLSearchParams(query ? { query: asName(path[0]) } : { code })}`;

/**
 * The table. Cells are named by their line and column, counted from 0; column -1 is the line's name.
 *
 * Events: "open" (a cell was chosen; `detail` is { path, column }), "here" (the reader is at another cell; `detail` is
 * what it says in full), "fold" (lines were folded).
 */
export class Grid extends EventTarget {
  #at = { line: 0, column: 0 };
  #cells = []; // by line: the name's cell, then the others
  #marked = null; // the cell that the Tab key comes to
  #shown = null; // the cell whose quotations are shown, as { path, column }

  constructor(host, { codes }) {
    super();
    this.codes = codes;
    this.folded = new Set();
    this.element = el("table", { role: "grid", "aria-labelledby": "title" });
    fill(host, this.element);
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("focusin", (event) => this.#reach(placeOf(event.target)));
    this.element.addEventListener("mouseover", (event) => this.#tell(placeOf(event.target)));
    this.element.addEventListener("mouseleave", () => this.#tell(this.#at));
  }

  /** Show a matrix; the reader stays at the same row and column where they are still there. */
  show(grid) {
    const before = this.grid && this.names(this.#at);
    const focused = this.element.contains(document.activeElement);
    this.grid = grid;
    this.keys = keysOf(grid.lines);
    this.element.setAttribute("aria-colcount", String(grid.columns.length + 1));
    fill(this.element, el("thead", {}, headerRows(grid)), el("tbody", {}, this.#rows()));
    this.#cells = all("tbody tr", this.element).map((row) => [...row.children]);
    this.#at = (before && this.find(before)) ?? { line: 0, column: Math.min(0, grid.columns.length - 1) };
    this.#fold();
    this.#mark();
    this.#markShown();
    if (focused) this.focus();
    else this.#tell(this.#at);
  }

  /** Where the reader is, by name: { path, column }. */
  names({ line, column }) {
    return { key: this.keys[line], path: this.grid.lines[line]?.path ?? [], column: this.grid.columns[column]?.name ?? "" };
  }

  /** The place of a named row and column, or null. */
  find({ key, path, column }) {
    const line = key ? this.keys.indexOf(key) : this.grid.lines.findIndex((each) => JSON.stringify(each.path) === JSON.stringify(path));
    const at = this.grid.columns.findIndex((each) => each.name === column);
    return line < 0 ? null : { line, column: at };
  }

  focus() {
    this.#cell(this.#at)?.focus();
  }

  /** Go to a cell named by row and column. */
  go(named) {
    const place = this.find(named);
    if (place) this.#move(place);
  }

  /** Mark the cell whose quotations are shown; null for none. */
  point(named) {
    this.#shown = named;
    this.#markShown();
  }

  /** Move so many lines and columns, past lines that are folded away; `Infinity` is to the end. */
  step(lines, columns) {
    const open = this.#cells.map((_cells, line) => line).filter((line) => !this.#hidden(line));
    const place = open.indexOf(this.#at.line);
    const line = open[Math.max(0, Math.min(open.length - 1, place + lines))];
    const column = Math.max(-1, Math.min(this.grid.columns.length - 1, this.#at.column + columns));
    this.#move({ line, column });
  }

  /** Open what the reader is at: the quotations behind a cell, or the quotations of the row's code. */
  open() {
    const { line, column } = this.#at;
    if (column < 0) return find("a", this.#cell(this.#at))?.click();
    this.#open(line, column);
  }

  /** Fold what lies below the line the reader is at, or unfold it. */
  toggle(line = this.#at.line) {
    if (!this.grid.lines[line]?.parent) return;
    if (!this.folded.delete(this.keys[line])) this.folded.add(this.keys[line]);
    this.#fold();
    this.dispatchEvent(new CustomEvent("fold"));
  }

  /** Fold all lines that have lines below them, or none. */
  foldAll(folded) {
    this.folded = new Set(folded ? this.keys.filter((_key, line) => this.grid.lines[line].parent) : []);
    this.#fold();
    while (this.#hidden(this.#at.line)) this.#at.line -= 1;
    this.#mark();
    this.dispatchEvent(new CustomEvent("fold"));
  }

  #rows() {
    const { lines, columns } = this.grid;
    const nothing = { text: "", mark: "", reason: "", heat: 0 };
    return lines.map((line, place) =>
      el("tr", { class: looks(line.parent && "parent", line.total && "total"), data: { line: place } },
        this.#name(line), columns.map((column, at) => cellOf(line.cells[at] ?? nothing, column))));
  }

  #name(line) {
    const label = _("Fold or unfold %(name)s", { name: line.name });
    const fold = line.parent && el("button", { type: "button", class: "fold", tabindex: "-1", "aria-label": label });
    const dot = line.code && this.codes.get(line.code) && el("span", { class: "dot", style: { "--code": this.codes.color(line.code) } });
    const linked = line.code || line.query;
    const name = linked ? el("a", { href: quotationsOf(line), tabindex: "-1" }, line.name) : line.name;
    const sign = line.query && el("span", { class: "sign" }, _("query"));
    return el("th", { scope: "row", tabindex: "-1", title: line.query || null, style: { "--depth": String(line.depth) } },
      el("span", { class: "name" }, fold || el("span", { class: "fold" }), dot, name, sign));
  }

  #fold() {
    const below = []; // the depths of the folded lines above
    this.grid.lines.forEach((line, place) => {
      while (below.length && below.at(-1) >= line.depth) below.pop();
      const row = this.#cells[place][0].parentElement;
      row.hidden = below.length > 0 && !line.total;
      const folded = this.folded.has(this.keys[place]);
      if (line.parent) find("button.fold", row).setAttribute("aria-expanded", String(!folded));
      if (folded) below.push(line.depth);
    });
  }

  #hidden(line) {
    return this.#cells[line]?.[0].parentElement.hidden ?? false;
  }

  #cell({ line, column }) {
    return this.#cells[line]?.[column + 1];
  }

  #move(place) {
    if (this.#hidden(place.line)) this.foldAll(false);
    this.#cell(place)?.focus();
    this.#cell(place)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #reach(place) {
    if (!place) return;
    this.#at = place;
    this.#mark();
    this.#tell(place);
  }

  #mark() {
    this.#marked?.setAttribute("tabindex", "-1");
    this.#marked = this.#cell(this.#at);
    this.#marked?.setAttribute("tabindex", "0");
  }

  #markShown() {
    find("[data-shown]", this.element)?.removeAttribute("data-shown");
    const place = this.#shown && this.grid && this.find(this.#shown);
    if (place) this.#cell(place)?.toggleAttribute("data-shown", true);
  }

  #click(event) {
    const place = placeOf(event.target);
    if (!place) return;
    if (event.target.closest("button.fold")) this.toggle(place.line);
    else if (event.target.closest("td")) this.#open(place.line, place.column);
  }

  #open(line, column) {
    const { path } = this.grid.lines[line];
    if (path.length) this.dispatchEvent(new CustomEvent("open", { detail: { path, column: this.grid.columns[column].name } }));
  }

  /** Tell what a cell says in full. */
  #tell(place) {
    const line = place && this.grid?.lines[place.line];
    if (!line) return;
    const cell = line.cells[place.column];
    const where = [line.path.join(" › ") || line.name, this.grid.columns[place.column]?.name].filter(Boolean).join(", ");
    const said = [cell?.text, cell?.reason, line.query].filter(Boolean).join(" – ");
    this.dispatchEvent(new CustomEvent("here", { detail: { where, said } }));
  }
}

/** A key for each line: the names from the top down to it. */
function keysOf(lines) {
  const above = [];
  return lines.map((line) => {
    above.length = line.depth;
    above.push(line.name);
    return JSON.stringify(above);
  });
}

function headerRows({ columns, corner }) {
  const crossed = columns.some((each) => each.parts.length > 1);
  const corners = el("th", { scope: "col", class: "corner", rowspan: crossed ? "2" : null }, corner);
  const named = (each) => el("th", { scope: "col", class: looks(each.total && "sum") }, each.name);
  if (!crossed) return el("tr", {}, corners, columns.map(named));
  const groups = [];
  for (const column of columns) {
    if (column.parts.length > 1 && groups.at(-1)?.name === column.parts[0]) groups.at(-1).count += 1;
    else groups.push({ name: column.parts[0], count: 1, alone: column.parts.length === 1 });
  }
  const first = groups.map(({ name, count, alone }) => {
    const wide = alone ? { scope: "col", rowspan: "2", class: "sum" } : { scope: "colgroup", colspan: String(count), class: "group" };
    return el("th", wide, name);
  });
  const below = columns.filter((each) => each.parts.length > 1);
  const second = below.map((each) => el("th", { scope: "col" }, each.parts.slice(1).join(" · ")));
  return [el("tr", { class: "groups" }, corners, first), el("tr", { class: "second" }, second)];
}

function cellOf(cell, column) {
  const mark = () => [el("span", { class: "mark", "aria-hidden": "true" }, cell.mark), el("span", { class: "unseen" }, cell.reason)];
  const look = looks(column.total && "sum", cell.reason && "none", cell.text.length > 24 && "long");
  const style = cell.heat ? { "--heat": String(cell.heat) } : null;
  return el("td", { tabindex: "-1", class: look, title: cell.reason || null, style },
    cell.reason && mark(), cell.reason && cell.text && " ", cell.text);
}

/** Names of looks as a class; null for none. */
function looks(...names) {
  return names.filter(Boolean).join(" ") || null;
}

/** The place of a cell: { line, column }, or null. */
function placeOf(target) {
  const cell = target.closest("tbody th, tbody td");
  return cell ? { line: Number(cell.parentElement.dataset.line), column: cell.cellIndex - 1 } : null;
}
