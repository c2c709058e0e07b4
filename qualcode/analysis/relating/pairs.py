"""Which codes go together: co-occurrence of codes on the same or overlapping quotations.

    found = cooccurrence(selection, count="pairs", level=2)
    strongest = found.pairs[0]
    strongest.n, strongest.c, found.behind(strongest.left, strongest.right)

Two quotations co-occur when they have a character in common (half-open spans: max(start) < min(end)), which is what
ATLAS.ti's operator finds. A row is a code with its own codings; with `level` deeper codes are folded into the code
above them on that level. A code that stands twice on one passage (with two specifications, say) is counted there once.
A code is not paired with itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.relating import meeting
from qualcode.analysis.relating.meeting import FAR_MORE, Meetings, Passages, c_coefficients
from qualcode.analysis.result import Shown
from qualcode.errors import UnknownChoice, UnknownOption
from qualcode.headings import attribute
from qualcode.i18n import Language, language
from qualcode.model import check_level
from qualcode.query.cut import check_attribute, folded, missing, ordered_values
from qualcode.query.selection import Selection
from qualcode.rules import rule_of_selection
from qualcode.tables import Bools, Corpus, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

PAIRS, CLUSTERED, DOCUMENTS, CHARACTERS = "pairs", "clustered", "documents", "characters"
COUNTS = (PAIRS, CLUSTERED, DOCUMENTS, CHARACTERS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes (ids) and how often they go together. `n_left` and `n_right` count each code by itself in the same
    unit; `c` is n / (n_left + n_right - n), None where that has no meaning. `group` is the value of the attribute the
    pairs are told apart by, None without one. `warnings` say what to be careful about."""

    left: str
    right: str
    n: int
    n_left: int
    n_right: int
    c: float | None
    group: object = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cooccurrence(Shown):
    """Pairs of codes, in each group the strongest first: by c, those without a c before them, then by n.

    `codes` are the rows (ids) in the codebook's order, `paths` their paths; `groups` the values of the attribute `by`,
    (None,) without one; `totals` how much there is of each code by itself: groups × codes.
    """

    pairs: tuple[Pair, ...]
    codes: tuple[str, ...]
    paths: tuple[str, ...]
    count: str
    rule: str
    warnings: tuple[str, ...]
    by: str = ""
    groups: tuple[object, ...] = (None,)
    totals: tuple[tuple[int, ...], ...] = ()
    laid: Laid = field(repr=False, compare=False, default=None)  # type: ignore[assignment]  # always given
    _passages: dict[int, Passages] = field(default_factory=dict, init=False, repr=False, compare=False)  # per group
    _meetings: dict[int, Meetings] = field(default_factory=dict, init=False, repr=False, compare=False)  # per group

    def heads(self) -> Mapping[str, str]:
        return {self.by: attribute(self.by, self.language)} if self.by else {}

    def to_frame(self) -> pd.DataFrame:
        """One row per pair that goes together at all: (the group,) both codes, n, n of each by itself, c, and what to
        be careful about."""
        import pandas as pd

        path = dict(zip(self.codes, self.paths, strict=True))
        rows = [
            (each.group, path[each.left], path[each.right], each.n, each.n_left, each.n_right, each.c,
             "; ".join(each.warnings))
            for each in self.pairs
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=[self.by or "group", "code_1", "code_2", "n", "n_1", "n_2", "c", "note"])
        frame["c"] = frame["c"].astype(float)
        return frame if self.by else frame.drop(columns="group")

    def matrix(self, group: object = None, *, values: str = "n") -> pd.DataFrame:
        """Codes × codes by path, both ways: n, or c with `values="c"`. The diagonal is 0. Raises `UnknownChoice`."""
        import pandas as pd

        if values not in ("n", "c"):
            raise UnknownOption("The values of the matrix", values, ("n", "c"))
        place = {code: number for number, code in enumerate(self.codes)}
        found = np.zeros((len(place), len(place)), np.int64 if values == "n" else np.float64)
        for each in self._of(group):
            number = each.n if values == "n" else (np.nan if each.c is None else each.c)
            found[place[each.left], place[each.right]] = found[place[each.right], place[each.left]] = number
        return pd.DataFrame(found, index=list(self.paths), columns=list(self.paths))

    def squares(self) -> Square:
        """The same as a table of codes × codes, for a screen or a file."""
        return Square(self, language=self.language)

    def total(self, code: str, group: object = None) -> int:
        """How much there is of a code (id) by itself."""
        return self.totals[self._group(group)][self.codes.index(code)]

    def behind(self, left: str, right: str, group: object = None) -> tuple[tuple[int, int], ...]:
        """The codings (places among the marks) that stand behind a pair of codes (ids), two by two, in the order of
        documents and text: passages with a character in common. Of the count `documents`: the first passages of either
        code in each document that has both."""
        one, two = (self._row(code) for code in (left, right))
        own = self._own(group)
        found = _first_of_documents(own, one, two) if self.count == DOCUMENTS else self._met(own, one, two, group)
        order = np.lexsort((own.start[found[1]], own.start[found[0]], own.document[found[0]]))
        codings = (own.coding[each[order]].tolist() for each in found)
        return tuple(zip(*codings, strict=True))

    def _own(self, group: object) -> Passages:
        """The passages of a group."""
        number = self._group(group)
        if number not in self._passages:
            inside = self.laid.groups[number][self.laid.passages.document]
            self._passages[number] = self.laid.passages.at(inside)
        return self._passages[number]

    def _met(self, own: Passages, one: int, two: int, group: object) -> tuple[Ints, Ints]:
        """The passages (places) of two rows that have a character in common; all pairs of a group are found at once."""
        number = self._group(group)
        if number not in self._meetings:
            self._meetings[number] = Meetings.of(own, len(self.codes))
        return self._meetings[number].between(one, two)

    def _of(self, group: object) -> list[Pair]:
        wanted = self.groups[self._group(group)]
        return [each for each in self.pairs if each.group == wanted]

    def _group(self, group: object) -> int:
        names = [str(each) for each in self.groups]
        if str(group) not in names:
            raise UnknownChoice("The group", group, names)
        return names.index(str(group))

    def _row(self, code: str) -> int:
        if code not in self.codes:
            raise UnknownChoice("The code (by id)", code, self.codes)
        return self.codes.index(code)


