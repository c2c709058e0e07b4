"""Memos on the project, documents, codes and quotations."""

from __future__ import annotations

import uuid

from qualcode.errors import BadMark
from qualcode.model import MemoOn
from qualcode.store import schema
from qualcode.store.action import Action, now
from qualcode.store.reading import code_tree, coders, find_document, find_quotation


def write_memo(action: Action, on: MemoOn, target: str, text: str, coder: str) -> str:
    """Add a memo; returns its id. Raises the error of an unknown target, and `BadMark` for an empty text."""
    if not text.strip():
        raise BadMark("the text of the memo", text, ["any text"])
    known = coders(action.connection)
    if coder not in known:
        known[coder] = action.insert(schema.coder, [{"name": coder}])[0]["key"]
    row = {
        "id": str(uuid.uuid4()),
        "about": str(on),
        "target": _key(action, on, target),
        "coder": known[coder],
        "text": text,
        "created": now(),
    }
    action.insert(schema.memo, [row])
    action.summary = f"{on} {target}".strip()
    return str(row["id"])


def _key(action: Action, on: MemoOn, target: str) -> int | None:
    if on is MemoOn.DOCUMENT:
        return int(find_document(action.connection, target)["key"])
    if on is MemoOn.QUOTATION:
        return int(find_quotation(action.connection, target)["key"])
    if on is MemoOn.CODE:
        tree = code_tree(action.connection)
        return tree.keys[tree.codebook.find(target).id]
    return None
