"""Tables beside the interviews as pieces of a report: a sentence, and a table with its rule. Every format sets them.

blocks(result, "Kampen", words)      # of a case's chapter
blocks(result, "", words)            # of the chapter over all: the cases side by side
in_section(results, "Kampen", "Samenwerking", titles, words)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.analysis.beside.evaluations import FormCell, Forms, GradeCount, ItemCount
from qualcode.analysis.beside.registered import Counted, RegistrationCell, Registrations, shown
from qualcode.i18n import Language
from qualcode.reports.blocks import Block, Cell, TableBlock, paragraph
from qualcode.reports.cells import decimals
from qualcode.reports.page.views import Words, upper_first

Result = Forms | Registrations
#: So many cases stand beside each other; more stand below each other.
ABREAST = 8
#: In the chapter over all a column without declared values is told where it has no more than this.
FEW_VALUES = 8


def in_section(results: Iterable[Result], case: str, title: str, titles: Sequence[str], words: Words) -> list[Block]:
    """What belongs in a section of a case's chapter; without a title what belongs in none of `titles`: it stands at the
    chapter's end."""
    own = [
        each for each in results if each.setting.section == title or (not title and each.setting.section not in titles)
    ]
    return [block for each in own for block in blocks(each, case, words)]


def over_all(results: Iterable[Result], words: Words) -> list[Block]:
    """What the chapter over all tells of them."""
    return [block for each in results for block in blocks(each, "", words)]


def blocks(result: Result, case: str, words: Words) -> list[Block]:
    """A sentence and a table; of a case without anything a sentence that says why. Without a case: of all, side by
    side."""
    title = title_of(result)
    if case and case not in result.cases:
        return []
    why = result.cell(case or None).reason if isinstance(result, Forms) else result.total(case or None).reason
    if case and why:
        return [paragraph(f"{title}: {why}.")]
    if isinstance(result, Forms):
        told, table = _forms_told(result, case), _case_forms(result, case) if case else _all_forms(result, words)
    else:
        told, table = _counts_told(result, case), _case_counts(result, case) if case else _all_counts(result, words)
    return [*([paragraph(told)] if told else []), table]


def title_of(result: Result) -> str:
    return result.setting.title or upper_first(result.setting.name.replace("_", " "))


def _table(
    result: Result, header: Sequence[str], rows: Sequence[tuple[Cell, ...]], notes: Sequence[str], name: float = 0.34
) -> TableBlock:
    cells = tuple(Cell(text, align="centre" if place else "left") for place, text in enumerate(header))
    widths = (name, *[(1 - name) / max(len(header) - 1, 1)] * (len(header) - 1))
    return TableBlock(title_of(result), cells, tuple(rows), tuple(notes), widths, wide=len(header) > ABREAST + 1)


def _centred(text: str, **more: object) -> Cell:
    return Cell(text, align="centre", **more)  # type: ignore[arg-type]  # the fields of a Cell


# --- forms: a case -----------------------------------------------------------------------------------------------


def _case_forms(result: Forms, case: str) -> TableBlock:
    """Statements and grades × periods: agree / neutral / disagree and how many answered."""
    _ = result.table.language
    periods = [(period, result.cell(case, period)) for period in result.periods or (None,)]
    header = ["", *(upper_first(result.table.named(period)) if period else "" for period, _cell in periods)]
    what = upper_first(result.setting.plural or _("forms"))
    rows = [
        (Cell(what), *(_centred("" if cell.reason else str(cell.forms), reason=cell.reason) for _p, cell in periods))
    ]
    for place, item in enumerate(periods[0][1].items):
        found = [(cell, cell.items[place]) for _period, cell in periods]
        rows.append((Cell(item.statement), *(_item_cell(cell, each, _) for cell, each in found)))
    for place, grade in enumerate(periods[0][1].grades):
        marks = [(cell, cell.grades[place]) for _period, cell in periods]
        rows.append((Cell(grade.title), *(_grade_cell(cell, each, result) for cell, each in marks)))
    return _table(result, header, _with_reasons(rows, [cell.reason for _p, cell in periods]), _form_notes(result))


