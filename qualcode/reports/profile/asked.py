"""Where a publication tells by whom it was said without naming them: sections and rows of what the guide puts to one
or two people of a case, and titles that name a role. Only who knows the place can decide of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.chapters import Plan
from qualcode.reports.profile.masks import role_stands_in

if TYPE_CHECKING:
    from qualcode.reports.profile import Publication

#: More names than this are not listed.
_LISTED = 5


def asked_of_few(rules: Publication) -> Iterator[str]:
    """A sentence for each section, and one for the rows of the tables."""
    for plan, cases in _printed(rules):
        yield from _title(plan, cases, rules)
        questions = rules.narrow.of_section(plan)
        few = [case for case in cases if rules.narrow.few(questions, case)]
        if few:
            yield (
                f"Section “{plan.title}” ({_joined(few)}) holds what the guide ({_joined(sorted(questions))}) put "
                "there to fewer than three people, for their role: who knows whom, knows who speaks. Print none of its "
                "quotations, or give it other codes and questions too; and see whether its title, or the question as "
                "the methods print it, says whom it is for."
            )
    yield from _rows(rules)


def _printed(rules: Publication) -> Iterator[tuple[Plan, Sequence[str]]]:
    """The sections that somebody wrote a text for, and the cases in whose chapter they stand."""
    found: dict[str, tuple[Plan, list[str]]] = {}
    for chapter in rules.report.chapters:
        for each in chapter.sections:
            if (chapter.case, each.plan.slug) in rules.report.texts:
                found.setdefault(each.plan.slug, (each.plan, []))[1].append(chapter.case)
    yield from found.values()


def _title(plan: Plan, cases: Sequence[str], rules: Publication) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for case in cases:
        for role in sorted(rules.roles.held_back(case)):
            if role_stands_in(role, plan.title):
                named.setdefault(role, []).append(case)
    for role, there in named.items():
        yield (
            f"The title of section “{plan.title}” names a role that fewer than three people hold in "
            f"{_joined(there)}: {role}."
        )


def _rows(rules: Publication) -> Iterator[str]:
    """The codes of which m, or “not asked”, tells that one or two people of a case were asked."""
    narrow, book = rules.narrow, rules.report.codes.corpus.codebook
    behind = {code.id: narrow.questions_of_code.get(code.id, frozenset()) for code in book if not code.retired}
    told: dict[str, list[str]] = {}
    for code, questions in behind.items():
        above = book.ancestors(code)
        few = [case for case in rules.report.cases if narrow.few(questions, case)]
        if few and not any(behind.get(each.id) == questions for each in above):
            told[book[code].name] = few
    if told:
        names = _joined([f"{name}: {_joined(cases)}" for name, cases in told.items()], "; ")
        yield (
            "m in the tables, and “not asked” beside it, shows that the guide put these codes to fewer than three "
            f"people in a case, for their role ({names}). Counts stay as they are."
        )


def _joined(names: Sequence[str], sign: str = ", ") -> str:
    return sign.join(names[:_LISTED]) + (f"{sign}…" if len(names) > _LISTED else "")
