"""Factors that come back from a spreadsheet or a copy of their file, laid beside what stands in the project by now.

What was changed there goes in where the project still has what was written out. Where both were changed, the project's
stays and the difference is shown, unless one of the two was chosen. A factor with something wrong in it is left out
whole, so that the same file may be read again once that is mended; one that was read already changes nothing. What is
not in the file that came back stays too: a factor leaves the lists by being set aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.factoring.edits import add, put, turn
from qualcode.analysis.factoring.places import Places, unknown_in
from qualcode.analysis.result import Shown
from qualcode.errors import RowError
from qualcode.formats.factors import one_line
from qualcode.formats.factors_sheet import Given
from qualcode.model.factor import Factor, FactorFile, InCase, Standing, factor_id, same_wording, unique

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Conflict:
    """A factor that was changed in the file that came back and in the project; `here` is None where it is gone."""

    id: str
    row: int
    here: Factor | None
    there: Factor


@dataclass(frozen=True)
class Back(Shown):
    """What came of it: the ids of what is new and what was changed, how many are as they were, the conflicts, and what
    was wrong in rows, which were left out. `kept` are ids that the file did not have, `ours` the conflicts in which the
    project's was chosen."""

    file: FactorFile
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    conflicts: tuple[Conflict, ...]
    errors: tuple[RowError, ...]
    kept: tuple[str, ...]
    ours: tuple[Conflict, ...] = ()
    rule: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(str(each) for each in self.errors)

    def to_frame(self) -> pd.DataFrame:
        """One row per conflict: the factor, its row, what stands in the project and what the file says."""
        import pandas as pd

        rows = [
            (each.id, each.row, one_line(each.here) if each.here else "", one_line(each.there))
            for each in self.conflicts
        ]
        return pd.DataFrame(rows, columns=["factor", "row", "in the project", "in the file"])


def taken_back(
    file: FactorFile, given: Sequence[Given], places: Places, *, path: Path, by: str = "", on: str = "",
    theirs: bool = False, ours: bool = False,
) -> Back:  # fmt: skip
    """Lay what came back over the file. `by` and `on` are who reads it and the day, for cases that were confirmed or
    rejected there without a name; without anybody such a factor is an error. Where both were changed `theirs` takes
    what came back, `ours` keeps what is here."""
    taking = _Taking(file, places, path, (by, on), theirs=theirs)
    for each in given:
        taking.take(each)
    return taking.done(ours=ours)


def keyed(factor: Factor, places: Places) -> Factor:
    """The factor with its cases by key, in the project's order, each once."""
    order = {places.key(case): number for number, case in enumerate(places.cases)}

    def plain(cases: Sequence[InCase]) -> tuple[InCase, ...]:
        found = dict.fromkeys(replace(one, case=places.key(one.case)) for one in cases)
        return tuple(sorted(found, key=lambda one: order.get(one.case, len(order))))

    variants = tuple(replace(each, cases=plain(each.cases)) for each in factor.variants)
    return replace(factor, cases=plain(factor.cases), variants=variants)