def _with_reasons(rows: list[tuple[Cell, ...]], reasons: Sequence[str]) -> list[tuple[Cell, ...]]:
    """In the first row why a period is empty stands in words."""
    first = tuple(
        _centred(reasons[place - 1], reason=cell.reason) if place and reasons[place - 1] else cell
        for place, cell in enumerate(rows[0])
    )
    return [first, *rows[1:]]


def _item_cell(cell: FormCell, item: ItemCount, _: Language) -> Cell:
    if cell.reason:
        return _centred("–", reason=cell.reason)
    if not item.n:
        return _centred("–", reason=_("nobody answered"))
    sides = (item.agree, item.neutral, item.disagree) if item.middle else (item.agree, item.disagree)
    text = _kept(f"{' / '.join(map(str, sides))} (n = {item.n})")
    return _centred(text, heat=round(item.agree / item.n, 3))


def _grade_cell(cell: FormCell, grade: GradeCount, result: Forms) -> Cell:
    _ = result.table.language
    if cell.reason or not grade.n:
        return _centred("–", reason=cell.reason or _("nobody gave a grade"))
    return _centred(_kept(f"n = {grade.n}" if result.least and grade.mean is None else grade_text(grade, _)))


def _kept(text: str) -> str:
    """With `n = 9` on one line."""
    return text.replace("n = ", "n\u00a0=\u00a0")


def grade_text(grade: GradeCount, _: Language) -> str:
    """`6,5–10, mean 8,2 (n = 13)`; under three the grades themselves."""
    if grade.range is None:
        return ""
    if grade.mean is None:
        return f"{' · '.join(_.number(each, 2) for each in grade.given)} (n = {grade.n})"
    low, high = (_.number(each, 2) for each in grade.range)
    spread = low if low == high else f"{low}–{high}"
    return _("%(range)s, mean %(mean)s (n = %(n)s)", range=spread, mean=decimals(grade.mean, _), n=grade.n)


def _form_notes(result: Forms) -> tuple[str, ...]:
    _ = result.table.language
    scale = result.setting.scale
    names = [_("agree"), *([_("neutral")] if scale and scale.neutral else []), _("disagree")]
    legend = (
        _("%(sides)s (n = number of answers).", sides=upper_first(" / ".join(names))) if result.setting.items else ""
    )
    return tuple(filter(None, (legend, result.rule)))


def _forms_told(result: Forms, case: str) -> str:
    """In the last period with forms: what was agreed with most and least; then how the grades went."""
    _ = result.table.language
    told = []
    cells = [(period, result.cell(case or None, period)) for period in result.periods or (None,)]
    there = [(period, cell) for period, cell in cells if not cell.reason]
    if not there:
        return ""
    if case:
        told.append(_agreed(*there[-1], result))
        told += [_grades_told(result, place, there) for place in range(len(result.setting.grades))]
    else:
        told.append(_handed_in(result))
    return " ".join(filter(None, told))


def _agreed(period: str | None, cell: FormCell, result: Forms) -> str:
    _ = result.table.language
    answered = sorted((item for item in cell.items if item.n), key=lambda item: -item.agree / item.n)
    if not answered:
        return ""
    most, least = answered[0], answered[-1]
    name = upper_first(result.table.named(period)) if period else ""
    text = _.plural(
        "%(count)s of %(n)s agreed with “%(statement)s”",
        "%(count)s of %(n)s agreed with “%(statement)s”",
        most.agree, n=most.n, statement=most.statement,
    )  # fmt: skip
    if least.agree * most.n < most.agree * least.n:
        text += _(
            "; least agreement was with “%(statement)s” (%(agree)s of %(n)s)",
            statement=least.statement, agree=least.agree, n=least.n,
        )  # fmt: skip
    return f"{name}: {text}." if name else f"{upper_first(text)}."


