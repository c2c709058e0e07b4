"""Summaries by case and theme, tied to the quotations they rest on; and what moved between rounds."""

from __future__ import annotations

from qualcode.reader import Reader


class Framing(Reader):
    """The part of a project that lays cases beside themes."""
