"""Grades as people give them: five forms, two of which carry a number that may enter a mean.

| form | written | low | high |
|---|---|---|---|
| number | `7,5` `7.5` | 7.5 | 7.5 |
| range | `7,5 tot 8` `7 à 8` `7-8` | 7.5 | 8 |
| verbal | `een voldoende` | – | – |
| conditional | `8 of 9 als de huisartsen meedoen` | 8 | 9 |
| refused | `geen cijfer: te weinig deelnemers` | – | – |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from numbers import Real

from qualcode.errors import BadGrade


class GradeForm(StrEnum):
    NUMBER = "number"
    RANGE = "range"
    VERBAL = "verbal"
    CONDITIONAL = "conditional"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers a grade code allows, both ends included."""

    minimum: float = 1
    maximum: float = 10

    def __str__(self) -> str:
        return f"{plain(self.minimum)} to {plain(self.maximum)}"


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade. `text` is what was written; numbers in it are normalised to a decimal point."""

    form: GradeForm
    text: str
    low: float | None = None
    high: float | None = None

    @property
    def counts(self) -> bool:
        """Whether it enters a mean: unconditional numbers and ranges only."""
        return self.form in (GradeForm.NUMBER, GradeForm.RANGE)

    @property
    def middle(self) -> float | None:
        """The number used in a mean: a range counts as the middle of its ends (7,5 tot 8 is 7.75)."""
        return (self.low + self.high) / 2 if self.counts and self.low is not None and self.high is not None else None

    def __str__(self) -> str:
        return self.text


_NUMBER = r"\d+(?:[.,]\d+)?"
_TO = r"(?:\s*(?:-|–|—|\.\.)\s*|\s+(?:tot(?:\s+en\s+met)?|à|a|of|to|or|en|and)\s+)"
_LEAD = r"(?:(?:een|ongeveer|tussen(?:\s+de|\s+een)?|between|about|a)\s+)?"
_AMOUNT = re.compile(rf"{_LEAD}({_NUMBER})(?:{_TO}(?:een\s+)?({_NUMBER}))?", re.IGNORECASE)
_CONDITION = re.compile(r"\b(als|mits|indien|wanneer|zodra|tenzij|if|provided|when|unless)\b", re.IGNORECASE)
#: Numbers in words, in Dutch and English; "een" is an article.
_WORDS = {
    "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_REFUSED = re.compile(r"(?:geen(?:\s+cijfer)?|geweigerd|refused|no\s+grade)\b[\s:,;–-]*(.*)", re.IGNORECASE | re.DOTALL)


def read_grade(value: str | float | Grade, scale: Scale = Scale()) -> Grade:
    """Read a grade in any of its five forms.

    Raises `BadGrade` for an empty value, a number off the scale, a range that runs backwards, and a text with a
    number that is none of the forms ("7 mensen").

    >>> read_grade("7,5 tot 8").middle
    7.75
    >>> read_grade("een acht").text
    '8'
    """
    if isinstance(value, Grade):
        return value
    text = " ".join((plain(float(value)) if isinstance(value, Real) else str(value)).split())
    if not text:
        raise BadGrade("The grade is empty. Give a number, a range, words, a condition or a refusal with its reason.")
    refused = _REFUSED.fullmatch(text)
    if refused:
        return Grade(GradeForm.REFUSED, text)
    digits = _in_digits(text)
    amount = _AMOUNT.match(digits)
    if amount is None:
        return _in_words(text)
    return _in_numbers(digits, amount, scale, said=text)


def _in_digits(text: str) -> str:
    """A grade in words as one in digits ("een acht": "een 8"); another text ("twee van de tien") as it stands."""
    digits = _WORD.sub(lambda word: str(_WORDS[word[0].lower()]), text)
    amount = _AMOUNT.match(digits)
    if digits == text or amount is None:
        return text
    rest = digits[amount.end() :].strip(" ,;:()")
    return digits if not rest or _CONDITION.search(rest) else text


def _in_words(text: str) -> Grade:
    if not any(letter.isalpha() for letter in text) or re.search(r"\d", text):
        raise BadGrade(_unreadable(text))
    return Grade(GradeForm.CONDITIONAL if _CONDITION.search(text) else GradeForm.VERBAL, text)


def _in_numbers(text: str, amount: re.Match[str], scale: Scale, *, said: str) -> Grade:
    low = _number(amount[1])
    high = _number(amount[2]) if amount[2] else low
    rest = text[amount.end() :].strip(" ,;:()")
    for number in (low, high):
        if not scale.minimum <= number <= scale.maximum:
            raise BadGrade(f"The grade {text!r} is out of range: this code takes {scale}.")
    if low > high:
        raise BadGrade(f"The grade {text!r} runs backwards: write the lower number first.")
    if not rest:
        if low == high:
            return Grade(GradeForm.NUMBER, plain(low), low, high)
        return Grade(GradeForm.RANGE, f"{plain(low)}-{plain(high)}", low, high)
    if _CONDITION.search(rest):
        return Grade(GradeForm.CONDITIONAL, said, low, high)
    raise BadGrade(_unreadable(text))


def _unreadable(text: str) -> str:
    return (
        f"The grade {text!r} cannot be read. Write a number (7,5), a range (7 tot 8), words (een voldoende), "
        "a condition (8 als de huisartsen meedoen) or a refusal (geen cijfer: te vroeg)."
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def plain(number: float) -> str:
    """`7.0` as `7`, `7.50` as `7.5`."""
    return f"{number:.10g}"
