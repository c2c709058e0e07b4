"""The file of factors: Markdown that people edit.

    ## Wat helpt

    - korte lijnen met
      - de huisarts (ST, WW) [STF2.1.2:3; WWF2.3.1:4]
      - de praktijkondersteuner (KR, ZW, OG?) [KRF2.2.1:8]
    - vaste groep (KA, ~~ST~~) [KAF2.2.1:4] <!-- KA: tweede, 2022-05-12 -->
    - ~~taart bij de koffie (ZW?)~~

A heading says what the factors below it do. A factor is an item: its wording, in brackets its cases, and the labels of
the quotations behind it. `KA` is a case that a person confirmed, `KA?` one that is proposed, `~~KA~~` one that a person
rejected; a whole item between `~~` is set aside. Who confirmed what and when may stand behind it in a comment, and
`{#name}` is the factor's id where that is not its wording. Everything else in the file is kept as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from qualcode.formats.factor_words import (
    direction_named,
    heading_of,
    plain_case,
    said_by,
    split_cases,
    split_labels,
    who_said,
    written_case,
)
from qualcode.i18n import Language, language
from qualcode.model import LANGUAGES, slug
from qualcode.model.factor import (
    Direction,
    Factor,
    FactorFile,
    InCase,
    Section,
    Standing,
    Variant,
    factor_id,
    is_id,
)

_ITEM = re.compile(r"(\s*)(?:[-*+]|\d+[.)])\s+(\S.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")
_COMMENT = re.compile(r"(.*?)\s*<!--\s*((?:(?!-->).)*?)\s*-->")
_ID = re.compile(r"(.*?)\s*\{#([^{}\s]+)(?:\s+was=(m[0-9a-f]{11}))?\}")
_LABELS = re.compile(r"(.*?)\s*\[([^\[\]]*)\]")
_LABEL = re.compile(r"[^\n]*[^\n\s]:\d+")
_CASES = re.compile(r"(.*?)\s*(?<!\\)\(((?:[^()\\]|\\.)*)\)")
_ASKED = re.compile(r"((?:\\.|[^\\])*)\?")
_STRUCK = re.compile(r"~~(.*)~~")
_SIGNS = re.compile(r"[\\\[\]{}<>~()]")


@dataclass(frozen=True, slots=True)
class Read:
    """A file of factors as read: `was` is, by id, the mark of the factor when the file was written, where it says so;
    `lines` the line a factor stands on, by id; `problems` are lines and sentences about what was read as no factor."""

    file: FactorFile
    was: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: tuple[tuple[int, str], ...] = ()


def read(text: str) -> Read:
    """What a file of factors says. Nothing in it is refused: what is no factor is kept as the lines it stands on."""
    reading = _Reading()
    for number, line, free in _joined(text.removesuffix("\n").split("\n")):
        reading.take(number, line, free)
    return reading.done()


def write(file: FactorFile, code: str, *, was: bool = False) -> str:
    """The file as Markdown in a language. With `was` each factor carries its mark, by which a copy that is read back
    tells whether it was changed."""
    lines: list[str] = []
    for section in _with_headings(file, language(code)):
        lines += section.lines
        for factor in section.factors:
            lines += _written(factor, was)
    return "\n".join([*lines, ""])


# --- reading -----------------------------------------------------------------------------------------------------


def _joined(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Lines with their numbers, and whether they are free text whatever they look like: a comment over several lines.
    An item whose brackets go on over the next lines is one line."""
    number, inside = 0, False
    while number < len(lines):
        line, first = lines[number], number + 1
        number += 1
        free = inside or ("<!--" in line and "-->" not in line and not _ITEM.fullmatch(line))
        inside = free and "-->" not in line
        if not free and _ITEM.fullmatch(line):
            while number < len(lines) and _goes_on(line, lines[number]):
                line = f"{line.rstrip()} {lines[number].strip()}"
                number += 1
        yield first, line, free


def _goes_on(item: str, following: str) -> bool:
    """Whether the next line belongs to an item: a bracket of the item is open, or the line begins with one."""
    text = following.strip()
    if not text or _ITEM.fullmatch(following) or _HEADING.fullmatch(following):
        return False
    return not _is_closed(item) or (following[:1].isspace() and text[0] in "([{")


def _is_closed(text: str) -> bool:
    bare = re.sub(r"\\.", "", text)
    return bare.count("[") <= bare.count("]") and bare.count("(") <= bare.count(")")


