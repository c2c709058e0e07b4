"""Whether more interviews would bring new codes: saturation after Guest, Namey & Chen (2020), over all interviews and
per case, with what other orders of the same interviews would have said.

    found = saturation(selection, base=4, run=2, threshold=0.05)
    found.statement, found.whole.new, found.whole.band
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.likening import saturated_texts as texts
from qualcode.analysis.likening.newness import Band, Run, band, first_reached, new_codes, runs
from qualcode.analysis.likening.present import (
    Theme,
    aside,
    document_themes,
    interviews,
    names_everybody,
    persons,
    themes,
)
from qualcode.analysis.result import Shown
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption, WrongUsage
from qualcode.i18n import Language, language
from qualcode.query.cut import check_attribute, missing, ordered_values
from qualcode.query.layers import finishes
from qualcode.query.selection import Selection
from qualcode.rules import rule_of_selection
from qualcode.tables import Bools

if TYPE_CHECKING:
    import pandas as pd

DATE, DOCUMENT = "date", "document"
ORDERS = (DATE, DOCUMENT)


@dataclass(frozen=True)
class Series:
    """One series of interviews: all of them (an empty `name`) or those of one case. `order` are the interviews that
    count, `dates` their days (ISO, or empty), `new` how many codes each brought and `names` which, `cumulative` the
    codes so far. `reached` is the number of interviews before the first run within the threshold, or None, and
    `statement` says so in words, with the reason. `again`: interviews left out because everybody in them was
    interviewed before."""

    name: str
    order: tuple[str, ...]
    dates: tuple[str, ...]
    new: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    cumulative: tuple[int, ...]
    runs: tuple[Run, ...]
    reached: int | None
    statement: str
    band: Band | None
    again: tuple[str, ...]


@dataclass(frozen=True)
class Saturation(Shown):
    """All series, the one over everything first. `threshold` is a share (0.05 for 5 %). `about`, the end of the rule:
    what this measures and what it does not."""

    base: int
    run: int
    threshold: float
    by: str
    series: tuple[Series, ...]
    rule: str
    warnings: tuple[str, ...]
    about: str

    @property
    def whole(self) -> Series:
        """The series over everything."""
        return self.series[0]

    @property
    def statement(self) -> str:
        """Whether and where saturation is reached over everything, in words."""
        return self.whole.statement

    def of(self, name: str) -> Series:
        """The series of a case, by name; raises `UnknownChoice`."""
        found = [each for each in self.series if each.name.casefold() == name.casefold()]
        if not found:
            raise UnknownChoice("The series", name, [each.name for each in self.series if each.name])
        return found[0]

    def to_frame(self) -> pd.DataFrame:
        """One row per series and interview: its place, the codes it brought and those so far, the percentiles of
        random orders, and the run that begins after it (new codes, share of the base, whether that is within the
        threshold)."""
        import pandas as pd

        rows = [row for each in self.series for row in _rows(each, self.language)]
        header = ["series", "place", "interview", "date", "new", "so far", "p10", "p50", "p90"]
        frame = pd.DataFrame(rows, columns=[*header, "new in run", "share", "reached", "new codes"])
        whole = dict.fromkeys(("p10", "p50", "p90", "new in run"), "Int64")
        return frame.astype({**whole, "share": float, "reached": "boolean"})

    def summary(self) -> pd.DataFrame:
        """One row per series: interviews, codes, where saturation is reached, and where in random orders."""
        import pandas as pd

        _ = self.language
        rows = [
            (each.name or _("all"), len(each.order), each.cumulative[-1] if each.cumulative else 0, len(each.again),
             texts.place(each.reached, self.run), *_spread(each.band, self.run), each.statement)
            for each in self.series
        ]  # fmt: skip
        header = ["series", "interviews", "codes", "left out", "reached", "p10", "p50", "p90", "in words"]
        return pd.DataFrame(rows, columns=header)


def _rows(each: Series, _: Language) -> list[tuple[object, ...]]:
    at = {run.at: run for run in each.runs}
    found = []
    for number, interview in enumerate(each.order):
        run, curve = at.get(number + 1), each.band
        percentiles = (curve.low[number], curve.middle[number], curve.high[number]) if curve else (None, None, None)
        ends = (run.new, run.ratio, run.reached) if run else (None, None, None)
        counts = (each.dates[number], each.new[number], each.cumulative[number])
        codes = "; ".join(each.names[number])
        found.append((each.name or _("all"), number + 1, interview, *counts, *percentiles, *ends, codes))
    return found


def _spread(found: Band | None, run: int) -> tuple[str, ...]:
    return tuple(texts.place(each, run) for each in found.reached) if found else ("", "", "")


def saturation(
    chosen: Selection, *, base: int = 4, run: int = 2, threshold: float = 0.05, order: str = DATE,
    by: str | None = None, codes: Sequence[str] = (), level: int | None = None, grades: bool = False,
    permutations: int = 1000, seed: int = 1,
) -> Saturation:  # fmt: skip
    """Where the first run of `run` interviews after a base of `base` brings no more than `threshold` new codes.

    A source is an interview that was coded or finished; one in which everybody was interviewed before is none and is
    left out. Who speaks in a summary that names nobody is not known, and counts as new. `order` is by `date` (where all
    have one) or as the documents stand; `by` gives a series per case (or value of an attribute) as well. Codes as in
    `present.themes`. Raises `UnknownOption`, `UnknownChoice`, `WrongUsage`, and `NotPossible`
    where there is nothing to count or nearly everybody was interviewed again."""
    _check(chosen, base, run, threshold, order, by, permutations)
    wanted = themes(chosen, codes=codes, level=level, grades=grades)
    held = _Held(chosen, wanted, order)
    if not wanted or not held.order:
        raise NotPossible("There is no coded interview in this selection. Choose another layer, filter or codes.")
    _ = language(chosen.corpus.settings)
    made = _Maker(held, base, run, threshold, permutations, seed, _)
    whole = made.series("", held.order)
    if len(whole.order) < base + run <= len(held.order):
        raise NotPossible(_same_people(len(whole.again), len(held.order), base + run))
    series = (whole, *(made.series(name, own) for name, own in _groups(held, by).items()))
    what = texts.rule(base, run, threshold, order == DATE and not held.undated, len(wanted), _, codes, level, grades)
    rule = f"{rule_of_selection(what, chosen)} {texts.about(_)}"
    notes = _warnings(held, whole, threshold, _)
    return Saturation(base, run, threshold, by or "", series, rule, notes, texts.about(_), language=_)


def _check(
    chosen: Selection, base: int, run: int, threshold: float, order: str, by: str | None, permutations: int
) -> None:
    if order not in ORDERS:
        raise UnknownOption("The order", order, ORDERS)
    if base < 1 or run < 1:
        raise WrongUsage("Base and run count interviews, 1 at least; usual are a base of 4 to 6 and a run of 2 or 3.")
    if not 0 <= threshold < 1:
        raise WrongUsage(f"The threshold is a share from 0 to 1, such as 0.05 for 5 %, not {threshold}.")
    if permutations < 0:
        raise WrongUsage("The number of random orders is 0 (none) or more.")
    if by is not None:
        check_attribute(chosen.corpus, "The series", by)


def _same_people(again: int, every: int, needed: int) -> str:
    return (
        f"In {again} of these {every} interviews everybody was interviewed before, which leaves fewer than the "
        f"{needed} that base and run need. Saturation is about new sources, not about people who are asked again: "
        "compare the rounds instead (qualcode rounds), or choose one round with --where."
    )


class _Held:
    """The interviews of a selection that are sources, in order, with their codes, days and persons."""

    def __init__(self, chosen: Selection, wanted: tuple[Theme, ...], order: str) -> None:
        self.chosen, self.themes = chosen, wanted
        self.documents = interviews(chosen)
        self.finishes = finishes(chosen.corpus, chosen.marks, chosen.layer)
        there = document_themes(chosen, wanted)
        coded = {int(place) for place in np.unique(chosen.marks.document[chosen.codings])}
        ready = [name for name, places in self.documents.items() if self._ready(places, coded)]
        self.waiting = len(self.documents) - len(ready)
        self.there = {name: np.asarray(there[list(self.documents[name])].any(axis=0), bool) for name in ready}
        self.persons = {name: persons(chosen.corpus, self.documents[name]) for name in ready}
        self.unfinished = sum(not self._finished(self.documents[name]) for name in ready)
        self.dates = {name: self._day(self.documents[name]) for name in ready}
        self.undated = [name for name in ready if not self.dates[name]] if order == DATE else []
        dated = order == DATE and not self.undated
        self.order = sorted(ready, key=lambda name: self.dates[name]) if dated else ready

    def _ready(self, places: Sequence[int], coded: set[int]) -> bool:
        return bool(coded & set(places)) or self._finished(places)

    def _finished(self, places: Sequence[int]) -> bool:
        return all(self.finishes[place] is not None for place in places)

    def _day(self, places: Sequence[int]) -> str:
        days = [str(self.chosen.corpus.documents[place].attributes.get("date") or "") for place in places]
        return min((day for day in days if day), default="")

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of the codebook under which these interviews were finished."""
        places = [place for name in self.order for place in self.documents[name]]
        return tuple(sorted({finish.version for place in places if (finish := self.finishes[place]) is not None}))

    def sources(self, order: Sequence[str]) -> tuple[list[str], list[str]]:
        """The interviews in which somebody is new, or may be, and those in which everybody was heard before in this
        order."""
        heard: set[object] = set()
        fresh: list[str] = []
        again: list[str] = []
        for name in order:
            people = self.persons[name]
            (again if people <= heard else fresh).append(name)
            heard |= people
        return fresh, again


