"""Suggestions: what a machine lays on the desk. None of it is a coding until a person says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcode.model.grade import Grade
from qualcode.model.span import Span

#: From these probabilities on a suggestion is shown as strong, or as possible.
STRONG, POSSIBLE = 0.30, 0.10


class Strength(StrEnum):
    """How a suggestion is shown: solid, outlined, or behind "more". The number itself is there on demand."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"

    @classmethod
    def of(cls, p: float) -> Strength:
        """
        >>> Strength.of(0.3), Strength.of(0.1), Strength.of(0.09)
        (<Strength.STRONG: 'strong'>, <Strength.POSSIBLE: 'possible'>, <Strength.WEAK: 'weak'>)
        """
        if p >= STRONG:
            return cls.STRONG
        return cls.POSSIBLE if p >= POSSIBLE else cls.WEAK


class Answer(StrEnum):
    """What a person said to a suggestion. *Changed*: accepted with another code. A skipped one may come back."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A passage that may be coded, and what stands around it. The context informs; the span is what is coded.

    `span` is in the document's text. `heading` is the nearest heading above, without its marks; `questions` are the
    ids of the guide's questions it answers. `before` and `after` are the sentences next to it in the same section.
    `label` is the quotation's, where the passage is one.
    """

    document: str
    span: Span
    quote: str
    heading: str = ""
    questions: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a suggestion: by how much it raised the score, and the words that carried it.

    `kind` says which reason (see `qualcode.assist.reasons`); `weight` is in log-odds and above zero. `spans` are the
    words in the document's text, none where the reason is not in words. `about` is what it points to: the label of a
    quotation, the title of a question, the name of a cue.
    """

    kind: str
    weight: float
    spans: tuple[Span, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that a machine thinks likely for a passage, with its calibrated probability and its reasons, the largest
    first. `code` is the code's id; `source` names the suggester; `value` is a grade found in the words."""

    document: str
    span: Span
    quote: str
    code: str
    p: float
    reasons: tuple[Reason, ...] = ()
    source: str = ""
    value: Grade | None = None

    @property
    def strength(self) -> Strength:
        return Strength.of(self.p)
