"""Reading many codings at once: arrays for counting and columns for DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Connection

from qualcode.model import Origin, Settings
from qualcode.store import reading
from qualcode.store.reading import document_of
from qualcode.store.versions import name_of
from qualcode.tables import KINDS, Corpus, Finish, Floats, FreeQuotations, Ints, Labels, Marks, Verdicts

_ORIGINS = tuple(Origin)
_LIGHT = ("q.document", "c.code", "c.coder", "(c.status = 'final') + 2 * (q.anchor = 'orphaned')")
_SPANS = ("c.key", "q.start", 'q."end"', "q.word_start", "q.word_end", "q.verbatim + 2 * q.released")
_WHEN = " ".join(f"WHEN '{each}' THEN {place}" for place, each in enumerate(_ORIGINS))
_FULL = (*_LIGHT, *_SPANS, f"CASE c.origin {_WHEN} END")
_FROM = " FROM coding c JOIN quotation q ON q.key = c.quotation"
_ORDERED = " ORDER BY c.key"
_KIND = " ".join(f"WHEN '{each}' THEN {place}" for place, each in enumerate(KINDS))
_VERDICT = ("v.coding", f"CASE v.verdict {_KIND} END", "coalesce(v.replacement, -1)", "r.reviewer", "r.author")
_CHUNK = 20_000


def read_corpus(connection: Connection, settings: Settings, *, older: bool = False, left_out: int = 0) -> Corpus:
    """Documents (without their texts), codebook, coders and who finished what."""
    rows = reading.documents(connection)
    tree = reading.code_tree(connection)
    coders = tuple(reading.coders(connection))
    documents = tuple(document_of(row) for row in rows.values())
    place = {document.id: number for number, document in enumerate(documents)}
    coder_place = {name: number for number, name in enumerate(coders)}
    finished = {
        (place[done.document], coder_place[done.coder]): Finish(done.version, done.created[:10])
        for done in reading.finished(connection)
    }
    versions = tuple(tree.added[code.id] for code in tree.codebook)
    reviews = frozenset(
        (place[document], coder_place[reviewer], coder_place[author])
        for document, reviewer, author in reading.reviews(connection)
    )
    return Corpus(
        settings, documents, tree.codebook, coders, versions, finished, tree.version, reviews,
        version_name=name_of(connection, tree.version), older=older, left_out=left_out,
    )  # fmt: skip


def _lookup(connection: Connection, table: str, order: Sequence[str]) -> Ints:
    """From the database's keys to places in `order` (ids or names)."""
    name = "name" if table == "coder" else "id"
    place = {each: number for number, each in enumerate(order)}
    rows = list(connection.exec_driver_sql(f"SELECT key, {name} FROM {table}"))
    lookup = np.full(max((row[0] for row in rows), default=0) + 1, -1, np.int64)
    for key, identity in rows:
        lookup[key] = place.get(identity, -1)
    return lookup


def _fetch(connection: Connection, sql: str) -> list[Any]:
    cursor = connection.connection.cursor()
    cursor.execute(sql)
    return list(cursor.fetchall())


def _numbers(connection: Connection, columns: Sequence[str], rest: str) -> list[Ints]:
    """Columns of whole numbers as arrays, read piece by piece so that no million rows stand in memory at once."""
    cursor = connection.connection.cursor()
    cursor.execute(f"SELECT {', '.join(columns)}{rest}")
    parts = [np.empty((0, len(columns)), np.int64)]
    while rows := cursor.fetchmany(_CHUNK):
        flat = np.fromiter(chain.from_iterable(rows), np.int64, count=len(columns) * len(rows))
        parts.append(flat.reshape(-1, len(columns)))
    table = np.concatenate(parts)
    return [np.ascontiguousarray(table[:, place]) for place in range(len(columns))]


