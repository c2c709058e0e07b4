"""Changes of the tree that give codings another code: merge, split, promote. The quotations stay where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from qualcode.errors import NotPossible, WrongUsage, listing
from qualcode.model import Code, Specify, Verdict, join_path, same_specification, split_path
from qualcode.store import queries, schema
from qualcode.store.action import Row
from qualcode.store.tree import TOP, Edit, create, last_position, living, move, rename, was_called

MERGED, SPLIT, PROMOTED = "merged", "split", "promoted"


def merge(edit: Edit, sources: Sequence[str], into: str, *, specify: bool = False) -> None:
    """Give the codings of some codes to another and retire those codes; codes below them come along.

    With `specify` a moved coding that specifies nothing gets the name of its old code as its specification. A coding
    that the target gave the same quotation already, by the same coder with the same value and specification, is not
    doubled: one stays, with both comments. Raises `NotPossible` where the target does not take the grades.
    """
    target = living(edit, into)
    codes = _sources(edit, sources, target)
    moved = {code.id: codings_of(edit, code) for code in codes}
    for code in codes:
        _fits(edit, code, target, moved[code.id])
    if specify:
        for code in codes:
            for row in moved[code.id]:
                row["specification"] = row["specification"] or code.name
    _take_specifications(edit, target, [row for rows in moved.values() for row in rows])
    _bring_children(edit, codes, target)
    for code in codes:
        edit.change(code, retired=True)
        _follow(edit, code, target)
        _bring_relations(edit, code, target)
        _bring_queries(edit, code, target)
        _succeed(edit, code, target, MERGED)
        edit.touch(row["key"] for row in moved[code.id])
        edit.say(f"{edit.book.path(code.id)} merged into {edit.book.path(target.id)} (codings: {len(moved[code.id])})")
    edit.write()
    _recode(edit, target, [row for rows in moved.values() for row in rows])


def split(
    edit: Edit, path: str, parts: Mapping[str, Iterable[int]], *, below: bool = False, bare: bool = False
) -> None:
    """Give codings of a code (by key) to new codes beside it, or below it; what is in no part stays. A part's name
    that is a path means a code that is there. With `bare` the moved codings lose their specification, which the new
    code's name says. Raises `NotPossible` where a part is empty or a coding is another code's."""
    code = living(edit, path)
    own = {row["key"]: row for row in codings_of(edit, code)}
    _check_parts(edit, code, own, parts)
    above = code if below else edit.book[code.parent] if code.parent else None
    for name, keys in parts.items():
        _part(edit, code, name, [own[key] for key in keys], SPLIT, above, bare=bare)


def promote_specification(edit: Edit, path: str, specification: str, *, to: str = "", name: str = "") -> None:
    """Make a code of what codings of a code specify: below that code, or elsewhere (`to`)."""
    code = living(edit, path)
    wanted = same_specification(specification)
    if not wanted:
        raise WrongUsage("Say which specification is to be a code; it is empty.")
    rows = [row for row in codings_of(edit, code) if same_specification(row["specification"]) == wanted]
    if not rows:
        raise NotPossible(
            f"No coding of {edit.book.path(code.id)} specifies {specification!r}. "
            f"They specify: {listing(_specified(edit, code)) or 'nothing'}."
        )
    above = code if not to else None if to in TOP else living(edit, to)
    _part(edit, code, join_path([name or rows[0]["specification"]]), rows, PROMOTED, above, bare=True)


def promote_open(edit: Edit, path: str, *, to: str = "", name: str = "") -> None:
    """Make an open code a code of the tree: under another (`to`), or where it stands."""
    code = living(edit, path)
    if not code.open:
        raise NotPossible(
            f"{edit.book.path(code.id)} is no open code. To make a code of a specification, name it (--specification); "
            "to bring a code elsewhere: qualcode codebook move."
        )
    parent = code.parent if not to else "" if to in TOP else living(edit, to).id
    if parent != code.parent:
        move(edit, code.id, to, name=name)
    elif name not in ("", code.name):
        rename(edit, code.id, name)
    else:
        edit.say(f"{edit.book.path(code.id)} is now a code of the tree")
    fields = edit.fields(code)
    fields.pop("open", None)
    edit.change(code, fields=fields)
    edit.concern([code])


def codings_of(edit: Edit, code: Code) -> list[Row]:
    """The rows of a code's own codings, in order of making."""
    chosen = select(schema.coding).where(schema.coding.c.code == edit.key(code)).order_by(schema.coding.c.key)
    return [dict(row) for row in edit.action.connection.execute(chosen).mappings()]


# --- merging ----------------------------------------------------------------------------------------------------


def _sources(edit: Edit, sources: Sequence[str], target: Code) -> list[Code]:
    codes = list({code.id: code for code in (living(edit, each) for each in sources)}.values())
    if not codes:
        raise WrongUsage("Say which codes to merge.")
    for code in codes:
        below = {each.id for each in edit.book.subtree(code.id)}
        if target.id in below:
            where = "is that code" if target.id == code.id else "lies below it"
            raise NotPossible(
                f"{edit.book.path(code.id)} cannot be merged into {edit.book.path(target.id)}: that {where}."
            )
        for other in codes:
            if other.id != code.id and other.id in below:
                raise NotPossible(
                    f"{edit.book.path(other.id)} lies below {edit.book.path(code.id)}. Merge one after the other."
                )
    return codes


