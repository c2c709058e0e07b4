"""What people do with factors: every function takes the file of factors and returns another. A wording is named by its
number: 0 is the factor's own, 1 its first variant.

    file = confirm(file, "werkdruk", ["KA", "KR"], by="tweede", on="2022-05-12")
    file = join(file, "korte-lijnen-met-de-huisarts", "korte-lijnen-met-de-poh")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qualcode.errors import NotPossible, UnknownChoice
from qualcode.model.factor import (
    Direction,
    Factor,
    FactorFile,
    InCase,
    Section,
    Standing,
    Variant,
    factor_id,
    same_wording,
    unique,
)

#: No wording is longer than this, in letters.
LONGEST = 500


def found(file: FactorFile, name: str) -> Factor:
    """The factor with this id or wording; raises `UnknownChoice`."""
    factor = file.find(name)
    if factor is None and not file.factors:
        raise NotPossible("There are no factors yet. qualcode factors propose --write lays out what was noted.")
    if factor is None:
        raise UnknownChoice("The factor", name, [each.id for each in file.factors])
    return factor


def plain_wording(text: str) -> str:
    """A wording on one line; raises `NotPossible` for none, and for one that is no line in a list."""
    words = " ".join(text.split())
    if not words or not any(letter.isalnum() for letter in words):
        raise NotPossible("A factor needs words.")
    if len(words) > LONGEST or "\0" in words:
        raise NotPossible(f"A wording is a line of at most {LONGEST} letters.")
    return words


def set_standing(
    file: FactorFile, name: str, cases: Sequence[str], standing: Standing, *, by: str, on: str, wording: int = 0
) -> FactorFile:
    """Say of some cases (keys) that a factor was found there, is proposed, or was not found; a case that is not named
    with the wording yet is added."""

    def change(each: Variant) -> Variant:
        said = {
            case: InCase(case, standing, *((by, on) if standing is not Standing.PROPOSED else ("", "")))
            for case in cases
        }
        kept = tuple(said.pop(one.case, one) for one in each.cases)
        return replace(each, cases=(*kept, *said.values()))

    factor = found(file, name)
    if factor.begins and wording == 0:
        raise NotPossible(f"{factor.wording!r} is the beginning of {len(factor.variants)} wordings: say which of them.")
    return put(file, changed(factor, wording, change))


def reword(file: FactorFile, name: str, new: str, *, wording: int = 0) -> FactorFile:
    """Put other words in the place of a wording; the factor keeps its id."""
    words = plain_wording(new)
    return put(file, changed(found(file, name), wording, lambda each: replace(each, wording=words)))


def give_evidence(file: FactorFile, name: str, labels: Iterable[str], *, wording: int = 0) -> FactorFile:
    """Lay quotations (labels) behind a wording."""
    new = tuple(labels)
    return put(
        file, changed(found(file, name), wording, lambda each: replace(each, evidence=unique((*each.evidence, *new))))
    )


def take_evidence(file: FactorFile, name: str, label: str, *, wording: int = 0) -> FactorFile:
    """Take a quotation away from behind a wording."""

    def change(each: Variant) -> Variant:
        return replace(each, evidence=tuple(one for one in each.evidence if one != label))

    return put(file, changed(found(file, name), wording, change))


def set_aside(file: FactorFile, name: str, *, aside: bool = True) -> FactorFile:
    """Say that a factor is not wanted in the lists, or that it is after all."""
    return put(file, replace(found(file, name), set_aside=aside))


def turn(file: FactorFile, name: str, direction: Direction) -> FactorFile:
    """Put a factor among those that help, or those that hinder."""
    factor = found(file, name)
    if factor.direction is direction:
        return file
    return add(take_out(file, factor), replace(factor, direction=direction, remarks=_its_own(factor.remarks)))


def add(file: FactorFile, factor: Factor) -> FactorFile:
    """Put a new factor at the end of its direction, before the empty lines there."""
    places = [place for place, each in enumerate(file.sections) if each.direction is factor.direction]
    if not places:
        return FactorFile((*file.sections, Section(factor.direction, (), (factor,))))
    section = file.sections[places[-1]]
    if section.factors:
        *before, last = section.factors
        last, trailing = _without_trailing(last)
        factors = (*before, last, _with_remarks(factor, trailing))
    else:
        lines = section.lines if section.lines[-1:] == ("",) else (*section.lines, "")
        below = ("",) if places[-1] < len(file.sections) - 1 else ()
        section, factors = replace(section, lines=lines), (_with_remarks(factor, below),)
    return _with_section(file, places[-1], replace(section, factors=factors))


def new(file: FactorFile, direction: Direction, wording: str) -> tuple[FactorFile, str]:
    """A factor in these words, with no case or quotation yet, and its id; raises `NotPossible` where there is one."""
    words = plain_wording(wording)
    for each in file.factors:
        if each.direction is direction and same_wording(each.wording) == same_wording(words):
            raise NotPossible(f"There is a factor {each.wording!r} already, with the id {each.id}.")
    name = factor_id(words, [each.id for each in file.factors])
    return add(file, Factor(name, direction, words)), name


def join(file: FactorFile, name: str, other: str) -> FactorFile:
    """Make one line of two factors, each a wording in it; what they have in common at the front is said once. The line
    keeps the first one's id. Raises `NotPossible` where the one helps and the other hinders."""
    first, second = found(file, name), found(file, other)
    if first.id == second.id:
        raise NotPossible("A factor is not joined with itself: name two.")
    if first.direction is not second.direction:
        raise NotPossible(f"{first.wording!r} {first.direction.value} and {second.wording!r} {second.direction.value}: "
                          "change the direction of one first.")  # fmt: skip
    wordings = _distinct([*first.wordings(), *second.wordings()])
    made = _in_one(first, wordings)
    made = replace(made, remarks=(*_its_own(second.remarks), *made.remarks))
    return put(take_out(file, second), made)


