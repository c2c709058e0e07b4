"""The report, read back as a reader would: what its cells say, what they open, what the chapters tell."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from qualcode.analysis.contrast import contrast
from qualcode.analysis.grades import GradeTable
from qualcode.analysis.work.overview import fiction_line
from qualcode.errors import UnknownChoice, UnknownCode
from qualcode.i18n import language
from qualcode.model import Code, Codebook
from qualcode.project import Project
from qualcode.publish import gather, write_report
from qualcode.reports.citations import as_citaat, cited, labels_in
from qualcode.reports.page import page, script_json
from qualcode.reports.page.views import days_text, grades_text, other_grades, ranges

MakeProject = Callable[..., Project]

_VOID = {"meta", "link", "br", "hr", "img", "input", "line", "circle", "path", "polyline"}


@dataclass
class Node:
    """An element of a page."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(each if isinstance(each, str) else each.text + " " for each in self.inside).split())

    def all(self, name: str = "", kind: str = "") -> Iterator[Node]:
        for each in self.inside:
            if isinstance(each, Node):
                if name in ("", each.name) and (not kind or kind in each.attributes.get("class", "").split()):
                    yield each
                yield from each.all(name, kind)

    def one(self, name: str = "", kind: str = "") -> Node:
        return next(self.all(name, kind))

    def by_id(self, wanted: str) -> Node:
        return next(each for each in self.all() if each.attributes.get("id") == wanted)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack = [Node("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].inside.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self.stack.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.stack[-1].inside.append(data)


@dataclass
class Cell:
    row: str
    column: str
    text: str
    quotes: list[int]


class Page:
    """A report's page: its elements, and the data that its cells open."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        self.html, self.root = html, reader.stack[0]
        self.data = json.loads("".join(map(str, self.root.by_id("data").inside)))

    def table(self, section: str) -> list[Cell]:
        """The cells of the first table of a section; a row is named by its path, a column by its header."""
        table = self.root.by_id(section).one("table")
        columns = [each.text for each in table.one("thead").all("th")][1:]
        cells, path = [], []
        for row in table.one("tbody").all("tr"):
            name, depth = row.one("th").text, int(row.one("th").attributes["style"].removeprefix("--depth:"))
            path = [*path[:depth], name]
            for column, cell in zip(columns, row.all("td"), strict=True):
                cells.append(Cell("/".join(path), column, cell.text, quotes_of(cell)))
        return cells

    def quote(self, place: int) -> dict[str, object]:
        label, anchor, document, words, verbatim, released, codes, _coders = self.data["quotes"][place]
        _id, case, round_, who, date = self.data["documents"][document]
        codes = [self.data["codes"][code] for code in codes]
        return {"label": label, "anchor": anchor, "case": case, "round": round_, "who": who, "date": date,
                "words": words, "verbatim": verbatim, "released": released, "codes": codes}  # fmt: skip


def quotes_of(node: Node) -> list[int]:
    """The places of the quotations that an element opens."""
    found: list[int] = []
    for each in [node, *node.all()]:
        for run in each.attributes.get("data-q", "").split():
            first, _, last = run.partition("-")
            found += range(int(first), int(last or first) + 1)
    return found


def page_of(project: Project, **asked: str) -> Page:
    return Page(page(gather(project, **asked)))


@pytest.fixture(scope="module")
def sample_page(sample: Project) -> Page:
    return page_of(sample)


# --- the tables --------------------------------------------------------------------------------------------------


def test_each_cell_says_n_of_m_as_the_matrix_does(sample: Project, sample_page: Page) -> None:
    matrix = sample.matrix(share="interviews")
    seen = 0
    for cell in sample_page.table("codes"):
        if cell.column in matrix.frame.columns:
            row, column = matrix.row_number(cell.row), matrix.column_number(cell.column)
            n, m = int(matrix.n.iat[row, column]), int(matrix.m.iat[row, column])
            numbers = [int(each) for each in re.findall(r"\d+", cell.text)[:2]]
            assert numbers == ([n, m] if m else []), cell
            seen += 1
    assert seen == matrix.frame.size == 300


def test_a_cell_opens_the_quotations_behind_it(sample: Project, sample_page: Page) -> None:
    matrix = sample.matrix(share="interviews")
    opened = 0
    for cell in sample_page.table("codes"):
        if cell.column in matrix.frame.columns:
            quotes = [sample_page.quote(place) for place in cell.quotes]
            assert all(quote["case"] == cell.column for quote in quotes)
            under = cell.row.replace("/", " › ")
            assert all(any(str(code).startswith(under) for code in quote["codes"]) for quote in quotes)
            assert {quote["label"] for quote in quotes} == set(matrix.quotations(cell.row, cell.column)["quotation"])
            opened += len(quotes)
    assert opened > 3000


def test_an_empty_cell_says_why(project: MakeProject) -> None:
    one = project({"k1": "Een coach.", "k2": "Niets."}, codebook="codes: [Coach, Geld]")
    one.code("k1", quote="coach", code="Coach", coder="x")
    one.done(["k1"], coder="x")
    empty = {(cell.row, cell.column): cell.text for cell in page_of(one).table("codes") if not cell.quotes}
    assert empty[("Geld", "k1")].startswith("· 0 of 1")
    assert empty[("Geld", "k1")].endswith("(not in the summary)")
    assert "(not coded yet)" in empty[("Coach", "k2")]


def test_who_was_interviewed_is_counted_from_documents(sample: Project, sample_page: Page) -> None:
    table = sample_page.root.by_id("who").one("table")
    rows = {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")}
    interviews = sample.documents.query("kind == 'interview'")
    for case, own in interviews.groupby("case"):
        assert rows[str(case)][-1] == str(own["interview"].nunique())
    last = list(rows.values())[-1]
    assert last[-1] == str(interviews["interview"].nunique()) == "61"
    welfare = interviews.query("role == 'welzijn'").groupby(["case", "round"])["interview"].nunique()
    assert rows["Kampen"][:4] == [str(welfare.get(("Kampen", round_), "")) for round_ in (1, 2, 3, 4)]


def test_mode_against_mode_has_both_sides_of_each_theme(sample: Project, sample_page: Page) -> None:
    matrix = sample.matrix(share="interviews")
    table = sample_page.root.by_id("contrast-1").one("table")
    row = next(row for row in table.one("tbody").all("tr") if row.one("th").text == "Betrokken")
    numbers = [[int(each) for each in re.findall(r"\d+", cell.text)] for cell in row.all("td")]
    for place, case in enumerate(matrix.frame.columns):
        for side, mode in enumerate(("Statusquo", "Gewenst")):
            at = matrix.row_number(f"Samenwerking/{mode}/Betrokken"), matrix.column_number(case)
            assert numbers[2 * place + side] == [matrix.n.iat[at], matrix.m.iat[at]]
    theme = next(each for each in sample_page.root.by_id("contrast-1").all("details") if "Betrokken" in each.text)
    modes = [{str(code).split(" › ")[1] for place in quotes_of(side) for code in sample_page.quote(place)["codes"]}
             for side in theme.all("div", "side")]  # fmt: skip
    assert "Statusquo" in modes[0]
    assert "Gewenst" in modes[1]


def test_a_theme_is_the_same_place_or_a_counterpart() -> None:
    book = Codebook((
        Code("b", "Branch"),
        Code("n", "Now", "b"), Code("nm", "Money", "n"), Code("no", "Offer", "n", counterpart="wx"),
        Code("nz", "Alone", "n"),
        Code("w", "Wish", "b"), Code("wm", "Money", "w"), Code("wx", "Extra offer", "w"),
        Code("other", "Wish"),
    ))  # fmt: skip
    themes = contrast(book, "Now", "Branch/Wish").themes
    assert [(each.branch, each.name, each.right) for each in themes] == [
        ("Branch", "", "w"), ("Branch", "Money", "wm"), ("Branch", "Offer / Extra offer", "wx"),
    ]  # fmt: skip


# --- factors -----------------------------------------------------------------------------------------------------

FACTORS = """
title: T
language: nl
case: {attribute: town, singular: gemeente, plural: gemeenten}
cases: {A: Aa, B: Bee, C: Cee}
report: {helping: [Helpt]}
"""
BOOK = "codes: [{name: Helpt, specify: true}]"


def factors_in(one: Project) -> list[str]:
    """The factors in several cases, as they stand in the report."""
    return [
        f"{item.one('button').text} {item.one('span', 'where').text}"
        for item in page_of(one).root.by_id("factors-1").all("li")
    ]


def town(name: str, kind: str = "interview") -> str:
    return f"---\ntown: {name}\nkind: {kind}\n---\nVeel werk en een vaste groep.\n"


def test_a_factor_in_all_cases_is_said_to_be_in_all(project: MakeProject) -> None:
    one = project({"a": town("Aa"), "b": town("Bee"), "c": town("Cee")}, BOOK, FACTORS)
    for document, said in (("a", "Werkdruk"), ("b", "werkdruk"), ("c", " werkdruk ")):
        one.code(document, quote="Veel werk", code="Helpt", coder="x", specification=said)
    for document in ("c", "a"):
        one.code(document, quote="een vaste groep", code="Helpt", coder="x", specification="vaste groep")
    assert factors_in(one) == ["werkdruk (alle gemeenten)", "vaste groep (A, C)"]


def test_a_case_without_an_interview_is_not_passed_over_in_silence(project: MakeProject) -> None:
    one = project({"a": town("Aa"), "b": town("Bee"), "c": town("Cee", "mail")}, BOOK, FACTORS)
    for document in ("a", "b"):
        one.code(document, quote="Veel werk", code="Helpt", coder="x", specification="werkdruk")
    translated = language("nl")("all %(cases)s with an interview", cases="gemeenten")
    assert factors_in(one) == [f"werkdruk ({translated})"]
    one.code("c", quote="Veel werk", code="Helpt", coder="x", specification="werkdruk")
    assert factors_in(one) == [f"werkdruk ({language('nl')('all %(cases)s', cases='gemeenten')})"]


def test_most_cases_come_first_and_single_cases_last(sample: Project) -> None:
    helping = gather(sample).helping
    assert helping is not None
    order = [(-len(factor.cases), -factor.interviews) for factor in helping.factors]
    assert order == sorted(order)
    assert {len(factor.cases) for factor in helping.single} == {1}
    assert all(list(factor.cases) == [case for case in sample.settings.cases.values() if case in factor.cases]
               for factor in helping.factors)  # fmt: skip


def test_a_factor_opens_the_quotations_that_name_it(project: MakeProject) -> None:
    one = project({"a": town("Aa"), "b": town("Bee")}, BOOK, FACTORS)
    for document in ("a", "b"):
        one.code(document, quote="Veel werk", code="Helpt", coder="x", specification="werkdruk")
        one.code(document, quote="een vaste groep", code="Helpt", coder="x", specification="vaste groep")
    shown = page_of(one)
    items = list(shown.root.by_id("factors-1").all("li"))
    assert len(items) == 2
    for item in items:
        wording = item.one("button").text
        assert [shown.quote(place)["codes"] for place in quotes_of(item)] == [[f"Helpt: {wording}"]] * 2


# --- grades ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collaboration(sample: Project) -> GradeTable:
    return next(table for table in gather(sample).grades if sample.codebook[table.code].name == "Cijfer samenwerking")


def test_means_are_those_of_the_matrix_and_never_of_two(sample: Project, collaboration: GradeTable) -> None:
    matrix = sample.matrix(columns=["case", "round"], measure="mean")
    row = matrix.row_number("Cijfer samenwerking")
    for column, name in enumerate(matrix.frame.columns):
        case, round_ = str(name).split(" · ")
        cell = collaboration.cell(case, round_)
        assert cell.n == matrix.grades.iat[row, column]
        value = matrix.frame.iat[row, column]
        assert cell.mean == pytest.approx(value) if cell.people >= 3 else cell.mean is None


def test_two_grades_stand_as_they_were_given(collaboration: GradeTable) -> None:
    nl = language("nl")
    cell = collaboration.cell("Kampen", "3")
    assert grades_text(cell, nl) == "7,5 · 6 (n = 2)"
    assert [line.partition(": ")[2] for line in other_grades(cell, nl)] == [
        "de rest van de partners nog niet meegemaakt; pas tweeënhalve week in functie"
    ]


def test_every_point_is_a_grade_and_opens_it(sample_page: Page, collaboration: GradeTable) -> None:
    figures = list(sample_page.root.by_id("grades").all("div", "panels"))
    points = list(figures[1].all("g", "point"))
    assert len(points) == sum(grade.low is not None for grade in collaboration.given)
    for point in points:
        (place,) = quotes_of(point)
        assert any("Cijfer samenwerking" in str(code) for code in sample_page.quote(place)["codes"])


# --- chapters ----------------------------------------------------------------------------------------------------


def test_a_chapter_has_the_sections_of_the_settings(sample: Project, sample_page: Page) -> None:
    titles = [section.title for section in sample.settings.report.sections]
    for number, case in enumerate(sample.settings.cases.values(), start=1):
        chapter = sample_page.root.by_id(f"c{number}")
        assert chapter.one("h2").text == case
        assert [each.one("h3").text for each in chapter.all("section", "section")] == titles


def test_released_quotations_come_first_in_each_round(sample_page: Page) -> None:
    rounds = list(sample_page.root.all("div", "round"))
    assert len(rounds) > 60
    for each in rounds:
        marks = ["released" in quote.attributes["class"] for quote in each.all("figure", "quote")]
        assert marks == sorted(marks, reverse=True)


def test_only_a_respondents_own_words_stand_in_quotation_marks(sample: Project, sample_page: Page) -> None:
    verbatim = dict(zip(sample.quotations["quotation"], sample.quotations["verbatim"], strict=True))
    seen = set()
    for quote in sample_page.root.by_id("c1").all("figure", "quote"):
        label = quote.one("a", "label").text
        kinds = quote.attributes["class"].split()
        assert ("citaat" in kinds) == verbatim[label]
        assert bool(re.fullmatch("[“‘].*[”’]", quote.one("blockquote").text)) or not verbatim[label]
        seen.add(verbatim[label])
    assert seen == {True, False}


def test_a_quotation_stands_once_in_a_section_with_all_its_codes(sample_page: Page) -> None:
    for section in sample_page.root.all("section", "section"):
        places = [quote.attributes["data-n"] for quote in section.all("figure", "quote")]
        assert len(places) == len(set(places))
        for quote in section.all("figure", "quote"):
            shown = [code.text for code in quote.one("span", "codes").all("span")]
            assert shown == sample_page.quote(int(quote.attributes["data-n"]))["codes"]


def test_a_section_of_a_question_has_what_stands_under_its_heading(project: MakeProject) -> None:
    text = "---\ntown: Aa\n---\n# Talk\n\n## Money?\n\nThere is no money left.\n\n## Other\n\nIt rains.\n"
    settings = """
title: T
case: town
guide: [{id: money, question: "Money?"}]
report: {sections: [{title: Money, questions: [money]}, {title: Weather, codes: [Weather]}]}
"""
    one = project({"a": text}, "codes: [Any, Weather]", settings)
    one.code("a", quote="There is no money left.", code="Any", coder="x")
    one.code("a", quote="It rains.", code="Weather", coder="x")
    sections = list(page_of(one).root.by_id("c1").all("section", "section"))
    words = [[quote.one("blockquote").text for quote in section.all("figure", "quote")] for section in sections]
    assert words == [["There is no money left."], ["It rains."]]


def test_the_line_that_all_is_invented_closes_every_chapter(sample_page: Page) -> None:
    line = sample_page.root.by_id("top").one("p", "fiction").text
    assert line.startswith("Fictieve samenvatting")
    chapters = list(sample_page.root.all("section", "chapter"))
    assert len(chapters) == 8
    assert [chapter.one("p", "foot").text for chapter in chapters] == [line] * 8


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (["*Fictitious summary.*\n\nx", "# H\n\n_Fictitious summary._"], "Fictitious summary."),
        (["*Fictitious summary.*", "*Fictitious summary, b.*", "*Fictitious summary, b.*"], "Fictitious summary, b."),
        (["*Fictitious summary.*", "a real one"], ""),
        ([], ""),
    ],
    ids=["every text", "in several wordings", "one without", "no text"],
)  # fmt: skip
def test_fiction_is_said_only_when_every_text_says_it(texts: list[str], line: str) -> None:
    assert fiction_line(texts) == line


# --- what the researchers wrote ----------------------------------------------------------------------------------


def test_every_citation_of_the_sample_leads_to_its_quotation(sample: Project, sample_page: Page) -> None:
    labels = {quote[1]: quote[0] for quote in sample_page.data["quotes"]}
    links = list(sample_page.root.all("a", "cite"))
    assert len(links) > 50
    assert all(labels[link.attributes["href"].removeprefix("#")] == link.text for link in links)
    assert not list(sample_page.root.all("span", "unknown"))


def test_an_unknown_citation_is_marked_and_reported(project: MakeProject, tmp_path: Path) -> None:
    one = project({"k1": "Een coach."}, codebook="codes: [Coach]")
    one.code("k1", quote="coach", code="Coach", coder="x")
    folder = one.root / "analyses" / "summaries" / "k1"
    folder.mkdir(parents=True)
    (folder / "coach.md").write_text(
        "Zo is het. [k1:1] Of niet? [k1:9] <script>alert(1)</script>\n\n![x](http://x/y.png)"
    )
    written = write_report(one, case=None, out=tmp_path / "out", language=None)
    assert written.warnings == ("k1, coach.md: [k1:9] names no quotation of this project.",)
    assert [path.name for path in written.paths] == ["index.html", "matrices.xlsx"]
    text = Page((tmp_path / "out" / "index.html").read_text()).root.by_id("c1").one("div", "written")
    assert text.one("a", "cite").attributes["href"] == "#q-k1-1"
    assert text.one("span", "unknown").text == "k1:9"
    assert not [*text.all("script"), *text.all("img")]


def test_a_section_without_a_text_says_so(sample_page: Page) -> None:
    unwritten = sample_page.root.by_id("c2")
    assert unwritten.one("p", "todo").text == language("nl")("still to be written")
    assert not list(sample_page.root.by_id("c1").all("p", "todo"))


def test_citations_are_found_and_nothing_else_is() -> None:
    assert labels_in("A [k1:1; k2:2] b [link](k:1) c [k1:1] d [not one] e [x:] f") == ("k1:1", "k2:2")
    html = cited("## Top\n\n[k1:1]", lambda label: ("q-k1-1", "<b>"), "?").html
    assert html.startswith("<h4>Top</h4>")
    assert 'title="&lt;b&gt;"' in html


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("‘Ik heb geen tijd.’", "“Ik heb geen tijd.”"),
        ("“Als het blijft een acht.", "“Als het blijft een acht.”"),
        ("ze zei “ja” en liep door", "‘ze zei “ja” en liep door’"),
        ("'t is goed", "“'t is goed”"),
        ("dat ik ’s avonds kom", "“dat ik ’s avonds kom”"),
    ],
)
def test_words_stand_in_quotation_marks_once(words: str, shown: str) -> None:
    assert as_citaat(words) == shown


# --- what must not be in it --------------------------------------------------------------------------------------


def test_drafts_and_orphans_never_appear(
    project: MakeProject, revise: Callable[[Project, dict[str, str]], dict[str, list[str]]]
) -> None:
    one = project({"k1": "De coach belt elke week. Het geld is op."}, codebook="codes: [Coach, Geld]")
    one.code("k1", quote="De coach belt elke week.", code="Coach", coder="x")
    one.code("k1", quote="Het geld is op.", code="Geld", coder="x", draft=True)
    assert "Het geld is op." not in page(gather(one))
    assert "De coach belt elke week." in page(gather(one))
    revise(one, {"k1": "Hier staat iets heel anders over de gemeente."})
    assert "De coach belt" not in page(gather(one))


def test_only_the_counted_layer_is_told(sample: Project, sample_page: Page) -> None:
    second = set(sample.codings.query("coder == 'tweede'")["quotation"])
    first = set(sample.codings.query("coder == 'interviewer'")["quotation"])
    shown = {quote[0] for quote in sample_page.data["quotes"]}
    assert first <= shown
    assert not (second - first) & shown


HOSTILE = '<script>alert("x")</script>'


def test_hostile_text_never_becomes_markup(project: MakeProject) -> None:
    one = project(
        {"k1": f"---\nrole: '{HOSTILE}'\n---\nEen coach {HOSTILE} <img src=x> ]]> & </script><!-- zegt het.\n"},
        codebook=f"codes: [{{name: '{HOSTILE}', specify: true, definition: '{HOSTILE}', keywords: ['{HOSTILE}']}}]",
        settings=f"title: '{HOSTILE}'\nreport: {{helping: ['{HOSTILE.replace('/', chr(92) + '/')}']}}",
    )
    words = one.text("k1").strip()
    code = one.codebook.codes[0].id
    one.code("k1", quote=words, code=code, coder="<i>x</i>", specification=HOSTILE)
    read = page_of(one)
    assert [list(script.attributes) for script in read.root.all("script")] == [["type", "id"], []]
    assert not [*read.root.all("img"), *(each for each in read.root.all("i"))]
    assert read.quote(0)["words"] == words
    assert read.html.count("<script") == 2
    assert any(HOSTILE in each.text for each in read.root.all("h1"))


def test_data_cannot_leave_its_element() -> None:
    text = script_json(["</script><!--", "\u2028&"])
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == ["</script><!--", "\u2028&"]


def test_the_page_names_no_other_file(sample_page: Page) -> None:
    for node in sample_page.root.all():
        for name in ("src", "href", "srcset", "data", "action"):
            assert node.attributes.get(name, "#").startswith("#"), node
    style = "".join(map(str, sample_page.root.one("style").inside))
    assert "url(" not in style
    assert "@import" not in style


# --- one case, languages, small projects -------------------------------------------------------------------------


def test_a_report_of_one_case_tells_of_no_other(sample: Project) -> None:
    read = page_of(sample, case="wW")
    assert [chapter.one("h2").text for chapter in read.root.all("section", "case")] == ["Winterswijk"]
    chosen = [read.quote(place) for cell in read.table("codes") for place in cell.quotes]
    assert {quote["case"] for quote in chosen} == {"Winterswijk"}
    assert {read.quote(place)["case"] for place in range(len(read.data["quotes"]))} == {"Winterswijk"}
    for other in ("Kampen", "Oost Gelre"):
        assert other not in read.root.one("main").text.replace("Hardenberg", "")
    matrix = sample.matrix(columns="round", share="interviews", where={"case": "Winterswijk"})
    row = matrix.row_number("Uitvoering/Statusquo/Vrijwilligers")
    cells = [cell for cell in read.table("codes") if cell.row == "Uitvoering/Statusquo/Vrijwilligers"][:4]
    assert [re.findall(r"\d+", cell.text)[:2] for cell in cells] == [
        [str(matrix.n.iat[row, column]), str(matrix.m.iat[row, column])] for column in range(4)
    ]


def test_an_unknown_case_or_language_is_named(sample: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownChoice, match="Did you mean Kampen"):
        sample.report(case="Kamper", out=tmp_path)
    with pytest.raises(UnknownChoice, match="nl, en"):
        sample.report(language="fr", out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_settings_that_name_no_code_say_so(project: MakeProject) -> None:
    one = project({"k1": "x y"}, settings="title: T\nreport: {sections: [{title: S, codes: [Nowhere]}]}")
    with pytest.raises(UnknownCode, match="Nowhere"):
        gather(one)


def test_the_sample_in_english_speaks_english(sample: Project) -> None:
    read = page_of(sample, language="en")
    assert read.root.one("html").attributes["lang"] == "en"
    assert read.root.by_id("who").one("h3").text == "Who was interviewed"
    assert "Counted: interviews with at least one quotation" in read.root.one("p", "rule").text
    assert next(cell.text for cell in read.table("codes")).startswith("12 of 12")


def test_a_small_english_project_gets_a_sensible_report(project: MakeProject) -> None:
    one = project(
        {"anna": "I trust the nurse. \"I have no time.\"", "bob": "We walk on Mondays."},
        codebook="codes: [{name: Trust, codes: [Nurse]}, Time]",
        settings="title: Trust and time",
    )  # fmt: skip
    one.code("anna", quote="I trust the nurse.", code="Nurse", coder="me")
    one.code("anna", quote="I have no time.", code="Time", coder="me")
    read = page_of(one)
    assert [chapter.one("h2").text for chapter in read.root.all("section", "case")] == ["anna", "bob"]
    assert [each.text for each in read.root.by_id("c1").all("h3")] == ["Trust", "Time"]
    assert [each.one("blockquote").text for each in read.root.by_id("c1").all("figure", "quote")] == [
        "I trust the nurse.", "“I have no time.”",
    ]  # fmt: skip
    assert not re.search(r"gemeente|municipalit|[Rr]onde|[Rr]ound|None|nan\b", read.root.one("main").text)


def test_a_project_without_documents_or_codes_has_a_report(project: MakeProject, tmp_path: Path) -> None:
    one = project({}, codebook="codes: []")
    assert all(path.stat().st_size for path in one.report(out=tmp_path))


def test_the_same_project_gives_the_same_bytes(sample: Project, tmp_path: Path) -> None:
    first, second = (sample.report(out=tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_workbook_has_a_sheet_per_table(sample: Project, tmp_path: Path) -> None:
    data = sample.report(out=tmp_path, language="en")[1].read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    names = book.sheetnames
    for wanted in ("interviews n of m", "by round", "Statusquo – Gewenst", "What helps", "What hinders",
                   "Cijfer aansluiten", "Who was interviewed", "codings"):  # fmt: skip
        assert wanted in names
    rows = list(book["codings"].iter_rows(values_only=True))
    ids = {row[0] for row in rows[1:] if row[0]}
    assert set(sample.codings["coding_id"]) <= ids
    helping = list(book["What helps"].iter_rows(values_only=True))
    assert helping[1][:3] == ("persoonlijke aandacht (all gemeenten)", "the list over all", 17)


@pytest.mark.parametrize(("places", "text"), [([], ""), ([7], "7"), ([5, 3, 4, 9], "3-5 9"), ([1, 2, 4, 5], "1-2 4-5")])
def test_places_in_a_short_form(places: list[int], text: str) -> None:
    assert ranges(places) == text


def test_a_period_says_the_year_once() -> None:
    en = language("en")
    assert days_text(["2021-05-20", "", "2021-06-22"], en) == "20 May – 22 June 2021"
    assert days_text(["2020-12-01", "2021-01-02"], en) == "1 December 2020 – 2 January 2021"
    assert days_text(["", "2020-12-01"], en) == "1 December 2020"


# --- in a browser ------------------------------------------------------------------------------------------------

CHROMIUM = Path("/usr/bin/chromium")
browser_test = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium at /usr/bin/chromium"),
]


@pytest.fixture(scope="module")
def opened(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A function that opens the sample's report in a window; what it asked of the network and its errors are kept."""
    sync_api = pytest.importorskip("playwright.sync_api")
    address = sample.report(out=tmp_path_factory.mktemp("report"))[0].as_uri()
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])

        def view(hash_: str = "", **options: object) -> object:
            window = browser.new_page(**options)
            window.asked, window.wrong = [], []
            window.on("request", lambda request: window.asked.append(request.url))
            window.on("pageerror", lambda error: window.wrong.append(str(error)))
            window.on("console", lambda message: window.wrong.append(message.text))
            window.goto(address + hash_)
            return window

        yield view
        browser.close()


