"""Which words one text uses more than another, and which less: a case against the others, a round against another, the
quotations of a code against the rest of what is coded.

    target, rest = apart(basis(chosen, tokens), {"case": "Kampen"})
    keyness(target, rest).to_frame()

Two numbers per word. The *log-likelihood* says how surely the use differs, given the sizes of both texts (Dunning 1993;
in the form of Rayson & Garside 2000); it grows with the counts. The *log ratio* says by how much: 1 is twice as often,
2 four times, -1 half (Hardie 2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import (
    CODED,
    INTERVIEWER,
    Basis,
    basis,
    listed,
    members,
    some_places,
    spread,
    stop_text,
)
from qualcode.analysis.wording.frequencies import forms_of, forms_text, standing, unit_text
from qualcode.analysis.wording.tokens import LEMMA
from qualcode.analysis.wording.wordstats import log_likelihood, log_ratio
from qualcode.errors import NotPossible, UnknownOption
from qualcode.i18n import Language
from qualcode.query.where import check_names, meant, select_documents, values_of
from qualcode.tables import Bools, Corpus, Ints

if TYPE_CHECKING:
    import pandas as pd

ORDERS = ("ll", "log_ratio")


@dataclass(frozen=True, slots=True)
class Key:
    """A word of which the use differs. `count` and `other` are how often it is in the target and in the rest,
    `documents` and `other_documents` in how many documents. `ll` is above zero where the target uses it more, as is
    `log_ratio`. `note` says what to be careful about; `where` names places in the text that uses it more."""

    word: str
    forms: tuple[tuple[str, int], ...]
    count: int
    other: int
    documents: int
    other_documents: int
    ll: float
    log_ratio: float
    note: str = ""
    where: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether the target uses it more than the rest."""
        return self.ll > 0


@dataclass(frozen=True)
class Keyness(Shown):
    """The words that the target uses more, the surest first, then those it uses less. `sizes` are the words of both,
    stop words and all; `names` what they are called."""

    items: tuple[Key, ...]
    names: tuple[str, str]
    sizes: tuple[int, int]
    rule: str
    warnings: tuple[str, ...]
    about: str

    @property
    def over(self) -> tuple[Key, ...]:
        """The words that the target uses more."""
        return tuple(each for each in self.items if each.more)

    @property
    def under(self) -> tuple[Key, ...]:
        """The words that the rest uses more."""
        return tuple(each for each in self.items if not each.more)

    def heads(self) -> Mapping[str, str]:
        return {"forms": self.language("written as")}

    def brief(self) -> tuple[str, ...]:
        return ("word", "more_in", "ll", "log_ratio", "count", "other", "documents", "other_documents", "note", "where")

    def to_frame(self) -> pd.DataFrame:
        """One row per word: how often in both, per 1,000 words and in how many documents; log-likelihood and log ratio,
        below zero where the rest uses it more; what to be careful about; where."""
        import pandas as pd

        rows = [
            {
                "word": each.word,
                "more_in": self.names[0] if each.more else self.names[1],
                "ll": round(each.ll, 2),
                "log_ratio": round(each.log_ratio, 2),
                "count": each.count,
                "other": each.other,
                "per_1000": round(_per_1000(each.count, self.sizes[0]), 3),
                "other_per_1000": round(_per_1000(each.other, self.sizes[1]), 3),
                "documents": each.documents,
                "other_documents": each.other_documents,
                "note": each.note,
                "where": ", ".join(each.where),
                "forms": forms_text(each.forms),
            }
            for each in self.items
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "word", "more_in", "ll", "log_ratio", "count", "other", "per_1000", "other_per_1000", "documents",
    "other_documents", "note", "where", "forms",
]  # fmt: skip


def apart(base: Basis, key: Mapping[str, object], against: Mapping[str, object] | None = None) -> tuple[Basis, Basis]:
    """The documents that a filter lets through, and the others, or those of another filter. Raises `UnknownChoice`.
    A document that both let through is in the first."""
    corpus = base.corpus
    for where in (key, against or {}):
        check_names(corpus, where, codings=False)
    inside = select_documents(corpus, key)
    outside = (select_documents(corpus, against) if against else np.ones_like(inside)) & ~inside
    _ = base.language
    name = filter_name(corpus, key)
    other = filter_name(corpus, against) if against else _("the rest")
    document = base.tokens.document
    return base.narrowed(inside[document], name), base.narrowed(outside[document], other)


