"""Factors that somebody may want to confirm: the specifications of the codes of what helps and what hinders, those that
say nearly the same taken together, with the cases and quotations of each.

    found = propose(selection, project.codings, places)
    found.items[0].factor, found.items[0].why

Wordings are near-duplicates where the lemmas of their telling words are: their token-set similarity (0–100, rapidfuzz)
is `NEAR` or more. Each joins the most common wording it is near to, and nothing else follows from that: a person
decides whether they are one factor, two wordings of it, or two factors. What was specified under any other code is laid
with them where it says the same in about as many words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.factoring.noted import Factor as Noted
from qualcode.analysis.factoring.noted import Factors, codes_named, factors
from qualcode.analysis.factoring.places import Places
from qualcode.analysis.result import Shown
from qualcode.analysis.sources import sources
from qualcode.formats.factor_words import directions
from qualcode.i18n import Language, language
from qualcode.model.factor import Direction, Factor, InCase, Standing, Variant, factor_id, same_wording, unique
from qualcode.query.selection import Selection
from qualcode.rules import rule_of_selection
from qualcode.text.lemmas import Lemmas

if TYPE_CHECKING:
    import pandas as pd

#: From this similarity on, of 100, two wordings are laid together.
NEAR = 80.0
#: A single word says enough to look for it elsewhere when it has so many letters.
_LONG = 8
#: So many quotations elsewhere are named at most.
_MOST_NEARBY = 12


@dataclass(frozen=True, slots=True)
class Alike:
    """A wording laid with another: how near they are (0–100), and the telling lemmas they share."""

    wording: str
    similarity: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A factor nobody has confirmed, all its cases proposed. `interviews` is how many interviews name it, `others` how
    many documents that are none (a questionnaire, minutes, a mail); `alike` says why its variants are with it; `nearby`
    are quotations under other codes that hold all its telling words."""

    factor: Factor
    interviews: int
    others: int
    alike: tuple[Alike, ...]
    nearby: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Proposals(Shown):
    """Proposals per direction, those of most cases and interviews first."""

    items: tuple[Proposal, ...]
    rule: str
    warnings: tuple[str, ...] = ()

    def states(self) -> Mapping[str, Mapping[str, str]]:
        return {"direction": directions(self.language)}

    def to_frame(self) -> pd.DataFrame:
        """One row per proposal: direction, its id and wording, the cases, how many interviews name it and how many
        other documents, the quotations, the wordings laid with it, quotations elsewhere that hold its words, and why it
        is proposed."""
        import pandas as pd

        rows = [
            (each.factor.direction.value, each.factor.id, each.factor.wording,
             ", ".join(unique(one.case for one in each.factor.standings())), each.interviews, each.others,
             "; ".join(each.factor.labels()), "; ".join(f"{one.wording} ({one.similarity})" for one in each.alike),
             "; ".join(each.nearby), each.why)
            for each in self.items
        ]  # fmt: skip
        names = ["direction", "factor", "wording", "cases", "interviews", "other documents", "evidence", "alike",
                 "nearby", "why"]  # fmt: skip
        return pd.DataFrame(rows, columns=names)


def propose(chosen: Selection, codings: pd.DataFrame, places: Places) -> Proposals:
    """Proposals from the counted rows of `project.codings`; what is under codes of wishes (the second of a contrast) is
    left out. Raises `UnknownCode` for a code that the settings name and the codebook has not."""
    corpus, told = chosen.corpus, chosen.corpus.settings.report
    _ = language(corpus.settings)
    found = {
        direction: factors(corpus, codings, chosen.counted, names, sources(corpus), places.cases)
        for direction, names in ((Direction.HELPS, told.helping), (Direction.HINDERS, told.hindering))
        if names
    }
    making = _Making(chosen, codings, places, found)
    items = [each for direction in found for each in making.proposals(direction)]
    named = _.joined([" › ".join(corpus.codebook.names(code)) for each in found.values() for code in each.codes])
    what = _(
        "Proposed: specifications of %(codes)s, taken together from a similarity of %(near)s of 100 on "
        "(token-set ratio of the lemmas of their telling words)",
        codes=named or "–",
        near=int(NEAR),
    )
    warnings = tuple(_left_out(found, codings, _))
    return Proposals(tuple(_named(items)), rule_of_selection(what, chosen), warnings, language=_)


