"""Codings as arrays, for counting, and as tidy DataFrames, for people.

`Marks` holds what counting needs, one place per coding, as integers. `codings_frame` and its neighbours make
what a notebook shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qualcode.model import ROUND, Codebook, Document, Settings, Value, Verdict

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Singles = npt.NDArray[np.float32]

#: The coder whose codings are the outcome of talking differences through.
CONSENSUS = "consensus"
#: Verdicts by number, as `Verdicts.kind` has them.
KINDS = tuple(Verdict)


@dataclass(frozen=True, order=True)
class Finish:
    """A document was finished by a coder under a version of the codebook, on a day (ISO); a later one is larger."""

    version: int
    day: str


@dataclass(frozen=True)
class AsCode:
    """A saved query that stands in a codebook as a code: its place there, its name, what it asks in words (`said`), and
    the codes (places) that its reasons and m go by."""

    place: int
    name: str
    said: str
    codes: frozenset[int]


@dataclass(frozen=True)
class Corpus:
    """What does not depend on codings: documents in order, codes in order, coders in order, who finished what.

    `code_versions[i]` is the codebook version in which code i first stood. `finished[(document, coder)]` counts
    by place in `documents` and `coders`, as do the `reviews`: (document, reviewer, whose codings).
    """

    settings: Settings
    documents: tuple[Document, ...]
    codebook: Codebook
    coders: tuple[str, ...]
    code_versions: tuple[int, ...] = ()
    finished: Mapping[tuple[int, int], Finish] = field(default_factory=dict)
    version: int = 0
    reviews: frozenset[tuple[int, int, int]] = frozenset()
    version_name: str = ""  # the release, where this version is one
    older: bool = False  # read under a version of the codebook that is not the present one
    left_out: int = 0  # codings of codes that such a version did not have
    smart: tuple[AsCode, ...] = ()  # the last codes, where saved queries are laid over (`query.smart.laid_over`)

    def __repr__(self) -> str:
        return f"<Corpus: {len(self.documents)} documents, {len(self.codebook)} codes, {len(self.coders)} coders>"

    @cached_property
    def place_of_document(self) -> dict[str, int]:
        return {document.id: place for place, document in enumerate(self.documents)}

    @cached_property
    def place_of_code(self) -> dict[str, int]:
        return {code.id: place for place, code in enumerate(self.codebook)}

    @cached_property
    def interviews(self) -> tuple[str, ...]:
        """The interviews in order; only documents of kind `interview` belong to one."""
        named = (document.interview for document in self.documents if document.kind == "interview")
        return tuple(dict.fromkeys(named))

    def case_name(self, document: Document) -> str:
        return self.settings.case_name(document.case)

    def going_by(self, codes: frozenset[int]) -> frozenset[int]:
        """The codes (places) that the reasons and m of these go by: of a smart code those it asks for."""
        asked = [each for each in self.smart if each.place in codes]
        return codes.difference([each.place for each in asked]).union(*(each.codes for each in asked))

    def attribute(self, document: Document, name: str) -> Value:
        """What a document says under a name: an attribute, or its case, kind, interview or id."""
        own = {"document": document.id, "interview": document.interview, "kind": document.kind}
        if name in own:
            return own[name]
        if self.settings.is_case(name):
            return self.case_name(document)
        if self.settings.is_round(name):
            return self.settings.round_of(document)
        return document.attributes.get(name)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The names of the documents' own attributes, in order of appearance."""
        names = dict.fromkeys(name for document in self.documents for name in document.attributes)
        own = self.settings.case_attribute
        if self.settings.round.attribute != ROUND:
            names.pop(ROUND, None)  # the name means the project's own rounds
        return tuple(dict.fromkeys([*([own] if own != "case" else []), *names]))

    @property
    def has_rounds(self) -> bool:
        """Whether any document says in which round of interviews it was made."""
        return self.settings.round.attribute in self.attributes

    def said(self, name: str) -> list[list[Any]]:
        """What each document says under a name, as a list, empty where it says nothing; not to be changed."""
        if name not in self._said:
            values = (self.attribute(document, name) for document in self.documents)
            self._said[name] = [_as_list(value) for value in values]
        return self._said[name]

    @cached_property
    def _said(self) -> dict[str, list[list[Any]]]:
        return {}

    def attribute_names(self) -> list[str]:
        """Every name that may be filtered or grouped by."""
        rounds = [ROUND] if self.has_rounds else []
        return list(dict.fromkeys(["case", "document", "interview", "kind", *self.attributes, *rounds]))


