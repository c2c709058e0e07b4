"""What stands beside the interviews: evaluation forms and registrations, as tables.

project.tables                                # their names
project.table("verwijzingen")                 # a DataFrame, one row per row of the file that could be read
project.forms("evaluatieformulieren")         # summed up by case and period
project.registrations(hide_below=5)

The files are the truth: they are read anew each time they are asked for, nothing of them is in the database, and
nothing is ever written to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.beside import evaluations, registered
from qualcode.analysis.beside.laid import Laid, laid
from qualcode.analysis.sources import case_keys, case_names
from qualcode.errors import FileError, NotPossible, UnknownChoice, WrongUsage
from qualcode.formats import tables_csv
from qualcode.i18n import language as own_language
from qualcode.model import FORMS, REGISTRATIONS, TableSetting
from qualcode.reader import Reader
from qualcode.store import folder

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.beside.evaluations import Forms
    from qualcode.analysis.beside.registered import Registrations
    from qualcode.formats.tables_csv import TableRows


class Beside(Reader):
    """The part of a project that reads the tables beside its interviews."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables declared in `qualcode.yaml`, in its order."""
        return tuple(each.name for each in self.settings.tables)

    def table(self, name: str | None = None) -> pd.DataFrame:
        """One row per row of the file that could be read: its number there (`row`), case and period, the columns that
        are summed up (blanks are missing), and the others as they stand. Raises as `table_rows`."""
        import pandas as pd

        read = self.table_rows(name)
        rows = [
            {"row": row.number, "case": row.case, "period": row.period, **row.answers, **row.grades, **row.values,
             **row.rest}
            for row in read.rows
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=None if rows else ["row", "case", "period", *read.columns])
        whole = [name for name in read.setting.items if name in frame]
        return frame.astype(dict.fromkeys(whole, "Int64"))

    def table_rows(self, name: str | None = None) -> TableRows:
        """The rows of a table and what is wrong with those left out. A name may be left out where there is one table.
        Raises `UnknownChoice` for a table there is none of, `FileError` for a file that is none."""
        setting = self._setting(name, None)
        data = folder.read_bytes(self.root / setting.file, Path(setting.file))
        return tables_csv.read(data, setting.file, setting, self._cases())

    def forms(
        self, name: str | None = None, *, case: str | None = None, hide_below: int = 0, language: str | None = None
    ) -> Forms:
        """Evaluation forms by case and period: agree, neutral, disagree, and the grades; of one case by name or key.
        See `analysis.beside.evaluations.forms`. Raises as `table_rows`, and `UnknownChoice` for another case."""
        laid = self._laid(self._setting(name, FORMS), language)
        return evaluations.forms(laid, case=case, hide_below=_least(hide_below))

    def registrations(
        self, name: str | None = None, *, case: str | None = None, hide_below: int = 0, language: str | None = None
    ) -> Registrations:
        """Registrations counted by case and period; see `qualcode.analysis.beside.registered.registrations`. Raises as
        `forms`."""
        laid = self._laid(self._setting(name, REGISTRATIONS), language)
        return registered.registrations(laid, case=case, hide_below=_least(hide_below))

    def summed_up(
        self, name: str, *, case: str | None = None, hide_below: int = 0, language: str | None = None
    ) -> Forms | Registrations:
        """A table as what it is: forms, or registrations."""
        is_forms = self._setting(name, None).kind == FORMS
        asked = self.forms if is_forms else self.registrations
        return asked(name, case=case, hide_below=hide_below, language=language)

    def _laid(self, setting: TableSetting, language: str | None) -> Laid:
        return laid(self.table_rows(setting.name), self._cases(), own_language(self.settings, language or ""))

    def _cases(self) -> dict[str, str]:
        """The names of the cases by key, in the project's order."""
        corpus = self.corpus()
        keys = case_keys(corpus)
        return {keys.get(name, name): name for name in case_names(corpus)}

    def _setting(self, name: str | None, kind: str | None) -> TableSetting:
        every = {each.name: each for each in self.settings.tables if kind in (None, each.kind)}
        what = f"tables of kind {kind}" if kind else "tables"
        if not every:
            raise NotPossible(f"qualcode.yaml declares no {what}. List them under 'tables:'; see docs/tables.md.")
        if name is None and len(every) > 1:
            raise WrongUsage(f"There are {len(every)} {what}: name one of {', '.join(every)}.")
        if name is not None and name not in every:
            raise UnknownChoice("The table", name, every)
        return every[name or next(iter(every))]


def _least(hide_below: int) -> int:
    if hide_below < 0:
        raise WrongUsage(f"A threshold is a whole number from 0 on, not {hide_below}.")
    return hide_below


def told_beside(
    project: Beside, case: str | None, language: str, *, hide_below: int = 0
) -> tuple[tuple[Forms | Registrations, ...], tuple[str, ...]]:
    """The tables of a project summed up for a report, of all cases or of one, and what is wrong with their files: one
    that is not there, or is no table, is left out of the report."""
    found: list[Forms | Registrations] = []
    problems: list[str] = []
    for name in project.tables:
        try:
            result = project.summed_up(name, hide_below=hide_below, language=language)
            problems += result.warnings
            if case is None or case in result.cases:
                found.append(project.summed_up(name, case=case, hide_below=hide_below, language=language))
        except FileError as err:
            problems.append(str(err))
    return tuple(found), tuple(problems)
