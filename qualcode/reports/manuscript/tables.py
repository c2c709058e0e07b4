"""The tables of the manuscript: matrices, mode against mode, who was interviewed, grades; wide ones in blocks of
columns that a page can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from qualcode.analysis.contrast import Contrast, Theme
from qualcode.analysis.grades import GradeCell, GradeTable
from qualcode.analysis.work.respondents import Respondents
from qualcode.i18n import Language
from qualcode.matrices import Matrix
from qualcode.model import ROUND
from qualcode.reasons import Reason
from qualcode.reports.blocks import Cell, TableBlock
from qualcode.reports.cells import MARKS, Cells
from qualcode.reports.page.views import Words, grades_text, other_grades, round_text, upper_first

#: How many columns of numbers stand on an upright page, and on one on its side.
UPRIGHT, LYING = 8, 12
_EMPTY = Cell("")


def split(columns: int, *, most: int = LYING) -> list[range]:
    """The columns in blocks of about the same size, none of more than `most`.

    >>> split(14, most=12)
    [range(0, 7), range(7, 14)]
    """
    blocks = max(ceil(columns / most), 1)
    edges = [round(columns * number / blocks) for number in range(blocks + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


def _numbered(title: str, number: int, of: int, words: Words) -> str:
    _ = words.language
    return title if of == 1 else _("%(title)s (part %(number)s of %(of)s)", title=title, number=number, of=of)


#: In bold letters: how many stand across an upright page, the longest word that a column makes room for, and what is
#: left white beside it; a letter below the head is narrower.
_ACROSS, _LONGEST, _WHITE, _THIN = 96, 22, 2.2, 0.92
_BROAD = dict.fromkeys("MW", 1.7) | dict.fromkeys("mw", 1.4) | dict.fromkeys("Iiljtfr.,:; ", 0.6)
#: Where a line may end: not after a number, which stays with its month. And what a column may want beside its longest
#: word to have each text on one line, before the others have their share.
_SPACE, _LITTLE = r"(?<!\d)\s", 12


def fitted(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Shares of the width for columns of words. Each holds its longest word, which may break at hyphens where they do
    not all fit; what is left goes to short texts first, and long ones stand on several lines."""
    columns = [(name, [row[place] for row in rows]) for place, name in enumerate(header)]
    least = [_longest(name, texts, _SPACE) for name, texts in columns]
    if sum(least) > _ACROSS:
        least = [_longest(name, texts, f"{_SPACE}|-") for name, texts in columns]
    whole = [_WHITE + max((_THIN * _broad(text) for text in texts), default=0) for _name, texts in columns]
    wishes = [max(text - word, 0) for text, word in zip(whole, least, strict=True)]
    given = _shared(max(_ACROSS - sum(least), 0), wishes)
    widths = [word + more for word, more in zip(least, given, strict=True)]
    return tuple(each / sum(widths) for each in widths)


def _longest(name: str, texts: Sequence[str], between: str) -> float:
    """How wide the longest word of a column is."""
    head = max(_broad(piece) for piece in re.split(between, name))
    body = max((_THIN * _broad(piece) for text in texts for piece in re.split(between, text)), default=0)
    return _WHITE + min(max(head, body), _LONGEST)


def _broad(word: str) -> float:
    """How many letters wide: an i is narrower than an n, a capital broader."""
    return sum(_BROAD.get(letter, 1.4 if letter.isupper() else 1.0) for letter in word)


def _shared(room: float, wishes: Sequence[float]) -> list[float]:
    """The room given out, the smallest wishes first: little ones in full, of the large ones each its share; what nobody
    wishes for is divided evenly."""
    found = [0.0] * len(wishes)
    for left, place in zip(range(len(wishes), 0, -1), sorted(range(len(wishes)), key=wishes.__getitem__), strict=True):
        found[place] = min(wishes[place], room if wishes[place] <= _LITTLE else room / left)
        room -= found[place]
    return [each + room / len(wishes) for each in found]


