"""Smart codes: saved queries that are counted as codes, whose codings are the quotations they find.

A quotation is a passage here, a distinct span of a document: it counts once for a smart code, whoever marked it and
however many codings of its query stand on it. In a matrix it gets a row (`qualcode.query.cut`); for other analyses
`laid_over` puts it in the codebook of a selection, with a coding for each quotation it finds.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from qualcode.errors import NotPossible, QueryError
from qualcode.model import Code, Codebook, split_path
from qualcode.model.saved import SIGN
from qualcode.query.evaluate import Texts, evaluate
from qualcode.query.expression import Query
from qualcode.query.names import codes_in
from qualcode.query.passages import Passages, passages
from qualcode.query.selection import Selection
from qualcode.tables import AsCode, Bools, Corpus, FreeQuotations, Ints, Marks


@dataclass(frozen=True)
class SmartCode:
    """A saved query with what it asks: `query` is it written out, `said` in words for a rule."""

    name: str
    query: Query
    said: str

    def title(self, codebook: Codebook) -> str:
        """Its name over its row."""
        return title(self.name, codebook)

    def codes(self, corpus: Corpus) -> frozenset[int]:
        """The codes (places) that its reasons and m go by: those it names, all where it names none."""
        return codes_in(self.query, corpus.codebook) or frozenset(range(len(corpus.codebook)))


def title(name: str, codebook: Codebook) -> str:
    """The name of a saved query among codes; with @ where a code has come to be called so too, or once was."""
    paths = (path for code in codebook for path in (codebook.names(code.id), *map(split_path, code.former)))
    taken = {names[-1].casefold() for names in paths}
    return SIGN + name if name.casefold() in taken else name


def smart_id(name: str) -> str:
    """The id of a saved query among codes: the same for as long as it has its name."""
    return SIGN + name.casefold()


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


# --- as codes among the others ---------------------------------------------------------------------------------


def laid_over(selection: Selection, smart: SmartCodes) -> Selection:
    """The selection with smart codes after its codes, and after its marks one for each quotation they find: a coding
    that counts, with the coder of the quotation, and without grade or specification. The numbers are those of a matrix.
    They are found by name, with @ before it or without. Raises as `SmartCodes.over`."""
    laid, corpus = smart.over(selection), selection.corpus
    first = len(corpus.codebook)
    titles = [each.title(corpus.codebook) for each in smart]
    codes = [
        Code(smart_id(each.name), called, former=(SIGN + each.name,))
        for each, called in zip(smart, titles, strict=True)
    ]
    parts = [
        AsCode(first + number, called, each.said, each.codes(corpus))
        for number, (each, called) in enumerate(zip(smart, titles, strict=True))
    ]
    marks = selection.marks
    for part, found in zip(parts, laid.found, strict=True):
        marks = _with_marks(marks, part, laid.universe, np.flatnonzero(found), selection.marks.code)
    more = np.ones(len(marks) - len(selection.marks), bool)
    over = replace(
        corpus, codebook=replace(corpus.codebook, codes=(*corpus.codebook, *codes)), smart=(*corpus.smart, *parts),
        code_versions=(*corpus.code_versions, *(0 for _ in codes if corpus.code_versions)),
    )  # fmt: skip
    return replace(selection, corpus=over, marks=marks, counted=np.concatenate([selection.counted, more]))


def _with_marks(marks: Marks, part: AsCode, universe: Passages, found: Ints, code: Ints) -> Marks:
    """The marks with one more for each passage (number) found; `code` is that of the codings there were."""
    source = _sources(universe, found, np.isin(code, list(part.codes)))
    coded, count = source >= 0, len(found)

    def more(of_coding: Any, of_free: Any) -> Any:
        made = np.empty(count, of_coding.dtype)
        made[coded], made[~coded] = of_coding[source[coded]], of_free[-1 - source[~coded]]
        return np.concatenate([of_coding, made])

    def filled(of_marks: Any, value: object) -> Any:
        return np.concatenate([of_marks, np.full(count, value, of_marks.dtype)])

    def there(of_marks: Any, of_passage: Ints) -> Any:
        return np.concatenate([of_marks, of_passage[found]])

    free = universe.free
    return replace(
        marks,
        document=there(marks.document, universe.document),
        code=filled(marks.code, part.place),
        coder=more(marks.coder, free.coder),
        final=filled(marks.final, True),
        orphan=filled(marks.orphan, False),
        key=filled(marks.key, -1),
        start=there(marks.start, universe.start),
        end=there(marks.end, universe.end),
        word_start=there(marks.word_start, universe.word_start),
        word_end=there(marks.word_end, universe.word_end),
        low=filled(marks.low, np.nan),
        high=filled(marks.high, np.nan),
        verbatim=more(marks.verbatim, free.verbatim),
        released=more(marks.released, free.released),
        origin=(*marks.origin, *(marks.origin[each] if each >= 0 else "" for each in source.tolist())),
        specification=(*marks.specification, *[""] * count),
        smart=np.concatenate([marks.smart, source]),
    )


def _sources(universe: Passages, found: Ints, asked: Bools) -> Ints:
    """Per passage (number) found the coding whose quotation stands for it: the first of a code that is asked for, else
    the first; where it has none the free quotation, as -1 - its place. `asked` is True for codings of such codes."""
    rank = np.concatenate([np.where(asked[universe.codings], 0, 1), np.full(len(universe.uncoded), 2)])
    order = np.lexsort((np.arange(len(rank)), rank, universe.of_item))
    first = order[np.searchsorted(universe.of_item[order], found)]
    place = np.concatenate([universe.codings, -1 - universe.uncoded])
    chosen: Ints = place[first]
    return chosen
