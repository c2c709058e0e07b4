"""Quotations from many documents at once, with their codings: those of a code, or those asked for.

`only` is the name of the coder whose work alone is read; None reads everybody's. Keys are the database's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, not_, or_, select, true

from qualcode.model import Anchor, Coding, Quotation, Status
from qualcode.store import schema
from qualcode.store.reading import coding_of, quotation_of

_quotation, _coding, _coder, _document, _code = (
    schema.quotation, schema.coding, schema.coder, schema.document, schema.code
)  # fmt: skip
#: So many keys are named in one question to the database.
_PIECE = 500


def keys_of_codes(connection: Connection, codes: Collection[str], only: str | None) -> list[int]:
    """The codings that count (no drafts, no orphans) of codes by id."""
    return [row.key for row in _pieces(connection, sorted(codes), lambda ids: _of_codes(ids, only).where(_counts()))]


def left_out(connection: Connection, codes: Collection[str], only: str | None) -> int:
    """How many codings of these codes are drafts, or on an orphaned quotation."""
    return len(list(_pieces(connection, sorted(codes), lambda ids: _of_codes(ids, only).where(not_(_counts())))))


def quotations_of(connection: Connection, codings: Sequence[int]) -> list[int]:
    """The quotations that codings are on, each once, in the order of making."""

    def asked(keys: Sequence[Any]) -> Select[Any]:
        return select(_coding.c.quotation).where(_coding.c.key.in_(keys)).distinct()

    return sorted({row.quotation for row in _pieces(connection, codings, asked)})


def named(connection: Connection, names: Collection[str], only: str | None) -> dict[str, int]:
    """The quotations that ids and labels (`KAF2.4.1:12`) name, by those names; what names none is left out."""

    def asked(ids: Sequence[Any]) -> Select[Any]:
        label = _document.c.id + ":" + cast(_quotation.c.number, Text)
        chosen = select(_quotation.c.id, label.label("label"), _quotation.c.key).join(_document).join(_coder)
        return chosen.where(or_(_quotation.c.id.in_(ids), label.in_(ids)), _mine(only))

    wanted = set(names)
    found: dict[str, int] = {}
    for row in _pieces(connection, sorted(wanted), asked):
        found |= {name: row.key for name in (row.id, row.label) if name in wanted}
    return found


def with_keys(
    connection: Connection, keys: Sequence[int], only: str | None
) -> list[tuple[Quotation, tuple[Coding, ...]]]:
    """Quotations by their keys, each with its codings in the order of making; in no order themselves."""
    codings: dict[str, list[Coding]] = {}
    for row in _pieces(connection, keys, lambda piece: _codings_on(piece, only)):
        coding = coding_of(row._mapping)
        codings.setdefault(coding.quotation, []).append(coding)
    found = [quotation_of(row._mapping) for row in _pieces(connection, keys, lambda piece: _quotations(piece, only))]
    return [(each, tuple(codings.get(each.id, ()))) for each in found]


def twins(connection: Connection, quotations: Collection[int], code: int) -> list[dict[str, Any]]:
    """The rows of the codings with a code that stand on these quotations."""

    def asked(keys: Sequence[Any]) -> Select[Any]:
        return select(_coding).where(_coding.c.code == code, _coding.c.quotation.in_(keys)).order_by(_coding.c.key)

    return [dict(row._mapping) for row in _pieces(connection, sorted(quotations), asked)]


def _pieces(
    connection: Connection, asked: Sequence[Any], question: Callable[[Sequence[Any]], Select[Any]]
) -> Iterator[Any]:
    """The rows of a question that names many things, asked piece by piece."""
    for at in range(0, len(asked), _PIECE):
        yield from connection.execute(question(asked[at : at + _PIECE]))


def _mine(only: str | None) -> ColumnElement[bool]:
    return true() if only is None else _coder.c.name == only


def _counts() -> ColumnElement[bool]:
    return and_(_coding.c.status == Status.FINAL, _quotation.c.anchor != Anchor.ORPHANED)


def _of_codes(ids: Sequence[Any], only: str | None) -> Select[Any]:
    chosen = select(_coding.c.key).join(_quotation, _quotation.c.key == _coding.c.quotation)
    chosen = chosen.join(_code, _code.c.key == _coding.c.code).join(_coder, _coder.c.key == _coding.c.coder)
    return chosen.where(_code.c.id.in_(ids), _mine(only))


def _quotations(keys: Sequence[Any], only: str | None) -> Select[Any]:
    chosen = select(_quotation, _document.c.id.label("document_id"), _coder.c.name.label("coder_name"))
    chosen = chosen.join(_document, _document.c.key == _quotation.c.document)
    chosen = chosen.join(_coder, _coder.c.key == _quotation.c.coder)
    return chosen.where(_quotation.c.key.in_(keys), _mine(only))


def _codings_on(keys: Sequence[Any], only: str | None) -> Select[Any]:
    names = (_quotation.c.id.label("quotation_id"), _code.c.id.label("code_id"), _coder.c.name.label("coder_name"))
    chosen = select(_coding, *names).join(_quotation, _quotation.c.key == _coding.c.quotation)
    chosen = chosen.join(_code, _code.c.key == _coding.c.code).join(_coder, _coder.c.key == _coding.c.coder)
    return chosen.where(_coding.c.quotation.in_(keys), _mine(only)).order_by(_coding.c.key)
