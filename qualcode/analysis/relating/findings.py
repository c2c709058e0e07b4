"""What is worth a look in a coded project: long passages without a code, codes that stand twice on the same words,
codes that are hardly used, quotations without a code or of an unusual length.

Each finding says what it means and what one could do about it; none of them is a mistake in itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.result import Shown
from qualcode.errors import shorten
from qualcode.i18n import Language
from qualcode.model import Anchor, Span, same_specification
from qualcode.query.layers import merge
from qualcode.query.selection import Selection
from qualcode.query.spans import overlapping_pairs
from qualcode.reasons import applies_to
from qualcode.tables import Bools, Corpus, Ints
from qualcode.text.units import paragraphs
from qualcode.text.words import Words

if TYPE_CHECKING:
    import pandas as pd

UNCODED, UNTOUCHED, REDUNDANT = "uncoded", "untouched", "redundant"
NEVER, ONCE, ONE_DOCUMENT, ONE_CASE = "never", "once", "one-document", "one-case"
FREE, LONG, SHORT = "free", "long", "short"
KINDS = (UNCODED, UNTOUCHED, REDUNDANT, NEVER, ONCE, ONE_DOCUMENT, ONE_CASE, FREE, LONG, SHORT)

#: So many passages without a code are named, and none of fewer words than this.
LONGEST, FEWEST_WORDS = 20, 25
#: From so many quotations on it can be said what length is usual; and how far outside (Tukey 1977: outer fences).
ENOUGH, FAR_OUT = 20, 3.0
_FIRST_WORDS = 70
#: The columns of a table with nothing in it.
_ALWAYS = ("document", "quotation", "code")

#: A paragraph that is a heading, or that stands in italics from end to end.
_ASIDE = re.compile(r"#{1,6}(?:\s.*)?|([*_])(?![*_\s]).*(?<![*_\s])\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing worth a look. Empty (or None) is what does not belong to it: `start` and `end` count code points in the
    document, `quotation` and `other` are labels, `code` is a path, `text` holds words of the document."""

    document: str = ""
    start: int | None = None
    end: int | None = None
    quotation: str = ""
    other: str = ""
    code: str = ""
    words: int | None = None
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class Finding(Shown):
    """Things of one kind (one of `KINDS`): what it means, and what one could do."""

    kind: str
    title: str
    meaning: str
    advice: str
    found: tuple[Found, ...]
    rule: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.meaning, self.advice))) if self.found else ()

    def __len__(self) -> int:
        return len(self.found)

    def to_frame(self) -> pd.DataFrame:
        """One row per thing found; without the columns that have nothing."""
        return found_frame(self.found)


def found_frame(found: Iterable[Found], kinds: Sequence[str] = ()) -> pd.DataFrame:
    """Things found as a table without empty columns, behind their kinds where given."""
    import pandas as pd

    every = list(found)
    names = [each.name for each in fields(Found)]
    told = [name for name in names if any(getattr(each, name) not in ("", None) for each in every)]
    rows = {name: pd.Series([getattr(each, name) for each in every], dtype=object) for name in told or _ALWAYS}
    frame = pd.DataFrame(rows).infer_objects()
    if kinds:
        frame.insert(0, "finding", list(kinds))
    return frame


# --- Text without a code ---------------------------------------------------------------------------------------


def uncoded(selection: Selection, texts: Mapping[str, str], runs: Mapping[int, list[tuple[int, int]]]) -> list[Found]:
    """The longest passages without a code of the documents that were coded; `runs` are the coded characters of each
    document (place). A passage runs from a coded one, a heading, a paragraph in italics (a note on the text) or an
    end of the text to the next."""
    found = []
    for place in sorted(runs):
        document = selection.corpus.documents[place].id
        for span, words in gaps(texts[document], runs[place]):
            if words >= FEWEST_WORDS:
                first = shorten(span.of(texts[document]), _FIRST_WORDS)
                found.append(Found(document, span.start, span.end, words=words, text=first))
    return sorted(found, key=lambda each: -(each.words or 0))[:LONGEST]


