"""Taking in a workbook that somebody wrote summaries in: only what was changed in it goes in, and what was changed in
the project meanwhile is shown beside it and not overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from qualcode.analysis.framing.charting import Place
from qualcode.analysis.framing.standing import Checked, Note, Rests, mark
from qualcode.analysis.framing.themes import CODE, Theme, summary_key
from qualcode.errors import NotPossible, QualcodeError, WrongUsage
from qualcode.framing.charts import Charts, today
from qualcode.reports.citations import labels_in
from qualcode.reports.framing.sheet import Found, Keys, Marked, Sheet, read_sheet
from qualcode.reports.framing.workbook import too_long


class Choice(StrEnum):
    """What to do with a cell that was changed on both sides."""

    ASK = ""
    THEIRS = "theirs"  # the workbook's text
    OURS = "ours"  # the project's text


@dataclass(frozen=True, slots=True)
class Taken:
    """A summary that goes in: what it is of, its file, the text before and after."""

    name: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A summary that was changed in the workbook (at `where`) and in the project, and what either says."""

    name: str
    where: str
    path: str
    sheet: str
    project: str


@dataclass(frozen=True)
class Reading:
    """What reading a workbook did, or with `dry_run` would do. `unchanged` cells say what they said; `already` were
    changed to what the project says by now; `kept` are conflicts in which the project's text stays; `warnings` name
    the quotations that texts taken in cite and there are none of."""

    taken: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[Conflict, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    unchanged: int
    already: int
    dry_run: bool

    @property
    def complete(self) -> bool:
        """Whether everything that was changed in the workbook is settled."""
        return not self.conflicts and not self.problems


def take(charts: Charts, data: bytes, shown: str, *, choice: Choice, dry_run: bool, who: str) -> Reading:
    """Read a workbook into the project's files and record. Raises `FileError` for a file that is none of ours."""
    sheet = read_sheet(data, shown)
    return _Taking(charts, sheet, choice, dry_run, who).all()


def choice_of(theirs: bool, ours: bool) -> Choice:
    """Raises `WrongUsage` for both."""
    if theirs and ours:
        raise WrongUsage("--theirs takes the workbook's text and --ours keeps the project's: give one of them.")
    return Choice.THEIRS if theirs else Choice.OURS if ours else Choice.ASK


class _Taking:
    """One workbook on its way in."""

    def __init__(self, charts: Charts, sheet: Sheet, choice: Choice, dry_run: bool, who: str) -> None:
        self.charts, self.sheet, self.choice, self.dry_run, self.who = charts, sheet, choice, dry_run, who
        self.names = {key: name for name, key in charts.keys.items()}
        self.themes = charts.themes_by_key()
        self.changed = sheet.changed()
        self.taken: list[Taken] = []
        self.conflicts: list[Conflict] = []
        self.kept: list[Conflict] = []
        self.problems = list(sheet.problems)
        self.fresh: dict[Place, Checked] = {}
        self.already = 0

    def all(self) -> Reading:
        for keys, found in self.changed.items():
            try:
                self._one(keys, found, self.sheet.marks[keys])
            except QualcodeError as err:
                self.problems.append(f"{found.where}: {err}")
        if not self.dry_run:
            self.charts.note(self.fresh)
        unchanged = len(self.sheet.texts) - len(self.changed)
        return Reading(
            tuple(self.taken), tuple(self.conflicts), tuple(self.kept), tuple(self.problems),
            tuple(self._warnings()), unchanged, self.already, self.dry_run,
        )  # fmt: skip

    def _warnings(self) -> Iterator[str]:
        cited = {label for taken in self.taken for label in labels_in(taken.after)}
        known = self.charts.known(cited)
        for taken in self.taken:
            for label in labels_in(taken.after):
                if label not in known:
                    yield f"{taken.name}: the text cites {label}, and there is no such quotation: mend the label."

    def _one(self, keys: Keys, found: Found, was: Marked) -> None:
        place, theme = self._place(keys)
        self._check(found, was)
        now = self.charts.present(place, theme)
        if mark(now.text) == mark(found.text):
            self.already += 1
            self._checked(place, found, was)
        elif now.mark == was.file:
            self._take(place, theme, found, was, now)
        else:
            self._conflict(place, theme, found, was, now)

    def _conflict(self, place: Place, theme: Theme | None, found: Found, was: Marked, now: Note) -> None:
        conflict = Conflict(self.charts.name(place), found.where, now.path, found.text, now.text)
        if self.choice is Choice.THEIRS:
            self._take(place, theme, found, was, now)
        elif self.choice is Choice.OURS:
            self.kept.append(conflict)
        else:
            self.conflicts.append(conflict)

    def _take(self, place: Place, theme: Theme | None, found: Found, was: Marked, now: Note) -> None:
        text = found.text.strip("\n")
        if not self.dry_run:
            self.charts.put(place, theme, text, was=now.mark)
        self.taken.append(Taken(self.charts.name(place), now.path, now.text, text))
        self._checked(place, found, was)

    def _checked(self, place: Place, found: Found, was: Marked) -> None:
        """What was written rests on what the workbook showed: if that changed meanwhile, it is stale at once."""
        if found.text.strip():
            rests = was.rests if place[0] and place[1] not in ("", CODE) else self._second(was)
            self.fresh[place] = Checked(mark(found.text), today(), self.who, rests)

    def _second(self, was: Marked) -> Rests:
        """A summary of the second level was written beside the cells of this workbook, as they are in it now."""
        summaries = dict(was.rests.summaries)
        for keys, found in self.changed.items():
            if summary_key(*keys) in summaries:
                summaries[summary_key(*keys)] = mark(found.text)
        return replace(was.rests, summaries=summaries)

    def _place(self, keys: Keys) -> tuple[Place, Theme | None]:
        case, key, round_ = keys
        if case and case not in self.names:
            raise NotPossible(f"There is no case {case!r} in this project any more; its summary was not read.")
        theme = self.themes.get(key)
        if theme is None and key not in ("", CODE):
            raise NotPossible(f"There is no theme {key!r} in this project any more; its summary was not read.")
        if round_ and (round_ not in self.charts.shelves.rounds or not (case and theme)):
            raise NotPossible(f"There is no summary of round {round_!r} in this project; it was not read.")
        return (self.names.get(case, ""), key, round_), theme

    @staticmethod
    def _check(found: Found, was: Marked) -> None:
        if was.cut:
            raise NotPossible("This text is too long for a cell and was not read back. Change it in its file.")
        if too_long(found.text):
            raise NotPossible("This text is longer than a cell can hold. Write it in its file.")
