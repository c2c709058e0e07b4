"""What proposals bring that the file of factors has not: new factors, and new cases of those it has. What stands in the
file stays.

    file, news = taken_over(file, proposals.items, places)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.factoring.edits import add, changed, put
from qualcode.analysis.factoring.places import Places
from qualcode.analysis.factoring.proposals import Proposal
from qualcode.model.factor import Direction, Factor, FactorFile, Variant, factor_id, same_wording, unique


@dataclass(frozen=True, slots=True)
class News:
    """What a proposal brings: to which factor (id), whether that is new, and the cases and quotations that come in."""

    factor: str
    wording: str
    is_new: bool
    cases: tuple[str, ...]
    labels: tuple[str, ...]


def taken_over(file: FactorFile, proposals: Sequence[Proposal], places: Places) -> tuple[FactorFile, tuple[News, ...]]:
    """The file with what the proposals bring. A proposal that the file has is known by its wording, whatever became of
    it, or by most of its quotations; one that was set aside stays so."""
    news: list[News] = []
    noted = _noted(proposals)
    for each in proposals:
        new: list[Variant] = []
        home = ""
        for wording in each.factor.wordings():
            known = _known(file, each.factor, wording, noted)
            if known is None:
                new.append(wording)
                continue
            home = home or known.id
            file, one = _grown(file, known, wording, places)
            news += [one] if one else []
        if new:
            file, one = _entered(file, each.factor, new, home)
            news += [one] if one else []
    return file, tuple(news)


def fresh(file: FactorFile, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals of which the file has no wording yet."""
    noted = _noted(proposals)
    return tuple(
        each for each in proposals if not any(_known(file, each.factor, one, noted) for one in each.factor.wordings())
    )


Noted = Mapping[tuple[Direction, str], frozenset[str]]


def _noted(proposals: Sequence[Proposal]) -> Noted:
    """The quotations that each wording was noted at."""
    return {
        (each.factor.direction, same_wording(one.wording)): frozenset(one.evidence)
        for each in proposals
        for one in each.factor.wordings()
    }


def _known(file: FactorFile, proposed: Factor, wording: Variant, noted: Noted) -> Factor | None:
    """The factor of the file that this wording is in: by its words, in the same direction first; else the one to which
    a person laid most of its quotations, beside those noted in the factor's own words."""
    own = sorted(file.factors, key=lambda each: each.direction is not proposed.direction)
    asked = same_wording(wording.wording)
    for each in own:
        if asked in _words_of(each) or (each.id == factor_id(wording.wording) and each.direction is proposed.direction):
            return each
    labels = set(wording.evidence)
    for each in own:
        if each.direction is proposed.direction:
            its_own = {label for words in _words_of(each) for label in noted.get((each.direction, words), ())}
            if 2 * len(labels & set(each.labels()) - its_own) > len(labels):
                return each
    return None


def _words_of(factor: Factor) -> set[str]:
    return {same_wording(each.wording) for each in (*factor.wordings(), factor.own)}


def _grown(file: FactorFile, known: Factor, wording: Variant, places: Places) -> tuple[FactorFile, News | None]:
    """The known factor with the cases it does not name yet, as proposals, and the quotations from there; those from
    cases it names were seen by whoever wrote them."""
    said = {places.name(each.case) for each in known.standings()}
    cases = tuple(each for each in wording.cases if places.name(each.case) not in said)
    if known.set_aside or not cases:
        return file, None
    names = {places.name(each.case) for each in cases}
    labels = tuple(label for label in wording.evidence if places.quotations.get(label) in names)

    def change(each: Variant) -> Variant:
        return replace(each, cases=(*each.cases, *cases), evidence=unique((*each.evidence, *labels)))

    grown = changed(known, _place_in(known, wording), change)
    return put(file, grown), News(known.id, wording.wording, False, tuple(each.case for each in cases), labels)


def _place_in(known: Factor, wording: Variant) -> int:
    """The number of the wording in the factor that is meant; the first where none says the same."""
    asked = same_wording(wording.wording)
    for number, each in enumerate(known.wordings(), 1 if known.begins else 0):
        if same_wording(each.wording) == asked:
            return number
    return 1 if known.begins else 0


def _entered(file: FactorFile, proposed: Factor, new: Sequence[Variant], home: str) -> tuple[FactorFile, News | None]:
    """New wordings as a factor of their own, or with the factor that has the others of the proposal."""
    cases = unique(each.case for one in new for each in one.cases)
    labels = unique(label for one in new for label in one.evidence)
    factor = file.find(home) if home else None
    if factor is not None:
        if factor.set_aside or factor.begins or not factor.cases:
            return file, None
        file = put(file, replace(factor, variants=(*factor.variants, *new)))
        return file, News(factor.id, new[0].wording, False, cases, labels)
    name = factor_id(new[0].wording, [each.id for each in file.factors])
    made = Factor(name, proposed.direction, new[0].wording, new[0].cases, new[0].evidence, tuple(new[1:]))
    return add(file, made), News(name, made.wording, True, cases, labels)
