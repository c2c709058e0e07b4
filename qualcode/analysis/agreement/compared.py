"""What is compared: the codings of several coders in the documents that two of them at least did independently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.analysis.agreement.passages import Passage, match_all
from qualcode.analysis.agreement.tally import Covers
from qualcode.errors import NotPossible, UnknownCoder, WrongUsage, listing
from qualcode.query.where import needs_codings, select_codings, select_documents
from qualcode.tables import CONSENSUS, Bools, Corpus, Floats, Ints, Marks

#: (document, reviewer, whose codings), by place in the corpus.
Reviews = Collection[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that is not compared, and why."""

    document: str
    reason: str


@dataclass(frozen=True, eq=False)
class Compared:
    """Codings of the compared coders in the compared documents; drafts and orphans are left out.

    `places` are the documents' places in the corpus, `read` (documents × coders) says who did what. Documents,
    coders and codes (in the codebook) count by place below; `coding` is the place among the marks.
    """

    corpus: Corpus
    marks: Marks
    coders: tuple[str, ...]
    places: Ints
    read: Bools
    texts: tuple[str | None, ...]
    left_out: tuple[LeftOut, ...]
    coding: Ints
    document: Ints
    coder: Ints

    @cached_property
    def code(self) -> Ints:
        return self.marks.code[self.coding]

    @cached_property
    def start(self) -> Ints:
        return self.marks.start[self.coding]

    @cached_property
    def end(self) -> Ints:
        return self.marks.end[self.coding]

    @cached_property
    def value(self) -> Floats:
        """The grade where it counts, a range as its middle; NaN without."""
        low, high = self.marks.low, self.marks.high
        return ((low + high) / 2)[self.coding] if len(low) else np.full(len(self.coding), np.nan)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        return tuple(self.corpus.documents[place].id for place in self.places.tolist())

    @cached_property
    def lengths(self) -> Ints:
        """Characters per document; without a text as far as codings reach."""
        reach = np.zeros(len(self.places), np.int64)
        np.maximum.at(reach, self.document, self.end)
        known = [None if text is None else len(text) for text in self.texts]
        return np.array([r if k is None else k for k, r in zip(known, reach.tolist(), strict=True)], np.int64)

    @cached_property
    def parent(self) -> Ints:
        """Per code the place of its parent, -1 at the top."""
        place = self.corpus.place_of_code
        return np.array([place.get(code.parent, -1) for code in self.corpus.codebook], np.int64)

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The codes that anybody gave, in the codebook's order."""
        return tuple(int(code) for code in np.unique(self.code))

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The codes that anybody gave and the codes above them, in the codebook's order."""
        found = set(self.used)
        for code in self.used:
            for above in self.corpus.codebook.ancestors(self.corpus.codebook.codes[code].id):
                found.add(self.corpus.place_of_code[above.id])
        return tuple(sorted(found))

    def path(self, code: int) -> str:
        return self.corpus.codebook.path(self.corpus.codebook.codes[code].id)

    def level(self, code: int) -> int:
        return self.corpus.codebook.depth(self.corpus.codebook.codes[code].id)

    def with_ancestors(self, covers: Covers) -> Covers:
        """Covers of codes as covers of each code and all above it."""
        layers, code = [covers], covers
        while len(code.item):
            up = self.parent[code.item]
            code = code.as_items(up).of(up >= 0)
            layers.append(code)
        names = ("item", "coder", "low", "high")
        return Covers(*(np.concatenate([getattr(each, name) for each in layers]) for name in names))

    @cached_property
    def own_codings(self) -> Ints:
        """Codes × coders: how many codings of just that code each coder gave."""
        return self._counted(self.code, self.coder)

    @cached_property
    def codings(self) -> Ints:
        """Codes × coders: how many codings of a code or one below it."""
        whole = self.with_ancestors(Covers(self.code, self.coder, self.start, self.end))
        return self._counted(whole.item, whole.coder)

    @cached_property
    def orphans(self) -> int:
        """Codings of these coders in these documents that are left out because their quotation is an orphan."""
        names = [place for place, name in enumerate(self.corpus.coders) if name in self.coders]
        marks = self.marks
        return int((marks.orphan & np.isin(marks.coder, names) & np.isin(marks.document, self.places)).sum())

    def _counted(self, codes: Ints, coders: Ints) -> Ints:
        cell = codes * len(self.coders) + coders
        counts = np.bincount(cell, minlength=len(self.parent) * len(self.coders))
        return counts.reshape(len(self.parent), len(self.coders))

    @cached_property
    def passages(self) -> tuple[tuple[Passage, ...], ...]:
        """Per document the quotations of the coders who did it, matched."""
        kept = np.zeros(len(self.marks), bool)
        kept[self.coding] = True
        coder_of = {name: place for place, name in enumerate(self.corpus.coders)}
        compared = {
            place: [coder_of[name] for name, done in zip(self.coders, self.read[number], strict=True) if done]
            for number, place in enumerate(self.places.tolist())
        }
        texts = dict(zip(self.places.tolist(), self.texts, strict=True))
        return tuple(map(tuple, match_all(self.marks, texts, compared, kept=kept)))


