"""The conditions of a query after WHERE: for each coding, whether what is said of it fits.

A condition is about what its name says: of a coding (`coder`, `origin`, `grade`, `specification`, `verbatim`,
`released`) or of its document (its attributes, `case`, `document`, `interview`, `kind`). A comparison, `!=` too, holds
only where something is said; `NOT round = 3` holds for what says no round at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from qualcode.errors import QueryError, UnknownInQuery, did_you_mean, listing
from qualcode.model import Origin, same_specification
from qualcode.query.expression import Compared, Expression, Literal, Pattern, Query, Range, Value, parts_of
from qualcode.query.passages import Passages
from qualcode.query.searching import matcher
from qualcode.query.selection import Selection
from qualcode.query.where import own_word
from qualcode.tables import Bools, Corpus, Floats

GRADE = "grade"
#: What is said of a coding; the rest is said of its document.
OF_CODING = ("coder", "origin", GRADE, "specification", "verbatim", "released")
_TRUE, _FALSE = ("yes", "true", "ja", "1"), ("no", "false", "nee", "0")
_BY_ORDER = ("<", "<=", ">", ">=")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": lambda said, given: said == given,
    "!=": lambda said, given: said != given,
    "<": lambda said, given: said < given,  # type: ignore[operator]
    "<=": lambda said, given: said <= given,  # type: ignore[operator]
    ">": lambda said, given: said > given,  # type: ignore[operator]
    ">=": lambda said, given: said >= given,  # type: ignore[operator]
}


def compared(condition: Compared, query: Query, passages: Passages, selection: Selection) -> Bools:
    """True for the items (codings, then free quotations) for which a comparison holds. Raises `UnknownInQuery` for a
    name or value there is none of, `QueryError` for a comparison that makes no sense."""
    name = _name(condition, query, selection.corpus)
    if name == GRADE:
        return _graded(condition, query, passages, selection)
    if name not in OF_CODING:
        fits = _documents(condition, name, query, selection.corpus)
        return fits[passages.item_document]
    if name in ("verbatim", "released"):
        return _marked(condition, name, query, passages, selection)
    said = _said_of_codings(name, passages, selection)
    test = _test(condition, query, _known(name, said, selection.corpus), strict=name != "specification")
    decided = {each: test([each] if each else []) for each in dict.fromkeys(said)}
    return np.fromiter((decided[each] for each in said), bool, len(said))


def _name(condition: Compared, query: Query, corpus: Corpus) -> str:
    names = list(dict.fromkeys([*OF_CODING, *corpus.attribute_names()]))
    folded = {each.casefold(): each for each in reversed(names)}
    found = folded.get(condition.name.casefold()) or own_word(condition.name, corpus.settings)
    if found is not None:
        return found
    start, end = condition.at.start, condition.at.end
    if condition.name.casefold() == "code":
        raise UnknownInQuery(query.text, start, end, "a code stands by itself, before WHERE: Borging WHERE round = 3.")
    hint = did_you_mean(condition.name, names) or f" There are {listing(names, 20)}."
    raise UnknownInQuery(query.text, start, end, f"there is no attribute {condition.name!r}.{hint}")


def values_of_none(query: Query, corpus: Corpus) -> list[tuple[str, str, tuple[str, ...]]]:
    """Of conditions about documents the name, each value that no document has, and the values there are."""
    found = []
    for condition in _conditions(query.expression):
        name = _name(condition, query, corpus)
        if name in OF_CODING or condition.sign not in ("=", "!="):
            continue
        said = tuple(dict.fromkeys(str(value) for each in corpus.said(name) for value in each))
        by_name = _by_name(condition, corpus) if corpus.settings.is_case(name) else condition
        for given, value in zip(condition.values, by_name.values, strict=True):
            if isinstance(given, Literal) and isinstance(value, Literal) and value.text.strip():
                equal = _equal(value, query, said, strict=False)
                if not any(map(equal, said)):
                    found.append((condition.name, given.text, said))
    return found


def _conditions(expression: Expression) -> Iterator[Compared]:
    if isinstance(expression, Compared):
        yield expression
    for part in parts_of(expression):
        yield from _conditions(part)


# --- what is said of documents ---------------------------------------------------------------------------------


def _documents(condition: Compared, name: str, query: Query, corpus: Corpus) -> Bools:
    if corpus.settings.is_case(name):
        condition = _by_name(condition, corpus)
        known: Iterable[object] = [each for pair in corpus.settings.cases.items() for each in pair]
    else:
        known = ()
    said, order = corpus.said(name), corpus.settings.round.order
    if order and corpus.settings.is_round(name) and condition.sign in _BY_ORDER:
        fits = _in_order(condition, query, order)
        return np.array([fits(each) for each in said], bool)
    test = _test(condition, query, [*known, *(value for each in said for value in each)], strict=False)
    return np.array([test(each) for each in said], bool)


def _in_order(condition: Compared, query: Query, order: Sequence[str]) -> _Test:
    """Rounds by their order in the settings; one that does not stand there is neither before nor after."""
    place_of = {same_specification(each): place for place, each in enumerate(order)}
    (value,) = condition.values
    assert isinstance(value, Literal)  # the parser takes no others after these signs
    given = place_of.get(same_specification(value.text))
    if given is None:
        near = did_you_mean(value.text, order) or f" There are {listing(order)}."
        hint = f"{value.text!r} has no place in the order.{near}"
        raise UnknownInQuery(query.text, value.at.start, value.at.end, hint)
    compare = _COMPARE[condition.sign]
    places = {each: compare(place, given) for each, place in place_of.items()}
    return lambda said: any(places.get(same_specification(str(each)), False) for each in said)


def _by_name(condition: Compared, corpus: Corpus) -> Compared:
    """A case may be given by its key: KA is Kampen."""
    names = {key.casefold(): name for key, name in corpus.settings.cases.items()}

    def named(value: Value) -> Value:
        if not isinstance(value, Literal):
            return value
        return Literal(names.get(value.text.strip().casefold(), value.text), value.at)

    return Compared(condition.name, condition.sign, tuple(map(named, condition.values)), condition.at)


# --- what is said of codings -----------------------------------------------------------------------------------


def _said_of_codings(name: str, passages: Passages, selection: Selection) -> list[str]:
    """The coder, the origin or the specification of each item; a free quotation has a coder only."""
    corpus, marks = selection.corpus, selection.marks
    if name == "coder":
        coders = np.concatenate([marks.coder[passages.codings], passages.free.coder[passages.uncoded]])
        return [corpus.coders[each] for each in coders.tolist()]
    said = marks.origin if name == "origin" else marks.specification
    return [said[each].strip() for each in passages.codings.tolist()] + [""] * len(passages.uncoded)


def _known(name: str, said: Sequence[str], corpus: Corpus) -> list[str]:
    if name == "coder":
        return list(dict.fromkeys([*(each.name for each in corpus.settings.coders), *corpus.coders]))
    return [str(each) for each in Origin] if name == "origin" else list(dict.fromkeys(said))


def _marked(condition: Compared, name: str, query: Query, passages: Passages, selection: Selection) -> Bools:
    said: Bools = np.concatenate(
        [getattr(selection.marks, name)[passages.codings], getattr(passages.free, name)[passages.uncoded]]
    )
    fits: list[Bools] = []
    for value in condition.values:
        text = value.text.strip().casefold() if isinstance(value, Literal) else ""
        if text not in (*_TRUE, *_FALSE) or condition.sign not in ("=", "!="):
            at = value.at if isinstance(value, (Literal, Pattern)) else condition.at
            raise QueryError(query.text, at.start, at.end, f"{name} is yes or no: write {name} = yes, or NOT {name}.")
        fits.append(said == ((text in _TRUE) == (condition.sign == "=")))
    return _of_values(condition.sign, fits)


def _graded(condition: Compared, query: Query, passages: Passages, selection: Selection) -> Bools:
    """Grades that count: numbers, and ranges, which fit a comparison where the whole range does (7 to 8 is >= 7, not
    >= 7.5, and neither = 7 nor = 8; it is != 9)."""
    none = np.full(len(passages.uncoded), np.nan)
    low = np.concatenate([selection.marks.low[passages.codings], none])
    high = np.concatenate([selection.marks.high[passages.codings], none])
    sign = condition.sign
    return _of_values(sign, [_grade_fits(sign, each, low, high, query) for each in condition.values])


def _of_values(sign: str, fits: Sequence[Bools]) -> Bools:
    """One value of several suffices, but for `!=` (NOT IN), which is about all of them."""
    found: Bools = (np.logical_and if sign == "!=" else np.logical_or).reduce(fits)
    return found


def _grade_fits(sign: str, value: Value, low: Floats, high: Floats, query: Query) -> Bools:
    if isinstance(value, Range):
        least, most = _grade(value.low, query), _grade(value.high, query)
        inside, outside = (low >= least) & (high <= most), (high < least) | (low > most)
        return inside if sign == "=" else outside
    given = _grade(value, query)
    found: Bools = {
        "=": (low == given) & (high == given),
        "!=": (high < given) | (low > given),
        "<": high < given,
        "<=": high <= given,
        ">": low > given,
        ">=": low >= given,
    }[sign]
    return found


def _grade(value: Literal | Pattern, query: Query) -> float:
    number = _number(value.text) if isinstance(value, Literal) else None
    if number is None:
        raise QueryError(
            query.text, value.at.start, value.at.end,
            "a grade is compared with a number (7 or 7,5) or a range (7..8); grades in words, on a condition or "
            "refused are found by no comparison.",
        )  # fmt: skip
    return number


# --- comparing -------------------------------------------------------------------------------------------------

_Test = Callable[[Sequence[object]], bool]


def _test(condition: Compared, query: Query, known: Iterable[object], *, strict: bool) -> _Test:
    """Whether what is said under a name, several values perhaps, fits. `known` are the values there are, to tell a slip
    of the pen from a value that nobody has; `strict` allows no others."""
    names = list(dict.fromkeys(str(each) for each in known))
    tests = [_one(value, condition, query, names, strict=strict) for value in condition.values]
    if condition.sign != "!=":
        return lambda said: any(test(said) for test in tests)
    return lambda said: bool(said) and all(test(said) for test in tests)


def _one(value: Value, condition: Compared, query: Query, names: Sequence[str], *, strict: bool) -> _Test:
    if isinstance(value, Literal) and not value.text.strip():
        empty = condition.sign == "="
        return lambda said: (not said) == empty
    equal = _equal(value, query, names, strict=strict)
    if condition.sign == "=":
        return lambda said: any(map(equal, said))
    if condition.sign == "!=":
        return lambda said: not any(map(equal, said))
    assert isinstance(value, Literal)  # the parser takes no others after these signs
    return _ordered(value, condition.sign, query)


def _equal(value: Value, query: Query, names: Sequence[str], *, strict: bool) -> Callable[[object], bool]:
    if isinstance(value, Pattern):
        fits = matcher(value, query.text)
        return lambda said: fits(str(said))
    if isinstance(value, Range):
        least, most = _order(value.low, ">=", query), _order(value.high, "<=", query)
        return lambda said: least(said) and most(said)
    _check(value, query, names, strict=strict)
    given, number = same_specification(value.text), _number(value.text)

    def equal(said: object) -> bool:
        if number is not None and _number(str(said)) == number:
            return True
        text = same_specification(str(said))
        return text == given or (_is_day(given) and _is_whole_day(text) and text.startswith(f"{given}-"))

    return equal


def _check(value: Literal, query: Query, names: Sequence[str], *, strict: bool) -> None:
    """A value that nothing has is a slip of the pen where one it looks like is there; else it fits nothing."""
    text = same_specification(value.text)
    if text in {same_specification(each) for each in names} or _number(text) is not None or _is_day(text):
        return
    if _DAY.fullmatch(text):
        raise QueryError(query.text, value.at.start, value.at.end, _no_day(value.text))
    near = did_you_mean(value.text, names)
    if near or strict:
        hint = near or f" There are {listing(names) or 'none'}."
        raise UnknownInQuery(query.text, value.at.start, value.at.end, f"nothing has {value.text!r} here.{hint}")


def _no_day(text: str) -> str:
    return f"the calendar has no {text}. Write a day such as 2021-03-14, a month such as 2021-03, or a year."


def _ordered(value: Literal, sign: str, query: Query) -> _Test:
    fits = _order(value, sign, query)
    return lambda said: any(map(fits, said))


def _order(value: Literal, sign: str, query: Query) -> Callable[[object], bool]:
    """Numbers by size, days by time: a year or a month stands for all its days."""
    compare, given, number = _COMPARE[sign], value.text.strip(), _number(value.text)
    if number is None and _DAY.fullmatch(given) and not _is_day(given):
        raise QueryError(query.text, value.at.start, value.at.end, _no_day(given))
    if number is None and not _is_day(given):
        raise QueryError(
            query.text, value.at.start, value.at.end,
            f"{sign} compares numbers, and days such as 2021-03-14 or 2021-03. Texts are compared with = or !=.",
        )  # fmt: skip

    def fits(said: object) -> bool:
        text = str(said).strip()
        if _is_whole_day(text):
            return _is_day(given) and compare(text[: len(given)], given)
        there = _number(text)
        return number is not None and there is not None and compare(there, number)

    return fits


def _number(text: str) -> float | None:
    bare = text.strip()
    return float(bare.replace(",", ".")) if re.fullmatch(r"-?\d+([.,]\d+)?", bare) else None


def _is_day(text: str) -> bool:
    """Whether it is a year, a month or a day of the calendar: 2021-13 is none."""
    if _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text + "0001-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _is_whole_day(text: str) -> bool:
    return _is_day(text) and len(text) == len("2021-03-14")