class TestInABrowser:
    pytestmark = browser_test

    def test_a_click_on_a_cell_shows_its_quotations_and_escape_closes(self, opened, sample: Project) -> None:
        window = opened()
        cell = window.locator("#codes tbody tr", has_text="Vrijwilligers").first.locator("button").first
        cell.click()
        panel = window.locator("#panel")
        assert panel.is_visible()
        expected = sample.matrix().quotations("Uitvoering/Statusquo/Vrijwilligers", "Kampen")
        assert panel.locator("a.label").all_inner_texts() == list(dict.fromkeys(expected["quotation"]))
        first = panel.locator("figcaption").first.inner_text()
        assert all(word in first for word in (expected["document"].iat[0], "Kampen", expected["role"].iat[0]))
        window.keyboard.press("Escape")
        assert not panel.is_visible()
        assert window.evaluate("document.activeElement.dataset.q") == cell.get_attribute("data-q")
        assert window.wrong == []

    def test_a_cell_opens_by_keyboard_and_so_does_a_point(self, opened) -> None:
        window = opened()
        for place in ("#codes button", "#grades g.point", "#factors-1 button"):
            window.locator(place).first.focus()
            window.keyboard.press("Enter")
            assert window.locator("#panel figure").count() > 0
            window.keyboard.press("Escape")
            assert not window.locator("#panel").is_visible()
        assert window.wrong == []

    def test_a_link_to_a_quotation_shows_it(self, opened) -> None:
        window = opened("#q-KAF2.4.1-12")
        assert window.locator("#panel h2").inner_text() == "KAF2.4.1:12"
        window.keyboard.press("Escape")
        window.locator("#c1 a.cite").first.click()
        label = window.locator("#c1 a.cite").first.inner_text()
        assert window.locator("#panel a.label").inner_text() == label
        window.locator("#panel .go").click()
        assert not window.locator("#panel").is_visible()

    def test_it_asks_nothing_of_the_network(self, opened) -> None:
        window = opened()
        window.wait_for_load_state("networkidle")
        assert len(window.asked) == 1
        assert window.asked[0].startswith("file:")

    @pytest.mark.parametrize("width", [1280, 800, 400])
    def test_the_page_never_scrolls_sideways(self, opened, width: int) -> None:
        window = opened(viewport={"width": width, "height": 800})
        assert window.evaluate("document.documentElement.scrollWidth") <= width

    def test_on_paper_only_released_quotations_stand(self, opened) -> None:
        window = opened()
        window.emulate_media(media="print")
        shown = window.evaluate(
            "[...document.querySelectorAll('.case .quote')].filter(each => each.checkVisibility())"
            ".map(each => each.className)"
        )
        assert len(shown) > 200
        assert all("released" in each for each in shown)
        assert not window.locator("#panel").is_visible()
        assert window.locator("#c1 .unprinted").first.is_visible()
