"""Cutting the codings of a project into the rows and columns of a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain, product
from typing import Any

import numpy as np

from qualcode.counting import GRADES, NEED_SPANS, Columns, Items
from qualcode.errors import UnknownChoice
from qualcode.i18n import language
from qualcode.model import same_specification
from qualcode.query import layers
from qualcode.query.selection import Selection
from qualcode.query.smart import Laid, SmartCodes
from qualcode.query.where import (
    Where,
    meant,
    needs_codings,
    select_codings,
    select_documents,
    values_of,
)
from qualcode.tables import Bools, Corpus, Ints, Marks

CODE, SPECIFICATION, QUERY = "code", "specification", "query"
CROSS = " · "


@dataclass(frozen=True)
class Request:
    """What a matrix is asked to show; `matrices.build` checks it against the project."""

    rows: str = CODE
    columns: tuple[str, ...] = ("case",)
    measure: str = "interviews"
    share: str | None = None
    normalise: bool = False
    totals: bool = False
    level: int | None = None
    where: Where = field(default_factory=dict)
    layer: str = layers.FINAL
    compress: bool = False
    smart: SmartCodes = field(default_factory=SmartCodes)  # their rows come after those of the codes

    @property
    def needs_spans(self) -> bool:
        """Whether counting needs more than who coded what where."""
        return (
            self.measure in NEED_SPANS
            or self.layer == layers.INTERSECTION
            or self.rows == SPECIFICATION
            or len(self.smart) > 0
            or needs_codings(self.where)
        )


@dataclass(frozen=True)
class Row:
    """A row: its names, the codes (by place) it stands for, its items, the documents it is about. A smart code has
    passages for items, and as `graded` the codings with a grade of its codes on them."""

    names: tuple[object, ...]
    codes: frozenset[int]
    items: Ints
    documents: Bools
    graded: Ints | None = None

    @property
    def is_smart(self) -> bool:
        return self.graded is not None

    def counted(self, measure: str) -> Ints:
        """The items that a measure counts."""
        return self.graded if self.graded is not None and measure in GRADES else self.items


@dataclass(frozen=True)
class Cut:
    """What a request selects. `segments` is filled for the layer `intersection` only, one per item."""

    items: Items
    segments: tuple[layers.Segment, ...]
    rows: tuple[Row, ...]
    levels: tuple[str, ...]
    columns: Columns
    full: bool
    smart: Laid | None = None  # what smart codes find: the items after those of codings, in the order of `smart.any`

    @property
    def totalled(self) -> list[bool]:
        """Per row whether it is in the totals: all but smart codes beside codes, which are in them already."""
        smart = [row.is_smart for row in self.rows]
        return smart if all(smart) else [not each for each in smart]

    def codings_behind(self, items: Ints) -> Ints:
        """The codings (places among the marks) that items come from, in their order, each once."""
        if self.segments:
            sources = (source for item in items for source in self.segments[item].sources)
            return np.array(list(dict.fromkeys(sources)), np.int64)
        if self.smart is None:
            return self.items.place[items]
        alone, passages = self._of_smart(items)
        return np.concatenate([self.items.place[alone], *map(self.smart.universe.codings_at, passages)])

    def free_behind(self, items: Ints) -> Ints:
        """The free quotations that items come from, by their place among those of the project."""
        if self.smart is None:
            return np.empty(0, np.int64)
        universe, (_, passages) = self.smart.universe, self._of_smart(items)
        of_free = universe.of_item[len(universe.codings) :]
        return universe.uncoded[np.isin(of_free, passages)]

    def _of_smart(self, items: Ints) -> tuple[Ints, Ints]:
        """Items that are codings themselves, and the passages (numbers) of those that smart codes find."""
        assert self.smart is not None
        found = self.smart.any
        first = len(self.items) - len(found)
        return items[items < first], found[items[items >= first] - first]


def cut(request: Request, corpus: Corpus, marks: Marks) -> Cut:
    """Select the codings and lay them in rows and columns."""
    documents = select_documents(corpus, request.where)
    chosen = layers.counting(corpus, marks, request.layer) & documents[marks.document]
    if needs_codings(request.where):
        chosen &= select_codings(corpus, marks, request.where)
    segments: tuple[layers.Segment, ...] = ()
    if request.layer == layers.INTERSECTION:
        segments = tuple(layers.intersect(corpus, marks, chosen))
        items = _segment_items(segments)
    else:
        items = _items(marks, np.flatnonzero(chosen))
    columns = _columns(request, corpus, documents)
    levels, rows = _rows(request, corpus, items, marks, segments, documents)
    if not request.smart:
        return Cut(items, segments, tuple(rows), levels, columns, marks.full)
    laid = request.smart.over(Selection(corpus, marks, documents, chosen, request.layer, request.where))
    levels, rows = _padded([*rows, *_smart_rows(request.smart, laid, corpus, items, documents)])
    return Cut(_with_passages(items, laid), segments, tuple(rows), levels, columns, marks.full, laid)


def _smart_rows(smart: SmartCodes, laid: Laid, corpus: Corpus, items: Items, documents: Bools) -> list[Row]:
    """One row per smart code; its passages are items after those of the codings."""
    number = np.full(len(laid.universe), -1, np.int64)
    number[laid.any] = len(items) + np.arange(len(laid.any))
    rows = []
    for code, found in zip(smart, laid.found, strict=True):
        codes = code.codes(corpus)
        on = np.isin(items.place, laid.universe.codings_on(found)) & np.isin(items.code, list(codes))
        graded = np.flatnonzero(on & ~np.isnan(items.low))
        rows.append(Row((code.title(corpus.codebook),), codes, number[found], documents, graded))
    return rows


def _with_passages(items: Items, laid: Laid) -> Items:
    """The passages that smart codes find as items too; they have no code, no grade and no place among the codings."""
    found, universe = laid.any, laid.universe
    none, grades = np.full(len(found), -1, np.int64), np.full(len(found), np.nan)
    new = Items(
        universe.document[found], none, none, universe.start[found], universe.end[found], universe.word_start[found],
        universe.word_end[found], grades, grades,
    )  # fmt: skip
    return Items(*(np.concatenate([getattr(each, name.name) for each in (items, new)]) for name in fields(Items)))


def _items(marks: Marks, places: Ints) -> Items:
    def part(values: Any) -> Any:
        return values[places] if marks.full else values

    return Items(
        document=marks.document[places],
        code=marks.code[places],
        place=places,
        start=part(marks.start),
        end=part(marks.end),
        word_start=part(marks.word_start),
        word_end=part(marks.word_end),
        low=part(marks.low),
        high=part(marks.high),
    )


def _segment_items(segments: Sequence[layers.Segment]) -> Items:
    """Shared segments as items; they have no grade and no place among the codings."""
    numbers = np.array([(each.document, each.code, each.start, each.end) for each in segments], np.int64).reshape(-1, 4)
    none, grades = np.full(len(segments), -1, np.int64), np.full(len(segments), np.nan)
    words = np.array([(each.word_start, each.word_end) for each in segments], np.int64).reshape(-1, 2)
    return Items(
        numbers[:, 0],
        numbers[:, 1],
        none,
        numbers[:, 2],
        numbers[:, 3],
        words[:, 0],
        words[:, 1],
        grades,
        grades,
    )


def _by_group(groups: Ints, count: int) -> list[Ints]:
    """Per group the places of its items, in order."""
    narrow = groups.astype(np.int16) if count < 2**15 else groups
    order = np.argsort(narrow, kind="stable")
    ends = np.cumsum(np.bincount(groups, minlength=count))
    return np.split(order, ends[:-1]) if count else []


def union(parts: Iterable[Ints]) -> Ints:
    """The items of several groups, each once, in order."""
    every = list(parts)
    if len(every) == 1:
        return every[0]
    together = np.concatenate(every) if every else np.empty(0, np.int64)
    seen = np.zeros(int(together.max(initial=-1)) + 1, bool)
    seen[together] = True
    return np.flatnonzero(seen)


def _rows(
    request: Request,
    corpus: Corpus,
    items: Items,
    marks: Marks,
    segments: Sequence[layers.Segment],
    documents: Bools,
) -> tuple[tuple[str, ...], list[Row]]:
    if request.rows == QUERY:
        return ("level_1",), []
    if request.rows == CODE:
        return _code_rows(corpus, items, documents, request.level)
    if request.rows == SPECIFICATION:
        said = _specifications(items, marks, segments)
        return _specification_rows(corpus, items, documents, request.level, said)
    return _attribute_rows(corpus, items, documents, request)


def _code_rows(corpus: Corpus, items: Items, documents: Bools, level: int | None) -> tuple[tuple[str, ...], list[Row]]:
    book, place = corpus.codebook, corpus.place_of_code
    of_code = _by_group(items.code, len(book))
    rows = []
    for code in book:
        depth, below = book.depth(code.id), book.children(code.id)
        if level is not None and (depth > level or (depth < level and below)):
            continue
        codes = [place[each.id] for each in book.subtree(code.id)]
        own = of_code[codes[0]] if len(codes) == 1 else np.concatenate([of_code[each] for each in codes])
        if code.retired and not len(own):
            continue
        rows.append(Row(book.names(code.id), frozenset(codes), own, documents))
    return _padded(rows)


def _padded(rows: Sequence[Row], last: str = "") -> tuple[tuple[str, ...], list[Row]]:
    """Names filled up with empty texts to the depth of the deepest; `last` names one more level at the end."""
    tail = 1 if last else 0
    depth = max((len(row.names) - tail for row in rows), default=1)
    levels = tuple(f"level_{number + 1}" for number in range(depth))
    padded = []
    for row in rows:
        names, end = (row.names[:-1], row.names[-1:]) if tail else (row.names, ())
        blank = ("",) * (depth - len(names))
        padded.append(replace(row, names=(*names, *blank, *end)))
    return ((*levels, last) if last else levels), padded


def _specifications(items: Items, marks: Marks, segments: Sequence[layers.Segment]) -> list[str]:
    """The specification of each item; of a shared segment that of its sources, where they agree."""
    if not segments:
        return [marks.specification[place] for place in items.place]
    found = []
    for segment in segments:
        said = {same_specification(marks.specification[each]): marks.specification[each] for each in segment.sources}
        found.append(next(iter(said.values())) if len(said) == 1 else "")
    return found


def _specification_rows(
    corpus: Corpus, items: Items, documents: Bools, level: int | None, said: Sequence[str]
) -> tuple[tuple[str, ...], list[Row]]:
    """One row per code and specification: the fixed values in the codebook's order, then by first appearance."""
    book = corpus.codebook
    place = corpus.place_of_code
    home = [place[folded(corpus, code.id, level)] for code in book]
    groups: dict[int, dict[str, tuple[str, list[int]]]] = {}
    for code in book:
        for value in code.specify.values if code.specify else ():
            groups.setdefault(home[place[code.id]], {}).setdefault(same_specification(value), (value, []))
    for item in np.lexsort((items.start, items.document)):
        text = said[item].strip()
        if text:
            group = groups.setdefault(home[int(items.code[item])], {})
            group.setdefault(same_specification(text), (text, []))[1].append(int(item))
    rows = []
    for number, code in enumerate(book):
        for text, own in groups.get(number, {}).values():
            names = (*book.names(code.id), text)
            codes = (
                frozenset({number}) if level is None else frozenset(place[each.id] for each in book.subtree(code.id))
            )
            rows.append(Row(names, codes, np.array(sorted(own), np.int64), documents))
    return _padded(rows, SPECIFICATION)


