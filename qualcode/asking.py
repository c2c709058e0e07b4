"""Questions to the quotations of a project: queries, and queries kept under a name as smart codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from qualcode.errors import NotPossible, QueryError, UnknownCode, UnknownDocument
from qualcode.model import Codebook
from qualcode.model.saved import SIGN, SavedQuery
from qualcode.query import saved
from qualcode.query.cut import CODE, QUERY
from qualcode.query.language import parse
from qualcode.query.layers import INTERSECTION, UNION
from qualcode.query.names import understood
from qualcode.query.selection import Selection, select
from qualcode.query.smart import SmartCode, SmartCodes, laid_over, smart_id, title, unanswerable
from qualcode.query.where import Smart, values_of
from qualcode.reader import Reader
from qualcode.store import queries as store_queries
from qualcode.store import reading, snapshot
from qualcode.store.action import Action
from qualcode.tables import smart_frame

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.found import Found
    from qualcode.query.passages import Passages
    from qualcode.tables import FreeQuotations, Labels


class Asking(Reader):
    """The part of a project that is asked for its quotations."""

    def selection(
        self, *, layer: str = "final", where: Mapping[str, object] | None = None, codes: Iterable[str] = ()
    ) -> Selection:
        """The codings that an analysis counts: those of a layer, in the documents that a filter lets through. What the
        functions of `qualcode.analysis` take. A code in the filter may be a smart code. The saved queries among `codes`
        (names that the analysis is asked for) stand in it as codes; see `qualcode.query.smart.laid_over`. Raises as
        `qualcode.query.selection.select`, as `smart_among` and as `smart_codes`."""
        chosen = select(self.corpus(), self.marks(), layer=layer, where=self.smart_where(where, layer))
        smart = self.smart_codes(CODE, self.smart_among(codes))
        return laid_over(chosen, smart) if smart else chosen

    def codings_in(self, chosen: Selection) -> pd.DataFrame:
        """`codings`, in the order of the marks of a selection: those of its smart codes last."""
        if not len(chosen.marks.smart):
            return self.codings
        free = self.free_labels(-1 - chosen.marks.smart[chosen.marks.smart < 0])
        return smart_frame(chosen.corpus, chosen.marks, self.codings, self.quotations, free)

    def query(
        self, expression: str, *, layer: str = "final", where: Mapping[str, object] | None = None,
        saved_ones: bool = True,
    ) -> Found:  # fmt: skip
        """The quotations that a query finds, such as `Vrijwilligers AND NOT Gewenst WHERE round >= 3`; the manual's
        page on queries has the language. Without `saved_ones` no saved query is known. Raises `QueryError`, which
        points at the place, and as `selection`."""
        from qualcode.analysis.found import query
        from qualcode.query.texts import StoredTexts

        chosen = self.selection(layer=layer, where=where)
        asked = saved.written_out(expression, chosen.corpus.codebook, self._saved() if saved_ones else ())
        texts = StoredTexts((each.id for each in chosen.corpus.documents), self.texts_of)
        return query(asked, chosen, self.free_quotations(), self.labels(), texts=texts)

    def smart_among(self, names: Iterable[str]) -> list[str]:
        """The saved queries (names) among the names of codes: those with @ before them, and those that no code has.
        Raises `UnknownChoice`, or `NotPossible` where none is saved, for a name with @ that none has."""
        queries, book = self._saved(), self.corpus().codebook
        asked = [name for name in names if _is_query(name, book, queries)]
        return [store_queries.find_saved(queries, _bare(name)).name for name in asked]

    def smart_titles(self) -> dict[str, str]:
        """What every saved query is called among codes, by the id that it has there."""
        book = self.corpus().codebook
        return {smart_id(each.name): title(each.name, book) for each in self._saved()}

    # --- queries kept under a name: smart codes ----------------------------------------------------------------

    @property
    def saved_queries(self) -> tuple[SavedQuery, ...]:
        """The queries that are kept under a name, oldest first; their codes by the names that these have now."""
        queries, book = self._saved(), self.corpus().codebook
        return tuple(replace(each, expression=saved.shown(each, book, queries)) for each in queries)

    def save_query(
        self, name: str, expression: str, *, who: str = "", comment: str | None = None, replace: bool = False
    ) -> SavedQuery:
        """Keep a query under a name: a smart code, whose codings are the quotations it finds, in any matrix and in
        other queries (`@name`). The codes it names stay the same codes when they are renamed or moved. One action.
        With `replace` the query so named gets this expression and author, and this comment where one is given ("" for
        none); without it nothing of a saved query changes.

        Raises `QueryError` for a query that cannot be answered; `NotPossible` for a name that may mean a code, for one
        that is taken (unless `replace`), and for a query that would use itself."""
        queries, book = self._saved(), self.corpus().codebook
        bare = saved.check_name(name, book)
        meant = saved.resolved(parse(expression), book, queries)
        saved.refuse_circle(bare, meant, queries)
        self.query(expression)
        with Action.begin(self._database, "save query", who=who) as action:
            store_queries.save(action, bare, expression, meant, comment=comment, replace=replace)
        return store_queries.find_saved(self.saved_queries, bare)

    def remove_query(self, name: str, *, who: str = "") -> None:
        """Remove a saved query; raises `UnknownChoice`, and `NotPossible` where other queries use it."""
        with Action.begin(self._database, "remove query", who=who) as action:
            store_queries.remove(action, name.removeprefix(SIGN))

    def smart_codes(self, rows: str, names: Sequence[str], version: str | int | None = None) -> SmartCodes:
        """The saved queries with these names as smart codes; for rows of `query` without names all that can be read
        now. Raises `UnknownChoice`, and `NotPossible` where there are none, or one named cannot be answered."""
        every = rows == QUERY and not names
        if every:
            names = [each.name for each in self._saved()] or [""]
        if not names:
            return SmartCodes()
        queries, book = self._saved(), self.corpus(version).codebook
        found = {each.id: each for each in (store_queries.find_saved(queries, _bare(name)) for name in names)}
        codes, left = list[SmartCode](), list[tuple[str, str]]()
        for each in found.values():
            try:
                codes.append(_smart_code(each, book, queries))
            except NotPossible as err:
                if not every:
                    raise
                left.append((each.name, str(err)))
        return SmartCodes(tuple(codes), self.free_quotations(version), self.texts_of, tuple(left))

    def smart_rows(
        self, rows: str, names: Sequence[str], layer: str, where: Mapping[str, object], version: str | int | None = None
    ) -> SmartCodes:
        """The smart codes that are rows of a matrix: those named, or for rows of `query` all that can be answered."""
        made = self.smart_codes(rows, names, version)
        if rows != QUERY or names or layer == INTERSECTION:
            return made
        return made.answered(select(self.corpus(version), self.marks(version=version), layer=layer, where=where))

    def smart_where(
        self,
        where: Mapping[str, object] | None,
        layer: str,
        version: str | int | None = None,
        *,
        whoever: bool = False,
    ) -> dict[str, object]:
        """A filter in which the names of saved queries among the codes stand for the codings on what these find: those
        that the layer counts, or with `whoever` anybody's, drafts too."""
        filters = dict(where or {})
        given = values_of(filters.get("code", ()))
        names = {value: _bare(value) for value in map(str, given) if self._is_smart(value, version)}
        if names:
            rest = {name: value for name, value in filters.items() if name != "code"}
            chosen = select(self.corpus(version), self.marks(version=version), layer=layer, where=rest)
            for value, name in names.items():
                filters["code"] = given = [
                    self._smart(name, chosen, version, whoever) if each == value else each for each in given
                ]
        return filters

    def anyones_where(self, where: Mapping[str, object] | None) -> dict[str, object]:
        """A filter for what looks at the codings of all coders, not at those of a layer: a list, a file, agreement. A
        saved query in it is answered over what anybody coded, and lets all codings on its quotations through."""
        return self.smart_where(where, UNION, whoever=True)

    def _smart(self, name: str, chosen: Selection, version: str | int | None, whoever: bool) -> Smart:
        """A saved query as a filter over a selection."""
        codes = self.smart_codes(CODE, [name], version)
        laid, marks = codes.over(chosen), chosen.marks
        if whoever:
            on = laid.universe.on_the_words(laid.found[0], marks)
        else:
            on = np.isin(np.arange(len(marks)), laid.universe.codings_on(laid.found[0]))
        return Smart(codes.codes[0].name, codes.codes[0].said, on)

    def _is_smart(self, name: str, version: str | int | None) -> bool:
        """Whether a name in a filter is that of a saved query; raises `NotPossible` where it is a code's too."""
        if name.startswith(SIGN):
            return True
        found, book = store_queries.find(self._saved(), name), self.corpus(version).codebook
        if found is None:
            return False
        try:
            book.find_all(name)
        except UnknownCode:
            return True
        raise NotPossible(saved.two_meanings(found.name, book))

    def _saved(self) -> list[SavedQuery]:
        """The saved queries as they were written."""
        found = self._cached("saved queries", lambda connection, _corpus: store_queries.saved_queries(connection))
        return cast("list[SavedQuery]", found)

    def passages(self, selection: Selection, version: str | int | None = None) -> Passages:
        """The passages that a query over a selection runs over; `version` as in `corpus`."""
        from qualcode.query.passages import passages

        return passages(selection, self.free_quotations(version))

    def free_quotations(self, version: str | int | None = None) -> FreeQuotations:
        """The quotations without any coding; under an older version of the codebook where one is named."""
        return cast("FreeQuotations", self._cached("free quotations", snapshot.read_free, version))

    def labels(self) -> Labels:
        """The numbers in the labels of the codings' quotations, and grades as written."""
        return cast("Labels", self._cached("labels", lambda connection, _corpus: snapshot.read_labels(connection)))

    def free_labels(self, places: Iterable[int], version: str | int | None = None) -> list[str]:
        """The labels of free quotations by their places."""
        free, documents = self.free_quotations(version), self.corpus(version).documents
        return [f"{documents[int(free.document[place])].id}:{free.number[place]}" for place in places]

    def texts_of(self, documents: Iterable[str]) -> dict[str, str]:
        """The stored texts of some documents by id; raises `UnknownDocument`."""
        with self._database.reading() as connection:
            rows, wanted = reading.documents(connection), list(documents)
            for name in wanted:
                if name not in rows:
                    raise UnknownDocument(name, list(rows))
            texts = reading.texts_of(connection, (rows[name]["text_hash"] for name in wanted))
            return {name: texts[rows[name]["text_hash"]] for name in wanted}


def _smart_code(each: SavedQuery, book: Codebook, queries: Sequence[SavedQuery]) -> SmartCode:
    """A saved query as a smart code; raises `NotPossible`, by its name, where its names mean nothing any more."""
    try:
        query = parse(saved.whole(each, book, queries))
        return SmartCode(each.name, query, understood(query, book))
    except QueryError as err:
        raise unanswerable(each.name, err) from err


def _is_query(name: str, book: Codebook, queries: Sequence[SavedQuery]) -> bool:
    """Whether the name of a code means a saved query; a name with @ does, unless none but a code is called so."""
    marked, found = name.startswith(SIGN), store_queries.find(queries, _bare(name))
    if found is None and not marked:
        return False
    try:
        book.find_all(name)
    except UnknownCode:
        return True
    return marked and found is not None


def _bare(name: str) -> str:
    return name.removeprefix(SIGN)
