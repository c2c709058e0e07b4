"""The passages that a query runs over: distinct spans of documents, with the codings on each.

A passage is what the measure `quotations` counts: two coders who marked the same characters made one passage, and a
query finds both their codes on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.query import layers
from qualcode.query.selection import Selection
from qualcode.query.spans import Spans
from qualcode.query.where import needs_codings, select_free
from qualcode.tables import Bools, FreeQuotations, Ints, Marks


@dataclass(frozen=True)
class Passages:
    """Passages in the order of the text, and the items that they are made of: first the `codings` of a selection (by
    place among the marks), then the free quotations (`uncoded`, by place in `free`). `of_item` is the passage of each
    item; words count within their document."""

    document: Ints
    start: Ints
    end: Ints
    word_start: Ints
    word_end: Ints
    codings: Ints
    uncoded: Ints
    free: FreeQuotations
    of_item: Ints

    def __len__(self) -> int:
        return len(self.document)

    @property
    def spans(self) -> Spans:
        return Spans(self.document, self.start, self.end)

    @cached_property
    def item_document(self) -> Ints:
        """Per item the place of its document."""
        return self.document[self.of_item]

    @cached_property
    def by_passage(self) -> tuple[Ints, Ints]:
        """The items ordered by passage, and where those of each passage begin (one more than there are passages)."""
        order = np.argsort(self.of_item, kind="stable")
        return order, np.searchsorted(self.of_item[order], np.arange(len(self) + 1))

    def items(self, passage: int) -> Ints:
        """The items of one passage."""
        order, first = self.by_passage
        return order[first[passage] : first[passage + 1]]

    def with_items(self, chosen: Bools) -> Bools:
        """True for the passages with any of the items for which `chosen` is true."""
        found = np.zeros(len(self), bool)
        found[self.of_item[chosen]] = True
        return found

    def codings_at(self, passage: int) -> Ints:
        """The codings (places among the marks) on one passage."""
        items = self.items(passage)
        return self.codings[items[items < len(self.codings)]]

    def codings_on(self, chosen: Bools) -> Ints:
        """The codings (places among the marks) on the passages for which `chosen` is true."""
        return self.codings[chosen[self.of_item[: len(self.codings)]]]

    def on_the_words(self, chosen: Bools, marks: Marks) -> Bools:
        """True for the codings among all marks, counted or not, whose words are one of the passages for which `chosen`
        is true."""
        wanted = set(zip(*(each[chosen].tolist() for each in self.spans), strict=True))
        spans = zip(marks.document.tolist(), marks.start.tolist(), marks.end.tolist(), strict=True)
        return np.fromiter((each in wanted for each in spans), bool, len(marks)) & ~marks.orphan


def passages(selection: Selection, free: FreeQuotations) -> Passages:
    """The passages with a coding that the selection counts, and those of free quotations in its documents: of
    everybody's for the layers final and union, of a coder's own for the layer of a coder."""
    marks, codings, uncoded = selection.marks, selection.codings, _uncoded(selection, free)

    def of_items(of_coding: Ints, of_free: Ints) -> Ints:
        return np.concatenate([of_coding[codings], of_free[uncoded]])

    document = of_items(marks.document, free.document)
    start, end = of_items(marks.start, free.start), of_items(marks.end, free.end)
    first, of_item = _distinct(document, start, end, len(selection.corpus.documents))
    word_start = of_items(marks.word_start, free.word_start)
    word_end = of_items(marks.word_end, free.word_end)
    return Passages(
        document[first],
        start[first],
        end[first],
        word_start[first],
        word_end[first],
        codings,
        uncoded,
        free,
        of_item,
    )


def _distinct(document: Ints, start: Ints, end: Ints, documents: int) -> tuple[Ints, Ints]:
    """Per distinct span, in the order of the text, the first item that has it; and per item its span."""
    length = np.zeros(documents, np.int64)
    np.maximum.at(length, document, end)
    begins = (np.cumsum(length) - length)[document] + start  # all documents laid end to end
    _keys, first, of_item = np.unique(
        begins * (int((end - start).max(initial=0)) + 1) + (end - start), return_index=True, return_inverse=True
    )
    return first, of_item.reshape(-1)


def _uncoded(selection: Selection, free: FreeQuotations) -> Ints:
    chosen = selection.allowed[free.document]
    if selection.layer not in layers.LAYERS:
        coders = selection.corpus.coders
        chosen &= free.coder == (coders.index(selection.layer) if selection.layer in coders else -1)
    if needs_codings(selection.where):
        chosen &= select_free(selection.corpus, free, selection.where)
    return np.flatnonzero(chosen)
