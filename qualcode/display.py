"""How values show themselves in a notebook: tables, notes and lists as small HTML. Everything in them is escaped.

card(table(["code", "n"], [("Coach", 3)]), notes("Counted: codings.", ["Few interviews."]))
Listed(events)          # a list of dataclasses: a table in a notebook, and `to_frame()`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

#: So many rows of a table are shown; `to_frame()` has all.
MOST = 60
#: A longer text in a cell is cut off; the tip of the cell has this much of it.
LONG, TIP = 160, 700

#: A notebook has rules of its own for tables (JupyterLab sets all to the right); the class thrice weighs more.
STYLE = """<style>
.qc { font: 14px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-x: auto; }
.qc table { border-collapse: collapse; margin: .2em 0 .6em; font-variant-numeric: tabular-nums; }
.qc th, .qc td { padding: .25em .7em .25em 0; border: 0; border-bottom: 1px solid rgba(128, 128, 128, .28);
  text-align: left; vertical-align: top; max-width: 40em; white-space: normal; background: none; }
.qc thead th { border-bottom: 2px solid rgba(128, 128, 128, .6); vertical-align: bottom; }
.qc td.qc-number, .qc th.qc-number { text-align: right; white-space: nowrap; }
.qc p { margin: .4em 0; max-width: 62em; text-align: left; }
.qc ul { margin: .1em 0 .1em 1.1em; padding: 0; list-style: none; }
.qc .qc-quiet { font-size: .85em; opacity: .8; }
.qc .qc-warning { border-left: 3px solid #D55E00; padding-left: .6em; }
.qc blockquote { margin: .3em 0; padding: 0 0 0 .8em; border-left: 3px solid rgba(128, 128, 128, .4);
  max-width: 62em; white-space: pre-line; }
</style>""".replace(".qc ", ".qc.qc.qc ")


T = TypeVar("T")


class Listed(list[T]):
    """A list of dataclasses that shows itself as a table. `to_frame()` is one row per item: its `as_row`, where it has
    one (by the name of their column), else its fields."""

    def to_frame(self) -> pd.DataFrame:
        """One row per item."""
        import pandas as pd

        return pd.DataFrame([row_of(each) for each in self])

    def __repr__(self) -> str:
        if len(self) <= 3:
            return super().__repr__()
        shown = ",\n ".join(repr(each) for each in self[:3])
        return f"[{shown},\n … and {len(self) - 3} more; to_frame() is a table of all]"

    def _repr_html_(self) -> str:
        rows = [row_of(each) for each in self[:MOST]]
        if not rows:
            return card(paragraph("–"))
        return card(table(list(rows[0]), [list(row.values()) for row in rows], total=len(self)))


def row_of(item: Any) -> dict[str, object]:
    """A value as the cells of a table, by the name of their column."""
    if hasattr(item, "as_row"):
        return dict(item.as_row)
    return {each.name: getattr(item, each.name) for each in fields(item) if each.repr}


def card(*parts: str) -> str:
    """Parts, each HTML, as one thing with its style."""
    return "\n".join(['<div class="qc">', STYLE, *filter(None, parts), "</div>"])


def result(
    frame: pd.DataFrame, rule: str, warnings: Sequence[str] = (), *, above: str = "", most: int = MOST, point: str = "."
) -> str:
    """A table with its warnings and its rule; `above` is HTML that stands over it, `point` the decimal sign."""
    return card(above, of_frame(frame, most, point), notes(rule, warnings))


def of_frame(frame: pd.DataFrame, most: int = MOST, point: str = ".") -> str:
    """A DataFrame as a table; an index without a name is left out."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    rows = [list(row) for row in frame.head(most).itertuples(index=False, name=None)]
    return table([str(name) for name in frame.columns], rows, total=len(frame), point=point)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, total: int = 0, point: str = ".") -> str:
    """A table. Numbers stand to the right, those of a column with equally many decimals; what is missing is empty.
    `total`: of how many rows these are the first."""
    shown = [column_texts([row[place] for row in rows], point) for place in range(len(columns))]
    right = [_is_numeric([row[place] for row in rows]) for place in range(len(columns))]
    kinds = [' class="qc-number"' if each else "" for each in right]
    head = "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in zip(columns, kinds, strict=True))
    body = "\n".join(
        f"<tr>{''.join(_cell(shown[place][number], kinds[place]) for place in range(len(columns)))}</tr>"
        for number in range(len(rows))
    )
    more = f'<p class="qc-quiet">… + {total - len(rows)} (to_frame())</p>' if total > len(rows) else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def notes(rule: str = "", warnings: Iterable[str] = ()) -> str:
    """What a reader should know, and small under it how it was counted."""
    told = [f'<p class="qc-warning">{escape(each)}</p>' for each in warnings]
    return "".join([*told, paragraph(rule, quiet=True)])


def paragraph(text: str, *, quiet: bool = False) -> str:
    """A paragraph of plain text; nothing of an empty one."""
    kind = ' class="qc-quiet"' if quiet else ""
    return f"<p{kind}>{escape(text)}</p>" if text else ""


def heading(text: str) -> str:
    """Words that stand out above what follows."""
    return f"<p><b>{escape(text)}</b></p>"


def blockquote(words: str) -> str:
    """Words of a text."""
    return f"<blockquote>{escape(words)}</blockquote>"


def facts(pairs: Mapping[str, object]) -> str:
    """Names with what there is to say under each; those with nothing to say are left out."""
    rows = [(name, value) for name, value in pairs.items() if text_of(value)]
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text_of(value))}</td></tr>" for name, value in rows)
    return f"<table><tbody>{lines}</tbody></table>"


def column_texts(values: Sequence[object], point: str = ".") -> list[str]:
    """The cells of a column as they are shown."""
    floats = [each for each in values if isinstance(each, float) and each == each]
    digits = _digits(floats)
    return [
        f"{each:.{digits}f}".replace(".", point) if isinstance(each, float) and each == each else text_of(each)
        for each in values
    ]


def text_of(value: object) -> str:
    """A value in a cell: what is missing is nothing, a list its items."""
    if value is None or type(value).__name__ == "NAType" or value != value:
        return ""
    if type(value).__name__ in ("bool", "bool_"):
        return "✓" if value else "–"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text_of(each)}" for name, each in value.items())
    if isinstance(value, (tuple, list, frozenset, set)):
        return "; ".join(text_of(each) for each in value)
    return str(value)


def short(text: str, most: int = 60) -> str:
    """A text on one line, cut off where it is longer.

    >>> short("Twee regels\\nen nog wat", 12)
    'Twee regels…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _cell(text: str, kind: str) -> str:
    if len(text) <= LONG:
        return f"<td{kind}>{escape(text)}</td>"
    return f'<td{kind} title="{escape(short(text, TIP))}">{escape(short(text, LONG))}</td>'


def _digits(floats: Sequence[float]) -> int:
    """How many decimals a column needs: none where all are whole, three at most, fewer where numbers are large."""
    largest = max(map(abs, floats), default=0.0)
    if largest == float("inf"):
        return 2
    most = 1 if largest >= 100 else 2 if largest >= 10 else 3
    return next((digits for digits in range(most) if all(round(each, digits) == each for each in floats)), most)


def _is_numeric(values: Sequence[object]) -> bool:
    """Whether a column has numbers and nothing else."""
    there = [each for each in values if text_of(each)]
    return bool(there) and all(_is_number(each) for each in there)


def _is_number(value: object) -> bool:
    if isinstance(value, (bool, str)):
        return False
    return isinstance(value, (int, float)) or hasattr(value, "__float__")
