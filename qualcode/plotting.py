"""Figures of a project: `project.plot("dots")`. Each is a result of the project, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from qualcode.errors import NotPossible, UnknownOption, WrongUsage, listing
from qualcode.i18n import Language, language
from qualcode.reader import Reader

if TYPE_CHECKING:
    from qualcode.analysis.grades import GradeTable
    from qualcode.analysis.portrayed import Portrait
    from qualcode.analysis.sources import Source
    from qualcode.model import Code, Codebook
    from qualcode.plots.theme import Picture
    from qualcode.project import Project
    from qualcode.results import ProjectMatrix

#: Per kind the options it takes beside layer, where, case, title and rule, which all take.
KINDS: Mapping[str, tuple[str, ...]] = {
    "grades": ("code",),
    "heat": ("code", "level", "measure", "by"),
    "dots": ("code", "level", "by"),
    "portrait": ("document", "code", "level"),
    "network": ("code", "level", "measure", "most"),
    "sankey": ("code", "level", "measure", "by"),
    "saturation": ("code", "level", "by"),
    "keyness": ("code", "measure", "most"),
    "dendrogram": ("code", "level", "measure", "by"),
}

#: A Sankey without a level takes the first at which there are so many themes.
_THEMES = 4
#: Panels of grades beside each other: for up to so many cases, and for more.
_FEW, _ACROSS = 15, (3, 6)


@dataclass(frozen=True)
class _Asked:
    """What a figure was asked to show."""

    case: tuple[str, ...]
    document: tuple[str, ...]
    code: tuple[str, ...]
    level: int | None
    measure: str | None
    by: str | None
    most: int | None
    layer: str
    where: Mapping[str, object]
    title: str | None
    rule: bool

    def titled(self, otherwise: str) -> str:
        """The title that was given, an empty one too; else what the figure is of."""
        return otherwise if self.title is None else self.title

    @property
    def narrowed(self) -> dict[str, object]:
        """The filter with the cases in it."""
        if self.case and "case" in self.where:
            raise WrongUsage("The case is named twice: as a case and in the filter (where). Name it once.")
        return {**self.where, **({"case": list(self.case)} if self.case else {})}

    def drawn(self, figure: Picture, alt: str, rule: str, warnings: Sequence[str] = ()) -> Picture:
        """The figure with what it says in words."""
        figure.alt, figure.rule, figure.warnings = alt, rule, tuple(warnings)
        return figure


class Plotting(Reader):
    """The part of a project that draws."""

    def plot(
        self,
        kind: str,
        *,
        case: Sequence[str] | str = (),
        document: Sequence[str] | str = (),
        code: Sequence[str] | str = (),
        level: int | None = None,
        measure: str | None = None,
        by: str | None = None,
        most: int | None = None,
        layer: str = "final",
        where: Mapping[str, object] | None = None,
        title: str | None = None,
        rule: bool = True,
    ) -> Picture:
        """A figure: grades (over time), heat (map), dots (n of m), portrait (of documents), network (codes that go
        together), sankey (case → theme), saturation, keyness (key words), dendrogram (which cases are alike). A
        notebook shows it; `figure.alt` and `figure.rule` say it in words, `qualcode.plots.files.written` makes a file.

        `code` narrows it to these codes, with what is below them, or saved queries; `by` is what there is a column,
        panel or leaf for instead of the case; `measure` is what is counted (of a network n or c, of key words ll or
        log_ratio, of a dendrogram how likeness is measured); `title` stands above it, without one what it is of, and
        nothing where it is empty. Raises `UnknownOption` for another kind, `WrongUsage` for an option that says
        nothing there, and what the result itself raises."""
        if kind not in KINDS:
            raise UnknownOption("The kind of figure", kind, tuple(KINDS))
        given = {"document": document, "code": code, "level": level, "measure": measure, "by": by, "most": most}
        _check(kind, [name for name, value in given.items() if value is not None and value != ()])
        if most is not None and most < 1:
            raise WrongUsage("The most that are drawn is one or more.")
        asked = _Asked(
            _cases(cast("Project", self), _several(case)), _several(document), _several(code), level, measure, by,
            most, layer, dict(where or {}), title, rule,
        )  # fmt: skip
        return _DRAW[kind](cast("Project", self), asked)

    def portrait(
        self,
        documents: Sequence[str] | str = (),
        *,
        codes: Sequence[str] = (),
        level: int | None = None,
        layer: str = "final",
        where: Mapping[str, object] | None = None,
    ) -> Portrait:
        """Which part of a text has which code, from its beginning to its end, as a table and for a figure. See
        `qualcode.analysis.portrayed.portrait`."""
        from qualcode.analysis.portrayed import portrait

        chosen = cast("Project", self).selection(layer=layer, where=where, codes=codes)
        return portrait(chosen, self.texts(), documents=_several(documents), codes=codes, level=level)


def _several(given: Sequence[str] | str) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _cases(project: Project, asked: Sequence[str]) -> tuple[str, ...]:
    """The cases by name; raises `UnknownChoice` for one there is none of."""
    from qualcode.analysis.sources import case_names, one_case

    if not asked:
        return ()
    corpus = project.corpus()
    return tuple(one_case(corpus, case_names(corpus), each) for each in asked)


def _check(kind: str, given: Sequence[str]) -> None:
    """Raises `WrongUsage` for an option that says nothing for this kind."""
    wrong = [name for name in given if name not in KINDS[kind]]
    if wrong:
        allowed = listing(["case", *KINDS[kind], "where", "layer"])
        raise WrongUsage(f"A figure of the kind {kind} takes no {' and no '.join(wrong)}; it takes {allowed}.")


# --- from a matrix ---------------------------------------------------------------------------------------------


def _matrix(project: Project, asked: _Asked, *, level: int | None, share: str | None = None) -> ProjectMatrix:
    """The matrix a figure is drawn of, with only the rows of the codes and saved queries named."""
    smart = project.smart_among(asked.code)
    made = project.matrix(
        columns=asked.by or "case", measure=asked.measure or "interviews", share=share, level=level,
        where=asked.narrowed, layer=asked.layer, queries=smart,
    )  # fmt: skip
    if asked.case and asked.by is None:
        made = _with_columns(made, asked.case)
    if not made.frame.size:
        raise NotPossible("There are no codes here, or nobody to tell of them, so there is nothing to draw.")
    return _with_rows(made, _codes_among(project, asked.code)) if asked.code else made


def _codes_among(project: Project, names: Sequence[str]) -> list[Code]:
    """The codes that names mean, those of saved queries left aside. Raises `UnknownCode`."""
    book = project.codebook
    return [code for name in names if not project.smart_among([name]) for code in book.find_all(name)]


def _with_columns(made: ProjectMatrix, cases: Sequence[str]) -> ProjectMatrix:
    """Only the columns of these cases, in the project's order."""
    wanted = {made.column_number(case) for case in cases}
    places = [place for place in range(made.frame.shape[1]) if place in wanted]
    kept = (made.kept[0], [made.kept[1][place] for place in places])
    return replace(made, frame=made.frame.iloc[:, places], kept=kept)


