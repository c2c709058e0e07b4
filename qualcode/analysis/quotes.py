"""The quotations of a layer, each once with its codes: what stands behind the cells of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.model import Anchor
from qualcode.tables import Bools, Corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Given:
    """A code on a quotation: its id, and the coder, specification and grade (as written) that go with it."""

    code: str
    coder: str
    specification: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation. `document` is its place in the corpus; `anchor` names it in a page (`q-KAF2.4.1-12`)."""

    label: str
    anchor: str
    document: int
    start: int
    end: int
    words: str
    verbatim: bool
    released: bool
    codings: tuple[Given, ...] = ()


@dataclass(frozen=True)
class Quotes:
    """Quotations in the order of documents and text; `of_coding` gives, for the place of a coding, the place of
    its quotation here, and `of_label` the same for a label."""

    items: tuple[Quote, ...]
    of_coding: Mapping[int, int]
    of_label: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Quote:
        return self.items[place]

    def behind(self, codings: Iterable[int]) -> tuple[int, ...]:
        """The quotations that these codings (places) are on, each once, in order; those that are not here left out."""
        return tuple(sorted({self.of_coding[int(place)] for place in codings if int(place) in self.of_coding}))


def quotes(corpus: Corpus, codings: pd.DataFrame, chosen: Bools, cited: pd.DataFrame | None = None) -> Quotes:
    """The quotations of the chosen rows of `project.codings`, and the `cited` rows of `project.quotations`
    besides, without codes, orphans left out."""
    found: dict[str, Quote] = {}
    label_of: dict[int, str] = {}
    for place, row in zip(np.flatnonzero(chosen).tolist(), _records(codings[chosen]), strict=True):
        quote = found.get(row["quotation"]) or _quote(corpus, row)
        given = Given(row["code_id"], row["coder"], row["specification"].strip(), row["grade"])
        found[quote.label] = replace(quote, codings=(*quote.codings, given))
        label_of[place] = quote.label
    for row in _records(cited) if cited is not None else ():
        if row["anchor"] != Anchor.ORPHANED:
            found.setdefault(row["quotation"], _quote(corpus, row))
    items = _anchored(sorted(found.values(), key=_in_order))
    of_label = {quote.label: place for place, quote in enumerate(items)}
    return Quotes(items, {place: of_label[label] for place, label in label_of.items()}, of_label)


def _quote(corpus: Corpus, row: dict[str, Any]) -> Quote:
    return Quote(
        row["quotation"],
        "",
        corpus.place_of_document[row["document"]],
        int(row["start"]),
        int(row["end"]),
        row["quote"],
        bool(row["verbatim"]),
        bool(row["released"]),
    )


def _in_order(quote: Quote) -> tuple[int, int, int, str]:
    return quote.document, quote.start, quote.end, quote.label


def _anchored(found: Iterable[Quote]) -> tuple[Quote, ...]:
    """With an anchor each, made of letters, digits, dots and dashes; one that is taken gets a number."""
    taken: dict[str, int] = {}
    named = []
    for quote in found:
        anchor = "q-" + re.sub(r"[^\w.-]", "-", quote.label)
        taken[anchor] = taken.get(anchor, 0) + 1
        named.append(replace(quote, anchor=anchor if taken[anchor] == 1 else f"{anchor}_{taken[anchor]}"))
    return tuple(named)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name] for name in names), strict=True)]