def split(file: FactorFile, name: str, wording: int) -> FactorFile:
    """Make a wording of a line a factor of its own, whole, after what is left."""
    factor = found(file, name)
    number = wording - 1 if factor.begins else wording
    wordings = list(factor.wordings())
    if len(wordings) < 2:
        raise NotPossible(f"{factor.wording!r} has one wording: there is nothing to split off.")
    if not 0 <= number < len(wordings):
        raise UnknownChoice("The wording", wording, range(1 if factor.begins else 0, len(factor.variants) + 1))
    apart = wordings.pop(number)
    rest = _in_one(factor, wordings)
    names = [each.id for each in file.factors]
    own = Factor(factor_id(apart.wording, names), factor.direction, apart.wording, apart.cases, apart.evidence)
    rest, trailing = _without_trailing(rest)
    return _replaced(file, factor.id, (rest, _with_remarks(own, (*apart.remarks, *trailing))))


def put(file: FactorFile, factor: Factor) -> FactorFile:
    """The factor in the place of the one with its id."""
    return _replaced(file, factor.id, (factor,))


def take_out(file: FactorFile, factor: Factor) -> FactorFile:
    """The file without a factor; headings and empty lines that stood below it stay."""
    below = tuple(line for line in _all_remarks(factor) if line not in _its_own(_all_remarks(factor)))
    for place, section in enumerate(file.sections):
        names = [each.id for each in section.factors]
        if factor.id in names:
            at = names.index(factor.id)
            left = [*section.factors[:at], *section.factors[at + 1 :]]
            if at and below:
                left[at - 1] = _with_remarks(left[at - 1], below)
            lines = section.lines if at or not any(map(str.strip, below)) else (*section.lines, *below)
            return _with_section(file, place, replace(section, lines=lines, factors=tuple(left)))
    return file


# --- pieces ------------------------------------------------------------------------------------------------------


