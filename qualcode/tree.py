"""Changing the code tree of a project, its versions and the analysis sessions in which it is talked over.

    project.tree.merge(["Tijdgebrek", "Werkdruk"], into="Belemmeringen", because="hetzelfde")
    project.tree.release("na analysesessie 1")
    project.tree.diff("na analysesessie 1").counts()

Every change takes `who`, `because` (the reason, kept with the decision) and `dry_run`, and answers with what it
touched; each is one action that can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcode.display import Listed, card, paragraph
from qualcode.errors import NotPossible, WrongUsage, listing
from qualcode.model import Code, Codebook, Rule, Scale, Specify
from qualcode.store import recoding, relations, schema, sessions, tree, versions
from qualcode.store.action import Action
from qualcode.store.reading import code_tree
from qualcode.store.relations import Relation
from qualcode.store.sessions import Decision, Session
from qualcode.store.tree import Editing, Touched, editing
from qualcode.store.versions import Release

if TYPE_CHECKING:
    from qualcode.analysis.work.evolution import Reread, SessionFlow, VersionDiff
    from qualcode.project import Project


@dataclass(frozen=True)
class Tree:
    """The code tree of a project as something that changes."""

    project: Project

    def __repr__(self) -> str:
        return f"<Tree: version {self.version}, {len(self.project.codebook)} codes>"

    def _repr_html_(self) -> str:
        named = ", ".join(f"{each.name} ({each.version})" for each in self.releases())
        told = f"version {self.version}" + (f"; named: {named}" if named else "")
        return card(self.project.codebook._repr_html_(), paragraph(told, quiet=True))

    # --- changes -----------------------------------------------------------------------------------------------

    def create(
        self, path: str, *, open: bool = False, who: str = "", because: str = "", dry_run: bool = False, **fields: Any
    ) -> Touched:
        """A new code, last under the code its path says; `open` for one made while reading. `fields` are those of
        `qualcode.model.Code`."""
        fields = _checked(fields)
        with self._edit("create", who, because, dry_run) as made:
            tree.create(made.edit, path, fields={"open": open, **fields})
        return made.touched

    def rename(self, code: str, name: str, *, who: str = "", because: str = "", dry_run: bool = False) -> Touched:
        """Give a code another name; the old path still finds it."""
        with self._edit("rename", who, because, dry_run) as made:
            tree.rename(made.edit, code, name)
        return made.touched

    def move(
        self,
        code: str,
        to: str,
        *,
        before: str = "",
        after: str = "",
        who: str = "",
        because: str = "",
        dry_run: bool = False,
    ) -> Touched:
        """Bring a code, with all below it, under another; `to` is `/` for the top. It comes last there, or before or
        after a code that stands there."""
        with self._edit("move", who, because, dry_run) as made:
            tree.move(made.edit, code, to, before=before, after=after)
        return made.touched

    def reorder(
        self,
        code: str,
        *,
        before: str = "",
        after: str = "",
        who: str = "",
        because: str = "",
        dry_run: bool = False,
    ) -> Touched:
        """Put a code before or after one that stands beside it."""
        with self._edit("reorder", who, because, dry_run) as made:
            tree.reorder(made.edit, code, before=before, after=after)
        return made.touched

    def merge(
        self,
        codes: Sequence[str] | str,
        into: str,
        *,
        specify: bool = False,
        who: str = "",
        because: str = "",
        dry_run: bool = False,
    ) -> Touched:
        """Give the codings of some codes to another and retire those; see `qualcode.store.recoding.merge`."""
        sources = [codes] if isinstance(codes, str) else list(codes)
        with self._edit("merge", who, because, dry_run) as made:
            recoding.merge(made.edit, sources, into, specify=specify)
        return made.touched

    def split(
        self,
        code: str,
        into: str | Sequence[str] | Mapping[str, Iterable[str]] = (),
        *,
        where: Mapping[str, object] | None = None,
        by_specification: bool = False,
        below: bool = False,
        who: str = "",
        because: str = "",
        dry_run: bool = False,
    ) -> Touched:
        """Give some codings of a code to new codes beside it (or `below` it). In one of three ways: `into` a name, the
        codings that fit `where`; `into` a mapping from names to quotations (labels) or coding ids; `by_specification`,
        a code for each specification (with `into` only these)."""
        with self._edit("split", who, because, dry_run) as made:
            found = tree.meant(made.edit, code)
            parts = self._parts(found, into, where, by_specification)
            recoding.split(made.edit, found.id, parts, below=below or by_specification, bare=by_specification)
        return made.touched

    def promote(
        self,
        code: str,
        *,
        specification: str | None = None,
        to: str = "",
        name: str = "",
        who: str = "",
        because: str = "",
        dry_run: bool = False,
    ) -> Touched:
        """Make a code of a specification (below the code, or under `to`), or an open code one of the tree."""
        with self._edit("promote", who, because, dry_run) as made:
            if specification is not None:
                recoding.promote_specification(made.edit, code, specification, to=to, name=name)
            else:
                recoding.promote_open(made.edit, code, to=to, name=name)
        return made.touched

    def retire(self, code: str, *, who: str = "", because: str = "", dry_run: bool = False) -> Touched:
        """Take a code and all below it out of use; its codings stay and count as before."""
        with self._edit("retire", who, because, dry_run) as made:
            tree.retire(made.edit, code)
        return made.touched

    def restore(self, code: str, *, who: str = "", because: str = "", dry_run: bool = False) -> Touched:
        """Bring a retired code back into use."""
        with self._edit("restore", who, because, dry_run) as made:
            tree.restore(made.edit, code)
        return made.touched

    def remark(self, code: str, text: str, *, who: str = "", dry_run: bool = False) -> Touched:
        """Add a remark with today's date to a code."""
        with self._edit("remark", who, "", dry_run) as made:
            tree.remark(made.edit, code, text, who=who)
        return made.touched

    def define(self, code: str, *, who: str = "", because: str = "", dry_run: bool = False, **fields: Any) -> Touched:
        """Change fields of a code: definition, include, exclude, examples, keywords, rule, color, specify, grade,
        applies."""
        with self._edit("define", who, because, dry_run) as made:
            tree.define(made.edit, code, _checked(fields))
        return made.touched

    def _edit(self, what: str, who: str, because: str, dry_run: bool) -> AbstractContextManager[Editing]:
        return editing(self.project._database, what, who=who, remark=because, dry_run=dry_run)

    def _parts(
        self,
        code: Code,
        into: str | Sequence[str] | Mapping[str, Iterable[str]],
        where: Mapping[str, object] | None,
        by_specification: bool,
    ) -> dict[str, list[int]]:
        """The keys of the codings that go to each part."""
        frame = self.project.codings
        own = frame[frame["code_id"] == code.id]
        if by_specification:
            return self._by_specification(own, [into] if isinstance(into, str) else list(into))
        if isinstance(into, Mapping):
            named = {name: {each} if isinstance(each, str) else set(each) for name, each in into.items()}
            unknown = sorted(set().union(*named.values()) - set(own["coding_id"]) - set(own["quotation"]))
            if unknown:
                path = self.project.codebook.path(code.id)
                raise NotPossible(f"{path} is not what {listing(unknown)} is coded with. qualcode codings lists them.")
            chosen = {
                name: own[own["coding_id"].isin(each) | own["quotation"].isin(each)] for name, each in named.items()
            }
        else:
            names = [into] if isinstance(into, str) else list(into)
            if len(names) != 1 or where is None:
                raise WrongUsage("Say which codings go to the new code: a filter, quotations, or by specification.")
            from qualcode.exports import filtered_codings

            fits = filtered_codings(self.project, where)
            chosen = {names[0]: own[own["coding_id"].isin(set(fits["coding_id"]))]}
        return {name: self._keys(rows["coding_id"].tolist()) for name, rows in chosen.items()}

    def _by_specification(self, own: Any, names: Sequence[str]) -> dict[str, list[int]]:
        from qualcode.model import join_path, same_specification

        wanted = {same_specification(each) for each in names}
        groups: dict[str, list[str]] = {}
        spelled: dict[str, str] = {}
        for identity, text in zip(own["coding_id"], own["specification"], strict=True):
            same = same_specification(text)
            if same and (not wanted or same in wanted):
                groups.setdefault(spelled.setdefault(same, join_path([text])), []).append(identity)
        missing = [each for each in names if same_specification(each) not in spelled]
        if missing or not groups:
            said = listing(dict.fromkeys(filter(None, own["specification"]))) or "nothing"
            what = f"specifies {missing[0]!r}" if missing else "specifies anything"
            raise NotPossible(f"No coding of this code {what}: there is nothing to split by. They specify: {said}.")
        return {name: self._keys(each) for name, each in groups.items()}

    def _keys(self, ids: Sequence[str]) -> list[int]:
        with self.project._database.reading() as connection:
            keys: list[int] = []
            for at in range(0, len(ids), 500):
                chosen = select(schema.coding.c.key).where(schema.coding.c.id.in_(ids[at : at + 500]))
                keys += connection.execute(chosen).scalars()
            return keys

    # --- versions ----------------------------------------------------------------------------------------------

    def release(self, name: str, *, who: str = "", because: str = "", dry_run: bool = False) -> Release:
        """Give the codebook as it is now a name."""
        with Action.begin(
            self.project._database, "codebook release", who=who, remark=because, dry_run=dry_run
        ) as action:
            action.session = sessions.open_session(action.connection)
            return versions.release(action, name, remark=because)

    def releases(self) -> list[Release]:
        """The named versions, oldest first."""
        with self.project._database.reading() as connection:
            return Listed(versions.releases(connection))

    @property
    def version(self) -> int:
        """The number of the codebook's present version; 0 before there is one."""
        with self.project._database.reading() as connection:
            return code_tree(connection).version

    def at(self, version: str | int) -> Codebook:
        """The codebook as it was under a version: a release's name, or a number."""
        with self.project._database.reading() as connection:
            return versions.tree_at(connection, versions.find_version(connection, version)).codebook

    def diff(self, earlier: str | int, later: str | int | None = None) -> VersionDiff:
        """What changed from one version to another (without one: to the present), by identity."""
        from qualcode.analysis.work.evolution import compare

        with self.project._database.reading() as connection:
            ends = [versions.find_version(connection, earlier), code_tree(connection).version]
            if later is not None:
                ends[1] = versions.find_version(connection, later)
            first, last = sorted(ends)
            before, after = (versions.tree_at(connection, each).codebook for each in (first, last))
            return compare(before, after, versions.successions(connection), earlier=first, later=last)

    def reread(self, since: str | int | None = None) -> list[Reread]:
        """Documents that were finished (or coded, where nobody finished them) under a version in which codes meant
        something else: those with most codings of such codes first. `since`: only what changed after that version.
        A coder who has reread one marks it done again."""
        from qualcode.rereading import to_reread

        return Listed(to_reread(self.project, since))

    # --- sessions and relations --------------------------------------------------------------------------------

    def begin_session(self, reason: str, *, participants: Sequence[str] = (), day: str = "", who: str = "") -> Session:
        """Begin an analysis session; the changes of the tree until it ends belong to it. `day` is ISO, today without
        one."""
        held = _day(day)
        with Action.begin(self.project._database, "begin session", who=who) as action:
            version = code_tree(action.connection).version
            identity = sessions.begin_session(action, reason, participants, held, version)
        return next(each for each in self._sessions() if each.id == identity)

    def end_session(self, *, who: str = "") -> Session:
        """End the session that is open."""
        with Action.begin(self.project._database, "end session", who=who) as action:
            return sessions.end_session(action)

    def sessions(self) -> list[SessionFlow]:
        """The analysis sessions in numbers, oldest first, with their decisions."""
        from qualcode.analysis.work.evolution import compare, flow

        flows: list[SessionFlow] = Listed()
        with self.project._database.reading() as connection:
            decided, made = sessions.decisions(connection), versions.made_by(connection)
            born = versions.successions(connection)
            for session in sessions.sessions(connection):
                last = _last_version(session, decided, made)
                first = max((each for each in made if each <= session.version), default=0)
                before, after = (versions.tree_at(connection, each).codebook for each in (first, last or first))
                diff = compare(before, after, born, earlier=first, later=last or first)
                flows.append(flow(session, before, after, diff, decided))
        return flows

    def open_session(self) -> Session | None:
        """The session that is open; None where there is none."""
        return next((each for each in self._sessions() if not each.closed), None)

    def decisions(self) -> list[Decision]:
        """All changes of the tree that stand, oldest first, with the reasons given."""
        with self.project._database.reading() as connection:
            return Listed(sessions.decisions(connection))

    def relate(
        self, source: str, kind: str, target: str, *, who: str = "", because: str = "", dry_run: bool = False
    ) -> Relation:
        """Say how two codes hang together: `relate("Werkdruk", "belemmert", "Doorverwijzingen")`."""
        with Action.begin(
            self.project._database, "codebook relate", who=who, remark=because, dry_run=dry_run
        ) as action:
            action.session = sessions.open_session(action.connection)
            return relations.relate(action, source, kind, target, remark=because)

    def unrelate(
        self, source: str, kind: str, target: str, *, who: str = "", because: str = "", dry_run: bool = False
    ) -> Relation:
        """Take such a relation back."""
        with Action.begin(
            self.project._database, "codebook unrelate", who=who, remark=because, dry_run=dry_run
        ) as action:
            action.session = sessions.open_session(action.connection)
            return relations.unrelate(action, source, kind, target)

    def relations(self) -> list[Relation]:
        """The relations between codes, oldest first."""
        with self.project._database.reading() as connection:
            return Listed(relations.relations(connection))

    def _sessions(self) -> list[Session]:
        with self.project._database.reading() as connection:
            return sessions.sessions(connection)