def code_apart(base: Basis, code: str) -> tuple[Basis, Basis]:
    """The quotations of a code, and what else is coded; raises `UnknownCode`."""
    every = basis(base.chosen, base.tokens, base.labels, part=CODED)
    own = basis(base.chosen, base.tokens, base.labels, inside=code)
    _ = base.language
    rest = every.narrowed(~own.counted, _("the other coded text"))
    return own.narrowed(own.counted, code), rest


def filter_name(corpus: Corpus, where: Mapping[str, object]) -> str:
    """A filter as the name of what it lets through: `Kampen`, `round 3, 4`."""
    parts = []
    for name, given in where.items():
        values = ", ".join(str(each) for each in values_of(given))
        parts.append(values if meant(corpus, name) == "case" else f"{name} {values}")
    return " · ".join(parts)


def keyness(
    target: Basis,
    rest: Basis,
    *,
    base: Basis | None = None,
    unit: str = LEMMA,
    order: str = "ll",
    min_count: int = 3,
    min_documents: int = 1,
    most: int | None = 30,
    keep_stops: bool = False,
    names: bool = True,
    stop: Sequence[str] = (),
) -> Keyness:
    """The words of which the use differs, `most` to each side, by how surely (`order="ll"`) or by how much
    (`"log_ratio"`). A word is there where the text that uses it more has it `min_count` times, in `min_documents`;
    without `names`, those that are written with a capital are left out.
    `base` is what both are parts of, for the rule. Raises `UnknownOption`, and `NotPossible` where one of the two has
    no words."""
    if order not in ORDERS:
        raise UnknownOption("The order of key words", order, ORDERS)
    _check(target, rest)
    _ = target.language
    table = _Table(target, rest, unit)
    shown = listed(target.tokens, unit, keep=keep_stops, names=names, stop=stop)
    chosen = table.chosen(shown, order, min_count, min_documents, most)
    how = _how(target, rest, unit, order, min_count, min_documents, _)
    return Keyness(
        items := table.items(chosen),
        (target.what, rest.what),
        (target.size, rest.size),
        (base or target).rule([*how, stop_text(_, keep=keep_stops, names=names, stop=stop)], about_keyness(_)),
        tuple(_warnings(target, rest, items, _)),
        about_keyness(_),
        language=_,
    )


class _Table:
    """The counts of all words in two texts, and what follows from them."""

    def __init__(self, target: Basis, rest: Basis, unit: str) -> None:
        self.sides = (target, rest)
        self.vocabulary = target.tokens.vocabulary(unit)
        self.counts = [each.counts(unit) for each in self.sides]
        self.times = [np.asarray(each.sum(axis=0), np.int64).ravel() for each in self.counts]
        self.documents = [_documents(each) for each in self.counts]
        count, other = self.times
        self.ll = log_likelihood(count, other, target.size, rest.size)
        self.log_ratio = log_ratio(count, other, target.size, rest.size)
        self.more: Bools = self.ll > 0

    def chosen(self, shown: Bools, order: str, min_count: int, min_documents: int, most: int | None) -> list[int]:
        """The words that are there often enough: above zero from the highest, then below zero from the lowest."""
        shown = shown & (self.ll != 0)
        shown &= np.where(self.more, *self.times) >= max(1, min_count)
        shown &= np.where(self.more, *self.documents) >= min_documents
        by, names = self.ll if order == "ll" else self.log_ratio, self.vocabulary.names
        places = sorted(
            np.flatnonzero(shown).tolist(),
            key=lambda word: (-abs(by[word]), -abs(self.ll[word]), names[word].casefold()),
        )
        over = [word for word in places if self.more[word]]
        under = [word for word in places if not self.more[word]]
        return over[:most] + under[:most]

    def items(self, chosen: Sequence[int]) -> tuple[Key, ...]:
        target, rest = self.sides
        written = target.tokens.form[target.counted | rest.counted]
        forms = forms_of(self.vocabulary, written, target.tokens.forms, chosen)
        places = [standing(each, self.vocabulary, chosen) for each in self.sides]
        notes = self._notes(chosen)
        return tuple(
            self._key(word, forms[at], notes[at], places[0 if self.more[word] else 1][at])
            for at, word in enumerate(chosen)
        )

    def _key(self, word: int, forms: tuple[tuple[str, int], ...], note: str, places: Ints) -> Key:
        count, other = (int(each[word]) for each in self.times)
        documents, others = (int(each[word]) for each in self.documents)
        where = some_places(self.sides[0 if self.more[word] else 1], places)
        ll, ratio = float(self.ll[word]), float(self.log_ratio[word])
        return Key(self.vocabulary.names[word], forms, count, other, documents, others, ll, ratio, note, where)

    def _notes(self, chosen: Sequence[int]) -> list[str]:
        """Per word what makes it weak: it is one document's, or one interviewer's, where the side has more."""
        _ = self.sides[0].language
        found = [""] * len(chosen)
        for side, (base, counts) in enumerate(zip(self.sides, self.counts, strict=True)):
            own = counts[:, list(chosen)]
            _names, groups = members(base.corpus, INTERVIEWER)
            present = np.isin(np.arange(len(base.corpus.documents)), base.documents)
            several = int(((groups @ present.astype(np.int64)) > 0).sum()) > 1
            documents, interviewers = _documents(own), spread(own, groups)
            for at, word in enumerate(chosen):
                if bool(self.more[word]) != (side == 0):
                    continue
                if documents[at] == 1 and len(base.documents) > 1:
                    found[at] = _("in one document")
                elif several and interviewers[at] == 1:
                    found[at] = _("with one interviewer")
        return found


