"""Showing a result of an analysis: on the terminal, for a machine, or in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qualcode.cli.show import as_json, complain, say, table, tell
from qualcode.i18n import language

if TYPE_CHECKING:
    from qualcode.analysis.result import Result
    from qualcode.project import Project

Found = TypeVar("Found", bound="Result")
#: So many rows on a terminal; a file and --json have all.
MOST = 200


def file_title(project: Project, name: str) -> str:
    """What a result is called at the head of a file, in the project's language."""
    _ = language(project.settings)
    return {
        "similarity": _("Similarity"),
        "saturation": _("Saturation"),
        "cooccurrence": _("Co-occurrence of codes"),
        "coverage": _("Coverage"),
        "proposals": _("Proposed factors"),
        "words": _("Words"),
        "key words": _("Key words"),
        "pairs of words": _("Pairs of words"),
        "topics": _("Topics"),
        "similar": _("Passages alike"),
        "saved queries": _("Saved queries"),
    }.get(name, name)


def show_result(
    project: Project,
    result: Found,
    *,
    out: Path | None,
    machine: bool,
    title: str = "",
    columns: Sequence[str] = (),
    most: int = MOST,
    body: Callable[[Found], None] | None = None,
) -> None:
    """Print a result with its rule, or write it to `out`, or print the machine's form. On the terminal stands its
    table as people read it, of these `columns` (fields) or of all; or what `body` prints of it. `title` is one of
    `file_title`, or stands as it is. Warnings go to stderr."""
    from qualcode.reports.results import FORMATS, render
    from qualcode.reports.results import as_json as machine_form
    from qualcode.store.folder import write_bytes

    if out is not None:
        data = render(result, out, title=file_title(project, title))
        write_bytes(project.may_write(out, *FORMATS), data)
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(result))
    else:
        if body is None:
            _print_table(result, columns, most)
        else:
            body(result)
        say(f"\n{result.rule}")
    if not machine:
        for warning in result.warnings:
            complain(warning)


def _print_table(result: Result, columns: Sequence[str], most: int) -> None:
    from qualcode.analysis.result import told
    from qualcode.reports.results import texts

    frame = result.to_frame()
    shown = frame[list(columns)] if columns else frame
    numbers = [place for place, kind in enumerate(shown.dtypes) if kind.kind in "if"]
    read = told(result, shown)
    table(texts(read.head(most), result.language), list(read.columns), right=numbers)
    if len(frame) > most:
        say(f"… and {len(frame) - most} more; --out FILE writes all.")
