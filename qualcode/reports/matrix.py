"""A matrix as a file (CSV, Excel, HTML, Markdown, JSON), as a table in a notebook, and in a machine's form.

`render` gives bytes and writes nothing. CSV holds bare numbers for other programs; the others carry rule and reasons.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from qualcode.errors import UnknownOption
from qualcode.matrices import MEAN, Matrix
from qualcode.reports.cells import Cells, Line
from qualcode.rules import measure_text

_SPACE = "\N{NO-BREAK SPACE}"


def render(matrix: Matrix, path: Path) -> bytes:
    """The matrix as the bytes of a file, by the suffix of `path`; raises `UnknownOption` for any other."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise UnknownOption(f"The suffix of {path.name}, a file for a matrix,", suffix, WRITERS)
    return WRITERS[suffix](matrix)


def title_of(matrix: Matrix) -> str:
    """What the matrix shows, in a few words."""
    _, cells = matrix.language, Cells(matrix)
    columns = " × ".join(cells.named(name) for name in matrix.request.columns)
    what = _("%(rows)s by %(columns)s", rows=cells.corner, columns=columns)
    return f"{what}: {measure_text(matrix.request.measure, _)}"


# --- CSV ---------------------------------------------------------------------------------------------------------


def _csv(matrix: Matrix) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    frame = matrix.frame
    writer.writerow([*map(str, frame.index.names), *map(str, frame.columns)])
    for names, values in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        own = names if isinstance(names, tuple) else (names,)
        writer.writerow([*map(str, own), *map(_plain_number, values)])
    return _encoded(file.getvalue())


def _plain_number(value: float) -> str:
    """A decimal point, every digit, none where the number is whole; nothing for a mean that is not shown."""
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _encoded(text: str) -> bytes:
    """UTF-8; half an emoji, which UTF-8 cannot hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


# --- Excel -------------------------------------------------------------------------------------------------------


def _xlsx(matrix: Matrix) -> bytes:
    from qualcode.reports.workbook import MatrixSheet, workbook

    code = matrix.corpus.settings.language
    return workbook([MatrixSheet(matrix.language("Matrix"), matrix)], code)


# --- Markdown ----------------------------------------------------------------------------------------------------


def _markdown(matrix: Matrix) -> bytes:
    cells = Cells(matrix)
    lines = [
        _markdown_row([cells.corner, *cells.column_names]),
        _markdown_row([":--", *["--:"] * len(cells.column_names)], raw=True),
    ]
    lines += [_markdown_row(_markdown_cells(cells, line)) for line in cells.lines]
    lines += ["", f"*{_markdown_text(matrix.rule)}*"]
    if cells.legend:
        lines += ["", *(f"- {_markdown_text(mark)} {_markdown_text(text)}" for mark, _short, text in cells.legend)]
    return _encoded("\n".join(lines) + "\n")


def _markdown_cells(cells: Cells, line: Line) -> list[str]:
    name = _SPACE * 4 * line.depth + line.name
    if line.row is None:
        return [name, *[""] * len(cells.column_names)]
    return [name, *(cells.marked(line.row, column) for column in range(len(cells.column_names)))]


def _markdown_row(texts: list[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(texts if raw else map(_markdown_text, texts))} |"


def _markdown_text(text: str) -> str:
    """Text on one line, in which no sign means anything to Markdown or HTML."""
    line = re.sub(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text)
    return re.sub(r"([\\`*_\[\]|~#$])", r"\\\1", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- HTML --------------------------------------------------------------------------------------------------------

_STYLE = """
.qc-matrix { font: 14px/1.35 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-x: auto; }
.qc-matrix table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0; }
.qc-matrix caption { text-align: left; font-weight: 600; font-size: 1.1em; padding: 0 0 .6em; }
.qc-matrix th, .qc-matrix td { padding: .25em .6em; border: 0; border-bottom: 1px solid rgba(128, 128, 128, .28); }
.qc-matrix thead th { vertical-align: bottom; border-bottom: 2px solid rgba(128, 128, 128, .6); text-align: center; }
.qc-matrix thead th:first-child { text-align: left; }
.qc-matrix tbody th { text-align: left; font-weight: 400; min-width: 11em; }
.qc-matrix td { text-align: center; white-space: nowrap; }
.qc-matrix .qc-parent th, .qc-matrix .qc-parent td, .qc-matrix .qc-total th, .qc-matrix .qc-total td,
.qc-matrix td.qc-sum { font-weight: 600; }
.qc-matrix .qc-total th, .qc-matrix .qc-total td { border-top: 2px solid rgba(128, 128, 128, .6); }
.qc-matrix .qc-why { font-weight: 400; font-size: .8em; opacity: .72; text-decoration: none; }
.qc-matrix .qc-rule { font-size: .85em; opacity: .8; max-width: 62em; margin: .8em 0 0; text-align: left; }
"""

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 2em; background: #fff; color: #1f2328; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #16191d; color: #e6e9ed; }} }}
@media screen {{
  body > .qc-matrix {{ overflow: visible; }}
  .qc-matrix thead th {{ position: sticky; top: 0; background: #fff; }}
  @media (prefers-color-scheme: dark) {{ .qc-matrix thead th {{ background: #16191d; }} }}
}}
@media print {{
  @page {{ size: A4 landscape; margin: 12mm; }}
  body {{ margin: 0; background: #fff; color: #000; }}
  body > .qc-matrix {{ font-size: 9pt; overflow: visible; }}
  .qc-matrix tr {{ break-inside: avoid; }}
  .qc-matrix td {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
}}
</style>
</head>
<body>
{table}
</body>
</html>
"""


