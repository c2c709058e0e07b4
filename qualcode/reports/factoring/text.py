"""The lists of factors as text: on a terminal, in Markdown, for a machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qualcode.analysis.factoring.lists import FactorLists
from qualcode.i18n import Language
from qualcode.reports import results
from qualcode.reports.factoring.lines import FactorList, case_lists, factor_lists, proposal_lists
from qualcode.reports.page.views import Words

#: So many labels stand below a line at most.
_MOST_LABELS = 5


def as_text(lists: FactorLists, words: Words, *, proposed: bool = False, quotations: bool = False) -> str:
    """The two lists over all, then per case the rest, and what nobody confirmed where that is asked for. With
    `quotations` each line has below it how many are behind it, and the first of their labels."""
    named = words.language if quotations else None
    parts = [part for each in factor_lists(lists, words) for part in _plain(each, each.title, named)]
    for case in lists.cases:
        for each in case_lists(lists, case, words):
            parts += _plain(each, f"{case}: {each.title[:1].lower()}{each.title[1:]}", named)
    for each in proposal_lists(lists, words) if proposed else ():
        parts += _plain(each, each.title, named)
    return "\n".join([*parts, lists.rule])


def as_markdown(lists: FactorLists, words: Words, *, title: str = "") -> str:
    """The same with headings and items."""
    parts = [f"# {title}", ""] if title else []
    for each in factor_lists(lists, words):
        parts += _items(each, "##")
    for case in lists.cases:
        own = case_lists(lists, case, words)
        parts += [f"## {case}", ""] if own else []
        for each in own:
            parts += _items(each, "###")
    return "\n".join([*parts, lists.rule, ""])


def as_data(lists: FactorLists, words: Words) -> dict[str, Any]:
    """The machine's form: the table's rows, the lists with the labels behind each line, those of each case, the
    proposals, the rule."""
    table = results.as_json(lists)
    of_cases = {case: [_data(each) for each in case_lists(lists, case, words)] for case in lists.cases}
    return {
        "rows": table["rows"],
        "lists": [_data(each) for each in factor_lists(lists, words)],
        "cases": {case: found for case, found in of_cases.items() if found},
        "proposals": [_data(each) for each in proposal_lists(lists, words)],
        "confirmed": lists.confirmed,
        "rule": table["rule"],
        "warnings": table["warnings"],
    }


def _data(each: FactorList) -> dict[str, Any]:
    lines = [{"text": line.text, "confirmed": line.confirmed, "evidence": list(line.labels)} for line in each.lines]
    return {"title": each.title, "direction": each.direction.value, "lines": lines, "note": each.note}


def _plain(each: FactorList, title: str, named: Language | None) -> Iterator[str]:
    yield title
    for line in each.lines:
        yield f"  {line.text}"
        if named is not None:
            yield f"      {_labels(line.labels, named)}"
    if each.note:
        yield f"  [{each.note}]"
    yield ""


def _labels(labels: Sequence[str], _: Language) -> str:
    """`16 quotations: KAF2.4.1:12, … and 11 more`."""
    if not labels:
        return _("No quotations.")
    told = _.some(labels, _MOST_LABELS)
    return f"{_.plural('%(count)s quotation', '%(count)s quotations', len(labels))}: {told}"


def _items(each: FactorList, signs: str) -> list[str]:
    note = [each.note, ""] if each.note else []
    lines = [f"- {line.text}" for line in each.lines]
    return [f"{signs} {each.title}", "", *lines, *([""] if lines else []), *note]
