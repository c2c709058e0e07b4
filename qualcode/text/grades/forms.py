"""The forms a grade takes besides a number: in words, on a condition, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.errors import BadGrade
from qualcode.model import Grade, Scale, Span
from qualcode.model.grade import plain, read_grade
from qualcode.text.grades.lexicon import CLAUSE_END, Lexicon, compiled
from qualcode.text.grades.numbers import Amount

_CLAUSE_END = compiled(CLAUSE_END)
#: A condition begins within so many characters of its grade, and is kept up to so many.
_FAR, _LONGEST = 240, 140


@dataclass(frozen=True, slots=True)
class Condition:
    """What a grade hangs on: its words, where they stand, and up to where the text is used up."""

    words: str
    span: Span
    end: int


def condition_of(text: str, sentence: Span, span: Span, words: Lexicon) -> Condition | None:
    """The condition of a grade: right after it ("een 8 als zij blijft"), or before it at the head of its sentence or of
    a part of it ("maar als zij blijft, een 8"). *Als ik eerlijk ben* and *als cijfer* are none."""
    after = words.condition.match(text, span.end, min(sentence.end, span.end + _FAR))
    if after and (clause := _clause(after["condition"], words)):
        start = after.start("condition")
        return Condition(_lower(clause), Span(start, start + len(clause)), start + len(clause))
    first = None
    if span.start - sentence.start <= _FAR:
        first = words.condition_first.match(text, sentence.start, span.start)
    first = first or words.condition_then.search(text, max(sentence.start, span.start - _FAR), span.start)
    if first and (clause := _clause(first["condition"], words, first=True)):
        start = first.start("condition")
        return Condition(_lower(clause), Span(start, start + len(clause)), span.end)
    return None


def _clause(text: str, words: Lexicon, *, first: bool = False) -> str:
    """The condition up to where the sentence goes on with something else; empty where it is none. One that stands
    first also ends where the main clause begins ("als het blijft geef ik een 8")."""
    ends = [words.clause_goes_on.search(text), words.main_clause.search(text) if first else None]
    end = min((found.start() for found in ends if found), default=len(text))
    clause = text[: min(end, _LONGEST)].rstrip(" ,;:’'\"*_)")
    return "" if words.filler.match(clause) else clause


def _lower(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].lower() + text[1:]


def number(amount: Amount, scale: Scale) -> Grade:
    """The grade of a number or range without a condition."""
    text = plain(amount.low) if amount.low == amount.high else f"{plain(amount.low)}-{plain(amount.high)}"
    return read_grade(text, scale)


def conditional(amount: Amount, condition: str, words: Lexicon, scale: Scale) -> Grade:
    """The grade of a number or range with its condition, as one writes it in a value."""
    high = f" {words.alternative} {plain(amount.high)}" if amount.high != amount.low else ""
    return read_grade(f"{plain(amount.low)}{high} {condition}", scale)


def verbal(said: str, condition: str, words: Lexicon, scale: Scale) -> Grade | None:
    """A grade in words, with its condition where it has one. A value in words holds no digit, so a condition with one
    is cut to its first word."""
    for text in (f"{said} {condition}".strip(), f"{said} {words.depends}"):
        try:
            return read_grade(" ".join(text.split()), scale)
        except BadGrade:
            if not condition:
                return None
    return None


def in_words(text: str, words: Lexicon) -> Iterator[Span]:
    """Where a grade stands in words: with an article ("een ruime voldoende"), as all that is said ("‘Ruim
    voldoende.’") or after a verb of grading. *Voldoende* before another word is no grade."""
    for found in words.verbal.finditer(text):
        group = "alone" if found["alone"] else "judged" if found["judged"] else 0
        span = Span(*found.span(group))
        if group or _CLAUSE_END.match(text, span.end) or words.follower.match(text, span.end):
            yield span


def refusals(text: str, sentence: Span, before: Span | None, words: Lexicon) -> Iterator[Span]:
    """Where a grade is refused in a sentence; "dat wil zij niet" refuses one after a sentence that speaks of it."""
    for found in words.refused.finditer(text, sentence.start, sentence.end):
        around = text[max(sentence.start, found.start() - 30) : min(sentence.end, found.end() + 20)]
        if not words.not_refused.search(around):
            yield Span(*found.span())
            return
    if before is not None and words.noun.search(text, before.start, before.end):
        after = words.refused_after.match(text, sentence.start, sentence.end)
        if after:
            yield Span(sentence.start + _margin(after[0]), after.end())


def partly_refused(text: str, sentence: Span, words: Lexicon) -> Span | None:
    """Where a sentence with a grade refuses another ("met de gemeente kan ik niet zeggen")."""
    found = words.partly_refused.search(text, sentence.start, sentence.end)
    return Span(*found.span()) if found else None


def _margin(text: str) -> int:
    return len(text) - len(re.sub(r"^[\W_]+", "", text))


def refused(text: str, span: Span, sentence: Span, after: Span | None, words: Lexicon) -> tuple[Grade, Span | None]:
    """The refusal with its reason, where one follows in so many words, and where that stands."""
    found = words.reason.match(text, span.end, sentence.end)
    if found is None and after is not None and not text[span.end : sentence.end].strip(" .,:;!?’”\"'*_"):
        found = words.reason_after.match(text, after.start, after.end)
    reason = _lower(found["reason"]).rstrip(" ,;:’'*_)") if found else ""
    if not found or not reason:
        return read_grade(words.refusal), None
    return read_grade(f"{words.refusal}: {reason}"), Span(*found.span("reason"))