def read_marks(connection: Connection, corpus: Corpus, *, full: bool) -> Marks:
    """The codings as arrays; `full` adds what spans, grades, filters and specifications need."""
    documents = _lookup(connection, "document", [document.id for document in corpus.documents])
    codes = _lookup(connection, "code", [code.id for code in corpus.codebook])
    coders = _lookup(connection, "coder", corpus.coders)
    reviewed = bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM verdict)").scalar())
    wanted = _FULL if full else (*_LIGHT, "c.key") if reviewed else _LIGHT
    numbers = _numbers(connection, wanted, _FROM + (_ORDERED if full or reviewed else ""))
    tables = ("coding", "verdict") if reviewed else ("coding",)
    last = max(connection.exec_driver_sql(f"SELECT max(created) FROM {each}").scalar() or "" for each in tables)
    light: dict[str, Any] = {
        "document": documents[numbers[0]],
        "code": codes[numbers[1]],
        "coder": coders[numbers[2]],
        "final": (numbers[3] & 1).astype(bool),
        "orphan": (numbers[3] & 2).astype(bool),
        "last_change": str(last),
        "verdicts": _verdicts(connection, numbers[4], coders) if reviewed else Verdicts(),
    }
    if not full:
        return Marks(**light)
    low, high = _grades(connection, numbers[4])
    return Marks(
        **light,
        full=True,
        key=numbers[4],
        start=numbers[5],
        end=numbers[6],
        word_start=numbers[7],
        word_end=numbers[8],
        verbatim=(numbers[9] & 1).astype(bool),
        released=(numbers[9] & 2).astype(bool),
        low=low,
        high=high,
        origin=tuple(map([str(each) for each in _ORIGINS].__getitem__, numbers[10].tolist())),
        specification=_specifications(connection, numbers[4]),
    )


def _verdicts(connection: Connection, keys: Ints, coders: Ints) -> Verdicts:
    """The verdicts of all reviews; `keys` are the codings' keys in order, `coders` leads from keys to places."""
    rest = " FROM verdict v JOIN review r ON r.key = v.review ORDER BY v.key"
    coding, kind, replacement, reviewer, author = _numbers(connection, _VERDICT, rest)
    replaced = np.where(replacement < 0, -1, np.searchsorted(keys, replacement))
    return Verdicts(np.searchsorted(keys, coding), kind, replaced, coders[reviewer], coders[author])


def _grades(connection: Connection, keys: Ints) -> tuple[Floats, Floats]:
    """The ends of the grades that count, NaN for the other codings; `keys` are the codings' keys in order."""
    rows = _fetch(connection, "SELECT key, low, high FROM coding WHERE form IN ('number', 'range')")
    places = np.searchsorted(keys, [row[0] for row in rows])
    low, high = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    low[places] = [row[1] for row in rows]
    high[places] = [row[2] for row in rows]
    return low, high


def _specifications(connection: Connection, keys: Ints) -> tuple[str, ...]:
    """What each coding specifies, empty where nothing; `keys` are the codings' keys in order."""
    rows = _fetch(connection, "SELECT key, specification FROM coding WHERE specification <> ''")
    said = [""] * len(keys)
    for place, row in zip(np.searchsorted(keys, [row[0] for row in rows]).tolist(), rows, strict=True):
        said[place] = row[1]
    return tuple(said)


_FREE = (
    "q.document", "q.number", "q.start", 'q."end"', "q.word_start", "q.word_end", "q.coder", "q.verbatim", "q.released"
)  # fmt: skip
_UNCODED = (
    " FROM quotation q WHERE q.anchor <> 'orphaned' AND NOT EXISTS (SELECT 1 FROM coding c WHERE c.quotation = q.key)"
    " ORDER BY q.key"
)


def read_free(connection: Connection, corpus: Corpus) -> FreeQuotations:
    """The quotations without any coding, in the order of making; orphans left out."""
    document, number, start, end, word_start, word_end, coder, verbatim, released = _numbers(
        connection, _FREE, _UNCODED
    )
    return FreeQuotations(
        _lookup(connection, "document", [each.id for each in corpus.documents])[document],
        number, start, end, word_start, word_end,
        _lookup(connection, "coder", corpus.coders)[coder],
        verbatim.astype(bool),
        released.astype(bool),
    )  # fmt: skip