def folded(corpus: Corpus, code_id: str, level: int | None) -> str:
    """The code itself, or the one above it on the level asked for."""
    book = corpus.codebook
    if level is None or book.depth(code_id) <= level:
        return code_id
    return book.ancestors(code_id)[book.depth(code_id) - level - 1].id


def _attribute_rows(
    corpus: Corpus, items: Items, documents: Bools, request: Request
) -> tuple[tuple[str, ...], list[Row]]:
    every = frozenset(range(len(corpus.codebook)))
    said = _said(corpus, np.flatnonzero(documents).tolist(), request.rows)
    rows = []
    for value in ordered_values(corpus, request.rows, said, request.where):
        own = np.zeros(len(documents), bool)
        own[[place for place, values in said.items() if value in values]] = True
        rows.append(Row((value,), every, np.flatnonzero(own[items.document]), own))
    return (request.rows,), rows


def missing(corpus: Corpus) -> str:
    """The name of the row or column of documents that do not have the attribute."""
    _ = language(corpus.settings)
    return _("(none)")


def _said(corpus: Corpus, places: Iterable[int], name: str) -> dict[int, list[object]]:
    """What these documents say under a name; the name for none where they say nothing."""
    none: list[object] = [missing(corpus)]
    every: list[list[object]] = corpus.said(name)
    return {place: every[place] or none for place in places}