def _fits(edit: Edit, code: Code, target: Code, rows: Sequence[Row]) -> None:
    """Codings of the code must be such as the target takes."""
    if not rows:
        return
    names = f"{edit.book.path(code.id)} cannot be merged into {edit.book.path(target.id)}"
    if any(row["form"] for row in rows) and target.grade is None:
        raise NotPossible(f"{names}: its codings carry grades, and that code takes none.")
    if target.grade is not None and not all(row["form"] for row in rows):
        raise NotPossible(f"{names}: that code is a grade, and its codings have no value.")
    if code.grade is not None and target.grade is not None and code.grade != target.grade:
        raise NotPossible(f"{names}: the scales of the grades differ ({code.grade} and {target.grade}).")


def _take_specifications(edit: Edit, target: Code, rows: Iterable[Row]) -> None:
    """Let the target take what the moved codings specify."""
    said = list(dict.fromkeys(row["specification"] for row in rows if row["specification"]))
    takes = target.specify
    if takes is None:
        new = [] if not said else ["anything"]
        specify = Specify()
    else:
        known = {same_specification(value) for value in takes.values}
        new = [] if takes.free else [each for each in said if same_specification(each) not in known]
        specify = Specify((*takes.values, *new), takes.free)
    if new:
        fields = edit.fields(target)
        fields["specify"] = {"values": list(specify.values), "free": specify.free}
        edit.change(target, fields=fields)
        edit.say(f"{edit.book.path(target.id)} takes specifications from now on ({listing(said)})")


def _bring_children(edit: Edit, codes: Sequence[Code], target: Code) -> None:
    book, going = edit.book, {code.id for code in codes}
    there = [each for each in book.children(target.id) if not each.retired and each.id not in going]
    taken = {each.name.casefold(): each for each in there}
    position = last_position(edit, target.id)
    for child in (each for code in codes for each in book.children(code.id) if not each.retired):
        other = taken.setdefault(child.name.casefold(), child)
        if other is not child:
            raise NotPossible(
                f"{book.path(child.id)} and {book.path(other.id)} would both be called {child.name} under "
                f"{book.path(target.id)}. Rename or merge one of them first."
            )
        was_called(edit, book.subtree(child.id))
        position += 1
        edit.change(child, parent=edit.key(target), position=position)
        edit.concern(book.subtree(child.id))
        edit.say(f"{book.path(child.id)} moved under {book.path(target.id)}")


def _follow(edit: Edit, code: Code, target: Code) -> None:
    """What names the old code by its path or as a counterpart finds the new one."""
    fields = edit.fields(target)
    fields["former"] = list(dict.fromkeys([*fields.get("former", []), edit.book.path(code.id), *code.former]))
    if fields.get("counterpart") == code.id:
        del fields["counterpart"]
    if code.counterpart and code.counterpart != target.id:
        fields.setdefault("counterpart", code.counterpart)
    edit.change(target, fields=fields)
    for other in edit.book:
        if other.counterpart == code.id and other.id != target.id:
            fields = edit.fields(other)
            fields["counterpart"] = target.id
            edit.change(other, fields=fields)


def _bring_relations(edit: Edit, code: Code, target: Code) -> None:
    """The relations of the old code are the target's; one that would tie it to itself, or stand twice, goes."""
    table, old, new = schema.relation, edit.key(code), edit.key(target)
    rows = [dict(row) for row in edit.action.connection.execute(select(table).order_by(table.c.key)).mappings()]
    there = {_ends(row) for row in rows if old not in _ends(row)}
    changes: dict[int, Row] = {}
    gone: list[int] = []
    for row in rows:
        if old in _ends(row):
            source, other, kind = (new if each == old else each for each in _ends(row))
            if source == other or (source, other, kind) in there:
                gone.append(row["key"])
            else:
                changes[row["key"]] = {"source": source, "target": other}
            there.add((source, other, kind))
    edit.action.update(table, changes)
    edit.action.delete(table, gone)


def _bring_queries(edit: Edit, code: Code, target: Code) -> None:
    """What saved queries ask for of the old code, they ask of the target."""
    asking = queries.follow(edit.action, edit.key(code), edit.key(target))
    if asking:
        edit.say(f"saved queries that asked for {edit.book.path(code.id)} ask for the other (queries: {asking})")