def groups(wordings: Sequence[str], lemmas: Lemmas) -> list[list[tuple[int, Alike | None]]]:
    """Places of wordings that belong together, most common first in each group: a wording joins the first of the group
    it is nearest to, or begins one of its own.

    >>> [[place for place, _ in group] for group in groups(["warme overdracht", "vervoer", "goede overdracht"],
    ...                                                    Lemmas.of("nl"))]
    [[0, 2], [1]]
    """
    found: list[list[tuple[int, Alike | None]]] = []
    for place, wording in enumerate(wordings):
        near = [(alike(wordings[group[0][0]], wording, lemmas), group) for group in found]
        best = max(near, key=lambda each: each[0].similarity, default=None)
        if best is not None and best[0].similarity >= NEAR:
            best[1].append((place, best[0]))
        else:
            found.append([(place, None)])
    return found


def alike(first: str, second: str, lemmas: Lemmas, *, whole: bool = False) -> Alike:
    """How near the second wording is to the first; without telling words only the same wording is near. With `whole`
    a wording is not near to one that only says more."""
    from rapidfuzz import fuzz

    one, two = telling(first, lemmas), telling(second, lemmas)
    if not one or not two:
        return Alike(second, 100 if same_wording(first) == same_wording(second) else 0, ())
    ratio = fuzz.token_sort_ratio if whole else fuzz.token_set_ratio
    score = ratio(" ".join(sorted(one)), " ".join(sorted(two)))
    return Alike(second, int(score), tuple(sorted(one & two)))


def telling(text: str, lemmas: Lemmas) -> frozenset[str]:
    """The lemmas of the words that say something of a subject."""
    return frozenset(each for each in lemmas.lemmas(text) if lemmas.telling(each))


