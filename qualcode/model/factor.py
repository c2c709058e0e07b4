"""What helps and what hinders, as people word it: a factor with the cases it was found in and the quotations behind it.

    Factor("korte-lijnen-met", Direction.HELPS, "korte lijnen met", variants=(
        Variant("de huisarts", (InCase("ST"), InCase("WW"))),
        Variant("de praktijkondersteuner", (InCase("KR"), InCase("OG", Standing.PROPOSED))),
    ))

Cases stand here as people write them: by key, or by name. What a label or a case means is looked up by who has the
project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from qualcode.model.settings import slug


class Direction(StrEnum):
    """What a factor does."""

    HELPS = "helps"
    HINDERS = "hinders"


class Standing(StrEnum):
    """What a person said of a factor in a case: confirmed it, nothing yet, or that it is not so."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class InCase:
    """A case a factor was found in; `by` and `on` (ISO day) say who confirmed or rejected it and when, and are empty
    where it was written into the file by hand."""

    case: str
    standing: Standing = Standing.CONFIRMED
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another wording in the line of a factor, with cases and quotations of its own."""

    wording: str
    cases: tuple[InCase, ...] = ()
    evidence: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """A line of the list. With cases of its own its wording is whole, and so are those of its variants; without, it is
    the beginning of a sentence that each variant ends. `set_aside`: a person wants no such factor. `remarks` are the
    lines below it in the file that say something else, as they stand."""

    id: str
    direction: Direction
    wording: str
    cases: tuple[InCase, ...] = ()
    evidence: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    set_aside: bool = False
    remarks: tuple[str, ...] = field(default=(), compare=False)

    @property
    def begins(self) -> bool:
        """Whether the wording is a beginning that the variants end."""
        return bool(self.variants) and not self.cases

    @property
    def own(self) -> Variant:
        """Its own wording, cases and quotations, without those of its variants."""
        return Variant(self.wording, self.cases, self.evidence)

    def wordings(self) -> tuple[Variant, ...]:
        """Every wording whole, with its cases and quotations; those of a beginning go with each ending."""
        if not self.begins:
            return (self.own, *self.variants)
        return tuple(
            replace(each, wording=f"{self.wording} {each.wording}", evidence=unique((*each.evidence, *self.evidence)))
            for each in self.variants
        )

    def labels(self) -> tuple[str, ...]:
        """The quotations of all its wordings, each once."""
        return unique((*self.evidence, *(label for each in self.variants for label in each.evidence)))

    def standings(self) -> Iterator[InCase]:
        """What was said of each case, wording by wording."""
        yield from self.cases
        for each in self.variants:
            yield from each.cases

    @property
    def mark(self) -> str:
        """Says whether two factors have the same content, remarks and the order of cases aside. It begins with a
        letter: no spreadsheet takes it for a number."""
        said = (self.direction.value, self.set_aside, _plain(self.own), *(_plain(each) for each in self.variants))
        return "m" + sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:11]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file of factors: its heading and the lines below it as they stand, and its factors. Without a
    `direction` nothing in it is a factor."""

    direction: Direction | None
    lines: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorFile:
    """What stands in the file of factors, in its order."""

    sections: tuple[Section, ...] = ()

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(factor for section in self.sections for factor in section.factors)

    def find(self, name: str) -> Factor | None:
        """The factor with this id, or with this wording whatever its capitals."""
        asked = same_wording(name)
        by_id = [each for each in self.factors if each.id == name]
        return next(iter([*by_id, *(each for each in self.factors if same_wording(each.wording) == asked)]), None)


def same_wording(text: str) -> str:
    """What two spellings of a wording have in common: capitals and spaces aside.

    >>> same_wording(" Korte  lijnen ")
    'korte lijnen'
    """
    return " ".join(text.casefold().split())


def factor_id(wording: str, taken: Iterable[str] = ()) -> str:
    """The id of a new factor: its wording as a name, with a number where that is taken.

    >>> factor_id("Korte lijnen", ["korte-lijnen"])
    'korte-lijnen-2'
    """
    name, known, number = slug(wording) or "factor", set(taken), 1
    found = name
    while found in known:
        number += 1
        found = f"{name}-{number}"
    return found


def is_id(text: str) -> bool:
    """Whether a text can be the id of a factor: letters, digits and dashes."""
    return bool(re.fullmatch(r"\w[\w-]*", text))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _plain(each: Variant) -> tuple[object, ...]:
    cases = tuple(sorted((one.case, one.standing.value, one.by, one.on) for one in each.cases))
    return each.wording, cases, each.evidence
