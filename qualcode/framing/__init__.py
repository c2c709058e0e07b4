"""Summaries by case and theme, tied to the quotations they rest on; and what moved between rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.asking import Asking

if TYPE_CHECKING:
    from qualcode.analysis.framing.charting import Cell, Framework
    from qualcode.analysis.moving.moves import Rounds
    from qualcode.framing.sheet import Reading


class Framing(Asking):
    """The part of a project that lays cases beside themes."""

    def framework(
        self,
        codes: str | Sequence[str] = (),
        *,
        level: int | None = None,
        case: str | None = None,
        by_round: bool = False,
    ) -> Framework:
        """The framework matrix: per case and theme (and round) the summary researchers wrote, the quotations it rests
        on, and whether they are still what they were when it was checked. Themes are the sections of the report, or the
        codes of a `level`, or `codes` by name, saved queries among them; see `qualcode.analysis.framing.charting`."""
        from qualcode.framing.charts import Charts

        charts = Charts(self)
        chosen = charts.themes([codes] if isinstance(codes, str) else list(codes), level)
        return charts.chart(chosen, cases=[charts.case(case)] if case is not None else [], by_round=by_round)

    def confirm_summary(self, case: str = "", theme: str = "", round: str | int = "", *, who: str = "") -> Cell:
        """Say that a summary still holds for what it rests on now; of a theme without a case the one over the cases, of
        a case without a theme the one over the themes. Answers with the cell as it stands then. Raises `NotPossible`
        where there is none, or where it cites what is not there."""
        from qualcode.framing.charts import Charts

        charts = Charts(self)
        charts.confirm([charts.one(case, theme, str(round))[0]], who)
        return Charts(self).one(case, theme, str(round))[0]

    def confirm_unchecked(self, *, who: str = "") -> int:
        """Say so of every summary that nobody has checked yet and that cites nothing that is not there; answers how
        many."""
        from qualcode.analysis.framing.standing import State
        from qualcode.framing.charts import Charts

        charts = Charts(self)
        cells = {each.place: each for laid in charts.everything() for each in laid.every}
        return charts.confirm([each for each in cells.values() if each.state is State.UNCHECKED], who)

    def write_summary(
        self, text: str, case: str = "", theme: str = "", round: str | int = "", *, who: str = ""
    ) -> Cell:
        """Write a summary (see `confirm_summary` for what case and theme mean) in the place of what is there, as one
        that holds for what it rests on now. Answers with the cell as it stands then."""
        from qualcode.framing.charts import Charts

        charts = Charts(self)
        cell, found = charts.one(case, theme, str(round))
        charts.put(cell.place, found, text)
        charts = Charts(self)
        cell = charts.one(case, theme, str(round))[0]
        if text.strip() and not cell.changes.gone:
            charts.confirm([cell], who)
        return Charts(self).one(case, theme, str(round))[0]

    def write_framework(self, path: Path | str, **asked: Any) -> Framework:
        """Write the framework matrix to an Excel file to write in; `asked` is as for `framework`."""
        from qualcode.reports.framing.workbook import chart_workbook
        from qualcode.store.folder import write_bytes

        target = self.may_write(path, ".xlsx")
        chart = self.framework(**asked)
        write_bytes(target, chart_workbook(chart, self.settings.language))
        return chart

    def read_framework(
        self, path: Path | str, *, theirs: bool = False, ours: bool = False, dry_run: bool = False, who: str = ""
    ) -> Reading:
        """Take in the cells of an Excel file of `write_framework` that somebody changed. Where the project's text was
        changed meanwhile both are shown and nothing is overwritten, unless `theirs` takes the file's or `ours` keeps
        the project's. With `dry_run` nothing is written. Raises `FileError` for a file that is none of these."""
        from qualcode.framing.charts import Charts
        from qualcode.framing.sheet import choice_of, take
        from qualcode.store.folder import read_bytes

        choice = choice_of(theirs, ours)
        data = read_bytes(Path(path))
        return take(Charts(self), data, str(path), choice=choice, dry_run=dry_run, who=who)

    def rounds(
        self,
        case: str | None = None,
        codes: str | Sequence[str] = (),
        *,
        level: int | None = None,
        where: Mapping[str, object] | None = None,
        layer: str = "final",
    ) -> Rounds:
        """What moved between the rounds: per case and theme what is new, stays and went, wishes that became practice,
        and grades by person; see `analysis.moving.moves.rounds`. `case` is a name or key, `codes` are names, those of
        saved queries too."""
        from qualcode.analysis.moving import moves
        from qualcode.analysis.sources import case_names, one_case

        corpus = self.corpus()
        only = [one_case(corpus, case_names(corpus), case)] if case is not None else []
        named = [codes] if isinstance(codes, str) else list(codes)
        chosen = self.selection(layer=layer, where=where, codes=named)
        return moves.rounds(chosen, self.codings_in(chosen), codes=named, level=level, cases=only)