def gaps(text: str, coded: Sequence[tuple[int, int]]) -> Iterator[tuple[Span, int]]:
    """What lies between coded characters, headings and notes: from the first whole word to the last, and how many.

    >>> [(span.of("# Kop\\nEen twee drie."), words) for span, words in gaps("# Kop\\nEen twee drie.", [(10, 14)])]
    [('Een', 1), ('drie.', 1)]
    """
    words = Words.of(text)
    asides = [(each.start, each.end) for each in paragraphs(text) if _ASIDE.fullmatch(each.of(text))]
    at = 0
    for start, end in [*merge([*coded, *asides]), (len(text), len(text))]:
        first, after = bisect_left(words.starts, at), bisect_right(words.ends, start)
        if first < after:
            yield Span(words.starts[first], words.ends[after - 1]), after - first
        at = end


def untouched(selection: Selection, coded: Bools) -> list[Found]:
    """Documents without any coding that counts."""
    corpus = selection.corpus
    return [Found(corpus.documents[place].id) for place in selection.documents.tolist() if not coded[place]]


# --- Codes that stand twice ------------------------------------------------------------------------------------


def redundant(selection: Selection, codings: pd.DataFrame, _: Language) -> list[Found]:
    """Two quotations of one coder with the same code (and specification and grade) that have a character in common."""
    corpus, marks, places = selection.corpus, selection.marks, selection.codings
    keys = np.stack([marks.document[places], marks.coder[places], marks.code[places]], axis=1)
    home = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1) if len(places) else places
    spans = (home, marks.start[places], marks.end[places])
    pairs: list[tuple[int, int]] = []
    for one, two in overlapping_pairs(*spans, *spans):
        chosen = places[one] < places[two]
        pairs += zip(places[one[chosen]].tolist(), places[two[chosen]].tolist(), strict=True)
    labels, grades = codings["quotation"].tolist(), codings["grade"].tolist()

    def given(place: int) -> tuple[str, str]:
        return same_specification(marks.specification[place]), grades[place]

    pairs = [(one, two) for one, two in pairs if given(one) == given(two)]
    pairs.sort(key=lambda pair: [(marks.document[each], marks.start[each], each) for each in pair])
    return [
        Found(
            corpus.documents[int(marks.document[one])].id, quotation=labels[one], other=labels[two],
            code=corpus.codebook.path(corpus.codebook.codes[int(marks.code[one])].id),
            note=_standing(_span(selection, one), _span(selection, two), _),
        )
        for one, two in pairs
    ]  # fmt: skip


def _span(selection: Selection, place: int) -> tuple[int, int]:
    return int(selection.marks.start[place]), int(selection.marks.end[place])


def _standing(one: tuple[int, int], two: tuple[int, int], _: Language) -> str:
    """How two spans that overlap stand to each other."""
    if one == two:
        return _("the same passage")
    if (one[0] <= two[0] and two[1] <= one[1]) or (two[0] <= one[0] and one[1] <= two[1]):
        return _("one inside the other")
    return _("overlapping")


# --- Codes that are hardly used --------------------------------------------------------------------------------


def hardly_used(selection: Selection, _: Language) -> dict[str, list[Found]]:
    """Codes in use that were given once, in one document only, or in one case only where others were coded too; and
    the codes without others below them that were never given. Each code once, under the narrowest. A code that applies
    to one case only is not expected elsewhere."""
    corpus, marks = selection.corpus, selection.marks
    found: dict[str, list[Found]] = {NEVER: [], ONCE: [], ONE_DOCUMENT: [], ONE_CASE: []}
    of_code = [marks.document[selection.codings][each] for each in _by_code(selection)]
    coded = np.unique(marks.document[selection.codings]).tolist()
    case_of = {place: corpus.case_name(corpus.documents[place]) for place in coded}
    for code, documents in zip(corpus.codebook, of_code, strict=True):
        cases = {case_of[place] for place in _applying(corpus, code.id, coded)}
        kind = _use(documents, [case_of[int(each)] for each in documents], len(cases))
        expected = cases and not code.retired and (len(documents) or not corpus.codebook.children(code.id))
        if kind and expected:
            found[kind].append(_used(selection, code.id, documents, len(cases), kind, _))
    return found


def _applying(corpus: Corpus, code: str, documents: Sequence[int]) -> Sequence[int]:
    """Those of these documents (places) that a code applies to."""
    book = corpus.codebook
    if not any(each.applies for each in (book[code], *book.ancestors(code))):
        return documents
    return [place for place in documents if applies_to(corpus, code, corpus.documents[place])]


