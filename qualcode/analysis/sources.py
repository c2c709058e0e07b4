"""Documents as a report speaks of them: which case, which round, who was heard, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.errors import UnknownChoice
from qualcode.model import INTERVIEW, ROUND, Document
from qualcode.query import layers
from qualcode.query.cut import missing, ordered_values
from qualcode.query.where import attribute_values
from qualcode.tables import Bools, Corpus, Marks, shown


@dataclass(frozen=True, slots=True)
class Source:
    """One document. `case` is the case's name; `round`, `role` and `date` (ISO) are empty where it does not say.
    `persons` are pseudonyms, empty where none are named."""

    id: str
    interview: str
    case: str
    kind: str
    round: str
    role: str
    date: str
    persons: tuple[str, ...]

    @property
    def is_interview(self) -> bool:
        return self.kind == INTERVIEW


def sources(corpus: Corpus) -> tuple[Source, ...]:
    """One per document, in the corpus's order."""
    return tuple(_source(corpus, place, document) for place, document in enumerate(corpus.documents))


def _source(corpus: Corpus, place: int, document: Document) -> Source:
    def said(name: str) -> str:
        value = shown(document.attributes.get(name))
        return "" if value is None else str(value)

    persons = tuple(str(each) for each in attribute_values(corpus, place, "persons"))
    case, round_ = corpus.case_name(document) or missing(corpus), said(corpus.settings.round.attribute)
    return Source(document.id, document.interview, case, document.kind, round_, said("role"), said("date"), persons)


def case_names(corpus: Corpus) -> tuple[str, ...]:
    """The cases by name, in the project's order; those without documents too."""
    said = {place: attribute_values(corpus, place, "case") or [missing(corpus)] for place in _places(corpus)}
    return tuple(str(each) for each in ordered_values(corpus, "case", said, {}))


def case_keys(corpus: Corpus) -> dict[str, str]:
    """From the name of a case to its key (`Kampen` to `KA`); the name itself where it has no other."""
    keys = {corpus.case_name(document): document.case for document in corpus.documents if document.case}
    return {**keys, **{name: key for key, name in corpus.settings.cases.items()}}


def one_case(corpus: Corpus, names: Sequence[str], asked: str | None) -> str:
    """The name of the case asked for by name or key; empty when none is. Raises `UnknownChoice`."""
    if asked is None:
        return ""
    keys = case_keys(corpus)
    for name in names:
        if asked.strip().casefold() in (name.casefold(), keys.get(name, name).casefold()):
            return name
    raise UnknownChoice("The case", asked, dict.fromkeys([*names, *(keys[name] for name in names if name in keys)]))


def rounds(corpus: Corpus, among: Iterable[Source]) -> tuple[str, ...]:
    """The rounds in order, and last the empty one where a document does not say; just that one where none does."""
    found = {source.round for source in among}
    every = [str(each) for each in ordered_values(corpus, ROUND, {}, {})]
    return (*(each for each in dict.fromkeys([*every, *sorted(found)]) if each and each in found), *_last(found))


def counted_codings(corpus: Corpus, marks: Marks, every: Sequence[Source], cases: Sequence[str]) -> Bools:
    """The codings that the report counts: those of the layer final, in its cases."""
    inside = np.array([source.case in cases for source in every], bool)
    chosen: Bools = layers.counting(corpus, marks, layers.FINAL) & inside[marks.document]
    return chosen


def _last(found: set[str]) -> tuple[str, ...]:
    return ("",) if "" in found or not found else ()


def _places(corpus: Corpus) -> range:
    return range(len(corpus.documents))