def ordered_values(corpus: Corpus, name: str, said: Mapping[int, Sequence[object]], where: Where) -> list[object]:
    """The values of an attribute: cases in the project's order, numbers by size, others by first appearance, and
    last the name for none. All values of the project stand, unless the filter is on this very attribute."""
    values = list(dict.fromkeys(chain.from_iterable(corpus.said(name))))
    if corpus.settings.is_case(name):
        values = list(dict.fromkeys([*corpus.settings.cases.values(), *values]))
    elif corpus.settings.is_round(name) and corpus.settings.round.order:
        order = corpus.settings.round.order
        values.sort(key=lambda value: order.index(str(value)) if str(value) in order else len(order))
    elif all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        values.sort(key=lambda value: float(str(value)))
    filters = [where[key] for key in where if corpus.settings.means(meant(corpus, key), name)]
    if filters:
        wanted = {str(each).casefold() for given in filters for each in values_of(given)}
        wanted |= {corpus.settings.case_name(str(each)).casefold() for given in filters for each in values_of(given)}
        values = [value for value in values if str(value).casefold() in wanted]
    none = missing(corpus)
    return [*values, none] if any(none in each for each in said.values()) else values


def check_attribute(corpus: Corpus, what: str, name: str, others: Sequence[str] = ()) -> None:
    """Raises `UnknownChoice` for a name that is neither an attribute nor one of `others`."""
    allowed = dict.fromkeys([*others, *corpus.attribute_names()])
    if name not in allowed:
        raise UnknownChoice(what, name, allowed)


def _columns(request: Request, corpus: Corpus, documents: Bools) -> Columns:
    chosen = np.flatnonzero(documents).tolist()
    said = [_said(corpus, chosen, name) for name in request.columns]
    values = [
        ordered_values(corpus, name, each, request.where) for name, each in zip(request.columns, said, strict=True)
    ]
    crossed = list(product(*values))
    place_of = {combination: number for number, combination in enumerate(crossed)}
    # a document that says a value twice stands in that column once
    pairs = dict.fromkeys(
        (place, place_of[combination])
        for place in chosen
        for combination in _combinations(said, place)
        if combination in place_of
    )
    names = tuple(each[0] if len(each) == 1 else CROSS.join(map(str, each)) for each in crossed)
    both = np.fromiter(chain.from_iterable(pairs), np.int64, 2 * len(pairs)).reshape(-1, 2)
    return Columns(names, both[:, 0], both[:, 1], len(corpus.documents))


def _combinations(said: Sequence[Mapping[int, Sequence[object]]], place: int) -> Iterable[tuple[object, ...]]:
    """What a document says under several names, each value of one with each of the others."""
    return zip(said[0][place]) if len(said) == 1 else product(*[each[place] for each in said])
