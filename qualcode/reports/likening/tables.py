"""Similarity and saturation as tables of text for a terminal: cells, not print."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.analysis.likening.likeness import Pair, Similarity
from qualcode.analysis.likening.newness import Run
from qualcode.analysis.likening.saturated import Saturation
from qualcode.analysis.likening.telling import Beside, Told, shown
from qualcode.i18n import Language, language
from qualcode.reports.cells import decimals

Table = tuple[list[str], list[list[str]]]
#: More units than this are not shown as a square.
SQUARE = 12
#: So many labels stand in a cell.
_LABELS = 3
#: So many codes are named as far apart, if their shares differ by this at least.
_FURTHEST, _APART = 5, 0.3


def square(found: Similarity) -> Table:
    """Header and rows: units × units in the order of the tree, with how many interviews each rests on."""
    _, order = language(found.language), found.order
    places = [found.names.index(name) for name in order]
    rows = []
    for place in places:
        numbers = [_number(found, place, other) for other in places]
        rows.append([found.names[place], str(found.interviews[place]), *numbers])
    return ["", _("interviews"), *order], rows


def _number(found: Similarity, one: int, other: int) -> str:
    value = found.values[one][other]
    return "–" if value is None else decimals(value, language(found.language), 2)


def pairs(found: Similarity, chosen: Sequence[Pair]) -> Table:
    """Header and rows of pairs, with their fourfold table."""
    _ = language(found.language)
    header = ["", "", _("distance") if found.is_distance else _("similarity")]
    header += [_("in both"), _("first only"), _("second only"), _("in neither")]
    rows = []
    for each in chosen:
        value = each.reason if each.value is None else decimals(each.value, _, 2)
        rows.append([each.one, each.other, value, *map(str, (each.a, each.b, each.c, each.d))])
    return header, rows


def told(found: Told) -> list[tuple[str, Table]]:
    """What two units share and what not: per group a heading with its number of codes, and its table. What tells them
    apart comes first; of the codes in both those that are furthest apart stand once more."""
    _ = language(found.language)
    header = [_("code"), found.one, found.other, _("quotations")]
    *alone, both, unknown = found.groups
    far = [each for each in found.furthest[:_FURTHEST] if each.apart >= _APART]
    tables = []
    for name, members in (*alone, (_("in both, far apart"), far), both, unknown):
        rows = [[each.code, shown(each.one, _), shown(each.other, _), _labels(each)] for each in members]
        if rows:
            tables.append((f"{name} ({len(rows)})", (header, rows)))
    return tables


def _labels(each: Beside) -> str:
    """The first few of either side, and how many more there are."""
    parts = []
    for side in (each.one, each.other):
        if side.labels:
            more = len(side.labels) - _LABELS
            parts.append(" ".join(side.labels[:_LABELS]) + (f" +{more}" if more > 0 else ""))
    return " · ".join(parts)


def saturation_tables(found: Saturation) -> list[tuple[list[str], list[list[str]], range]]:
    """Header, rows and the columns set right: where each series is reached; then the interviews over everything, each
    with its new codes and the run after it, up to the last that brought any."""
    return [_summary(found), _interviews(found)]


def _summary(found: Saturation) -> tuple[list[str], list[list[str]], range]:
    _ = language(found.language)
    header = ["", _("interviews"), _("left out"), _("codes"), _("in words")]
    rows = [
        [each.name or _("all"), str(len(each.order)), str(len(each.again)), str(sum(each.new)), each.statement]
        for each in found.series
    ]
    return header, rows, range(1, 4)


def _interviews(found: Saturation) -> tuple[list[str], list[list[str]], range]:
    _, whole = language(found.language), found.whole
    runs = {run.at: run for run in whole.runs}
    header = ["", _("source"), _("date"), _("new codes"), _("so far")]
    header += [_("in random orders")] if whole.band else []
    header += [_("run of %(run)s after it", run=found.run)]
    rows = []
    for place, interview in enumerate(whole.order):
        counts = [str(place + 1), interview, whole.dates[place], str(whole.new[place]), str(whole.cumulative[place])]
        spread = [f"{whole.band.low[place]}–{whole.band.high[place]}"] if whole.band else []
        rows.append([*counts, *spread, _run(runs.get(place + 1), _)])
    last = max((place for place, new in enumerate(whole.new) if new), default=0)
    return header, rows[: max(last + 1, found.base + 1)], range(3, len(header))


def _run(run: Run | None, _: Language) -> str:
    """`4 (9,4%)`, with a tick where it is within the threshold."""
    if run is None or run.ratio is None:
        return ""
    return f"{run.new} ({_.number(100 * run.ratio)}%){' ✓' if run.reached else '  '}"
