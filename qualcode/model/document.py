"""A document: a stored text, where it came from, and what is known about it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: What a document's front matter may hold: text, number, truth value, or a list of them.
Value = str | int | float | bool | None | tuple["Value", ...]

INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its attributes.

    `text` is the file decoded, its BOM dropped, CR and CRLF as LF, its front matter removed; nothing else is
    touched, and every position counts Unicode code points in it. `case` is the key of the case (`KA`).
    `attributes` holds what front matter and id say, the case's own attribute included.
    """

    id: str
    text: str
    case: str = ""
    kind: str = INTERVIEW
    interview: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)
    path: str = ""

    def __repr__(self) -> str:
        return f"<Document {self.id}: {self.kind}, {len(self.text)} characters>"

    @property
    def hash(self) -> str:
        return text_hash(self.text)


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def interview_of(document: str) -> str:
    """The interview a document belongs to when it does not say: its id without a trailing letter.

    Only a letter that follows a digit marks a speaker:

    >>> interview_of("OGF2.4.3a"), interview_of("OGF2.4.3"), interview_of("alpha")
    ('OGF2.4.3', 'OGF2.4.3', 'alpha')
    """
    return re.sub(r"(?<=\d)[A-Za-z]$", "", document)
