"""How far the coding is: per case and round, and what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.display import card, of_frame
from qualcode.model import INTERVIEW, ROUND
from qualcode.query.cut import ordered_values
from qualcode.query.layers import FINAL, counting, finishes
from qualcode.tables import Corpus, Ints, Marks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of a case and a round (0 where there are no rounds). `coverage`: the share (0 to 1) of their
    words that lies inside a quotation with a code."""

    case: str
    round: str
    interviews: int
    documents: int
    coded: int
    done: int
    codings: int
    coverage: float


@dataclass(frozen=True)
class Progress:
    """`groups` in the project's order; the lists name documents, by id."""

    groups: tuple[Group, ...]
    uncoded: tuple[str, ...]
    unfinished: tuple[str, ...]
    unused_codes: tuple[str, ...]
    orphans: int
    drafts: int

    def __repr__(self) -> str:
        return f"<Progress: {sum(each.codings for each in self.groups)} codings, {len(self.uncoded)} documents to code>"

    def _repr_html_(self) -> str:
        return card(of_frame(self.to_frame()))

    def to_frame(self) -> pd.DataFrame:
        """One row per case and round."""
        import pandas as pd

        return pd.DataFrame([{name: getattr(group, name) for name in Group.__slots__} for group in self.groups])


def progress(corpus: Corpus, marks: Marks, words: Sequence[int]) -> Progress:
    """How far the coding is, in the layer `final`. `words` counts those of each document in the corpus."""
    counted = np.flatnonzero(counting(corpus, marks, FINAL))
    done = [finish is not None for finish in finishes(corpus, marks, FINAL)]
    codings = np.bincount(marks.document[counted], minlength=len(corpus.documents))
    covered = _covered_words(corpus, marks, counted)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, document in enumerate(corpus.documents):
        round_ = corpus.settings.round_of(document)
        groups.setdefault((corpus.case_name(document), "" if round_ is None else str(round_)), []).append(place)
    made = [
        Group(
            case,
            round_,
            len({corpus.documents[place].interview for place in places if corpus.documents[place].kind == INTERVIEW}),
            len(places),
            sum(int(codings[place] > 0) for place in places),
            sum(done[place] for place in places),
            int(sum(codings[place] for place in places)),
            sum(int(covered[place]) for place in places) / max(1, sum(words[place] for place in places)),
        )
        for (case, round_), places in groups.items()
    ]
    ids = [document.id for document in corpus.documents]
    order = {str(round_): place for place, round_ in enumerate(ordered_values(corpus, ROUND, {}, {}))}
    return Progress(
        tuple(sorted(made, key=lambda group: (_case_order(corpus, group.case), order.get(group.round, -1)))),
        tuple(ids[place] for place in range(len(ids)) if not codings[place] and not done[place]),
        tuple(ids[place] for place in range(len(ids)) if codings[place] and not done[place]),
        _unused(corpus, marks),
        int(marks.orphan.sum()),
        int((~marks.final).sum()),
    )


def _covered_words(corpus: Corpus, marks: Marks, counted: Ints) -> Ints:
    """Per document the words inside any of these codings."""
    covered = np.zeros(len(corpus.documents), np.int64)
    order = counted[np.lexsort((marks.word_start[counted], marks.document[counted]))]
    document, reached = -1, 0
    for place in order.tolist():
        if marks.document[place] != document:
            document, reached = int(marks.document[place]), 0
        start, end = int(marks.word_start[place]), int(marks.word_end[place])
        covered[document] += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _unused(corpus: Corpus, marks: Marks) -> tuple[str, ...]:
    """The leaves of the tree that nobody has used."""
    used = set(np.unique(marks.code).tolist())
    book = corpus.codebook
    return tuple(
        book.path(code.id)
        for place, code in enumerate(book)
        if place not in used and not book.children(code.id) and not code.retired
    )


def _case_order(corpus: Corpus, name: str) -> int:
    names = list(dict.fromkeys([*corpus.settings.cases.values(), *(map(corpus.case_name, corpus.documents))]))
    return names.index(name)
