"""Which words are used how often, in how many documents, interviews and cases.

    found = words(basis(chosen, tokens), by="round")
    found.to_frame()
    found.places("vrijwilliger")      # where it stands, in any form

A count by itself says little: a word that one person uses forty times is forty times one person. So each word says in
how many interviews and cases it is, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from qualcode import headings
from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import Basis, Place, found_word, listed, members, some_places, spread, stop_text
from qualcode.analysis.wording.tokens import LEMMA, Vocabulary
from qualcode.errors import NotPossible
from qualcode.i18n import Language
from qualcode.query.cut import check_attribute
from qualcode.tables import Ints

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Frequency:
    """A word: the forms it is written in with how often, and in how many documents, interviews and cases it is.
    `by` counts it per group; `where` names places, of different cases first."""

    word: str
    forms: tuple[tuple[str, int], ...]
    count: int
    documents: int
    interviews: int
    cases: int
    by: tuple[int, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frequencies(Shown):
    """Words, the most frequent first. `size` is how many words the text has, stop words and all; `different` how many
    were counted, of which `items` may be the first. `sizes` are those of the `groups`."""

    items: tuple[Frequency, ...]
    size: int
    different: int
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    rule: str
    warnings: tuple[str, ...]
    about: str
    base: Basis = field(repr=False, compare=False)
    unit: str = LEMMA
    grouped: str = ""  # the attribute that the groups are values of

    def places(self, word: str) -> tuple[Place, ...]:
        """Every place of a word, in any of its forms. Raises `NotPossible` for one that is not in the text."""
        words = self.base.tokens.vocabulary(self.unit)
        number = found_word(words, self.base.tokens.language, word)
        there = self.base.of(number, words) if number is not None else ()
        if not len(there):
            raise NotPossible(f"{word!r} is not in the text that was counted. Look for part of it: words context *part")
        return tuple(self.base.place_of(int(token)) for token in there)

    def per_1000(self, count: int, size: int | None = None) -> float:
        """A count per 1,000 words of the text, or of a group's."""
        size = self.size if size is None else size
        return 1000 * count / size if size else 0.0

    def heads(self) -> Mapping[str, str]:
        names = headings.values(self.grouped, self.groups, self.language)
        return {**dict(zip(self.groups, names, strict=True)), "forms": self.language("written as")}

    def to_frame(self) -> pd.DataFrame:
        """One row per word: how often, per 1,000 words, in how many documents, interviews and cases; per group how
        often; where; and the forms it is written in."""
        import pandas as pd

        rows = [
            {
                "word": each.word,
                "count": each.count,
                "per_1000": round(self.per_1000(each.count), 3),
                "documents": each.documents,
                "interviews": each.interviews,
                "cases": each.cases,
                **dict(zip(self.groups, each.by, strict=True)),
                "where": ", ".join(each.where),
                "forms": forms_text(each.forms),
            }
            for each in self.items
        ]
        names = ["word", "count", "per_1000", "documents", "interviews", "cases", *self.groups, "where", "forms"]
        return pd.DataFrame(rows, columns=names)


def words(
    base: Basis,
    *,
    unit: str = LEMMA,
    by: str | None = None,
    min_count: int = 2,
    most: int | None = 100,
    keep_stops: bool = False,
    names: bool = True,
    stop: Sequence[str] = (),
) -> Frequencies:
    """The words of a text by how often they are used: lemmas, or written forms (`unit="form"`). `by` counts them per
    value of an attribute too; `stop` are words not to be listed, and without `names` those that are written with a
    capital are not either. Raises `UnknownChoice` for an attribute there is none of."""
    if by is not None:
        check_attribute(base.corpus, "The attribute to count by", by)
    vocabulary = base.tokens.vocabulary(unit)
    counts = base.counts(unit)
    times = np.asarray(counts.sum(axis=0), np.int64).ravel()
    shown = listed(base.tokens, unit, keep=keep_stops, names=names, stop=stop) & (times >= max(1, min_count))
    order = _ordered(np.flatnonzero(shown), times, vocabulary)
    groups, inside = members(base.corpus, by) if by else ((), None)
    items = tuple(_items(base, vocabulary, order[:most], counts, inside))
    sizes = [] if inside is None else np.asarray((inside @ counts).sum(axis=1)).ravel().tolist()
    _ = base.language
    how = _how(base, unit, min_count, headings.values(by or "", groups, _), sizes, _)
    rule = base.rule([*how, stop_text(_, keep=keep_stops, names=names, stop=stop)], about_words(_))
    warnings = tuple(_warnings(base, len(order), _))
    return Frequencies(
        items, base.size, len(order), groups, tuple(sizes), rule, warnings, about_words(_), base, unit,
        by or "", language=_,
    )  # fmt: skip