class _Making:
    """Makes proposals of what was noted."""

    def __init__(
        self, chosen: Selection, codings: pd.DataFrame, places: Places, found: dict[Direction, Factors]
    ) -> None:
        corpus = chosen.corpus
        self.corpus, self.places, self.found = corpus, places, found
        self.lemmas, self.language = Lemmas.of(corpus.settings.language), language(corpus.settings)
        self.labels: list[str] = [str(each) for each in codings["quotation"]]
        self.codes: list[str] = [str(each) for each in codings["code_id"]]
        wishes = codes_named(corpus.codebook, [right for _left, right in corpus.settings.report.contrast])
        apart = {code for each in found.values() for code in each.codes} | set(wishes)
        below = corpus.codebook.subtree
        other = tuple(code.id for code in corpus.codebook if apart.isdisjoint(each.id for each in below(code.id)))
        others = factors(corpus, codings, chosen.counted, other, sources(corpus), places.cases) if other else None
        self.elsewhere = others.factors if others else ()
        self.said = self._words(codings, chosen, set(other))

    def _words(self, codings: pd.DataFrame, chosen: Selection, other: set[str]) -> dict[str, frozenset[str]]:
        """The telling lemmas of each quotation under the other codes, by label."""
        rows = np.flatnonzero(chosen.counted & codings["code_id"].isin(other).to_numpy(bool)).tolist()
        quotes = [str(each) for each in codings["quote"]]
        return {self.labels[row]: telling(quotes[row], self.lemmas) for row in rows}

    def proposals(self, direction: Direction) -> Iterator[Proposal]:
        noted = self.found[direction].factors
        for group in groups([each.wording for each in noted], self.lemmas):
            own = [noted[place] for place, _near in group]
            near = [each for _place, each in group if each is not None]
            for each in self.elsewhere:
                one = alike(own[0].wording, each.wording, self.lemmas, whole=True)
                if one.similarity >= NEAR:
                    own.append(each)
                    near.append(one)
            yield self._proposal(direction, own, near)

    def _proposal(self, direction: Direction, noted: Sequence[Noted], near: Sequence[Alike]) -> Proposal:
        first, *others = [self._variant(each) for each in _merged(noted)]
        factor = Factor("", direction, first.wording, first.cases, first.evidence, tuple(others))
        behind = [place for each in noted for place in each.codings]
        documents = [self.corpus.documents[place] for place in sorted(self._documents(behind))]
        interviews = {each.interview for each in documents if each.kind == "interview"}
        besides = sum(each.kind != "interview" for each in documents)
        kept = tuple(each for each in near if same_wording(each.wording) != same_wording(first.wording))
        return Proposal(factor, len(interviews), besides, kept, self._nearby(factor), self._why(behind, kept))

    def _documents(self, codings: Sequence[int]) -> set[int]:
        place_of = self.corpus.place_of_document
        return {place_of[self.labels[each].rpartition(":")[0]] for each in codings}

    def _variant(self, noted: Noted) -> Variant:
        cases = tuple(InCase(self.places.key(case), Standing.PROPOSED) for case in noted.cases)
        return Variant(noted.wording, cases, unique(self.labels[place] for place in noted.codings))

    def _nearby(self, factor: Factor) -> tuple[str, ...]:
        """Quotations under other codes with all the telling words, where these say enough together."""
        sought = telling(factor.wording, self.lemmas)
        if not sought or (len(sought) == 1 and len(next(iter(sought))) < _LONG):
            return ()
        known = set(factor.labels())
        found = [label for label, words in self.said.items() if sought <= words and label not in known]
        return tuple(found[:_MOST_NEARBY])

    def _why(self, behind: Sequence[int], near: Sequence[Alike]) -> str:
        _ = self.language
        codes = unique(" › ".join(self.corpus.codebook.names(self.codes[place])) for place in behind)
        labels = {self.labels[place] for place in behind}
        parts = [
            _.plural(
                "Noted at %(count)s quotation, under %(codes)s.",
                "Noted at %(count)s quotations, under %(codes)s.",
                len(labels),
                codes=_.joined(list(codes)),
            )
        ]
        for each in near:
            parts.append(
                _(
                    "“%(wording)s” is laid with it: similarity %(score)s of 100; they share %(words)s.",
                    wording=each.wording,
                    score=each.similarity,
                    words=_.joined(list(each.shared)) or "–",
                )
            )
        return " ".join(parts)


def _merged(noted: Sequence[Noted]) -> list[Noted]:
    """Each wording once; one that was noted under other codes too gets their codings."""
    found: dict[str, Noted] = {}
    for each in noted:
        key = same_wording(each.wording)
        old = found.get(key)
        cases = unique((*(old.cases if old else ()), *each.cases))
        codings = (*(old.codings if old else ()), *each.codings)
        found[key] = Noted(old.wording if old else each.wording, cases, each.interviews, each.spread, codings)
    return list(found.values())


def _named(items: Sequence[Proposal]) -> Iterator[Proposal]:
    from dataclasses import replace

    taken: list[str] = []
    for each in items:
        taken.append(factor_id(each.factor.wording, taken))
        yield replace(each, factor=replace(each.factor, id=taken[-1]))


def _left_out(found: dict[Direction, Factors], codings: pd.DataFrame, _: Language) -> Iterator[str]:
    bare = [place for each in found.values() for place in each.unspecified]
    labels = {str(each) for each in codings["quotation"].iloc[bare]}
    if labels:
        yield _.plural(
            "%(count)s quotation under these codes has no specification; nothing is proposed of it.",
            "%(count)s quotations under these codes have no specification; nothing is proposed of them.",
            len(labels),
        )
    if not found:
        yield _("The settings name no codes of what helps or hinders (report: helping, hindering).")
