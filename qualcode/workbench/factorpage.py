"""The factors as the workbench's page lays them open: what stands in the file, how each line will read, what may be
added to it, and the quotations behind.

    shown = page(project, language("nl"))
    shown.factors[0].wordings[0].cases[0].standing
    change(project, lambda file: reword(file, "werkdruk", "te druk"), was=shown.mark)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qualcode.analysis.factoring.lists import FactorLists
from qualcode.analysis.factoring.places import Places
from qualcode.factoring import words_of
from qualcode.i18n import Language
from qualcode.model.factor import Factor, FactorFile, Variant
from qualcode.project import Project
from qualcode.reports.factoring.lines import FactorList, case_lists, factor_lists, line_of
from qualcode.reports.page.views import Words
from qualcode.workbench.quoted import Quote, quotes_named


@dataclass(frozen=True, slots=True)
class CaseName:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """What stands of a case with a wording: `key` as the file spells it, its name (empty for one there is none of)."""

    key: str
    name: str
    standing: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording by its number (0 the factor's own), with its cases and the labels of its quotations; `lost` are labels
    that name none, or one whose words are gone."""

    number: int
    wording: str
    cases: tuple[Said, ...]
    evidence: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A factor: its wordings (those of a beginning are its endings), how its line reads in the report (empty where it
    is in no list), and the keys of the cases it is listed with."""

    id: str
    direction: str
    beginning: str
    wordings: tuple[Wording, ...]
    set_aside: bool
    line: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal: its wordings, how many interviews name it, why it is proposed, and quotations to look at besides."""

    id: str
    direction: str
    wordings: tuple[Wording, ...]
    interviews: int
    why: str
    nearby: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A list as the report prints it; `case` is the name of the case in whose chapter it stands, empty for all."""

    title: str
    case: str
    lines: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class FactorPage:
    """Everything the page shows but the proposals. `mark` says what the file was; it is empty without one."""

    path: str
    mark: str
    cases: tuple[CaseName, ...]
    factors: tuple[Card, ...]
    printed: tuple[Printed, ...]
    warnings: tuple[str, ...]


def page(project: Project, language: Language) -> FactorPage:
    """What stands in the file of factors now; raises `FileError` for one that is no text."""
    kept, places, lists = project.factor_file(), project.factor_places(), project.factors()
    words = replace(words_of(project), language=language)
    lines = {each.id: each for each in lists.factors} if lists.confirmed else {}
    cards = []
    for factor in kept.file.factors:
        found = lines.get(factor.id)
        line = line_of(found, lists, words).text if found and found.cases else ""
        cases = tuple(places.key(case) for case in found.cases) if found else ()
        cards.append(_card(factor, places, line, cases))
    names = tuple(CaseName(places.key(case), case) for case in places.cases)
    return FactorPage(kept.path, kept.mark, names, tuple(cards), _printed(lists, words), lists.warnings)


def offered(project: Project) -> list[Offered]:
    """The proposals of which the file has no wording."""
    places = project.factor_places()
    return [
        Offered(
            each.factor.id, each.factor.direction.value,
            tuple(_wording(number, one, places) for number, one in enumerate(each.factor.wordings())),
            each.interviews, each.why, each.nearby,
        )
        for each in project.propose_factors(fresh=True).items
    ]  # fmt: skip


def change(project: Project, made: Callable[[FactorFile], FactorFile], *, was: str | None) -> None:
    """Change the file where it is what the page saw; raises `FactorsChanged` where it is not."""
    project.change_factors(made, was=was)


def quotes_behind(project: Project, factor: str, number: int | None = None) -> tuple[Quote, ...]:
    """The quotations behind a factor, or behind one of its wordings, in the order of documents and text. Labels that
    name none are passed over. Raises `UnknownChoice` for a factor there is none of."""
    from qualcode.analysis.factoring.edits import found

    known = found(project.factor_file().file, factor)
    labels = known.labels()
    if number is not None:
        wordings = (known.own, *known.variants)
        own = wordings[number].evidence if 0 <= number < len(wordings) else ()
        labels = (*own, *(known.evidence if known.begins and number else ()))
    return quotes_labelled(project, labels)


def quotes_labelled(project: Project, labels: tuple[str, ...]) -> tuple[Quote, ...]:
    """The quotations with these labels; those there are none of, and orphans, are passed over."""
    places = project.factor_places()
    return quotes_named(project, [label for label in dict.fromkeys(labels) if label in places.quotations])


def _card(factor: Factor, places: Places, line: str, listed: tuple[str, ...]) -> Card:
    first = 1 if factor.begins else 0
    wordings = factor.variants if factor.begins else (factor.own, *factor.variants)
    shown = tuple(_wording(number, each, places) for number, each in enumerate(wordings, first))
    beginning = factor.wording if factor.begins else ""
    return Card(factor.id, factor.direction.value, beginning, shown, factor.set_aside, line, listed)


def _wording(number: int, each: Variant, places: Places) -> Wording:
    cases = tuple(Said(one.case, places.name(one.case), one.standing.value, one.by, one.on) for one in each.cases)
    lost = tuple(label for label in each.evidence if label not in places.quotations)
    return Wording(number, each.wording, cases, each.evidence, lost)


def _printed(lists: FactorLists, words: Words) -> tuple[Printed, ...]:
    def shown(each: FactorList, case: str) -> Printed:
        return Printed(each.title, case, tuple(line.text for line in each.lines), each.note)

    found = [shown(each, "") for each in factor_lists(lists, words)]
    for case in lists.cases:
        found += [shown(each, case) for each in case_lists(lists, case, words)]
    return tuple(found)
