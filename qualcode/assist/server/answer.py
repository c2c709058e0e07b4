"""Reading what a model answers: strict in what counts, kind in how it is written.

What counts is a code of the codebook, a probability from 0 to 1, and a quote that is in the fragment. Whatever else
the model says, or was talked into saying, is not shown anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from qualcode.errors import QualcodeError
from qualcode.model import Codebook, Span

#: No list of codes is longer than this, in characters.
_LONGEST = 100_000
#: At so many brackets a list is looked for.
_TRIES = 40
_NAMES = {
    "code": ("code", "path", "code_path", "codepath"),
    "p": ("probability", "p", "prob", "score", "confidence"),
    "quote": ("quote", "reason", "evidence", "citation"),
}
_OUTER = "\"'“”„‘’«»… \n\t"
#: Signs that models write otherwise than the text does; one for one, so that offsets stay.
_ALIKE = str.maketrans("“”„«»‘’‚‛–—‑", '""""' + '"' + "''''" + "---")


class Unreadable(ValueError):
    """An answer without a list of codes in it; its words are not kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """A code (its id) that the model suggests, and the words it quotes: their place in the fragment."""

    code: str
    p: float
    words: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer comes to: the codes found, the likeliest first, and how many were left out, by why."""

    found: tuple[Found, ...] = ()
    unknown: int = 0
    unquoted: int = 0
    improbable: int = 0
    readable: bool = True


def read(body: bytes, quote: str, codebook: Codebook, codes: Collection[str]) -> Reading:
    """The suggestions in the answer of a server for a fragment with the words `quote`. Raises `Unreadable`."""
    found: dict[str, Found] = {}
    unknown = unquoted = improbable = 0
    for entry in _entries(_content(body)):
        code, p = _code(_field(entry, "code"), codebook, codes), _probability(_field(entry, "p"))
        words = place(_field(entry, "quote"), quote)
        if code is None:
            unknown += 1
        elif p is None:
            improbable += 1
        elif words is None:
            unquoted += 1
        elif code not in found or p > found[code].p:
            found[code] = Found(code, p, words)
    likeliest = sorted(found.values(), key=lambda each: -each.p)
    return Reading(tuple(likeliest), unknown, unquoted, improbable)


def place(words: object, text: str) -> Span | None:
    """Where a quote stands in a text, as whole words; white space and the shape of quotation marks may differ.

    >>> place("twee  vrijwilligers", "Er zijn twee\\nvrijwilligers.").of("Er zijn twee\\nvrijwilligers.")
    'twee\\nvrijwilligers'
    >>> place("drie vrijwilligers", "Er zijn twee vrijwilligers.")
    """
    if not isinstance(words, str) or len(words) > 2 * len(text) + 100:
        return None
    parts = words.strip(_OUTER).translate(_ALIKE).split()
    if not any(letter.isalnum() for part in parts for letter in part):
        return None
    pattern = r"\s+".join(map(re.escape, parts))
    before = r"(?<!\w)" if parts[0][0].isalnum() else ""
    after = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    at = re.search(f"{before}{pattern}{after}", text.translate(_ALIKE))
    return Span(at.start(), at.end()) if at else None


def _content(body: bytes) -> str:
    """The words of the model, out of the server's envelope."""
    try:
        message = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as err:
        raise Unreadable from err
    if isinstance(message, list):
        message = "".join(str(each.get("text", "")) for each in message if isinstance(each, dict))
    if not isinstance(message, str):
        raise Unreadable
    said = message.rpartition("</think>")[2]
    if len(said) > _LONGEST:
        raise Unreadable
    return said


def _entries(said: str) -> list[Mapping[str, object]]:
    """The list of codes among the words: the first that has any, else entries that stand by themselves (a line each,
    or a list that was cut off), else an empty list. Raises `Unreadable`."""
    alone: list[Mapping[str, object]] = []
    empty = False
    for value in _values(said):
        if isinstance(value, dict) and _field(value, "code") is not None:
            alone.append(value)
            continue
        entries = _as_list(value)
        if entries and not alone:
            return entries
        empty = empty or entries is not None
    if not alone and not empty:
        raise Unreadable
    return alone


def _values(said: str) -> Iterator[object]:
    """The JSON values that begin at a bracket."""
    decoder, at = json.JSONDecoder(), 0
    for _try in range(_TRIES):
        bracket = re.compile(r"[\[{]").search(said, at)
        if bracket is None:
            return
        try:
            value, at = decoder.raw_decode(said, bracket.start())
            yield value
        except (ValueError, RecursionError):
            at = bracket.end()


def _as_list(value: object) -> list[Mapping[str, object]] | None:
    """A list of entries, also one inside an object."""
    if isinstance(value, dict):
        lists = [_as_list(each) for each in value.values() if isinstance(each, list)]
        return next((each for each in lists if each is not None), None)
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    return None


def _field(entry: Mapping[str, object], name: str) -> object:
    given = {str(key).strip().casefold(): value for key, value in entry.items()}
    return next((given[each] for each in _NAMES[name] if each in given), None)


def _code(name: object, codebook: Codebook, codes: Collection[str]) -> str | None:
    """The id of the one code that is meant, of those that may be suggested."""
    if not isinstance(name, str) or not name.strip():
        return None
    try:
        code = codebook.find(name.strip()).id
    except QualcodeError:
        return None
    return code if code in codes else None


def _probability(given: object) -> float | None:
    """A number from 0 to 1, also as a text and with a comma."""
    if isinstance(given, str):
        try:
            given = float(given.strip().replace(",", "."))
        except ValueError:
            return None
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return None
    return float(given) if 0 <= given <= 1 else None
