"""Mode against mode: the themes that two codes of one branch (how it is, what one wishes) have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model import Code, Codebook

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.matrices import Matrix


@dataclass(frozen=True)
class Theme:
    """A theme of a branch, by the ids of its code under either mode. `name` is empty for the modes themselves."""

    branch: str
    name: str
    depth: int
    left: str
    right: str


@dataclass(frozen=True)
class Contrast:
    """Two modes by name, and the themes in which they meet, branch by branch in the codebook's order."""

    left: str
    right: str
    themes: tuple[Theme, ...]

    @property
    def branches(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(theme.branch for theme in self.themes))

    def to_frame(self, matrix: Matrix) -> pd.DataFrame:
        """One row per theme and column of the matrix, totals aside: n and m of either side. The matrix has rows of
        codes."""
        import pandas as pd

        book = matrix.corpus.codebook
        n, m = matrix.n.to_numpy(), matrix.m.to_numpy()
        rows = []
        for theme in self.themes:
            sides = [matrix.row_number(book.names(code)) for code in (theme.left, theme.right)]
            for column, name in enumerate(list(matrix.frame.columns)[: -1 if matrix.has_total else None]):
                numbers = [int(table[row, column]) for row in sides for table in (n, m)]
                rows.append((theme.branch, theme.name, name, *numbers))
        header = ["branch", "theme", str(matrix.frame.columns.name)]
        sides_named = [f"{side}: {what}" for side in (self.left, self.right) for what in ("n", "m")]
        return pd.DataFrame(rows, columns=[*header, *sides_named])


def contrast(codebook: Codebook, left: str, right: str) -> Contrast:
    """Where two modes meet; raises `UnknownCode` for a name that is no code.

    Modes belong together when they hang under the same code. A theme is a code that stands at the same place
    under both, or a code and its counterpart.

    >>> book = Codebook((Code("s", "Now"), Code("sa", "Money", "s"), Code("w", "Wish"), Code("wa", "Money", "w")))
    >>> [theme.name for theme in contrast(book, "Now", "Wish").themes]
    ['', 'Money']
    """
    wishes = {code.parent: code for code in codebook.find_all(right)}
    themes: list[Theme] = []
    for mode in codebook.find_all(left):
        if mode.parent in wishes:
            branch = codebook.path(mode.parent) if mode.parent else ""
            themes.append(Theme(branch, "", 0, mode.id, wishes[mode.parent].id))
            themes += _themes(codebook, branch, mode, wishes[mode.parent])
    return Contrast(left, right, tuple(themes))


def _themes(codebook: Codebook, branch: str, left: Code, right: Code) -> list[Theme]:
    base, other_base = codebook.depth(left.id), codebook.depth(right.id)
    below = [code for code in codebook.subtree(right.id)[1:] if not code.retired]
    at = {_folded(codebook.names(code.id)[other_base:]): code for code in below}
    by_id = {code.id: code for code in below}
    pointing = {code.counterpart: code for code in below if code.counterpart}
    found = []
    for code in codebook.subtree(left.id)[1:]:
        names = codebook.names(code.id)[base:]
        other = by_id.get(code.counterpart) or pointing.get(code.id) or at.get(_folded(names))
        if other is not None and not code.retired:
            same = other.name.casefold() == code.name.casefold()
            found.append(
                Theme(branch, code.name if same else f"{code.name} / {other.name}", len(names), code.id, other.id)
            )
    return found


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)
