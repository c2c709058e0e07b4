"""What the project returns, able to show itself: the matrix that can be written, plotted and asked for quotes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.matrices import Matrix

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project


@dataclass(frozen=True)
class ProjectMatrix(Matrix):
    """A matrix of a project: `matrix.quotations(row, column)` gives what stands behind a cell."""

    project: Project = None  # type: ignore[assignment]  # always given by `of`
    version: str | int | None = None  # the version of the codebook it was counted under, None for the present one

    @classmethod
    def of(cls, matrix: Matrix, project: Project, version: str | int | None = None) -> ProjectMatrix:
        own = {each.name: getattr(matrix, each.name) for each in fields(Matrix)}
        return cls(**own, project=project, version=version)

    def quotations(self, row: object, column: object) -> pd.DataFrame:
        """The codings behind a cell, as rows of `project.codings` (with the codes of the matrix's version), in the
        order of the text."""
        return self.project.codings_under(self.version).iloc[self.places(row, column)].reset_index(drop=True)

    def to_csv(self, path: Path | str) -> None:
        """Write the numbers, plain: level columns, then one per column."""
        self.write(path)

    def to_excel(self, path: Path | str) -> None:
        """Write the matrix with its rule, reasons and heat colours."""
        self.write(path)

    def to_html(self, path: Path | str) -> None:
        """Write the matrix as a page."""
        self.write(path)

    def to_markdown(self, path: Path | str) -> None:
        """Write the matrix as a Markdown table."""
        self.write(path)

    def plot(self, **options: Any) -> Any:
        """A heat map with its reasons, as a matplotlib figure."""
        from qualcode.plots.heat import heat_map

        return heat_map(self, **options)

    def _repr_html_(self) -> str:
        from qualcode.reports.matrix import html_table

        return html_table(self)

    def write(self, path: Path | str) -> None:
        """Write the matrix in the format its file name says: .csv, .xlsx, .html or .md."""
        from qualcode.reports.matrix import render
        from qualcode.store.folder import write_bytes

        data = render(self, Path(path))
        write_bytes(self.project.may_write(path, Path(path).suffix.lower()), data)
