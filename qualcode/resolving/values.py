"""What people hold when they talk differences through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.display import blockquote, card, notes, paragraph, table

#: What may be taken beside a coder's version; `new` stands in the record only.
BOTH, NONE, NEW = "both", "none", "new"


@dataclass(frozen=True, slots=True)
class New:
    """Codes that nobody's version gives so. Without `start` and `end` they are laid on the whole passage; with `words`,
    these must stand there. A value goes to the codes that take a grade, a specification to those that take one."""

    codes: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    value: str | float | None = None
    specification: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A code in a version: its path, the grade as written, the specification."""

    code: str
    value: str = ""
    specification: str = ""

    def __str__(self) -> str:
        return (
            self.code
            + (f" = {self.value}" if self.value else "")
            + (f" ({self.specification})" if self.specification else "")
        )


def _codes(version: Version | None) -> str:
    return "; ".join(map(str, version.codes)) if version is not None else ""


@dataclass(frozen=True, slots=True)
class Version:
    """A coder's quotation with what they gave it; `comments` are those on the quotation and on its codings."""

    label: str
    start: int
    end: int
    words: str
    codes: tuple[Given, ...]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided: `taken` is a coder's name, `both`, `none` or `new`; `laid` is what `consensus` has of it."""

    id: str
    taken: str
    who: str
    comment: str
    created: str
    laid: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A passage where coders differ. `quotation` is the label of its first version, and the label of any version names
    it; `start`, `end` and `words` are the whole passage; `versions` has per coder their version or None. `cells` are
    the cells of "interview by code" that can still change, `changed` the codes of these; `why` says it in words.
    `stale`: the versions changed since it was resolved."""

    quotation: str
    document: str
    interview: str
    case: str
    kind: str
    start: int
    end: int
    words: str
    versions: Mapping[str, Version | None]
    cells: int
    changed: tuple[str, ...]
    why: str
    resolution: Resolution | None = None
    stale: bool = False

    def __repr__(self) -> str:
        return f"<Difference {self.quotation}: {self._versions()}>"

    @property
    def as_row(self) -> dict[str, object]:
        """The cells of a table of differences."""
        told = {coder: _codes(version) for coder, version in self.versions.items()}
        found = {"quotation": self.quotation, "case": self.case, "kind": self.kind, "words": self.words}
        return {**found, **told, "why": self.why, "resolved": self.resolution.taken if self.resolution else ""}

    def _repr_html_(self) -> str:
        told = table(["coder", "codes"], [(coder, _codes(version)) for coder, version in self.versions.items()])
        return card(paragraph(self.quotation, quiet=True), blockquote(self.words), told, notes(self.why))

    def _versions(self) -> str:
        return "; ".join(f"{coder}: {_codes(version) or '–'}" for coder, version in self.versions.items())

    @property
    def open(self) -> bool:
        """Still to be talked through."""
        return self.resolution is None or self.stale


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a document is: differences open and resolved, and whether its consensus is complete."""

    open: int
    resolved: int
    complete: bool
