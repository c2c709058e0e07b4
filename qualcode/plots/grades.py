"""Grades as points per person on real dates, one small panel per case: SVG that stands in a page and takes its
colours from the page's style sheet.

A point is a grade, a bar a range; a person's grades are joined by a thin line. The thick line is the case's mean
per round, only where three or more people gave grades in that round, and broken where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from math import ceil, floor

from markupsafe import Markup

from qualcode.analysis.grades import GivenGrade, GradeTable
from qualcode.analysis.sources import Source
from qualcode.i18n import Language
from qualcode.model import Scale

WIDTH, HEIGHT = 300, 168
LEFT, RIGHT, TOP, BOTTOM = 24, 10, 10, 24
#: How far points move sideways that would lie on each other.
STEP = 6.5
#: One shape per role, told apart without colour; more roles than shapes share the last.
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "ring")


@dataclass(frozen=True)
class Panel:
    """The figure of one case; `points` is how many grades it shows."""

    case: str
    svg: Markup
    points: int


@dataclass(frozen=True)
class Axes:
    """From times and grades to places in a panel. Times are days, or numbers of rounds where a date is missing;
    `ticks` are (time, text)."""

    first: float
    last: float
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def x(self, time: float) -> float:
        room = WIDTH - LEFT - RIGHT - 12
        return round(LEFT + 6 + room * ((time - self.first) / ((self.last - self.first) or 1)), 1)

    def y(self, grade: float) -> float:
        room = HEIGHT - TOP - BOTTOM
        return round(TOP + room * (1 - (grade - self.low) / ((self.high - self.low) or 1)), 1)


def panels(
    table: GradeTable, scale: Scale, who: Callable[[Source], str], links: Mapping[int, int], _: Language
) -> list[Panel]:
    """One panel per case with any grade that counts. `who` names who gave a grade: each name has its own mark, in
    order of appearance. `links` gives per coding the number of its quotation in the
    page, so that a point can be clicked."""
    counting = [grade for grade in table.given if grade.low is not None]
    times = times_of(counting, table.rounds)
    if not counting:
        return []
    roles = list(dict.fromkeys(who(grade.source) for grade in counting))
    axes = shared_axes(counting, times, scale, table.rounds, _)
    found = []
    for case in table.cases:
        own = [grade for grade in counting if grade.source.case == case]
        if own:
            parts = [_frame(axes, _), _joined(own, times, axes), _means(table, case, times, axes)]
            parts += _points(own, times, axes, roles, who, links, _)
            label = _("Grades in %(case)s, by date", case=case)
            svg = Markup('<svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>')
            found.append(Panel(case, svg.format(WIDTH, HEIGHT, label, Markup("").join(parts)), len(own)))
    return found


def shape(role: str, roles: Sequence[str], x: float, y: float) -> Markup:
    """The mark of a role at a place."""
    name = SHAPES[min(roles.index(role), len(SHAPES) - 1)] if role in roles else SHAPES[0]
    if name in ("circle", "ring"):
        return Markup('<circle class="mark {}" cx="{}" cy="{}" r="4"/>').format(name, x, y)
    path = {
        "square": f"M{x - 3.6:.1f} {y - 3.6:.1f}h7.2v7.2h-7.2z",
        "triangle": f"M{x:.1f} {y - 4.6:.1f}l4.6 8.2h-9.2z",
        "diamond": f"M{x:.1f} {y - 5.2:.1f}l5.2 5.2l-5.2 5.2l-5.2 -5.2z",
        "cross": f"M{x - 3.8:.1f} {y - 3.8:.1f}l7.6 7.6m0 -7.6l-7.6 7.6",
    }[name]
    return Markup('<path class="mark {}" d="{}"/>').format(name, path)


def times_of(grades: Sequence[GivenGrade], rounds: Sequence[str]) -> dict[int, float]:
    """Per coding its day; where any grade has no date, the number of its round for all."""
    days = {grade.coding: _day(grade.source.date) for grade in grades}
    if all(day is not None for day in days.values()):
        return {coding: float(day) for coding, day in days.items() if day is not None}
    return {grade.coding: float(rounds.index(grade.source.round)) for grade in grades}


def _day(iso: str) -> int | None:
    try:
        return date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return None


def shared_axes(
    grades: Sequence[GivenGrade], times: Mapping[int, float], scale: Scale, rounds: Sequence[str], _: Language
) -> Axes:
    """All panels of a figure share these; the grades shown are the scale's, as far as they were given."""
    low = max(scale.minimum, floor(min(grade.low for grade in grades if grade.low is not None)) - 1)
    high = min(scale.maximum, ceil(max(grade.high for grade in grades if grade.high is not None)) + 1)
    first, last = min(times.values()), max(times.values())
    if last > 1000:
        return Axes(first, last, low, high, _months(first, last))
    return Axes(first, last, low, high, tuple((float(place), name) for place, name in enumerate(rounds)))


