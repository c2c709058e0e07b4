"""People read the language and the words of a project, wherever they read; programs read the library's own names."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pandas as pd
import pytest
from conftest import MakeProject, Run
from openpyxl import load_workbook

import qualcode.analysis
import qualcode.model
from qualcode import headings
from qualcode.analysis.relating import findings
from qualcode.analysis.result import Result, Shown, told
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reports.results import render

ROOT = Path(__file__).parent.parent

#: Every analysis, as a person asks it.
ASKED: dict[str, Callable[[Project], Result]] = {
    "query": lambda one: one.query("Vrijwilligers"),
    "cooccurrence": lambda one: one.cooccurrence(),
    "cooccurrence by case": lambda one: one.cooccurrence(by="case"),
    "codes by codes": lambda one: one.cooccurrence(by="role").squares(),
    "together": lambda one: one.together(one.cooccurrence(level=2)),
    "coverage": lambda one: one.coverage(),
    **{f"coverage {name}": lambda one, name=name: one.coverage().table(name)
       for name in ("cases", "findings", *findings.KINDS)},
    "finding": lambda one: one.coverage().finding("uncoded"),
    "factors": lambda one: one.factors(),
    "proposals": lambda one: one.propose_factors(),
    "framework": lambda one: one.framework(by_round=True),
    "rounds": lambda one: one.rounds(),
    "similarity": lambda one: one.similarity(),
    "distance": lambda one: one.similarity(measure="euclidean"),
    "told": lambda one: one.similarity().tell("KA", "ZW"),
    "saturation": lambda one: one.saturation(permutations=5, by="case"),
    "words": lambda one: one.words(most=5),
    "words by case": lambda one: one.words(by="case", most=5),
    "keyness": lambda one: one.keyness({"case": "Kampen"}, most=5),
    "concordance": lambda one: one.concordance("wachtlijst", most=5),
    "collocations": lambda one: one.collocations(most=5),
    "topics": lambda one: one.topics(3, runs=2),
    "similar": lambda one: one.similar("KAF2.4.1:8", vectors=False),
    "forms": lambda one: one.forms(),
    "registrations": lambda one: one.registrations(),
}  # fmt: skip


@pytest.fixture(scope="module")
def results(sample: Project) -> dict[str, Result]:
    return {name: ask(sample) for name, ask in ASKED.items()}


def frames(found: Result) -> Iterator[pd.DataFrame]:
    """All tables of a result."""
    yield found.to_frame()
    for name in ("wishes_frame", "grades_frame", "summary"):
        if hasattr(found, name):
            yield getattr(found, name)()


def own_names(one: Project) -> set[str]:
    """What a project calls its cases, codes and attributes: no words of the library."""
    corpus = one.corpus()
    paths = {corpus.codebook.path(code.id) for code in corpus.codebook}
    cases = {name for document in corpus.documents for name in (corpus.case_name(document),)}
    return {*paths, *cases, *corpus.attribute_names()} - set(headings.heads(language("en")))


def values() -> set[str]:
    """Every value that analyses have for a state."""
    for package in (qualcode.analysis, qualcode.model):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    kinds = [each for each in StrEnum.__subclasses__() if each.__module__.startswith("qualcode.analysis")]
    assert {"Kind", "Outcome", "State"} <= {each.__name__ for each in kinds}
    from qualcode.model.factor import Direction

    return {each.value for kind in (*kinds, Direction) for each in kind} | {*findings.KINDS, "yes", "no"}


def test_every_analysis_is_looked_at(results: dict[str, Result]) -> None:
    """A new result shows up here, with its heads."""
    every = {each.__name__ for each in _below(Shown) if each.__module__.startswith("qualcode.analysis")}
    # Portrait is drawn, Back is of a file that came back, Summary is what Forms and Registrations share.
    assert every - {type(each).__name__ for each in results.values()} <= {"Portrait", "Back", "Summary"}


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


@pytest.mark.parametrize("name", ASKED)
def test_every_column_has_a_head(sample: Project, results: dict[str, Result], name: str) -> None:
    found = results[name]
    known = {*headings.heads(found.language), *found.heads(), *own_names(sample)}
    for frame in frames(found):
        assert set(map(str, frame.columns)) <= known, "give the field a head in qualcode/headings.py"


@pytest.mark.parametrize("name", ASKED)
def test_every_state_has_a_word(results: dict[str, Result], name: str) -> None:
    """Where a cell has a value of the library, the result says what people read for it."""
    found, own = results[name], values()
    for frame in frames(found):
        for column in frame.columns:
            said = {each for each in frame[column].tolist() if isinstance(each, str)}
            assert said & own <= set(found.states().get(column, ())), f"{column}: add it to the result's `states`"


def test_the_language_is_that_of_the_project(results: dict[str, Result]) -> None:
    for name, found in results.items():
        assert found.language.code == "nl", name
        assert found.language.cases is not None, name
        assert found.language.cases.singular == "gemeente", name


def test_no_two_columns_of_a_table_have_one_head(results: dict[str, Result]) -> None:
    for name, found in results.items():
        for frame in frames(found):
            read = list(told(found, frame).columns)
            assert len(set(read)) == len(read), name


def test_heads_are_words(results: dict[str, Result]) -> None:
    """No name of the code is left: neither in Dutch nor in English."""
    for code in ("nl", "en"):
        assert not [head for head in headings.heads(language(code)).values() if "_" in head]
    same = {"n", "m", "c", "mi", "p10", "p50", "p90"}
    dutch, english = headings.heads(language("nl")), headings.heads(language("en"))
    alike = {field for field, head in dutch.items() if head == english[field]} - same
    assert alike <= {
        "document", "interview", "interviews", "code", "codes", "factor", "dice", "ll", "similarity",
    }, alike  # fmt: skip


def test_the_manual_lists_every_field_and_state(results: dict[str, Result]) -> None:
    page = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
    dutch, english = headings.heads(language("nl")), headings.heads(language("en"))
    assert [f"| `{field}` | {english[field]} | {head} |" for field, head in dutch.items()] == [
        line for field, head in dutch.items() if (line := f"| `{field}` | {english[field]} | {head} |") in page
    ]
    said = {(field, value, word) for each in results.values() for field, words in each.states().items()
            for value, word in words.items() if field != "finding"}  # fmt: skip
    assert len(said) > 15
    for field, value, word in said:
        assert re.search(rf"\| `{field}` \| `{value}` \| [^|]+ \| {word} \|", page), (field, value)


# --- wherever people read ----------------------------------------------------------------------------------------


def heads_in(found: Result, suffix: str) -> list[str]:
    data = render(found, Path(f"result{suffix}"))
    if suffix == ".xlsx":
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        return [str(cell.value) for cell in sheet[1]]
    if suffix == ".md":
        line = next(line for line in data.decode().splitlines() if line.startswith("| "))
        return [cell.replace(r"\|", "|") for cell in line[2:-2].split(" | ")]
    return list(map(html.unescape, re.findall("<th(?: [^>]*)?>(.*?)</th>", data.decode())))


@pytest.mark.parametrize("name", ASKED)
def test_all_that_people_read_has_the_same_heads(results: dict[str, Result], name: str) -> None:
    found = results[name]
    read = list(map(str, told(found).columns))
    assert heads_in(found, ".xlsx") == heads_in(found, ".md") == heads_in(found, ".html") == read
    if name not in ("concordance",):  # shows its lines as lines
        shown = list(map(html.unescape, re.findall("<th(?: [^>]*)?>(.*?)</th>", found._repr_html_())))  # type: ignore[attr-defined]
        assert shown == [head for head in read if head in shown], "of a wide table some columns"


def test_what_programs_read_is_english(results: dict[str, Result]) -> None:
    for found in results.values():
        header = next(csv.reader(io.StringIO(render(found, Path("r.csv")).decode())))
        assert header == list(map(str, found.to_frame().columns))
    moves = pd.read_csv(io.BytesIO(render(results["rounds"], Path("r.csv"))))
    assert set(moves["what"]) == {"new", "stays", "went", "not comparable"}
    assert set(told(results["rounds"])["wat"]) == {"nieuw", "blijft", "verdwenen", "niet te vergelijken"}


def test_yes_and_no_are_marks(results: dict[str, Result]) -> None:
    page = render(results["query"], Path("r.md")).decode()
    assert "| ✓ |" in page
    assert not re.search(r"\| (True|False) \|", page)


def test_grades_in_a_text_have_a_point_for_programs_and_a_comma_for_people(results: dict[str, Result]) -> None:
    forms = results["forms"]
    plain = [each for each in forms.to_frame()["grades"] if isinstance(each, str)]
    assert any(re.search(r"\d\.\d", each) for each in plain)
    assert not any("," in each for each in plain)
    assert [each for each in told(forms)["cijfers"] if isinstance(each, str)] == [
        each.replace(".", ",") for each in plain
    ]


def test_a_notebook_writes_numbers_the_way_of_the_language(results: dict[str, Result]) -> None:
    page = results["cooccurrence"]._repr_html_()  # type: ignore[attr-defined]
    assert re.search(r">0,\d\d\d<", page)
    assert not re.search(r">0\.\d+<", page)


#: Commands that print a result, and words they must print in the sample.
PRINTED = {
    "rounds --case KA": "van ronde",
    "rounds --case KA --all": "wens naast praktijk",
    "framework show": "nog geen samenvatting",
    "framework show --case KA --theme Uitvoering": "meest typerend",
    "coverage": "Om eens te bekijken",
    "coverage --documents": "gecodeerde woorden",
    "coverage --findings": "Lange passages zonder code",
    "cooccurrence": "eerste code",
    "cooccurrence --quotations": "gedeelde woorden",
    "query Borging": "van 1442 fragmenten in",
    "query Cijfer_samenwerking": "cijfer 7,5",
    "factors propose": "belemmert",
    "similarity": "Het meest gelijk",
    "saturation --permutations 5": "nieuwe codes",
    "words --most 5": "per 1.000",
    "words key case=Kampen": "documenten elders",
    "words pairs": "eerste woord",
    "topics --topics 3 --runs 2": "kwam terug: ",
    "similar KAF2.4.1:8 --no-vectors": "vindplaats\tgelijkenis",
    "tables": "weggelaten",
    "tables evaluatieformulieren": "stelling of cijfer",
    "tables verwijzingen": "getoond",
}


@pytest.mark.parametrize("command", PRINTED)
def test_a_command_prints_no_head_in_english(
    sample: Project, monkeypatch: pytest.MonkeyPatch, run: Run, command: str
) -> None:
    monkeypatch.setattr("qualcode.project.open_project", lambda *_given: nullcontext(sample))
    said = run("-C", sample.root, *(part.replace("_", " ") for part in command.split()))
    assert PRINTED[command] in said.out
    dutch, english = (set(headings.heads(language(code)).values()) for code in ("nl", "en"))
    lines = said.out.splitlines()
    first = [line.split("\t") for number, line in enumerate(lines) if number == 0 or not lines[number - 1].strip()]
    heads = {cell for line in first if len(line) > 1 for cell in line}
    assert not heads & ((english | values()) - dutch)
    assert not re.search(r"\b\d+ of \d+\b", said.out)


# --- the project's own words -------------------------------------------------------------------------------------

OWN = """\
title: T
case: {attribute: place, singular: consortium, plural: consortia}
round: {attribute: moment, singular: phase, plural: phases, order: [start, end]}
cases: [Ashford]
coders: [ann]
"""


@pytest.fixture
def consortium(project: MakeProject) -> Project:
    front = "---\nplace: Ashford\nmoment: {}\n---\nThey trust the coach. It costs money.\n"
    one = project({"a": front.format("start"), "b": front.format("end")}, "codes: [Trust, Money]", OWN)
    for name, code, quote in (("a", "Trust", "They trust the coach."), ("b", "Money", "It costs money.")):
        one.code(name, code=code, coder="ann", quote=quote)
        one.done(name, coder="ann")
    return one


def test_cases_and_rounds_go_by_the_project_s_words(consortium: Project, run: Run) -> None:
    assert list(told(consortium.coverage().table("cases")).columns)[:2] == ["consortium", "phase"]
    assert list(told(consortium.rounds()).columns)[:5] == ["consortium", "theme", "from phase", "to phase", "what"]
    assert "consortia" in told(consortium.words()).columns
    assert told(consortium.cooccurrence(by="place")).columns[0] == "consortium"
    printed = run("-C", consortium.root, "rounds").out
    assert printed.splitlines()[0].split("\t")[:4] == ["consortium", "theme", "from phase", "to phase"]
    assert "\twent\t1 of 1\t0 of 1\t" in printed
    assert consortium.coverage().table("cases").to_frame().columns[:2].tolist() == ["case", "round"]


def test_a_project_without_words_of_its_own_has_the_usual_ones(project: MakeProject) -> None:
    english, dutch = (project({"a": "Een tekst."}, settings=f"title: T\nlanguage: {code}") for code in ("en", "nl"))
    assert list(told(english.words(min_count=1)).columns)[5] == "cases"
    assert list(told(dutch.words(min_count=1)).columns)[5] == "casussen"


def test_a_value_without_a_word_is_itself() -> None:
    frame = pd.DataFrame({"what": ["new", "odd", None], "mine": [1.5, 2.5, None]})
    read = headings.told(frame, language("nl"), {"mine": "van mij"}, {"what": {"new": "nieuw"}})
    assert list(read.columns) == ["wat", "van mij"]
    assert read["wat"].tolist()[:2] == ["nieuw", "odd"]
    assert frame["what"].tolist()[:2] == ["new", "odd"]
