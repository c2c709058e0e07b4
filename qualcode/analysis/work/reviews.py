"""What reviews gave: how many codings reviewers agreed with, changed, removed and added, per code, document, reviewer.

These are counts and no coefficient: a reviewer saw the codings, so the two are not independent, and correcting for
chance would be about a chance that was not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.display import card, of_frame
from qualcode.errors import UnknownOption
from qualcode.model import Verdict
from qualcode.tables import KINDS, Bools, Corpus, Ints, Marks

if TYPE_CHECKING:
    import pandas as pd

#: Of a coding in a review: not looked at yet, or else its verdict as 1 + its place in `KINDS`.
_LEFT = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of codings under a name (the path of a code, an id, a coder). `left`: not yet looked at. The code is the
    one the author gave, and for what was added the reviewer's."""

    name: str
    agreed: int = 0
    changed: int = 0
    removed: int = 0
    added: int = 0
    left: int = 0

    @property
    def reviewed(self) -> int:
        """How many of the author's codings have a verdict."""
        return self.agreed + self.changed + self.removed


@dataclass(frozen=True)
class ReviewCounts:
    """What reviews gave. `codes` has every code with anything to count, in the codebook's order, and a parent counts
    what lies under it, each coding once. Of a coding with several reviewers the latest verdict counts, except under
    `reviewers`, where each has their own. Drafts and orphans are left out."""

    codes: tuple[Tally, ...]
    documents: tuple[Tally, ...]
    reviewers: tuple[Tally, ...]
    total: Tally

    def __repr__(self) -> str:
        return f"<ReviewCounts: {self.total}>"

    def _repr_html_(self) -> str:
        return card(of_frame(self.to_frame("reviewer")), of_frame(self.to_frame()))

    def to_frame(self, by: str = "code") -> pd.DataFrame:
        """One row per `code`, `document` or `reviewer`, with its counts."""
        import pandas as pd

        parts = {"code": self.codes, "document": self.documents, "reviewer": self.reviewers}
        if by not in parts:
            raise UnknownOption("The counts of a review by", by, list(parts))
        columns = [by, *list(asdict(self.total))[1:]]
        return pd.DataFrame([tuple(asdict(each).values()) for each in parts[by]], columns=columns)


def count_reviews(
    corpus: Corpus, marks: Marks, *, document: str | None = None, reviewer: str | None = None
) -> ReviewCounts:
    """The counts of all reviews, or of those of one document or by one reviewer (both known to the corpus)."""
    chosen = [
        place
        for place in sorted(corpus.reviews)
        if document in (None, corpus.documents[place[0]].id) and reviewer in (None, corpus.coders[place[1]])
    ]
    places, states = _judged(corpus, marks, chosen)
    return ReviewCounts(
        _by_code(corpus, marks.code[places], states),
        _named([each.id for each in corpus.documents], marks.document[places], states, {each[0] for each in chosen}),
        _by_reviewer(corpus, marks, chosen),
        _tally("total", _counts(states)),
    )


def _judged(corpus: Corpus, marks: Marks, reviews: Sequence[tuple[int, int, int]]) -> tuple[Ints, Ints]:
    """The codings that these reviews are about, by place, and how each stands."""
    by, about = np.zeros((2, len(corpus.documents), len(corpus.coders)), bool)
    verdicts = marks.verdicts
    for document, reviewer, author in reviews:
        by[document, reviewer] = about[document, author] = True
    state = np.full(len(marks), _LEFT, np.int64)
    where = marks.document[verdicts.coding]
    mine = by[where, verdicts.reviewer] & about[where, verdicts.author]
    state[verdicts.coding[mine]] = 1 + verdicts.kind[mine]  # the last one written is the latest
    asked: Bools = about[marks.document, marks.coder]
    asked[verdicts.laid] = False
    asked |= state == 1 + KINDS.index(Verdict.ADDED)
    places = np.flatnonzero(asked & marks.final & ~marks.orphan)
    return places, state[places]


def _counts(states: Ints) -> Ints:
    return np.bincount(states, minlength=1 + len(KINDS))


def _tally(name: str, counts: Ints) -> Tally:
    given = {str(kind): int(counts[1 + place]) for place, kind in enumerate(KINDS)}
    return Tally(name, **given, left=int(counts[_LEFT]))


def _by_code(corpus: Corpus, codes: Ints, states: Ints) -> tuple[Tally, ...]:
    """Per code the union over its subtree: every coding has one code, so that each counts once."""
    table = np.zeros((len(corpus.codebook), 1 + len(KINDS)), np.int64)
    np.add.at(table, (codes, states), 1)
    found = []
    for code in corpus.codebook:
        below = [corpus.place_of_code[each.id] for each in corpus.codebook.subtree(code.id)]
        counts = table[below].sum(axis=0)
        if counts.any():
            found.append(_tally(corpus.codebook.path(code.id), counts))
    return tuple(found)


def _named(names: Sequence[str], places: Ints, states: Ints, shown: set[int]) -> tuple[Tally, ...]:
    return tuple(_tally(names[place], _counts(states[places == place])) for place in sorted(shown))


def _by_reviewer(corpus: Corpus, marks: Marks, reviews: Sequence[tuple[int, int, int]]) -> tuple[Tally, ...]:
    found = []
    for reviewer in sorted({each[1] for each in reviews}):
        _, states = _judged(corpus, marks, [each for each in reviews if each[1] == reviewer])
        found.append(_tally(corpus.coders[reviewer], _counts(states)))
    return tuple(found)
