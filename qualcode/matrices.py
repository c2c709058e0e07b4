"""From codings to a matrix: rows of codes, specifications or an attribute; columns of cases, rounds or any
attributes; a measure; and for every empty cell the reason why.

    matrix = build(Request(measure="interviews"), corpus, read)
    matrix.frame, matrix.reasons, matrix.rule
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode import counting
from qualcode.counting import MEASURES, Columns
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption
from qualcode.i18n import Language, language
from qualcode.model import INTERVIEW, check_level, join_path, split_path
from qualcode.query import layers
from qualcode.query.cut import CODE, CROSS, QUERY, SPECIFICATION, Cut, Request, check_attribute, cut, union
from qualcode.query.where import CODING_NAMES, check_names
from qualcode.reasons import Explainer, Reason, reason_text
from qualcode.rules import rule_of
from qualcode.tables import Bools, Corpus, Floats, Ints, Marks

if TYPE_CHECKING:
    import pandas as pd

SHARES = ("row", "column", "total", "interviews")
MEAN, PRESENCE = "mean", "presence"

#: Reads the codings of a project; True asks for positions and grades too.
Reader = Callable[[bool], Marks]


def check(request: Request, corpus: Corpus) -> None:
    """Raises `UnknownChoice` or `NotPossible` for a request that cannot be met."""
    if request.measure not in MEASURES:
        raise UnknownOption("The measure", request.measure, MEASURES)
    if request.share is not None and request.share not in SHARES:
        raise UnknownOption("The share", request.share, SHARES)
    check_attribute(corpus, "The rows", request.rows, (CODE, SPECIFICATION, QUERY))
    for name in request.columns:
        check_attribute(corpus, "The columns", name)
    check_names(corpus, request.where)
    layers.check_layer(corpus, request.layer)
    _check_sense(request)


def _check_sense(request: Request) -> None:
    if request.share == "interviews" and request.measure != "interviews":
        raise NotPossible("The share of interviews (n of m) goes with the measure interviews; leave the measure out.")
    if request.measure == MEAN and request.share:
        raise NotPossible("A mean has no share. Ask for another measure, or leave the share out.")
    if request.measure in (MEAN, PRESENCE) and request.normalise:
        raise NotPossible(
            f"The measure {request.measure} cannot be normalised; it does not add up. Use codings or words."
        )
    if request.share == "interviews" and request.normalise:
        raise NotPossible("n of m is a share already and is not normalised. Leave one of the two out.")
    if request.measure == MEAN and request.layer == layers.INTERSECTION:
        raise NotPossible("Coders may grade the same words differently: a mean needs a coder's layer, union or final.")
    if request.smart and request.rows not in (CODE, QUERY):
        raise NotPossible("Smart codes stand beside codes, or alone: ask for rows of codes, or of queries.")
    if request.smart and request.layer == layers.INTERSECTION:
        raise NotPossible(
            "Smart codes find quotations, and the layer intersection has only the characters that coders share. "
            "Choose final, union or a coder's name."
        )
    check_level(request.level)
    if request.level is not None and request.rows not in (CODE, SPECIFICATION):
        raise NotPossible("A level belongs to rows of codes or specifications.")


def build(request: Request, corpus: Corpus, read: Reader) -> Matrix:
    """Count what a request asks for; raises as `check`."""
    check(request, corpus)
    marks = read(request.needs_spans)
    selected = cut(request, corpus, marks)
    kept = _kept(request, corpus, selected)
    matrix = Matrix(request, corpus, selected=selected, read=read, kept=kept)
    if request.totals or request.normalise or request.share in ("row", "column", "total"):
        extended = matrix.extended(request.measure)
        if request.normalise:
            extended = _normalised(extended)
        if request.share in ("row", "column", "total"):
            extended = _shares(extended, request.share)
        values = extended if request.totals else extended[:-1, :-1]
    else:
        values = matrix.extended(request.measure, totals=False)
    matrix = replace(matrix, frame=_frame(matrix, values), rule=rule_of(request, corpus, marks))
    if request.share == "interviews":
        m = matrix.m.to_numpy()
        matrix = replace(matrix, frame=matrix.framed(np.where(m > 0, values / np.maximum(m, 1), 0.0)))
    return matrix


def _kept(request: Request, corpus: Corpus, selected: Cut) -> tuple[list[int], list[int]]:
    """The rows and columns shown, by their place in the cut: all, or with `compress` those that are not empty."""
    if not request.compress:
        return list(range(len(selected.rows))), list(range(len(selected.columns)))
    counted = "grades" if request.measure == MEAN else "codings"
    measure = counting.measure(counted, selected.items, selected.columns, corpus)
    if request.measure in ("words", "interviews"):
        measure = counting.measure(request.measure, selected.items, selected.columns, corpus)
    table = _table(measure, [row.counted(counted) for row in selected.rows], len(selected.columns))
    return list(map(int, np.flatnonzero(table.any(axis=1)))), list(map(int, np.flatnonzero(table.any(axis=0))))


def _table(measure: counting.Measure, rows: list[Ints], width: int) -> Floats:
    return np.array([measure(row) for row in rows]) if rows else np.zeros((0, width))


def _normalised(extended: Floats) -> Floats:
    """As ATLAS.ti does: each column × (largest column total / own column total). The row totals become sums."""
    totals = extended[-1, :-1]
    factor = np.where(totals > 0, totals.max(initial=0) / np.where(totals > 0, totals, 1), 0)
    scaled = extended.copy()
    scaled[:, :-1] *= factor
    scaled[:, -1] = scaled[:, :-1].sum(axis=1)
    return scaled


def _shares(extended: Floats, share: str) -> Floats:
    """Each number as a fraction of its row's, its column's, or the whole total; of an empty total it is 0."""
    base = {"row": extended[:, -1:], "column": extended[-1:, :], "total": extended[-1:, -1:]}[share]
    return np.where(base > 0, extended / np.where(base > 0, base, 1), 0)


def _frame(matrix: Matrix, values: Floats) -> pd.DataFrame:
    import pandas as pd

    request, selected = matrix.request, matrix.selected
    names = [selected.rows[place].names for place in matrix.kept[0]]
    columns = [selected.columns.names[place] for place in matrix.kept[1]]
    if request.totals:
        _ = matrix.language
        total = _("Total")
        names.append((total, *[""] * (len(selected.levels) - 1)))
        columns.append(total)
    if len(selected.levels) == 1:
        index = pd.Index([each[0] for each in names], name=selected.levels[0], dtype=object)
    else:
        index = pd.MultiIndex.from_tuples(names, names=selected.levels)
    header = pd.Index(columns, name=", ".join(request.columns), dtype=object).infer_objects()
    whole = request.measure != MEAN and not request.share and not request.normalise
    return pd.DataFrame(values.astype(np.int64) if whole else values, index=index, columns=header)


@dataclass(frozen=True)
class Matrix:
    """A matrix with everything that explains it.

    `frame`: numbers, rows × columns; its index has one level per level of the code tree, empty where the row is a
    parent. `reasons`: the same shape, a reason where the cell is empty, else an empty string. `rule`: how it was
    counted. `n` and `m`: interviews with at least one, and interviews that could have had one. A mean of fewer
    than three grades is NaN; `grades` tells how many there are.
    """

    request: Request
    corpus: Corpus
    frame: pd.DataFrame = None  # type: ignore[assignment]  # filled before anyone sees the matrix
    rule: str = ""
    selected: Cut = None  # type: ignore[assignment]
    read: Reader = None  # type: ignore[assignment]
    kept: tuple[list[int], list[int]] = ((), ())  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{self.frame}\n{self.rule}"

    @property
    def language(self) -> Language:
        return language(self.corpus.settings)

    @property
    def has_total(self) -> bool:
        return self.request.totals

    @cached_property
    def codes(self) -> list[frozenset[int]]:
        """Per row the codes (places in the codebook) behind it; for the row of totals all of them, shown or not."""
        rows = [row.codes for row in self.selected.rows]
        whole = (codes for codes, counts in zip(rows, self.selected.totalled, strict=True) if counts)
        return [*(rows[place] for place in self.kept[0]), frozenset[int]().union(*whole)]

    def is_smart(self, row: int) -> bool:
        """Whether a row (by number) is a smart code."""
        return row < len(self.kept[0]) and self.selected.rows[self.kept[0][row]].is_smart

    @cached_property
    def reasons(self) -> pd.DataFrame:
        """Why each empty cell is empty."""
        empty, left_out = self._empty(), self._left_out()
        found = np.full(empty.shape, "", object)
        for row, column in np.argwhere(empty).tolist():
            reason = Reason.OUTSIDE_FILTER
            if not left_out[row, column]:
                reason = self._explain.cell(self.codes[row], self._documents_of(row, column))
            found[row, column] = reason_text(reason, self.language)
        return self.framed(found)

    @cached_property
    def n(self) -> pd.DataFrame:
        """Interviews with at least one."""
        return self._counted("interviews")

    @cached_property
    def grades(self) -> pd.DataFrame:
        """How many grades count in each cell."""
        return self._counted("grades")

    @cached_property
    def m(self) -> pd.DataFrame:
        """The interviews that were finished and not spared the codes, and those that have them all the same."""
        sizes = np.zeros(self.frame.shape, np.int64)
        for row, column in product(range(sizes.shape[0]), range(sizes.shape[1])):
            sizes[row, column] = len(self._base(row, column))
        return self.framed(sizes)

    def places(self, row: object, column: object) -> Ints:
        """The codings behind a cell, by their place among all codings, in the order of the text."""
        return self.cell_places(self.row_number(row), self.column_number(column))

    def cell_places(self, row: int, column: int) -> Ints:
        """As `places`, by the numbers of row and column (totals come last)."""
        return self._with_spans.codings_behind(self._cell_items(row, column))

    def cell_free(self, row: int, column: int) -> Ints:
        """The free quotations behind a cell of a smart code, by their place among those of the project; none behind
        any other."""
        return self._with_spans.free_behind(self._cell_items(row, column))

    def _cell_items(self, row: int, column: int) -> Ints:
        """The items of a cell, in the order of the text."""
        whole = self._with_spans
        chosen = self._items_of(whole, row, self.request.measure)
        items = chosen[np.isin(whole.items.document[chosen], self._documents_of(row, column))]
        return items[np.lexsort((whole.items.start[items], whole.items.document[items]))]

    def row_number(self, row: object) -> int:
        """The number of a row named by code path, tuple of names, or value; raises `UnknownChoice`."""
        names = [_bare(each if isinstance(each, tuple) else (each,)) for each in self.frame.index]
        wanted = _bare(row) if isinstance(row, tuple) else (str(row),)
        if wanted not in names and isinstance(row, str) and self.request.rows in (CODE, SPECIFICATION):
            wanted = self._path_of(row)
        folded = [tuple(name.casefold() for name in each) for each in names]
        wanted = tuple(name.casefold() for name in wanted)
        if wanted not in folded:
            raise UnknownChoice("The row", row, [join_path(each) for each in names])
        return folded.index(wanted)

    def _path_of(self, row: str) -> tuple[str, ...]:
        """The names a path means: of a code, or of a code and one of its specifications."""
        book = self.corpus.codebook
        if self.request.rows == CODE:
            return book.names(book.find(row).id)
        *code, specification = split_path(row)
        return (*book.names(book.find(join_path(code)).id), specification) if code else (specification,)

    def column_number(self, column: object) -> int:
        """The number of a column, by its name or (for cases) its key; raises `UnknownChoice`."""
        names = [str(name) for name in self.frame.columns]
        if isinstance(column, tuple):
            column = CROSS.join(map(str, column))
        if str(column) not in names and len(self.request.columns) == 1:
            column = self.corpus.settings.case_name(str(column))
        if str(column) not in names:
            raise UnknownChoice("The column", column, names)
        return names.index(str(column))

    def framed(self, values: Any) -> pd.DataFrame:
        """Values as a frame with this matrix's rows and columns."""
        import pandas as pd

        return pd.DataFrame(values, index=self.frame.index, columns=self.frame.columns)

    def extended(self, measure: str, *, totals: bool = True) -> Floats:
        """A measure over the rows and columns shown, with a last row and a last column of totals: unions over
        what is selected."""
        selected = self._with_spans if measure in counting.NEED_SPANS else self.selected
        shown = [selected.rows[place] for place in self.kept[0]]
        rows = [row.counted(measure) for row in shown]
        wanted: list[tuple[Columns, list[int]]] = [(selected.columns, self.kept[1])]
        if totals:
            rows.append(union(self._totalled(selected, measure)))
            wanted.append((_together(selected.columns, self.kept[1]), [0]))
        parts = []
        for columns, places in wanted:
            table = _table(counting.measure(measure, selected.items, columns, self.corpus), rows, len(columns))
            parts.append(table[:, places])
        return np.concatenate(parts, axis=1)

    def _counted(self, measure: str) -> pd.DataFrame:
        return self.framed(self.extended(measure, totals=self.request.totals).astype(np.int64))

    @cached_property
    def _with_spans(self) -> Cut:
        """The cut with positions and grades, read when first asked for."""
        return self.selected if self.selected.full else cut(self.request, self.corpus, self.read(True))

    @cached_property
    def _explain(self) -> Explainer:
        marks = self.read(self.request.needs_spans)
        return Explainer(self.corpus, layers.finishes(self.corpus, marks, self.request.layer))

    def _items_of(self, selected: Cut, row: int, measure: str) -> Ints:
        places = self.kept[0]
        if row < len(places):
            return np.sort(selected.rows[places[row]].counted(measure))
        return union(self._totalled(selected, measure))

    def _totalled(self, selected: Cut, measure: str) -> list[Ints]:
        """The items of the rows shown that are in the totals."""
        return [selected.rows[place].counted(measure) for place in self.kept[0] if selected.totalled[place]]

    def _documents_of(self, row: int, column: int) -> list[int]:
        """The documents (places) that a cell is about; totals are also about rows and columns not shown."""
        pairs, (rows, columns) = self.selected.columns, self.kept
        chosen = [columns[column]] if column < len(columns) else list(range(len(pairs)))
        documents = np.unique(pairs.pair_document[np.isin(pairs.pair_column, chosen)])
        about = [self.selected.rows[rows[row]]] if row < len(rows) else self.selected.rows
        if not about:
            return []
        allowed: Bools = np.any([each.documents for each in about], axis=0)
        return [int(place) for place in documents[allowed[documents]]]

    def _base(self, row: int, column: int) -> set[str]:
        """The interviews that m counts."""
        documents = self._documents_of(row, column)
        present = [self.corpus.documents[place] for place in self._present(row) & set(documents)]
        there = {document.interview for document in present if document.kind == INTERVIEW}
        return self._explain.counting(self.codes[row], documents) | there

    def _present(self, row: int) -> set[int]:
        """The documents in which the codes of the row are present, with whatever specification; of a smart code those
        with a quotation that it finds."""
        if row not in self._present_in:
            items = self.selected.items
            if self.is_smart(row) or self.request.rows == QUERY:
                chosen = self._items_of(self.selected, row, "interviews")
            else:
                chosen = np.flatnonzero(np.isin(items.code, list(self.codes[row])))
            self._present_in[row] = set(np.unique(items.document[chosen]).tolist())
        return self._present_in[row]

    @cached_property
    def _present_in(self) -> dict[int, set[int]]:
        return {}

    def _empty(self) -> Bools:
        """The cells without any coding; a mean of grades in words or with a condition is no number, and not empty."""
        counted = self._counted("codings") if self.request.measure == MEAN else self.frame
        return np.asarray(counted.to_numpy() == 0)

    def _left_out(self) -> Bools:
        """The cells that would have codings without the filter on codings (`code`, `coder`, …)."""
        on_documents = {name: each for name, each in self.request.where.items() if name not in CODING_NAMES}
        if len(on_documents) == len(self.request.where):
            return np.zeros(self.frame.shape, bool)
        request = replace(
            self.request, where=on_documents, measure="codings", share=None, normalise=False, compress=False
        )
        there = build(request, self.corpus, self.read)
        laid = np.pad(there.frame.to_numpy() > 0, ((0, 1), (0, 1)))  # what is not there is looked for at -1
        return laid[np.ix_(_places(self._rows, there._rows), _places(self._columns, there._columns))]

    @property
    def _rows(self) -> list[object]:
        """What tells the rows apart, also from those of a matrix with another filter, whose index may have more or
        fewer levels; the row of totals is None."""
        shown = [self.selected.rows[place] for place in self.kept[0]]
        lines = [(row.codes, tuple(name.casefold() for name in _bare(row.names))) for row in shown]
        return [*lines, *[None] * self.has_total]

    @property
    def _columns(self) -> list[object]:
        """The names of the columns; that of totals is None."""
        return [*(self.selected.columns.names[place] for place in self.kept[1]), *[None] * self.has_total]


def _bare(names: tuple[object, ...]) -> tuple[str, ...]:
    """The names of a row without the empty ones."""
    return tuple(str(name) for name in names if name != "")


def _places(wanted: list[object], there: list[object]) -> list[int]:
    """Where each of these stands among others; -1 for what does not."""
    place_of = {each: place for place, each in enumerate(there)}
    return [place_of.get(each, -1) for each in wanted]


def _together(columns: Columns, places: list[int]) -> Columns:
    """All documents of these columns in one."""
    documents = np.unique(columns.pair_document[np.isin(columns.pair_column, places)])
    return Columns(("",), documents, np.zeros(len(documents), np.int64), columns.documents)