def _shares(columns: int, *, name: float) -> tuple[float, ...]:
    """The first column so wide, the others even."""
    return (name, *[(1 - name) / max(columns, 1)] * columns)


# --- codes -------------------------------------------------------------------------------------------------------


def matrix_tables(matrix: Matrix, title: str, words: Words) -> Iterator[TableBlock]:
    """A matrix of n of m with its heat, the signs of its reasons, and its rule; its row of totals is left out."""
    cells = Cells(matrix)
    columns = len(cells.column_names)
    wide = columns > UPRIGHT
    blocks = split(columns)
    notes = _matrix_notes(cells, words)
    for number, block in enumerate(blocks, 1):
        header = [
            Cell(cells.corner),
            *(Cell(_column_name(matrix, each, cells, words), align="centre") for each in block),
        ]
        rows = []
        for line in cells.lines:
            if not line.total:
                name = Cell(line.name, bold=line.parent, depth=line.depth)
                rows.append((name, *(_matrix_cell(cells, line.row, each, line.parent) for each in block)))
        yield TableBlock(
            _numbered(title, number, len(blocks), words), tuple(header), tuple(rows), notes,
            _shares(len(block), name=0.22 if wide else 0.3), wide=wide,
        )  # fmt: skip


def _column_name(matrix: Matrix, column: int, cells: Cells, words: Words) -> str:
    name = cells.column_names[column]
    return upper_first(round_text(name, words.language)) if matrix.request.columns == (ROUND,) else name


def _matrix_cell(cells: Cells, row: int | None, column: int, parent: bool) -> Cell:
    """`3 van 4`, after its sign where it was not said; the sign alone of the other reasons."""
    if row is None:
        return _EMPTY
    reason = cells.reason(row, column)
    text = cells.marked(row, column).partition(" (")[0]
    if reason and cells.mark(row, column) != MARKS[Reason.NOT_IN_SUMMARY]:
        text = cells.mark(row, column)  # it could not have been there: 0 of m would say that it could
    bold = parent and not reason
    return Cell(text, bold, round(cells.heat(row, column), 3), align="centre", reason=reason)


def _matrix_notes(cells: Cells, words: Words) -> tuple[str, ...]:
    legend = "; ".join(f"{mark} {reason}" for mark, _short, reason in cells.legend)
    _ = words.language
    short = _("How n of m was counted is in the appendix “%(title)s”.", title=counted_title(words))
    return (f"{legend}. {short}" if legend else short,)


def counted_title(words: Words) -> str:
    """The appendix that has the rule by which the tables were counted."""
    _ = words.language
    return _("How it was counted")


# --- mode against mode -------------------------------------------------------------------------------------------


