"""Helping and hindering factors, as people word and confirm them: proposed from the codings, kept in a small file that
anybody may edit, `analyses/factors.md`, and listed as a report prints them.

    project.factors().shared
    project.take_proposals()
    project.confirm_factor("werkdruk", ["KA", "KR"], coder="tweede")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.asking import Asking
from qualcode.errors import FileError, NotPossible, RowError, UnknownChoice, UnknownOption, UnknownQuotation, WrongUsage
from qualcode.factoring import file as factorfile
from qualcode.factoring.file import FACTORS, Kept
from qualcode.model.factor import Direction, Factor, FactorFile, Standing
from qualcode.store import folder
from qualcode.store.action import now

if TYPE_CHECKING:
    from qualcode.analysis.factoring.back import Back
    from qualcode.analysis.factoring.lists import FactorLists
    from qualcode.analysis.factoring.news import News
    from qualcode.analysis.factoring.noted import Factors
    from qualcode.analysis.factoring.places import Places
    from qualcode.analysis.factoring.proposals import Proposals
    from qualcode.analysis.quotes import Quotes
    from qualcode.formats.factors_sheet import Given
    from qualcode.reader import Reader
    from qualcode.reports.page.views import Words

SHEETS, COPY = (".xlsx", ".csv"), ".md"


class Factoring(Asking):
    """The part of a project that keeps factors."""

    def factors(self, case: str | None = None) -> FactorLists:
        """The lists as a report has them, of one case by key or name where one is asked for. Without a file of factors
        they are what was noted under the codes of the report, which nobody confirmed."""
        from qualcode.analysis.sources import case_names, one_case

        corpus = self.corpus()
        only = one_case(corpus, case_names(corpus), case)
        kept = self.factor_file()
        found, quoted = _noted(self) if not kept.mark else ({}, None)
        lists = factorfile.lists_of(kept, found, quoted, self.factor_places(), corpus)
        return lists.of(only) if only else lists

    def factor_file(self) -> Kept:
        """What stands in the file of factors, with a mark of it; raises `FileError` for one that is no text."""
        return factorfile.read(self.root)

    def factor_places(self) -> Places:
        """Which cases and quotations there are, for what is written of factors."""
        from qualcode.analysis.factoring.places import places_of
        from qualcode.analysis.sources import sources

        corpus = self.corpus()
        return places_of(corpus, sources(corpus), self.quotations)

    # --- proposals -----------------------------------------------------------------------------------------------

    def propose_factors(
        self, only: Sequence[str] | None = None, *, layer: str = "final", where: Mapping[str, object] | None = None,
        fresh: bool = False,
    ) -> Proposals:  # fmt: skip
        """Factors that somebody may want to confirm; see `analysis.factoring.proposals`. Those with these ids where
        some are named; with `fresh` only what the file has no wording of. Nothing is written.

        Raises `UnknownChoice`."""
        from qualcode.analysis.factoring.news import fresh as not_there
        from qualcode.analysis.factoring.proposals import propose

        chosen = self.selection(layer=layer, where=where)
        found = propose(chosen, self.codings, self.factor_places())
        names = {each.factor.id: each for each in found.items}
        for name in only or ():
            if name not in names:
                raise UnknownChoice("The proposal", name, names)
        items = found.items if only is None else tuple(names[name] for name in names if name in set(only))
        return replace(found, items=not_there(self.factor_file().file, items) if fresh else items)

    def take_proposals(
        self, only: Sequence[str] | None = None, *, layer: str = "final", was: str | None = None
    ) -> tuple[News, ...]:
        """Write the proposals that the file has not into it, those with these ids where some are named, and the cases
        that its factors do not name yet. What stands there stays. Returns what came in."""
        from qualcode.analysis.factoring.news import taken_over

        items, places = self.propose_factors(only, layer=layer).items, self.factor_places()
        news: list[News] = []

        def change(file: FactorFile) -> FactorFile:
            made, found = taken_over(file, items, places)
            news.extend(found)
            return made

        self.change_factors(change, was=was)
        return tuple(news)

    # --- what people do ------------------------------------------------------------------------------------------

    def change_factors(self, change: Callable[[FactorFile], FactorFile], *, was: str | None = None) -> Kept:
        """Put what `change` makes of the file in its place; with `was`, only where that is still its mark. Raises
        `FactorsChanged` where it is not; see `qualcode.analysis.factoring.edits` for changes."""
        kept = self.factor_file()
        if was is not None and was != kept.mark:
            raise factorfile.FactorsChanged(kept)
        made = change(kept.file)
        return kept if made == kept.file else factorfile.write(self.root, kept, made, self.settings.language)

    def confirm_factor(
        self, factor: str, cases: Sequence[str] = (), *, coder: str, wording: int = 0,
        standing: Standing = Standing.CONFIRMED, was: str | None = None,
    ) -> Kept:  # fmt: skip
        """Say that a factor (id or wording) was found in these cases (key or name), or with another `standing` that it
        was not, or that it is proposed; all cases that are proposed without any. `wording` is the number of a variant.
        Raises `UnknownChoice` for a factor or case there is none of."""
        from qualcode.analysis.factoring import edits as factor_edits
        from qualcode.analysis.factoring.back import keyed

        if not coder.strip():
            raise NotPossible("Say who confirms this: --coder NAME.")
        places = self.factor_places()
        for case in cases:
            if not places.name(case):
                raise UnknownChoice("The case", case, [places.key(each) for each in places.cases])

        def change(file: FactorFile) -> FactorFile:
            found = factor_edits.found(file, factor)
            for number, own in _to_say(found, cases, wording, places):
                file = factor_edits.set_standing(
                    file, found.id, own, standing, by=coder.strip(), on=now()[:10], wording=number
                )
            return factor_edits.put(file, keyed(factor_edits.found(file, factor), places))

        return self.change_factors(change, was=was)

    def join_factors(self, factor: str, *others: str) -> Kept:
        """Make one line of two factors or more; the first keeps its id. Raises `NotPossible` where one helps and
        another hinders."""
        from qualcode.analysis.factoring.edits import found, join

        def change(file: FactorFile) -> FactorFile:
            name = found(file, factor).id
            for other in others:
                file = join(file, name, other)
            return file

        return self.change_factors(change)

    def split_factor(self, factor: str, wording: int) -> Kept:
        """Make a wording of a factor (its number) a factor of its own."""
        from qualcode.analysis.factoring.edits import split

        return self.change_factors(lambda file: split(file, factor, wording))

    def reword_factor(self, factor: str, new: str, *, wording: int = 0) -> Kept:
        """Put other words in the place of a factor's, or of one of its wordings by number."""
        from qualcode.analysis.factoring.edits import reword

        return self.change_factors(lambda file: reword(file, factor, new, wording=wording))

    def turn_factor(self, factor: str, direction: Direction | str) -> Kept:
        """Put a factor among those that `helps` or `hinders`."""
        from qualcode.analysis.factoring.edits import turn

        if direction not in list(Direction):
            raise UnknownChoice("The direction", direction, list(Direction))
        return self.change_factors(lambda file: turn(file, factor, Direction(direction)))

    def set_factor_aside(self, factor: str, *, aside: bool = True) -> Kept:
        """Leave a factor out of every list, or take it in again; it is not proposed anew."""
        from qualcode.analysis.factoring.edits import set_aside

        return self.change_factors(lambda file: set_aside(file, factor, aside=aside))

    def add_factor_evidence(self, factor: str, *labels: str, wording: int = 0, was: str | None = None) -> Kept:
        """Lay quotations (labels, under any code or none) behind a factor; raises `UnknownQuotation`."""
        from qualcode.analysis.factoring.edits import give_evidence

        known = self.factor_places().quotations
        for label in labels:
            if label not in known:
                raise UnknownQuotation(label)
        return self.change_factors(lambda file: give_evidence(file, factor, labels, wording=wording), was=was)

    # --- out and back --------------------------------------------------------------------------------------------

    def write_factors(self, path: Path | str) -> None:
        """Write the factors to edit them elsewhere: .xlsx, .csv, or .md. Each carries a mark of what it was."""
        from qualcode.formats import factors as markdown
        from qualcode.formats import factors_sheet
        from qualcode.i18n import language

        _, file = language(self.settings), self.factor_file().file
        target = self.may_write(path, *SHEETS, COPY)
        if target.resolve() == (self.root / FACTORS).resolve():
            raise NotPossible(f"{FACTORS} is the file of factors itself. Name another file.")
        if target.suffix.lower() == COPY:
            folder.write_bytes(target, markdown.write(file, self.settings.language, was=True).encode())
            return
        header, rows = factors_sheet.rows(file.factors, _)
        folder.write_bytes(target, _sheet(header, rows, target.suffix.lower(), _("Factors"), self.settings.language))

    def read_factors(self, path: Path | str, *, coder: str = "", theirs: bool = False, ours: bool = False) -> Back:
        """Take factors back in from a file that `write_factors` wrote. What was changed there goes in, except where the
        project's factor was changed meanwhile: that is a conflict, and the project's stays, unless `theirs` takes the
        file's or `ours` says that the project's is to stay. Rows with something wrong in them are errors in the result
        and left out; so is one that confirms or rejects a case while nobody (`coder`) does."""
        from qualcode.analysis.factoring.back import taken_back
        from qualcode.i18n import language

        if theirs and ours:
            raise WrongUsage("--theirs takes the file's factor and --ours keeps the project's: give one of them.")
        kept, source = self.factor_file(), Path(path)
        shown = folder.relative(source, self.root)
        given, errors = _given(source, shown)
        back = taken_back(
            kept.file, given, self.factor_places(), path=shown, by=coder.strip(), on=now()[:10], theirs=theirs,
            ours=ours,
        )  # fmt: skip
        if back.file != kept.file:
            factorfile.write(self.root, kept, back.file, self.settings.language)
        return replace(back, errors=(*errors, *back.errors), language=language(self.settings))


