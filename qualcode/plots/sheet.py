"""A figure that is laid out by hand: its axes are the whole sheet, in inches from the upper left corner.

with sheet(6, 4, ["A note."], title="Kampen") as (figure, axes):
    axes.text(0.1, 0.5, "half an inch from the top")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from qualcode.plots.lettering import LINE, TITLE, fitted, write_note, write_title
from qualcode.plots.theme import INK, Picture, picture, theme

#: Inches above what is drawn, with a title and without; and around the note.
TITLED, BARE, _ROOM, _TITLE = 0.42, 0.12, 0.22, 0.25


def head(title: str) -> float:
    """Inches from the upper edge to where drawing begins."""
    return TITLED if title else BARE


def noted(notes: Sequence[str]) -> float:
    """Inches that a note takes below what is drawn."""
    return _ROOM + LINE * len(notes)


@contextmanager
def sheet(width: float, height: float, notes: Sequence[str], *, title: str = "") -> Iterator[tuple[Picture, Axes]]:
    """A sheet on which `height` inches are drawn, from `head(title)` down, with its title above and its note below."""
    tall = head(title) + height + noted(notes)
    with theme():
        figure = picture(width, tall)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(tall, 0)
        axes.set_axis_off()
        if title:
            write_title(figure, title)
        write_note(figure, notes)
        yield figure, axes


def above(figure: Picture, title: str) -> Picture:
    """A figure that lays itself out, taller by the title above it."""
    width, height = map(float, figure.get_size_inches())
    figure.set_size_inches(width, height + _TITLE)
    line = fitted(title, width - 0.2, TITLE, bold=True)
    figure.suptitle(line, x=0.1 / width, ha="left", fontsize=TITLE, fontweight="bold", color=INK)
    return figure


def with_note(figure: Picture, notes: Sequence[str]) -> Picture:
    """A figure that lays itself out, with a note below it and below its legends."""
    width, height = map(float, figure.get_size_inches())
    with theme():
        figure.draw_without_rendering()
        high = max([0.0, *(legend.get_window_extent().height / figure.dpi for legend in figure.legends)])
        below, tall = noted(notes), height + noted(notes)
        figure.set_size_inches(width, tall)
        for legend in figure.legends:
            legend.set_in_layout(False)
            legend.set_bbox_to_anchor((0.0, below / tall, 1.0, 1.0 - below / tall), transform=figure.transFigure)
        engine = figure.get_layout_engine()
        if isinstance(engine, ConstrainedLayoutEngine):
            part = (below + high) / tall
            engine.set(rect=(0.0, part, 1.0, 1.0 - part))
        write_note(figure, notes)
    return figure
