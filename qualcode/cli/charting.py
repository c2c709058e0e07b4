"""Showing the framework matrix and what reading one back did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli.show import as_json, complain, counted, say, table, tell
from qualcode.errors import shorten

if TYPE_CHECKING:
    from qualcode.analysis.framing.charting import Cell, Framework
    from qualcode.framing.sheet import Conflict, Reading
    from qualcode.project import Project

#: So many quotations of a cell on a terminal; --json has all.
_QUOTATIONS = 15


def show_chart(
    project: Project, case: str | None, theme: str, codes: Sequence[str], level: int | None, *, by_round: bool,
    out: Path | None, machine: bool,
) -> None:  # fmt: skip
    """Print the matrix, or one cell with its rounds, or write it to `out`. A theme that is a code needs no --code."""
    chart = _asked(project, case, theme, codes, level, by_round)
    if out is not None or machine:
        from qualcode.reports.framing.matrix import machine_form, render

    if out is not None:
        from qualcode.reports.results import FORMATS
        from qualcode.store.folder import write_bytes

        write_bytes(project.may_write(out, *FORMATS), render(chart, out, project.settings.language))
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(chart))
    elif case and theme:
        for cell in chart.cells:
            _print_cell(chart, cell)
    else:
        _print(chart)
    if not machine:
        for warning in chart.warnings:
            complain(warning)


def _asked(
    project: Project, case: str | None, theme: str, codes: Sequence[str], level: int | None, by_round: bool
) -> Framework:
    from qualcode.framing.charts import Charts

    if not theme:
        return project.framework(codes, level=level, case=case, by_round=by_round)
    charts = Charts(project)
    return charts.chart([charts.theme(theme)], cases=[charts.case(case)] if case else [], by_round=by_round)


def _print(chart: Framework) -> None:
    from qualcode.analysis.framing.standing import state_text
    from qualcode.headings import heads

    _, by_round = chart.language, bool(chart.rounds)
    whole, known = f"({_('all')})", heads(_)
    rows = [
        (each.case or whole, chart.title(each.theme) if each.theme else whole, *([each.round] if by_round else []),
         state_text(each.state, _), each.why, shorten(each.text, 50))
        for each in chart.every
        if (each.case and each.theme) or each.text or each.below
    ]  # fmt: skip
    fields = ("case", "theme", *(["round"] if by_round else []), "state", "why", "summary")
    table(rows, [known[field] for field in fields])
    say()
    say(chart.rule)


def _print_cell(chart: Framework, cell: Cell) -> None:
    """One cell: how it stands, its text, and its quotations, those with a mark first."""
    from qualcode.reports.framing.matrix import state_line
    from qualcode.reports.page.views import round_text

    _ = chart.language
    round_ = round_text(cell.round, _) if cell.round else ""
    say(" · ".join(part for part in (cell.case, chart.title(cell.theme), round_) if part))
    say(f"{state_line(cell, _)}{f' ({cell.note.path})' if cell.note.path else ''}")
    if cell.text:
        say()
        say(cell.text)
    say()
    quotes, marks = chart.material.quotes, _marks(chart, cell)
    shown = sorted(cell.quotations, key=lambda label: not marks.get(label))[:_QUOTATIONS]
    rows = [(each, marks.get(each, ""), shorten(quotes[quotes.of_label[each]].words, 90)) for each in shown]
    table(rows, (_("quotation"), "", _("text")))
    if len(cell.quotations) > len(shown):
        say(f"… and {len(cell.quotations) - len(shown)} more; --json has all.")
    say()


def _marks(chart: Framework, cell: Cell) -> dict[str, str]:
    """What there is to say of a quotation: that the text cites it, that it is typical or different."""
    _, proposed = chart.language, chart.proposed(cell)
    found = dict.fromkeys(cell.cited, _("cited"))
    for name, pairs in ((_("most typical"), proposed.typical), (_("most different"), proposed.different)):
        for label, _near in pairs:
            found[label] = f"{found[label]}, {name}" if label in found else name
    return found


def show_reading(reading: Reading, *, machine: bool) -> None:
    """Print what went in, what is left to decide with both texts, and what could not be read."""
    if machine:
        as_json(_reading_values(reading))
        return
    would = "Would take in" if reading.dry_run else "Took in"
    same = f"unchanged: {reading.unchanged}, in the project already: {reading.already}"
    say(f"{would} {counted(len(reading.taken), 'cell')}; {same}.")
    for taken in reading.taken:
        what = "emptied" if not taken.after else "new" if not taken.before else "changed"
        say(f"  {taken.name} ({what}): {taken.path}")
    for conflict in reading.kept:
        say(f"  {conflict.name}: the project's text stays; {conflict.where} says something else.")
    for conflict in reading.conflicts:
        _print_conflict(conflict)
    for problem in (*reading.warnings, *reading.problems):
        complain(problem)


def _print_conflict(conflict: Conflict) -> None:
    complain(f"{conflict.name}: changed in the workbook ({conflict.where}) and in the project ({conflict.path}).")
    complain(f"  the workbook says:\n{_indented(conflict.sheet)}")
    complain(f"  the project says:\n{_indented(conflict.project)}")
    complain("  Nothing was overwritten. --theirs takes the workbook's text, --ours keeps the project's.")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in (text or "(nothing)").split("\n"))


def _reading_values(reading: Reading) -> dict[str, Any]:
    def values(conflict: Conflict) -> dict[str, str]:
        return {
            "cell": conflict.name, "where": conflict.where, "file": conflict.path, "workbook": conflict.sheet,
            "project": conflict.project,
        }  # fmt: skip

    return {
        "taken": [
            {"cell": each.name, "file": each.path, "before": each.before, "after": each.after} for each in reading.taken
        ],
        "conflicts": [values(each) for each in reading.conflicts],
        "kept": [values(each) for each in reading.kept],
        "problems": list(reading.problems),
        "warnings": list(reading.warnings),
        "unchanged": reading.unchanged,
        "already": reading.already,
        "dry_run": reading.dry_run,
    }
