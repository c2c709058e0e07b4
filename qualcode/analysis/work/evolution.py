"""How the code tree grew: two versions compared by identity, sessions in numbers, documents to reread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.display import card, heading, of_frame, paragraph
from qualcode.model import Code, Codebook
from qualcode.store.codebook import CodeChange
from qualcode.store.sessions import Decision, Session
from qualcode.store.versions import Succession

if TYPE_CHECKING:
    import pandas as pd

#: What two versions may differ in, in the order in which it is told.
KINDS = (
    "added", "split", "promoted", "merged", "retired", "removed", "restored", "renamed", "moved",
    "definition changed", "reordered",
)  # fmt: skip
#: Fields that say what a code means; a change of one is a changed definition.
MEANING = ("definition", "include", "exclude", "examples", "specify", "grade", "applies")
#: Differences that make earlier coding worth another reading.
REREAD = ("added", "split", "promoted", "merged", "definition changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two versions: of `KINDS`, the code's id, path (in the later version where it is in it),
    and in words what it was or what became of it. `target`: the id of the code it went into or came out of."""

    what: str
    code: str
    path: str
    detail: str = ""
    target: str = ""

    def __str__(self) -> str:
        return str(CodeChange(self.what, self.path, self.detail))


@dataclass(frozen=True)
class VersionDiff:
    """What changed from one version of the codebook to a later one, by identity."""

    earlier: int
    later: int
    differences: tuple[Difference, ...]

    def of(self, what: str) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.what == what)

    def counts(self) -> dict[str, int]:
        """How many of each kind, those that occur."""
        return {kind: len(self.of(kind)) for kind in KINDS if self.of(kind)}

    def _repr_html_(self) -> str:
        told = ", ".join(f"{count} {kind}" for kind, count in self.counts().items()) or "–"
        return card(heading(f"{self.earlier} → {self.later}"), paragraph(told), of_frame(self.to_frame()))

    def to_frame(self) -> pd.DataFrame:
        """One row per difference: what, path, detail, code id."""
        import pandas as pd

        rows = [(each.what, each.path, each.detail, each.code) for each in self.differences]
        return pd.DataFrame(rows, columns=["what", "path", "detail", "code_id"])


def compare(
    before: Codebook, after: Codebook, successions: Iterable[Succession], *, earlier: int, later: int
) -> VersionDiff:
    """Two versions compared. A code that was merged, split off or promoted since is told as that, and not as
    retired or added."""
    since = [each for each in successions if earlier < each.version <= later]
    merged = {each.source: each.target for each in since if each.kind == "merged"}
    came = {each.target: each for each in since if each.kind != "merged" and each.target not in before}
    found: list[Difference] = []
    for code in after:
        if code.id not in before:
            found += _new(before, after, code, came.get(code.id))
        else:
            found += _changed(before, after, before[code.id], code, merged)
    parts = [each for each in since if each.kind != "merged" and each.target in before and each.target in after]
    found += [_part(before, after, each) for each in parts if not after[each.target].retired]
    gone = [code for code in before if code.id not in after and not code.retired]
    found += [Difference("removed", code.id, before.path(code.id)) for code in gone]
    if not any(each.what == "moved" for each in found) and _order(before, after) != _order(after, before):
        found.append(Difference("reordered", "", "the codebook"))
    found.sort(key=lambda each: KINDS.index(each.what))
    return VersionDiff(earlier, later, tuple(found))


def _new(before: Codebook, after: Codebook, code: Code, came: Succession | None) -> list[Difference]:
    """A code that is in the later version only; one made and merged away in between is of no concern."""
    if code.retired:
        return []
    path = after.path(code.id)
    if came is None:
        return [Difference("added", code.id, path, "open" if code.open else "")]
    origin = before.path(came.source) if came.source in before else after.path(came.source)
    return [Difference(came.kind, code.id, path, f"out of {origin}", came.source)]