def _months(first: float, last: float) -> tuple[tuple[float, str], ...]:
    """The beginnings of years inside the period; of quarters where that gives fewer than two."""
    begin, end = date.fromordinal(int(first)), date.fromordinal(int(last))
    years = [date(year, 1, 1) for year in range(begin.year, end.year + 1)]
    marks = [(day, str(day.year)) for day in years if begin <= day <= end]
    if len(marks) < 2:
        quarters = [date(year, month, 1) for year in range(begin.year, end.year + 1) for month in (1, 4, 7, 10)]
        marks = [(day, f"{day.month}-{day.year}") for day in quarters if begin <= day <= end]
    return tuple((float(day.toordinal()), text) for day, text in marks)


def _frame(axes: Axes, _: Language) -> Markup:
    """Lines at whole grades and at the ticks, with their texts."""
    parts = []
    every = 2 if axes.high - axes.low > 6 else 1
    for grade in range(ceil(axes.low), floor(axes.high) + 1):
        line = Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>')
        parts.append(line.format(LEFT, WIDTH - RIGHT, axes.y(grade), axes.y(grade)))
        if grade % every == 0:
            parts.append(
                Markup('<text class="at" x="{}" y="{}">{}</text>').format(LEFT - 6, axes.y(grade) + 3.5, grade)
            )
    for time, text in axes.ticks:
        line = Markup(
            '<line class="tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="on" x="{0}" y="{3}">{4}</text>'
        )
        parts.append(line.format(axes.x(time), TOP, HEIGHT - BOTTOM + 4, HEIGHT - 8, text))
    return Markup("").join(parts)


def _joined(grades: Sequence[GivenGrade], times: Mapping[int, float], axes: Axes) -> Markup:
    """A thin line through the grades of each person who gave more than one."""
    persons: dict[tuple[str, ...], list[GivenGrade]] = {}
    for grade in grades:
        if grade.source.persons:
            persons.setdefault(grade.source.persons, []).append(grade)
    lines = []
    for own in persons.values():
        own.sort(key=lambda grade: times[grade.coding])
        lines += [
            _line("person", [(times[each.coding], each.middle or 0) for each in pair], axes) for pair in pairwise(own)
        ]
    return Markup("").join(lines)


def _means(table: GradeTable, case: str, times: Mapping[int, float], axes: Axes) -> Markup:
    """The case's line: the mean per round, at the mean date of its grades; a round without a mean breaks it."""
    lines = [
        [(sum(times[grade.coding] for grade in cell.counting) / cell.n, mean) for cell, mean in line]
        for line in table.mean_lines(case)
    ]
    marks = [
        Markup('<line class="mean" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
            axes.x(time) - 9, axes.x(time) + 9, axes.y(mean), axes.y(mean)
        )
        for time, mean in chain.from_iterable(lines)
    ]
    return Markup("").join([*(_line("case", line, axes) for line in lines), *marks])


def _line(name: str, points: Sequence[tuple[float, float]], axes: Axes) -> Markup:
    if len(points) < 2:
        return Markup("")
    at = " ".join(f"{axes.x(time)},{axes.y(grade)}" for time, grade in points)
    return Markup('<polyline class="{}" points="{}"/>').format(name, at)


def _points(
    grades: Sequence[GivenGrade], times: Mapping[int, float], axes: Axes, roles: Sequence[str],
    who: Callable[[Source], str], links: Mapping[int, int], _: Language,
) -> list[Markup]:  # fmt: skip
    taken: dict[tuple[int, float], int] = {}
    points = []
    for grade in grades:
        x, y = axes.x(times[grade.coding]), axes.y(grade.middle or 0)
        spot = (round(x / STEP), y)
        taken[spot] = taken.get(spot, 0) + 1
        x = round(x + STEP * (taken[spot] - 1), 1)
        mark = shape(who(grade.source), roles, x, y)
        if grade.low != grade.high:
            bar = Markup('<line class="span" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>')
            mark = bar.format(x, axes.y(grade.low or 0), axes.y(grade.high or 0)) + mark
        said = point_title(grade, who(grade.source), _)
        point = Markup('<g class="point" tabindex="0" role="button" data-q="{}" data-t="{}"><title>{}</title>{}</g>')
        points.append(point.format(links.get(grade.coding, ""), said, said, mark))
    return points


def point_title(grade: GivenGrade, who: str, _: Language) -> str:
    """`7,5 · welzijn · 29 september 2022 · KAF2.4.1`."""
    low, high = grade.low or 0, grade.high or 0
    number = _.number(low, 2) if low == high else f"{_.number(low, 2)}–{_.number(high, 2)}"
    parts = [number, who, _.date(grade.source.date) if grade.source.date else "", grade.source.id]
    return " · ".join(part for part in parts if part)
