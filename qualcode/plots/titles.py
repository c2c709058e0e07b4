"""What a figure is of, in a few words above it; how it was counted stands below.

titles.of_matrix(project.matrix())  # Interviews by code and municipality
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.i18n import Language
from qualcode.reports.cells import Cells

if TYPE_CHECKING:
    from qualcode.analysis.portrayed import Portrait
    from qualcode.analysis.wording.keywords import Keyness
    from qualcode.matrices import Matrix


def of_matrix(matrix: Matrix) -> str:
    """`Codings by code and municipality`; of n of m it says so."""
    _, cells, request = matrix.language, Cells(matrix), matrix.request
    what = _("Interviews, n of m,") if request.share == "interviews" else _measured(request.measure, _)
    columns = _.joined([cells.named(each) for each in request.columns])
    rows = cells.corner if cells.corner.isupper() else cells.corner[:1].lower() + cells.corner[1:]
    return _("%(what)s by %(rows)s and %(columns)s", what=what, rows=rows, columns=columns)


def size_text(cells: Cells, _: Language) -> str:
    """`1 row and 3 columns`."""
    rows = _.plural("%(count)s row", "%(count)s rows", len(cells.row_names))
    columns = _.plural("%(count)s column", "%(count)s columns", len(cells.column_names))
    return _.joined([rows, columns])


def _measured(measure: str, _: Language) -> str:
    return {
        "codings": _("Codings"),
        "quotations": _("Quotations"),
        "interviews": _("Interviews"),
        "documents": _("Documents"),
        "persons": _("People"),
        "words": _("Words in quotations"),
        "characters": _("Characters in quotations"),
        "presence": _("Which codes occur,"),
        "mean": _("Mean grade"),
    }[measure]


def of_grades(code: str, _: Language) -> str:
    return _("Grades over time: %(code)s", code=code)


def of_portrait(found: Portrait, _: Language) -> str:
    if len(found.strips) == 1:
        return _("Where %(name)s has which code", name=found.strips[0].source.id)
    return _("Where the texts have which code")


def of_network(edges: str, _: Language) -> str:
    return _("Codes that go together") if edges == "n" else _("Codes that go together, for how often they are used")


def of_saturation(_: Language) -> str:
    return _("New codes, interview by interview")


def of_keyness(found: Keyness, _: Language) -> str:
    return _("Words of %(one)s against %(other)s", one=found.names[0], other=found.names[1])


def of_dendrogram(_: Language) -> str:
    return _("Likeness in what was coded")
