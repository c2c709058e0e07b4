"""Which cases or documents are alike in what was coded, and what two of them share.

found = similarity(selection, of="case", measure="jaccard")
found.matrix(), found.tree.order, found.tell("Kampen", "Winterswijk").to_frame()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.likening import likeness_texts as texts
from qualcode.analysis.likening.branching import Tree, check_linkage, grow
from qualcode.analysis.likening.fourfold import DISTANCES, EXISTENCE, FREQUENCY, MEASURES, Fourfold, fourfold
from qualcode.analysis.likening.present import Said, aside, said_in, themes
from qualcode.analysis.likening.telling import Told, tell
from qualcode.analysis.result import Shown
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption, WrongUsage, listing
from qualcode.i18n import language
from qualcode.query.selection import Selection
from qualcode.rules import rule_of_selection
from qualcode.tables import Floats

if TYPE_CHECKING:
    import pandas as pd

LEAVE_OUT, ABSENT = "leave out", "absent"
MISSING = (LEAVE_OUT, ABSENT)
CODINGS, INTERVIEWS, SHARE = "codings", "interviews", "interviews share"
COUNTS = (CODINGS, INTERVIEWS, SHARE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units and how alike they are. `a` codes were found in both, `b` in the first only, `c` in the other only,
    `d` in neither; `n` is how many codes the pair rests on. `value` is None where it is 0/0, and `reason` says why."""

    one: str
    other: str
    value: float | None
    a: int
    b: int
    c: int
    d: int
    n: int
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Similarity(Shown):
    """How alike units are, all with all. `numbers` is square, in the order of `names`, NaN where undefined; a distance
    where `is_distance`. `interviews` is how many each unit rests on, `codes` what was compared (paths), `tree` None
    with fewer than two units that can be compared with each other. `about`, the end of the rule: what this measures
    and what it does not."""

    of: str
    measure: str
    count: str
    names: tuple[str, ...]
    interviews: tuple[int, ...]
    codes: tuple[str, ...]
    numbers: Floats = field(repr=False)
    table: Fourfold = field(repr=False)
    tree: Tree | None = field(repr=False)
    rule: str
    warnings: tuple[str, ...]
    about: str
    said: Said = field(repr=False)
    labels: Sequence[str] = field(default=(), repr=False)

    @property
    def is_distance(self) -> bool:
        """Whether a small number means alike."""
        return self.measure in DISTANCES

    @property
    def values(self) -> tuple[tuple[float | None, ...], ...]:
        """Square, in the order of `names`; None where undefined."""
        return tuple(tuple(_or_none(value) for value in row) for row in self.numbers.tolist())

    @property
    def order(self) -> tuple[str, ...]:
        """The names as the leaves of the tree lie, and last those that are not in it."""
        leaves = self.tree.order if self.tree else ()
        return (*leaves, *(name for name in self.names if name not in set(leaves)))

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Each two units once, the most alike first; undefined ones last."""
        every = [self._pair(one, other) for one in range(len(self.names)) for other in range(one + 1, len(self.names))]
        return self._ranked(every)

    def pair(self, one: str, other: str) -> Pair:
        """Two units by name (or a case's key); raises `UnknownChoice`."""
        return self._pair(self.number(one), self.number(other))

    def alike(self, name: str) -> tuple[Pair, ...]:
        """One unit beside each of the others, the most alike first; raises `UnknownChoice`."""
        own = self.number(name)
        return self._ranked([self._pair(own, other) for other in range(len(self.names)) if other != own])

    def tell(self, one: str, other: str) -> Told:
        """What two units share and what tells them apart, code by code, with their quotations. Raises `UnknownChoice`,
        and `NotPossible` for a unit beside itself."""
        first, second = self.number(one), self.number(other)
        if first == second:
            raise NotPossible(f"{self.names[first]} shares everything with itself; name two that differ.")
        units = [self.said.names.index(self.names[place]) for place in (first, second)]
        return tell(self.said, units[0], units[1], self.rule, self.labels)

    def number(self, name: str) -> int:
        """The place of a unit by its name, or a case's key; raises `UnknownChoice`."""
        settings = self.said.chosen.corpus.settings
        folded = [each.casefold() for each in self.names]
        for wanted in (name.strip(), settings.case_name(name.strip()), settings.case_name(name.strip().upper())):
            if wanted.casefold() in folded:
                return folded.index(wanted.casefold())
        raise UnknownChoice(f"The {self.of}", name, self.names)

    def matrix(self) -> pd.DataFrame:
        """Units × units in the order of the tree; NaN where undefined."""
        import pandas as pd

        places = [self.names.index(name) for name in self.order]
        return pd.DataFrame(self.numbers[np.ix_(places, places)], index=list(self.order), columns=list(self.order))

    def heads(self) -> Mapping[str, str]:
        return {"other": self.language("the other")}

    def to_frame(self) -> pd.DataFrame:
        """One row per pair, the most alike first: the measure, the fourfold table, and how many codes it rests on."""
        import pandas as pd

        name = "distance" if self.is_distance else "similarity"
        rows = [
            (each.one, each.other, each.value, each.a, each.b, each.c, each.d, each.n, each.reason)
            for each in self.pairs
        ]
        header = ["one", "other", name, "both", "one only", "other only", "neither", "codes", "note"]
        return pd.DataFrame(rows, columns=header).astype({name: float})

    def _pair(self, one: int, other: int) -> Pair:
        value = _or_none(float(self.numbers[one, other]))
        a, b, c, d = (int(part[one, other]) for part in (self.table.a, self.table.b, self.table.c, self.table.d))
        _ = self.language
        reason = texts.undefined(a + b + c + d, _) if value is None else ""
        return Pair(self.names[one], self.names[other], value, a, b, c, d, a + b + c + d, reason)

    def _ranked(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        sign = 1 if self.is_distance else -1
        return tuple(sorted(pairs, key=lambda each: (each.value is None, sign * round(each.value or 0.0, 12))))


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value


def similarity(
    chosen: Selection, *, of: str = "case", measure: str = "jaccard", count: str | None = None,
    codes: Sequence[str] = (), level: int | None = None, grades: bool = False, missing: str = LEAVE_OUT,
    linkage: str = "average", labels: Iterable[str] = (),
) -> Similarity:  # fmt: skip
    """How alike the values of `of` are (case, document, any attribute) in the codes that interviews have.

    `measure` is one of presence (jaccard, simple, zeta, russel-rao) or of frequencies (cosine, euclidean, city-block);
    `count` says what frequencies are: `codings`, `interviews`, or `interviews share` (n of m), which it is without
    saying, except between documents. A code that could not be said in a unit is left out of its pairs, or with
    `missing="absent"` counted as absent. Codes as in `present.themes`; `labels` are the quotations' labels by place of
    coding, for `tell`. Raises `UnknownOption`, `UnknownChoice`, `WrongUsage`, and `NotPossible` without two units."""
    count = _checked(of, measure, count, missing)
    check_linkage(linkage)
    wanted = themes(chosen, codes=codes, level=level, grades=grades)
    said = said_in(chosen, of, wanted)
    held = [place for place in range(len(said.names)) if said.heard[place] and said.known[place].any()]
    if len(held) < 2:
        raise NotPossible(_too_few(of, said, len(held)))
    known = said.known[held] if missing == LEAVE_OUT else np.ones((len(held), len(wanted)), bool)
    table = fourfold(said.present[held], known)
    numbers = (
        EXISTENCE[measure](table) if measure in EXISTENCE else FREQUENCY[measure](_counted(said, count)[held], known)
    )
    names = tuple(said.names[place] for place in held)
    tree = _tree(names, numbers, measure, linkage)
    _ = language(chosen.corpus.settings)
    what = texts.rule(measure, count, len(wanted), _, codes=codes, level=level, grades=grades, absent=missing == ABSENT)
    rule = f"{rule_of_selection(what, chosen)} {texts.about(_)}"
    found = Similarity(
        of, measure, count, names, tuple(said.heard[place] for place in held), tuple(each.path for each in wanted),
        numbers, table, tree, rule, (), texts.about(_), said, tuple(labels), language=_,
    )  # fmt: skip
    return replace(found, warnings=_warnings(found))


def _checked(of: str, measure: str, count: str | None, missing: str) -> str:
    """What frequencies are counted in, empty for measures of presence; raises for options that do not exist."""
    if measure not in MEASURES:
        raise UnknownOption("The measure", measure, MEASURES)
    if missing not in MISSING:
        raise UnknownOption("missing", missing, MISSING)
    if count is not None and count not in COUNTS:
        raise UnknownOption("The count", count, COUNTS)
    if measure in EXISTENCE and count is not None:
        raise WrongUsage(
            f"{measure} asks whether a code occurs, not how often. A count goes with {listing(FREQUENCY)}."
        )
    if measure in EXISTENCE:
        return ""
    return count or (CODINGS if of in ("document", "interview") else SHARE)


def _too_few(of: str, said: Said, held: int) -> str:
    if not said.themes:
        return "There are no codings to compare by in this selection. Choose another layer, filter or codes."
    if not any(said.heard):
        return "This selection has no interviews, and only interviews are compared. Choose another filter."
    return f"Similarity needs two at least; of {of} there are {held} with an interview that was coded or finished."


def _counted(said: Said, count: str) -> Floats:
    if count == CODINGS:
        return said.codings.astype(float)
    if count == INTERVIEWS:
        return said.n.astype(float)
    return said.n / np.maximum(said.m, 1)


def _tree(names: tuple[str, ...], numbers: Floats, measure: str, linkage: str) -> Tree | None:
    """Over the units that can all be compared with each other; those with most undefined pairs are left out first."""
    distances = numbers if measure in DISTANCES else 1 - numbers
    kept = list(range(len(names)))
    while len(kept) > 1:
        gaps = np.isnan(distances[np.ix_(kept, kept)]) & ~np.eye(len(kept), dtype=bool)
        if not gaps.any():
            break
        kept.pop(int(np.argmax(gaps.sum(axis=0))))
    if len(kept) < 2:
        return None
    return grow([names[place] for place in kept], np.nan_to_num(distances[np.ix_(kept, kept)]), linkage)


def _warnings(found: Similarity) -> tuple[str, ...]:
    """What a reader should know of these units, a sentence each."""
    said, _ = found.said, found.language
    outside = [name for name, heard in zip(said.names, said.heard, strict=True) if not heard]
    uncoded = [name for name in said.names if name not in (*outside, *found.names)]
    leaves = found.tree.order if found.tree else ()
    lost = [name for name in found.names if name not in leaves]
    upper = found.table.n[np.triu_indices(len(found.names), 1)]
    common = int(said.present[[said.names.index(name) for name in found.names]].all(axis=0).sum())
    sentences = [
        texts.outside(outside, _),
        texts.uncoded(uncoded, _),
        texts.aside(aside(said.chosen), _),
        texts.uneven(found.names, found.interviews, found.measure, found.count, _),
        texts.common(common, len(found.codes), found.measure, _),
        texts.partial(int(upper.min()), int(upper.max()), len(found.codes), found.measure, _),
        texts.lost(lost, _),
    ]
    return tuple(each for each in sentences if each)
