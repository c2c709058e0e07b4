"""Memos on the project, documents, codes and quotations: written, changed and removed by who wrote them."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from qualcode.errors import BadMark, NotPossible, UnknownMemo
from qualcode.model import MemoOn
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.reading import code_tree, coders, find_document, find_quotation


def write_memo(action: Action, on: MemoOn, target: str, text: str, coder: str, *, identity: str = "") -> str:
    """Add a memo; returns its id (`identity` where given: one that says just this and is there already stays as it is).
    Raises the error of an unknown target, and `BadMark` for an empty text."""
    known = coders(action.connection)
    row: Row = {
        "id": identity or str(uuid.uuid4()),
        "about": str(on),
        "target": _key(action, on, target),
        "coder": known.get(coder),
        "text": _checked(text),
        "created": now(),
    }
    if identity and _is_there(action, row):
        return identity
    if row["coder"] is None:
        row["coder"] = action.insert(schema.coder, [{"name": coder}])[0]["key"]
    action.insert(schema.memo, [row])
    action.summary = _called(action, row["about"], row["target"])
    return str(row["id"])


def change_memo(action: Action, identity: str, text: str, coder: str) -> None:
    """Give a memo of one's own another text. Raises `UnknownMemo`, `NotPossible` for another coder's, and `BadMark` for
    an empty text."""
    row = _own(action, identity, coder)
    action.update(schema.memo, {row["key"]: {"text": _checked(text)}})


def remove_memo(action: Action, identity: str, coder: str) -> None:
    """Remove a memo of one's own; raises as `change_memo`."""
    action.delete(schema.memo, [_own(action, identity, coder)["key"]])


def _is_there(action: Action, row: Row) -> bool:
    """Whether a memo is there as it is asked for; raises `NotPossible` for one with its id that says something else."""
    there = action.connection.execute(select(schema.memo).where(schema.memo.c.id == row["id"])).mappings().first()
    if there is not None and any(there[name] != row[name] for name in ("about", "target", "coder", "text")):
        raise NotPossible(f"There is a memo {row['id']} already, and it says something else; it was kept.")
    return there is not None


def _own(action: Action, identity: str, coder: str) -> Row:
    chosen = (
        select(schema.memo, schema.coder.c.name.label("coder_name"))
        .join(schema.coder, schema.coder.c.key == schema.memo.c.coder)
        .where(schema.memo.c.id == identity)
    )
    row = action.connection.execute(chosen).mappings().first()
    if row is None:
        raise UnknownMemo(identity)
    if row["coder_name"] != coder:
        raise NotPossible(f"This memo is {row['coder_name']}'s, not {coder}'s. Write one of your own beside it.")
    action.summary = _called(action, row["about"], row["target"])
    return dict(row)


def _called(action: Action, about: str, target: int | None) -> str:
    """What a memo is about, as the history names it: `document KAF2.4.1`."""
    tables = {MemoOn.DOCUMENT: schema.document, MemoOn.CODE: schema.code, MemoOn.QUOTATION: schema.quotation}
    on = MemoOn(about)
    if on not in tables:
        return about
    name = action.connection.execute(select(tables[on].c.id).where(tables[on].c.key == target)).scalar() or ""
    if on is MemoOn.CODE:
        name = code_tree(action.connection).codebook.path(name)
    if on is MemoOn.QUOTATION:
        row = find_quotation(action.connection, name)
        name = f"{row['document_id']}:{row['number']}"
    return f"{about} {name}"


def _checked(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise BadMark("the text of the memo", text, ["any text"])
    return text


def _key(action: Action, on: MemoOn, target: str) -> int | None:
    if on is MemoOn.DOCUMENT:
        return int(find_document(action.connection, target)["key"])
    if on is MemoOn.QUOTATION:
        return int(find_quotation(action.connection, target)["key"])
    if on is MemoOn.CODE:
        tree = code_tree(action.connection)
        return tree.keys[tree.codebook.find(target).id]
    return None
