"""Filters: what `where={"round": [3, 4], "coder": "anna"}` selects.

Values of one name mean or, different names mean and. Names are the documents' attributes, and the few of a
coding in `CODING_NAMES`; the project's own words for its cases and rounds (`gemeente`, `ronde`) mean these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from qualcode.errors import UnknownChoice, did_you_mean
from qualcode.i18n import language
from qualcode.model import ROUND, Settings, same_specification
from qualcode.query.names import so_named
from qualcode.tables import Bools, Corpus, FreeQuotations, Marks

Where = Mapping[str, object]
CODING_NAMES = ("code", "coder", "origin", "verbatim", "released", "specification")
#: What rounds are called in any project.
_ROUNDS = ("ronde", "rondes", "rounds")
_TRUE, _FALSE = {"true", "yes", "ja", "1"}, {"false", "no", "nee", "0"}


@dataclass(frozen=True, slots=True)
class Smart:
    """A smart code as the value of the filter `code`: the codings (of a full reading) on the quotations it finds;
    `said` is what it asks."""

    name: str
    said: str
    codings: Bools = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.name} ({self.said})"


def own_word(name: str, settings: Settings) -> str | None:
    """The attribute that a project's own word stands for: `gemeente` for the case, `ronde` for the round."""
    given = name.casefold()
    if given in {each.casefold() for each in (settings.case.singular, settings.case.plural) if each}:
        return "case"
    rounds = language(settings).rounds
    names = (rounds.singular, rounds.plural) if rounds else ()
    return ROUND if given in {*(each.casefold() for each in names), *_ROUNDS} else None


def meant(corpus: Corpus, name: str) -> str:
    """The attribute that the name of a filter means: itself, or the one that the project's own word stands for."""
    known = name in CODING_NAMES or name in corpus.attribute_names()
    return name if known else own_word(name, corpus.settings) or name


def _on_documents(corpus: Corpus, where: Where) -> list[tuple[str, str, list[object]]]:
    """Of each filter on documents its name, the attribute that it means, and its values."""
    return [(name, meant(corpus, name), values_of(given)) for name, given in where.items() if name not in CODING_NAMES]


def values_of(given: object) -> list[object]:
    """A value, or a list of them, as a list."""
    if isinstance(given, (list, tuple, set, frozenset, range)):
        return list(given)
    return [given]


def attribute_values(corpus: Corpus, place: int, name: str) -> list[object]:
    """What a document says under a name, as a list; empty where it says nothing."""
    return list(corpus.said(name)[place])


def check_names(corpus: Corpus, where: Where, *, codings: bool = True) -> None:
    """Raises `UnknownChoice` for a name that is no attribute."""
    allowed = [*corpus.attribute_names(), *(CODING_NAMES if codings else ())]
    for name in where:
        if meant(corpus, name) not in allowed:
            raise UnknownChoice("The attribute to filter on", name, allowed)


def select_documents(corpus: Corpus, where: Where) -> Bools:
    """True for the documents whose attributes fit; filters on codings are passed over."""
    check_names(corpus, where)
    chosen = np.ones(len(corpus.documents), bool)
    for _name, attribute, given in _on_documents(corpus, where):
        wanted = {_folded(value) for value in given}
        if corpus.settings.is_case(attribute):
            wanted |= {_folded(corpus.settings.case_name(str(value))) for value in given}
        said = [{_folded(value) for value in each} for each in corpus.said(attribute)]
        _check_values(attribute, given, said, corpus)
        chosen &= np.array([bool(wanted & each) for each in said], bool)
    return chosen


def _check_values(name: str, given: Sequence[object], said: Iterable[set[str]], corpus: Corpus) -> None:
    """A value that no document has is a slip of the pen where one it looks like is there; else it fits nothing."""
    known = set().union(*said)
    written = dict.fromkeys(str(each) for found in corpus.said(name) for each in found)
    if corpus.settings.is_case(name):
        written = dict.fromkeys(each for pair in corpus.settings.cases.items() for each in reversed(pair)) | written
        known |= {_folded(each) for each in written}
    for value in given:
        text = _folded(value)
        if text not in known and not text.isdigit() and did_you_mean(text, known):
            raise UnknownChoice(f"The filter {name}", value, written)


def values_of_none(corpus: Corpus, where: Where) -> list[tuple[str, str, tuple[str, ...]]]:
    """Of the filters on documents the name, each value that no document has, and the values there are."""
    found = []
    for name, attribute, given in _on_documents(corpus, where):
        said = tuple(dict.fromkeys(str(value) for each in corpus.said(attribute) for value in each))
        known = {_folded(value) for value in said}
        for value in map(str, given):
            whole = corpus.settings.case_name(value) if corpus.settings.is_case(attribute) else value
            if not known & {_folded(value), _folded(whole)}:
                found.append((name, value, said))
    return found


def _folded(value: object) -> str:
    return str(value).strip().casefold()


def select_codings(corpus: Corpus, marks: Marks, where: Where) -> Bools:
    """True for the codings that fit the filters on codings (needs a full reading of the marks)."""
    chosen = np.ones(len(marks), bool)
    for name, given in where.items():
        if name in CODING_NAMES:
            chosen &= _one_filter(corpus, marks, name, values_of(given))
    return chosen


def select_free(corpus: Corpus, free: FreeQuotations, where: Where) -> Bools:
    """True for the free quotations that fit the filters on codings: they have a coder and marks, and no code."""
    chosen = np.ones(len(free), bool)
    for name, given in where.items():
        values = values_of(given)
        if name == "coder":
            chosen &= np.isin(free.coder, [corpus.coders.index(str(each)) for each in values if each in corpus.coders])
        elif name in ("verbatim", "released"):
            chosen &= np.isin(getattr(free, name), [_truth(name, each) for each in values])
        elif name in CODING_NAMES:
            chosen[:] = False
    return chosen


def _one_filter(corpus: Corpus, marks: Marks, name: str, given: list[object]) -> Bools:
    if name == "code":
        smart = [value.codings for value in given if isinstance(value, Smart)]
        names = [str(value) for value in given if not isinstance(value, Smart)]
        book = corpus.codebook
        meant = [so_named(name, book) if name.startswith("/") else book.find_all(name) for name in names]
        trees = [book.subtree(code.id) for codes in meant for code in codes]
        places = [corpus.place_of_code[code.id] for tree in trees for code in tree]
        found: Bools = np.logical_or.reduce([np.isin(marks.code, places), *smart])
        return found
    if name == "coder":
        for value in given:
            if value not in corpus.coders:
                raise UnknownChoice("The filter coder", value, corpus.coders)
        return np.isin(marks.coder, [corpus.coders.index(str(value)) for value in given])
    if name in ("verbatim", "released"):
        wanted = [_truth(name, value) for value in given]
        return np.isin(getattr(marks, name), wanted)
    if name == "origin":
        return np.isin(np.array(marks.origin, dtype=object), [str(value) for value in given])
    folded = {same_specification(str(value)) for value in given}
    return np.array([same_specification(each) in folded for each in marks.specification], bool)


def _truth(name: str, value: object) -> bool:
    text = _folded(value)
    if text not in _TRUE | _FALSE:
        raise UnknownChoice(f"The filter {name}", value, ["yes", "no"])
    return text in _TRUE


def matches(value: object, given: Sequence[object]) -> bool:
    """Whether a value is one of those given; truth values may be given as words."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value) in [_truth("mark", each) for each in given]
    return _folded(value) in {_folded(each) for each in given}


def needs_codings(where: Where) -> bool:
    return any(name in CODING_NAMES for name in where)
