"""What stands beside the interviews: evaluation forms and registrations, as tables."""

from __future__ import annotations

from qualcode.reader import Reader


class Beside(Reader):
    """The part of a project that reads the tables beside its interviews."""
