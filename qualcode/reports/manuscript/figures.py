"""The figures of the manuscript, each with its words for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.grades import GradeTable
from qualcode.analysis.sources import Source
from qualcode.model import Scale, slug
from qualcode.reports.blocks import FigureBlock
from qualcode.reports.page.views import Words, grades_text, round_text

if TYPE_CHECKING:
    from qualcode.plots.theme import Picture


#: Dots per inch: what print takes.
DPI = 300


def figure(drawn: Picture, title: str, alt: str, name: str, *, width: float = 1.0) -> FigureBlock:
    """A picture as it stands in a report; `width` is its share of the page's."""
    from qualcode.plots.theme import save

    return FigureBlock(title, save(drawn, Path("f.png"), dpi=DPI), alt, name, save(drawn, Path("f.svg")), width)


def grade_figures(table: GradeTable, cases: Sequence[str], words: Words, name: str) -> Iterator[FigureBlock]:
    """The grades over time in these cases, some cases to a figure; none without grades that count."""
    from qualcode.plots.grade_lines import MOST, grade_lines

    _, code = words.language, words.corpus.codebook[table.code]
    shown = [case for case in cases if table.cell(case).n]
    named = any(words.who(grade.source) for grade in table.given)

    def who(source: Source) -> str:
        return words.who(source) or (_("no role given") if named else "")

    for number, first in enumerate(range(0, len(shown), MOST), 1):
        own = shown[first : first + MOST]
        drawn = grade_lines(table, own, code.grade or Scale(), who, _)
        if drawn is not None:
            title = f"{code.name}, {own[0]}" if len(own) == 1 else _("%(grade)s over time", grade=code.name)
            alt = " ".join(grade_alt(table, case, words) for case in own)
            file = f"{name}-{slug(code.name)}" + (f"-{number}" if number > 1 else "")
            yield figure(drawn, title, alt, file, width=0.62 if len(own) == 1 else 1.0)


def grade_alt(table: GradeTable, case: str, words: Words) -> str:
    """`Cijfer samenwerking, Kampen: ronde 3: 7,5 · 6 (n = 2); ronde 4: …`."""
    _, name = words.language, words.corpus.codebook[table.code].name
    cells = [(round_, grades_text(cell, _)) for round_ in table.rounds if (cell := table.cell(case, round_)).n]
    said = "; ".join(f"{round_text(round_, _)}: {text}" if round_ else text for round_, text in cells)
    return f"{name}, {case}: {said}."
