"""What the project returns, able to show itself: the matrix that can be written, plotted and asked for quotes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.matrices import Matrix

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.plots.theme import Picture
    from qualcode.project import Project


@dataclass(frozen=True, repr=False)
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
        order of the text. Of a smart code all codings on the quotations it finds, and a row without a code for each
        free quotation among them."""
        import pandas as pd

        numbers = self.row_number(row), self.column_number(column)
        found = self.project.codings_under(self.version).iloc[self.cell_places(*numbers)]
        labels = self.project.free_labels(self.cell_free(*numbers), self.version)
        if labels:
            every = self.project.quotations
            free = every[every["quotation"].isin(labels)].reindex(columns=found.columns)
            blank = [name for name in found.columns if name == "code" or name.startswith(("code_id", "level_"))]
            free[blank] = ""
            order = {document.id: place for place, document in enumerate(self.corpus.documents)}
            both = pd.concat([found, free])
            both["place"] = both["document"].map(order)
            found = both.sort_values(["place", "start"], kind="stable").drop(columns="place")
        return found.reset_index(drop=True)

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

    def plot(self, kind: str = "heat", **options: Any) -> Picture:
        """The matrix as a figure: a heat map with its reasons, its n of m as `dots`, or a `sankey` from its columns to
        its rows. Options are those of `qualcode.plots`: a title, and whether the rule is below it; of a heat map a
        level too. Raises `UnknownOption` for another kind."""
        from qualcode.errors import UnknownOption
        from qualcode.plots import dots, heat, sankey

        kinds = {
            "heat": (heat.heat_map, heat.alt),
            "dots": (dots.dots, dots.alt),
            "sankey": (sankey.sankey, sankey.alt),
        }
        if kind not in kinds:
            raise UnknownOption("The kind of figure", kind, tuple(kinds))
        draw, say = kinds[kind]
        figure = draw(self, **options)
        figure.alt, figure.rule = say(self), self.rule
        return figure

    def _repr_html_(self) -> str:
        from qualcode.reports.matrix import html_table

        return html_table(self)

    def write(self, path: Path | str) -> None:
        """Write the matrix in the format its file name says: .csv, .xlsx, .html, .md or .json."""
        from qualcode.reports.matrix import render
        from qualcode.store.folder import write_bytes

        data = render(self, Path(path))
        write_bytes(self.project.may_write(path, Path(path).suffix.lower()), data)
