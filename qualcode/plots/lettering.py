"""How much room words take in a figure, and sentences below it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from qualcode.i18n import Language
from qualcode.plots.theme import QUIET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from qualcode.reports.cells import Cells

#: Points of a note below a figure, inches of a line of it.
NOTE, LINE = 6.5, 0.122
#: Points of a title.
TITLE = 10
_LONGEST = 46
#: On a screen letters are set a little wider than they are.
_CLOSE = 0.95


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Inches that the widest line of a text takes at so many points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return max((_one_line(line, font) for line in text.split("\n")), default=0.0) / 72


def _one_line(line: str, font: FontProperties) -> float:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from font")  # an emoji is as wide as its box
        width, _height, _descent = TextToPath().get_text_width_height_descent(line, font, ismath=False)
    return float(width)


def one_line(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, cut where it is very long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text on one line in so many inches; of a longer one the middle goes: names often differ at the end."""
    line, gone = " ".join(text.split()), 0
    while gone + 2 < len(line) and width_of(_without(line, gone), size, bold=bold) > width * _CLOSE:
        gone += 1
    return _without(line, gone)


def _without(line: str, gone: int) -> str:
    """The line without so many letters in its middle."""
    if not gone:
        return line
    begin = (len(line) - gone + 1) // 2
    return f"{line[:begin]}…{line[begin + gone :]}"


def note_lines(paragraphs: Iterable[str], width: float) -> list[str]:
    """Sentences as the lines of a note in a figure of so many inches; each paragraph begins a line."""
    lines: list[str] = []
    for paragraph in paragraphs:
        begin = len(lines)
        for word in paragraph.split():
            if len(lines) > begin and width_of(f"{lines[-1]} {word}", NOTE) <= (width - 0.2) * _CLOSE:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
    return lines


def write_note(figure: Figure, lines: Iterable[str]) -> None:
    """The lines of a note, from the lower left corner up."""
    width, height = figure.get_size_inches()
    figure.text(0.1 / width, 0.08 / height, "\n".join(lines), va="bottom", fontsize=NOTE, color=QUIET, linespacing=1.3)


def write_title(figure: Figure, title: str) -> None:
    """A title in the upper left corner, on one line."""
    width, height = figure.get_size_inches()
    line = fitted(title, width - 0.2, TITLE, bold=True)
    figure.text(0.1 / width, 1 - 0.1 / height, line, va="top", fontsize=TITLE, fontweight="bold")


def column_labels(cells: Cells) -> tuple[str, ...]:
    """What the columns of a matrix are called in a figure, where no heading above them says what `3` is: `round 3`."""
    columns, matrix = cells.matrix.request.columns, cells.matrix
    if len(columns) == 1 and matrix.corpus.settings.is_round(columns[0]):
        return tuple(round_label(name, matrix.language) for name in cells.column_names)
    return cells.column_names


def round_label(name: str, _: Language) -> str:
    """`round 3`; a round that is no number as it stands."""
    return _("round %(round)s", round=name) if name.isdigit() else name
