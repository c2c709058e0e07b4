"""What is evaluated: fragments that people coded, and what is left out together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.model import Fragment
from qualcode.tables import Bools, Ints


@dataclass(frozen=True)
class Material:
    """Fragments with their codes.

    `gold` (fragments × codes) is what the coder gave and is measured against; `taught` what a suggester learns from,
    which may hold the codes of others. Fragments that are not `tested` are learned from only. `document` and `group`
    are places in `documents` and `groups`; the fragments of a group are left out together. `codes` are ids in the
    codebook's order, `paths` what people call them.
    """

    fragments: tuple[Fragment, ...]
    gold: Bools
    taught: Bools
    tested: Bools
    document: Ints
    documents: tuple[str, ...]
    group: Ints
    groups: tuple[str, ...]
    codes: tuple[str, ...]
    paths: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.fragments)

    @cached_property
    def rows(self) -> Ints:
        """The fragments that are tested."""
        return np.flatnonzero(self.tested)

    def codes_of(self, given: Bools) -> list[Collection[str]]:
        """Rows × codes as a set of ids for each row."""
        return [{self.codes[place] for place in np.flatnonzero(row)} for row in given]
