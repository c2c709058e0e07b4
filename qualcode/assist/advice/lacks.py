"""What codes lack: only what would help the suggester, and a second coder too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from qualcode.assist.advice.found import Lack, Standing, Want
from qualcode.assist.codetexts import CodeText
from qualcode.assist.cues import Mode
from qualcode.assist.features import PIECE, CodeFeatures
from qualcode.model import Code
from qualcode.tables import Bools, Singles

#: A code does well with so many examples and terms, at the least.
EXAMPLES, TERMS = 2, 3
#: That terms occur nowhere tells something of a code that was given so often, or where there are so many paragraphs.
_GIVEN, _TEXTS = 3, 200
#: A term of so many themes belongs to none of them.
_MANY = 3
#: A term misleads that is in so many coded fragments, of which this share has the code at most; that must be less than
#: so many times the share of the code among all fragments.
_OFTEN, _SELDOM, _LIFT = 20, 0.05, 2.0
#: Codes for what is left over: no words tell them.
_LEFT_OVER = frozenset(
    ("overig", "overige", "overigen", "anders", "rest", "diversen", "other", "others", "miscellaneous")
)
_NEAR_MISS = "close but no"


def own_examples(code: Code) -> list[str]:
    """The passages that have the code, typical or not."""
    return [each for kind, every in code.examples.items() if kind != _NEAR_MISS for each in every]


def leaves_over(code: Code) -> bool:
    return code.name.casefold() in _LEFT_OVER


def lacks(
    features: CodeFeatures, codes: Sequence[Standing], texts: Sequence[str], quotes: Sequence[str], given: Bools
) -> list[Lack]:
    """What each code lacks, the code that is given most first.

    `texts`: all paragraphs of the project, to see which terms occur. `quotes` were coded, and `given` (quotes × codes)
    says with what.
    """
    occurring = _occurring(features, texts) if texts else None
    found = [
        *_texts_of(features, codes),
        *_terms_of(features, codes, texts, occurring),
        *_misleading(features, codes, quotes, given),
    ]
    order = {want: place for place, want in enumerate(Want)}
    return sorted(found, key=lambda each: (-each.given, order[each.want]))


def _texts_of(features: CodeFeatures, codes: Sequence[Standing]) -> Iterator[Lack]:
    """Definitions and examples."""
    seen: dict[str, str] = {}
    for text, mode, standing in zip(features.texts.texts, features.texts.mode, codes, strict=True):
        code = text.code
        said = " ".join(code.definition.split()).casefold().rstrip(".")
        if not said or said == code.name.casefold():
            yield _lack(standing, Want.DEFINITION)
        elif said in seen:
            yield _lack(standing, Want.COPIED, about=(seen[said],))
        else:
            seen[said] = text.path
        there = len(dict.fromkeys(own_examples(code)))
        if there < EXAMPLES and not leaves_over(code):
            yield _lack(standing, Want.WISHES if mode is Mode.WISH else Want.EXAMPLES, there)


def _terms_of(
    features: CodeFeatures, codes: Sequence[Standing], texts: Sequence[str], occurring: Bools | None
) -> Iterator[Lack]:
    """Terms: too few, of which too few occur, or that are everybody's. A code for a grade is found by the grade, and
    one for what is left over by no word."""
    themes = _themes(features)
    for place, (text, standing) in enumerate(zip(features.texts.texts, codes, strict=True)):
        if text.code.grade is not None or leaves_over(text.code):
            continue
        keywords = len(text.code.keywords)
        if keywords < TERMS:
            yield _lack(standing, Want.TERMS, keywords)
        own = _keywords(features, place, text)
        if occurring is not None:
            idle = tuple(features.terms.names[term] for term in own if not occurring[term])
            if idle and len(own) - len(idle) < TERMS and (standing.given >= _GIVEN or len(texts) >= _TEXTS):
                yield _lack(standing, Want.IDLE, len(own) - len(idle), idle)
        shared = [term for term in own if len(themes[features.terms.words_of(term)]) >= _MANY]
        if shared and (len(shared) >= TERMS or len(own) - len(shared) < TERMS):
            yield _lack(standing, Want.SHARED, len(own), tuple(features.terms.names[term] for term in shared))


def _keywords(features: CodeFeatures, place: int, text: CodeText) -> list[int]:
    """The code's keywords as places in `features.terms`; its name is none."""
    owned = np.flatnonzero(features.terms.owners == place).tolist()
    return [term for term in owned if features.terms.names[term] in text.code.keywords]


def _themes(features: CodeFeatures) -> dict[tuple[int, ...], set[int]]:
    """By the words of a term, the themes that have it."""
    found: dict[tuple[int, ...], set[int]] = {}
    for term, owner in enumerate(features.terms.owners.tolist()):
        found.setdefault(features.terms.words_of(term), set()).add(features.texts.theme[owner])
    return found


def _occurring(features: CodeFeatures, texts: Sequence[str]) -> Bools:
    """Per term whether it is anywhere in the texts."""
    there = np.zeros(len(features.terms.names), bool)
    for at in range(0, len(texts), PIECE):
        there |= (_found(features, texts[at : at + PIECE]) > 0).any(axis=0)
    return there


def _found(features: CodeFeatures, texts: Sequence[str]) -> Singles:
    return features.terms.found(features.counts(texts))


def _misleading(
    features: CodeFeatures, codes: Sequence[Standing], quotes: Sequence[str], given: Bools
) -> Iterator[Lack]:
    """Terms that are in many coded fragments, hardly ever with their code or its counterpart."""
    if not quotes:
        return
    found = _found(features, quotes) > 0
    often = found.sum(axis=0)
    theme = np.array(features.texts.theme)
    for place, (text, standing) in enumerate(zip(features.texts.texts, codes, strict=True)):
        own = given[:, theme == theme[place]].any(axis=1)
        limit = min(_SELDOM, _LIFT * float(own.mean()))
        terms = []
        for term in () if leaves_over(text.code) else _keywords(features, place, text):
            right = int(found[own, term].sum())
            if often[term] >= _OFTEN and right < limit * often[term]:
                terms.append((int(often[term]), right, features.terms.names[term]))
        if terms:
            terms.sort(key=lambda each: (-each[0], each[2]))
            yield _lack(
                standing, Want.MISLEADING, len(text.code.keywords), tuple(name for _often, _right, name in terms),
                tuple((count, right) for count, right, _name in terms),
            )  # fmt: skip


def _lack(
    standing: Standing,
    want: Want,
    there: int = 0,
    about: tuple[str, ...] = (),
    times: tuple[tuple[int, int], ...] = (),
) -> Lack:
    return Lack(standing.code, standing.path, want, standing.given, there, about, times)
