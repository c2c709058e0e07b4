"""What a codebook says of its codes, laid out for a machine: words, sentences, and which codes belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualcode.assist.cues import Cue, Mode, modes, tones
from qualcode.errors import AmbiguousCode, UnknownCode
from qualcode.model import Code, Codebook, Question, ReportSettings

#: What stands in brackets at the end of an example is about the example: its specification, or where it belongs.
_NOTE = re.compile(r"\s*\(([^()]*)\)\s*$")
_NEAR_MISS = "close but no"


@dataclass(frozen=True, slots=True)
class CodeText:
    """One code: its name, what it means in sentences, passages that have it, and terms that speak for it."""

    code: Code
    path: str
    definition: str
    examples: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class CodeTexts:
    """The codes that can be suggested, in the codebook's order, and how they hang together.

    `theme`, `branch`: per code a number; codes of one theme (counterparts, or the same name in the other mode) share
    one, and so do codes under one code at the top (modes left out). `mode` is now, wish or neither; `tone` whether it
    is for what helps or hinders. `asked`: questions of the guide by id × the codes they are about.
    """

    texts: tuple[CodeText, ...]
    theme: tuple[int, ...]
    branch: tuple[int, ...]
    mode: tuple[Mode, ...]
    tone: tuple[Cue | None, ...] = ()
    asked: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(text.code.id for text in self.texts)

    @cached_property
    def place(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.ids)}

    @classmethod
    def of(
        cls, codebook: Codebook, guide: Sequence[Question] = (), report: ReportSettings = ReportSettings()
    ) -> CodeTexts:
        """Lay out a codebook. Retired codes are left out, and so are codes that only hold others together: those that
        stand for a mode, and those directly above them."""
        mode = modes(codebook, report.contrast)
        tone = tones(codebook, report.helping, report.hindering)
        given = _near_misses(codebook)
        codes = [code for code in codebook if not code.retired and not _holds_together(codebook, code, mode)]
        place = {code.id: number for number, code in enumerate(codes)}
        return cls(
            texts=tuple(_text(codebook, code, given.get(code.id, ())) for code in codes),
            theme=_numbers([_theme(codebook, code, mode) for code in codes]),
            branch=_numbers([_branch(codebook, code, mode) for code in codes]),
            mode=tuple(mode[code.id] for code in codes),
            tone=tuple(tone[code.id] for code in codes),
            asked={
                question.id: frozenset(place[code] for code in about(codebook, question) if code in place)
                for question in guide
            },
        )


def _holds_together(codebook: Codebook, code: Code, mode: Mapping[str, Mode]) -> bool:
    """Whether a code only divides the tree: all below it is what people give."""
    children = [child for child in codebook.children(code.id) if not child.retired]
    if not children:
        return False
    names_a_mode = mode[code.id] is not Mode.ANY and mode.get(code.parent, Mode.ANY) is Mode.ANY
    holds_modes = any(mode[child.id] is not Mode.ANY for child in children) and mode[code.id] is Mode.ANY
    return names_a_mode or holds_modes


def _text(codebook: Codebook, code: Code, given: Sequence[str]) -> CodeText:
    own = [_without_note(each) for kind, every in code.examples.items() if kind != _NEAR_MISS for each in every]
    values = code.specify.values if code.specify else ()
    return CodeText(
        code=code,
        path=codebook.path(code.id),
        definition=" ".join([f"{code.name}.", code.definition, *(_sentence(each) for each in code.include)]).strip(),
        examples=tuple(dict.fromkeys([*own, *given])),
        terms=tuple(dict.fromkeys([code.name, *code.keywords, *values])),
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _without_note(example: str) -> str:
    return _NOTE.sub("", example)


def _near_misses(codebook: Codebook) -> dict[str, list[str]]:
    """What is no example of one code and, says the note behind it, is one of another."""
    found: dict[str, list[str]] = {}
    for code in codebook:
        for each in code.examples.get(_NEAR_MISS, ()):
            note = _NOTE.search(each)
            other = _named(codebook, note[1]) if note else None
            if other is not None:
                found.setdefault(other.id, []).append(_without_note(each))
    return found


def _named(codebook: Codebook, note: str) -> Code | None:
    """The first code that a note names by its path."""
    paths = sorted(((codebook.path(code.id), code) for code in codebook if code.parent), key=lambda each: -len(each[0]))
    at = {path: note.find(path) for path, _code in paths}
    named = [(at[path], -len(path), path) for path, _code in paths if at[path] >= 0]
    if not named:
        return None
    try:
        return codebook.find(min(named)[2])
    except AmbiguousCode:  # two codes of one path, one of them retired
        return None


def _theme(codebook: Codebook, code: Code, mode: Mapping[str, Mode]) -> tuple[str, ...]:
    """What a code is about, whatever its mode: its counterpart says it, else its path without the mode."""
    if code.counterpart in codebook:
        return tuple(sorted((code.id, code.counterpart)))
    mirrored = sorted(each.id for each in codebook if each.counterpart == code.id)
    if mirrored:
        return tuple(sorted((code.id, mirrored[0])))
    above = [each for each in reversed(codebook.ancestors(code.id)) if not _names_mode(codebook, each, mode)]
    return tuple(each.name.casefold() for each in [*above, code])


def _branch(codebook: Codebook, code: Code, mode: Mapping[str, Mode]) -> str:
    """The code at the top above this one, modes left out; empty where only a mode is above it."""
    above = [each for each in codebook.ancestors(code.id) if not _names_mode(codebook, each, mode)]
    return above[-1].name.casefold() if above else code.id if not code.parent else ""


def _names_mode(codebook: Codebook, code: Code, mode: Mapping[str, Mode]) -> bool:
    return mode[code.id] is not Mode.ANY and (not code.parent or mode[code.parent] is Mode.ANY)


def _numbers(keys: Sequence[object]) -> tuple[int, ...]:
    known: dict[object, int] = {}
    return tuple(known.setdefault(key, len(known)) for key in keys)


def is_example(quotes: Sequence[str], codebook: Codebook) -> list[bool]:
    """Which quotes stand in the codebook as an example, word for word; nothing can be measured on these."""
    examples = {_plain(_without_note(each)) for code in codebook for every in code.examples.values() for each in every}
    return [_plain(quote) in examples for quote in quotes]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip("“”\"'‘’.")


def about(codebook: Codebook, question: Question) -> frozenset[str]:
    """The codes (ids) that a question of the guide is about, with what is below them. A name that the codebook does
    not have is passed over: importing the settings says so."""
    found: set[str] = set()
    for name in question.codes:
        try:
            codes = codebook.find_all(name)
        except UnknownCode:
            continue
        found.update(each.id for code in codes for each in codebook.subtree(code.id))
    return frozenset(found)
