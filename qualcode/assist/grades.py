"""Which grade code a grade in a text is meant for.

Tried in this order: what the grade's own sentence speaks of, the question of the guide (or the heading) the fragment
answers, and the nearest words around. A code is known by the words of its path, its keywords and its definition, as far
as the other grade codes do not have them too. With one grade code that is the one; with several and no clue all are
given, with little certainty.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.assist.codetexts import about
from qualcode.model import Code, Codebook, Fragment, Grade, GradeForm, Question, Scale, Span
from qualcode.text.grades import Mention, may_hold, mentions
from qualcode.text.lemmas import Lemmas
from qualcode.text.units import sentences

#: How sure it is which code is meant, by what told: the only code; the sentence, with the question asked, without one,
#: or against it; the question; a code's own words nearby; words of its definition nearby; nothing (shared by all).
ONLY, AGREED, SENTENCE, DISPUTED, QUESTION, NEARBY, HINTED, NO_CLUE = 0.85, 0.95, 0.85, 0.6, 0.85, 0.6, 0.4, 0.5
#: What is left of that where nothing but an article made it a grade.
UNSUPPORTED = 0.7
_PATH, _KEYWORD, _DEFINITION = 3, 2, 1
_WORD = re.compile(r"[^\W\d_]{4,}")
#: A grade for something stands before it within so many characters: "een 7 voor de samenwerking".
_FOR = 60
#: The same grade so few characters on is said again.
_AGAIN = 20
_PARTICLES = re.compile(r"(aan|af|bij|in|mee|na|om|op|over|samen|terug|toe|uit|voor)(?=[^\W\d_]{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A grade and the code it is likely for. `span` and `cues` are in the document's text; `certainty`, 0 to 1, says
    how sure it is that this is a grade for this code."""

    code: str
    grade: Grade
    span: Span
    certainty: float
    cues: tuple[Span, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Target:
    """A grade code, the words it is known by with their weight, and the guide's questions that ask for it."""

    code: Code
    words: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    questions: frozenset[str]


class GradeFinder:
    """Finds grades in the fragments of one project: a codebook with its guide, read once."""

    def __init__(self, codebook: Codebook, guide: Sequence[Question] = (), language: str = "nl") -> None:
        self.codebook, self.language = codebook, language
        self.codes = tuple(code for code in codebook if code.grade is not None and not code.retired)
        known = _known_by(codebook, self.codes, language)
        asked = _questions(codebook, self.codes, guide)
        self._targets = tuple(
            _Target(
                code,
                _pattern(word for word, weight in known[code.id].items() if weight > _DEFINITION),
                _pattern(known[code.id]),
                asked[code.id],
            )
            for code in self.codes
        )
        self._scale = _widest(self.codes)
        named = "|".join(each.words.pattern for each in self._targets if each.words)
        self._subjects = re.compile(named, re.IGNORECASE) if named else None

    def found(self, fragment: Fragment, *, asides: bool = False) -> tuple[Found, ...]:
        """The grades in a fragment, in order; with `asides` also those of another time."""
        if not self._targets or not may_hold(fragment.quote, self.language):
            return ()
        context, start = _in_context(fragment)
        inside, by = Span(start, start + len(fragment.quote)), fragment.span.start - start
        said = [
            each for each in mentions(context, self.language, self._scale, self._subjects) if asides or not each.aside
        ]
        if not any(_lies_in(each.span, inside) for each in said):
            return ()
        places = sentences(context)
        kept = _without_repeats(list(self._read(said, context, places, fragment)), places)
        return tuple(_moved(each, inside, by) for each in kept if _lies_in(each.span, inside))

    def _read(
        self, said: Sequence[Mention], context: str, places: Sequence[Span], fragment: Fragment
    ) -> Iterator[Found]:
        """What was said, with the codes it may be for; all places are in the context."""
        supported = bool(self._asked(fragment))
        for mention in said:
            sentence = _sentence_of(mention.span, places)
            beside = [each.span for each in said if each is not mention and each.span.overlaps(sentence)]
            for target, certainty, cue in self._meant(mention, context, sentence, beside, fragment):
                if not _fits(mention.grade, target.code.grade):
                    continue
                sure = certainty if mention.cue or supported else certainty * UNSUPPORTED
                cues = tuple(sorted({*mention.cue, *cue}))
                yield Found(target.code.id, mention.grade, mention.span, round(sure, 3), cues, mention.aside)

    def _asked(self, fragment: Fragment) -> list[_Target]:
        """The codes that the fragment's questions ask a grade for, else those that its heading speaks of."""
        named = [each for each in self._targets if each.questions & set(fragment.questions)]
        return named or [each for each in self._targets if each.words and each.words.search(fragment.heading)]

    def _meant(
        self, mention: Mention, context: str, sentence: Span, beside: Sequence[Span], fragment: Fragment
    ) -> list[tuple[_Target, float, tuple[Span, ...]]]:
        """The codes a grade may be for, with how sure that is and the words that told."""
        if len(self._targets) == 1:
            return [(self._targets[0], ONLY, ())]
        asked = self._asked(fragment)
        told = self._told(mention.span, context, sentence, beside)
        if told is not None:
            target, cue = told
            certainty = SENTENCE if not asked else AGREED if target in asked else DISPUTED
            return [(target, certainty, (cue,))]
        if len(asked) == 1:
            return [(asked[0], QUESTION, ())]
        among = asked or self._targets
        nearest = self._nearest(mention.span, context, among)
        if nearest is not None:
            return [(nearest[0], NEARBY, (nearest[1],))]
        hinted = self._nearest(mention.span, context, among, weak=True)
        if hinted is not None:
            others = [(each, HINTED / 2 / (len(among) - 1), ()) for each in among if each is not hinted[0]]
            return [(hinted[0], HINTED, (hinted[1],)), *others]
        return [(each, NO_CLUE / len(among), ()) for each in among]

    def _told(self, span: Span, text: str, sentence: Span, beside: Sequence[Span]) -> tuple[_Target, Span] | None:
        """The code that the sentence speaks of: what the grade is said to be for, else the last before it, else the
        first after it; never across another grade."""
        start = max([sentence.start, *(each.end for each in beside if each.end <= span.start)])
        end = min([sentence.end, *(each.start for each in beside if each.start >= span.end)])
        before = self._hits(text, start, span.start)
        after = self._hits(text, span.end, end)
        if re.match(r"\s*(?:voor|for)\s", text[span.end : end]):
            meant = self._hits(text, span.end, min(end, span.end + _FOR), weak=True)
            if meant:
                return meant[0]
        if (
            before
            and beside
            and re.search(r"(?<!\w)(?:voor|for)\s+(?:\w+\s+){0,3}$", text[start : before[-1][1].start])
        ):
            before = before if start == sentence.start else before[:-1]
        return before[-1] if before else after[0] if after else None

    def _hits(self, text: str, start: int, end: int, *, weak: bool = False) -> list[tuple[_Target, Span]]:
        """Where codes' own words stand between two places, in order; with `weak` those of their definitions too."""
        found = []
        for target in self._targets:
            pattern = target.weak if weak else target.words
            hits = pattern.finditer(text, start, max(start, end)) if pattern else ()
            found += [(target, Span(*hit.span())) for hit in hits]
        return sorted(found, key=lambda hit: hit[1])

    def _nearest(
        self, span: Span, text: str, among: Sequence[_Target], *, weak: bool = False
    ) -> tuple[_Target, Span] | None:
        """The code whose words stand nearest; with `weak` the words of definitions too."""
        found = [hit for hit in self._hits(text, 0, len(text), weak=weak) if hit[0] in among]
        return min(found, key=lambda hit: max(span.start - hit[1].end, hit[1].start - span.end), default=None)


_finders: list[tuple[Codebook, Sequence[Question], str, GradeFinder]] = []


def found_in(
    fragment: Fragment, codebook: Codebook, guide: Sequence[Question] = (), language: str = "nl"
) -> tuple[Found, ...]:
    """The grades in a fragment, each with the code it is likely for; see `GradeFinder`, which is kept for the codebook
    and guide asked last. A text without a digit, a number in words or a word of grading is answered at once."""
    if not may_hold(fragment.quote, language):
        return ()
    for book, questions, spoken, finder in _finders:
        if book is codebook and questions is guide and spoken == language:
            return finder.found(fragment)
    finder = GradeFinder(codebook, guide, language)
    _finders[:] = [(codebook, guide, language, finder)]
    return finder.found(fragment)


def _in_context(fragment: Fragment) -> tuple[str, int]:
    """The fragment with heading and neighbours as paragraphs around it, and where its own text begins."""
    above = "".join(f"{each}\n\n" for each in (fragment.heading, fragment.before) if each)
    below = f"\n\n{fragment.after}" if fragment.after else ""
    return above + fragment.quote + below, len(above)


def _without_repeats(found: Sequence[Found], places: Sequence[Span]) -> Iterator[Found]:
    """One of each: left out are a grade said again at once ("een 9, ja, een 9"), a second refusal, and a refusal beside
    a grade for the same code, unless it comes after it in one sentence ("de coach een 9, de gemeente wil ik niet…")."""
    given = {each.code for each in found if each.grade.form is not GradeForm.REFUSED}
    kept: list[Found] = []
    for each in found:
        same = [other for other in kept if other.code == each.code]
        if each.grade.form is GradeForm.REFUSED:
            before = any(
                other.grade.form is not GradeForm.REFUSED and _sentence_of(other.span, places).end >= each.span.end
                for other in same
            )
            again = any(other.grade.form is GradeForm.REFUSED for other in same)
            leave_out = again or (each.code in given and not before)
        else:
            leave_out = any(
                other.grade.text == each.grade.text and each.span.start - other.span.end <= _AGAIN for other in same
            )
        if not leave_out:
            kept.append(each)
    yield from kept


def _sentence_of(span: Span, places: Sequence[Span]) -> Span:
    return places[bisect_right(places, span.start, key=lambda each: each.start) - 1]


def _fits(grade: Grade, scale: Scale | None) -> bool:
    if scale is None or grade.low is None or grade.high is None:
        return True
    return scale.minimum <= grade.low and grade.high <= scale.maximum


def _widest(codes: Sequence[Code]) -> Scale:
    scales = [code.grade for code in codes if code.grade is not None]
    if not scales:
        return Scale()
    return Scale(min(each.minimum for each in scales), max(each.maximum for each in scales))


def _moved(found: Found, inside: Span, by: int) -> Found:
    """The same in the document's text; cues outside the fragment are left out."""
    cues = tuple(Span(each.start + by, each.end + by) for each in found.cues if _lies_in(each, inside))
    return replace(found, span=Span(found.span.start + by, found.span.end + by), cues=cues)


def _lies_in(span: Span, around: Span) -> bool:
    return around.start <= span.start and span.end <= around.end


def _known_by(codebook: Codebook, codes: Sequence[Code], language: str) -> Mapping[str, Mapping[str, int]]:
    """Per code its words with their weight. A word that others have is kept where it weighs more than with them."""
    own = {code.id: _own_words(codebook, code, language) for code in codes}
    return {
        name: {
            word: weight
            for word, weight in words.items()
            if all(weight > _weight(other, word) for each, other in own.items() if each != name)
        }
        for name, words in own.items()
    }


def _own_words(codebook: Codebook, code: Code, language: str) -> Mapping[str, int]:
    lemmas = Lemmas.of(language)
    found: dict[str, int] = {}
    phrases = [each for each in code.keywords if " " in each.strip()]
    single = [each for each in code.keywords if each not in phrases]
    sources = ((_DEFINITION, [code.definition, *phrases]), (_KEYWORD, single), (_PATH, codebook.names(code.id)))
    for weight, texts in sources:
        for text in texts:
            for word in _WORD.findall(text.casefold()):
                if lemmas.telling(word):
                    found[word] = weight
    return found


def _weight(words: Mapping[str, int], word: str) -> int:
    """The weight of a word or its nearest kin among others."""
    kin = re.compile(_stem(word))
    return max((weight for other, weight in words.items() if kin.match(other)), default=0)


def _stem(word: str) -> str:
    """The head of a word, long enough to be that word's: *aansluiting* and *aansluiten* share one."""
    return re.escape(word[: max(5, round(len(word) * 0.7))])


def _pattern(words: Iterator[str] | Mapping[str, int]) -> re.Pattern[str] | None:
    """The words in any form; a verb with a particle also in two parts ("sluit … aan", "aangesloten")."""
    forms = []
    for word in words:
        forms.append(rf"{_stem(word)}\w*")
        particle = _PARTICLES.match(word)
        if particle:
            rest = _stem(word[particle.end() :])
            forms.append(rf"{rest}\w*(?=\s(?:[^.!?;\n]{{0,60}}\s)?{particle[0]}(?!\w))")
            forms.append(rf"{particle[0]}ge{word[particle.end() : particle.end() + 2]}\w*")
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})", re.IGNORECASE) if forms else None


def _questions(codebook: Codebook, codes: Sequence[Code], guide: Sequence[Question]) -> Mapping[str, frozenset[str]]:
    """Per grade code the questions about it or about a code above it."""
    named: dict[str, set[str]] = {code.id: set() for code in codes}
    for question in guide:
        named_by = about(codebook, question)
        for code in codes:
            if code.id in named_by:
                named[code.id].add(question.id)
    return {name: frozenset(each) for name, each in named.items()}
