"""Changes to the shape of the code tree. Each is one action, makes a new version of the codebook, and answers with
what it touches; done as a dry run, nothing is kept.

    with editing(database, "rename", who="anna") as edit:
        rename(edit, "Statusquo/Borging", "Verankering")
    edit.touched
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from qualcode.errors import NotPossible, UnknownCode, WrongUsage
from qualcode.model import Code, Codebook, join_path, split_path
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.database import Database
from qualcode.store.reading import CodeTree, code_tree
from qualcode.store.sessions import open_session

#: Actions of this kind are called "codebook rename", "codebook merge", …; the history tells them from other work by it.
CODEBOOK = "codebook"
#: Where a code goes when it goes to the top of the tree.
TOP = ("", "/")


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of the tree did, or would do: a sentence per thing, and how many codings, documents and coders
    it concerns. `version`: the codebook version it made."""

    what: str
    lines: tuple[str, ...]
    codings: int
    documents: int
    coders: int
    version: int
    dry_run: bool = False

    def __str__(self) -> str:
        return "; ".join(self.lines)


@dataclass
class Edit:
    """A change of the tree under way. `codings` are the keys of those it concerns, `places` the (document, coder)
    they are at."""

    action: Action
    tree: CodeTree
    version: int
    lines: list[str] = field(default_factory=list)
    codings: set[int] = field(default_factory=set)
    places: set[tuple[int, int]] = field(default_factory=set)
    changes: dict[int, Row] = field(default_factory=dict)

    @property
    def book(self) -> Codebook:
        return self.tree.codebook

    def key(self, code: Code) -> int:
        return self.tree.keys[code.id]

    def say(self, line: str) -> None:
        self.lines.append(line)

    def change(self, code: Code, **columns: Any) -> None:
        """Note what of a code's row becomes different; written at the end, one change per code."""
        self.changes.setdefault(self.key(code), {}).update(columns)

    def fields(self, code: Code) -> Row:
        """The fields of a code as they are to be, to change and give back with `change`."""
        return dict(self.changes.get(self.key(code), {}).get("fields", code.written()))

    def concern(self, codes: Iterable[Code]) -> None:
        """Count the codings of these codes among those touched."""
        keys = [self.key(code) for code in codes]
        chosen = select(schema.coding.c.key).where(schema.coding.c.code.in_(keys))
        self.touch(self.action.connection.execute(chosen).scalars())

    def touch(self, codings: Iterable[int]) -> None:
        """Count codings (by key) among those touched; call before any of them goes."""
        keys = sorted(set(codings) - self.codings)
        self.codings.update(keys)
        for at in range(0, len(keys), 500):
            chosen = (
                select(schema.quotation.c.document, schema.coding.c.coder)
                .join(schema.coding, schema.coding.c.quotation == schema.quotation.c.key)
                .where(schema.coding.c.key.in_(keys[at : at + 500]))
            )
            self.places |= {(row.document, row.coder) for row in self.action.connection.execute(chosen)}

    def write(self) -> None:
        """Write the noted changes of codes; call before anything that reads the tree anew."""
        self.action.update(schema.code, self.changes)
        self.changes = {}


class Editing:
    """What `editing` hands out: `edit` while it is under way, `touched` afterwards."""

    edit: Edit
    touched: Touched


@contextmanager
def editing(
    database: Database, what: str, *, who: str = "", remark: str = "", dry_run: bool = False
) -> Iterator[Editing]:
    """One change of the tree: a new version of the codebook, the changes, what they touch."""
    made = Editing()
    with Action.begin(database, f"{CODEBOOK} {what}", who=who, remark=remark, dry_run=dry_run) as action:
        tree = code_tree(action.connection)
        action.session = open_session(action.connection)
        header = {"name": tree.codebook.name, "language": tree.codebook.language}
        version = action.insert(schema.version, [header])[0]["key"]
        made.edit = edit = Edit(action, tree, version)
        yield made
        edit.write()
        action.summary = "; ".join(edit.lines)
        made.touched = Touched(what, tuple(edit.lines), *_reach(edit), version, dry_run)


