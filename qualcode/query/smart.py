"""Smart codes: saved queries that are counted as codes, whose codings are the quotations they find.

A quotation is a passage here, a distinct span of a document: it counts once for a smart code, whoever marked it and
however many codings of its query stand on it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from qualcode.errors import NotPossible, QueryError
from qualcode.model import Codebook
from qualcode.model.saved import SIGN
from qualcode.query.evaluate import Texts, evaluate
from qualcode.query.expression import Query
from qualcode.query.names import codes_in
from qualcode.query.passages import Passages, passages
from qualcode.query.selection import Selection
from qualcode.tables import Bools, Corpus, FreeQuotations, Ints


@dataclass(frozen=True)
class SmartCode:
    """A saved query with what it asks: `query` is it written out, `said` in words for a rule."""

    name: str
    query: Query
    said: str

    def title(self, codebook: Codebook) -> str:
        """Its name over its row; with @ where a code has come to be called so too."""
        taken = {names[-1].casefold() for names in (codebook.names(code.id) for code in codebook)}
        return SIGN + self.name if self.name.casefold() in taken else self.name

    def codes(self, corpus: Corpus) -> frozenset[int]:
        """The codes (places) that its reasons and m go by: those it names, all where it names none."""
        return codes_in(self.query, corpus.codebook) or frozenset(range(len(corpus.codebook)))


@dataclass(frozen=True)
class SmartCodes:
    """Smart codes, and what their queries are answered from: the free quotations, and the texts of documents by id."""

    codes: tuple[SmartCode, ...] = ()
    free: FreeQuotations = field(default_factory=FreeQuotations, compare=False)
    texts: Texts = field(default=lambda _documents: {}, compare=False)
    left: tuple[tuple[str, str], ...] = ()  # the names of those left out because they cannot be answered, and why

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[SmartCode]:
        return iter(self.codes)

    def over(self, selection: Selection) -> Laid:
        """What they find in a selection. Raises `NotPossible` for one that cannot be answered, by its name."""
        universe = passages(selection, self.free)
        return Laid(universe, tuple(self._found(code, universe, selection) for code in self.codes))

    def answered(self, selection: Selection) -> SmartCodes:
        """Without those that cannot be answered in a selection; these are among `left`. Raises `NotPossible` where
        none can."""
        universe, codes, left = passages(selection, self.free), list[SmartCode](), list(self.left)
        for code in self.codes:
            try:
                self._found(code, universe, selection)
                codes.append(code)
            except NotPossible as err:
                left.append((code.name, str(err)))
        if left and not codes:
            raise NotPossible(f"None of the saved queries can be answered. {left[0][1]}")
        return replace(self, codes=tuple(codes), left=tuple(left))

    def _found(self, code: SmartCode, universe: Passages, selection: Selection) -> Bools:
        try:
            return evaluate(code.query, universe, selection, texts=self.texts)
        except QueryError as err:
            raise unanswerable(code.name, err) from err


def unanswerable(name: str, err: QueryError) -> NotPossible:
    """That a saved query cannot be answered any more, and why."""
    return NotPossible(
        f"The saved query {name!r} cannot be answered any more: {err.message} Replace it (qualcode query EXPR --save "
        f"{shlex.quote(name)} --replace), or remove it (--remove)."
    )


@dataclass(frozen=True)
class Laid:
    """The passages of a selection, and per smart code which of them it finds."""

    universe: Passages
    found: tuple[Bools, ...]

    @property
    def any(self) -> Ints:
        """The passages that any of them finds, by number."""
        return np.flatnonzero(np.any(self.found, axis=0)) if self.found else np.empty(0, np.int64)
