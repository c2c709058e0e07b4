"""How codes go together, and what was not coded."""

from __future__ import annotations

from qualcode.reader import Reader


class Relating(Reader):
    """The part of a project that tells which codes go together, and how far the texts are coded."""
