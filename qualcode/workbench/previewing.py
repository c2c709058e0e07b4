"""A change of the code tree, seen before it is done: what it would touch, and what would then be to reread. What was
seen can be carried out as long as nothing else happened since.

    seen = preview(project, lambda tree: tree.merge(["Tijdgebrek"], into="Werkdruk"))
    seen.touched.codings, seen.documents
    carry_out(project, lambda tree: tree.merge(["Tijdgebrek"], into="Werkdruk"), saw=seen.data)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from qualcode.analysis.work.evolution import Reread
from qualcode.errors import NotPossible
from qualcode.model import Codebook
from qualcode.project import Project
from qualcode.rereading import rereads
from qualcode.store import history
from qualcode.store.tree import Editing, Touched, editing
from qualcode.tree import Tree

Change = Callable[[Tree], Touched]


class StalePreview(NotPossible):
    """Something happened since the preview was made."""

    def __init__(self) -> None:
        super().__init__("The project was changed since this was looked at. Nothing was done: look at it once more.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do. `data` is the version of the data it was seen with."""

    touched: Touched
    reread: tuple[Reread, ...]
    data: int

    @property
    def documents(self) -> int:
        """How many documents would be to reread for this change."""
        return len({each.document for each in self.reread})

    @property
    def carrying(self) -> int:
        """How many of those have codings of codes that change."""
        return len({each.document for each in self.reread if each.codings})


def _anything(_book: Codebook) -> None:
    return


def preview(project: Project, change: Change, *, check: Callable[[Codebook], None] = _anything) -> Preview:
    """What a change would do; nothing is kept. `check` may refuse by raising, given the codebook as it is."""
    tree = _Watched(project, trial=True, check=check)
    touched = change(tree)
    return Preview(touched, tuple(tree.found), tree.data[-1])


def carry_out(
    project: Project, change: Change, *, saw: int | None = None, check: Callable[[Codebook], None] = _anything
) -> Touched:
    """Do a change; raises `StalePreview` where the data is not of the version `saw` any more."""
    return change(_Watched(project, saw=saw, check=check))


@dataclass(frozen=True)
class _Watched(Tree):
    """The tree of a project whose changes look around first, in the transaction in which they are made."""

    saw: int | None = None
    trial: bool = False
    check: Callable[[Codebook], None] = _anything
    found: list[Reread] = field(default_factory=list)
    data: list[int] = field(default_factory=list)

    @contextmanager
    def _edit(self, what: str, who: str, because: str, dry_run: bool) -> Iterator[Editing]:
        with editing(self.project._database, what, who=who, remark=because, dry_run=self.trial or dry_run) as made:
            edit, before = made.edit, made.edit.tree.version
            self.check(edit.book)
            self.data.append(history.data_version(edit.action.connection, before=edit.action.enter()))
            if self.saw not in (None, self.data[-1]):
                raise StalePreview
            yield made
            if self.trial:
                edit.write()
                self.found.extend(rereads(edit.action.connection, before))