def _ends(row: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return row["source"], row["target"], row["kind"]


def _succeed(edit: Edit, code: Code, target: Code, kind: str) -> None:
    row = {"source": edit.key(code), "target": edit.key(target), "kind": kind, "version": edit.version}
    edit.action.insert(schema.lineage, [row])


def _recode(edit: Edit, target: Code, rows: Sequence[Row]) -> None:
    """Give codings the target's code; of two that then say the same, one stays. A coding that a review removed or
    changed does not count, and stays beside the one that does; so does one laid in a review beside work of one's own.
    """
    moving = {row["key"] for row in rows}
    there = [row for row in codings_of(edit, target) if row["key"] not in moving]
    out, laid = _reviewed(edit, [row["key"] for row in (*there, *rows)])
    kept: dict[tuple[Any, ...], Row] = {}
    twice: dict[int, Row] = {}
    changes: dict[int, Row] = {}
    for row in sorted((*there, *rows), key=lambda row: (row["status"] != "final", row["key"] in moving)):
        first = row if row["key"] in out else kept.setdefault((row["key"] in laid, *_said(row)), row)
        if first is not row:
            twice[row["key"]] = first
            first["comment"] = "\n".join(dict.fromkeys(filter(None, [first["comment"], row["comment"]])))
            changes.setdefault(first["key"], {})["comment"] = first["comment"]
    for row in rows:
        if row["key"] not in twice:
            changes.setdefault(row["key"], {}).update(code=edit.key(target), specification=row["specification"])
    edit.action.update(schema.coding, changes)
    _drop(edit, twice)


def _said(row: Row) -> tuple[Any, ...]:
    return row["quotation"], row["coder"], row["value"], same_specification(row["specification"])


def _reviewed(edit: Edit, keys: Sequence[int]) -> tuple[set[int], set[int]]:
    """Of codings, those that a review removed or changed, and those that were laid in one."""
    verdict, wanted = schema.verdict, set(keys)
    verdicts = edit.action.connection.execute(select(verdict).order_by(verdict.c.key)).all()
    latest = {row.coding: row.verdict for row in verdicts if row.coding in wanted}
    laid = {row.coding if row.verdict == Verdict.ADDED else row.replacement for row in verdicts}
    return {key for key, said in latest.items() if said in (Verdict.REMOVED, Verdict.CHANGED)}, laid & wanted


def _drop(edit: Edit, twice: Mapping[int, Row]) -> None:
    """Remove codings that stand twice; verdicts on one are then on the one that stays."""
    if not twice:
        return
    for column in ("coding", "replacement"):
        chosen = select(schema.verdict).where(schema.verdict.c[column].in_(list(twice)))
        found = edit.action.connection.execute(chosen).mappings().all()
        edit.action.update(schema.verdict, {row["key"]: {column: twice[row[column]]["key"]} for row in found})
    edit.action.delete(schema.coding, list(twice))
    edit.say(f"codings that would then stand twice are one each, with both comments (codings: {len(twice)})")


# --- splitting --------------------------------------------------------------------------------------------------


def _check_parts(edit: Edit, code: Code, own: Mapping[int, Row], parts: Mapping[str, Iterable[int]]) -> None:
    seen: set[int] = set()
    if not parts:
        raise WrongUsage("Say into which codes.")
    for name, keys in parts.items():
        mine = set(keys)
        if not mine:
            raise NotPossible(f"Nothing goes to {name!r}: no coding of {edit.book.path(code.id)} fits.")
        if mine - set(own):
            raise NotPossible(f"Some codings for {name!r} are not codings of {edit.book.path(code.id)} itself.")
        if mine & seen:
            raise NotPossible(f"Some codings for {name!r} go to another code already. Each goes to one.")
        seen |= mine


def _part(
    edit: Edit,
    code: Code,
    name: str,
    rows: list[Row],
    kind: str,
    above: Code | None,
    *,
    bare: bool = False,
) -> None:
    """A new code under `above` (None: the top) for some codings of a code, or an existing one whose path is given."""
    if bare:
        for row in rows:
            row["specification"] = ""
    target = _existing(edit, name, above)
    if target is None:
        fields = {
            "grade": code.grade,
            "specify": None if bare else code.specify,
            "applies": code.applies,
            "color": code.color,
        }
        target = create(edit, name, fields=fields, parent=above if len(split_path(name)) == 1 else None)
    elif target.id == code.id:
        raise NotPossible(f"{name!r} is that code itself. Leave out what is to stay; it stays where it is in no part.")
    else:
        _fits(edit, code, target, rows)
        _take_specifications(edit, target, rows)
    _succeed(edit, code, target, kind)
    edit.write()
    edit.touch(row["key"] for row in rows)
    edit.say(f"from {edit.book.path(code.id)} to {edit.book.path(target.id)} (codings: {len(rows)})")
    _recode(edit, target, rows)


def _existing(edit: Edit, name: str, above: Code | None) -> Code | None:
    """The code that a whole path names, or a name among those that would stand beside it."""
    for each in edit.book:
        if not each.retired and edit.book.path(each.id) == name and "/" in name:
            return each
    for each in edit.book.children(above.id if above else ""):
        if not each.retired and join_path([each.name]) == name:
            return each
    return None


def _specified(edit: Edit, code: Code) -> list[str]:
    return list(dict.fromkeys(row["specification"] for row in codings_of(edit, code) if row["specification"]))