@dataclass(frozen=True)
class Square(Shown):
    """The n of every two codes as a table, of the codes that go together with any; per group one under the other."""

    of: Cooccurrence

    @property
    def rule(self) -> str:
        return self.of.rule

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.of.warnings

    def heads(self) -> Mapping[str, str]:
        return {**{path: path for path in self.of.paths}, "code": self.language("code"), **self.of.heads()}

    def to_frame(self) -> pd.DataFrame:
        """One row per (group and) code, one column per code."""
        import pandas as pd

        there = {code for pair in self.of.pairs for code in (pair.left, pair.right)}
        shown = [path for code, path in zip(self.of.codes, self.of.paths, strict=True) if code in there]
        frames = []
        for group in self.of.groups:
            frame = self.of.matrix(group).loc[shown, shown].rename_axis("code").reset_index()
            if self.of.by:
                frame.insert(0, self.of.by, [group] * len(frame))
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)


@dataclass(frozen=True)
class Laid:
    """The passages that were counted, per group its documents, and the selection they are of."""

    passages: Passages
    groups: tuple[Bools, ...]
    selection: Selection


def cooccurrence(
    selection: Selection,
    *,
    count: str = PAIRS,
    codes: Sequence[str] = (),
    against: Sequence[str] = (),
    level: int | None = None,
    by: str | None = None,
    least: int = 1,
) -> Cooccurrence:
    """Count how codes go together.

    `count`: `pairs` of quotations that are the same or overlap; `clustered`, the same with overlapping quotations of
    one code taken as one; `documents` with both; `characters` that have both. With `codes` (names, with what is below
    them) only pairs in which one of them takes part, as `left`; with `against` the other is one of those. `by`, an
    attribute of documents, counts per value; pairs that go together less often than `least` are left out. Raises
    `UnknownCode`, `UnknownOption` and `UnknownChoice`.
    """
    corpus = selection.corpus
    if count not in COUNTS:
        raise UnknownOption("The count", count, COUNTS)
    check_level(level)
    if by is not None:
        check_attribute(corpus, "The groups", by)
    home = _homes(corpus, level)
    sides = _side(corpus, home, codes), _side(corpus, home, against)
    rows, laid = _lay(selection, home, sides[0] | sides[1], by)
    ids = tuple(corpus.codebook.codes[place].id for place in rows)
    _ = language(corpus.settings)
    names = _groups(selection, by)[0]
    left, right = sides[0][rows], sides[1][rows]
    pairs, totals = [], []
    for name, documents in zip(names, laid.groups, strict=True):
        both, alone = _counted(laid.passages.at(documents[laid.passages.document]), count, len(ids), len(documents))
        asked = _asked(left, right) & (both >= max(least, 1))
        pairs += _strongest(both, alone, asked, (left, right), ids, name, _)
        totals.append(tuple(alone.tolist()))
    return Cooccurrence(
        tuple(pairs), ids, tuple(map(corpus.codebook.path, ids)), count,
        rule_of_selection(_what(count, level, least, _), selection), _warnings(pairs, _),
        by or "", names, tuple(totals), laid, language=_,
    )  # fmt: skip


