"""Leaving a group out at a time: learn from the others, and say what is likely for the fragments of this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualcode.assist.evaluation.material import Material
from qualcode.assist.protocol import Suggester
from qualcode.tables import Bools, Floats, Ints

#: Makes a suggester that has learned nothing yet.
Make = Callable[[], Suggester]
#: Wraps what is gone through, to show how far it is: (items, their name) to the same items.
Watch = Callable[[Sequence[Any], str], Iterable[Any]]
#: Where a suggester is fitted many times over, documents that are left out one at a time are dealt into so many.
BUNDLES = 6


def unwatched(items: Sequence[Any], _name: str) -> Iterable[Any]:
    return items


@dataclass(frozen=True)
class Fit:
    """One fitting: the rows that are learned from with the codes they are said to have (rows × codes), and the rows
    to score afterwards."""

    train: Ints
    taught: Bools
    test: Ints


def fold(material: Material, group: Ints, number: int) -> Fit:
    """The fitting that leaves a group out."""
    train = np.flatnonzero(group != number)
    return Fit(train, material.taught[train], np.flatnonzero((group == number) & material.tested))


def folds(material: Material, group: Ints) -> list[Fit]:
    """One fitting per group with fragments to test."""
    return [fold(material, group, number) for number in np.unique(group[material.tested]).tolist()]


def scored(
    make: Make, material: Material, fits: Sequence[Fit], watch: Watch, name: str
) -> Iterator[tuple[Fit, Floats]]:
    """Each fitting with what it says: test rows × the material's codes. A code that a suggester does not know is 0."""
    for fit in watch(fits, name):
        yield fit, scores(make(), material, fit)


def scores(suggester: Suggester, material: Material, fit: Fit) -> Floats:
    """Fit, and score the rows that were left out."""
    fitted = suggester.fit(
        [material.fragments[row] for row in fit.train],
        material.codes_of(fit.taught),
        [material.documents[material.document[row]] for row in fit.train],
    )
    found = np.asarray(fitted.predict_proba([material.fragments[row] for row in fit.test]), np.float64)
    place = {code: column for column, code in enumerate(fitted.codes)}
    laid = np.zeros((len(fit.test), len(material.codes)))
    known = [column for column, code in enumerate(material.codes) if code in place]
    laid[:, known] = found[:, [place[material.codes[column]] for column in known]]
    return laid


def out_of_fold(make: Make, material: Material, watch: Watch = unwatched, name: str = "folds") -> Floats:
    """Tested rows × codes: what is said of each fragment by a suggester that saw nothing of its group."""
    return together(material, scored(make, material, folds(material, material.group), watch, name))


def together(material: Material, parts: Iterable[tuple[Fit, Floats]]) -> Floats:
    """The scores of several fittings as one table of the tested rows."""
    found = np.zeros((len(material), len(material.codes)))
    for fit, p in parts:
        found[fit.test] = p
    return found[material.rows]


def bundled(material: Material, most: int = BUNDLES) -> Ints:
    """The groups per fragment, dealt into bundles where there are many: the largest first, each into the smallest
    bundle.

    A bundle is left out whole, so still nothing is known of a group in its own bundle.
    """
    sizes = np.bincount(material.group, minlength=len(material.groups))
    if len(sizes) <= most:
        return material.group
    bundle, filled = np.zeros(len(sizes), np.int64), np.zeros(most, np.int64)
    for number in np.argsort(-sizes, kind="stable"):
        bundle[number] = int(np.argmin(filled))
        filled[bundle[number]] += sizes[number]
    return bundle[material.group]
