"""Passages like a given one: for comparing what was coded alike, and for finding what was not.

    found = similar(basis(chosen, tokens), "De vrijwilligers stoppen ermee.", most=5)
    found.items[0].place.name, found.items[0].shared

Two passages are alike by their words (the cosine of their weighed lemmas, see `pieces`) and, where sentence vectors are
installed, by what they mean (the cosine of the vectors), which also finds what is said in other words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import Basis, Place, listed
from qualcode.analysis.wording.pieces import QUOTATION, Pieces, idf, pieces, weighed
from qualcode.analysis.wording.tokens import LEMMA
from qualcode.assist.lexical import unit_rows
from qualcode.assist.threads import one_thread
from qualcode.assist.vectors import Embedder
from qualcode.errors import NotPossible
from qualcode.i18n import Language
from qualcode.tables import Bools, Floats, Ints
from qualcode.text.lemmas import Lemmas

if TYPE_CHECKING:
    import pandas as pd

#: What sense counts for against words: the cosines of vectors lie closer together. Of the ten quotations most like one
#: in the sample project, 21 in 100 share a code with it; by words alone 17, by chance 7.
SENSE = 4
#: So many words that two passages share are named.
_SHARED = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage like the one asked for: where, in which case, its codes and words. `likeness` puts them in order;
    `by_words` and `by_sense` (None without vectors) are its parts, cosines; `shared` are the words that speak for it,
    the strongest first."""

    place: Place
    case: str
    codes: tuple[str, ...]
    likeness: float
    by_words: float
    by_sense: float | None
    shared: tuple[str, ...]
    words: str = field(repr=False)


@dataclass(frozen=True)
class Alike(Shown):
    """Passages like one, the most alike first. `asked` are the words of that one, `codes` are its codes; `embedder`
    made the vectors, empty without."""

    asked: str = field(repr=False)
    codes: tuple[str, ...]
    items: tuple[Similar, ...]
    embedder: str
    rule: str
    warnings: tuple[str, ...]
    about: str

    def to_frame(self) -> pd.DataFrame:
        """One row per passage: where, its case; how alike, by words and by sense; the words both have, its codes, and
        its words."""
        import pandas as pd

        rows = [
            (
                each.place.name, each.case, round(each.likeness, 3), round(each.by_words, 3),
                None if each.by_sense is None else round(each.by_sense, 3), ", ".join(each.shared),
                "; ".join(each.codes), each.words,
            )
            for each in self.items
        ]  # fmt: skip
        names = ["where", "case", "likeness", "by_words", "by_sense", "shared", "codes", "quote"]
        frame = pd.DataFrame(rows, columns=names)
        return frame if self.embedder else frame.drop(columns=["by_sense"])


@dataclass(frozen=True)
class Asked:
    """What passages are compared with: words, and where they stand, if they do (place of the document, start, end)."""

    words: str
    document: int = -1
    start: int = 0
    end: int = 0


@one_thread()
def similar(
    base: Basis, asked: Asked | str, *, unit: str = QUOTATION, most: int = 10, embed: Embedder | None = None
) -> Alike:
    """The passages most like one, or like words of your own: among the quotations of a selection, or its paragraphs,
    sentences or turns. What overlaps the passage itself is left out. Raises `UnknownOption`, and `NotPossible` where
    there is nothing to compare."""
    asked = Asked(asked) if isinstance(asked, str) else asked
    every = pieces(base, unit)
    every = every.take(~_overlapping(every, asked))
    if not len(every):
        raise NotPossible("There are no passages to compare with. Code some, or compare with paragraphs (unit).")
    compared = _Compared(every, asked, embed)
    order = np.lexsort((np.arange(len(every)), -compared.likeness))
    items = tuple(compared.item(at) for at in order[:most].tolist() if compared.likeness[at] > 0)
    _ = base.language
    codes = base.codes_on(asked.document, asked.start, asked.end) if asked.document >= 0 else ()
    name = embed.name if embed is not None else ""
    rule = base.rule(_how(unit, len(every), name, _), about_alike(_), codings=unit == QUOTATION)
    warnings = tuple(_warnings(compared, name, _))
    return Alike(asked.words, codes, items, name, rule, warnings, about_alike(_), language=_)


