"""What `qualcode.yaml` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from unicodedata import normalize

from qualcode.display import card, facts, heading
from qualcode.model.document import Document, Value
from qualcode.model.guide import Question
from qualcode.model.table import TableSetting

ROLES = ("first", "second")
#: When suggestions are shown: when asked for; once the coder marked the document done; beside every coding; never.
SHOWS = ("on-demand", "after-first-pass", "always", "never")
LANGUAGES = ("nl", "en")
#: Names that mean a layer, and cannot be a coder's.
RESERVED = ("final", "union", "intersection")
#: What the rounds of interviews are called in filters, columns and the code, whatever a project calls them.
ROUND = "round"


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
class RoundSetting:
    """Which attribute of a document says in which round of interviews it was made, what a round is called in sentences
    (the usual words where the names are empty), and in which order rounds come where no numbers say it.
    """

    attribute: str = ROUND
    singular: str = ""
    plural: str = ""
    order: tuple[str, ...] = ()


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
    round: RoundSetting = RoundSetting()
    folder: str = "transcripts"
    id_pattern: str = ""
    codebook: str = "codebooks/codebook.yaml"
    database: str = "sqlite:///.qualcode/project.db"
    coders: tuple[CoderSetting, ...] = ()
    guide: tuple[Question, ...] = ()
    report: ReportSettings = ReportSettings()
    assist: AssistSettings = AssistSettings()
    tables: tuple[TableSetting, ...] = ()

    def __repr__(self) -> str:
        return f"<Settings {self.title!r}, language {self.language}>"

    def _repr_html_(self) -> str:
        told = {
            "language": self.language,
            self.case.plural or "cases": [f"{key} {name}" for key, name in self.cases.items()],
            "coders": [f"{each.name} ({each.role})" for each in self.coders],
            "codebook": self.codebook,
            "documents": f"{self.folder} {self.id_pattern}".strip(),
            "guide": [each.id for each in self.guide],
            "sections of the report": [each.title for each in self.report.sections],
            "tables": [each.name for each in self.tables],
        }
        return card(heading(self.title), facts(told))

    @property
    def case_attribute(self) -> str:
        return self.case.attribute or "case"

    def case_name(self, key: str) -> str:
        return self.cases.get(key, key)

    def is_case(self, name: str) -> bool:
        """Whether a name (of an attribute, a filter, a column) means the case."""
        return name in ("case", self.case_attribute)

    def is_round(self, name: str) -> bool:
        """Whether a name means the round of interviews."""
        return name in (ROUND, self.round.attribute)

    def means(self, one: str, other: str) -> bool:
        """Whether two names mean the same."""
        return one == other or any(same(one) and same(other) for same in (self.is_case, self.is_round))

    def round_of(self, document: Document) -> Value:
        """The round a document says it is of; None where it does not say."""
        return document.attributes.get(self.round.attribute)


def slug(title: str) -> str:
    """A title as a file name.

    >>> slug("Aansluiting bij de behoefte")
    'aansluiting-bij-de-behoefte'
    """
    return re.sub(r"[^\w]+", "-", normalize("NFC", title).casefold()).strip("-")


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
