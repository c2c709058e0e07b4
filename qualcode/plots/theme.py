"""How every figure looks: one theme, one palette, and files that are the same each time they are written.

    with theme():
        figure = picture(6, 4)
    data = save(figure, Path("grades.svg"))

Figures are made without pyplot: no window, no global state, any thread.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from qualcode.errors import UnknownChoice
from qualcode.i18n import Language
from qualcode.plots.ramp import STEPS, heat_colour

INK, QUIET, FAINT, PAPER = "#1F2328", "#59636E", "#D1D9E0", "#FFFFFF"

#: Eight colours that stay apart for the colour-blind and in a print in grey: the hues of Okabe & Ito (2008), each made
#: lighter or darker until no two are nearer than 7 in lightness (CIE L*) or 5 in what a printer makes of them (Rec. 601
#: luma, 0 to 100), with purple for their orange, too near the vermillion. Yellow, faint on white, comes last.
PALETTE = ("#003D68", "#CC5800", "#5DBCEB", "#005A47", "#C573A1", "#6E52A1", "#1F2328", "#D8CC00")

#: Signs that go with the colours, so that print in grey can be read too.
SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")

FORMATS = (".png", ".svg", ".pdf")

_LOOK: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica"],
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.prop_cycle": cycler("color", PALETTE),
    "axes.grid": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "qualcode",
    "pdf.fonttype": 42,
    "path.sketch": None,
}


@contextmanager
def theme() -> Iterator[None]:
    """The theme, for as long as the block lasts; what was set before is set again afterwards."""
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, "backend": "agg", **_LOOK}):
        yield


class Picture(Figure):
    """A figure that a notebook shows by itself. Where they are known: `alt`, what it shows, in words; `rule`, how it
    was counted; `warnings`, what to be careful about."""

    alt: str = ""
    rule: str = ""
    warnings: tuple[str, ...] = ()

    def _repr_png_(self) -> bytes:
        return save(self, Path("picture.png"))


def picture(width: float, height: float) -> Picture:
    """An empty figure of this size in inches; call it inside `theme`."""
    return Picture(figsize=(width, height), layout="constrained")


def colour(number: int) -> str:
    """The colour of the case, series or coder with this number; after eight they come round again."""
    return PALETTE[number % len(PALETTE)]


def sign(number: int) -> str:
    """The sign that goes with `colour(number)`; the second round of colours meets other signs."""
    return SIGNS[(number + number // len(PALETTE)) % len(SIGNS)]


def decimal_numbers(language: Language, digits: int = 1) -> FuncFormatter:
    """Numbers along an axis with the language's decimal sign (7,5 in Dutch)."""
    return FuncFormatter(lambda value, _place: language.number(value, digits))


def heat_ramp() -> LinearSegmentedColormap:
    """The ramp of `heat_colour` as a colour map."""
    return LinearSegmentedColormap.from_list("qualcode", [heat_colour(step / STEPS) for step in range(STEPS + 1)])


def save(figure: Figure, path: Path, *, dpi: int | None = None) -> bytes:
    """The figure as a file by the suffix of `path` (.png, .svg, .pdf), a PNG with so many dots per inch: the same
    figure gives the same bytes. Writes nothing; raises `UnknownChoice` for another suffix."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownChoice("The suffix of a figure", suffix, FORMATS)
    unsaid = {".png": ["Software"], ".svg": ["Date", "Creator"], ".pdf": ["CreationDate"]}[suffix]
    file = io.BytesIO()
    with theme(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from font")  # an emoji in a name is shown as a box
        figure.savefig(file, format=suffix[1:], metadata=dict.fromkeys(unsaid), dpi=dpi or _LOOK["savefig.dpi"])
    return file.getvalue()
