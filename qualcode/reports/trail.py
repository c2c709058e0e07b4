"""The audit trail for people: what changed, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qualcode.errors import shorten
from qualcode.formats.trail import Line
from qualcode.store.history import Change
from qualcode.store.names import Names

#: Columns that say nothing to people, or say again what another says.
_SILENT = {
    *("key", "id", "created", "text_hash", "word_start", "word_end"),
    *("form", "low", "high", "position", "passage", "review", "words_hash"),
}
#: Of what is new or gone, columns that say something beside the name of the row.
_TOLD = {
    "document": ("case", "kind", "path"),
    "revision": ("number",),
    "coder": (),
    "version": ("name",),
    "code": ("definition",),
    "quotation": ("words", "coder", "comment"),
    "coding": ("code", "coder", "value", "specification", "origin", "status", "comment"),
    "answer": ("answer", "code", "coder", "source", "comment"),
    "query": ("expression", "comment"),
    "query_name": ("code", "other"),
}
#: Columns that hold people's words.
_SAID = ("words", "text", "comment", "remark", "reason", "expression")
_DONE = {(True, True): "purged", (True, False): "new", (False, True): "removed", (False, False): "changed"}


def in_words(change: Change) -> str:
    """One change as a phrase, with names for keys: `changed: code A/B → A/C`.

    A coding is told with the label of its quotation. What is new or gone is told with what is in it.
    """
    before, after = _loaded(change.before), _loaded(change.after)
    verb = _DONE[not before, not after]
    there = after or before
    if not there:
        return verb
    if before and after:
        told = [f"{name} {was or 'nothing'} → {now or 'nothing'}" for name, was, now in differences(change)]
    else:
        values = _readable(change.table, there, change.names)
        told = [f"{name} {values[name]}" for name in _TOLD.get(change.table, values) if values.get(name)]
    where = [f"on {change.names.refers('coding', 'quotation', there)}"] if change.table == "coding" else []
    return f"{verb}: {'; '.join([*where, *told])}" if where or told else verb


def differences(change: Change) -> list[tuple[str, str, str]]:
    """The columns that differ, with what was before and after, in words; empty for what is new or gone."""
    before, after = _loaded(change.before), _loaded(change.after)
    if not before or not after:
        return []
    was, now = (_readable(change.table, row, change.names) for row in (before, after))
    return [(name, was.get(name, ""), now.get(name, "")) for name in {**was, **now} if was.get(name) != now.get(name)]


def lines(changes: Iterable[Change]) -> Iterator[Line]:
    """The changes as the lines of a file."""
    for change in changes:
        event = change.event
        yield Line(
            event.number, event.created, event.who, event.what, event.remark, session_of(change),
            change.table, change.entity, change.row, change.before, change.after, event.undone,
        )  # fmt: skip


def session_of(change: Change) -> str:
    """The reason of the analysis session that a change was made in."""
    return change.names.sessions.get(change.event.session, change.event.session)


def _loaded(image: str | None) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(image) if image else {}
    return row


def _readable(table: str, row: Mapping[str, Any], names: Names) -> dict[str, str]:
    """The columns of a row that say something, in words; what stands inside `fields` and `attributes` by its name."""
    found: dict[str, str] = {}
    for column, value in row.items():
        if column in _SILENT:
            continue
        if isinstance(value, dict):
            found.update({name: _words(each) for name, each in value.items()})
        else:
            found[column] = names.refers(table, column, row) or _words(value)
    return {name: f'"{text}"' if name in _SAID and text else text for name, text in found.items()}


def _words(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, list):
        return shorten(", ".join(_words(each) for each in value))
    if isinstance(value, dict):
        return shorten(", ".join(f"{name}: {_words(each)}" for name, each in value.items()))
    return shorten(str(value))