def _reach(edit: Edit) -> tuple[int, int, int]:
    """How many codings, documents and coders are concerned; codings that are gone by now count too."""
    documents, coders = {document for document, _ in edit.places}, {coder for _, coder in edit.places}
    return len(edit.codings), len(documents), len(coders)


def open_code(action: Action, path: str) -> None:
    """An open code, made while coding: as part of the same action, where the path means no code yet."""
    tree = code_tree(action.connection)
    try:
        tree.codebook.find_all(path)
    except UnknownCode:
        _create_open(action, tree, path, None)


def open_code_under(action: Action, name: str, under: str) -> str:
    """The id of the code of this name just below another (empty: at the top), whatever stands elsewhere; an open code
    where there is none yet. Raises as `create` does."""
    tree, name = code_tree(action.connection), code_name(name)
    parent = tree.codebook.find(under) if under else None
    for each in tree.codebook.children(parent.id if parent else ""):
        if each.name.casefold() == name.casefold() and not each.retired:
            return each.id
    return _create_open(action, tree, join_path([name]), parent).id


def _create_open(action: Action, tree: CodeTree, path: str, parent: Code | None) -> Code:
    header = {"name": tree.codebook.name, "language": tree.codebook.language}
    version = action.insert(schema.version, [header])[0]["key"]
    return create(Edit(action, tree, version), path, fields={"open": True}, parent=parent)


# --- single changes ---------------------------------------------------------------------------------------------


def create(edit: Edit, path: str, *, fields: Mapping[str, Any], parent: Code | None = None) -> Code:
    """A new code, last among its siblings: under `parent`, else where its path says."""
    above, name = split_path(path)[:-1], code_name(split_path(path)[-1])
    if parent is None and above:
        parent = living(edit, join_path(above))
    free_name(edit.book, name, parent.id if parent else "")
    code = Code(id=str(uuid.uuid4()), name=name, parent=parent.id if parent else "", **fields)
    row = {
        "id": code.id,
        "parent": edit.key(parent) if parent else None,
        "position": last_position(edit, code.parent) + 1,
        "name": name,
        "version": edit.version,
        "fields": code.written(),
        "retired": False,
    }
    edit.write()
    edit.action.insert(schema.code, [row])
    edit.tree = code_tree(edit.action.connection)
    edit.say(f"new code {edit.book.path(code.id)}" + (" (open)" if code.open else ""))
    return code


def rename(edit: Edit, path: str, name: str) -> None:
    code, name = meant(edit, path), code_name(name)
    if name == code.name:
        raise NotPossible(f"{edit.book.path(code.id)} is called that already.")
    free_name(edit.book, name, code.parent, but=code.id)
    was_called(edit, edit.book.subtree(code.id))
    edit.change(code, name=name)
    edit.concern(edit.book.subtree(code.id))
    edit.say(f"{edit.book.path(code.id)} is now called {name}")


def move(edit: Edit, path: str, to: str, *, name: str = "", before: str = "", after: str = "") -> None:
    """Bring a code, with what is below it, under another code; `to` empty or `/` for the top. It comes last there, or
    before or after one that stands there."""
    book, code = edit.book, meant(edit, path)
    parent = "" if to.strip() in TOP else living(edit, to).id
    if parent == code.parent and not name:
        raise NotPossible(f"{book.path(code.id)} stands there already. To change the order: qualcode codebook reorder.")
    if parent in {each.id for each in book.subtree(code.id)}:
        raise NotPossible(f"{book.path(code.id)} cannot go below itself ({book.path(parent)}).")
    name = code_name(name or code.name)
    free_name(edit.book, name, parent, but=code.id)
    was_called(edit, book.subtree(code.id))
    edit.change(
        code, parent=edit.tree.keys[parent] if parent else None, position=last_position(edit, parent) + 1, name=name
    )
    if before or after:
        _line_up(edit, code, parent, before, after)
    edit.concern(book.subtree(code.id))
    where = f"under {book.path(parent)}" if parent else "to the top"
    edit.say(f"{book.path(code.id)} moved {where}" + (f" as {name}" if name != code.name else ""))


