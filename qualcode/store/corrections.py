"""What was corrected in a copy of the project after it came in once. It is taken in where the row here still is as a
copy brought it, so that nobody here decided otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, shorten
from qualcode.model import same_specification
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.codings import changed_columns, resize
from qualcode.store.merging import MERGE, ORPHANED, CodesHere, Holding, identity, span_of
from qualcode.store.reviews import clear_for_change, codings_on

_OF_CODING = (
    "quotation", "coder", "code", "form", "value", "specification", "status", "comment", "origin", "source",
)  # fmt: skip


@dataclass
class Corrected:
    """What became of the corrections. `rows`: the ids here of quotations and codings that were changed; `told`: what
    changed, one line each; `refused`: by id here, why a correction could not be taken; `came`: the ids of all that a
    copy ever brought."""

    rows: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)


def correct(action: Action, here: Holding, there: Holding) -> Corrected:
    """Take in the corrections of a copy."""
    work = _Correcting(action, here, there)
    for row in there.quotations.values():
        work.quotation(row)
    for coding in there.codings.values():
        work.coding(coding)
    return work.done


class _Correcting:
    def __init__(self, action: Action, here: Holding, there: Holding) -> None:
        self.action, self.here, self.there = action, here, there
        self.codes = CodesHere(here, there)
        self.brought = _brought(action.connection)
        self.done = Corrected(came=set(self.brought))

    def quotation(self, row: Row) -> None:
        mine = self._mine(row)
        if mine is None or not self._may(mine):
            return
        change = self._of_quotation(row, mine)
        if not change or not self._untouched(mine, ("document", "coder", *change)):
            return
        told = differing(row, mine, [name for name in change if name not in ("start", "end")])
        if "start" in change:
            told.insert(0, f"the place (characters {shown_place(row)} there, {shown_place(mine)} here)")
        try:
            self._change_quotation(mine, dict(change))
        except NotPossible as err:
            self.done.refused[mine["id"]] = str(err)
            return
        self._tell(mine["id"], self.here.label(mine["id"]), told)

    def coding(self, coding: Row) -> None:
        mine = self._same(coding)
        if mine is None or not self._may(mine) or not self._untouched(mine, _OF_CODING):
            return
        given, told = self._of_coding(coding, mine)
        if not told:
            return
        try:
            self._change_coding(mine, given)
        except NotPossible as err:
            self.done.refused[mine["id"]] = str(err)
            return
        self._tell(mine["id"], self.here.called(mine), told)

    # --- which row of the project's a row of the copy is -------------------------------------------------------

    def _mine(self, row: Row) -> Row | None:
        """The quotation here that a quotation of the copy is: by its id, else the one at its place that is no longer
        in the copy, where it was removed and made anew."""
        mine = self.here.quotations.get(row["id"])
        if mine is None and self._same_text(row):
            mine = self.here.at.get((row["document_id"], span_of(row), row["coder_name"]))
        if mine is None or (mine["document_id"], mine["coder_name"]) != (row["document_id"], row["coder_name"]):
            return None
        return mine

    def _same(self, coding: Row) -> Row | None:
        """The coding here that a coding of the copy is, on the same quotation: by its id, else the one that says the
        same and is no longer in the copy."""
        placed = self._mine(self.there.quotations[coding["quotation_id"]])
        mine = self.here.codings.get(coding["id"])
        if placed is None:
            return None
        if mine is None:
            code = self.codes.find_or_own(coding["code_id"])
            mine = self.here.identities.get(identity(placed["id"], code, coding))
            if mine is not None and mine["id"] in self.there.codings:
                return None
        whose = (placed["id"], coding["coder_name"])
        return mine if mine is not None and (mine["quotation_id"], mine["coder_name"]) == whose else None

    def _same_text(self, row: Row) -> bool:
        here, there = self.here.documents.get(row["document_id"]), self.there.documents[row["document_id"]]
        return here is not None and bool(here["text_hash"] == there["text_hash"]) and row["anchor"] != ORPHANED

    def _may(self, mine: Row) -> bool:
        """Whether it came from a copy, and is no part of a review there."""
        document = mine.get("document_id") or self.here.quotations[mine["quotation_id"]]["document_id"]
        return mine["id"] in self.brought and (document, mine["coder_name"]) not in self.there.reviewed

    def _untouched(self, mine: Row, names: Sequence[str]) -> bool:
        """Whether these columns are as a copy brought them."""
        return any(all(image[name] == mine[name] for name in names) for image in self.brought[mine["id"]])

    # --- what changes -----------------------------------------------------------------------------------------

    def _of_quotation(self, row: Row, mine: Row) -> Row:
        """The columns that a quotation of the copy has otherwise. One made anew there may only lack the comment."""
        same_text = self._same_text(row) and mine["anchor"] != ORPHANED
        names = ["released", *(["verbatim", "start", "end"] if same_text else [])]
        if row["id"] == mine["id"] or row["comment"]:
            names.append("comment")
        change = {name: row[name] for name in names if row[name] != mine[name]}
        if {"start", "end"} & set(change):
            change.update(start=row["start"], end=row["end"])
        return change

    def _change_quotation(self, mine: Row, change: Row) -> None:
        if "start" in change:
            start, end = change.pop("start"), change.pop("end")
            place = (mine["document_id"], span_of({"start": start, "end": end}), mine["coder_name"])
            if place in self.here.at:
                raise NotPossible(f"{self.here.label(self.here.at[place]['id'])} has that place here already.")
            clear_for_change(self.action, codings_on(self.action.connection, mine["key"]))
            resize(self.action, mine, start, end)
        self.action.update(schema.quotation, {mine["key"]: change})

    def _of_coding(self, coding: Row, mine: Row) -> tuple[Row, list[str]]:
        """What a coding of the copy has otherwise, and that in words. That its code was merged, split or promoted here
        since is no difference."""
        names, code = ["value", "status", "comment"], self.codes.find_or_own(coding["code_id"])
        told = []
        if not self.codes.descends(coding["code_id"], mine["code_id"]):
            if code != mine["code_id"]:
                told.append(
                    f"the code ({self.there.path(coding['code_id'])} there, {self.here.path(mine['code_id'])} here)"
                )
            if same_specification(coding["specification"]) != same_specification(mine["specification"]):
                names.insert(1, "specification")
        given = {name: coding[name] for name in names if coding[name] != mine[name]}
        if told:
            given.update(code=code, value=coding["value"], specification=coding["specification"])
        return given, told + differing(coding, mine, names)

    def _change_coding(self, mine: Row, given: Row) -> None:
        """Raises `NotPossible` where it would be another's equal, or its code takes nothing."""
        book = self.here.tree.codebook
        code: str = given.get("code") or mine["code_id"]
        if code not in book or ("code" in given and book[code].retired):
            raise NotPossible("Its code is not in use in this project.")
        equal = self.here.identities.get(identity(mine["quotation_id"], code, {**mine, **given}))
        if equal is not None and equal["id"] not in (mine["id"], *self.there.codings):
            raise NotPossible(f"{self.here.called(equal)} is here already.")
        blank = dict.fromkeys(("code", "value", "specification", "comment", "status"))
        change = changed_columns(self.action.connection, mine, **{**blank, **given})
        if any(each != mine[name] for name, each in change.items() if name != "comment"):
            clear_for_change(self.action, [mine["key"]])
        self.action.update(schema.coding, {mine["key"]: change})

    def _tell(self, row: str, called: str, told: Sequence[str]) -> None:
        self.done.rows.add(row)
        self.done.told.append(f"{called}: {' and '.join(told)}")


def _brought(connection: Connection) -> dict[str, list[Row]]:
    """Quotations and codings by id, as copies brought or corrected them."""
    change, action = schema.change, schema.action
    chosen = (
        select(change.c.after)
        .join(action, action.c.key == change.c.action)
        .where(action.c.what == MERGE, change.c.table.in_([schema.quotation.name, schema.coding.name]))
        .where(change.c.after.is_not(None))
        .order_by(change.c.key)
    )
    found: dict[str, list[Row]] = {}
    for image in connection.execute(chosen).scalars():
        row = json.loads(image)
        found.setdefault(row["id"], []).append(row)
    return found


# --- differences in words -----------------------------------------------------------------------------------------


def differing(row: Row, mine: Row, names: Sequence[str]) -> list[str]:
    """What differs between a row of the copy and one here, in words."""
    return [
        f"the {name} ({_shown(row[name])} there, {_shown(mine[name])} here)"
        for name in names
        if row[name] != mine[name]
    ]


def shown_place(row: Row) -> str:
    return f"{row['start']} to {row['end']}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(shorten(str(value), 40)) if value else "none"