def _grades_told(result: Forms, place: int, cells: Sequence[tuple[str | None, FormCell]]) -> str:
    """How a mean went from period to period, where there are means."""
    _ = result.table.language
    grades = [(period, cell.grades[place]) for period, cell in cells if place < len(cell.grades)]
    means = [
        f"{decimals(grade.mean, _)} ({result.table.named(period)})" if period else decimals(grade.mean, _)
        for period, grade in grades
        if grade.mean is not None
    ]
    if not means:
        return ""
    name = _("%(grade)s, mean", grade=grades[0][1].title)
    return f"{name}: {_.joined(means)}."


def _handed_in(result: Forms) -> str:
    """How many forms there are, and of which cases there is none."""
    _, cell = result.table.language, result.cell()
    plural, singular = result.setting.plural or _("forms"), result.setting.singular or _("form")
    text = f"{cell.forms} {singular if cell.forms == 1 else plural}"
    return "; ".join(filter(None, (text, _without(result)))) + "."


def _without(result: Result) -> str:
    """The cases of which there is nothing, with why."""
    _ = result.table.language
    cells = {case: result.cell(case) if isinstance(result, Forms) else result.total(case) for case in result.cases}
    without = [f"{case} ({cell.reason})" for case, cell in cells.items() if cell.reason]
    return _("none from %(cases)s", cases=_.joined(without)) if without else ""


# --- forms: all cases --------------------------------------------------------------------------------------------


def _all_forms(result: Forms, words: Words) -> TableBlock:
    """Statements and grades × cases, all periods together; many cases stand below each other."""
    _ = result.table.language
    cells = {case: result.cell(case) for case in result.cases}
    what = upper_first(result.setting.plural or _("forms"))
    lines = [
        (what, [_centred(str(cell.forms) if not cell.reason else "–", reason=cell.reason) for cell in cells.values()])
    ]
    first = next(iter(cells.values()))
    for place, item in enumerate(first.items):
        lines.append((item.statement, [_agree_cell(cell, cell.items[place], _) for cell in cells.values()]))
    for place, grade in enumerate(first.grades):
        lines.append((grade.title, [_grade_cell(cell, cell.grades[place], result) for cell in cells.values()]))
    note = _("How many of those who answered agree; all periods together.")
    header, rows = _turned(list(cells), lines, words)
    return _table(result, header, rows, (note, result.rule), 0.28)