def _to_say(factor: Factor, cases: Sequence[str], wording: int, places: Places) -> list[tuple[int, list[str]]]:
    """Of which cases something is said, by the number of a wording: those named, as the file spells them, or all that
    are proposed."""
    if cases:
        own = (factor.own, *factor.variants)[wording].cases if 0 <= wording <= len(factor.variants) else ()
        spelled = {places.name(one.case): one.case for one in own}
        return [(wording, [spelled.get(places.name(case), places.key(case)) for case in cases])]
    told = [
        (number, [one.case for one in each.cases if one.standing is Standing.PROPOSED])
        for number, each in enumerate((factor.own, *factor.variants))
    ]
    return [(number, own) for number, own in told if own]


def _noted(project: Reader) -> tuple[dict[Direction, Factors | None], Quotes]:
    """What was noted under the codes of the report, and the quotations it was noted at."""
    from qualcode.analysis.factoring.noted import factors
    from qualcode.analysis.quotes import quotes
    from qualcode.analysis.sources import case_names, counted_codings, sources

    corpus, told = project.corpus(), project.settings.report
    cases, every = case_names(corpus), sources(corpus)
    chosen = counted_codings(corpus, project.marks(), every, cases)
    found = {
        direction: factors(corpus, project.codings, chosen, names, every, cases) if names else None
        for direction, names in ((Direction.HELPS, told.helping), (Direction.HINDERS, told.hindering))
    }
    return found, quotes(corpus, project.codings, chosen)


