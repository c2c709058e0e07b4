"""Taking in a changed codebook: matched by id, then by path; what would happen is told first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from qualcode.errors import NotPossible
from qualcode.model import Code, Codebook
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.database import Database
from qualcode.store.reading import CodeTree, code_tree
from qualcode.store.sessions import open_session
from qualcode.store.versions import begun, tree_at

#: The action that says that the codebook's file was written.
WRITTEN = "write codebook"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One thing that importing a codebook does. `what`: added, renamed, moved, changed, restored, retired (something
    rests on it) or removed (nothing does)."""

    what: str
    path: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.path}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class _Plan:
    codebook: Codebook  # as it will be, with the ids it will have
    changes: tuple[CodeChange, ...]
    removed: tuple[str, ...]


def import_codebook(
    database: Database, new: Codebook, *, who: str = "", dry_run: bool = False, own: str = ""
) -> list[CodeChange]:
    """Bring the codebook in the database to `new`; one action. With `dry_run` only say what would happen.

    `own` is the path of the project's own codebook file where that is what is read: a file that is as it was when it
    was last read or written changes nothing, though the tree has changed since; where both have, `NotPossible`.
    """
    if dry_run:
        with database.reading() as connection:
            return list(_wanted(connection, code_tree(connection), new, own).changes)
    with Action.begin(database, "import codebook", who=who) as action:
        tree = code_tree(action.connection)
        action.session = open_session(action.connection)
        plan = _wanted(action.connection, tree, new, own)
        new = plan.codebook
        if plan.changes or (new.name, new.language) != (tree.codebook.name, tree.codebook.language):
            _apply(action, tree, plan)
        action.summary = f"{len(plan.changes)} changes"
    return list(plan.changes)


def note_written(database: Database) -> None:
    """Keep in the history that the project's codebook file was written, so that reading it again is known to take
    the tree from there."""
    with Action.begin(database, WRITTEN) as action:
        action.enter()


def _wanted(connection: Connection, tree: CodeTree, new: Codebook, own: str) -> _Plan:
    """The plan; for the project's own file, nothing where only the tree changed since it was read or written."""
    plan = _plan(connection, tree, new)
    there = _version_in_file(connection) if own and plan.changes else tree.version
    if there in (0, tree.version):
        return plan
    if not _plan(connection, tree_at(connection, there), new).changes:
        return _Plan(tree.codebook, (), ())
    raise NotPossible(
        f"{own} was changed, and so was the code tree here, since the file was last read (version {there}; now "
        f"{tree.version}). Reading it would take the changes of the tree back. Write the tree to the file and make "
        f"your changes in it anew: qualcode codebook write {own}. Or take the file as it is: qualcode import {own}"
    )


def _version_in_file(connection: Connection) -> int:
    """The version of the codebook that the project's file held when it was last read or written; 0 before that."""
    chosen = select(func.max(schema.action.c.key)).where(schema.action.c.what.in_(("import codebook", WRITTEN)))
    last = connection.execute(chosen).scalar() or 0
    return max((version for version, action in begun(connection).items() if action <= last), default=0)


def _plan(connection: Connection, tree: CodeTree, new: Codebook) -> _Plan:
    old = tree.codebook
    ids = _match(old, new)
    codes = [
        replace(
            code,
            id=ids[code.id],
            parent=ids.get(code.parent, ""),
            counterpart=ids.get(code.counterpart, code.counterpart),
            former=_former(old, ids[code.id], new.path(code.id), code.former),
        )
        for code in new
    ]
    changes = [change for code in codes for change in _compare(old, new, code, ids)]
    if not any(change.what == "moved" for change in changes):
        changes += _reordered(old, codes)
    gone = [code for code in old if code.id not in {each.id for each in codes}]
    used = _used(connection)
    kept: list[Code] = []
    removed: list[str] = []
    for code in gone:
        below = {each.id for each in old.subtree(code.id)}
        if below & set(used):
            why = min(used[each] for each in below if each in used)
            kept.append(replace(code, retired=True))
            if not code.retired:
                changes.append(CodeChange("retired", old.path(code.id), why))
        else:
            removed.append(code.id)
            changes.append(CodeChange("removed", old.path(code.id)))
    order = _with_kept(codes, kept)
    return _Plan(Codebook(tuple(order), new.name, new.language), tuple(changes), tuple(removed))


