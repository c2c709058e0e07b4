"""The rules of a codebook, applied to passages: which codes they give, and by which words.

    rules = Rules.of(codebook, "nl", contrast=settings.report.contrast, guide=settings.guide)
    rules.matches("De vrijwilligers trekken de kar.")

Nothing here knows of coders or of what is coded already: the same passage always gives the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.assist.cues import Mode, modes, wishes
from qualcode.assist.grades import GradeFinder
from qualcode.assist.patterns import Hit, TermFinder
from qualcode.model import Code, Codebook, Fragment, Grade, Question, Span, Term
from qualcode.text.units import sentences

#: The unit of a rule that does not say.
UNIT = "sentence"
#: What a term is called that is no word: the language of wishes, and of grades.
WISH, GRADE = "wish", "grade"
#: How certain it must be (0 to 1) that a grade is one of a code, for a rule to give it.
SURE = 0.55


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for a passage. `code` is the code's id, `span` the passage, `words` what carried it, in the
    order of the text. `terms` are the terms that stand there as they are written, and `wish` or `grade` where the rule
    looked for those; `value` is the grade."""

    code: str
    span: Span
    words: tuple[Span, ...]
    terms: tuple[str, ...]
    value: Grade | None = None

    @property
    def term(self) -> str:
        """The terms in a row."""
        return " + ".join(self.terms)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule says of a passage: its matches, or where there are none, why."""

    code: str
    matches: tuple[Match, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The terms of one code, read, and what else its rule asks. A `narrow` one is read in a paragraph, whose sentences
    tell what a grade is for and which of them gives it, and holds for the sentence with the grade."""

    code: Code
    any: tuple[Term, ...]
    all: tuple[Term, ...]
    none: tuple[Term, ...]
    wish: bool | None
    unit: str
    narrow: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.any, *self.all, *self.none)


class Rules:
    """The rules of a codebook for texts in one language. `without` are the ids of the codes in use (of those it is
    `about`, where it is not about all) that have none."""

    def __init__(
        self,
        codebook: Codebook,
        readings: Sequence[_Reading],
        language: str,
        guide: Sequence[Question] = (),
        about: Collection[str] | None = None,
    ) -> None:
        self.codebook = codebook
        self.language = language
        self.guide = tuple(guide)
        self._readings = {reading.code.id: reading for reading in readings}
        in_use = (code.id for code in codebook if not code.retired and (about is None or code.id in about))
        self.without = tuple(code for code in in_use if code not in self._readings)

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        language: str,
        *,
        contrast: Sequence[tuple[str, str]] = (),
        guide: Sequence[Question] = (),
        keywords: bool = False,
        unit: str = UNIT,
    ) -> Rules:
        """The rules of all codes in use. With `keywords` those of a code without a rule count as its `any`; `unit` is
        for rules that name none. A code in a branch of wishes asks for words of a wish unless its rule says otherwise
        (see `qualcode.assist.cues.modes`)."""
        mode = modes(codebook, contrast)
        found = [
            reading
            for code in codebook
            if not code.retired and (reading := _reading(code, mode[code.id], keywords=keywords, unit=unit))
        ]
        return cls(codebook, found, language, guide)

    def __contains__(self, code: object) -> bool:
        return code in self._readings

    @property
    def codes(self) -> tuple[str, ...]:
        """The ids of the codes with a rule, in the order of the codebook."""
        return tuple(self._readings)

    @property
    def units(self) -> tuple[str, ...]:
        """The units the rules are read in."""
        return tuple(dict.fromkeys(reading.unit for reading in self._readings.values()))

    def unit(self, code: str) -> str:
        return self._readings[code].unit

    def only(self, codes: Iterable[str]) -> Rules:
        """The rules of these codes (ids)."""
        kept = set(codes)
        chosen = [reading for code, reading in self._readings.items() if code in kept]
        return Rules(self.codebook, chosen, self.language, self.guide, kept)

    def matches(self, passage: Fragment | str, unit: str | None = None) -> list[Match]:
        """What the rules give a passage, in the order of the codebook; spans are in the passage's document. With `unit`
        only the rules that are read in such units."""
        fragment = _fragment(passage)
        if fragment is None:
            return []
        found = self._finder.find(fragment.quote)
        chosen = [each for each in self._readings.values() if unit in (None, each.unit)]
        return [match for reading in chosen for match in self._try(reading, fragment, found).matches]

    def trial(self, code: str, passage: Fragment | str) -> Trial:
        """What the rule of one code (its id) says of a passage, and why not where it does not hold."""
        fragment = _fragment(passage)
        if fragment is None:
            return Trial(code, (), "the passage is empty")
        return self._try(self._readings[code], fragment, self._finder.find(fragment.quote))

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder((term for each in self._readings.values() for term in each.terms), self.language)

    def _try(self, reading: _Reading, fragment: Fragment, found: Mapping[str, Sequence[Hit]]) -> Trial:
        """Whether the words of a rule stand there, then whether a wish does, then, for a grade, which."""
        why = _missing(reading, found)
        wished = [] if why or reading.wish is None else wishes(fragment.quote, self.language)
        if not why and reading.wish is not None and bool(wished) is not reading.wish:
            why = "no words of a wish" if reading.wish else f"words of a wish: {wished[0].of(fragment.quote)!r}"
        if why:
            return Trial(reading.code.id, (), why)
        terms = [term.text for term in (*reading.any, *reading.all) if term.text in found]
        spans = [span for term in terms for hit in found[term] for span in hit]
        if reading.wish:
            spans, terms = [*spans, *wished], [*terms, WISH]
        words = [_moved(span, fragment.span.start) for span in spans]
        if reading.code.grade is None:
            match = Match(reading.code.id, fragment.span, _in_order(words), tuple(terms))
            return Trial(reading.code.id, (match,))
        return self._graded(reading, fragment, words, terms)

    def _graded(self, reading: _Reading, fragment: Fragment, words: list[Span], terms: list[str]) -> Trial:
        """A match for each grade in the passage that is likely enough to be one of this code."""
        code = reading.code.id
        found = [each for each in self._grades.found(fragment) if each.code == code]
        spans: dict[Grade, list[Span]] = {}
        for each in found:
            if each.certainty >= SURE:
                spans.setdefault(each.grade, []).append(each.span)
        matches = []
        for value, own in spans.items():
            span = _sentence(fragment, own[0]) if reading.narrow else fragment.span
            inside = [each for each in (*words, *own) if span.start <= each.start and each.end <= span.end]
            matches.append(Match(code, span, _in_order(inside), (*terms, GRADE), value))
        unsure = "a grade, and too little that tells what it is for" if found else "no grade for this code"
        return Trial(code, tuple(matches), "" if matches else unsure)

    @cached_property
    def _grades(self) -> GradeFinder:
        return GradeFinder(self.codebook, self.guide, self.language)


