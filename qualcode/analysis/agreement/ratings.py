"""What coders gave units: the table every coefficient on predefined units reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qualcode.errors import QualcodeError
from qualcode.tables import Bools, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

    Rows = pd.DataFrame | Sequence[Sequence[Any]]

MISSING = -1


@dataclass(frozen=True, eq=False)
class Ratings:
    """Units × coders.

    `codes[unit, coder]` is a place in `categories`, or -1 where the coder gave the unit no value (missing, which
    is not the same as any category). `weights[unit]` is how many units the row stands for: 1, or the number of
    characters in a run that all coders treat alike. The order of `categories` matters to an ordinal alpha only.
    Raises QualcodeError where the shapes do not fit, a place is no category, or a weight is negative.
    """

    codes: Ints
    categories: tuple[object, ...]
    weights: Floats

    def __post_init__(self) -> None:
        if self.codes.ndim != 2 or self.weights.shape != self.codes.shape[:1]:
            raise QualcodeError(
                f"Ratings are units × coders with one weight per unit; got {self.codes.shape} "
                f"and weights {self.weights.shape}."
            )
        if self.codes.size and not MISSING <= self.codes.min() <= self.codes.max() < len(self.categories):
            raise QualcodeError(
                f"A rating is a place in the {len(self.categories)} categories, or -1 for missing; "
                f"got {self.codes.min()} to {self.codes.max()}."
            )
        if not np.all(np.isfinite(self.weights)) or np.any(self.weights < 0):
            raise QualcodeError("A weight is how many units a row stands for: 0 or more.")

    @classmethod
    def of(
        cls,
        rows: Rows,
        *,
        weights: npt.ArrayLike | None = None,
        categories: Iterable[Hashable] | None = None,
    ) -> Ratings:
        """From units, each with a value per coder; None and NaN are missing. A DataFrame is units × coders.

        Without `categories` these are the values that occur: numbers and words sorted, other values (sets, a
        mixture) as they first appear. Raises QualcodeError for a unit with another number of coders than the
        first, or a value that is not in `categories`.

        >>> Ratings.of([("a", "a"), ("b", None)]).codes.tolist()
        [[0, 0], [1, -1]]
        """
        units = _units(rows)
        kinds = _occurring(units) if categories is None else tuple(dict.fromkeys(categories))
        place = {category: number for number, category in enumerate(kinds)}
        codes = np.array([[_place(value, place) for value in unit] for unit in units], dtype=np.int64)
        coders = len(units[0]) if units else 0
        return cls(codes.reshape(len(units), coders), kinds, _weights(weights, len(units)))

    @classmethod
    def binary(
        cls, table: npt.ArrayLike, *, present: npt.ArrayLike | None = None, weights: npt.ArrayLike | None = None
    ) -> Ratings:
        """From units × coders, True where the unit carries the code; missing where `present` is False.

        `present` has the shape of `table`, or one that NumPy stretches to it. Categories are (False, True), also
        where one of the two never occurs.
        """
        codes = np.asarray(table, dtype=bool).astype(np.int64)
        if present is not None:
            codes[~np.broadcast_to(np.asarray(present, dtype=bool), codes.shape)] = MISSING
        return cls(codes, (False, True), _weights(weights, len(codes)))

    @property
    def coders(self) -> int:
        return int(self.codes.shape[1])

    @cached_property
    def present(self) -> Bools:
        """Units × coders: True where there is a value."""
        return np.asarray(self.codes >= 0)

    @cached_property
    def pairable(self) -> Bools:
        """Per unit: True where at least two coders gave a value and the weight is not 0."""
        return np.asarray((self.present.sum(axis=1) >= 2) & (self.weights > 0))


def _units(rows: Rows) -> list[tuple[Any, ...]]:
    values = rows.itertuples(index=False, name=None) if hasattr(rows, "itertuples") else rows
    units = [tuple(row) for row in values]
    for number, unit in enumerate(units, 1):
        if len(unit) != len(units[0]):
            raise QualcodeError(
                f"Unit {number} has {len(unit)} values and the first has {len(units[0])}. Give each unit one value "
                "per coder, and None where a coder gave none."
            )
    return units


def _missing(value: Any) -> bool:
    """None, NaN, and the missing values of pandas, none of which equals itself as True."""
    return value is None or (not isinstance(value, (str, frozenset)) and (value == value) is not True)


def _occurring(units: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    found = dict.fromkeys(_plain(value) for unit in units for value in unit if not _missing(_plain(value)))
    for kind in (Real, str):
        if all(isinstance(value, kind) for value in found):
            return tuple(sorted(found))
    return tuple(found)


def _plain(value: Any) -> Any:
    """A NumPy scalar as the Python value it stands for."""
    return value.item() if isinstance(value, np.generic) else value


def _place(value: Any, place: dict[Any, int]) -> int:
    plain = _plain(value)
    if _missing(plain):
        return MISSING
    try:
        return place[plain]
    except KeyError as err:
        allowed = ", ".join(str(each) for each in place)
        raise QualcodeError(f"{plain!r} is not one of the categories: {allowed}.") from err


def _weights(weights: npt.ArrayLike | None, count: int) -> Floats:
    return np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