def _overlapping(every: Pieces, asked: Asked) -> Bools:
    found: Bools = (every.document == asked.document) & (every.start < asked.end) & (every.end > asked.start)
    return found


class _Compared:
    """Passages beside the one asked for."""

    def __init__(self, every: Pieces, asked: Asked, embed: Embedder | None) -> None:
        self.every, self.base = every, every.base
        counts = every.counts()
        self.columns = np.flatnonzero(listed(self.base.tokens))
        counts = counts[:, self.columns]
        self.rows = weighed(counts)
        self.row = self._row_of(asked.words, idf(counts))
        self.by_words: Floats = np.asarray((self.rows @ self.row.T).todense(), float).ravel()
        self.by_sense = self._sense(asked.words, embed)
        if self.by_sense is None:
            self.likeness = self.by_words
        else:
            self.likeness = (SENSE * np.maximum(self.by_sense, 0) + self.by_words) / (SENSE + 1)

    def _row_of(self, words: str, weights: Floats) -> sparse.csr_matrix:
        """The words asked for as a row, as `weighed` makes them."""
        vocabulary = self.base.tokens.vocabulary(LEMMA)
        place = {int(word): at for at, word in enumerate(self.columns.tolist())}
        numbers = [vocabulary.number(lemma) for lemma in Lemmas.of(self.base.tokens.language).lemmas(words)]
        own: Ints = np.array([place[each] for each in numbers if each is not None and each in place], np.int64)
        at, times = np.unique(own, return_counts=True)
        values = (1 + np.log(times)) * weights[at]
        row = sparse.csr_matrix((values, (np.zeros(len(at), np.int64), at)), shape=(1, len(self.columns)))
        return unit_rows(row)

    def _sense(self, words: str, embed: Embedder | None) -> Floats | None:
        if embed is None:
            return None
        vectors = embed([self.every.text(at) for at in range(len(self.every))])
        asked = embed([" ".join(words.split())])[0]
        return np.asarray(vectors @ asked, float)

    def item(self, at: int) -> Similar:
        every, base = self.every, self.base
        document, start, end = (int(each[at]) for each in (every.document, every.start, every.end))
        return Similar(
            every.place(at),
            base.corpus.case_name(base.corpus.documents[document]),
            base.codes_on(document, start, end),
            float(self.likeness[at]),
            float(self.by_words[at]),
            None if self.by_sense is None else float(self.by_sense[at]),
            self._shared(at),
            every.text(at),
        )

    def _shared(self, at: int) -> tuple[str, ...]:
        """The words both have, by what they add to the cosine."""
        both = self.rows[at].multiply(self.row).tocsr()
        names = self.base.tokens.vocabulary(LEMMA).names
        order = sorted(
            zip(both.data.tolist(), both.indices.tolist(), strict=True), key=lambda pair: (-pair[0], pair[1])
        )
        return tuple(names[int(self.columns[word])] for _value, word in order[:_SHARED])


def _how(unit: str, count: int, embedder: str, _: Language) -> list[str]:
    among = {
        "paragraph": _("paragraphs"), "sentence": _("sentences"), "turn": _("turns"), QUOTATION: _("quotations"),
    }[unit]  # fmt: skip
    by = (
        _("by sentence vectors (%(name)s; four parts) and by words (one part)", name=embedder)
        if embedder
        else _("by words alone, without sentence vectors")
    )
    return [
        _("the most alike of %(count)s %(units)s", count=count, units=among),
        by,
        _("by_words: cosine of the words by lemma, weighed by how rare they are"),
    ]


def about_alike(_: Language) -> str:
    return _(
        "Alike is not the same: passages of one subject may say opposite things, and what is said in other words may "
        "not be found. It helps to compare what has one code, and to look for what was passed over."
    )


def _warnings(compared: _Compared, embedder: str, _: Language) -> list[str]:
    if compared.row.nnz == 0:
        asked = _("None of these words tells enough to be compared by words.")
        return [asked] if embedder else [asked, _("Nothing was found.")]
    return []