def _last_version(session: Session, decided: Sequence[Decision], made: Mapping[int, int]) -> int:
    """The codebook version that a session left behind, 0 where it changed nothing."""
    mine = {each.number for each in decided if each.session == session.id}
    return max((version for version, action in made.items() if action in mine), default=0)


_FIELDS = (
    "definition", "include", "exclude", "examples", "keywords", "rule", "color", "specify", "grade", "applies", "since",
)  # fmt: skip


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a code by name; texts for lists are one-item lists, True for `specify` or `grade` the usual one, and a
    rule is as `Rule.of` takes it. Raises `WrongUsage` for another name, `BadRule` for a rule that cannot be read."""
    for name in fields:
        if name not in _FIELDS:
            raise WrongUsage(f"A code has no field {name!r} to set here; there are {', '.join(_FIELDS)}.")
    given = dict(fields)
    for name in ("include", "exclude", "keywords"):
        if name in given:
            given[name] = (given[name],) if isinstance(given[name], str) else tuple(given[name])
    if "rule" in given:
        given["rule"] = Rule.of(given["rule"])
    for name, usual in (("specify", Specify()), ("grade", Scale())):
        if isinstance(given.get(name), bool):
            given[name] = usual if given[name] else None
    _check_limits(given.get("specify"), given.get("grade"))
    return given


def _check_limits(specify: Specify | None, scale: Scale | None) -> None:
    if specify is not None and not specify.values and not specify.free:
        raise WrongUsage("A specification that allows nothing: give values, or let it be free.")
    if scale is not None and scale.minimum >= scale.maximum:
        raise WrongUsage(f"A grade from {scale}: the lowest must be below the highest.")


def _day(day: str) -> str:
    if not day:
        return date.today().isoformat()
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as err:
        raise WrongUsage(f"{day!r} is no day: write it as 2021-03-15.") from err
