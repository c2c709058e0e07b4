"""The framework matrix: per case and theme (and round) the researcher's summary, the quotations it rests on, and how it
stands to them; and the summaries of summaries, per theme over the cases and per case over the themes.

    chart = framework(material, themes(settings, codebook), notes, checked, by_round=True)
    chart.cell("Kampen", "samenwerking").state, chart.cell("Kampen", "samenwerking").why
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from qualcode.analysis.framing.central import Middle, Proposed
from qualcode.analysis.framing.standing import (
    Changes,
    Checked,
    Note,
    Rests,
    State,
    changes,
    changes_text,
    mark,
    state_of,
    state_text,
)
from qualcode.analysis.framing.themes import CODE, Theme, summary_key
from qualcode.analysis.result import Shown
from qualcode.analysis.sources import case_keys
from qualcode.errors import UnknownChoice
from qualcode.i18n import Language, language
from qualcode.rules import rule_of_selection

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.framing.filled import Material

#: Where a summary stands: (case, key of the theme, round); of the second level without case, or without theme.
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. `quotations` are those that belong there by codes or questions (labels, released ones first, then by
    date), `cited` those its text names; `below` the keys of the summaries that one of the second level rests on. `why`
    says in the project's language why it stands as it does, or why it is empty."""

    case: str
    theme: str
    round: str
    note: Note
    state: State
    why: str = ""
    changes: Changes = field(default_factory=Changes)
    rests: Rests = field(default_factory=Rests)
    quotations: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        return self.case, self.theme, self.round

    @property
    def text(self) -> str:
        return self.note.text

    @property
    def cited(self) -> tuple[str, ...]:
        return self.note.cited


@dataclass(frozen=True, repr=False)
class Framework(Shown):
    """The matrix. `cells` are case by case, theme by theme, the whole first and then its rounds; `over_themes` has the
    summary of each theme over the cases, `over_cases` that of each case over the themes."""

    material: Material
    themes: tuple[Theme, ...]
    cases: tuple[str, ...]
    rounds: tuple[str, ...]
    cells: tuple[Cell, ...]
    over_themes: tuple[Cell, ...]
    over_cases: tuple[Cell, ...]
    rule: str
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        written = sum(bool(each.text) for each in self.cells)
        return f"<framework: {len(self.cases)} cases × {len(self.themes)} themes, {written} summaries>"

    def cell(self, case: str, theme: str, round_: str = "") -> Cell:
        """A cell by case (name or key), theme (key or title) and round; without case the theme's over the cases,
        without theme the case's over the themes. Raises `UnknownChoice`."""
        place = (self.case_named(case) if case else "", self.theme_named(theme).key if theme else "", str(round_))
        if place not in self._by_place:
            allowed = [each or "''" for each in dict.fromkeys(cell.round for cell in self.cells)]
            _ = language(self.material.corpus.settings, "en")
            one = _("round")
            raise UnknownChoice(f"The {one}", round_, allowed)
        return self._by_place[place]

    def theme_named(self, name: str) -> Theme:
        """A theme by key, title or the end of a code's path; raises `UnknownChoice`."""
        folded = name.strip().casefold()
        for theme in self.themes:
            titles = {theme.key, theme.key.removeprefix(CODE), theme.title, theme.title.replace(" › ", "/")}
            if folded in {each.casefold() for each in titles}:
                return theme
        ends = [each for each in self.themes if each.key.startswith(CODE) and _ends(each.title, folded)]
        if len(ends) == 1:
            return ends[0]
        sections = [each.title for each in self.themes if not each.key.startswith(CODE)]
        codes = [each.title for each in self.themes if each.key.startswith(CODE)]
        near = get_close_matches(name, codes, cutoff=0.6)
        raise UnknownChoice("The theme", name, dict.fromkeys([*sections, *near, *(["a code"] if codes else [])]))

    def case_named(self, name: str) -> str:
        """The name of a case by name or key; raises `UnknownChoice`."""
        keys, folded = case_keys(self.material.corpus), name.strip().casefold()
        for case in self.cases:
            if folded in (case.casefold(), keys.get(case, case).casefold()):
                return case
        raise UnknownChoice("The case", name, self.cases)

    def title(self, key: str) -> str:
        """The title of a theme by its key."""
        return next((each.title for each in self.themes if each.key == key), key)

    @cached_property
    def _by_place(self) -> dict[Place, Cell]:
        return {each.place: each for each in self.every}

    @property
    def every(self) -> tuple[Cell, ...]:
        """The cells of both levels."""
        return (*self.cells, *self.over_themes, *self.over_cases)

    def proposed(self, cell: Cell) -> Proposed:
        """The most typical and the most different quotations of a cell; see `qualcode.analysis.framing.central`."""
        return self._middle.proposed(cell.quotations)

    @cached_property
    def _middle(self) -> Middle:
        corpus = self.material.corpus
        words = {quote.label: quote.words for quote in self.material.quotes.items}
        return Middle(words, corpus.codebook.language or corpus.settings.language)

    def states(self) -> Mapping[str, Mapping[str, str]]:
        return {"state": {each.value: state_text(each, self.language) for each in State}}

    def to_frame(self) -> pd.DataFrame:
        """One row per cell, those of the second level after the others (without case, or without theme): state, why,
        the summary, the labels it cites, those that belong there, and its file."""
        import pandas as pd

        rows = [
            (each.case, self.title(each.theme) if each.theme else "", each.round, each.state.value, each.why, each.text,
             "; ".join(each.cited), len(each.quotations), "; ".join(each.quotations), each.note.path)
            for each in self.every
        ]  # fmt: skip
        header = ["case", "theme", "round", "state", "why", "summary", "cited", "n", "quotations", "file"]
        return pd.DataFrame(rows, columns=header)