def _ordered(places: Ints, times: Ints, vocabulary: Vocabulary) -> list[int]:
    """The most frequent first; equals by the alphabet."""
    return sorted(places.tolist(), key=lambda word: (-times[word], vocabulary.names[word].casefold()))


def _items(
    base: Basis, words: Vocabulary, order: Sequence[int], counts: sparse.csr_matrix, inside: sparse.csr_matrix | None
) -> list[Frequency]:
    few = counts[:, list(order)]
    there = base.tokens.form[base.counted]
    forms = forms_of(words, there, base.tokens.forms, order)
    interviews, cases = (spread(few, members(base.corpus, name)[1]) for name in ("interview", "case"))
    documents = spread(few, sparse.identity(few.shape[0], np.int64, "csr"))
    times = np.asarray(few.sum(axis=0), np.int64).ravel()
    by = np.asarray((inside @ few).todense(), np.int64).T if inside is not None else np.zeros((len(order), 0), np.int64)
    found = standing(base, words, order)
    return [
        Frequency(
            words.names[word], forms[place], int(times[place]), int(documents[place]), int(interviews[place]),
            int(cases[place]), tuple(by[place].tolist()), some_places(base, found[place]),
        )
        for place, word in enumerate(order)
    ]  # fmt: skip


def standing(base: Basis, words: Vocabulary, chosen: Sequence[int]) -> list[Ints]:
    """Where each of some words stands, by place among the tokens."""
    row = np.full(len(words), -1, np.int64)
    row[list(chosen)] = np.arange(len(chosen))
    rows = np.where(base.counted, row[words.of_form][base.tokens.form], -1)
    there = np.flatnonzero(rows >= 0)
    order = there[np.argsort(rows[there], kind="stable")]
    return np.split(order, np.cumsum(np.bincount(rows[there], minlength=len(chosen)))[:-1]) if len(chosen) else []


def forms_of(
    words: Vocabulary, forms: Ints, written: Sequence[str], chosen: Sequence[int]
) -> list[tuple[tuple[str, int], ...]]:
    """The forms (in small letters, names as they are) of some words with how often they are there, the most frequent
    first. `forms` are the numbers of the forms of a text."""
    times = np.bincount(forms, minlength=len(written))
    row = {word: place for place, word in enumerate(chosen)}
    found: list[dict[str, int]] = [{} for _ in chosen]
    for form in np.flatnonzero(times).tolist():
        place = row.get(int(words.of_form[form]))
        if place is not None:
            folded = written[form].casefold()
            found[place][folded] = found[place].get(folded, 0) + int(times[form])
    return [tuple(sorted(each.items(), key=lambda pair: (-pair[1], pair[0]))) for each in found]


def forms_text(forms: Sequence[tuple[str, int]]) -> str:
    """`vrijwilligers 34, vrijwilliger 12`."""
    return ", ".join(f"{form} {count}" for form, count in forms)


def _how(base: Basis, unit: str, min_count: int, groups: Sequence[str], sizes: Sequence[int], _: Language) -> list[str]:
    parts = [
        unit_text(unit, _),
        _("words used fewer than %(count)s times not listed", count=min_count) if min_count > 1 else "",
        _("per 1,000 of all %(count)s words, stop words and all", count=base.size),
    ]
    if groups:
        each = ", ".join(f"{name}: {size}" for name, size in zip(groups, sizes, strict=True))
        parts.append(_("words of each: %(sizes)s", sizes=each))
    return parts


def unit_text(unit: str, _: Language) -> str:
    if unit == LEMMA:
        return _("forms of one word taken together (by lemma; about one in fourteen is wrong)")
    return _("each written form by itself, capitals aside")


def about_words(_: Language) -> str:
    """What frequencies tell and do not."""
    return _(
        "This says which words the texts use, not how many people find something important: a word counts each time it "
        "is written. Interview summaries also carry the words of whoever wrote them."
    )


def _warnings(base: Basis, different: int, _: Language) -> list[str]:
    if not different:
        return [_("There are no words to list in this text.")]
    few = len(base.documents)
    if few < 3:
        return [
            _.plural(
                "Only %(count)s document: these are its words, and no pattern.",
                "Only %(count)s documents: these are their words, and no pattern.",
                few,
            )
        ]
    return []
