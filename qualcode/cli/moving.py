"""Showing what moved between rounds: on the terminal, for a machine, or in a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.show import as_json, complain, counted, say, table, tell
from qualcode.i18n import Language, language

if TYPE_CHECKING:
    from qualcode.analysis.moving.gradelines import PersonLine
    from qualcode.analysis.moving.moves import Move, Rounds
    from qualcode.analysis.moving.wishes import Said, Wish
    from qualcode.project import Project

#: So many labels on a line.
_LABELS = 3
#: So many moves on a terminal; a file and --json have all.
_MOST = 200


def show_rounds(project: Project, moved: Rounds, *, out: Path | None, machine: bool, every: bool = False) -> None:
    """Print the moves, what became of wishes, and the grades; or write them to `out`. Warnings go to stderr."""
    from qualcode.reports.moving.file import machine_form, render
    from qualcode.reports.results import FORMATS
    from qualcode.store.folder import write_bytes

    if out is not None:
        data = render(moved, out, project.settings.language)
        write_bytes(project.may_write(out, *FORMATS), data)
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(moved))
    else:
        _print(moved, language(project.settings, "en"), every=every)
    if not machine:
        for warning in moved.warnings:
            complain(warning)


def _print(moved: Rounds, _: Language, *, every: bool) -> None:
    """Wishes that became practice, what is new and what went; then the rest with `every`, else how much that is."""
    from qualcode.analysis.moving.wishes import Outcome
    from qualcode.reports.page.views import round_text

    wishes = [each for each in moved.wishes if every or each.outcome is Outcome.BECAME]
    if wishes:
        table([_wish(each) for each in wishes], ("case", "theme", "what became of it", "wish", "practice"))
        say()
    if len(moved.wishes) > len(wishes):
        say(f"Other themes with a wish or its practice: {len(moved.wishes) - len(wishes)}; --all shows them.\n")
    _print_moves(moved, every=every)
    for lines in moved.grades:
        say()
        rows = [(each.case, each.person, *_grades(moved, each)) for each in lines.lines]
        table(rows, ("case", moved.themes[lines.code], *(round_text(each, _) for each in moved.rounds)))
    say()
    say(moved.rule)


def _print_moves(moved: Rounds, *, every: bool) -> None:
    from qualcode.analysis.moving.moves import Kind

    kinds = list(Kind) if every else [Kind.NEW, Kind.WENT]
    shown = [each for kind in kinds for each in moved.moves if each.kind is kind]
    if shown:
        table(
            [_row(moved, each) for each in shown[:_MOST]],
            ("case", "theme", "from", "to", "what", "before", "after", "quotations"),
        )
    if len(shown) > _MOST:
        say(f"… and {counted(len(shown) - _MOST, 'row')} more; --case and --code narrow it, --out FILE writes all.")
    if every:
        return
    stays = [each for each in moved.moves if each.kind is Kind.STAYS]
    if stays:
        themes = len({each.code for each in stays})
        say(f"\nStays: {counted(len(stays), 'time')}, in {counted(themes, 'theme')}; --all shows them.")
    gaps = sum(each.kind is Kind.NOT_COMPARABLE for each in moved.moves)
    if gaps:
        say(f"Not comparable: {counted(gaps, 'time')}; --all says why.")


def _wish(wish: Wish) -> tuple[object, ...]:
    theme = f"{wish.pair.branch}: {wish.pair.name}"
    return wish.case, theme, wish.outcome, _side(wish.wished), _side(wish.practised)


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