def _with_rows(made: ProjectMatrix, codes: Sequence[Code]) -> ProjectMatrix:
    """Only the rows of these codes and what is below them, and those of smart codes; the rule says so."""
    corpus, _ = made.corpus, made.language
    below = {corpus.place_of_code[each.id] for code in codes for each in corpus.codebook.subtree(code.id)}
    rows = enumerate(made.codes[: len(made.kept[0])])
    places = [place for place, row in rows if made.is_smart(place) or (row and row <= below)]
    paths = [corpus.codebook.path(code.id) for code in codes]
    if not places:
        raise NotPossible(f"No row is of {listing(paths)} alone: at this level codes so deep are folded into others.")
    kept = ([made.kept[0][place] for place in places], made.kept[1])
    names = ", ".join([*paths, *(each.title(corpus.codebook) for each in made.request.smart)])
    only = _("Only %(codes)s and what is below.", codes=names)
    return replace(made, frame=made.frame.iloc[places], kept=kept, rule=f"{made.rule} {only}")


def _heat(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import heat, titles

    made = _matrix(project, asked, level=asked.level)
    title = asked.titled(titles.of_matrix(made))
    return asked.drawn(heat.heat_map(made, title=title, rule=asked.rule), heat.alt(made), made.rule)


def _dots(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import dots, titles

    made = _matrix(project, asked, level=asked.level, share="interviews")
    title = asked.titled(titles.of_matrix(made))
    return asked.drawn(dots.dots(made, title=title, rule=asked.rule), dots.alt(made), made.rule)


def _sankey(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import sankey, titles

    level = _level_of_themes(project, asked.code) if asked.level is None else asked.level
    if asked.measure is None:  # of interviews all ribbons would be alike: most themes are in most interviews
        asked = replace(asked, measure="codings")
    made = _matrix(project, asked, level=level)
    title = asked.titled(titles.of_matrix(made))
    return asked.drawn(sankey.sankey(made, title=title, rule=asked.rule), sankey.alt(made), made.rule)


def _level_of_themes(project: Project, codes: Sequence[str]) -> int:
    """The highest level with four codes or more, among those named; the deepest where none has so many."""
    book = project.codebook
    tops = _codes_among(project, codes) or book.children()
    every = {each.id for top in tops for each in book.subtree(top.id)}
    depths = {code: book.depth(code) for code in every}
    deepest = max(depths.values(), default=1)
    for level in range(1, deepest + 1):
        ends = [code for code in every if depths[code] == level or (depths[code] < level and not book.children(code))]
        if len(ends) >= _THEMES:
            return level
    return deepest


# --- from other results ----------------------------------------------------------------------------------------


def _grades(project: Project, asked: _Asked) -> Picture:
    from qualcode.model import Scale
    from qualcode.plots import titles
    from qualcode.plots.grade_lines import grade_lines
    from qualcode.plots.lettering import note_lines
    from qualcode.plots.sheet import above, with_note

    corpus, table, rule = project.corpus(), *_grade_table(project, asked)
    _, code = language(corpus.settings), corpus.codebook[table.code]
    cases = [case for case in table.cases if table.cell(case).n]
    figure = grade_lines(
        table, cases, code.grade or Scale(), lambda source: _who(source, _), _,
        across=_ACROSS[len(cases) > _FEW],
    )  # fmt: skip
    if figure is None:
        raise NotPossible("No grade here is a number, so there is nothing to draw. qualcode grades lists them.")
    if title := asked.titled(titles.of_grades(code.name, _)):
        above(figure, title)
    if asked.rule:
        with_note(figure, note_lines([rule], float(figure.get_size_inches()[0])))
    return asked.drawn(figure, _grade_alt(table, cases, project), rule)


def _who(source: Source, _: Language) -> str:
    """The role of who gave a grade; of no interview its kind as well."""
    from qualcode.reports.page.views import kind_text

    kind = "" if source.is_interview and source.role else kind_text(source.kind, _)
    return ", ".join(part for part in (kind, source.role) if part)


def _grade_table(project: Project, asked: _Asked) -> tuple[GradeTable, str]:
    """The grades under the one code that is meant, with their rule; raises `NotPossible` where there are none, or under
    several codes and none is named."""
    from qualcode.analysis.grades import grade_tables
    from qualcode.analysis.sources import case_names, rounds, sources
    from qualcode.rules import rule_of_selection

    chosen = project.selection(layer=asked.layer, where=asked.narrowed)
    corpus, every = chosen.corpus, sources(chosen.corpus)
    cases, in_rounds = case_names(corpus), rounds(corpus, every)
    tables = grade_tables(corpus, project.codings, chosen.counted, every, cases, in_rounds)
    book, _ = corpus.codebook, language(corpus.settings)
    named = {each.id for name in asked.code for code in book.find_all(name) for each in book.subtree(code.id)}
    tables = tuple(each for each in tables if not asked.code or each.code in named)
    if not tables:
        raise NotPossible("There are no grades here. Grades are given with a code that has 'grade:' in the codebook.")
    if len(tables) > 1:
        names = [f'--code "{_named(book, each.code)}"' for each in tables]
        raise NotPossible(f"There are grades under {len(tables)} codes, and a figure is of one: {' or '.join(names)}.")
    path = book.path(tables[0].code)
    what = _(
        "Shown: grades given in interviews under %(code)s; means from three people on, a range as its middle", code=path
    )
    return tables[0], rule_of_selection(what, chosen)


def _named(book: Codebook, code: str) -> str:
    """The name of a code, or its path where others have that name."""
    name = book[code].name
    return name if len(book.find_all(name)) == 1 else book.path(code)


def _grade_alt(table: GradeTable, cases: Sequence[str], project: Project) -> str:
    from qualcode.reports.page.views import grades_text, round_text

    corpus = project.corpus()
    _, parts = language(corpus.settings), []
    for case in cases if len(cases) <= _FEW else ():
        cells = [(round_, grades_text(table.cell(case, round_), _)) for round_ in table.rounds]
        said = "; ".join(f"{round_text(round_, _)}: {text}" if round_ else text for round_, text in cells if text)
        parts.append(f"{case}: {said}.")
    called = corpus.settings.case
    named = (called.singular or _("case")) if len(cases) == 1 else (called.plural or _("cases"))
    start = _("Grades over time: %(code)s in %(count)s %(cases)s.", code=corpus.codebook[table.code].name,
              count=len(cases), cases=named)  # fmt: skip
    return " ".join([start, *parts])


def _portrait(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import portrait, titles

    found = project.portrait(
        asked.document, codes=asked.code, level=asked.level, layer=asked.layer, where=asked.narrowed
    )
    title = asked.titled(titles.of_portrait(found, language(project.settings)))
    return asked.drawn(portrait.portrait(found, title=title, rule=asked.rule), portrait.alt(found), found.rule)


def _network(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import network, titles

    found = project.cooccurrence(codes=asked.code, level=asked.level, layer=asked.layer, where=asked.narrowed)
    _, edges, most = language(project.settings), asked.measure or "n", asked.most or network.MOST
    title = asked.titled(titles.of_network(edges, _))
    figure = network.network(found, _, edges=edges, most=most, title=title, rule=asked.rule)
    return asked.drawn(figure, network.alt(found, _, edges=edges, most=most), found.rule, found.warnings)


def _saturation(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import saturation, titles

    found = project.saturation(
        by=asked.by, codes=asked.code, level=asked.level, layer=asked.layer, where=asked.narrowed
    )
    title = asked.titled(titles.of_saturation(language(project.settings)))
    if asked.by:
        called = _called(project, asked.by)
        figure = saturation.saturation_panels(found, title=title, rule=asked.rule, called=called)
    else:
        figure = saturation.saturation(found, title=title, rule=asked.rule)
    return asked.drawn(figure, saturation.alt(found), found.rule, found.warnings)


def _called(project: Project, by: str | None) -> Callable[[str], str]:
    """What a value of an attribute is called where no heading says what it is: `round 3`."""
    from qualcode.plots.lettering import round_label

    _ = language(project.settings)
    return (lambda name: round_label(name, _)) if by and project.settings.is_round(by) else str


def _keyness(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import keyness, titles

    if bool(asked.case) == bool(asked.code) or len(asked.code) > 1:
        raise WrongUsage(
            "Name what the key words are of: cases, against the others; or one code, against what else is coded."
        )
    most = asked.most or 20
    found = project.keyness(
        {"case": [project.settings.case_name(each) for each in asked.case]} if asked.case else None,
        code=asked.code[0] if asked.code else None,
        most=most,
        layer=asked.layer,
        where=asked.where,
    )
    title = asked.titled(titles.of_keyness(found, language(project.settings)))
    figure = keyness.key_words(found, most=most, measure=asked.measure or "ll", title=title, rule=asked.rule)
    return asked.drawn(figure, keyness.alt(found, most=most), found.rule, found.warnings)


def _dendrogram(project: Project, asked: _Asked) -> Picture:
    from qualcode.plots import dendrogram, titles

    found = project.similarity(
        asked.by or "case", asked.measure or "jaccard", codes=asked.code, level=asked.level, layer=asked.layer,
        where=asked.narrowed,
    )  # fmt: skip
    title, called = asked.titled(titles.of_dendrogram(language(project.settings))), _called(project, asked.by)
    figure = dendrogram.dendrogram(found, title=title, rule=asked.rule, called=called)
    return asked.drawn(figure, dendrogram.alt(found, called), found.rule, found.warnings)


_DRAW: Mapping[str, Callable[[Project, _Asked], Picture]] = {
    "grades": _grades, "heat": _heat, "dots": _dots, "portrait": _portrait, "network": _network, "sankey": _sankey,
    "saturation": _saturation, "keyness": _keyness, "dendrogram": _dendrogram,
}  # fmt: skip
