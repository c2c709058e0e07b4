"""What a published report must not say: roles that few people hold, pseudonyms and names of coders, ids that hold one,
and words that repeat what was not released."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

from qualcode.analysis.sources import Source
from qualcode.tables import CONSENSUS

#: A role that fewer people hold is not printed.
FEWEST_PEOPLE = 3
#: So many words in a row, the same as in a quotation, are that quotation's; fewer anyone says, unless they are all that
#: a respondent said.
SAME_WORDS, WHOLE_WORDS = 6, 3


@dataclass(frozen=True)
class Roles:
    """How many people hold which role, as far as interviews show: those named by pseudonym in an interview of one
    person, and in the same round one for every interview that names nobody; of the rounds the one with most, since
    whoever is not named may be the same person every round. A conversation of several says of none of them what they
    are. What stands beside a case is counted in that case: a role that one person in town holds names that person,
    however many hold it elsewhere."""

    sources: tuple[Source, ...]

    @cached_property
    def _holders(self) -> Mapping[tuple[str, str], int]:
        groups: dict[tuple[str, str], list[Source]] = {}
        for source in self.sources:
            if len(source.persons) > 1:
                continue
            for key in ((source.case, source.role), ("", source.role)):
                groups.setdefault(key, []).append(source)
        return {key: people(group) for key, group in groups.items()}

    def shown(self, role: str, case: str = "") -> bool:
        """Whether a role may be named beside a case; without one, in a sentence about all of them."""
        return bool(role) and self._holders.get((case, role), 0) >= FEWEST_PEOPLE

    def held_back(self, case: str) -> frozenset[str]:
        """The roles of a case that may not be named."""
        own = {source.role for source in self.sources if source.case == case and source.role}
        return frozenset(role for role in own if not self.shown(role, case))


def people(sources: Iterable[Source]) -> int:
    """How many people were heard in the interviews among these, at least: those named, and in the same round one for
    every interview that names nobody."""
    named, heard = set[str](), dict[str, set[tuple[str, bool]]]()
    for source in sources:
        if source.is_interview:
            named.update(source.persons)
            who = {(person, True) for person in source.persons} or {(source.interview, False)}
            heard.setdefault(source.round, set()).update(who)
    return max([len(named), *map(len, heard.values())])


@dataclass(frozen=True)
class Names:
    """The pseudonyms and the coders of a project, as they may stand in a text: as words of their own."""

    people: frozenset[str]
    coders: frozenset[str] = frozenset()

    def people_in(self, text: str) -> tuple[str, ...]:
        """The pseudonyms that a text has, as the project spells them. One of two letters counts with its own capitals
        only; one letter, or a mere number, is none."""
        return tuple(sorted(name for name in self._sought if _found(name, text)))

    def without_people(self, text: str, instead: str) -> str:
        """The text with other words where a pseudonym stood.

        >>> Names(frozenset({"Roos"})).without_people("roos drinkt thee", "[persoon]")
        '[persoon] drinkt thee'
        """
        for name in sorted(self._sought, key=lambda each: (-len(each), each)):
            if _found(name, text):
                text = re.sub(_pattern(name), lambda _found: instead, _composed(text))
        return text

    def coders_in(self, text: str) -> tuple[str, ...]:
        """The coders a text names, whole or by a part of their name, with a capital as names are written."""
        return tuple(sorted(name for name in self.coders if any(_written(part, text) for part in _parts(name))))

    @cached_property
    def _sought(self) -> tuple[str, ...]:
        return tuple(name for name in self.people if len(name) > 1 and not name.isdecimal())


def stands_in(name: str, text: str) -> bool:
    """Whether a text has a name in it as a word or words of their own, whatever the capitals."""
    return _found(name, text, always=True)


def role_stands_in(role: str, text: str) -> bool:
    """Whether a title or a question has a role in it, one of them or several.

    >>> role_stands_in("beekeeper", "For beekeepers")
    True
    """
    return any(stands_in(role + ending, text) for ending in ("", "s", "'s", "\u2019s", "en"))


def _found(name: str, text: str, *, always: bool = False) -> bool:
    return re.search(_pattern(name, always=always), _composed(text)) is not None


def _pattern(name: str, *, always: bool = False) -> str:
    """A name as words of its own; `_Roos_` in italics and the s of `Roos's` or `Jans` make no other name of it."""
    flag = "(?i)" if always or len(name) > 2 else ""
    of = "s?" if len(name) > 2 and not always else ""
    return rf"{flag}(?<![^\W_]){re.escape(_composed(name))}{of}(?![^\W_])"


def _composed(text: str) -> str:
    """The text with each letter and its accents as one sign, so that ë is ë however somebody typed it."""
    return unicodedata.normalize("NFC", text)


def _parts(name: str) -> list[str]:
    """A coder's name, and what it is made of: `Anna de Boer` is called Anna too."""
    words = [part for part in name.split() if len(part) > 2 and part[:1].isupper()]
    return [name[:1].upper() + name[1:], *words] if name != CONSENSUS else []


