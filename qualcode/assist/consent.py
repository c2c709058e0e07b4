"""Agreeing to what leaves the process: asked before the first text goes, with what goes where.

Nothing of it is kept on disk: a new process asks again.
"""

from __future__ import annotations

from collections.abc import Callable

from qualcode.errors import NotPossible

#: Is told in a sentence what would leave the process and where to, and answers whether it may.
Consent = Callable[[str], bool]


def refuse(_what: str) -> bool:
    """Nobody is there to agree, so nothing goes."""
    return False


class Once:
    """Asks for each thing once: a yes holds while this object lives, a no does not keep from asking again.

    >>> asked = []
    >>> may = Once(lambda what: asked.append(what) is None)
    >>> may("one fragment, to a server"), may("one fragment, to a server"), len(asked)
    (True, True, 1)
    """

    def __init__(self, ask: Consent) -> None:
        self._ask = ask
        self._agreed: set[str] = set()

    def __call__(self, what: str) -> bool:
        if what not in self._agreed and self._ask(what):
            self._agreed.add(what)
        return what in self._agreed


class NotAgreed(NotPossible):
    """Nobody agreed to what would have been sent; nothing was."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Nothing was sent to {where}: nobody agreed to that. Answer yes on a terminal, give --yes-send where "
            "nobody can be asked, or do without the plug-in (no 'suggester:' under 'assist:' in qualcode.yaml)."
        )
