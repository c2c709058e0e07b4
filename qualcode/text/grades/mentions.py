"""The grades that are mentioned in a text, in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from qualcode.model import Grade, GradeForm, Scale, Span
from qualcode.text.grades import forms
from qualcode.text.grades.guards import NEAR, Setting, is_grade, may_be_grade, setting_of
from qualcode.text.grades.lexicon import Lexicon, lexicon
from qualcode.text.grades.numbers import Amount, amounts
from qualcode.text.units import sentences

#: A grade is remembered for so many sentences, where it makes a number after a colon one too.
_FAR = 3
_DIGIT = re.compile("[1-9]")


_Placed = TypeVar("_Placed", Amount, Span)


@dataclass(frozen=True, slots=True)
class Mention:
    """A grade in a text: the words that say it ("een 7,5"), the grade, and the words that made it one ("geef", a
    condition, a reason). `aside` marks a grade of another time, or one that is
    not meant ("vorig jaar een 8"). All places are in the text."""

    span: Span
    grade: Grade
    cue: tuple[Span, ...] = ()
    aside: bool = False


def may_hold(text: str, language: str = "nl") -> bool:
    """Whether a text can hold a grade at all: it has a digit, a number in words or a word of grading. Quick."""
    if _DIGIT.search(text):
        return True
    folded, words = text.casefold(), lexicon(language)
    return any(hint in folded for hints in (words.numerals, words.speech, words.worded) for hint in hints)


def mentions(
    text: str, language: str = "nl", scale: Scale = Scale(), subjects: re.Pattern[str] | None = None
) -> list[Mention]:
    """The grades mentioned in a text, in order. `subjects` are words for what is graded: after one of them and a colon
    a number is a grade ("samenwerking: 8").

    >>> text = "Zij geeft een 7,5. Vier mensen kwamen, en voor de rest geeft zij geen cijfer."
    >>> [(each.span.of(text), str(each.grade)) for each in mentions(text)]
    [('een 7,5', '7.5'), ('geeft zij geen cijfer', 'geen cijfer')]
    """
    if not may_hold(text, language):
        return []
    return list(_Reading(text, lexicon(language), scale, subjects).mentions())


def _starting_in(sentence: Span, found: Sequence[_Placed]) -> Sequence[_Placed]:
    """Those that start in the sentence, of what stands in the order of the text."""
    first = bisect_left(found, sentence.start, key=lambda each: each.start)
    return found[first : bisect_left(found, sentence.end, key=lambda each: each.start)]


class _Reading:
    """A text that is read for grades, sentence by sentence."""

    def __init__(self, text: str, words: Lexicon, scale: Scale, subjects: re.Pattern[str] | None) -> None:
        self.text, self.words, self.scale, self.subjects = text, words, scale, subjects

    def mentions(self) -> Iterator[Mention]:
        """Most texts with a number hold no grade; they are left before they are cut into sentences."""
        folded = self.text.casefold()
        spoken = any(hint in folded for hint in self.words.speech)
        numbers = amounts(self.text, self.words)
        worded: list[Span] = []
        if any(hint in folded for hint in self.words.worded):
            worded = list(forms.in_words(self.text, self.words))
        if spoken or worded or any(may_be_grade(each, self.text, self.words) for each in numbers):
            yield from self._sentences(numbers, worded, spoken)

    def _sentences(self, numbers: Sequence[Amount], worded: Sequence[Span], spoken: bool) -> Iterator[Mention]:
        places = sentences(self.text)
        before, asked, since = None, False, _FAR
        for place, sentence in enumerate(places):
            here, said = _starting_in(sentence, numbers), _starting_in(sentence, worded)
            folded = sentence.of(self.text).casefold() if spoken else ""
            speaks = any(hint in folded for hint in self.words.speech)
            found: list[Mention] = []
            if here or said or speaks or asked:
                setting = setting_of(
                    self.text,
                    sentence,
                    before,
                    self.words,
                    self.scale,
                    subjects=self.subjects,
                    found_before=since < _FAR,
                )
                found = [*self._numbers(here, setting), *self._in_words(said, setting)]
                after = places[place + 1] if place + 1 < len(places) else None
                found += self._refused(setting, before, after, found, speaks=speaks or asked)
                yield from sorted(found, key=lambda each: each.span)
            before, asked, since = sentence, speaks, 0 if found else since + 1

    def _numbers(self, numbers: Sequence[Amount], setting: Setting) -> list[Mention]:
        found: list[Mention] = []
        used = 0
        for amount in numbers:
            if amount.lead >= used and is_grade(amount, setting, self.words, self.scale):
                mention, used = self._mention(amount, setting, numbers)
                found.append(mention)
                setting = replace(setting, found_here=True)
        return found

    def _mention(self, amount: Amount, setting: Setting, numbers: Sequence[Amount]) -> tuple[Mention, int]:
        """The mention, and up to where it uses the text up."""
        span = Span(amount.lead, amount.end)
        cue = setting.cues
        condition = forms.condition_of(self.text, setting.sentence, span, self.words)
        if condition and any(each.article for each in _starting_in(condition.span, numbers)):
            condition = None  # it is the next grade's: "een 6, maar als zij meedoen een 8"
        aside = self._aside(span, setting.sentence, sure=condition is None)
        if condition is None:
            return Mention(span, forms.number(amount, self.scale), cue, aside), span.end
        told, end = self._otherwise(condition, numbers)
        grade = forms.conditional(amount, told, self.words, self.scale)
        return Mention(span, grade, tuple(sorted((*cue, condition.span))), aside), end

    def _otherwise(self, condition: forms.Condition, numbers: Sequence[Amount]) -> tuple[str, int]:
        """The condition with the grade that is given otherwise ("anders blijf ik op een 6"), and where that ends."""
        first = bisect_left(numbers, condition.end, key=lambda each: each.start)
        for other in numbers[first : first + 3]:
            if self.words.otherwise.fullmatch(self.text, condition.end, other.lead):
                word = self.words.otherwise_word
                return f"{condition.words}, {word} {forms.number(other, self.scale)}", other.end
        return condition.words, condition.end

    def _aside(self, span: Span, sentence: Span, *, sure: bool) -> bool:
        """Whether the clause around a grade speaks of another time, or it is taken back at once ("een 7, nee, …"). What
        is hoped for is aside too, unless it is said on what condition."""
        start, end = max(sentence.start, span.start - NEAR), min(sentence.end, span.end + NEAR)
        if self.words.corrected.match(self.text, span.end, end):
            return True
        earlier = [found.end() for found in self.words.clause.finditer(self.text, start, span.start)]
        later = self.words.clause.search(self.text, span.end, end)
        clause = slice(earlier[-1] if earlier else start, later.start() if later else end)
        around = self.text[clause]
        return bool(self.words.aside.search(around) or (sure and self.words.wished.search(around)))

    def _in_words(self, said: Sequence[Span], setting: Setting) -> list[Mention]:
        found = []
        for span in said:
            condition = forms.condition_of(self.text, setting.sentence, span, self.words)
            grade = forms.verbal(span.of(self.text), condition.words if condition else "", self.words, self.scale)
            if grade is not None:
                cue = (*setting.cues, *((condition.span,) if condition else ()))
                aside = self._aside(span, setting.sentence, sure=condition is None)
                found.append(Mention(span, grade, tuple(sorted(cue)), aside))
        return found

    def _refused(
        self, setting: Setting, before: Span | None, after: Span | None, found: list[Mention], *, speaks: bool
    ) -> list[Mention]:
        sentence = setting.sentence
        spans = list(forms.refusals(self.text, sentence, before, self.words)) if speaks else []
        if not spans and any(each.grade.form is not GradeForm.REFUSED for each in found):
            partly = forms.partly_refused(self.text, sentence, self.words)
            spans = [partly] if partly else []
        result = []
        for span in spans:
            grade, reason = forms.refused(self.text, span, sentence, after, self.words)
            cue = (*setting.cues, *((reason,) if reason else ()))
            result.append(Mention(span, grade, tuple(sorted(cue))))
        return result