def _homes(corpus: Corpus, level: int | None) -> Ints:
    """Per code (place) the place of the code it is counted under."""
    place = corpus.place_of_code
    return np.array([place[folded(corpus, code.id, level)] for code in corpus.codebook], np.int64)


def _side(corpus: Corpus, home: Ints, names: Sequence[str]) -> Bools:
    """Per code (place) whether it may stand on one side of a pair: all without names."""
    book, found = corpus.codebook, np.zeros(len(home), bool)
    trees = [book.subtree(code.id) for name in names for code in book.find_all(name)] if names else [book.codes]
    found[home[[corpus.place_of_code[each.id] for tree in trees for each in tree]]] = True
    return found


def _lay(selection: Selection, home: Ints, wanted: Bools, by: str | None) -> tuple[Ints, Laid]:
    """The rows (places of codes), and the passages with the number of their row. A code that only holds others, and one
    that is retired, is a row where it has codings."""
    book, marks, places = selection.corpus.codebook, selection.marks, selection.codings
    places = places[wanted[home[marks.code[places]]]]
    used = np.bincount(home[marks.code[places]], minlength=len(book)) > 0
    own = np.array([not book.children(code.id) and not code.retired for code in book], bool)
    folds = np.bincount(home, minlength=len(book)) > 1
    rows = np.flatnonzero(wanted & (home == np.arange(len(book))) & (used | own | folds))
    number = np.full(len(book), -1, np.int64)
    number[rows] = np.arange(len(rows))
    spans = (marks.document[places], marks.start[places], marks.end[places])
    made = meeting.passages(number[home[marks.code[places]]], *spans, places)
    return rows, Laid(made, _groups(selection, by)[1], selection)


def _groups(selection: Selection, by: str | None) -> tuple[tuple[object, ...], tuple[Bools, ...]]:
    """The values of an attribute, and the documents that have each; all documents in one group without an attribute."""
    if by is None:
        return (None,), (selection.allowed,)
    corpus, none = selection.corpus, missing(selection.corpus)
    said: dict[int, list[object]] = {place: corpus.said(by)[place] or [none] for place in selection.documents.tolist()}
    names = tuple(ordered_values(corpus, by, said, selection.where))
    masks = []
    for name in names:
        mask = np.zeros(len(corpus.documents), bool)
        mask[[place for place, values in said.items() if name in values]] = True
        masks.append(mask)
    return names, tuple(masks)


def _counted(of: Passages, count: str, rows: int, documents: int) -> tuple[Ints, Ints]:
    """Rows × rows how often they go together, and how much there is of each by itself."""
    if count == DOCUMENTS:
        return meeting.documents_shared(of, documents, rows), meeting.presence(of, documents, rows).sum(axis=0)
    if count == CHARACTERS:
        of = meeting.clustered(of, touching=True)
        lengths = np.bincount(of.row, weights=of.end - of.start, minlength=rows)
        return meeting.characters_shared(of, rows), np.rint(lengths).astype(np.int64)
    if count == CLUSTERED:
        of = meeting.clustered(of)
    return meeting.times_met(of, rows), np.bincount(of.row, minlength=rows)


def _asked(left: Bools, right: Bools) -> Bools:
    """Rows × rows: the pairs with one code from each side, each once."""
    found: Bools = np.triu((left[:, None] & right[None, :]) | (right[:, None] & left[None, :]), 1)
    return found


