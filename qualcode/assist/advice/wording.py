"""Words that distinguish a code: those its quotations have more than all others.

The measure is the weighted log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008,
Fightin' Words, Political Analysis 16, section 3.3.2 and 3.5.1): the difference of the log-odds of a word in the two
sets, each smoothed towards the whole project's text, by its standard deviation. A word counts once per quotation, so
that one person who says it ten times does not make it telling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property

import numpy as np
from scipy import sparse

from qualcode.assist.advice.found import Term
from qualcode.assist.cues import Mode
from qualcode.assist.evaluation.material import Material
from qualcode.assist.features import CodeFeatures
from qualcode.tables import Bools, Floats

#: How strongly the project's text draws: as so many words.
_PRIOR = 100.0
#: A word distinguishes that is so many standard deviations off, in so many quotations of so many documents.
_Z, QUOTATIONS, DOCUMENTS = 3.0, 3, 2
#: Against quotations of codes of the same mode and tone it must be this far off: *moeten* tells a wish, and not which.
_Z_KIN = 1.0
#: A word serves as a keyword where this share of the quotations with it have the code.
_SERVES = 0.25
#: Words that say nothing by themselves: numbers (as months and days do), and of place, time and degree.
_PASSING = """
    nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
    achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend half halve
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    naast vanaf boven onder achter vooraan tijdens behalve ergens overal nergens inmiddels sindsdien straks meestal
    net niks haast vorig volgend enkel eind rest zichzelf elkaars waarvan waarna waartoe daarna geven krijgen beginnen
    hoeven hoeft hoef
    beside besides since among toward towards somewhere meanwhile mostly almost nothing last next later give"""


#: What may stand between the end of a sentence and the next.
_MARKS = " \n\t“”„‘’\"'()-–"


def log_odds(own: Floats, rest: Floats, prior: Floats) -> Floats:
    """Per word the z of its log-odds in `own` against `rest` (both counts per word); `prior` in words, none of them 0.

    >>> log_odds(np.array([9.0, 1.0]), np.array([1.0, 9.0]), np.array([1.0, 1.0])).round(1).tolist()
    [4.2, -4.2]
    """
    if len(prior) < 2:
        return np.zeros(len(prior))  # there is nothing to be more common than
    first, second = own + prior, rest + prior
    odds = np.log(first / (first.sum() - first)) - np.log(second / (second.sum() - second))
    z: Floats = odds / np.sqrt(1 / first + 1 / second)
    return z


class Wording:
    """The words of the coded fragments, ready to be compared. `texts` are those of the whole project."""

    def __init__(self, features: CodeFeatures, material: Material, texts: Sequence[str]) -> None:
        self.features = features
        self.material = material
        self._small = small_words(texts, features.language)
        counts = features.counts([fragment.quote for fragment in material.fragments])
        around = features.counts(texts)
        width = len(features.lexicon.names)
        self._telling = np.flatnonzero([_may_tell(features, lemma) for lemma in features.lexicon.names])
        self.there = _once(counts, width)[:, self._telling]
        spread = np.asarray(_once(around, width)[:, self._telling].sum(axis=0), float).ravel()
        self._prior = _PRIOR * (spread + 0.5) / max((spread + 0.5).sum(), 1)

    def terms(self, place: int, rows: Bools) -> list[Term]:
        """The words that distinguish a code (by its place) within the fragments chosen, the most telling first; those
        that are not among its terms, and would do as keywords, come before the others."""
        own = rows & self.material.gold[:, place]
        count, rest = self._count(own), self._count(rows & ~own)
        z = log_odds(count, rest, self._prior)
        kin = self._kin(place, rows & ~own)
        beside = log_odds(count, self._count(kin), self._prior) if kin.any() else z
        chosen = np.flatnonzero((z >= _Z) & (beside >= _Z_KIN) & (count >= QUOTATIONS))
        found = [self._term(place, own, word, float(z[word]), int(rest[word])) for word in chosen.tolist()]
        kept = [each for each in found if each is not None and each.documents >= DOCUMENTS]
        return sorted(kept, key=lambda each: (each.known, not each.serves, -each.z, each.word))

    def _count(self, rows: Bools) -> Floats:
        return np.asarray(self.there[np.flatnonzero(rows)].sum(axis=0), float).ravel()

    def _kin(self, place: int, rows: Bools) -> Bools:
        """The fragments with a code of the same mode and tone, where the code has one."""
        texts = self.features.texts
        mode, tone = texts.mode[place], texts.tone[place]
        if mode is Mode.ANY and tone is None:
            return np.zeros(len(rows), bool)
        like = [mode is texts.mode[each] and tone is texts.tone[each] for each in range(len(texts))]
        return rows & self.material.gold[:, np.flatnonzero(like)].any(axis=1)

    def _term(self, place: int, own: Bools, word: int, z: float, elsewhere: int) -> Term | None:
        """The word as it is mostly written, or none where it is always a name."""
        lemma = self.features.lexicon.names[self._telling[word]]
        having = np.flatnonzero(own & np.asarray(self.there[:, word].todense(), bool).ravel())
        form = self._form(lemma, (self.material.fragments[row].quote for row in having))
        if form is None:
            return None
        text = self.features.texts.texts[place]
        documents = len(set(self.material.document[having].tolist()))
        serves = len(having) >= _SERVES * (len(having) + elsewhere)
        known = self._known(place, lemma)
        return Term(text.code.id, text.path, form, len(having), documents, elsewhere, round(z, 2), known, serves)

    def _form(self, lemma: str, quotes: Iterable[str]) -> str | None:
        lemmas = self.features.lexicon.lemmas
        forms = Counter(
            word.span.of(quote).casefold() for quote in quotes for word in lemmas.words(quote) if word.lemma == lemma
        )
        allowed = [(-count, form) for form, count in forms.items() if form in self._small]
        return min(allowed)[1] if allowed else None

    def _known(self, place: int, lemma: str) -> bool:
        """Whether a term of the code is this word, or a part of it."""
        needed = set(self.features.terms.of_word(lemma))
        return any(set(self.features.terms.words_of(term)) <= needed for term in self._owned[place])

    @cached_property
    def _owned(self) -> list[list[int]]:
        owners = self.features.terms.owners
        return [np.flatnonzero(owners == place).tolist() for place in range(len(self.features.texts))]


def _once(counts: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    """Texts × lemmas: 1 where it is there."""
    return sparse.csr_matrix((np.ones(len(counts.data)), counts.indices, counts.indptr), (counts.shape[0], width))


def _may_tell(features: CodeFeatures, lemma: str) -> bool:
    plain = lemma.replace("-", "").replace("'", "").replace("’", "")
    return features.lexicon.telling(lemma) and plain.isalpha() and lemma not in _passing(features.language)


@cache
def _passing(language: str) -> frozenset[str]:
    """Words that say nothing by themselves, months and days."""
    from babel.dates import get_day_names, get_month_names

    code = language if language in ("nl", "en") else "en"
    days = {name.casefold() for names in (get_day_names, get_month_names) for name in names(locale=code).values()}
    return frozenset([*_PASSING.split(), *days])


def small_words(texts: Iterable[str], language: str) -> frozenset[str]:
    """The words that somewhere begin with a small letter. One that never does is likely a name."""
    from qualcode.text.lemmas import Lemmas

    lemmas = Lemmas.of(language)
    found: set[str] = set()
    for text in texts:
        words = (word.span.of(text) for word in lemmas.words(text))
        found.update(word.casefold() for word in words if not word[0].isupper())
    return frozenset(found)


def names_somebody(quote: str, small: Collection[str], language: str) -> bool:
    """Whether a passage has a word with a capital that begins no sentence, or that nowhere is written with none; an
    abbreviation is no name."""
    from qualcode.text.lemmas import Lemmas

    for found in Lemmas.of(language).words(quote):
        word = found.span.of(quote)
        if word[0].isupper() and not word.isupper():
            before = quote[: found.span.start].rstrip(_MARKS)
            if (before and before[-1] not in ".!?:;…") or word.casefold() not in small:
                return True
    return False
