"""A figure as a file of a given width: for a page of Word, a slide, a poster."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

from qualcode.errors import UnknownOption, WrongUsage
from qualcode.plots.theme import Picture, theme

#: What can be written, by suffix.
FORMATS = (".svg", ".png")
_INCH, _DPI, _SMALLEST = 2.54, 150, 5.0
#: Points of the smallest letters in a figure at its own size.
_LETTERS = 6.5


def written(figure: Picture, path: Path, *, width: float | None = None, dpi: int | None = None) -> bytes:
    """The figure as a file by the suffix of `path`, `width` centimetres wide (its own without); the same figure gives
    the same bytes, for no clock and no version is in them. What it shows in words goes in as its description. Writes
    nothing. Raises `UnknownOption` for another suffix, and `WrongUsage` for a size that is none, or dots per inch of
    an SVG, which has none."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownOption("The suffix of a figure", suffix or path.name, FORMATS)
    if (width is not None and not 1 <= width <= 200) or (dpi is not None and not 30 <= dpi <= 1200):
        raise WrongUsage("A figure is 1 to 200 cm wide, and has 30 to 1200 dots per inch.")
    if dpi is not None and suffix == ".svg":
        raise WrongUsage("An SVG has no dots per inch: leave --dpi out, or write a .png.")
    scale = 1.0 if width is None else width / own_width(figure)
    return _png(figure, dpi or _DPI, scale) if suffix == ".png" else _svg(figure, scale)


def own_width(figure: Picture) -> float:
    """Centimetres that a figure is wide by itself."""
    return float(figure.get_size_inches()[0]) * _INCH


def too_small(figure: Picture, width: float | None) -> str:
    """A sentence where a figure would be so narrow that its letters cannot be read; empty where it would not."""
    letters = _LETTERS * (width or own_width(figure)) / own_width(figure)
    if letters >= _SMALLEST:
        return ""
    return (
        f"At {width:g} cm the smallest letters are {letters:.1f} points; at {own_width(figure):.0f} cm they are "
        f"{_LETTERS}. Fewer cases or codes (--case, --code, --level) make it narrower."
    )


def _png(figure: Picture, dpi: int, scale: float) -> bytes:
    """As many dots as the width asks; the file says so many to the inch."""
    said = {"Software": None, **({"Description": figure.alt} if figure.alt else {})}
    return _saved(figure, format="png", dpi=dpi * scale, metadata=said, pil_kwargs={"dpi": (dpi, dpi)})


def _svg(figure: Picture, scale: float) -> bytes:
    said = {"Date": None, "Creator": None, **({"Description": figure.alt} if figure.alt else {})}
    data = _saved(figure, format="svg", metadata=said)
    head, start, rest = data.partition(b"<svg ")
    tag, end, body = rest.partition(b">")
    for side, inches in zip(("width", "height"), figure.get_size_inches(), strict=True):
        size = f'{side}="{inches * scale * _INCH:.2f}cm"'.encode()
        tag = re.sub(rb'\b%s="[^"]*"' % side.encode(), size, tag, count=1)
    return head + start + tag + end + body


def _saved(figure: Picture, **options: Any) -> bytes:
    file = io.BytesIO()
    with theme(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from font")  # an emoji in a name is shown as a box
        figure.savefig(file, **options)
    return file.getvalue()