def _written(name: str, text: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(_composed(name))}s?(?![^\W_])", _composed(text)) is not None


def coder_names(names: Iterable[str], called: str) -> dict[str, str]:
    """From a coder's name to `coder 1`; the consensus is nobody's name and stays.

    >>> coder_names(["anna", "consensus", "ben"], "coder")
    {'anna': 'coder 1', 'ben': 'coder 2'}
    """
    people = [name for name in dict.fromkeys(names) if name != CONSENSUS]
    return {name: f"{called} {number}" for number, name in enumerate(people, 1)}


def neutral_ids(sources: Sequence[Source], keys: Mapping[str, str], roles: Roles | None = None) -> dict[str, str]:
    """New ids for documents and interviews whose id holds the pseudonym of somebody in the project, or (`Aa-mayor-2`) a
    role that few people hold in their case: the key of the case and a number, in the order of the documents."""
    people = {_composed(person).casefold() for source in sources for person in source.persons if len(person) > 1}
    names = dict.fromkeys((name, source.case) for source in sources for name in (source.id, source.interview))
    few = {case: roles.held_back(case) for _name, case in names} if roles is not None else {}
    taken, found = {name for name, _case in names}, dict[str, str]()
    for number, (name, case) in enumerate(names, 1):
        person = any(each in _composed(name).casefold() for each in people)
        if person or any(_squeezed(role) in _squeezed(name) for role in few.get(case, ()) if len(role) > 2):
            new = f"{keys.get(case, case)}-{number}"
            while new in taken:
                new += "x"
            taken.add(new)
            found[name] = new
    return found


def _squeezed(text: str) -> str:
    """Only the letters and digits: `policy officer` is in `KA-policy_officer1`."""
    return "".join(each for each in _composed(text).casefold() if each.isalnum())


def without_notes(text: str) -> str:
    """A text without the notes to oneself in it.

    >>> without_notes("It grows.<!-- ask Roos -->")
    'It grows.'
    """
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def exchanged(value: Any, names: Mapping[str, str]) -> Any:
    """A plain value with every text that is one of these names exchanged, however deep, keys too; texts that merely
    hold one stay.

    >>> exchanged({"anna": ("anna", 1)}, {"anna": "coder 1"})
    {'coder 1': ('coder 1', 1)}
    """
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return names.get(value, value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {each.name: exchanged(getattr(value, each.name), names) for each in fields(value) if each.init}
        return replace(value, **new)
    if isinstance(value, Mapping):
        return {exchanged(key, names): exchanged(each, names) for key, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return type(value)(exchanged(each, names) for each in value)
    return value


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without signs."""
    return tuple(re.findall(r"\w+", text.casefold()))


def runs(text: str, length: int = SAME_WORDS) -> frozenset[tuple[str, ...]]:
    """Every run of so many words; none in a shorter text.

    >>> sorted(runs("Ja, dat mag.", 2))
    [('dat', 'mag'), ('ja', 'dat')]
    """
    words = plain_words(text)
    return frozenset(words[at : at + length] for at in range(len(words) - length + 1))


_LENGTHS = range(WHOLE_WORDS, SAME_WORDS + 1)


@dataclass(frozen=True)
class Held:
    """The words of quotations that were not released, by label, and which of them are a respondent's own; what a
    quotation that was released says too is not held back."""

    words: Mapping[str, str]
    verbatim: Collection[str]
    released: Collection[str]

    @cached_property
    def _runs(self) -> Mapping[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for label, text in self.words.items():
            whole = plain_words(text)
            short = WHOLE_WORDS <= len(whole) < SAME_WORDS and label in self.verbatim
            for run in {whole} if short else runs(text):
                found.setdefault(run, label)
        free = {run for text in self.released for length in _LENGTHS for run in runs(text, length)}
        return {run: label for run, label in found.items() if run not in free}

    def repeated_in(self, text: str) -> tuple[str, ...]:
        """The labels of the quotations that this text repeats words of: so many in a row, or all that somebody said."""
        found = {self._runs[run] for length in _LENGTHS for run in runs(text, length) if run in self._runs}
        return tuple(label for label in self.words if label in found)