def read_labels(connection: Connection) -> Labels:
    """The number in the label of each coding's quotation, in the order of full marks, and the grades as written."""
    keys, number = _numbers(connection, ("c.key", "q.number"), _FROM + _ORDERED)
    rows = _fetch(connection, "SELECT key, value FROM coding WHERE value <> ''")
    places = np.searchsorted(keys, [row[0] for row in rows]).tolist()
    return Labels(number, {place: row[1] for place, row in zip(places, rows, strict=True)})


def document_measures(connection: Connection, corpus: Corpus) -> dict[str, list[Any]]:
    """Per document: words, characters, revision, path."""
    from qualcode.text.words import Words

    rows = reading.documents(connection)
    texts = reading.texts_of(connection, (row["text_hash"] for row in rows.values()))
    ordered = [rows[document.id] for document in corpus.documents]
    return {
        "words": [len(Words.of(texts[row["text_hash"]])) for row in ordered],
        "characters": [len(texts[row["text_hash"]]) for row in ordered],
        "revision": [row["revision"] for row in ordered],
        "path": [row["path"] for row in ordered],
    }


_CODING_COLUMNS = (
    "SELECT c.id, d.id || ':' || q.number, q.document, c.code, q.start, q.\"end\", q.words, q.word_end - q.word_start,"
    " r.name, c.origin, c.status, CASE WHEN c.form IN ('number', 'range') THEN c.low END,"
    " CASE WHEN c.form = 'range' THEN c.high END, c.value, c.form, c.specification, c.comment, q.verbatim, q.released,"
    " c.source, q.anchor, c.created, q.id"
    + _FROM
    + " JOIN document d ON d.key = q.document JOIN coder r ON r.key = c.coder ORDER BY c.key"
)
_CODING_NAMES = (
    "coding_id", "quotation", "document", "code", "start", "end", "quote", "words", "coder", "origin", "status",
    "value", "value_high", "grade", "grade_form", "specification", "comment", "verbatim", "released", "source",
    "anchor", "created", "quotation_id",
)  # fmt: skip

_QUOTATION_COLUMNS = (
    "SELECT d.id || ':' || q.number, q.document, q.start, q.\"end\", q.words, q.word_end - q.word_start, r.name,"
    " q.comment, q.verbatim, q.released, q.anchor, (SELECT count(*) FROM coding c WHERE c.quotation = q.key),"
    " q.created, q.id"
    " FROM quotation q JOIN document d ON d.key = q.document JOIN coder r ON r.key = q.coder ORDER BY q.key"
)
_QUOTATION_NAMES = (
    "quotation", "document", "start", "end", "quote", "words", "coder", "comment", "verbatim", "released", "anchor",
    "codings", "created", "quotation_id",
)  # fmt: skip


def _columns(rows: list[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    found = dict(zip(names, columns, strict=True))
    for name in ("verbatim", "released"):
        found[name] = [bool(each) for each in found[name]]
    return found


def coding_columns(connection: Connection, corpus: Corpus) -> dict[str, list[Any]]:
    """All codings, column by column, for `tables.codings_frame`."""
    found = _columns(_fetch(connection, _CODING_COLUMNS), _CODING_NAMES)
    documents = _lookup(connection, "document", [document.id for document in corpus.documents])
    codes = _lookup(connection, "code", [code.id for code in corpus.codebook])
    found["document"] = list(documents[np.array(found["document"], np.int64)])
    found["code"] = list(codes[np.array(found["code"], np.int64)])
    return found


def quotation_columns(connection: Connection, corpus: Corpus) -> dict[str, list[Any]]:
    """All quotations, column by column, for `tables.quotations_frame`."""
    found = _columns(_fetch(connection, _QUOTATION_COLUMNS), _QUOTATION_NAMES)
    documents = _lookup(connection, "document", [document.id for document in corpus.documents])
    found["document"] = list(documents[np.array(found["document"], np.int64)])
    return found