@dataclass(frozen=True)
class _Maker:
    """Makes a series of an order of interviews."""

    held: _Held
    base: int
    run: int
    threshold: float
    permutations: int
    seed: int
    language: Language

    def series(self, name: str, order: Sequence[str]) -> Series:
        fresh, again = self.held.sources(order)
        there = np.array([self.held.there[each] for each in fresh], bool).reshape(len(fresh), len(self.held.themes))
        new = new_codes(there)
        found = tuple(runs(new, self.base, self.run, self.threshold))
        spread = band(there, self.base, self.run, self.threshold, self.permutations, self.seed)
        cumulative = tuple(int(value) for value in np.cumsum(new))
        reached = first_reached(found)
        said = texts.statement(
            len(fresh), self.base, self.run, self.threshold, found, spread, len(again), self.language
        )
        dates = tuple(self.held.dates[each] for each in fresh)
        return Series(
            name, tuple(fresh), dates, new, self._names(there), cumulative, found, reached, said, spread, tuple(again)
        )

    def _names(self, there: Bools) -> tuple[tuple[str, ...], ...]:
        """Per interview the paths of the codes that no earlier one has."""
        seen = np.zeros(there.shape[1], bool)
        found = []
        for row in there:
            found.append(tuple(self.held.themes[place].path for place in np.flatnonzero(row & ~seen).tolist()))
            seen |= row
        return tuple(found)