def _by_code(selection: Selection) -> list[Ints]:
    """Per code the places of its own codings among those that count; nothing for a codebook without codes."""
    if not len(selection.corpus.codebook):
        return []
    codes = selection.marks.code[selection.codings]
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(selection.corpus.codebook)))
    return np.split(order, ends[:-1])


def _use(documents: Ints, cases: Sequence[str], elsewhere: int) -> str:
    """Which of the kinds a code is, empty for none; `elsewhere` counts the cases it could have been in."""
    if not len(documents):
        return NEVER
    if len(documents) == 1:
        return ONCE
    if len(set(documents.tolist())) == 1:
        return ONE_DOCUMENT
    return ONE_CASE if len(set(cases)) == 1 and elsewhere > 1 else ""


def _used(selection: Selection, code: str, documents: Ints, cases: int, kind: str, _: Language) -> Found:
    corpus, path = selection.corpus, selection.corpus.codebook.path(code)
    if kind == NEVER:
        return Found(code=path)
    first = corpus.documents[int(documents[0])]
    if kind in (ONCE, ONE_DOCUMENT):
        return Found(first.id, code=path, note=_.plural("%(count)s coding", "%(count)s codings", len(documents)))
    note = _(
        "%(codings)s codings in %(documents)s documents of %(case)s; %(cases)s %(name)s were coded",
        codings=len(documents), documents=len(set(documents.tolist())), case=corpus.case_name(first), cases=cases,
        name=corpus.settings.case.plural or _("cases"),
    )  # fmt: skip
    return Found(code=path, note=note)


# --- Quotations ------------------------------------------------------------------------------------------------


def free(selection: Selection, quotations: pd.DataFrame) -> list[Found]:
    """Quotations without any code (of any coder), orphans aside."""
    there = {selection.corpus.documents[place].id for place in selection.documents.tolist()}
    chosen = quotations[(quotations["codings"] == 0) & (quotations["anchor"] != Anchor.ORPHANED)]
    rows = zip(*(chosen[name] for name in ("document", "start", "end", "quotation", "words", "quote")), strict=True)
    return [
        Found(document, int(start), int(end), label, words=int(words), text=shorten(quote, _FIRST_WORDS))
        for document, start, end, label, words, quote in rows
        if document in there
    ]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long quotations usually are, in words: the middle half, and from where on one is far outside."""

    low: int
    high: int
    least: float
    most: float


def lengths(words: Ints) -> Lengths | None:
    """From the quartiles of the logarithm of their numbers of words: far outside is more than three times the distance
    between the quartiles away from them (Tukey 1977). None for fewer than `ENOUGH`, and where all are alike."""
    if len(words) < ENOUGH:
        return None
    low, high = np.percentile(np.log(np.maximum(words, 1)), [25, 75])
    reach = FAR_OUT * (high - low)
    if reach <= 0:
        return None
    return Lengths(round(float(np.exp(low))), round(float(np.exp(high))), np.exp(low - reach), np.exp(high + reach))


def unusual(selection: Selection, codings: pd.DataFrame) -> tuple[Lengths | None, list[Found], list[Found]]:
    """What is usual; quotations far longer, the longest first, and far shorter, the shortest first. Quotations with a
    grade are left aside: "een 7" is as long as it should be."""
    marks = selection.marks
    graded = (codings["grade"] != "").to_numpy(bool)
    places = selection.codings
    labels = codings["quotation"].to_numpy(object)
    with_grade = set(labels[places[graded[places]]])
    first = {label: place for place, label in zip(places[::-1].tolist(), labels[places][::-1], strict=True)}
    own = sorted(place for label, place in first.items() if label not in with_grade)
    words = (marks.word_end - marks.word_start)[own]
    usual = lengths(words)
    if usual is None:
        return None, [], []
    quotes, odd = codings["quote"], np.flatnonzero((words > usual.most) | (words < usual.least))
    found = [
        Found(
            selection.corpus.documents[int(marks.document[place])].id, int(marks.start[place]), int(marks.end[place]),
            labels[place], words=count, text=shorten(str(quotes.iat[place]), _FIRST_WORDS),
        )
        for place, count in zip(np.array(own)[odd].tolist(), words[odd].tolist(), strict=True)
    ]  # fmt: skip
    long = sorted((each for each in found if (each.words or 0) > usual.most), key=lambda each: -(each.words or 0))
    short = sorted((each for each in found if (each.words or 0) < usual.least), key=lambda each: each.words or 0)
    return usual, long, short