def _strongest(
    both: Ints, alone: Ints, asked: Bools, sides: tuple[Bools, Bools], ids: Sequence[str], group: object, _: Language
) -> list[Pair]:
    """These pairs, the strongest first; the code from the first side is the left one."""
    one, two = np.nonzero(asked)
    turned = ~(sides[0][one] & sides[1][two])
    one, two = np.where(turned, two, one), np.where(turned, one, two)
    c = c_coefficients(both[one, two], alone[one], alone[two])
    order = np.lexsort((two, one, -both[one, two], -np.where(np.isnan(c), np.inf, c)))
    notes, kinds = _notes(_), _kinds(alone[one], alone[two], c)
    columns = (one, two, both[one, two], alone[one], alone[two], c, kinds)
    return [
        Pair(ids[i], ids[j], n, n_one, n_two, None if share != share else share, group, notes[kind])
        for i, j, n, n_one, n_two, share, kind in zip(*(each[order].tolist() for each in columns), strict=True)
    ]


def _kinds(one: Ints, two: Ints, c: Floats) -> Ints:
    """Which warnings a pair has: 1 for codes of very different frequency, 2 for a c above 1 or none; 3 for both."""
    unequal = np.maximum(one, two) > FAR_MORE * np.minimum(one, two)
    kinds: Ints = unequal + 2 * (np.isnan(c) | (c > 1))
    return kinds


def _notes(_: Language) -> tuple[tuple[str, ...], ...]:
    """The warnings of each kind (see `_kinds`)."""
    unequal = _("one code is given more than 5 times as often as the other, which keeps c low")
    over = _("c is above 1 or has no meaning: quotations of one code overlap each other")
    return (), (unequal,), (over,), (unequal, over)


def _warnings(pairs: Sequence[Pair], _: Language) -> tuple[str, ...]:
    """What a reader of all pairs should know."""
    unequal, over = (sum(note in pair.warnings for pair in pairs) for note in (_notes(_)[1][0], _notes(_)[2][0]))
    found = []
    if unequal:
        found.append(
            _.plural(
                "In %(count)s pair one code is given more than 5 times as often as the other: its c is low however "
                "often the rarer of the two comes with the other. Look at n beside it.",
                "In %(count)s pairs one code is given more than 5 times as often as the other: their c is low however "
                "often the rarer of the two comes with the other. Look at n beside it.",
                unequal,
            )
        )
    if over:
        found.append(
            _.plural(
                "The c of %(count)s pair is above 1 or has no meaning, because quotations of one code overlap each "
                "other; c supposes that they do not. Count characters or documents instead, or look at the redundant "
                "codings (qualcode coverage).",
                "The c of %(count)s pairs is above 1 or has no meaning, because quotations of one code overlap each "
                "other; c supposes that they do not. Count characters or documents instead, or look at the redundant "
                "codings (qualcode coverage).",
                over,
            )
        )
    return tuple(found)


def _what(count: str, level: int | None, least: int, _: Language) -> str:
    """What was counted, for the rule."""
    counted = {
        PAIRS: _("Counted: pairs of quotations, one of each code, that are the same passage or overlap"),
        CLUSTERED: _(
            "Counted: pairs of passages, one of each code, that overlap; overlapping quotations of one code are one "
            "passage"
        ),
        DOCUMENTS: _("Counted: documents in which both codes occur, anywhere"),
        CHARACTERS: _("Counted: characters that both codes were given to, each once"),
    }[count]
    rows = (
        _("each code with its own codings, without those of the codes below it")
        if level is None
        else _("deeper codes folded into level %(level)s", level=level)
    )
    fewest = [_("pairs that go together less than %(count)s times left out", count=least)] if least > 1 else []
    return "; ".join([counted, _("c = n12 / (n1 + n2 − n12)"), rows, *fewest])


def _first_of_documents(of: Passages, one: int, two: int) -> tuple[Ints, Ints]:
    """Of each document with passages of both rows, the first of either."""
    left, right = (_firsts(of, row) for row in (one, two))
    _both, in_left, in_right = np.intersect1d(of.document[left], of.document[right], return_indices=True)
    return left[in_left], right[in_right]


def _firsts(of: Passages, row: int) -> Ints:
    """The first passage of a row in each document; they are in the order of document and text."""
    own = np.arange(*np.searchsorted(of.row, [row, row + 1]))
    return own[np.unique(of.document[own], return_index=True)[1]]
