"""The report of a project as files: what is gathered is fitted to its readers, set by the rooms below, and written.

write_report(project, case=None, out=Path("analyses/report"), language=None, formats=("html", "docx"))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import UnknownOption
from qualcode.gathering import gather
from qualcode.i18n import language as language_of
from qualcode.model import slug
from qualcode.reports import markdown
from qualcode.reports.manuscript import manuscript
from qualcode.reports.page import Report, page, unknown_citations
from qualcode.reports.profile import PROFILES, PUBLICATION, TEAM, fitted
from qualcode.reports.profile.warned import warnings_of
from qualcode.reports.sheets import sheets
from qualcode.reports.workbook import workbook
from qualcode.store import folder

if TYPE_CHECKING:
    from qualcode.project import Project

FORMATS = ("html", "xlsx", "docx", "md")
PAGE, WORKBOOK, TEXT = "index.html", "matrices.xlsx", "report"
#: Formats that are a manuscript, and tell how the material was coded.
_MANUSCRIPTS = ("docx", "md")

#: Files of a report by name, in the order in which they are written.
Files = dict[str, bytes]


class Written(list[Path]):
    """The paths written; `warnings` are sentences about what a reader of the report should know."""

    def __init__(self, paths: Sequence[Path], warnings: Sequence[str]) -> None:
        super().__init__(paths)
        self.warnings = tuple(warnings)

    @property
    def paths(self) -> list[Path]:
        return list(self)


def write_report(
    project: Project, *, case: str | None, out: Path, language: str | None,
    formats: Sequence[str] = ("html", "xlsx"), profile: str = TEAM,
) -> Written:  # fmt: skip
    """Write a report of a project, or of one case by key or name, in these formats and for these readers. Raises
    `UnknownOption` for a format or a profile there is none of, and as `gather`."""
    _check(formats, profile)
    gathered = gather(project, case=case, language=language, methods=any(each in _MANUSCRIPTS for each in formats))
    report = fitted(gathered, profile)
    files: Files = {}
    for each in dict.fromkeys(formats):
        files |= _WRITERS[each](report)
    for name, data in files.items():
        folder.write_bytes(out / name, data)
    warnings = [*report.problems, *unknown_citations(report)]
    if profile == PUBLICATION:
        warnings += warnings_of(gathered)
    return Written([out / name for name in files], warnings)


def folder_of(profile: str) -> Path:
    """Where a report goes when nobody says: what may leave the house apart from what may not."""
    own = Path("analyses", "report")
    return own if profile == TEAM else own / profile


def _check(formats: Sequence[str], profile: str) -> None:
    for each in formats:
        if each not in FORMATS:
            raise UnknownOption("The format", each, FORMATS)
    if profile not in PROFILES:
        raise UnknownOption("The profile", profile, PROFILES)


def _html(report: Report) -> Files:
    return {PAGE: page(report).encode("utf-8", "replace")}


def _xlsx(report: Report) -> Files:
    settings = report.codes.corpus.settings
    return {WORKBOOK: workbook(sheets(report), settings.language, settings.title)}


def _docx(report: Report) -> Files:
    from qualcode.reports.docx import write

    _ = language_of(report.codes.corpus.settings)
    return {f"{slug(_('Report'))}.docx": write(manuscript(report))}


def _md(report: Report) -> Files:
    return markdown.write(manuscript(report), TEXT)


_WRITERS: dict[str, Callable[[Report], Files]] = {"html": _html, "xlsx": _xlsx, "docx": _docx, "md": _md}

__all__ = ["FORMATS", "Written", "folder_of", "gather", "write_report"]