def _ends(title: str, folded: str) -> bool:
    return f"/{title.replace(' › ', '/')}".casefold().endswith(f"/{folded}")


@dataclass(frozen=True)
class Written:
    """What is written and what is known of it. `notes` are by place; `below` are all summaries of cells there are, by
    place, whatever themes are looked at; `checked` is the record."""

    notes: Mapping[Place, Note]
    below: Mapping[Place, Note]
    checked: Mapping[Place, Checked]
    problems: tuple[str, ...] = ()


def framework(
    material: Material,
    themes: Sequence[Theme],
    written: Written,
    *,
    cases: Sequence[str] = (),
    by_round: bool = False,
) -> Framework:
    """Lay summaries and quotations in cells; of `cases` (names) only these, with `by_round` also per round."""
    within = tuple(case for case in material.cases if not cases or case in cases)
    in_rounds = material.rounds if by_round else ()
    make = _Maker(material, tuple(themes), written)
    cells = tuple(make.cell(case, theme, round_) for case in within for theme in themes for round_ in ("", *in_rounds))
    over_themes = tuple(make.over("", theme.key) for theme in themes)
    family = CODE if themes and themes[0].family else ""
    over_cases = tuple(make.over(case, family) for case in within)
    _ = make.language
    return Framework(
        material, tuple(themes), within, in_rounds, cells, over_themes, over_cases, rule_of_selection(_what(_),
        material.chosen), (*written.problems, *_warnings((*cells, *over_themes, *over_cases), _)), language=_,
    )  # fmt: skip