def contrast_tables(found: Contrast, matrix: Matrix, cases: Sequence[str], words: Words) -> Iterator[TableBlock]:
    """Per branch the themes × cases, both modes beside each other."""
    cells = Cells(matrix)
    wide = len(cases) * 2 > UPRIGHT
    blocks = split(len(cases), most=LYING // 2)
    for branch in found.branches:
        themes = [theme for theme in found.themes if theme.branch == branch]
        title = f"{found.left} – {found.right}"
        title = f"{branch.replace('/', ' › ')}: {title}" if branch else title
        for number, block in enumerate(blocks, 1):
            own = [cases[place] for place in block]
            yield TableBlock(
                _numbered(title, number, len(blocks), words),
                (Cell(words.language("Theme")), *(Cell(side, align="centre") for _case in own
                                                  for side in (found.left, found.right))),
                tuple(_theme_row(theme, cells, own, words) for theme in themes),
                _matrix_notes(cells, words),
                _shares(2 * len(own), name=0.2 if wide else 0.28),
                (("", 1), *((case, 2) for case in own)),
                wide,
            )  # fmt: skip


def _theme_row(theme: Theme, cells: Cells, cases: Sequence[str], words: Words) -> tuple[Cell, ...]:
    row_of = {path: row for row, path in enumerate(cells.paths)}
    book, columns = words.corpus.codebook, cells.column_names
    name = Cell(theme.name or words.language("all codes together"), not theme.name, depth=max(theme.depth - 1, 0))
    found = [name]
    for case in cases:
        for code in (theme.left, theme.right):
            row = row_of.get(book.names(code))
            there = row is not None and case in columns
            found.append(_matrix_cell(cells, row, columns.index(case), not theme.name) if there else _EMPTY)
    return tuple(found)


# --- who was interviewed, and grades -----------------------------------------------------------------------------


def respondent_tables(heard: Respondents, words: Words) -> Iterator[TableBlock]:
    """Interviews by case and role, and by case and round, as far as the documents say."""
    _ = words.language
    note = _("Where two speakers of one interview have different roles it stands under both, and once in the total.")
    if heard.roles not in ((), ("",)):
        names = [role or _("no role given") for role in heard.roles]
        found = [[heard.count(case, role) for role in heard.roles] for case in (*heard.cases, None)]
        yield _heard_table(_("Interviews by role"), names, found, heard, words, (note,))
    if len(heard.rounds) > 1:
        names = [upper_first(round_text(each, _)) for each in heard.rounds]
        found = [[heard.count(case, None, each) for each in heard.rounds] for case in (*heard.cases, None)]
        yield _heard_table(_("Interviews by round"), names, found, heard, words, ())


def _heard_table(
    title: str, names: Sequence[str], found: Sequence[Sequence[int]], heard: Respondents, words: Words,
    notes: tuple[str, ...],
) -> TableBlock:  # fmt: skip
    _ = words.language
    totals = [heard.count(case) for case in (*heard.cases, None)]
    rows: list[tuple[Cell, ...]] = []
    for case, numbers, total in zip((*heard.cases, _("Total")), found, totals, strict=True):
        last = len(rows) == len(heard.cases)
        cells = [Cell(str(number) if number else "", last, align="centre") for number in numbers]
        rows.append((Cell(case, last), *cells, Cell(str(total), True, align="centre")))
    header = [upper_first(words.singular), *names, _("Interviews")]
    return TableBlock(
        title,
        tuple(Cell(name, align="centre" if place else "left") for place, name in enumerate(header)),
        tuple(rows if len(heard.cases) > 1 else rows[:-1]),
        notes,
        _shares(len(header) - 1, name=0.26),
        wide=len(header) - 1 > UPRIGHT,
    )


def given_text(cell: GradeCell, _: Language) -> list[str]:
    """What was given, a line each: the grades that count, where there are any, and the others by form."""
    others = other_grades(cell, _)
    counting = grades_text(cell, _) if cell.n or not others else ""
    return [line for line in (counting, *others) if line]


def grade_block(table: GradeTable, words: Words) -> TableBlock:
    """Cases × rounds: the grades that count, and below them how many others there are; what these say stands in the
    chapters."""
    _ = words.language
    known = table.rounds not in ((), ("",))
    columns = [upper_first(round_text(each, _)) if known else _("Grades") for each in table.rounds]
    rows = []
    for case in table.cases:
        cells: list[Cell] = []
        for each in table.rounds:
            lines = given_text(table.cell(case, each), _)
            cells.append(Cell("\n".join(line.partition(":")[0] for line in lines)))
        rows.append((Cell(case), *cells))
    return TableBlock(
        words.corpus.codebook[table.code].name,
        (Cell(upper_first(words.singular)), *(Cell(name) for name in columns)),
        tuple(rows),
        (
            _(
                "A mean is shown for grades of three people or more; with fewer the grades themselves. Grades in "
                "interviews count."
            ),
        ),
        _shares(len(columns), name=0.2),
        wide=len(columns) > 5,
    )