def reorder(edit: Edit, path: str, *, before: str = "", after: str = "") -> None:
    """Put a code before or after one of its siblings."""
    book, code = edit.book, meant(edit, path)
    order, other = _line_up(edit, code, code.parent, before, after)
    if order == book.children(code.parent):
        raise NotPossible(f"{book.path(code.id)} stands {'before' if before else 'after'} {other.name} already.")
    edit.say(f"{book.path(code.id)} now stands {'before' if before else 'after'} {other.name}")


def _line_up(edit: Edit, code: Code, parent: str, before: str, after: str) -> tuple[list[Code], Code]:
    """Put a code before or after another under a parent; returns the new order, and that other."""
    if bool(before) == bool(after):
        raise WrongUsage("Say where: before a code, or after one.")
    other = meant(edit, before or after)
    if other.parent != parent or other.id == code.id:
        raise NotPossible(
            f"{edit.book.path(other.id)} and {edit.book.path(code.id)} do not stand beside each other; the order is "
            "among the codes under one code. To bring it elsewhere: qualcode codebook move."
        )
    siblings = [each for each in edit.book.children(parent) if each.id != code.id]
    place = siblings.index(other) + (1 if after else 0)
    order = [*siblings[:place], code, *siblings[place:]]
    for position, each in enumerate(order):
        edit.change(each, position=position)
    return order, other


def retire(edit: Edit, path: str) -> None:
    """Take a code and all below it out of use; codings stay and count as before."""
    code = meant(edit, path)
    going = [each for each in edit.book.subtree(code.id) if not each.retired]
    if not going:
        raise NotPossible(f"{edit.book.path(code.id)} is retired already.")
    for each in going:
        edit.change(each, retired=True)
        edit.say(f"{edit.book.path(each.id)} retired")
    edit.concern(going)


def restore(edit: Edit, path: str) -> None:
    """Bring a retired code back into use, with those below it that were retired with it."""
    book = edit.book
    code = _retired(book, path)
    if code.parent and book[code.parent].retired:
        raise NotPossible(f"{book.path(code.parent)} above it is retired too. Restore that one first.")
    free_name(edit.book, code.name, code.parent, but=code.id)
    when = _retired_in(edit, code)
    coming = [each for each in book.subtree(code.id) if each.retired and _retired_in(edit, each) == when]
    for each in coming:
        edit.change(each, retired=False)
        edit.say(f"{book.path(each.id)} restored")
        into = _merged_into(edit, each)
        if into:
            edit.say(f"its codings were merged into {into} and stay there")
    edit.concern(coming)


def remark(edit: Edit, path: str, text: str, *, who: str) -> None:
    """Add a dated remark to a code, below those that are there."""
    if not text.strip():
        raise WrongUsage("The remark is empty.")
    code = meant(edit, path)
    line = f"{now()[:10]}{f' {who}' if who else ''}: {' '.join(text.split())}"
    fields = edit.fields(code)
    fields["remark"] = f"{code.remark}\n{line}".strip()
    edit.change(code, fields=fields)
    edit.say(f"{edit.book.path(code.id)}: {line}")


def define(edit: Edit, path: str, given: Mapping[str, Any]) -> None:
    """Give a code other fields (definition, include, exclude, …); what is not named stays."""
    code = meant(edit, path)
    changed = replace(code, **given)
    if changed.rule is not None:
        changed.rule.check(edit.book.path(code.id), grade=changed.grade is not None)
    names = [name for name in given if getattr(code, name) != getattr(changed, name)]
    if not names:
        raise NotPossible(f"{edit.book.path(code.id)} says that already; nothing was changed.")
    edit.change(code, fields=changed.written())
    edit.concern([code])
    edit.say(f"{edit.book.path(code.id)}: {', '.join(names)} changed")


# --- what they share --------------------------------------------------------------------------------------------


