"""Whether what is written in a chapter holds for the quotations beside it, as the framework matrix has it.

    shown = standings(project, "Kampen", language("nl"))["samenwerking"]
    shown.state, shown.why                       # "stale", "2 fragmenten nieuw: KAF2.4.1:12, KAF2.4.1:13"
    confirm(project, "Kampen", "samenwerking", was=text.mark, rests=shown.rests, who="anna", language=language("nl"))

Who writes a text with its quotations in view says with it that it holds for these. What came or went since it was last
said to hold waits for a word about just that: writing on does not make it go away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.framing.charting import Cell
from qualcode.analysis.framing.standing import Rests, State, changes_text, mark, state_text
from qualcode.errors import FileError, NotPossible
from qualcode.i18n import Language
from qualcode.project import Project

if TYPE_CHECKING:
    from qualcode.framing.charts import Charts

#: The words by which pages know a state.
_NAMES = {State.WRITTEN: "written", State.STALE: "stale", State.UNCHECKED: "unchecked"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the text of a section stands to its quotations. `state` is "written" (it was said to hold, and nothing
    changed since), "stale", "unchecked", or "" where there is no text; `words` say it, `why` what changed since `day`
    (ISO), when `by` said that it holds, and `new` has the labels of what came or has other words. `rests` is a mark of
    the quotations that belong there; `confirmable` is false where the text cites what is not there. `problem`: why none
    of this can be had."""

    state: str = ""
    words: str = ""
    why: str = ""
    day: str = ""
    by: str = ""
    rests: str = ""
    new: tuple[str, ...] = ()
    confirmable: bool = False
    problem: str = ""


class RestsOnOther(NotPossible):
    """What a text rests on is not what who wants to confirm it saw any more. `now` is how it stands."""

    def __init__(self, now: Standing) -> None:
        self.now = now
        super().__init__("The text or its quotations were changed meanwhile. Nothing was confirmed; look again.")


def standings(project: Project, case: str, language: Language) -> dict[str, Standing]:
    """How the texts of a case (its name or key) stand, by the slugs of their sections."""
    charts = _charts(project)
    try:
        laid = charts.chart([each for each in charts.sections if each.key], cases=[charts.case(case)])
    except FileError as err:
        return {each.key: Standing(problem=str(err)) for each in charts.sections}
    return {cell.theme: _standing(charts, cell, language) for cell in laid.cells}


def standing(project: Project, case: str, section: str, language: Language) -> Standing:
    """How one text stands."""
    return standings(project, case, language)[section]


def write_down(project: Project, case: str, section: str, *, rests: str, waiting: bool, who: str) -> None:
    """Say that a text somebody has just written holds for what they had in view (its mark: `rests`); nothing is said
    where that is not what it rests on by now, where changes were `waiting`, or where it cites what is not there."""
    charts = _charts(project)
    try:
        cell, _theme = charts.one(case, section)
        if cell.text.strip() and not waiting and not cell.changes.gone and rests == _mark(cell.rests):
            charts.confirm([cell], who)
    except FileError:  # the record cannot be read: the page says so, and the text is kept all the same
        return


def has_open_changes(project: Project, case: str, section: str) -> bool:
    """Whether quotations came, went or were changed since the text was last said to hold."""
    try:
        found = _charts(project).one(case, section)[0].changes
    except FileError:
        return False
    return bool(found.added or found.removed or found.changed)


def confirm(
    project: Project, case: str, section: str, *, was: str, rests: str, who: str, language: Language
) -> Standing:
    """Say that a text still holds for what it rests on now. Raises `RestsOnOther` where either is not what was seen
    (the marks `was` and `rests`), and as `Project.confirm_summary`."""
    charts = _charts(project)
    cell, _theme = charts.one(case, section)
    if was != cell.note.mark or rests != _mark(cell.rests):
        raise RestsOnOther(_standing(charts, cell, language))
    charts.confirm([cell], who)
    return standing(project, case, section, language)


def _standing(charts: Charts, cell: Cell, language: Language) -> Standing:
    rests, checked = _mark(cell.rests), charts.checked.get(cell.place)
    if cell.state not in _NAMES:
        return Standing(rests=rests)
    return Standing(
        _NAMES[cell.state],
        state_text(cell.state, language),
        changes_text(cell.changes, language) if cell.state is State.STALE else "",
        checked.day if checked else "",
        checked.by if checked else "",
        rests,
        (*cell.changes.added, *cell.changes.changed),
        not cell.changes.gone,
    )


def _mark(rests: Rests) -> str:
    """A mark of the quotations that belong to a cell, with their words."""
    return mark("\n".join(f"{label} {words}" for label, words in sorted(rests.quotations.items())))


def _charts(project: Project) -> Charts:
    from qualcode.framing.charts import Charts

    return Charts(project)
