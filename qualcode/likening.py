"""Which cases are alike, and whether more interviews would bring new codes."""

from __future__ import annotations

from qualcode.reader import Reader


class Likening(Reader):
    """The part of a project that compares cases and documents as wholes."""
