"""What an analysis looks at: the codings that a layer counts, in the documents that a filter lets through.

chosen = select(corpus, marks, layer="final", where={"round": [3, 4]})
chosen.codings, chosen.documents       # places among the marks, and in the corpus
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from qualcode.errors import NotPossible
from qualcode.query import layers
from qualcode.query.where import Where, check_names, needs_codings, select_codings, select_documents
from qualcode.tables import Bools, Corpus, Ints, Marks


@dataclass(frozen=True)
class Selection:
    """The codings of a layer that a filter lets through. `allowed` is True for the documents that the filter is about,
    `counted` for the codings that count in them; `marks` are a full reading."""

    corpus: Corpus
    marks: Marks
    allowed: Bools
    counted: Bools
    layer: str = layers.FINAL
    where: Where = field(default_factory=dict)

    def __repr__(self) -> str:
        found = f"{len(self.codings)} of {len(self.marks)} codings, {len(self.documents)} documents"
        return f"<Selection: {found}; layer {self.layer}, where {dict(self.where)}>"

    @cached_property
    def codings(self) -> Ints:
        """The codings that count, by place among the marks."""
        return np.flatnonzero(self.counted)

    @cached_property
    def documents(self) -> Ints:
        """The documents that the filter is about, by place in the corpus, coded or not."""
        return np.flatnonzero(self.allowed)

    def coded(self, code: str) -> Ints:
        """The codings that count of a code (id) and what is below it, by place among the marks."""
        below = [self.corpus.place_of_code[each.id] for each in self.corpus.codebook.subtree(code)]
        return np.flatnonzero(self.counted & np.isin(self.marks.code, below))


def select(
    corpus: Corpus, marks: Marks, *, layer: str = layers.FINAL, where: Mapping[str, object] | None = None
) -> Selection:
    """Choose the codings an analysis counts; `marks` are a full reading. Raises `UnknownChoice` for a layer or filter
    there is none of, and `NotPossible` for the layer `intersection`, which has passages and no codings."""
    filters = dict(where or {})
    check_names(corpus, filters)
    layers.check_layer(corpus, layer)
    if layer == layers.INTERSECTION:
        raise NotPossible(
            "The layer intersection has the characters that coders share, not their codings; it is for matrices. "
            "Here choose final, union or a coder's name."
        )
    allowed = select_documents(corpus, filters)
    counted = layers.counting(corpus, marks, layer) & allowed[marks.document]
    if needs_codings(filters):
        counted = counted & select_codings(corpus, marks, filters)
    return Selection(corpus, marks, allowed, counted, layer, filters)
