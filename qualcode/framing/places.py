"""Where the summaries of a framework matrix are: plain files that people write in any editor.

    analyses/summaries/Kampen/samenwerking.md                      a section of the case's chapter
    analyses/summaries/Kampen/samenwerking.ronde-3.md              of one round
    analyses/summaries/Kampen/uitvoering-gewenst.code.md           a code as a theme
    analyses/framework/themes/samenwerking.md                      the second level: a theme over the cases
    analyses/framework/cases/Kampen.md                             a case over the sections (cases-codes: over codes)

The folder of a case, and what stands in it under a section's name, is as `qualcode.workbench.writing` says. A
code's summary is found under the paths it had before, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from qualcode.analysis.framing.charting import Place
from qualcode.analysis.framing.standing import Note
from qualcode.analysis.framing.themes import CODE, Theme, round_stems
from qualcode.errors import FileError, NotPossible
from qualcode.reports.citations import labels_in
from qualcode.store.naming import alike, found_in, safe_name
from qualcode.workbench.writing import Summary, folders, read, summary

SECOND = "analyses/framework"


@dataclass
class Shelves:
    """The summaries of a project. `cases` are names with their keys, in order; `problems` collects what cannot be
    read."""

    root: Path
    cases: Mapping[str, str]
    rounds: Sequence[str]
    language: str
    problems: list[str] = field(default_factory=list)

    def cells(self, themes: Sequence[Theme]) -> dict[Place, Note]:
        """What is written for cells of these themes, whole and by round."""
        found = {}
        for case in self.cases:
            there = self._there(case)
            for theme in themes:
                for round_ in ("", *self.rounds):
                    stem = next((each for each in _stems(theme, round_) if alike(each) in there), "")
                    if stem:
                        found[(case, theme.key, round_)] = self._note(partial(self._of_case, case, stem))
        return found

    def second(self, themes: Sequence[Theme]) -> dict[Place, Note]:
        """What is written of these themes over the cases, and of the cases over sections and over codes."""
        places: list[Place] = [("", theme.key, "") for theme in themes]
        places += [(case, kind, "") for case in self.cases for kind in ("", CODE)]
        by_key = {theme.key: theme for theme in themes}
        found = {}
        for place in places:
            path = self._second_path(place, by_key.get(place[1]))
            if path is not None and path.is_file():
                found[place] = self._note(partial(read, self.root, path, place[0], place[1]))
        return found

    def at(self, place: Place, theme: Theme | None) -> Summary:
        """The file of one place as it is now, or as it would be. Raises `FileError`, and `NotPossible` for a theme
        without a letter to name a file by."""
        case, _key, round_ = place
        if case and theme is not None:
            there = self._there(case)
            stems = list(_stems(theme, round_))
            known = [each for each in stems if alike(each) in there]
            if not stems:
                raise _nameless(theme)
            return self._of_case(case, (known or [self._new_stem(theme, round_)])[0])
        path = self._second_path(place, theme)
        if path is None:
            raise _nameless(theme)
        return read(self.root, path, case, place[1])

    def _of_case(self, case: str, stem: str) -> Summary:
        return summary(self.root, case, self.cases[case], stem, cases=list(self.cases))

    def _new_stem(self, theme: Theme, round_: str) -> str:
        if not round_:
            return theme.stems[0]
        dutch, english = round_stems(theme.stems[0], round_)
        return dutch if self.language == "nl" else english

    def _there(self, case: str) -> set[str]:
        """What the stems of the files in a case's folders have in common with those of one name (see `alike`)."""
        try:
            where = folders(self.root, case, self.cases[case], list(self.cases))
        except FileError as err:
            self._complain(err)
            return set()
        there = (path for each in where if each.is_dir() for path in each.iterdir())
        return {alike(path.stem) for path in there if path.suffix.casefold() == ".md"}

    def _second_path(self, place: Place, theme: Theme | None) -> Path | None:
        case, key, _round = place
        if case:
            cases = self.root / SECOND / ("cases-codes" if key == CODE else "cases")
            return found_in(cases, f"{safe_name(case)}.md")
        if theme is None or not theme.stems:
            return None
        paths = [found_in(self.root / SECOND / "themes", f"{safe_name(stem)}.md") for stem in theme.stems]
        return next((path for path in paths if path.is_file()), paths[0])

    def _note(self, find: Callable[[], Summary]) -> Note:
        try:
            return note_of(find())
        except FileError as err:
            self._complain(err)
            return Note()

    def _complain(self, err: FileError) -> None:
        if str(err) not in self.problems:
            self.problems.append(str(err))


def note_of(found: Summary) -> Note:
    """What stands in a file, with the labels it cites."""
    return Note(found.text, found.path, found.mark, labels_in(found.text))


def _stems(theme: Theme, round_: str) -> Iterator[str]:
    """The names by which a summary is found, the first first."""
    for stem in theme.stems:
        if round_:
            yield from round_stems(stem, round_)
        else:
            yield stem


def _nameless(theme: Theme | None) -> NotPossible:
    title = theme.title if theme else ""
    return NotPossible(f"The title {title!r} has no letters to name a file by. Give the section another title.")
