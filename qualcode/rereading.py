"""Which documents were coded under an older definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from qualcode.analysis.work.evolution import Difference, Reread, compare, meaning_changes, touched_codes
from qualcode.store import schema, versions
from qualcode.store.reading import code_tree
from qualcode.tables import CONSENSUS

if TYPE_CHECKING:
    from qualcode.reader import Reader


def to_reread(project: Reader, since: str | int | None) -> list[Reread]:
    """See `qualcode.tree.Tree.reread`."""
    with project._database.reading() as connection:
        found = rereads(connection, versions.find_version(connection, since) if since is not None else 0)
    order = project.corpus().place_of_document
    return sorted(found, key=lambda each: (-each.codings, order[each.document], each.coder))


def rereads(connection: Connection, first: int) -> list[Reread]:
    """The documents to reread for what changed after a version, 0 for all there ever was; in no order."""
    coded, counts = _coded_under(connection), _counts(connection)
    present = code_tree(connection).version
    changed = _changed_since(connection, {max(first, version) for version in coded.values()}, present)
    return [
        _reread(document, coder, version, changed[max(first, version)], counts.get((document, coder), {}))
        for (document, coder), version in coded.items()
        if changed[max(first, version)]
    ]


def _reread(document: str, coder: str, version: int, changes: tuple[Difference, ...], counts: dict[str, int]) -> Reread:
    codings = sum(counts.get(code, 0) for code in sorted(touched_codes(changes)))
    return Reread(document, coder, version, codings, changes)


def _changed_since(connection: Connection, since: Iterable[int], present: int) -> dict[int, tuple[Difference, ...]]:
    """Per version the changes of meaning from then to now."""
    born, now = versions.successions(connection), code_tree(connection).codebook
    known = versions.begun(connection)
    found: dict[int, tuple[Difference, ...]] = {}
    for version in sorted(since):
        there = max((each for each in known if each <= version), default=0)
        if not there or there == present:
            found[version] = ()
            continue
        before = versions.tree_at(connection, there).codebook
        found[version] = meaning_changes(compare(before, now, born, earlier=there, later=present))
    return found


def _coded_under(connection: Connection) -> dict[tuple[str, str], int]:
    """Per document and coder the codebook version it was finished under; for documents that nobody marked done, the
    one under which the coder's first coding in it was made."""
    done, document, coder = schema.done, schema.document, schema.coder
    finished = (
        select(document.c.id, coder.c.name, done.c.version)
        .join(document, document.c.key == done.c.document)
        .join(coder, coder.c.key == done.c.coder)
    )
    begun = sorted((action, version) for version, action in versions.begun(connection).items())
    found = {
        name: max((version for made, version in begun if made <= action), default=0)
        for name, action in _first_codings(connection).items()
    }
    found.update({(row[0], row[1]): row[2] for row in connection.execute(finished)})
    return {name: version for name, version in found.items() if name[1] != CONSENSUS}


def _first_codings(connection: Connection) -> dict[tuple[str, str], int]:
    """Per document and coder the action that made the first of the codings that are there."""
    coding, quotation, change = schema.coding, schema.quotation, schema.change
    chosen = (
        select(schema.document.c.id, schema.coder.c.name, func.min(change.c.action))
        .select_from(coding)
        .join(change, (change.c.table == "coding") & (change.c.row == coding.c.key))
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.document, schema.document.c.key == quotation.c.document)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .group_by(schema.document.c.id, schema.coder.c.name)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(chosen)}


def _counts(connection: Connection) -> dict[tuple[str, str], dict[str, int]]:
    """Per document and coder how many codings each code has, by code id."""
    coding, quotation = schema.coding, schema.quotation
    chosen = (
        select(schema.document.c.id, schema.coder.c.name, schema.code.c.id, func.count())
        .select_from(coding)
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.document, schema.document.c.key == quotation.c.document)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .join(schema.code, schema.code.c.key == coding.c.code)
        .group_by(schema.document.c.id, schema.coder.c.name, schema.code.c.id)
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for document, coder, code, count in connection.execute(chosen):
        found.setdefault((document, coder), {})[code] = count
    return found
