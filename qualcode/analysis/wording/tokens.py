"""The words of all texts as arrays: read once, counted in many ways.

    tokens = read_tokens([texts[document.id] for document in corpus.documents], "nl")
    tokens.vocabulary("lemma").names[5]

A word is a run of letters and digits (`qualcode.text.lemmas`). Headings, names of speakers before what they say, and
fixed lines are no running text: they say what the form says, not what people do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from qualcode.errors import UnknownOption
from qualcode.model import Span
from qualcode.tables import Bools, Ints
from qualcode.text.headings import sections
from qualcode.text.lemmas import Lemmas, written
from qualcode.text.stopwords import tells_nothing
from qualcode.text.units import paragraphs, sentences, speaker_labels

LEMMA, FORM = "lemma", "form"
UNITS = (LEMMA, FORM)
#: A paragraph of three words or more is a fixed line where it stands, word for word, in so many documents.
FIXED = 3
#: What opens a quotation or a remark: the word after it may have its capital from that.
_OPENING = "“‘„\"'«([*_"
#: Offsets of a document are below this: place and offset together make one number.
_ROOM = 2**40


@dataclass(frozen=True)
class Vocabulary:
    """What words are counted as. `of_form` leads from the number of a written form to that of a word here; `names` are
    the words as they are shown: a lemma by the form that is written most; `keys` are what they are found by. `common`
    is True for words that tell nothing by themselves."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    of_form: Ints
    common: Bools

    @cached_property
    def _number(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.keys)}

    def number(self, key: str) -> int | None:
        """The word's number by its lemma, or by its form in small letters; None for one that is not there."""
        return self._number.get(key)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Tokens:
    """One place per word, in the order of documents (places in the corpus) and of the text. `form` is a number among
    `forms`; `running` is False for words that are no running text."""

    language: str
    texts: tuple[str, ...] = field(repr=False)
    forms: tuple[str, ...] = field(repr=False)
    document: Ints = field(repr=False)
    start: Ints = field(repr=False)
    end: Ints = field(repr=False)
    form: Ints = field(repr=False)
    running: Bools = field(repr=False)

    def __len__(self) -> int:
        return len(self.form)

    def vocabulary(self, unit: str = LEMMA) -> Vocabulary:
        """Lemmas, or forms in small letters; raises `UnknownOption`."""
        if unit not in UNITS:
            raise UnknownOption("The unit of words", unit, UNITS)
        if unit not in self._vocabularies:
            self._vocabularies[unit] = self._vocabulary(unit)
        return self._vocabularies[unit]

    @cached_property
    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {}

    def named(self, unit: str = LEMMA) -> Bools:
        """True for the words that are names: written with a capital in most places inside a sentence."""
        words = self.vocabulary(unit)
        capital = np.array([each[0].isupper() for each in self.forms], bool)[self.form]
        inside = self.running & ~self._first
        number = words.of_form[self.form]
        every = np.bincount(number[inside], minlength=len(words))
        found: Bools = 2 * np.bincount(number[inside & capital], minlength=len(words)) > every
        return found

    @cached_property
    def _first(self) -> Bools:
        """True for the words with which a sentence begins, or what is between quotation marks or brackets."""
        found = np.ones(len(self), bool)
        found[1:] = self.sentence[1:] != self.sentence[:-1]
        for place in np.flatnonzero(~found & (self.start > 0)).tolist():
            found[place] = self.texts[self.document[place]][self.start[place] - 1] in _OPENING
        return found

    @cached_property
    def _times(self) -> Ints:
        """How often each form is written in running text."""
        return np.bincount(self.form[self.running], minlength=len(self.forms))

    def _vocabulary(self, unit: str) -> Vocabulary:
        lemma = Lemmas.of(self.language).lemma
        keys: dict[str, int] = {}
        of_form = np.array(
            [keys.setdefault(lemma(each) if unit == LEMMA else each.casefold(), len(keys)) for each in self.forms],
            np.int64,
        )
        names = tuple(self._shown(of_form, len(keys)))
        common = self._common(of_form, len(keys))
        for number, key in enumerate(keys):
            common[number] |= tells_nothing(key, self.language)
        return Vocabulary(names, tuple(keys), of_form, common)

    def _shown(self, of_form: Ints, count: int) -> list[str]:
        """Per word the form that is written most, with capitals as inside a sentence."""
        folded = [each.casefold() for each in self.forms]
        inside = np.bincount(self.form[self.running & ~self._first], minlength=len(self.forms)).tolist()
        times = self._times.tolist()
        small: Counter[str] = Counter()
        for each, own in zip(folded, times, strict=True):
            small[each] += own
        best: dict[int, tuple[int, int, int, str]] = {}
        for form, word in enumerate(of_form.tolist()):
            rank = (-small[folded[form]], -inside[form], -times[form], self.forms[form])
            best[word] = min(best.get(word, rank), rank)
        return [_as_inside(best[word][3], there=best[word][1] < 0) for word in range(count)]

    def _common(self, of_form: Ints, count: int) -> Bools:
        """True for the words of which most of what is written is a stop word."""
        stops = np.array([tells_nothing(each.casefold(), self.language) for each in self.forms], bool)
        times = self._times + (self._times == 0)
        all_times = np.bincount(of_form, times, count)
        found: Bools = 2 * np.bincount(of_form, times * stops, count) > all_times
        return found

    def ranges(self, document: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The half-open ranges of the words of which any character is inside passages."""
        first = np.searchsorted(self._ends, document * _ROOM + start, "right")
        return first, np.maximum(np.searchsorted(self._starts, document * _ROOM + end, "left"), first)

    def touched(self, document: Ints, start: Ints, end: Ints) -> Bools:
        """True for the words of which any character is inside one of the passages given."""
        depth = np.zeros(len(self) + 1, np.int64)
        for at, change in zip(self.ranges(document, start, end), (1, -1), strict=True):
            np.add.at(depth, at, change)
        inside: Bools = np.cumsum(depth)[:-1] > 0
        return inside

    def between(self, document: int, span: Span) -> slice:
        """The words of which any character is in one passage."""
        first, last = self.ranges(*(np.array([each]) for each in (document, span.start, span.end)))
        return slice(int(first[0]), int(last[0]))

    @cached_property
    def _starts(self) -> Ints:
        return self.document * _ROOM + self.start

    @cached_property
    def _ends(self) -> Ints:
        return self.document * _ROOM + self.end

    def numbered(self, cut: Callable[[str], Sequence[Span]]) -> Ints:
        """The number of the unit that each word is in, through all documents, from 1."""
        starts = [place * _ROOM + each.start for place, text in enumerate(self.texts) for each in cut(text)]
        return np.searchsorted(np.array(starts, np.int64), self._starts, "right")

    @cached_property
    def sentences(self) -> Ints:
        """Document, start and end of each sentence: sentences × 3."""
        spans = [(place, each.start, each.end) for place, text in enumerate(self.texts) for each in sentences(text)]
        return np.array(spans, np.int64).reshape(-1, 3)

    @cached_property
    def sentence(self) -> Ints:
        """Which of the sentences each word is in."""
        starts = self.sentences[:, 0] * _ROOM + self.sentences[:, 1]
        return np.searchsorted(starts, self._starts, "right") - 1


def _as_inside(form: str, *, there: bool) -> str:
    """A form as it is written inside a sentence; one that only begins sentences has its capital from that."""
    return form if there or not form[1:].islower() else form[0].lower() + form[1:]


def read_tokens(texts: Sequence[str], language: str) -> Tokens:
    """The words of texts, one text per document of the corpus, in its order."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__  # a new form has the next number
    starts: list[int] = []
    forms: list[int] = []
    sizes: list[int] = []
    for text in texts:
        words = list(written(text))
        starts += [word.start() for word in words]
        forms += map(numbers.__getitem__, [word[0] for word in words])
        sizes.append(len(words))
    lengths = np.array([len(each) for each in numbers], np.int64)
    form, start = np.array(forms, np.int64), np.array(starts, np.int64)
    document = np.repeat(np.arange(len(texts)), sizes)
    end = start + lengths[form]
    running = np.ones(len(form), bool)
    tokens = Tokens(language, tuple(texts), tuple(numbers), document, start, end, form, running)
    _leave_out(tokens)
    return tokens


def _leave_out(tokens: Tokens) -> None:
    """Mark what is no running text: headings, names of speakers, and fixed lines."""
    pieces = [[(each, " ".join(each.of(text).split())) for each in paragraphs(text)] for text in tokens.texts]
    seen = Counter(words for each in pieces for words in {words for _span, words in each})
    fixed = {words for words, times in seen.items() if times >= FIXED and len(words.split()) > 2}
    aside: list[tuple[int, Span]] = []
    for place, text in enumerate(tokens.texts):
        heads = {section.span.start for section in sections(text)}
        aside += [(place, span) for span, words in pieces[place] if span.start in heads or words in fixed]
        aside += [(place, span) for span in speaker_labels(text)]
    where = np.array([(place, span.start, span.end) for place, span in aside], np.int64).reshape(-1, 3)
    tokens.running[tokens.touched(where[:, 0], where[:, 1], where[:, 2])] = False
