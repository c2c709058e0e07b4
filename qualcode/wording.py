"""The words of texts and quotations: how often, which more than elsewhere, where, and what goes together."""

from __future__ import annotations

from qualcode.reader import Reader


class Wording(Reader):
    """The part of a project that looks at words."""
