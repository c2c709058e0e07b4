"""How much a machine did: what suggestions were shown, and what people said to them, per code and coder.

Suggestions are counted by passage: one that was seen five times on the same words of a document counts once. Whoever
answered one saw it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from qualcode.display import card, of_frame
from qualcode.model import Answer, Codebook
from qualcode.store.suggestions import Answered, Showing

if TYPE_CHECKING:
    import pandas as pd

#: A suggestion of a code on words in a document: (document, hash of the words, code id).
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CodeAnswers:
    """What became of the suggestions of a code (its path) to a coder, in passages. The five kinds of answer add up to
    `shown`. `became` says how often which other code was taken (the code that coding has now); `gone`: of those
    accepted or changed, how many codings were removed since."""

    code: str
    shown: int
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    skipped: int = 0
    unanswered: int = 0
    became: Mapping[str, int] = field(default_factory=dict)
    gone: int = 0


@dataclass(frozen=True)
class CoderAnswers:
    """What a coder (empty: nobody said who) saw and answered: per code in the codebook's order, and in all. `passages`
    and `documents` in which suggestions were seen; `seen_in` counts the suggestions per command or page. `codings`: the
    coder's final codings, of which `from_suggestions` came of one that was accepted."""

    coder: str
    codes: tuple[CodeAnswers, ...]
    total: CodeAnswers
    passages: int
    documents: int
    seen_in: Mapping[str, int]
    codings: int
    from_suggestions: int

    @property
    def share(self) -> float | None:
        """Of the coder's codings, those that came of a suggestion, 0 to 1; None without codings."""
        return self.from_suggestions / self.codings if self.codings else None


@dataclass(frozen=True)
class AssistReport:
    """What the machine suggested and people did with it, coder by coder."""

    coders: tuple[CoderAnswers, ...]

    def __repr__(self) -> str:
        return f"<AssistReport: {', '.join(each.coder or '?' for each in self.coders) or 'no suggestion was shown'}>"

    def _repr_html_(self) -> str:
        return card(of_frame(self.to_frame()))

    def to_frame(self) -> pd.DataFrame:
        """One row per coder and code: how often it was shown, accepted, changed, rejected, skipped, not answered."""
        import pandas as pd

        names = ["coder", *(name for name in asdict(CodeAnswers("", 0)) if name != "became")]
        rows = [{"coder": each.coder, **asdict(row)} for each in self.coders for row in each.codes]
        return pd.DataFrame(rows, columns=names)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {"coders": [{**asdict(each), "share": each.share} for each in self.coders]}


def answered_by_coder(
    codebook: Codebook,
    showings: Sequence[Showing],
    answers: Sequence[Answered],
    codings: Mapping[str, tuple[str, str, bool]],
    coders: Collection[str],
) -> AssistReport:
    """Count it. `codings`: of every final coding the id, to its coder, its code's id and whether it came of a
    suggestion. `coders`: the order in which they come; those who saw no suggestion are left out."""
    who = {each.coder for each in showings} | {each.coder for each in answers}
    order = [*(name for name in coders if name in who), *sorted(who - set(coders))]
    return AssistReport(
        tuple(
            _of_coder(
                name,
                codebook,
                [each for each in showings if each.coder == name],
                [each for each in answers if each.coder == name],
                codings,
            )
            for name in order
        )
    )


def _of_coder(
    name: str,
    codebook: Codebook,
    showings: Sequence[Showing],
    answers: Sequence[Answered],
    codings: Mapping[str, tuple[str, str, bool]],
) -> CoderAnswers:
    seen = {_key(each) for each in showings} | {_key(each) for each in answers}
    said = {_key(each): each for each in answers}  # the latest of several
    codes = _in_order(codebook, {code for _, _, code in seen})
    where = {(each.where, *_key(each)) for each in showings}
    own = [came for coder, _, came in codings.values() if coder == name]
    return CoderAnswers(
        name,
        tuple(_of_code(codebook, code, seen, said, codings) for code in codes),
        _of_code(codebook, None, seen, said, codings),
        len({(document, words) for document, words, _ in seen}),
        len({document for document, _, _ in seen}),
        dict(Counter(each[0] for each in where)),
        len(own),
        sum(own),
    )


def _of_code(
    codebook: Codebook,
    code: str | None,
    seen: Collection[_Key],
    said: Mapping[_Key, Answered],
    codings: Mapping[str, tuple[str, str, bool]],
) -> CodeAnswers:
    """The suggestions of a code, or of all."""
    mine = [said.get(key) for key in seen if code is None or key[2] == code]
    given = [each for each in mine if each is not None]
    kinds = Counter(each.answer for each in given)
    made = [each for each in given if each.answer in (Answer.ACCEPTED, Answer.CHANGED)]
    other = [codings[each.coding][1] for each in made if each.answer is Answer.CHANGED and each.coding in codings]
    return CodeAnswers(
        "total" if code is None else _path(codebook, code),
        len(mine),
        kinds[Answer.ACCEPTED],
        kinds[Answer.CHANGED],
        kinds[Answer.REJECTED],
        kinds[Answer.SKIPPED],
        len(mine) - len(given),
        {_path(codebook, each): other.count(each) for each in _in_order(codebook, set(other))},
        sum(each.coding not in codings for each in made),
    )


def _key(each: Showing | Answered) -> _Key:
    return each.document, each.words_hash, each.code


def _in_order(codebook: Codebook, codes: Collection[str]) -> list[str]:
    """Codes in the codebook's order; those that are gone after them."""
    known = [code.id for code in codebook if code.id in codes]
    return [*known, *sorted(set(codes) - set(known))]


def _path(codebook: Codebook, code: str) -> str:
    return codebook.path(code) if code in codebook else f"a code that is gone ({code})"