def words_of(project: Reader) -> Words:
    """How cases are named in lists of factors."""
    from qualcode.analysis.quotes import Quotes
    from qualcode.analysis.sources import sources
    from qualcode.i18n import language
    from qualcode.reports.page.views import Words

    corpus = project.corpus()
    return Words(corpus, language(project.settings), sources(corpus), Quotes((), {}, {}))


def _given(path: Path, shown: Path) -> tuple[list[Given], list[RowError]]:
    """The factors in a spreadsheet or a Markdown file, and what is wrong in its rows or lines."""
    from qualcode.formats import factors as markdown
    from qualcode.formats import factors_sheet
    from qualcode.formats.decode import decode
    from qualcode.formats.factor_words import heading_of
    from qualcode.i18n import language
    from qualcode.model import LANGUAGES

    data = folder.read_bytes(path, shown)
    if path.suffix.lower() in SHEETS:
        return factors_sheet.read(data, shown)
    if path.suffix.lower() != COPY:
        raise UnknownOption("The format", path.suffix, (*SHEETS, COPY))
    found = markdown.read(decode(data, shown))
    if all(section.direction is None for section in found.file.sections):
        heads = " or ".join(repr(heading_of(each, language(code))) for code in LANGUAGES for each in Direction)
        raise FileError(shown, f"It has no heading {heads}, so there are no factors in it to read.")
    given = [factors_sheet.Given(each, found.lines[each.id], found.was.get(each.id, "")) for each in found.file.factors]
    return given, [RowError(shown, number, sentence) for number, sentence in found.problems]


def _sheet(header: list[str], rows: list[list[str]], suffix: str, title: str, code: str) -> bytes:
    import pandas as pd

    from qualcode.reports.workbook import TableSheet, workbook

    frame = pd.DataFrame(rows, columns=header)
    if suffix == ".csv":
        return frame.to_csv(index=False, lineterminator="\n").encode()
    return workbook([TableSheet(title, frame)], code)