def _turned(
    cases: Sequence[str], lines: Sequence[tuple[str, Sequence[Cell]]], words: Words
) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Lines × cases, or cases × lines where there are many cases."""
    if len(cases) <= ABREAST:
        return ["", *cases], [(Cell(name), *cells) for name, cells in lines]
    rows = [(Cell(case), *(cells[place] for _name, cells in lines)) for place, case in enumerate(cases)]
    return [upper_first(words.singular), *(name for name, _cells in lines)], rows


def _agree_cell(cell: FormCell, item: ItemCount, _: Language) -> Cell:
    if cell.reason or not item.n:
        return _centred("–", reason=cell.reason or _("nobody answered"))
    text = _("%(n)s of %(m)s", n=item.agree, m=item.n)
    share = f" ({_.percent(item.agree / item.n)})" if item.n >= 10 and item.agree else ""
    return _centred(text + share, heat=round(item.agree / item.n, 3))


# --- registrations -----------------------------------------------------------------------------------------------


def _count_cell(cell: RegistrationCell, result: Registrations, *, bold: bool = False, share: bool = True) -> Cell:
    _ = result.table.language
    if cell.reason:
        return _centred("–", reason=cell.reason)
    if cell.n is None:
        why = (
            _("under %(count)s", count=result.least)
            if cell.small
            else _("hidden, so that no other number can be worked out")
        )
        return _centred(shown(cell, result.least), reason=why)
    if not share or not cell.share:
        return _centred(str(cell.n), bold=bold)
    return _centred(f"{cell.n} ({_.percent(cell.share)})", bold=bold, heat=round(cell.share, 3))


def _case_counts(result: Registrations, case: str) -> TableBlock:
    """What was noted × periods, with the totals; a value that never occurs in the case is left out where it was not
    declared."""
    _ = result.table.language
    periods: list[str | None] = [*result.periods, None] if len(result.periods) > 1 else [None]
    header = ["", *(upper_first(result.table.named(each)) if each else _("Total") for each in periods)]
    rows = [_totals(result, [(case, each) for each in periods])]
    for counted in result.columns:
        values = result.values_in(counted, case)
        rows += _counted_rows(counted, values, result, [(case, each) for each in periods])
    return _table(result, header, rows, (result.rule,))


def _all_counts(result: Registrations, words: Words) -> TableBlock:
    """What was noted × cases, all periods together, and the number per period."""
    _ = result.table.language
    places: list[tuple[str | None, str | None]] = [(case, None) for case in result.cases]
    places += [(None, None)] if len(result.cases) > 1 else []
    rows = [_totals(result, places)]
    if len(result.periods) > 1:
        for period in result.periods:
            cells = [_count_cell(result.total(case, period), result, share=False) for case, _all in places]
            rows.append((Cell(result.table.named(period), depth=1), *cells))
    told = [each for each in result.columns if each.setting.values or len(each.values) <= FEW_VALUES]
    for counted in told:
        rows += _counted_rows(counted, counted.values, result, places)
    left = [each.setting.title for each in result.columns if each not in told]
    note = _("%(columns)s: see the chapters.", columns=_.joined(left)) if left else ""
    header = ["", *(case if case else _("Total") for case, _all in places)]
    return _table(result, header, rows, tuple(filter(None, (note, result.rule))), 0.26)


def _totals(result: Registrations, places: Sequence[tuple[str | None, str | None]]) -> tuple[Cell, ...]:
    _ = result.table.language
    what = upper_first(result.setting.plural or _("registrations"))
    return (Cell(what, bold=True), *(_count_cell(result.total(*at), result, bold=True, share=False) for at in places))


def _counted_rows(
    counted: Counted, values: Sequence[str | None], result: Registrations,
    places: Sequence[tuple[str | None, str | None]],
) -> list[tuple[Cell, ...]]:  # fmt: skip
    column = counted.setting.column
    rows: list[tuple[Cell, ...]] = [(Cell(upper_first(counted.setting.title), bold=True), *[Cell("")] * len(places))]
    for value in values:
        cells = [_count_cell(result.cell(column, value, *at), result) for at in places]
        rows.append((Cell(result.value_text(value), depth=1), *cells))
    return rows


def _counts_told(result: Registrations, case: str) -> str:
    """How many in each period, and what was noted most often in the last."""
    _ = result.table.language
    what = upper_first(result.setting.plural or _("registrations"))
    totals = [(period, result.total(case or None, period)) for period in result.periods if period]
    known = [(period, cell.n) for period, cell in totals if cell.n]
    if not known:
        return ""
    counted = _.joined([f"{n} ({result.table.named(period)})" for period, n in known])
    told = [f"{'; '.join(filter(None, (f'{what}: {counted}', '' if case else _without(result))))}."]
    last = known[-1][0]
    most = [_most(each, result, case, last) for each in result.columns if case or each.setting.values]
    if any(most):
        often = "; ".join(filter(None, most))
        told.append(_("Most often in %(period)s: %(values)s.", period=result.table.named(last), values=often))
    return " ".join(told)


def _most(counted: Counted, result: Registrations, case: str, period: str) -> str:
    """The most frequent value of a column in a period; none where two share that place, or where it may be one that is
    not shown."""
    _, column = result.table.language, counted.setting
    cells = [(each, result.cell(column.column, each, case or None, period)) for each in counted.values if each]
    if any(cell.n is None and not cell.small for _value, cell in cells):
        return ""
    told = sorted(((cell.n, value, cell.m) for value, cell in cells if cell.n), key=lambda each: -each[0])
    if not told or (len(told) > 1 and told[0][0] == told[1][0]) or told[0][2] is None:
        return ""
    n, value, m = told[0]
    name = column.title[:1].lower() + column.title[1:]
    return _("%(value)s (%(column)s; %(n)s of %(m)s)", value=value, column=name, n=n, m=m)
