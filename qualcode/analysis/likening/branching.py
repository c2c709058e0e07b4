"""Which units are most alike, step by step: a tree of merges (hierarchical clustering).

>>> tree = grow(("Ede", "Hoorn", "Sneek"), np.array([[0, 1, 4], [1, 0, 3], [4, 3, 0.0]]))
>>> [(each.members, each.height) for each in tree.merges], tree.order
([(('Ede', 'Hoorn'), 1.0), (('Ede', 'Hoorn', 'Sneek'), 3.5)], ('Ede', 'Hoorn', 'Sneek'))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.errors import UnknownOption
from qualcode.tables import Floats

LINKAGES = ("average", "single", "complete")


@dataclass(frozen=True, slots=True)
class Merge:
    """Two branches that become one at a height (a distance). A branch is the number of a name, or, from the number of
    names on, of an earlier merge. `members` are all names below, in the order of the leaves."""

    left: int
    right: int
    height: float
    members: tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """Names, their merges from low to high, and the order in which the leaves lie without branches crossing. `fit` is
    the correlation of the heights with the distances themselves (cophenetic), None where they do not vary."""

    names: tuple[str, ...]
    merges: tuple[Merge, ...]
    order: tuple[str, ...]
    linkage: str
    fit: float | None

    def to_linkage(self) -> Floats:
        """As SciPy has it: merges × (left, right, height, size)."""
        rows = [(each.left, each.right, each.height, len(each.members)) for each in self.merges]
        return np.array(rows, float).reshape(-1, 4)


def check_linkage(linkage: str) -> None:
    """Raises `UnknownOption` for a linkage there is none of."""
    if linkage not in LINKAGES:
        raise UnknownOption("The linkage", linkage, LINKAGES)


def grow(names: Sequence[str], distances: Floats, linkage: str = "average") -> Tree:
    """The tree over a square of distances without gaps. `linkage` says how far two groups are apart: the mean of all
    their distances (average, Sokal & Michener 1958), the smallest (single) or the largest (complete)."""
    check_linkage(linkage)
    if len(names) < 2:
        return Tree(tuple(names), (), tuple(names), linkage, None)
    from scipy.cluster.hierarchy import cophenet, leaves_list
    from scipy.cluster.hierarchy import linkage as link
    from scipy.spatial.distance import squareform

    even = np.round((distances + distances.T) / 2, 12)  # ties stay ties, whatever the order of adding
    np.fill_diagonal(even, 0.0)
    flat = squareform(even, checks=False)
    found = link(flat, linkage, optimal_ordering=True)
    heights = cophenet(found)
    varied = np.ptp(flat) > 0 and np.ptp(heights) > 0
    fit = float(np.corrcoef(flat, heights)[0, 1]) if varied else None
    leaves = leaves_list(found)
    if 2 * int(np.flatnonzero(leaves == 0)[0]) >= len(names):  # either way round is as good: the first name goes first
        leaves, found[:, :2] = leaves[::-1], found[:, 1::-1]
    return Tree(tuple(names), _merges(names, found), tuple(names[int(place)] for place in leaves), linkage, fit)


def _merges(names: Sequence[str], found: Floats) -> tuple[Merge, ...]:
    members: list[tuple[str, ...]] = [(name,) for name in names]
    merges = []
    for left, right, height, _size in found.tolist():
        members.append((*members[int(left)], *members[int(right)]))
        merges.append(Merge(int(left), int(right), float(height), members[-1]))
    return tuple(merges)
