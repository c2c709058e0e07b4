"""What an analysis of words looks at: which words of which texts count, and where each of them stands.

    every = basis(chosen, tokens)                                # the running text of the documents of a selection
    inside = basis(chosen, tokens, inside="Vrijwilligers")       # that of a code's quotations, each word once
    outside = basis(chosen, tokens, part="uncoded")              # that which no quotation has

Two of these over the same tokens can be compared (`qualcode.analysis.wording.keywords`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest

import numpy as np
from scipy import sparse

from qualcode.analysis.wording.tokens import FIXED, LEMMA, Tokens, Vocabulary
from qualcode.errors import UnknownOption, WrongUsage
from qualcode.i18n import Language, language
from qualcode.model import INTERVIEW
from qualcode.query.cut import Request, ordered_values
from qualcode.query.selection import Selection
from qualcode.query.where import needs_codings
from qualcode.rules import filter_text, rule_of_selection
from qualcode.tables import Bools, Corpus, Ints
from qualcode.text.lemmas import Lemmas

ALL, CODED, UNCODED = "all", "coded", "uncoded"
PARTS = (ALL, CODED, UNCODED)
#: The part that is inside the quotations of a code.
INSIDE = "inside"
#: The attribute that says who held an interview and wrote its summary.
INTERVIEWER = "interviewer"
#: In so many documents of a case a place is looked for that may be named.
_LOOK = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a document; `label` is that of the shortest quotation around it, empty where there is none."""

    document: str
    start: int
    end: int
    label: str = ""

    @property
    def name(self) -> str:
        """The label, or the document and where it begins: `KAF2.4.1@512`."""
        return self.label or f"{self.document}@{self.start}"


@dataclass(frozen=True)
class Basis:
    """The words that count: True in `counted`, one per word of `tokens`. `labels` are those of the quotations of the
    codings, one per coding of the marks. `what` says what it is, in the project's language; `part` is one of `PARTS`,
    or `inside` a code, whose codings are then `codings` (places)."""

    chosen: Selection = field(repr=False)
    tokens: Tokens = field(repr=False)
    counted: Bools = field(repr=False)
    what: str
    part: str = ALL
    labels: Sequence[str] = field(default=(), repr=False)
    codings: Ints | None = field(default=None, repr=False)

    @property
    def corpus(self) -> Corpus:
        return self.chosen.corpus

    @property
    def language(self) -> Language:
        return language(self.corpus.settings)

    @cached_property
    def size(self) -> int:
        """How many words it has, stop words and all."""
        return int(self.counted.sum())

    @cached_property
    def documents(self) -> Ints:
        """The documents it has words of, by place."""
        return np.unique(self.tokens.document[self.counted])

    def narrowed(self, counted: Bools, what: str) -> Basis:
        """As this, with fewer words."""
        return replace(self, counted=self.counted & counted, what=what)

    def counts(self, unit: str = LEMMA) -> sparse.csr_matrix:
        """Documents × words of the vocabulary: how often."""
        words = self.tokens.vocabulary(unit)
        there = np.flatnonzero(self.counted)
        number = words.of_form[self.tokens.form[there]]
        shape = (len(self.corpus.documents), len(words))
        return sparse.csr_matrix((np.ones(len(there), np.int64), (self.tokens.document[there], number)), shape=shape)

    def of(self, word: int, words: Vocabulary) -> Ints:
        """Where a word stands, by place among the tokens."""
        return np.flatnonzero(self.counted & (words.of_form[self.tokens.form] == word))

    def rule(self, parts: Iterable[str], about: str, *, codings: bool = False) -> str:
        """The rule of a result: what was counted, out of what, how, and what it means. `codings`: whether it depends on
        whose codings count also where the whole text is looked at."""
        _ = self.language
        what = _("Counted: %(what)s", what="; ".join([self.what, *(part for part in parts if part)]))
        if codings or self.part != ALL:
            return f"{rule_of_selection(what, self.chosen)} {about}"
        change = _("last change %(date)s", date=self.chosen.marks.last_change[:10] or "–")
        return f"{what}; {filter_text(Request(where=self.chosen.where), _)}; {change}. {about}"

    def place(self, document: int, start: int, end: int) -> Place:
        """A passage, with the shortest quotation of the selection around it."""
        marks, label = self.chosen.marks, ""
        around = self.codings_on(document, start, end, whole=True)
        if len(around) and len(self.labels):
            length = marks.end[around] - marks.start[around]
            label = self.labels[int(around[np.argmin(length)])]
        return Place(self.corpus.documents[document].id, start, end, label)

    def place_of(self, token: int) -> Place:
        """Where one word stands."""
        return self.place(int(self.tokens.document[token]), int(self.tokens.start[token]), int(self.tokens.end[token]))

    def codings_on(self, document: int, start: int, end: int, *, whole: bool = False) -> Ints:
        """The codings that count which overlap a passage, or with `whole` which it lies in, by place."""
        marks, own = self.chosen.marks, self._codings_of.get(document, np.empty(0, np.int64))
        if whole:
            return own[(marks.start[own] <= start) & (marks.end[own] >= end)]
        return own[(marks.start[own] < end) & (marks.end[own] > start)]

    @cached_property
    def _codings_of(self) -> dict[int, Ints]:
        """Per document the codings that count."""
        codings = self.chosen.codings
        documents = self.chosen.marks.document[codings]
        order = np.argsort(documents, kind="stable")
        names, first = np.unique(documents[order], return_index=True)
        return dict(zip(names.tolist(), np.split(codings[order], first[1:]), strict=True)) if len(names) else {}

    def codes_on(self, document: int, start: int, end: int) -> tuple[str, ...]:
        """The paths of the codes on a passage, in the codebook's order."""
        book = self.corpus.codebook
        places = np.unique(self.chosen.marks.code[self.codings_on(document, start, end)])
        return tuple(book.path(book.codes[place].id) for place in places.tolist())


