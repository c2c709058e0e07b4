"""The codings of one code, with the words they are on: what is chosen from when a code is split."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qualcode.store import schema


@dataclass(frozen=True, slots=True)
class Carrier:
    """A coding of a code, and the quotation that carries it. `value` is the grade as it was written."""

    id: str
    label: str
    document: str
    start: int
    coder: str
    words: str
    value: str
    specification: str
    status: str


def carriers(connection: Connection, code: str, only: str | None = None) -> list[Carrier]:
    """The codings of a code by its id, drafts too, in the order of making; `only` those of one coder."""
    coding, quotation, document, coder = schema.coding, schema.quotation, schema.document, schema.coder
    chosen = (
        select(
            coding.c.id, document.c.id.label("document"), quotation.c.number, quotation.c.start, coder.c.name,
            quotation.c.words, coding.c.value, coding.c.specification, coding.c.status,
        )
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(document, document.c.key == quotation.c.document)
        .join(schema.code, schema.code.c.key == coding.c.code)
        .join(coder, coder.c.key == coding.c.coder)
        .where(schema.code.c.id == code)
        .order_by(coding.c.key)
    )  # fmt: skip
    if only is not None:
        chosen = chosen.where(coder.c.name == only)
    return [
        Carrier(
            row.id, f"{row.document}:{row.number}", row.document, row.start, row.name, row.words, row.value,
            row.specification, row.status,
        )
        for row in connection.execute(chosen)
    ]  # fmt: skip
