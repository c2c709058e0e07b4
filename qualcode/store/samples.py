"""Documents given to a coder to code blind: which, how they were drawn, and how far the coder is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, select

from qualcode.model import INTERVIEW
from qualcode.store import schema
from qualcode.store.action import Action
from qualcode.store.reading import coders, documents, natural

DRAWN, NAMED, ALL = "drawn", "named", "all"
#: What the history calls the writing of a folder to carry, in that folder.
CARRY = "carry"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "qualcode:sample")


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents given to a coder, and of how many interviews they are. `how`: drawn (a `share` of a `frame` of so many
    interviews, in strata `by` these attributes, with a `seed`), named, or all that fit `where`. A document that is no
    interview counts as one. `version`: of the codebook at the time. `done`: the documents that the coder marked done
    since."""

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
    interviews: int = 0


def whole(document: str, kind: str, interview: str) -> str:
    """The name of what is drawn whole: the interview that a document is a part of; of another kind, itself."""
    return interview if kind == INTERVIEW and interview else document


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
            len(set(assigned.get(row["key"], {}).values())),
        )
        for row in rows
    ]


def _assigned(connection: Connection) -> dict[int, dict[str, str]]:
    """Per key of a sample its documents in their order, each with what it is a part of."""
    table, document = schema.assignment, schema.document
    chosen = select(table.c.sample, document.c.id, document.c.kind, document.c.interview).join(document)
    found: dict[int, dict[str, str]] = {}
    for row in sorted(connection.execute(chosen), key=lambda row: natural(row.id)):
        found.setdefault(row.sample, {})[row.id] = whole(row.id, row.kind, row.interview)
    return found


def write_carried(action: Action, sample: Sample) -> None:
    """Write down, in a folder that is to be carried, for whom it is."""
    write_sample(action, sample)
    action.summary = f"{len(sample.documents)} documents for {sample.coder}"


def carried_for(connection: Connection) -> str | None:
    """The coder for whom this project was written as a folder to carry; None for one that was not. Undo does not
    change that."""
    chosen = select(schema.action.c.summary).where(schema.action.c.what == CARRY).order_by(schema.action.c.key)
    said: str | None = connection.execute(chosen).scalar()
    return None if said is None else said.partition(" for ")[2]


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