class _Taking:
    """Takes what came back in factor by factor."""

    def __init__(
        self, file: FactorFile, places: Places, path: Path, said: tuple[str, str], *, theirs: bool
    ) -> None:  # fmt: skip
        self.before, self.file = file, file
        self.places, self.path, self.said, self.theirs = places, path, said, theirs
        self.new: list[str] = []
        self.changed: list[str] = []
        self.same: list[str] = []
        self.left_out: list[str] = []
        self.conflicts: list[Conflict] = []
        self.errors: list[RowError] = []

    def take(self, given: Given) -> None:
        there = given.factor
        here = next((each for each in self.file.factors if each.id == there.id), None) if there.id else None
        if given.spoiled:
            self.left_out.append(there.id)
        elif here is None:
            self._add(given)
        elif there.mark in (here.mark, given.was):
            self.same.append(here.id)
        else:
            self._change(given, here)

    def done(self, *, ours: bool) -> Back:
        found = tuple(self.conflicts)
        seen = {*self.new, *self.changed, *self.same, *self.left_out, *(each.id for each in found)}
        return Back(
            self.file, tuple(self.new), tuple(self.changed), len(self.same), () if ours else found, tuple(self.errors),
            tuple(each.id for each in self.before.factors if each.id not in seen), found if ours else (),
        )  # fmt: skip

    def _change(self, given: Given, here: Factor) -> None:
        new = self._settled(given.factor, here)
        if new.mark == keyed(here, self.places).mark:
            self.same.append(here.id)
        elif given.was != here.mark and not self.theirs:
            self.conflicts.append(Conflict(here.id, given.row, here, given.factor))
        elif self._is_sound(given, new, here):
            self.file = put(turn(self.file, here.id, new.direction), new)
            self.changed.append(here.id)

    def _add(self, given: Given) -> None:
        """A factor that is not here: a new one, or one that was here when the file was written."""
        new, twin = self._settled(given.factor, None), self._twin(given.factor)
        if given.was and not self.theirs:
            self.conflicts.append(Conflict(given.factor.id, given.row, None, given.factor))
        elif twin and self._settled(given.factor, twin).mark == keyed(twin, self.places).mark:
            self.same.append(twin.id)
        elif twin:
            self._wrong(given, f"{new.wording!r} is there already, as {twin.id!r}: give the row that id.")
        elif self._is_sound(given, new, None):
            new = replace(new, id=new.id or factor_id(new.wording, [each.id for each in self.file.factors]))
            self.file = add(self.file, new)
            self.new.append(new.id)

    def _twin(self, there: Factor) -> Factor | None:
        asked = same_wording(there.wording)
        own = (each for each in self.file.factors if each.direction is there.direction)
        return next((each for each in own if same_wording(each.wording) == asked), None)

    def _settled(self, there: Factor, here: Factor | None) -> Factor:
        return _signed(keyed(there, self.places), keyed(here, self.places) if here else None, self.said)

    def _is_sound(self, given: Given, new: Factor, here: Factor | None) -> bool:
        """Whether nothing is wrong with it; what is, becomes an error each, and the factor is left out whole."""
        found = list(_wrong_in(new, here, self.places))
        for sentence in found:
            self._wrong(given, sentence)
        return not found

    def _wrong(self, given: Given, sentence: str) -> None:
        self.errors.append(RowError(self.path, given.row, f"{sentence} The row was left out."))
        self.left_out.append(given.factor.id)


def _wrong_in(new: Factor, here: Factor | None, places: Places) -> Iterator[str]:
    """Labels and cases there are none of, those aside that the project's file has all the same; a case that is said to
    be two things; and what nobody's name is with."""
    old_labels = set(here.labels()) if here else set()
    old_cases = {each.case for each in here.standings()} if here else set()
    labels, cases = unknown_in(new, places)
    yield from (sentence for label, sentence in labels.items() if label not in old_labels)
    yield from (sentence for case, sentence in cases.items() if case not in old_cases)
    for each in (new.own, *new.variants):
        names = [one.case for one in each.cases]
        yield from (f"{name} stands twice with {each.wording!r}." for name in unique(names) if names.count(name) > 1)
    unsigned = _unsigned(new, here, places)
    if unsigned:
        yield f"{new.wording!r}: {', '.join(unsigned)}, and nobody's name is with it: say whose, with --coder NAME."


def _unsigned(new: Factor, here: Factor | None, places: Places) -> tuple[str, ...]:
    """`confirms KA`, `rejects WW`: what is said of cases without a name, and was not said before."""
    verbs = {Standing.CONFIRMED: "confirms", Standing.REJECTED: "rejects"}
    old = _said_before(keyed(here, places) if here else None)
    found = [each for each in new.standings() if each.standing in verbs and (each.case, each.standing) not in old]
    return unique(f"{verbs[each.standing]} {each.case}" for each in found if not each.by and places.name(each.case))


def _said_before(here: Factor | None) -> dict[tuple[str, Standing], InCase]:
    return {(each.case, each.standing): each for each in (here.standings() if here else ())}


def _signed(new: Factor, here: Factor | None, said: tuple[str, str]) -> Factor:
    """The factor with the remarks it has here. What is said of a case as before keeps the name it has; what is said
    otherwise gets that of who reads it, where the file has none or only that of who said the opposite."""
    old = _said_before(here)
    names = {(each.case, each.by, each.on) for each in old.values()}

    def signed(each: InCase) -> InCase:
        before = old.get((each.case, each.standing))
        if each.standing is Standing.PROPOSED:
            return replace(each, by="", on="")
        if before is not None:
            return each if each.by else replace(each, by=before.by, on=before.on)
        if each.by and (each.case, each.by, each.on) not in names:
            return each
        return replace(each, by=said[0], on=said[1] if said[0] else "")

    remarks = [each.remarks for each in here.variants] if here else []
    variants = tuple(
        replace(each, cases=tuple(map(signed, each.cases)), remarks=remarks[number] if number < len(remarks) else ())
        for number, each in enumerate(new.variants)
    )
    own = here.remarks if here else ()
    lost = tuple(line for lines in remarks[len(variants) :] for line in lines)
    made = replace(new, cases=tuple(map(signed, new.cases)), variants=variants, remarks=own)
    return replace(made, remarks=(*own, *lost)) if lost else made
