"""Showing what moved between rounds: on the terminal, for a machine, or in a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.show import as_json, complain, counted, say, table, tell
from qualcode.headings import heads
from qualcode.i18n import Language

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
        data = render(moved, out)
        write_bytes(project.may_write(out, *FORMATS), data)
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(moved))
    else:
        _print(moved, every=every)
    if not machine:
        for warning in moved.warnings:
            complain(warning)


def _print(moved: Rounds, *, every: bool) -> None:
    """Wishes that became practice, what is new and what went; then the rest with `every`, else how much that is."""
    from qualcode.analysis.moving.wishes import Outcome, outcomes
    from qualcode.reports.page.views import round_text

    _ = moved.language
    wishes = [each for each in moved.wishes if every or each.outcome is Outcome.BECAME]
    if wishes:
        said = outcomes(_)
        told = [(*_theme(each), said[each.outcome], _side(each.wished), _side(each.practised)) for each in wishes]
        table(told, (*_heads(_, "case", "theme"), _("what became of it"), *_heads(_, "wish", "practice")))
        say()
    if len(moved.wishes) > len(wishes):
        rest = len(moved.wishes) - len(wishes)
        say(_("Other themes with a wish or its practice: %(count)s; --all shows them.", count=rest) + "\n")
    _print_moves(moved, every=every)
    for lines in moved.grades:
        say()
        rows = [(each.case, each.person, *_grades(moved, each)) for each in lines.lines]
        table(rows, (*_heads(_, "case"), moved.themes[lines.code], *(round_text(each, _) for each in moved.rounds)))
    say()
    say(moved.rule)


def _heads(_: Language, *fields: str) -> list[str]:
    known = heads(_)
    return [known[field] for field in fields]


def _print_moves(moved: Rounds, *, every: bool) -> None:
    from qualcode.analysis.moving.moves import Kind, kinds

    _ = moved.language
    said, chosen = kinds(_), list(Kind) if every else [Kind.NEW, Kind.WENT]
    shown = [each for kind in chosen for each in moved.moves if each.kind is kind]
    if shown:
        fields = ("case", "theme", "round_from", "round_to", "what", "before", "after", "quotations")
        table([_row(moved, each, said[each.kind]) for each in shown[:_MOST]], _heads(_, *fields))
    if len(shown) > _MOST:
        say(f"… and {counted(len(shown) - _MOST, 'row')} more; --case and --code narrow it, --out FILE writes all.")
    if not every:
        _print_rest(moved)


def _print_rest(moved: Rounds) -> None:
    """How much was not shown."""
    from qualcode.analysis.moving.moves import Kind

    _ = moved.language
    stays = [each for each in moved.moves if each.kind is Kind.STAYS]
    if stays:
        themes = _.plural("%(count)s theme", "%(count)s themes", len({each.code for each in stays}))
        say()
        say(_.plural(
            "Stays: %(count)s time, in %(themes)s; --all shows them.",
            "Stays: %(count)s times, in %(themes)s; --all shows them.", len(stays), themes=themes,
        ))  # fmt: skip
    gaps = sum(each.kind is Kind.NOT_COMPARABLE for each in moved.moves)
    if gaps:
        say(_.plural("Not comparable: %(count)s time; --all says why.",
                     "Not comparable: %(count)s times; --all says why.", gaps))  # fmt: skip


def _theme(wish: Wish) -> tuple[str, str]:
    return wish.case, f"{wish.pair.branch}: {wish.pair.name}"


def _row(moved: Rounds, move: Move, said: str) -> tuple[str, ...]:
    _ = moved.language
    if not move.round_from:
        return (move.case, moved.themes[move.code], "", move.round_to, f"{said}: {move.reason}", "", "", "")
    before = _("%(n)s of %(m)s", n=move.n_before, m=move.m_before)
    after = _("%(n)s of %(m)s", n=move.n_after, m=move.m_after)
    labels = _some(move.after or move.before)
    return move.case, moved.themes[move.code], move.round_from, move.round_to, said, before, after, labels


def _some(labels: tuple[str, ...]) -> str:
    rest = f" +{len(labels) - _LABELS}" if len(labels) > _LABELS else ""
    return ", ".join(labels[:_LABELS]) + rest


def _side(side: Iterable[Said]) -> str:
    return "; ".join(f"{each.round}: {_some(each.quotations)}" for each in side if each.quotations)


def _grades(moved: Rounds, line: PersonLine) -> list[str]:
    from qualcode.reports.page.views import grade_text

    _ = moved.language
    return ["; ".join(grade_text(grade.text, _) for grade in line.of(round_).given) for round_ in moved.rounds]