@dataclass(slots=True)
class _Item:
    """An item taken apart."""

    wording: str
    cases: tuple[InCase, ...]
    evidence: tuple[str, ...]
    id: str
    was: str
    set_aside: bool
    remarks: tuple[str, ...]


class _Reading:
    """Takes a file in line by line."""

    def __init__(self) -> None:
        self.sections = [Section(None)]
        self.found: list[tuple[Factor, int, str]] = []
        self.problems: list[tuple[int, str]] = []
        self.ignored = 0

    def take(self, number: int, line: str, free: bool) -> None:
        heading, item = (None, None) if free else (_HEADING.fullmatch(line), _ITEM.fullmatch(line))
        direction = direction_named(heading[1]) if heading else None
        if direction is not None or (heading and len(line) - len(line.lstrip("#")) <= 2):
            self._close()
            self.sections.append(Section(direction, (line,)))
        elif item and self.sections[-1].direction is not None:
            self._item(number, len(item[1].expandtabs(4)) > 1, _taken_apart(item[2]))
        else:
            if item and not self.ignored and _looks_like_one(_taken_apart(item[2])):
                self.ignored = number
            self._remark(line)

    def done(self) -> Read:
        self._close()
        given = {factor.id for factor, _line, _was in self.found if factor.id}
        was, lines, names = {}, {}, iter(self._names(given))
        sections = []
        for section in self.sections:
            own = tuple(replace(factor, id=next(names)) for factor in section.factors)
            sections.append(replace(section, factors=own))
        every = [factor for section in sections for factor in section.factors]
        for factor, (_raw, line, mark) in zip(every, self.found, strict=True):
            lines[factor.id] = line
            if mark:
                was[factor.id] = mark
        kept = tuple(each for each in sections if each.lines or each.factors)
        return Read(FactorFile(kept), was, lines, tuple(self.problems))

    def _names(self, given: set[str]) -> list[str]:
        """The id of each factor: the one it has, else one of its wording; one given twice becomes another."""
        names: list[str] = []
        for factor, line, _was in self.found:
            name = factor.id
            if not name or name in names:
                name = factor_id(factor.wording, [*names, *given])
            if factor.id and factor.id != name:
                self.problems.append(
                    (line, f"the id {factor.id!r} stands here for the second time; it becomes {name!r}.")
                )
            names.append(name)
        return names

    def _item(self, number: int, nested: bool, item: _Item) -> None:
        section = self.sections[-1]
        if nested and section.factors:
            last = section.factors[-1]
            variant = Variant(item.wording, item.cases, item.evidence, item.remarks)
            self._replace(replace(last, variants=(*last.variants, variant)))
            return
        factor = Factor(
            item.id, section.direction or Direction.HELPS, item.wording, item.cases, item.evidence,
            set_aside=item.set_aside, remarks=item.remarks,
        )  # fmt: skip
        self.found.append((factor, number, item.was))
        self.sections[-1] = replace(section, factors=(*section.factors, factor))

    def _remark(self, line: str) -> None:
        """Keeps a line with what stands above it."""
        section = self.sections[-1]
        if not section.factors:
            self.sections[-1] = replace(section, lines=(*section.lines, line))
            return
        last = section.factors[-1]
        if last.variants:
            variant = last.variants[-1]
            variant = replace(variant, remarks=(*variant.remarks, line))
            self._replace(replace(last, variants=(*last.variants[:-1], variant)))
        else:
            self._replace(replace(last, remarks=(*last.remarks, line)))

    def _replace(self, factor: Factor) -> None:
        section = self.sections[-1]
        self.sections[-1] = replace(section, factors=(*section.factors[:-1], factor))

    def _close(self) -> None:
        if self.ignored:
            self.problems.append((self.ignored, _not_under(self.sections[-1].lines[0])))
        self.ignored = 0


def _looks_like_one(item: _Item) -> bool:
    return bool(item.cases or item.evidence)


def _not_under(first: str) -> str:
    where = f"below {first!r}" if _HEADING.fullmatch(first) else "above the first heading"
    names = ", ".join(repr(heading_of(each, language(code))) for code in reversed(LANGUAGES) for each in Direction)
    return f"the items {where} are not read as factors: a heading of factors is one of {names}."