def changed(factor: Factor, wording: int, change: Callable[[Variant], Variant]) -> Factor:
    """The factor with one of its wordings changed; raises `UnknownChoice` for a wording it has not."""
    if wording == 0:
        own = change(factor.own)
        return replace(factor, wording=own.wording, cases=own.cases, evidence=own.evidence)
    if not 0 < wording <= len(factor.variants):
        raise UnknownChoice("The wording", wording, range(len(factor.variants) + 1))
    variants = list(factor.variants)
    variants[wording - 1] = change(variants[wording - 1])
    return replace(factor, variants=tuple(variants))


def _in_one(factor: Factor, wordings: Sequence[Variant]) -> Factor:
    """A factor of whole wordings: alone, as endings of a common beginning, or the first with cases and the others."""
    if len(wordings) == 1:
        only = wordings[0]
        return replace(factor, wording=only.wording, cases=only.cases, evidence=only.evidence, variants=())
    words = [each.wording.split() for each in wordings]
    front = 0
    while all(len(each) > front + 1 and each[front] == words[0][front] for each in words):
        front += 1
    if front:
        endings = tuple(replace(each, wording=" ".join(own[front:])) for each, own in zip(wordings, words, strict=True))
        return replace(factor, wording=" ".join(words[0][:front]), cases=(), evidence=(), variants=endings)
    first = next((each for each in wordings if each.cases), None)
    if first is None:
        raise NotPossible("None of these wordings has a case. Say first in which case one of them was found.")
    others = tuple(each for each in wordings if each is not first)
    return replace(factor, wording=first.wording, cases=first.cases, evidence=first.evidence, variants=others)


_RANK = (Standing.CONFIRMED, Standing.REJECTED, Standing.PROPOSED)


def _distinct(wordings: Sequence[Variant]) -> list[Variant]:
    """Each wording once, with the cases and quotations of both; what a person said of a case goes before a proposal."""
    made: dict[str, Variant] = {}
    for each in wordings:
        key = same_wording(each.wording)
        if key not in made:
            made[key] = each
            continue
        cases: dict[str, InCase] = {}
        for one in (*made[key].cases, *each.cases):
            old = cases.setdefault(one.case, one)
            if _RANK.index(one.standing) < _RANK.index(old.standing):
                cases[one.case] = one
        evidence = unique((*made[key].evidence, *each.evidence))
        made[key] = replace(made[key], cases=tuple(cases.values()), evidence=evidence)
    return list(made.values())


def _replaced(file: FactorFile, name: str, by: tuple[Factor, ...]) -> FactorFile:
    for place, section in enumerate(file.sections):
        names = [each.id for each in section.factors]
        if name in names:
            at = names.index(name)
            factors = (*section.factors[:at], *by, *section.factors[at + 1 :])
            return _with_section(file, place, replace(section, factors=factors))
    return file


def _with_section(file: FactorFile, place: int, section: Section) -> FactorFile:
    return FactorFile((*file.sections[:place], section, *file.sections[place + 1 :]))


def _all_remarks(factor: Factor) -> tuple[str, ...]:
    return (*factor.remarks, *(line for each in factor.variants for line in each.remarks))


def _its_own(remarks: Sequence[str]) -> tuple[str, ...]:
    """The lines directly below an item that are indented: they belong to it wherever it goes."""
    own: list[str] = []
    for line in remarks:
        if not line[:1].isspace() or not line.strip():
            break
        own.append(line)
    return tuple(own)


def _without_trailing(factor: Factor) -> tuple[Factor, tuple[str, ...]]:
    """The factor without the lines at its end that are not its own, and those lines."""
    if factor.variants:
        last = factor.variants[-1]
        own = _its_own(last.remarks)
        variants = (*factor.variants[:-1], replace(last, remarks=own))
        return replace(factor, variants=variants), last.remarks[len(own) :]
    own = _its_own(factor.remarks)
    return replace(factor, remarks=own), factor.remarks[len(own) :]


def _with_remarks(factor: Factor, lines: Sequence[str]) -> Factor:
    """The factor with more lines at its end."""
    if not factor.variants:
        return replace(factor, remarks=(*factor.remarks, *lines))
    last = factor.variants[-1]
    return replace(factor, variants=(*factor.variants[:-1], replace(last, remarks=(*last.remarks, *lines))))
