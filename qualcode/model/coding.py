"""Quotations and codings: what people lay on a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcode.display import blockquote, card, notes
from qualcode.errors import BadMark
from qualcode.model.grade import Grade
from qualcode.model.span import Span


class Origin(StrEnum):
    """How a coding came to be."""

    MANUAL = "manual"
    RULE = "rule"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    IMPORTED = "imported"


class Status(StrEnum):
    """Drafts count nowhere."""

    FINAL = "final"
    DRAFT = "draft"


class Anchor(StrEnum):
    """How a quotation stands to the present text of its document."""

    FIRM = "firm"
    CHANGED = "changed"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a document (Dutch: fragment), with its label `KAF2.4.1:12`, words, comment and marks.

    `verbatim`: a respondent's own words. `released`: chosen for the report. An orphaned quotation keeps the
    words and place it last had.
    """

    id: str
    document: str
    number: int
    span: Span
    words: str
    coder: str
    comment: str = ""
    verbatim: bool = False
    released: bool = False
    anchor: Anchor = Anchor.FIRM
    created: str = ""

    @property
    def label(self) -> str:
        return f"{self.document}:{self.number}"

    def _repr_html_(self) -> str:
        marks = ["verbatim"] * self.verbatim + ["released"] * self.released
        marks += [] if self.anchor is Anchor.FIRM else [str(self.anchor)]
        told = [self.label, self.coder, *marks, self.comment]
        return card(blockquote(self.words), notes(" · ".join(filter(None, told))))


@dataclass(frozen=True, slots=True)
class Coding:
    """A code on a quotation, given by a coder."""

    id: str
    quotation: str
    code: str
    coder: str
    origin: Origin = Origin.MANUAL
    status: Status = Status.FINAL
    value: Grade | None = None
    specification: str = ""
    comment: str = ""
    source: str = ""
    created: str = ""


def read_origin(text: str) -> Origin:
    """`Origin` by its name; raises `BadMark`."""
    try:
        return Origin(text)
    except ValueError as err:
        raise BadMark("origin", text, list(Origin)) from err


def read_status(text: str) -> Status:
    """`Status` by its name; raises `BadMark`."""
    try:
        return Status(text)
    except ValueError as err:
        raise BadMark("status", text, list(Status)) from err


def same_specification(text: str) -> str:
    """The form in which specifications are compared: case and surrounding space do not matter."""
    return " ".join(text.split()).casefold()
