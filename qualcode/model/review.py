"""Reviews: what a second coder says of the codings of the first."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer says of a coding. *Added* is said of a coding of the reviewer's own that was missing."""

    AGREED = "agreed"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