def select(
    corpus: Corpus, marks: Marks, texts: Mapping[str, str] | None, coders: Sequence[str], *, assume_done: bool = False,
    where: Mapping[str, object] | None = None, dependent: Reviews = (),
) -> Compared:  # fmt: skip
    """The documents that two of the coders at least did, each without the other's work.

    Did: marked done, or with `assume_done` coded anything in. Who reviewed a document did not do it independently.
    `where` filters documents, and codings too. Raises `NotPossible` where nothing is left to compare.
    """
    names, filters = _checked(corpus, coders), dict(where or {})
    wanted = select_documents(corpus, filters)
    done = _done(corpus, marks, names, assume_done)
    blind = done.copy()
    for at, reviewer, _author in dependent:
        if corpus.coders[reviewer] in names:
            blind[at, names.index(corpus.coders[reviewer])] = False
    chosen = wanted & (blind.sum(axis=1) >= 2)
    why = _Reasons(corpus, names, done, dependent, assume_done)
    out = [LeftOut(corpus.documents[place].id, why.of(place)) for place in np.flatnonzero(wanted & ~chosen).tolist()]
    if not chosen.any():
        raise NotPossible(_nothing(names, out))
    places = np.flatnonzero(chosen)
    found = [None if texts is None else texts[corpus.documents[place].id] for place in places.tolist()]
    coding, document, coder = _codings(corpus, marks, names, places, blind[places])
    if needs_codings(filters):
        kept = select_codings(corpus, marks, filters)[coding]
        coding, document, coder = coding[kept], document[kept], coder[kept]
    return Compared(corpus, marks, names, places, blind[places], tuple(found), tuple(out), coding, document, coder)


def _codings(corpus: Corpus, marks: Marks, names: Sequence[str], places: Ints, read: Bools) -> tuple[Ints, Ints, Ints]:
    """The codings that count, by place, with their documents and coders."""
    document_at = np.full(len(corpus.documents), -1)
    document_at[places] = np.arange(len(places))
    coder_at = np.array([names.index(name) if name in names else -1 for name in corpus.coders], np.int64)
    document, coder = document_at[marks.document], coder_at[marks.coder]
    kept = marks.final & ~marks.orphan & (document >= 0) & (coder >= 0)
    kept[kept] = read[document[kept], coder[kept]]
    coding = np.flatnonzero(kept)
    return coding, document[coding], coder[coding]


def _checked(corpus: Corpus, coders: Sequence[str]) -> tuple[str, ...]:
    names = tuple(coders)
    known = list(dict.fromkeys([*(each.name for each in corpus.settings.coders), *corpus.coders]))
    for name in names:
        if name == CONSENSUS:
            raise NotPossible("The consensus was made from what coders gave; it cannot be compared with them.")
        if name not in known:
            raise UnknownCoder(name, known)
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise WrongUsage(f"Agreement compares two coders or more, each once; got {listing(names) or 'none'}.")
    return names


def _done(corpus: Corpus, marks: Marks, names: Sequence[str], assume_done: bool) -> Bools:
    """Documents × coders (in the order of names)."""
    done = np.zeros((len(corpus.documents), len(corpus.coders) + 1), bool)
    for document, coder in corpus.finished:
        done[document, coder] = True
    if assume_done:
        done[marks.coded] = True
    place = {name: number for number, name in enumerate(corpus.coders)}
    return done[:, [place.get(name, -1) for name in names]]


@dataclass(frozen=True)
class _Reasons:
    """Why a document is not compared."""

    corpus: Corpus
    names: tuple[str, ...]
    done: Bools
    dependent: Reviews
    assume_done: bool

    def of(self, place: int) -> str:
        coders = self.corpus.coders
        pairs = sorted((coders[one], coders[other]) for document, one, other in self.dependent if document == place)
        reviewed = [pair for pair in pairs if pair[0] in self.names]
        if reviewed:
            who = " and ".join(f"{reviewer} reviewed the coding of {author}" for reviewer, author in reviewed)
            return f"because {who}, which is not independent"
        missing = [name for name, done in zip(self.names, self.done[place], strict=True) if not done]
        return f"{'not coded' if self.assume_done else 'not marked done'} by {' or '.join(missing)}"


def _nothing(names: Sequence[str], left_out: Sequence[LeftOut]) -> str:
    reasons: dict[str, int] = {}
    for each in left_out:
        reasons[each.reason] = reasons.get(each.reason, 0) + 1
    why = "; ".join(f"{count} {reason}" for reason, count in reasons.items()) or "no document fits the filter"
    mend = "Mark documents as finished (qualcode done), or count those with codings as done (--assume-done)."
    if left_out and all("reviewed" in each.reason for each in left_out):
        mend = "What a review gave is counted by: qualcode review-coding --summary."
    return f"There is no document that two of {listing(names)} did independently of each other ({why}). {mend}"
