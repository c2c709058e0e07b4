"""A memo: what a coder writes about the project, a document, a code or a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MemoOn(StrEnum):
    PROJECT = "project"
    DOCUMENT = "document"
    CODE = "code"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Memo:
    """`target` is the id of what it is about, empty for the project."""

    id: str
    on: MemoOn
    target: str
    coder: str
    text: str
    created: str