def meant(edit: Edit, path: str) -> Code:
    """The code that is to be changed. A path finds the code it belonged to before; but the path of a retired code does
    not stand for the one it was merged into: raises `NotPossible`."""
    code, ends = edit.book.find(path), tuple(name.casefold() for name in split_path(path))
    own = tuple(name.casefold() for name in edit.book.names(code.id))
    has_now = path == code.id or own[-len(ends) :] == ends
    for other in edit.book:
        names = tuple(name.casefold() for name in edit.book.names(other.id))
        if other.retired and not code.retired and not has_now and names[-len(ends) :] == ends:
            raise NotPossible(
                f"{edit.book.path(other.id)} is retired; its codings are with {edit.book.path(code.id)}. Name that one "
                "to change it, or restore the old one first."
            )
    return code


def living(edit: Edit, path: str) -> Code:
    """A code that is in use; raises `NotPossible` for a retired one."""
    code = meant(edit, path)
    if code.retired:
        raise NotPossible(f"{edit.book.path(code.id)} is retired. Restore it first, or choose another.")
    return code


def _retired(book: Codebook, path: str) -> Code:
    found = [code for code in book if code.retired and (code.id == path or book.path(code.id) == path)]
    found = found or [code for code in book.find_all(path) if code.retired]
    ends = tuple(split_path(path))
    found = found or [code for code in book if code.retired and book.names(code.id)[-len(ends) :] == ends]
    if not found:
        raise NotPossible(f"{book.path(book.find(path).id)} is not retired.")
    if len(found) > 1:
        ids = ", ".join(f"{book.path(code.id)} ({code.id})" for code in found)
        raise NotPossible(f"{path!r} may mean {len(found)} retired codes: {ids}. Name one by its id.")
    return found[0]


def code_name(name: str) -> str:
    """A name on one line; raises `WrongUsage` for an empty one."""
    name = " ".join(name.split())
    if not name:
        raise WrongUsage("A code needs a name; the new one is empty.")
    return name


def free_name(book: Codebook, name: str, parent: str, *, but: str = "") -> None:
    """Raises `NotPossible` where a code in use has this name under this parent; `but` is the code to be called so."""
    for each in book.children(parent):
        if each.name.casefold() == name.casefold() and each.id != but and not each.retired:
            merge = ", or merge the two: qualcode codebook merge" if but else ""
            raise NotPossible(f"There is a code {book.path(each.id)} already. Choose another name{merge}.")


def last_position(edit: Edit, parent: str) -> int:
    key = edit.tree.keys[parent] if parent else None
    chosen = select(schema.code.c.position).where(
        schema.code.c.parent.is_(None) if key is None else schema.code.c.parent == key
    )
    return max(edit.action.connection.execute(chosen).scalars(), default=-1)


def was_called(edit: Edit, codes: Sequence[Code]) -> None:
    """Keep the paths that codes have now among those by which they are found later."""
    for code in codes:
        fields = edit.fields(code)
        fields["former"] = list(dict.fromkeys([*fields.get("former", []), edit.book.path(code.id)]))
        edit.change(code, fields=fields)


def _retired_in(edit: Edit, code: Code) -> int:
    """The action in which a retired code went out of use."""
    change = schema.change
    chosen = select(change.c.action, change.c.before).where(
        change.c.table == schema.code.name, change.c.row == edit.key(code), change.c.after.is_not(None)
    )
    steps = edit.action.connection.execute(chosen.order_by(change.c.key.desc()))
    return next((step.action for step in steps if not step.before or not json.loads(step.before)["retired"]), 0)


def _merged_into(edit: Edit, code: Code) -> str:
    table = schema.lineage
    chosen = select(table.c.target).where(table.c.source == edit.key(code), table.c.kind == "merged")
    target = edit.action.connection.execute(chosen.order_by(table.c.key.desc())).scalar()
    names = {key: identity for identity, key in edit.tree.keys.items()}
    return edit.book.path(names[target]) if target is not None else ""