def _groups(held: _Held, by: str | None) -> Mapping[str, list[str]]:
    """The interviews per case, or value of an attribute; none without `by`."""
    if by is None:
        return {}
    corpus = held.chosen.corpus
    said = {
        place: list(corpus.said(by)[place]) or [missing(corpus)]
        for name in held.order
        for place in held.documents[name]
    }
    groups = {}
    for value in ordered_values(corpus, by, said, held.chosen.where):
        own = [name for name in held.order if any(value in said[place] for place in held.documents[name])]
        if own:
            groups[str(value)] = own
    return groups


def _warnings(held: _Held, whole: Series, threshold: float, _: Language) -> tuple[str, ...]:
    """What a reader should know, a sentence each."""
    book = held.chosen.corpus.codebook
    open_codes = sum(any(book.codes[place].open for place in theme.codes) for theme in held.themes)
    sentences = [
        texts.again(len(whole.again), len(held.order), _),
        texts.nameless(sum(not names_everybody(held.persons[name]) for name in held.order), len(held.order), _),
        texts.undated(held.undated, _),
        texts.versions(held.versions, _),
        texts.open_codes(open_codes, _),
        texts.unfinished(held.unfinished, _),
        texts.waiting(held.waiting, _),
        texts.aside(aside(held.chosen), _),
        texts.relapse(whole.runs, threshold, _),
    ]
    return tuple(each for each in sentences if each)
