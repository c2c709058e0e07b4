"""The framework matrix of a project: gathered from its codings, its files and its record; and what changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.framing.charting import Cell, Framework, Place, Written, framework
from qualcode.analysis.framing.filled import Material
from qualcode.analysis.framing.standing import Checked, Note, mark
from qualcode.analysis.framing.themes import CODE, Theme, code_themes, query_themes, themes
from qualcode.analysis.quotes import quotes
from qualcode.analysis.sources import case_keys, case_names, one_case
from qualcode.errors import NotPossible, UnknownChoice, UnknownCode
from qualcode.framing import record
from qualcode.framing.places import Shelves, note_of
from qualcode.i18n import Language, language
from qualcode.model import Anchor
from qualcode.query.smart import smart_id
from qualcode.reports.page.views import round_text
from qualcode.store.action import now
from qualcode.tables import Corpus
from qualcode.workbench.writing import Summary, write

if TYPE_CHECKING:
    from qualcode.asking import Asking


class Charts:
    """A project with its summaries as they are now; made anew for every request, since files change outside."""

    def __init__(self, project: Asking) -> None:
        self.project = project
        self.corpus: Corpus = project.corpus()
        names = case_names(self.corpus)
        keys = case_keys(self.corpus)
        self.keys = {name: keys.get(name, name) for name in names}
        self.sections = themes(self.corpus.settings, self.corpus.codebook)
        self.queries = query_themes(project.smart_titles())

    @cached_property
    def shelves(self) -> Shelves:
        return Shelves(self.root, self.keys, self._rounds, self.corpus.settings.language)

    @property
    def root(self) -> Path:
        return self.project.root

    @cached_property
    def checked(self) -> dict[Place, Checked]:
        return self._recorded()

    def _recorded(self) -> dict[Place, Checked]:
        return record.load(self.root, {key: name for name, key in self.keys.items()})

    @cached_property
    def _codes(self) -> tuple[Theme, ...]:
        return code_themes(self.corpus.codebook)

    @property
    def _every(self) -> tuple[Theme, ...]:
        return *self.sections, *self._codes, *self.queries

    @cached_property
    def _cells(self) -> dict[Place, Note]:
        return self.shelves.cells(self._every)

    @cached_property
    def _second(self) -> dict[Place, Note]:
        return self.shelves.second(self._every)

    @cached_property
    def _rounds(self) -> tuple[str, ...]:
        from qualcode.analysis.sources import rounds, sources

        return tuple(each for each in rounds(self.corpus, sources(self.corpus)) if each)

    def material(self, about: Sequence[Theme]) -> Material:
        """The codings of the layer final, those of the saved queries among these themes too, their quotations, and
        those that any summary cites."""
        names = [each.key.removeprefix(CODE) for each in about if each in self.queries]
        chosen = self.project.selection(codes=names)
        labels = {label for notes in (self._cells, self._second) for note in notes.values() for label in note.cited}
        frame = self.project.quotations
        cited = frame[frame["quotation"].isin(labels) & (frame["anchor"] != Anchor.ORPHANED)]
        found = quotes(chosen.corpus, self.project.codings_in(chosen), chosen.counted, cited)
        return Material(chosen, found, self.project.texts)

    def known(self, labels: Collection[str]) -> frozenset[str]:
        """Those of these labels that a quotation has whose words stand in its text."""
        frame = self.project.quotations
        there = frame["quotation"].isin(list(labels)) & (frame["anchor"] != Anchor.ORPHANED)
        return frozenset(frame["quotation"][there])

    def chart(self, chosen: Sequence[Theme], *, cases: Sequence[str] = (), by_round: bool = False) -> Framework:
        """The matrix of these themes."""
        if by_round and not self._rounds:
            attribute, one = self.corpus.settings.round.attribute, self._said("round")
            raise NotPossible(
                f"No document says in which {one} it is ({attribute}:), so there is nothing to show by {one}."
            )
        notes, below = {**self._cells, **self._second}, self._cells
        written = Written(notes, below, self.checked, tuple(self.shelves.problems))
        return framework(self.material(chosen), chosen, written, cases=cases, by_round=by_round)

    def everything(self) -> Iterator[Framework]:
        """The matrices of all sections, of all codes and of all saved queries with a summary, by round where there are
        rounds."""
        written = {key for _case, key, _round in (*self._cells, *self._second)}
        for chosen in (self.sections, self._codes, *((each,) for each in self.queries if each.key in written)):
            yield self.chart(chosen, by_round=bool(self._rounds))

    def theme(self, name: str) -> Theme:
        """A theme by a section's title or slug, else a code or saved query by name; `code:NAME` is one of these. Raises
        `UnknownChoice` and `AmbiguousCode`."""
        folded = name.strip().casefold()
        for each in self.sections:
            if folded in (each.key.casefold(), each.title.casefold()):
                return each
        book = self.corpus.codebook
        if asked := self._asked([name.strip().removeprefix(CODE)]):
            return asked[0]
        try:
            code = book.find(name.removeprefix(CODE))
        except UnknownCode as err:
            sections = [each.title for each in self.sections]
            near = get_close_matches(name, [book.path(each.id) for each in book])
            raise UnknownChoice("The theme", name, dict.fromkeys([*sections, *near, "a code"])) from err
        return next(each for each in self._codes if each.key == f"{CODE}{code.id}")

    def themes(self, names: Sequence[str], level: int | None) -> list[Theme]:
        """The themes that a matrix is asked for, as `analysis.framing.themes.themes`; names may be of saved queries."""
        asked = self._asked(names)
        codes = [name for name in names if not self.project.smart_among([name])]
        if asked and not codes:
            return asked
        return [*themes(self.corpus.settings, self.corpus.codebook, codes=codes, level=level), *asked]

    def _asked(self, names: Sequence[str]) -> list[Theme]:
        """The saved queries among these names; raises as `smart_among`."""
        keys = [f"{CODE}{smart_id(name)}" for name in self.project.smart_among(names)]
        return [each for each in self.queries if each.key in keys]

    def themes_by_key(self) -> dict[str, Theme]:
        """Every section, code and saved query there is, by key."""
        return {each.key: each for each in self._every}

    def case(self, name: str) -> str:
        """The name of a case by name or key; raises `UnknownChoice`."""
        return one_case(self.corpus, tuple(self.keys), name)

    def one(self, case: str, theme: str, round_: str = "") -> tuple[Cell, Theme | None]:
        """One cell: of a case and theme (and round), of a theme over the cases, or of a case over the themes
        (`code:`: over the codes). Raises `UnknownChoice`, and `NotPossible` without case and theme."""
        if not case and not theme:
            raise NotPossible("Say of which case, of which theme, or of both.")
        found = self.theme(theme) if theme and theme != CODE else None
        name = self.case(case) if case else ""
        if round_ and (round_ not in self._rounds or not (case and found)):
            one = self._said("round")
            raise UnknownChoice(f"The {one}", round_, self._rounds if case and found else ["none, on the second level"])
        chosen = (found,) if found else self._codes if theme == CODE else self.sections
        laid = self.chart(chosen, cases=[name] if name else [], by_round=bool(round_))
        place = (name, found.key if found else theme, round_)
        return next(each for each in laid.every if each.place == place), found

    @property
    def _said(self) -> Language:
        """English, as errors speak, with the project's own words."""
        return language(self.corpus.settings, "en")

    # --- changing ----------------------------------------------------------------------------------------------

    def confirm(self, cells: Iterable[Cell], who: str) -> int:
        """Note that these summaries hold for what they rest on now; answers how many. Raises `NotPossible` for one
        that is not written, or cites what is not there."""
        chosen = list(cells)
        for cell in chosen:
            if not cell.text.strip():
                raise NotPossible(
                    f"There is no summary of {self.name(cell.place)} yet, so there is nothing to confirm."
                )
            if cell.changes.gone:
                gone = ", ".join(cell.changes.gone)
                raise NotPossible(f"{cell.note.path} cites {gone}: not there, or orphaned. Change the text first.")
        self.note({cell.place: Checked(mark(cell.text), today(), who, cell.rests) for cell in chosen})
        return len(chosen)

    def note(self, fresh: Mapping[Place, Checked]) -> None:
        """Lay these beside the record and write it; what others noted since it was first read stays."""
        if fresh:
            self.checked = {**self._recorded(), **fresh}
            record.save(self.root, self.checked, self.keys)

    def put(self, place: Place, theme: Theme | None, text: str, *, was: str | None = None) -> Summary:
        """Write a text for a place. Raises `NotPossible` where `was` is given and the file has another mark by now, or
        where no file can keep the text."""
        if "\0" in text:
            raise NotPossible("A text with a NUL in it cannot be kept.")
        there = self.shelves.at(place, theme)
        if was is not None and there.mark != was:
            raise NotPossible(f"{there.path} was changed meanwhile. Nothing was overwritten.")
        return write(self.root, there, text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n"))

    def present(self, place: Place, theme: Theme | None) -> Note:
        """What is written at a place at this moment."""
        return note_of(self.shelves.at(place, theme))

    def name(self, place: Place) -> str:
        """A place in words."""
        case, key, round_ = place
        titles = {key: each.title for key, each in self.themes_by_key().items()}
        parts = [case, titles.get(key, "" if key == CODE else key), round_text(round_, self._said) if round_ else ""]
        return " · ".join(part for part in parts if part)


def today() -> str:
    """The day (ISO) that goes into the record."""
    return now()[:10]