def _taken_apart(text: str) -> _Item:
    """An item from its end to its beginning: comment, id, labels, cases; what is left is the wording."""
    remarks: list[str] = []
    said: dict[str, tuple[str, str]] = {}
    rest = text.rstrip()
    while match := _COMMENT.fullmatch(rest):
        known = who_said(match[2])
        if known is None:
            remarks.insert(0, f"  <!-- {match[2]} -->")
        said = {**(known or {}), **said}
        rest = match[1]
    name, was = "", ""
    if (match := _ID.fullmatch(rest)) and is_id(match[2]):
        rest, name, was = match[1], match[2], match[3] or ""
    struck = _STRUCK.fullmatch(rest)
    rest = struck[1].strip() if struck else rest
    labels: tuple[str, ...] = ()
    if (match := _LABELS.fullmatch(rest)) and all(map(_LABEL.fullmatch, split_labels(match[2]))):
        rest, labels = match[1], split_labels(match[2])
    cases: tuple[InCase, ...] = ()
    if match := _CASES.fullmatch(rest):
        rest = match[1]
        cases = tuple(_case(each, said) for each in split_cases(match[2]))
    return _Item(_unescaped(rest), cases, labels, name, was, struck is not None, tuple(remarks))


def _case(text: str, said: dict[str, tuple[str, str]]) -> InCase:
    standing = Standing.CONFIRMED
    if struck := _STRUCK.fullmatch(text):
        standing, text = Standing.REJECTED, struck[1]
    elif asked := _ASKED.fullmatch(text):
        standing, text = Standing.PROPOSED, asked[1]
    name = plain_case(text)
    return InCase(name, standing, *said.get(name.casefold(), ("", "")))


# --- writing -----------------------------------------------------------------------------------------------------


def _with_headings(file: FactorFile, _: Language) -> list[Section]:
    """The sections, each with its heading; a new one gets one, and an empty line around it."""
    found: list[Section] = []
    for section in file.sections:
        if section.direction is not None and not section.lines:
            before = ("",) if found and not _ends_empty(found[-1]) else ()
            section = replace(section, lines=(*before, f"## {heading_of(section.direction, _)}", ""))
        found.append(section)
    return found


def _ends_empty(section: Section) -> bool:
    if not section.factors:
        return section.lines[-1:] == ("",)
    last = section.factors[-1]
    return (last.variants[-1].remarks if last.variants else last.remarks)[-1:] == ("",)


def one_line(factor: Factor) -> str:
    """A factor with its variants on one line, as a message shows it."""
    parts = [factor.own, *factor.variants]
    text = " / ".join(_item_text(each.wording, each.cases, each.evidence) for each in parts)
    return f"~~{text}~~" if factor.set_aside else text


def _written(factor: Factor, was: bool) -> list[str]:
    text = _item_text(factor.wording, factor.cases, factor.evidence)
    text = f"~~{text}~~" if factor.set_aside else text
    if was:
        text += f" {{#{factor.id} was={factor.mark}}}"
    elif factor.id != slug(factor.wording):
        text += f" {{#{factor.id}}}"
    lines = [f"- {text}{_comment(factor.cases)}", *factor.remarks]
    for each in factor.variants:
        lines.append(f"  - {_item_text(each.wording, each.cases, each.evidence)}{_comment(each.cases)}")
        lines += each.remarks
    return lines


def _item_text(wording: str, cases: Sequence[InCase], labels: Sequence[str]) -> str:
    """The item; a wording that would be read as something else has a backslash before its signs."""
    plain = _put_together(wording, cases, labels)
    read_back = _taken_apart(plain)
    same = (read_back.wording, read_back.evidence) == (wording, tuple(labels)) and len(read_back.cases) == len(cases)
    odd = read_back.id or read_back.set_aside or read_back.remarks or not _is_closed(plain)
    return plain if same and not odd else _put_together(_SIGNS.sub(r"\\\g<0>", wording), cases, labels)


def _put_together(wording: str, cases: Sequence[InCase], labels: Sequence[str]) -> str:
    parts = [wording]
    if cases or _CASES.fullmatch(wording):
        parts.append(f"({', '.join(map(_case_text, cases))})")
    if labels:
        parts.append(f"[{'; '.join(labels)}]")
    return " ".join(parts)


def _case_text(each: InCase) -> str:
    text = written_case(each.case)
    if each.standing is Standing.REJECTED:
        return f"~~{text}~~"
    return f"{text}?" if each.standing is Standing.PROPOSED else text


def _comment(cases: Sequence[InCase]) -> str:
    said = said_by(cases)
    return f" <!-- {said} -->" if said else ""


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\\[\]{}<>~()])", r"\1", text).strip()
