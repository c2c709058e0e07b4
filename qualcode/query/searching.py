"""Looking for a text or a regular expression in many texts, within a limit of time."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod
from time import monotonic

from qualcode.errors import NotPossible, QueryError
from qualcode.query.expression import Literal, Pattern

#: Seconds that a regular expression may take in all texts together.
PATIENCE = 10.0
#: Repetitions are written out when an expression is read: more than these, multiplied, would take all memory.
MOST = 1_000_000
_COUNT = re.compile(r"\{0*([1-9]\d{0,20})")
_FLAGS = "ims"


def matcher(pattern: Literal | Pattern, query: str) -> Callable[[str], bool]:
    """Whether a text has the words or fits the expression somewhere. Words stand there in any capitals and with any
    white space between them, a part of a longer word too. Raises `QueryError` for an expression that cannot be read;
    what it returns raises `NotPossible` when the time is over."""
    import regex

    start, end = pattern.at.start, pattern.at.end
    if isinstance(pattern, Literal):
        compiled = regex.compile(r"\s+".join(map(regex.escape, pattern.text.split())), regex.IGNORECASE)
        return lambda text: compiled.search(text) is not None
    unknown = [flag for flag in pattern.flags if flag not in _FLAGS]
    if unknown:
        raise QueryError(query, start, end, f"after the expression only i, m and s may stand, not {unknown[0]}.")
    if prod(int(count) for count in _COUNT.findall(pattern.expression)) > MOST:
        raise QueryError(
            query, start, end, f"this asks for more than {MOST} repetitions ({{…}}), multiplied. Ask less."
        )
    try:
        compiled = regex.compile(f"(?{pattern.flags})" * bool(pattern.flags) + pattern.expression)
    except (regex.error, ValueError, RecursionError) as err:  # contradicting flags; parentheses by the thousand
        why = "it is nested too deep" if isinstance(err, RecursionError) else str(err)
        raise QueryError(query, start, end, f"this is no regular expression: {why}.") from err
    left = PATIENCE

    def fits(text: str) -> bool:
        nonlocal left
        begun = monotonic()
        try:
            found = compiled.search(text, timeout=max(left, 0.001)) is not None
        except TimeoutError as err:
            raise NotPossible(
                f"The expression {pattern} takes longer than {PATIENCE:g} seconds, so it was stopped. Say less often "
                "'any number of' (* and +), above all within each other."
            ) from err
        left -= monotonic() - begun
        return found

    return fits