def _html(matrix: Matrix) -> bytes:
    title = f"{matrix.corpus.settings.title} – {title_of(matrix)}"
    page = _PAGE.format(
        language=escape(matrix.corpus.settings.language), title=escape(title), table=_table(matrix, title)
    )
    return _encoded(page)


def html_table(matrix: Matrix) -> str:
    """The matrix as an HTML table with its rule below; every name in it is escaped."""
    return _table(matrix, "")


def _weighed(style: str) -> str:
    """The style where a notebook has rules of its own for tables: the class thrice weighs more than these."""
    return style.replace(".qc-matrix ", ".qc-matrix.qc-matrix.qc-matrix ")


def _table(matrix: Matrix, caption: str) -> str:
    cells = Cells(matrix)
    parts = ['<div class="qc-matrix">', f"<style>{_weighed(_STYLE)}</style>", "<table>"]
    if caption:
        parts.append(f"<caption>{escape(caption)}</caption>")
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in (cells.corner, *cells.column_names))
    parts += [f"<thead><tr>{header}</tr></thead>", "<tbody>", *_html_rows(cells), "</tbody>", "</table>"]
    if legend := [f"{escape(short)}: {escape(text)}" for _mark, short, text in cells.legend if short != text]:
        parts.append(f'<p class="qc-rule">{"; ".join(legend)}</p>')
    parts += [f'<p class="qc-rule">{escape(matrix.rule)}</p>', "</div>"]
    return "\n".join(parts)


def _html_rows(cells: Cells) -> Iterator[str]:
    for line in cells.lines:
        kind = ' class="qc-total"' if line.total else ' class="qc-parent"' if line.parent else ""
        name = f'<th scope="row" style="padding-left:{0.6 + 1.3 * line.depth:.1f}em">{escape(line.name)}</th>'
        if line.row is None:
            body = f'<td colspan="{len(cells.column_names)}"></td>' if cells.column_names else ""
        else:
            body = "".join(_html_cell(cells, line.row, column) for column in range(len(cells.column_names)))
        yield f"<tr{kind}>{name}{body}</tr>"


def _html_cell(cells: Cells, row: int, column: int) -> str:
    text, reason = cells.text(row, column), cells.reason(row, column)
    shown = [] if text == reason else [escape(text)]
    if reason:
        short = escape(cells.short(row, column))
        shown.append(f'<abbr class="qc-why" title="{escape(reason)}">{short}</abbr>')
    heat = cells.heat(row, column)
    # One blue laid over the page, so that it does on light and on dark paper and the text keeps its own colour.
    style = f' style="background:rgba(58,132,210,{0.06 + 0.49 * heat:.2f})"' if heat > 0 else ""
    kind = ' class="qc-sum"' if cells.is_total_column(column) else ""
    return f"<td{kind}{style}>{' '.join(filter(None, shown))}</td>"


# --- the machine's form ------------------------------------------------------------------------------------------


def as_json(matrix: Matrix) -> dict[str, Any]:
    """Rule, columns and rows in plain values: per cell `value` (None where there is none), `n` and `m` (interviews
    with at least one, and that could have had one), `reason`; of a mean also `grades`, how many count."""
    cells = Cells(matrix)
    return {
        "rule": matrix.rule,
        "columns": list(cells.column_names),
        "rows": [
            {
                "names": list(path),
                "cells": [_json_cell(cells, row, column) for column in range(len(cells.column_names))],
            }
            for row, path in enumerate(cells.paths)
        ],
    }


def _json_cell(cells: Cells, row: int, column: int) -> dict[str, Any]:
    n, m = cells.n_of_m(row, column)
    cell = {"value": cells.number(row, column), "n": n, "m": m, "reason": cells.reason(row, column)}
    if cells.matrix.request.measure == MEAN:
        cell["grades"] = cells.grade_count(row, column)
    return cell


def _json(matrix: Matrix) -> bytes:
    return _encoded(json.dumps(as_json(matrix), ensure_ascii=False, indent=2) + "\n")


WRITERS: dict[str, Callable[[Matrix], bytes]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".html": _html, ".md": _markdown, ".json": _json,
}  # fmt: skip