def _check(target: Basis, rest: Basis) -> None:
    if target.tokens is not rest.tokens or bool((target.counted & rest.counted).any()):
        raise NotPossible("Two texts are compared that share words: take apart one text, by `apart` or `code_apart`.")
    for each in (target, rest):
        if not each.size:
            raise NotPossible(
                f"There are no words in {each.what!r}, so there is nothing to compare. Choose a filter or a code that "
                "has text, and a rest that is not the same."
            )


def _per_1000(count: int, size: int) -> float:
    return 1000 * count / size if size else 0.0


def _documents(counts: sparse.csr_matrix) -> Ints:
    return spread(counts, sparse.identity(counts.shape[0], np.int64, "csr"))


def _how(
    target: Basis, rest: Basis, unit: str, order: str, min_count: int, min_documents: int, _: Language
) -> list[str]:
    parts = [
        _(
            "%(one)s (%(size)s words) against %(other)s (%(rest)s words)",
            one=target.what, other=rest.what, size=target.size, rest=rest.size,
        ),
        unit_text(unit, _),
        _("ll: log-likelihood (Rayson & Garside 2000)"),
        _("log_ratio: binary logarithm of the ratio of both per word (Hardie 2014)"),
        _("below zero: more in %(other)s", other=rest.what),
        _("ordered by how surely the use differs") if order == "ll" else _("ordered by how much the use differs"),
        _("only words used %(count)s times or more where they are used more", count=min_count),
    ]  # fmt: skip
    if min_documents > 1:
        parts.append(_("and there in %(count)s documents or more", count=min_documents))
    return parts


def about_keyness(_: Language) -> str:
    return _(
        "This says which words differ in use; it is no test, for words in one conversation hang together. Names of "
        "places and people differ by themselves. Interview summaries also carry the words of whoever wrote them."
    )


def _warnings(target: Basis, rest: Basis, items: Sequence[Key], _: Language) -> list[str]:
    found = []
    if not items:
        found.append(_("No word is used often enough to compare."))
    for each in (target, rest):
        if len(each.documents) < 3:
            found.append(
                _.plural(
                    "%(name)s is %(count)s document: what is key may be that conversation's.",
                    "%(name)s are %(count)s documents: what is key may be those conversations'.",
                    len(each.documents), name=each.what,
                )
            )  # fmt: skip
    one, other = (_interviewers(each) for each in (target, rest))
    if one and other and not one & other:
        found.append(
            _(
                "%(one)s: interviewer %(these)s; %(other)s: %(those)s. What differs may be the interviewer's style.",
                one=target.what, other=rest.what, these=_.joined(sorted(one)), those=_.joined(sorted(other)),
            )
        )  # fmt: skip
    return found


def _interviewers(base: Basis) -> set[str]:
    said = base.corpus.said(INTERVIEWER) if INTERVIEWER in base.corpus.attributes else []
    return {str(value) for place in base.documents.tolist() if said for value in said[place]}
