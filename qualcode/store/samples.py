"""Documents given to a coder to code blind: which, how they were drawn, and how far the coder is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, select

from qualcode.store import schema
from qualcode.store.action import Action
from qualcode.store.reading import coders, documents, natural

DRAWN, NAMED, ALL = "drawn", "named", "all"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "qualcode:sample")


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents given to a coder. `how`: drawn (a `share` of a `frame` of so many documents, in strata `by` these
    attributes, with a `seed`), named, or all that fit `where`. `version`: of the codebook at the time. `done`: those
    that the coder marked done since."""

    id: str
    coder: str
    how: str
    documents: tuple[str, ...]
    frame: int
    share: float | None = None
    by: tuple[str, ...] = ()
    seed: int | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    created: str = ""
    done: tuple[str, ...] = ()


def sample_id(sample: Sample) -> str:
    """An id from the content: nobody is given the same documents twice."""
    content = (sample.coder, sample.how, sample.share, sample.by, sample.seed, sample.version, *sample.documents)
    return str(uuid.uuid5(_NAMESPACE, "\0".join(map(str, content))))


def write_sample(action: Action, sample: Sample) -> None:
    """Add a sample and its documents; the coder too, when new."""
    known = coders(action.connection)
    if sample.coder not in known:
        known[sample.coder] = action.insert(schema.coder, [{"name": sample.coder}])[0]["key"]
    row = {
        "id": sample.id,
        "coder": known[sample.coder],
        "how": sample.how,
        "share": sample.share,
        "strata": list(sample.by),
        "seed": sample.seed,
        "filter": dict(sample.where),
        "frame": sample.frame,
        "version": sample.version,
        "created": sample.created,
    }
    key = action.insert(schema.sample, [row])[0]["key"]
    keys = {name: each["key"] for name, each in documents(action.connection).items()}
    action.insert(schema.assignment, [{"sample": key, "document": keys[name]} for name in sample.documents])


def read_samples(connection: Connection) -> list[Sample]:
    """All samples, oldest first."""
    chosen = select(schema.sample, schema.coder.c.name.label("coder_name")).join(schema.coder)
    rows = list(connection.execute(chosen.order_by(schema.sample.c.key)).mappings())
    assigned = _assigned(connection)
    done = {tuple(row) for row in connection.execute(_named(schema.done, schema.done.c.coder))}
    return [
        Sample(
            row["id"],
            row["coder_name"],
            row["how"],
            tuple(assigned.get(row["key"], ())),
            row["frame"],
            row["share"],
            tuple(row["strata"]),
            row["seed"],
            row["filter"],
            row["version"],
            row["created"],
            tuple(name for name in assigned.get(row["key"], ()) if (row["coder_name"], name) in done),
        )
        for row in rows
    ]


def _assigned(connection: Connection) -> dict[int, list[str]]:
    """Per key of a sample its documents, in their order."""
    table = schema.assignment
    chosen = select(table.c.sample, schema.document.c.id).join(schema.document)
    found: dict[int, list[str]] = {}
    for key, name in sorted((tuple(row) for row in connection.execute(chosen)), key=lambda row: natural(row[1])):
        found.setdefault(key, []).append(name)
    return found


def met_before(connection: Connection, coder: str) -> dict[str, str]:
    """The documents a coder had to do with, each with what it was: reviewed, marked done, coded, or given before."""
    ways: Sequence[tuple[str, Select[Any]]] = (
        ("reviewed", _named(schema.review, schema.review.c.reviewer)),
        ("marked done", _named(schema.done, schema.done.c.coder)),
        ("coded", _named(schema.quotation, schema.quotation.c.coder)),
    )
    met: dict[str, str] = {}
    for what, chosen in ways:
        for _, name in connection.execute(chosen.where(schema.coder.c.name == coder)):
            met.setdefault(name, what)
    for sample in read_samples(connection):
        for name in sample.documents if sample.coder == coder else ():
            met.setdefault(name, "given before")
    return met


def _named(table: Any, whose: Any) -> Select[Any]:
    """Coder and document of the rows of a table, by name."""
    return (
        select(schema.coder.c.name, schema.document.c.id)
        .select_from(table)
        .join(schema.coder, schema.coder.c.key == whose)
        .join(schema.document, schema.document.c.key == table.c.document)
        .distinct()
    )