def basis(
    chosen: Selection, tokens: Tokens, labels: Sequence[str] = (), *, inside: str | None = None, part: str = ALL
) -> Basis:
    """The running text of the documents of a selection: all of it, what is inside the quotations of a code (and of what
    is below it), or what is inside (`coded`) or outside (`uncoded`) any quotation with a code. Where the selection
    filters codings, all is what those are on. Raises `UnknownCode`, `UnknownOption` and `WrongUsage`."""
    if part not in PARTS:
        raise UnknownOption("The part of the text", part, PARTS)
    if inside and part != ALL:
        raise WrongUsage(f"Inside the quotations of a code there is no part {part!r}: give one of the two.")
    if part == ALL and needs_codings(chosen.where):
        part = CODED
    counted = tokens.running & chosen.allowed[tokens.document]
    codings = _codings_of(chosen, inside) if inside else chosen.codings
    if inside:
        counted &= _touched(chosen, tokens, codings)
    elif part != ALL:
        counted &= _touched(chosen, tokens, codings) == (part == CODED)
    count = len(np.unique(tokens.document[counted]))
    what = _what(inside, part, count, language(chosen.corpus.settings))
    return Basis(chosen, tokens, counted, what, INSIDE if inside else part, labels, codings)


def _codings_of(chosen: Selection, name: str) -> Ints:
    """The codings that count of every code so named."""
    codes = chosen.corpus.codebook.find_all(name)
    return np.unique(np.concatenate([chosen.coded(code.id) for code in codes]))


def _touched(chosen: Selection, tokens: Tokens, codings: Ints) -> Bools:
    marks = chosen.marks
    return tokens.touched(marks.document[codings], marks.start[codings], marks.end[codings])


def _what(inside: str | None, part: str, count: int, _: Language) -> str:
    """What is looked at."""
    where = _.plural("%(count)s document", "%(count)s documents", count)
    if inside:
        what = _("the words inside the quotations of %(code)s (each once; %(where)s)", code=inside, where=where)
    elif part == CODED:
        what = _("the words inside quotations (each once; %(where)s)", where=where)
    elif part == UNCODED:
        what = _("the words outside the quotations with a code (%(where)s)", where=where)
    else:
        what = _("the words of the running text (%(where)s)", where=where)
    return what + _(
        ", without headings and without paragraphs that stand word for word in %(count)s documents or more", count=FIXED
    )


def members(corpus: Corpus, name: str) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    """The values of an attribute in the project's order, and values × documents: 1 where a document says it. Interviews
    are only those of kind `interview`."""
    said = dict(enumerate(corpus.said(name)))
    if name == "interview":
        values: list[object] = list(corpus.interviews)
        said = {
            place: each if document.kind == INTERVIEW else []
            for (place, each), document in zip(said.items(), corpus.documents, strict=True)
        }
    else:
        values = ordered_values(corpus, name, said, {})
    number = {value: place for place, value in enumerate(values)}
    pairs = [(number[value], place) for place, each in said.items() for value in each if value in number]
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    matrix = sparse.csr_matrix(
        (np.ones(len(rows), np.int64), (rows[:, 0], rows[:, 1])), shape=(len(values), len(corpus.documents))
    )
    return tuple(str(value) for value in values), matrix


def spread(counts: sparse.csr_matrix, groups: sparse.csr_matrix) -> Ints:
    """In how many groups of documents each word is."""
    inside = (groups @ counts).tocsr()
    return np.bincount(inside.indices[inside.data > 0], minlength=counts.shape[1])


def listed(
    tokens: Tokens, unit: str = LEMMA, *, keep: bool = False, names: bool = True, stop: Sequence[str] = ()
) -> Bools:
    """True for the words that a list shows: all but the common ones, unless kept; without `names`, not those written
    with a capital; and not those in `stop`, in any form."""
    words = tokens.vocabulary(unit)
    shown = np.ones(len(words), bool) if keep else ~words.common
    if not names:
        shown &= ~tokens.named(unit)
    lemma = Lemmas.of(tokens.language).lemma
    for each in stop:
        for number in (words.number(lemma(each)), words.number(each.casefold())):
            if number is not None:
                shown[number] = False
    return shown


def stop_text(_: Language, *, keep: bool, names: bool = True, stop: Sequence[str] = ()) -> str:
    """What was left out of a list, in words."""
    left = [] if keep else [_("stop words and numbers")]
    left += [] if names else [_("words that are mostly written with a capital")]
    left += stop
    return _("not listed: %(what)s", what=", ".join(left)) if left else _("stop words kept")


def found_word(words: Vocabulary, tongue: str, word: str) -> int | None:
    """The number of a word by any of its forms; None where it is not in the texts."""
    number = words.number(Lemmas.of(tongue).lemma(word))
    return number if number is not None else words.number(word.casefold())


def some_places(base: Basis, tokens: Ints, most: int = 3) -> tuple[str, ...]:
    """Where a word stands, by name: places of different cases first, and in a quotation where there is one."""
    by_case: dict[str, dict[int, Place]] = {}
    for token in tokens.tolist():
        document = int(base.tokens.document[token])
        seen = by_case.setdefault(base.corpus.documents[document].case, {})
        if document not in seen and len(seen) < _LOOK:
            seen[document] = base.place_of(token)
    each = [sorted(seen.values(), key=lambda place: not place.label) for seen in by_case.values()]
    order = [place.name for rank in zip_longest(*each) for place in rank if place is not None]
    more = [base.place_of(token).name for token in tokens[:_LOOK].tolist()] if len(order) < most else []
    return tuple(dict.fromkeys([*order, *more]))[:most]
