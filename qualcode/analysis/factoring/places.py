"""Where the cases and quotations of factors are, and what is not as it should be in what people wrote of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.sources import Source, case_keys, case_names
from qualcode.errors import did_you_mean
from qualcode.i18n import Language, language
from qualcode.model import Anchor
from qualcode.model.factor import Factor, FactorFile, Standing, Variant
from qualcode.query.cut import missing
from qualcode.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Places:
    """`names` goes from the key or the name of a case (in small letters) to its name, `keys` from its name to its key;
    `cases` are all in the project's order, `interviewed` those with an interview. `quotations` has the name of the case
    of each quotation (empty where it has none), by label; `orphaned` are labels of those whose words are gone."""

    names: Mapping[str, str]
    keys: Mapping[str, str]
    cases: tuple[str, ...]
    interviewed: frozenset[str]
    quotations: Mapping[str, str]
    orphaned: frozenset[str]

    def name(self, case: str) -> str:
        """The name of a case by key or name; empty for one there is none of."""
        return self.names.get(case.strip().casefold(), "")

    def key(self, case: str) -> str:
        """The key of a case by key or name; as it stands for one there is none of."""
        name = self.name(case)
        return self.keys.get(name, name) or case


def places_of(corpus: Corpus, sources: Sequence[Source], quotations: pd.DataFrame) -> Places:
    """From the rows of `project.quotations`."""
    keys, cases, none = case_keys(corpus), case_names(corpus), missing(corpus)
    named = {keys.get(case, case).casefold(): case for case in cases} | {case.casefold(): case for case in cases}
    by_document = {source.id: "" if source.case == none else source.case for source in sources}
    rows = zip(quotations["quotation"], quotations["document"], quotations["anchor"], strict=True)
    firm, orphaned = {}, set()
    for label, document, anchor in rows:
        if anchor == Anchor.ORPHANED:
            orphaned.add(str(label))
        else:
            firm[str(label)] = by_document[str(document)]
    interviewed = frozenset(source.case for source in sources if source.is_interview)
    return Places(named, keys, cases, interviewed, firm, frozenset(orphaned))


def check(file: FactorFile, places: Places, corpus: Corpus) -> tuple[str, ...]:
    """What somebody should look at, a sentence each in the project's language; what was set aside is passed over."""
    _ = language(corpus.settings)
    found: list[str] = []
    for factor in file.factors:
        if not factor.set_aside:
            found += dict.fromkeys(_of_factor(factor, places, corpus, _))
    return tuple(found)


def unknown_in(factor: Factor, places: Places) -> tuple[dict[str, str], dict[str, str]]:
    """The labels that name no quotation, and the cases that are none, each with a sentence on what may be meant."""
    known = [*places.quotations, *places.orphaned]
    labels = [each for each in factor.labels() if each not in places.quotations and each not in places.orphaned]
    cases = dict.fromkeys(each.case for each in factor.standings() if not places.name(each.case))
    of_cases = [places.key(case) for case in places.cases]
    of_names = [*of_cases, *places.cases]
    return (
        {label: f"{label!r} names no quotation.{did_you_mean(label, known)}" for label in labels},
        {
            case: f"{case!r} is no case.{did_you_mean(case, of_names)} The cases are {', '.join(of_cases)}."
            for case in cases
        },
    )


def _of_factor(factor: Factor, places: Places, corpus: Corpus, _: Language) -> Iterator[str]:
    name = factor.wording or factor.id
    if not factor.wording:
        yield _("A factor without words: write what it is, or take the line out.")
    for label in factor.labels():
        if label in places.orphaned:
            yield _("“%(factor)s”: the words of %(label)s are no longer in the text; it no longer counts as evidence.",
                    factor=name, label=label)  # fmt: skip
        elif label not in places.quotations:
            yield _("“%(factor)s”: %(label)s names no quotation of this project.", factor=name, label=label)
    for each in factor.standings():
        if not places.name(each.case):
            yield _("“%(factor)s”: %(case)s is none of the %(cases)s.", factor=name, case=each.case,
                    cases=corpus.settings.case.plural or _("cases"))  # fmt: skip
    for wording in factor.wordings():
        yield from _of_wording(wording, places, _)


def _of_wording(each: Variant, places: Places, _: Language) -> Iterator[str]:
    """A case that was confirmed with no quotation of its own, and quotations from a case that is not named."""
    confirmed = {places.name(one.case) for one in each.cases if one.standing is Standing.CONFIRMED} - {""}
    named = {places.name(one.case) for one in each.cases}
    heard = {places.quotations[label] for label in each.evidence if label in places.quotations}
    for case in places.cases:
        if case in confirmed and case not in heard:
            if heard:
                yield _("“%(factor)s”: confirmed for %(case)s, with quotations from elsewhere only.",
                        factor=each.wording, case=case)  # fmt: skip
            else:
                yield _("“%(factor)s”: confirmed for %(case)s without a quotation.", factor=each.wording, case=case)
    for label in each.evidence:
        case = places.quotations.get(label, "")
        if case and case not in named:
            yield _("“%(factor)s”: %(label)s is from %(case)s, which is not named with it.",
                    factor=each.wording, label=label, case=case)  # fmt: skip