def _former(old: Codebook, code: str, path: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """The paths by which a code is found still: those it had, and those the file names."""
    if code not in old:
        return named
    before = (old.path(code),) if old.path(code) != path else ()
    return tuple(dict.fromkeys([*old[code].former, *named, *before]))


def _with_kept(codes: list[Code], kept: list[Code]) -> list[Code]:
    """The new codes, then the retired ones; one whose parent went too stands at the top."""
    present = {code.id for code in codes}
    order = list(codes)
    for code in kept:
        order.append(code if code.parent in present else replace(code, parent=""))
        present.add(code.id)
    return order


def _match(old: Codebook, new: Codebook) -> dict[str, str]:
    """From the ids in the new codebook to those in the database: by id, else by path, else itself."""
    by_path = {old.path(code.id): code.id for code in old}
    taken = {code.id for code in new if code.id in old}
    ids: dict[str, str] = {}
    for code in new:
        there = by_path.get(new.path(code.id))
        if code.id not in old and there is not None and there not in taken:
            ids[code.id] = there
            taken.add(there)
        else:
            ids[code.id] = code.id
    return ids


def _compare(old: Codebook, new: Codebook, code: Code, ids: Mapping[str, str]) -> list[CodeChange]:
    back = {there: here for here, there in ids.items()}
    path = new.path(back[code.id])
    if code.id not in old:
        return [CodeChange("added", path)]
    was = old[code.id]
    changes = []
    if was.retired and not code.retired:
        changes.append(CodeChange("restored", path))
    if was.name != code.name:
        changes.append(CodeChange("renamed", path, f"was {was.name}"))
    if was.parent != code.parent:
        changes.append(CodeChange("moved", path, f"was {old.path(code.id)}"))
    differing = _fields_differing(was, code)
    if differing:
        changes.append(CodeChange("changed", path, ", ".join(differing)))
    return changes


def _reordered(old: Codebook, codes: list[Code]) -> list[CodeChange]:
    """Whether codes that stay stand in another order than before."""
    before = [code.id for code in old if code.id in {each.id for each in codes}]
    after = [code.id for code in codes if code.id in old]
    return [CodeChange("reordered", "the codebook")] if before != after else []


def _fields_differing(was: Code, code: Code) -> list[str]:
    before, after = was.written(), code.written()
    names = [name for name in {**before, **after} if name != "former"]
    return [name for name in names if before.get(name) != after.get(name)]


def _used(connection: Connection) -> dict[str, str]:
    """The ids of the codes that something rests on, and what: codings, their descent, relations to others."""
    lineage, relation = schema.lineage, schema.relation
    resting = {
        schema.coding.c.code: "it has codings",
        lineage.c.source: "other codes came out of it",
        lineage.c.target: "other codes went into it",
        relation.c.source: "it has relations",
        relation.c.target: "it has relations",
        schema.answer.c.code: "suggestions of it were answered",
        schema.query_name.c.code: "a saved query asks for it",
    }
    found: dict[str, str] = {}
    for column, why in resting.items():
        chosen = select(schema.code.c.id).join(column.table, column == schema.code.c.key).distinct()
        for identity in connection.execute(chosen).scalars():
            found.setdefault(identity, why)
    return found


def _apply(action: Action, tree: CodeTree, plan: _Plan) -> None:
    version = action.insert(schema.version, [{"name": plan.codebook.name, "language": plan.codebook.language}])[0][
        "key"
    ]
    keys = dict(tree.keys)
    updates: dict[int, Row] = {}
    for position, code in enumerate(plan.codebook):
        row: Row = {
            "id": code.id,
            "name": code.name,
            "parent": keys[code.parent] if code.parent else None,
            "position": position,
            "fields": code.written(),
            "retired": code.retired,
        }
        if code.id in keys:
            updates[keys[code.id]] = row
        else:
            keys[code.id] = action.insert(schema.code, [{**row, "version": version}])[0]["key"]
    action.update(schema.code, updates)
    for identity in reversed(plan.removed):
        action.delete(schema.code, [keys[identity]])
