"""What is found about a codebook: small values, in the order in which they are worth most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

#: So many words are proposed as keywords of a code, and added to see what they gain.
KEYWORDS = 5
#: A change is clear where it would come about by chance less often than this: of a hundred codes, hardly one.
CLEAR = 0.01


class Want(StrEnum):
    """What a code may lack."""

    DEFINITION = "definition"
    COPIED = "definition of its own"
    EXAMPLES = "examples"
    WISHES = "examples of wishes"
    TERMS = "terms"
    IDLE = "terms that occur"
    SHARED = "terms of its own"
    MISLEADING = "terms that point to it"


class What(StrEnum):
    """What was taken away or added to see what it is worth."""

    EXAMPLES = "its examples"
    QUOTATIONS = "quotations as examples"
    WORDS = "words as keywords"


@dataclass(frozen=True, slots=True)
class Standing:
    """A code as it is: how often the coder gave it and in how many documents, what it has of its own, and how many of
    those fragments have it among the first five suggestions: by the codebook alone, and after learning from the other
    groups. None where too little is coded to measure."""

    code: str
    path: str
    given: int
    documents: int
    examples: int
    keywords: int
    found_cold: int | None = None
    found_learned: int | None = None

    @property
    def missed(self) -> int:
        """Fragments with this code that the codebook alone does not bring among the first five."""
        return self.given if self.found_cold is None else self.given - self.found_cold


@dataclass(frozen=True, slots=True)
class Lack:
    """What a code lacks. `there`: how many it has; `about`: the terms, or the code with the same definition; `times`,
    for terms that mislead: in how many coded fragments each is, and in how many of those the code was given."""

    code: str
    path: str
    want: Want
    given: int
    there: int = 0
    about: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Gain:
    """What something is worth to a code, by the codebook alone: of the `quotations` of the code, how many have it among
    the first five `before` it is added and `after`; how many came in, how many fell out. `pushed_out` and `let_in`:
    other codes that were given, and left or entered the first five because of it. `together`: how many have it there
    when all codes are changed alike. `precision`: mean average precision of these quotations before and after."""

    code: str
    path: str
    what: What
    quotations: int
    before: int
    after: int
    came_in: int
    fell_out: int
    pushed_out: int
    let_in: int
    together: int
    precision: tuple[float, float]

    @property
    def net(self) -> int:
        """More codes given that are among the first five, of this code and of others."""
        return self.after - self.before - self.pushed_out + self.let_in

    @property
    def clear(self) -> bool:
        """Whether more came in than fell out by more than chance (a sign test), and others lost less."""
        return self.after > self.before and self.net > 0 and _by_chance(self.came_in, self.fell_out) <= CLEAR

    @property
    def harms(self) -> bool:
        """Whether more fell out than came in by more than chance."""
        return self.after < self.before and _by_chance(self.fell_out, self.came_in) <= CLEAR


def _by_chance(more: int, less: int) -> float:
    """How often `more` of so many comes about where either is as likely: the sign test, both sides (Dixon and Mood
    1946, The statistical sign test).

    >>> _by_chance(8, 0), _by_chance(6, 0)
    (0.0078125, 0.03125)
    """
    from scipy.stats import binomtest

    return float(binomtest(more, more + less).pvalue) if more + less else 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation that would serve a code as an example: it is like the others of the code."""

    code: str
    path: str
    label: str
    document: str
    group: str
    quote: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word that distinguishes a code: in so many of its quotations and their documents, and in so many others. `z`:
    weighted log-odds. `known`: it is among the code's terms. `serves`: so much of it is this code's that it would do as
    a keyword."""

    code: str
    path: str
    word: str
    quotations: int
    documents: int
    elsewhere: int
    z: float
    known: bool
    serves: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What the codebook says at a code about where another begins."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes that are confused, or whose definitions are alike. `taken`: the first was given, not among the first
    three suggestions, and the second stood there instead; `back` the other way round; `chance` and `chance_back` what
    to expect, as the codes stand there for other fragments. `labels`: quotations where it happened. `near`: how alike
    the definitions are, 0 to 1. `said`: what the codebook says to tell them apart."""

    codes: tuple[str, str]
    paths: tuple[str, str]
    taken: int = 0
    back: int = 0
    chance: float = 0.0
    chance_back: float = 0.0
    labels: tuple[str, ...] = ()
    near: float = 0.0
    said: tuple[Note, ...] = ()

    @property
    def times(self) -> int:
        return self.taken + self.back


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing: lacks of one kind, one gain or one pair. `worth`: how many fragments it is about."""

    about: tuple[Lack, ...] | Gain | Pair
    worth: float


@dataclass(frozen=True)
class Findings:
    """All that is found about a codebook. `codes` are those that can be suggested, in the codebook's order; of the rest
    stands first what is worth most. `by` is what was left out at a time while measuring, empty where too little is
    coded to measure. `names`: what all codes are called, by their ids, in as many parts of their paths as are clear."""

    coder: str
    fragments: int
    documents: int
    by: str
    codes: tuple[Standing, ...]
    lacks: tuple[Lack, ...] = ()
    gains: tuple[Gain, ...] = ()
    examples: tuple[Example, ...] = ()
    terms: tuple[Term, ...] = ()
    pairs: tuple[Pair, ...] = ()
    learn_from: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def only(self, codes: Collection[str]) -> Self:
        """What is found about these codes (ids)."""
        return replace(
            self,
            codes=tuple(each for each in self.codes if each.code in codes),
            lacks=tuple(each for each in self.lacks if each.code in codes),
            gains=tuple(each for each in self.gains if each.code in codes),
            examples=tuple(each for each in self.examples if each.code in codes),
            terms=tuple(each for each in self.terms if each.code in codes),
            pairs=tuple(each for each in self.pairs if set(each.codes) & set(codes)),
        )

    def gain(self, code: str, what: What) -> Gain | None:
        """What something is worth to a code (id), if it was measured."""
        return next((each for each in self.gains if (each.code, each.what) == (code, what)), None)

    def keywords(self, code: str) -> list[str]:
        """The words that would be new keywords of a code (id), the most telling first."""
        return [term.word for term in self.terms if term.code == code and term.serves and not term.known][:KEYWORDS]