def _as_list(value: Value) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, tuple) else [value]


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of all reviews, oldest first. `coding` and `replacement` (-1 without) are places among the marks,
    `kind` a place in `KINDS`, `reviewer` and `author` (whose codings are reviewed) places among the coders.

    >>> one = Verdicts(np.array([4, 7, 4]), np.array([1, 3, 2]), np.array([9, -1, -1]), *np.array([[1] * 3, [0] * 3]))
    >>> one.struck.tolist(), one.laid.tolist(), [each.tolist() for each in one.counted]
    ([4], [9, 7], [[7], [0]])
    """

    coding: Ints = field(default_factory=_none)
    kind: Ints = field(default_factory=_none)
    replacement: Ints = field(default_factory=_none)
    reviewer: Ints = field(default_factory=_none)
    author: Ints = field(default_factory=_none)

    def __len__(self) -> int:
        return len(self.coding)

    def _is(self, *kinds: Verdict) -> Bools:
        return np.isin(self.kind, [KINDS.index(kind) for kind in kinds])

    @cached_property
    def latest(self) -> Bools:
        """True for the latest verdict of each coding: the one that counts."""
        found = np.zeros(len(self), bool)
        _, last = np.unique(self.coding[::-1], return_index=True)
        found[len(self) - 1 - last] = True
        return found

    @cached_property
    def struck(self) -> Ints:
        """The codings that count no more as they stand: removed, or changed."""
        return self.coding[self.latest & self._is(Verdict.CHANGED, Verdict.REMOVED)]

    @cached_property
    def laid(self) -> Ints:
        """The codings made in reviews, replacements and additions, also those that a later verdict set aside."""
        return np.concatenate([self.replacement[self.replacement >= 0], self.coding[self._is(Verdict.ADDED)]])

    @cached_property
    def counted(self) -> tuple[Ints, Ints]:
        """The replacements and additions that stand, and whose codings they replace or add to."""
        changed = self.latest & self._is(Verdict.CHANGED) & (self.replacement >= 0)
        added = self.latest & self._is(Verdict.ADDED)
        places = np.concatenate([self.replacement[changed], self.coding[added]])
        return places, np.concatenate([self.author[changed], self.author[added]])


@dataclass(frozen=True)
class Marks:
    """One place per coding; documents, codes and coders by their place in the corpus. Positions and words count
    within the document. `low` and `high` are NaN unless the grade counts. Arrays that only some measures need
    are empty in a light reading (`full` is False)."""

    document: Ints
    code: Ints
    coder: Ints
    final: Bools
    orphan: Bools
    full: bool = False
    key: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    start: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    end: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    word_start: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    word_end: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    low: Floats = field(default_factory=lambda: np.empty(0))
    high: Floats = field(default_factory=lambda: np.empty(0))
    verbatim: Bools = field(default_factory=lambda: np.empty(0, np.bool_))
    released: Bools = field(default_factory=lambda: np.empty(0, np.bool_))
    origin: tuple[str, ...] = ()
    specification: tuple[str, ...] = ()
    last_change: str = ""
    #: The last marks are those of smart codes; per such a mark the coding (place) on whose quotation it is, or, of a
    #: free quotation, -1 - its place.
    smart: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    verdicts: Verdicts = field(default_factory=Verdicts)

    def __repr__(self) -> str:
        return f"<Marks: {len(self)} codings>"

    def __len__(self) -> int:
        return len(self.document)

    @cached_property
    def coded(self) -> tuple[Ints, Ints]:
        """Which documents have final codings of which coders, pair by pair; what was laid in a review is no coding of
        the document by the reviewer, and what a smart code finds none by anybody."""
        own = self.final
        if len(self.verdicts) or len(self.smart):
            own = own.copy()
            own[self.verdicts.laid] = False
            own[len(own) - len(self.smart) :] = False
        shape = (int(self.document.max(initial=-1)) + 1, int(self.coder.max(initial=-1)) + 1)
        there = np.zeros(shape, bool)
        there[self.document[own], self.coder[own]] = True
        documents, coders = np.nonzero(there)
        return documents, coders


@dataclass(frozen=True)
class FreeQuotations:
    """One place per quotation that carries no coding and is no orphan; documents and coders by their place in the
    corpus, `number` as in its label (12 in `KAF2.4.1:12`)."""

    document: Ints = field(default_factory=_none)
    number: Ints = field(default_factory=_none)
    start: Ints = field(default_factory=_none)
    end: Ints = field(default_factory=_none)
    word_start: Ints = field(default_factory=_none)
    word_end: Ints = field(default_factory=_none)
    coder: Ints = field(default_factory=_none)
    verbatim: Bools = field(default_factory=lambda: np.empty(0, np.bool_))
    released: Bools = field(default_factory=lambda: np.empty(0, np.bool_))

    def __repr__(self) -> str:
        return f"<FreeQuotations: {len(self)}>"

    def __len__(self) -> int:
        return len(self.document)


@dataclass(frozen=True)
class Labels:
    """What is shown of codings and not counted: per coding, in the order of full marks, the `number` in the label of
    its quotation; by the place of a coding its grade as written."""

    number: Ints = field(default_factory=_none)
    grades: Mapping[int, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Labels of {len(self.number)} codings>"


def shown(value: Value) -> Any:
    """An attribute as a cell of a DataFrame: lists as text."""
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else value


def document_columns(corpus: Corpus) -> dict[str, list[Any]]:
    """The columns every table of documents, quotations and codings shares, one place per document."""
    columns: dict[str, list[Any]] = {
        "document": [document.id for document in corpus.documents],
        "interview": [document.interview for document in corpus.documents],
        "case": [corpus.case_name(document) for document in corpus.documents],
        "kind": [document.kind for document in corpus.documents],
    }
    for name in corpus.attributes:
        columns.setdefault(name, [shown(corpus.attribute(document, name)) for document in corpus.documents])
    return columns


def _spread(columns: Mapping[str, Sequence[Any]], places: Sequence[int]) -> dict[str, list[Any]]:
    return {name: [values[place] for place in places] for name, values in columns.items()}


def _frame(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({name: pd.Series(list(values), dtype=object) for name, values in columns.items()})
    return frame.infer_objects()


def documents_frame(corpus: Corpus, measured: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """One row per document: document, interview, case, kind, its attributes, then what was measured of it."""
    return _frame({**document_columns(corpus), **measured})


def quotations_frame(corpus: Corpus, rows: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """One row per quotation; `rows` holds its columns, `document` as a place in the corpus."""
    places = [int(place) for place in rows["document"]]
    own = {name: values for name, values in rows.items() if name != "document"}
    return _frame({"quotation": own.pop("quotation"), **_spread(document_columns(corpus), places), **own})


def codings_frame(corpus: Corpus, rows: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """One row per coding, drafts and orphans too (see `status` and `anchor`).

    `value` is the grade where it counts (the lower end of a range), `value_high` the upper end of a range, `grade`
    the grade as written in any form. `words` counts the words the quotation touches.
    """
    places = [int(place) for place in rows["document"]]
    codes = [int(place) for place in rows["code"]]
    codebook = corpus.codebook
    names = [codebook.names(code.id) for code in codebook]
    depth = max((len(each) for each in names), default=1)
    levels = {
        f"level_{level + 1}": [each[level] if level < len(each) else "" for each in names] for level in range(depth)
    }
    by_code = {
        "code_id": [code.id for code in codebook],
        "code": [codebook.path(code.id) for code in codebook],
        **levels,
    }
    own = {name: values for name, values in rows.items() if name not in ("document", "code", "coding_id", "quotation")}
    return _frame(
        {
            "coding_id": rows["coding_id"],
            "quotation": rows["quotation"],
            **_spread(document_columns(corpus), places),
            **_spread(by_code, codes),
            **own,
        }
    )


def smart_frame(
    corpus: Corpus, marks: Marks, codings: pd.DataFrame, quotations: pd.DataFrame, free: Sequence[str]
) -> pd.DataFrame:
    """The codings with a row for each mark of a smart code after them: that of the quotation it is on, without an id,
    grade, specification or comment of its own. `free` are the labels of free quotations among them, in their order."""
    import pandas as pd

    source = marks.smart
    code = [corpus.codebook.codes[place] for place in marks.code[len(codings) :].tolist()]
    labels = np.empty(len(source), object)
    labels[source >= 0] = codings["quotation"].to_numpy(object)[source[source >= 0]]
    labels[source < 0] = list(free)
    rows = quotations.set_index("quotation").loc[labels].reset_index().reindex(columns=codings.columns)
    levels = [name for name in codings.columns if str(name).startswith("level_")]
    empty = ["coding_id", *levels, "grade", "grade_form", "specification", "comment", "source"]
    own = {"code_id": [each.id for each in code], "code": [corpus.codebook.path(each.id) for each in code],
           "status": "final", "origin": list(marks.origin[len(codings) :])}  # fmt: skip
    rows = rows.assign(**dict.fromkeys(empty, ""), **own)
    rows["level_1"] = [each.name for each in code]
    kinds = {name: codings[name].dtype for name in codings.columns}
    return pd.concat([codings, rows.astype(kinds)], ignore_index=True)
