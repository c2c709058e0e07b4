"""Showing a result of an analysis: on the terminal, for a machine, or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.show import as_json, complain, say, table, tell

if TYPE_CHECKING:
    from qualcode.analysis.result import Result
    from qualcode.project import Project

#: So many rows on a terminal; a file and --json have all.
MOST = 200


def show_result(
    project: Project,
    result: Result,
    *,
    out: Path | None,
    machine: bool,
    title: str = "",
    columns: Sequence[str] = (),
    most: int = MOST,
) -> None:
    """Print a result with its rule, or write it to `out`, or print the machine's form. `columns` are those shown on the
    terminal, all without any. Warnings go to stderr."""
    from qualcode.reports.results import FORMATS, render
    from qualcode.reports.results import as_json as machine_form
    from qualcode.store.folder import write_bytes

    if out is not None:
        data = render(result, out, title=title, language=project.settings.language)
        write_bytes(project.may_write(out, *FORMATS), data)
        tell(f"Wrote {out}.", machine, written=str(out))
    elif machine:
        as_json(machine_form(result))
    else:
        _print(result, columns, most)
    if not machine:
        for warning in result.warnings:
            complain(warning)


def _print(result: Result, columns: Sequence[str], most: int) -> None:
    from qualcode.reports.results import cell_text

    frame = result.to_frame()
    shown = frame[list(columns)] if columns else frame
    rows = [[cell_text(value) for value in row] for row in shown.head(most).itertuples(index=False)]
    numbers = [place for place, kind in enumerate(shown.dtypes) if kind.kind in "if"]
    table(rows, [str(name) for name in shown.columns], right=numbers)
    if len(frame) > most:
        say(f"… and {len(frame) - most} more; --out FILE writes all.")
    say()
    say(result.rule)