class _Maker:
    """Makes cells from what there is."""

    def __init__(self, material: Material, themes: tuple[Theme, ...], written: Written) -> None:
        self.material, self.themes, self.written = material, themes, written
        self.language = language(material.corpus.settings)
        self.keys = case_keys(material.corpus)

    def cell(self, case: str, theme: Theme, round_: str) -> Cell:
        place = (case, theme.key, round_)
        note = self.written.notes.get(place, Note())
        own = self.material.belonging(case, theme, round_)
        now = Rests(self.material.marks(own), self.material.marks(each for each in note.cited if each not in own))
        made = self._made(place, note, now)
        if made.state is State.EMPTY:
            made = replace(made, why=self.material.why_empty(case, theme, round_))
        elif made.state is State.OPEN:
            _ = self.language
            made = replace(made, why=_.plural("%(count)s quotation", "%(count)s quotations", len(own)))
        return replace(made, quotations=own)

    def over(self, case: str, theme: str) -> Cell:
        """A cell of the second level: of a theme over the cases, or of a case over the themes. It rests on every
        summary there is below it, whichever cases and rounds are looked at."""
        place = (case, theme, "")
        note = self.written.notes.get(place, Note())
        below = {self._key(each): mark(found.text) for each, found in self._below(case, theme) if found.text.strip()}
        made = self._made(place, note, Rests({}, self.material.marks(note.cited), below))
        if made.state in (State.EMPTY, State.OPEN):
            _ = self.language
            why = _.plural("%(count)s summary to write it from", "%(count)s summaries to write it from", len(below))
            made = replace(made, why=why if below else _("no summaries yet to write it from"))
        return replace(made, below=tuple(below))

    def _below(self, case: str, theme: str) -> Iterator[tuple[Place, Note]]:
        for place, note in self.written.below.items():
            of_case = case and place[0] == case and place[1].startswith(CODE) == (theme == CODE)
            if of_case or (not case and place[1] == theme):
                yield place, note

    def _key(self, place: Place) -> str:
        return summary_key(self.keys.get(place[0], place[0]), place[1], place[2])

    def _made(self, place: Place, note: Note, now: Rests) -> Cell:
        checked = self.written.checked.get(place)
        found = changes(note, now, checked)
        state = state_of(note, now, checked, found)
        return Cell(*place, note, state, self._why(state, found, checked), found, now)

    def _why(self, state: State, found: Changes, checked: Checked | None) -> str:
        _ = self.language
        if state is State.STALE:
            return changes_text(found, _, self._names(found))
        if state is State.WRITTEN and checked is not None:
            day = _("checked on %(date)s", date=_.date(checked.day)) if checked.day else _("checked")
            parts = [f"{day} ({checked.by})" if checked.by else day]
            parts += [_("the text was edited since")] if found.edited else []
            return "; ".join(parts)
        return ""

    def _names(self, found: Changes) -> dict[str, str]:
        """What people call the summaries among what changed; the record's own name for one of a theme not shown."""
        titles = {each.key: each.title for each in self.themes}
        asked = {key for keys in (found.added, found.removed, found.changed) for key in keys}
        named = {key: key for key in asked if key not in self.material.quotes.of_label and "/" in key}
        if not named:
            return {}
        for case in self.material.cases:
            for theme, title in titles.items():
                for round_ in ("", *self.material.rounds):
                    key = self._key((case, theme, round_))
                    if key in asked:
                        named[key] = " · ".join(part for part in (case, title, round_) if part)
        return named


def _what(_: Language) -> str:
    return _(
        "Shown: what researchers wrote, with the quotations of that case and theme (by code, or under a question's "
        "heading) and those the text cites; to be looked at again: since it was last checked quotations came, went or "
        "have other words, or a cited one is not there; typical and different: by shared words (TF-IDF of lemmas, "
        "cosine with the other quotations of the cell)"
    )


def _warnings(cells: Sequence[Cell], _: Language) -> list[str]:
    stale = sum(each.state is State.STALE for each in cells)
    new = sum(each.state is State.UNCHECKED for each in cells)
    found = []
    if stale:
        found.append(
            _.plural(
                "%(count)s summary is to be looked at again: what it rests on has changed.",
                "%(count)s summaries are to be looked at again: what they rest on has changed.",
                stale,
            )
        )
    if new:
        found.append(
            _.plural(
                "%(count)s summary was not checked yet: nobody has said that it holds for the quotations of its cell.",
                "%(count)s summaries were not checked yet: nobody has said that they hold for the quotations of their "
                "cells.",
                new,
            )
        )
    return found