def _part(before: Codebook, after: Codebook, made: Succession) -> Difference:
    """Codings of one code that went to another which was there already."""
    origin = before.path(made.source) if made.source in before else after.path(made.source)
    return Difference(made.kind, made.target, after.path(made.target), f"part of {origin} went there", made.source)


def _changed(before: Codebook, after: Codebook, was: Code, code: Code, merged: Mapping[str, str]) -> list[Difference]:
    path, found = after.path(code.id), []
    if code.retired:
        if was.retired:
            return []
        target = _last(code.id, merged)
        if target:
            return [Difference("merged", code.id, before.path(code.id), f"into {after.path(target)}", target)]
        return [Difference("retired", code.id, path)]
    if was.retired:
        found.append(Difference("restored", code.id, path))
    if was.open and not code.open:
        found.append(Difference("promoted", code.id, path, "was open"))
    if was.name != code.name:
        found.append(Difference("renamed", code.id, path, f"was {was.name}"))
    if was.parent != code.parent:
        found.append(Difference("moved", code.id, path, f"was {before.path(code.id)}"))
    fields = [name for name in MEANING if getattr(was, name) != getattr(code, name)]
    if fields:
        found.append(Difference("definition changed", code.id, path, ", ".join(fields)))
    return found


def _last(code: str, merged: Mapping[str, str]) -> str:
    """The code that a merged one is part of in the end."""
    seen, target = {code}, merged.get(code, "")
    while target in merged and target not in seen:
        seen.add(target)
        target = merged[target]
    return target


def _order(one: Codebook, other: Codebook) -> list[str]:
    """The codes in use that stand in both, in the order of the first."""
    return [code.id for code in one if not code.retired and code.id in other and not other[code.id].retired]


# --- sessions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionFlow:
    """An analysis session in numbers. `codes` and `open_codes` count the codes in use when it began and when it
    ended (or now); `merged` went into `into` codes."""

    session: Session
    codes: tuple[int, int]
    open_codes: tuple[int, int]
    merged: int
    into: int
    made: int
    split: int
    promoted: int
    retired: int
    moved: int
    renamed: int
    redefined: int
    decisions: tuple[Decision, ...] = field(default=())


def flow(
    session: Session, before: Codebook, after: Codebook, diff: VersionDiff, decisions: Sequence[Decision]
) -> SessionFlow:
    """The numbers of a session, from the tree as it was before and after; what was done and undone in it is not in
    them."""
    merged = diff.of("merged")
    return SessionFlow(
        session,
        (_living(before), _living(after)),
        (_open(before), _open(after)),
        len(merged),
        len({each.target for each in merged}),
        len(diff.of("added")),
        len(diff.of("split")),
        len(diff.of("promoted")),
        len(diff.of("retired")) + len(diff.of("removed")),
        len(diff.of("moved")),
        len(diff.of("renamed")),
        len(diff.of("definition changed")),
        tuple(each for each in decisions if each.session == session.id),
    )


def _living(book: Codebook) -> int:
    return sum(not code.retired for code in book)


def _open(book: Codebook) -> int:
    return sum(code.open and not code.retired for code in book)


# --- rereading --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reread:
    """A document that a coder finished, or coded, under an older version: what changed since. `codings`: how many of
    the coder's codings in it are of codes that changed."""

    document: str
    coder: str
    version: int
    codings: int
    changes: tuple[Difference, ...]


def meaning_changes(diff: VersionDiff) -> tuple[Difference, ...]:
    """The differences that make earlier coding worth another reading. A new open code does not, before a session has
    made it one of the tree; nor does that, for who had the open code."""
    return tuple(each for each in diff.differences if each.what in REREAD and each.detail not in ("open", "was open"))


def touched_codes(changes: Iterable[Difference]) -> set[str]:
    """The codes whose present codings such differences concern: themselves, and what they went into or came out of."""
    return {code for each in changes for code in (each.code, each.target) if code}