def _reading(code: Code, mode: Mode, *, keywords: bool, unit: str) -> _Reading | None:
    """The rule of a code, read; None for a code that has none."""
    rule, wish = code.rule, True if mode is Mode.WISH else None
    if rule is None or not (rule.looks_for_words or code.grade):
        by_keyword = tuple(term for each in code.keywords if (term := Term.plain(each)).runs)
        if not keywords or not (by_keyword or code.grade):
            return None
        if code.grade:  # looks for a grade: its keywords tell what one is for, and need not stand there
            return _Reading(code, (), (), (), wish, *_of_grades(unit))
        return _Reading(code, by_keyword, (), (), wish, unit)
    some, every, none = (tuple(map(Term.read, each)) for each in (rule.any, rule.all, rule.none))
    wish, unit = wish if rule.wish is None else rule.wish, rule.unit or unit
    if code.grade and not (some or every or none):
        return _Reading(code, (), (), (), wish, *_of_grades(unit))
    return _Reading(code, some, every, none, wish, unit)


def _of_grades(unit: str) -> tuple[str, bool]:
    """The unit in which a rule for grades alone is read, and whether it then holds for a sentence of it."""
    return ("paragraph", True) if unit == UNIT else (unit, False)


def _sentence(fragment: Fragment, place: Span) -> Span:
    """The sentence of a passage in which a place stands; all of the passage where it stands in more than one."""
    by = fragment.span.start
    for each in sentences(fragment.quote):
        if each.start + by <= place.start and place.end <= each.end + by:
            return _moved(each, by)
    return fragment.span


def _missing(reading: _Reading, found: Mapping[str, object]) -> str:
    """Why the terms of a rule do not hold; empty where they do."""
    barred = [term.text for term in reading.none if term.text in found]
    lacking = [term.text for term in reading.all if term.text not in found]
    if barred:
        return f"{', '.join(barred)} stands there, and none of that may"
    if lacking:
        return f"{', '.join(lacking)} does not stand there"
    if reading.any and not any(term.text in found for term in reading.any):
        return f"none of its terms stands there ({', '.join(term.text for term in reading.any)})"
    return ""


def _fragment(passage: Fragment | str) -> Fragment | None:
    """The passage as a fragment; None for an empty text."""
    if isinstance(passage, Fragment):
        return passage
    return Fragment("", Span(0, len(passage)), passage) if passage.strip() else None


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))
