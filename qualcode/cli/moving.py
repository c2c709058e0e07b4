"""Showing what moved between rounds: on the terminal, for a machine, or in a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.show import as_json, complain, counted, say, table, tell

if TYPE_CHECKING:
    from qualcode.analysis.gradelines import PersonLine
    from qualcode.analysis.moves import Move, Rounds
    from qualcode.analysis.wishes import Said
    from qualcode.project import Project

#: So many labels on a line.
_LABELS = 3
#: So many moves on a terminal; a file and --json have all.
_MOST = 200


def show_rounds(project: Project, moved: Rounds, *, out: Path | None, machine: bool) -> None:
    """Print the moves, what became of wishes, and the grades; or write them to `out`. Warnings go to stderr."""
    from qualcode.reports.moved import machine_form, render
    from qualcode.reports.results import FORMATS
    from qualcode.store.folder import write_bytes

    if out is not None:
        data = render(moved, out, project.settings.language)
        write_bytes(project.may_write(out, *FORMATS), data)
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(moved))
    else:
        _print(moved)
    if not machine:
        for warning in moved.warnings:
            complain(warning)


def _print(moved: Rounds) -> None:
    header = ("case", "theme", "from", "to", "what", "before", "after", "quotations")
    if moved.moves or not moved.grades:
        table([_row(moved, each) for each in moved.moves[:_MOST]], header)
    if len(moved.moves) > _MOST:
        rest = counted(len(moved.moves) - _MOST, "row")
        say(f"… and {rest} more; --case and --code narrow it, --out FILE writes all.")
    if moved.wishes:
        say()
        rows: list[tuple[object, ...]] = [
            (
                each.case,
                f"{each.pair.branch}: {each.pair.name}",
                each.outcome,
                _side(each.wished),
                _side(each.practised),
            )
            for each in moved.wishes
        ]
        table(rows, ("case", "theme", "what became of it", "wish", "practice"))
    for lines in moved.grades:
        say()
        rows = [(each.case, each.person, *_grades(moved, each)) for each in lines.lines]
        table(rows, ("case", moved.themes[lines.code], *(f"round {each}" for each in moved.rounds)))
    say()
    say(moved.rule)


def _row(moved: Rounds, move: Move) -> tuple[str, ...]:
    if not move.round_from:
        return (move.case, moved.themes[move.code], "", move.round_to, f"{move.kind}: {move.reason}", "", "", "")
    before, after = f"{move.n_before} of {move.m_before}", f"{move.n_after} of {move.m_after}"
    labels = _some(move.after or move.before)
    return move.case, moved.themes[move.code], move.round_from, move.round_to, move.kind, before, after, labels


def _some(labels: tuple[str, ...]) -> str:
    rest = f" +{len(labels) - _LABELS}" if len(labels) > _LABELS else ""
    return ", ".join(labels[:_LABELS]) + rest


def _side(side: Iterable[Said]) -> str:
    return "; ".join(f"{each.round}: {_some(each.quotations)}" for each in side if each.quotations)


def _grades(moved: Rounds, line: PersonLine) -> list[str]:
    return ["; ".join(grade.text for grade in line.of(round_).given) for round_ in moved.rounds]
