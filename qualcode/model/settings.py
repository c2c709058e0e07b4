"""What `qualcode.yaml` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qualcode.model.guide import Question
from qualcode.model.table import TableSetting

ROLES = ("first", "second")
#: When suggestions are shown: when asked for; once the coder marked the document done; beside every coding; never.
SHOWS = ("on-demand", "after-first-pass", "always", "never")
LANGUAGES = ("nl", "en")
#: Names that mean a layer, and cannot be a coder's.
RESERVED = ("final", "union", "intersection")


@dataclass(frozen=True, slots=True)
class CaseSetting:
    """Which attribute of a document names its case, and what a case is called in sentences.

    An empty `attribute` means that no case was declared: each document then is a case of its own, unless it
    says otherwise under `case:`.
    """

    attribute: str = ""
    singular: str = ""
    plural: str = ""


@dataclass(frozen=True, slots=True)
class CoderSetting:
    name: str
    role: str = "first"


@dataclass(frozen=True, slots=True)
class SectionSetting:
    """A section of a case's chapter: from codes, from questions, or both; `grade` names a grade code."""

    title: str
    codes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    grade: str = ""

    @property
    def slug(self) -> str:
        return slug(self.title)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    sections: tuple[SectionSetting, ...] = ()
    contrast: tuple[tuple[str, str], ...] = ()
    helping: tuple[str, ...] = ()
    hindering: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssistSettings:
    """How the machine may help. `suggester` names a plug-in, empty for qualcode's own; `options` are the plug-in's.
    `vectors`: whether sentence vectors are used where they are installed."""

    show: str = "on-demand"
    vectors: bool = True
    suggester: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Settings:
    """The project's settings; only `title` has no default. Paths are relative to the project's folder."""

    title: str
    language: str = "en"
    case: CaseSetting = CaseSetting()
    cases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    folder: str = "transcripts"
    id_pattern: str = ""
    codebook: str = "codebooks/codebook.yaml"
    database: str = "sqlite:///.qualcode/project.db"
    coders: tuple[CoderSetting, ...] = ()
    guide: tuple[Question, ...] = ()
    report: ReportSettings = ReportSettings()
    assist: AssistSettings = AssistSettings()
    tables: tuple[TableSetting, ...] = ()

    @property
    def case_attribute(self) -> str:
        return self.case.attribute or "case"

    def case_name(self, key: str) -> str:
        return self.cases.get(key, key)


def slug(title: str) -> str:
    """A title as a file name.

    >>> slug("Aansluiting bij de behoefte")
    'aansluiting-bij-de-behoefte'
    """
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-")


_FIELD = re.compile(r"\{(\w+)(:d)?\}")


def id_regex(pattern: str) -> re.Pattern[str]:
    """The expression that reads an id: `{name}` is any run without a full stop, `{name:d}` a whole number.

    >>> id_regex("{case}F{phase:d}.{round:d}.{number}").fullmatch("KAF2.4.3a")["number"]
    '3a'
    """
    parts, at = [], 0
    for found in _FIELD.finditer(pattern):
        parts.append(re.escape(pattern[at : found.start()]))
        parts.append(rf"(?P<{found[1]}>\d+)" if found[2] else rf"(?P<{found[1]}>[^.]+?)")
        at = found.end()
    return re.compile("".join(parts) + re.escape(pattern[at:]))


def id_numbers(pattern: str) -> frozenset[str]:
    """The names in an id pattern that are whole numbers."""
    return frozenset(found[1] for found in _FIELD.finditer(pattern) if found[2])
