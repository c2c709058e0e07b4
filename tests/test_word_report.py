"""The report as a Word document, read back as Word reads it: styles, captions, links, tables, pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from qualcode.i18n import language
from qualcode.plots.ramp import heat_colour
from qualcode.project import Project
from qualcode.publish import gather
from qualcode.reports.blocks import (
    Bullets,
    Cell,
    Citaat,
    Cite,
    Contents,
    Entry,
    Front,
    Heading,
    Link,
    Manuscript,
    Paragraph,
    Run,
    TableBlock,
    bullets,
    paragraph,
)
from qualcode.reports.docx import write
from qualcode.reports.docx.xml import joined
from qualcode.reports.manuscript import manuscript
from qualcode.reports.manuscript.chapters import cited_in, labels_text, printed_in
from qualcode.reports.manuscript.prose import prose
from qualcode.reports.manuscript.tables import split

MakeProject = Callable[..., Project]


def word(*blocks: object, code: str = "nl") -> WordDocument:
    return Document(io.BytesIO(write(Manuscript("Samen", code, blocks))))  # type: ignore[arg-type]


def table(columns: int = 2, *, wide: bool = False, rows: int = 1, title: str = "Wie") -> TableBlock:
    header = tuple(Cell(f"k{each}") for each in range(columns))
    return TableBlock(title, header, tuple(header for _row in range(rows)), ("Zo is er geteld.",), wide=wide)


@pytest.fixture(scope="module")
def sample_word(sample: Project) -> WordDocument:
    return Document(io.BytesIO(write(manuscript(gather(sample, methods=True)))))


def styled(document: WordDocument, name: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style is not None and each.style.name == name]


# --- what stands in it --------------------------------------------------------------------------------------------


def test_the_styles_are_real_and_named_in_the_language(sample_word: WordDocument) -> None:
    assert styled(sample_word, "Title") == ["Samen in Beweging met kwetsbare inwoners"]
    chapters = styled(sample_word, "Heading 1")
    assert chapters[0] == language("nl")("Introduction")
    assert {"Kampen", "Zwartewaterland"} <= set(chapters)
    assert "Samenwerking" in styled(sample_word, "Heading 2")
    assert "“Zij kijkt om. Zij kijkt de hele tijd om.”" not in styled(sample_word, "Body Text"), "a citaat is no text"
    citaten = styled(sample_word, "Citaat")
    assert len(citaten) > 100
    assert all("\n" in each for each in citaten), "each has its label and source on a line below"


def test_headings_follow_in_order(sample_word: WordDocument) -> None:
    levels = [int(each.style.name[-1]) for each in sample_word.paragraphs if each.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is skipped"


def test_tables_and_figures_have_numbers_that_follow(sample_word: WordDocument) -> None:
    captions = styled(sample_word, "Caption")
    name = language("nl")("Table")
    numbers = [int(each.removeprefix(f"{name} ").partition(".")[0]) for each in captions if each.startswith(name)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10
    assert "SEQ" in sample_word.element.xml


def test_every_table_has_a_marked_header_and_whole_rows(sample_word: WordDocument) -> None:
    for each in sample_word.tables:
        rows = each._tbl.tr_lst
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_every_figure_says_what_it_shows(sample_word: WordDocument) -> None:
    alts = [each.get("descr") for each in sample_word.element.iter(qn("wp:docPr"))]
    assert len(alts) > 5
    assert any(alt.startswith("Cijfer samenwerking, Kampen: ronde 2: 7 (n = 1); ronde 3") for alt in alts)


def test_links_lead_somewhere_and_names_stand_once(sample_word: WordDocument) -> None:
    names = [each.get(qn("w:name")) for each in sample_word.element.iter(qn("w:bookmarkStart"))]
    leads = {each.get(qn("w:anchor")) for each in sample_word.element.iter(qn("w:hyperlink"))} - {None}
    assert len(names) == len(set(names))
    assert leads <= set(names)
    assert len(leads) > 200, "headings and citations"


def test_the_code_tree_stands_in_the_columns_of_the_team(sample_word: WordDocument) -> None:
    heads = [[cell.text for cell in each.rows[0].cells] for each in sample_word.tables]
    _ = language("nl")
    names = [_("Category"), _("Subcategory"), _("Subsubcategory"), _("Specification"), _("Definition")]
    tree = sample_word.tables[heads.index(names)]
    rows = [[cell.text for cell in row.cells][:4] for row in tree.rows]
    assert ["Samenwerking", "", "", ""] in rows
    assert ["", "Statusquo", "", ""] in rows
    assert ["", "", "Rolverdeling", ""] in rows
    assert ["", "", "", "Behoeften"] in rows, "what lies deeper stands with the specifications"


def test_a_section_without_text_says_what_there_is(sample_word: WordDocument) -> None:
    _ = language("nl")
    one, many = (
        "No text was written for this section yet. There is %(count)s quotation to write it from.",
        "No text was written for this section yet. There are %(count)s quotations to write it from.",
    )
    begin = _.plural(one, many, 987).partition("987")[0]
    assert any(each.startswith(begin) for each in styled(sample_word, _("Lead")))


def test_a_quotation_is_printed_once(sample_word: WordDocument) -> None:
    labels = [each.partition("\n")[2].partition(" ·")[0] for each in styled(sample_word, "Citaat")]
    assert len(labels) == len(set(labels))


def test_what_a_text_cites_is_printed_nowhere_else_in_its_chapter(sample: Project) -> None:
    report = gather(sample)
    words, checked = report.words, 0
    for chapter in report.chapters:
        cited = cited_in(report, chapter)
        printed = {words.quotes[place].label for own in printed_in(report, chapter, words) for place in own}
        assert not printed & cited
        checked += len(cited)
    assert checked > 50


def test_a_grade_stands_with_its_question_alone(sample: Project) -> None:
    """A quotation that has the code of a grade and no other belongs in the section with that grade."""
    report = gather(sample)
    graded = {section.plan.grade for section in report.chapters[0].sections if section.plan.grade}
    checked = 0
    for chapter in report.chapters:
        for section in chapter.sections:
            for place in (place for each in section.rounds for place in each.quotes):
                codes = {given.code for given in report.quotes[place].codings}
                if codes <= graded:
                    assert section.plan.grade in codes
                    checked += 1
    assert checked > 10


def test_the_rule_stands_once_and_short_elsewhere(sample: Project) -> None:
    _, made = language("nl"), manuscript(gather(sample, methods=True))
    notes = [note for each in made.blocks if isinstance(each, TableBlock) for note in each.notes]
    short = _("How n of m was counted is in the appendix “%(title)s”.", title=_("How it was counted"))
    assert sum(note.endswith(short) for note in notes) > 3
    assert not any(re.search(r"\d{4}-\d\d-\d\d", note) for note in notes), "days stand in words"
    marks = [cell for each in made.blocks if isinstance(each, TableBlock) for row in each.rows for cell in row]
    assert {cell.text for cell in marks if cell.text.startswith("†")} == {"†"}, (
        "0 of m would say that it could be there"
    )


def test_one_case_says_that_the_methods_are_of_all(sample: Project) -> None:
    made = manuscript(gather(sample, case="KA", methods=True))
    said = ["".join(part.text for part in each.parts if isinstance(part, Run)) for each in made.blocks
            if isinstance(each, Paragraph)]  # fmt: skip
    assert language("nl")(
        "This appendix is about the whole project, of which %(case)s is a part.", case="Kampen"
    ) in said  # fmt: skip


def test_numbers_stay_with_their_unit() -> None:
    assert joined("7 (n = 3) van 4 van 12 op 13 oktober") == (
        "7 (n\u00a0=\u00a03) van 4\u00a0van\u00a012 op 13\u00a0oktober"
    )
    assert joined("in 3 dorpen van 1000; en nog 11]") == "in 3 dorpen van 1000; en nog\u00a011]"


def test_a_range_of_ages_stays_on_one_line() -> None:
    assert joined("40-64 jaar, KAF2.1.1-12") == "40\u201164 jaar, KAF2.1.1-12"
    made = word(paragraph("Vooral 40-64 jaar."))
    assert made.paragraphs[0].text == "Vooral 40-64 jaar.", "for Word it is a sign of its own"
    assert len(list(made.element.iter(qn("w:noBreakHyphen")))) == 1


def test_grades_without_a_number_stand_by_themselves(project: MakeProject) -> None:
    """“n = 0” says nothing beside what was said instead of a grade."""
    one = project(
        {"a": "---\ntown: Raalte\nround: 1\n---\nZij wil geen cijfer geven, het is te vroeg.\n"},
        "codes:\n  - {name: Cijfer, grade: {min: 1, max: 10}}",
        "title: T\nlanguage: nl\ncase: town\ncoders: [{name: a, role: first}]\n"
        "report: {sections: [{title: Hoe het gaat, codes: [Cijfer], grade: Cijfer}]}",
    )
    one.code("a", quote="geen cijfer geven, het is te vroeg", code="Cijfer", coder="a", value="geen cijfer")
    one.done(["a"], coder="a")
    made = manuscript(gather(one))
    cells = [cell.text for each in made.blocks if isinstance(each, TableBlock) for row in each.rows for cell in row]
    said = [run.text for each in made.blocks if isinstance(each, Bullets) for item in each.items for run in item
            if isinstance(run, Run)]  # fmt: skip
    assert any(text.startswith("geen cijfer (1)") for text in cells)
    assert any("geen cijfer (1)" in text for text in said)
    assert not any("n = 0" in text for text in [*cells, *said])


def test_one_case_has_its_rounds_and_no_comparison(sample: Project) -> None:
    made = manuscript(gather(sample, case="KA", methods=True))
    chapters = [each.text for each in made.blocks if isinstance(each, Heading) and each.level == 1]
    assert made.title.endswith("Gemeente Kampen")
    assert "Kampen" in chapters
    assert "Winterswijk" not in chapters


# --- how it is set ------------------------------------------------------------------------------------------------


def test_the_same_manuscript_is_the_same_file() -> None:
    blocks = (Front("Samen"), Contents("Inhoud"), Heading(1, "Een"), table(), bullets(["a", "b"], numbered=True))
    first, second = (write(Manuscript("Samen", "nl", blocks)) for _time in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_document_says_its_language_and_title() -> None:
    for code, tag in (("nl", "nl-NL"), ("en", "en-GB")):
        made = word(paragraph("x"), code=code)
        assert made.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == tag
        assert (made.core_properties.title, made.core_properties.language) == ("Samen", tag)
        assert made.core_properties.created.year == 1980


def test_a_citation_leads_to_its_quotation_where_that_is_printed() -> None:
    made = word(
        Paragraph((Run("Zij lopen ["), Cite("A:1"), Run("; "), Cite("A:2"), Run("]"))),
        Entry("De woorden.", "A:1", "wie"),
    )
    links = list(made.element.iter(qn("w:hyperlink")))
    assert [[each.text for each in link.iter(qn("w:t"))] for link in links] == [["A:1"]], "A:2 is printed nowhere"
    assert made.paragraphs[0].text == "Zij lopen [A:1; A:2]"
    id_style = next(each for each in made.styles if each.style_id == "QcId")
    assert [run.text for run in made.paragraphs[0].runs if run.style.name == id_style.name] == ["A:2"]


def test_signs_that_no_office_file_holds_are_left_out() -> None:
    made = word(Heading(1, "Een\x00 kop"), Citaat("Ja\x0b & <nee>\ud800", "A:1"), table())
    assert [each.text for each in made.paragraphs][:2] == ["Een kop", "Ja & <nee>\nA:1"]


def test_heat_is_shading_on_which_ink_can_be_read() -> None:
    cells = tuple(Cell("3", heat=heat) for heat in (0.0, 0.5, 1.0))
    made = word(TableBlock("T", cells, (cells,)))
    shades = [each.find(f".//{qn('w:shd')}") for each in made.tables[0]._tbl.tr_lst[1].tc_lst]
    assert [None if each is None else each.get(qn("w:fill")) for each in shades] == [
        None, heat_colour(0.5)[1:], heat_colour(1)[1:],
    ]  # fmt: skip
    assert contrast("1F2328", heat_colour(1)[1:]) > 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.1: the ratio of the relative luminances of two colours."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_groups_stand_above_their_columns() -> None:
    cells = tuple(Cell(each) for each in ("Thema", "nu", "later", "nu", "later"))
    made = word(TableBlock("T", cells, (cells,), groups=(("", 1), ("Kampen", 2), ("Raalte", 2))))
    above, below = made.tables[0].rows[0], made.tables[0].rows[1]
    assert [cell.text for cell in above.cells] == ["", "Kampen", "Kampen", "Raalte", "Raalte"]
    assert all(row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in (above, below))


def test_numbered_lists_begin_at_one_again() -> None:
    made = word(bullets(["a"], numbered=True), paragraph("x"), bullets(["b"], numbered=True), Bullets(((Run("c"),),)))
    numbers = [each.find(f".//{qn('w:numId')}") for each in made.element.body.iter(qn("w:p"))]
    first, _plain, second, bullet = [None if each is None else each.get(qn("w:val")) for each in numbers]
    assert first != second
    assert bullet is None, "the style has its own"


@pytest.mark.parametrize(("columns", "blocks"), [(1, 1), (12, 1), (13, 2), (40, 4), (0, 1)])
def test_columns_are_split_in_blocks_that_fit(columns: int, blocks: int) -> None:
    found = split(columns, most=12)
    assert len(found) == blocks
    assert [each for block in found for each in block] == list(range(columns))
    assert max(map(len, found)) <= 12


def test_labels_in_short() -> None:
    assert labels_text(["A:3", "B:1", "A:7"]) == "A:3, 7; B:1"


def test_what_researchers_write_becomes_blocks() -> None:
    text = (
        "### Kop\n\nZij zegt *het* **nu**.  \nNog [A:1; A:2] en [hier](https://x.nl).\n\n- een\n    1. twee\n\n"
        "> apart\n\n| a | n |\n|---|---|\n| b | 3 |\n\n*Een noot.*"
    )
    blocks = prose(text, level=3)
    assert blocks[0] == Heading(3, "Kop")
    assert blocks[1] == Paragraph(
        (
            Run("Zij zegt "),
            Run("het", italic=True),
            Run(" "),
            Run("nu", bold=True),
            Run("."),
            Run("\n"),
            Run("Nog "),
            Run("["),
            Cite("A:1"),
            Run("; "),
            Cite("A:2"),
            Run("]"),
            Run(" en "),
            Link("hier", "https://x.nl"),
            Run("."),
        )
    )
    assert blocks[2:5] == (
        Bullets(((Run("een"),),)),
        Bullets(((Run("twee"),),), numbered=True, depth=1),
        Paragraph((Run("apart"),), "quote"),
    )
    last = blocks[5]
    assert isinstance(last, TableBlock)
    assert (last.rows[0][1], last.notes) == (Cell("3", align="right"), ("Een noot.",))


# --- other programs -----------------------------------------------------------------------------------------------


def has_writer() -> bool:
    return shutil.which("soffice") is not None and any(Path("/usr/lib/libreoffice/program").glob("libswlo*"))


@pytest.mark.skipif(not has_writer(), reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_the_document_and_the_workbook(sample: Project, tmp_path: Path) -> None:
    sample.report(case="KA", out=tmp_path, formats=("docx", "xlsx"))
    blocks = (Heading(1, "Breed"), table(12, wide=True), Heading(1, "Smal"), table(3, rows=40))
    (tmp_path / "wide.docx").write_bytes(write(Manuscript("Breed", "nl", blocks)))
    names = ("rapport.docx", "matrices.xlsx", "wide.docx")
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    done = subprocess.run(
        [*command, *(str(tmp_path / name) for name in names)], capture_output=True, timeout=180, check=False
    )
    for name in names:
        made = tmp_path / f"{name.partition('.')[0]}.pdf"
        assert made.exists(), done.stderr
        assert made.read_bytes().startswith(b"%PDF")


def test_forty_cases_and_many_codes_stay_readable(project: MakeProject) -> None:
    texts = {
        f"k{number:02d}": f"---\ntown: Town {number:02d}\nround: 1\n---\nWij lopen elke week in dorp {number}.\n"
        for number in range(40)
    }
    below = [", ".join(f"c{top}.{each}" for each in range(29)) for top in range(10)]
    codes = "\n".join(f"  - name: Tak {top}\n    codes: [{names}]" for top, names in enumerate(below))
    one = project(texts, f"codes:\n{codes}", "title: T\nlanguage: nl\ncase: town\ncoders: [{name: a, role: first}]")
    for name in texts:
        one.code(name, quote="lopen elke week", code="Tak 1/c1.3", coder="a")
    one.done(list(texts), coder="a")
    made = manuscript(gather(one, methods=True))
    tables = [each for each in made.blocks if isinstance(each, TableBlock)]
    assert max(len(each.header) for each in tables) <= 13, "no table has more columns than a page"
    folded = [each for each in tables if each.wide and len(each.rows) == 10]
    assert len(folded) == 4, "the chapter has the branches, in blocks of columns"
    whole = [each for each in tables if each.wide and len(each.rows) == 300 and len(each.header) > 5]
    assert len(whole) == 4, "the appendix has every code"
    contents = next(each for each in made.blocks if isinstance(each, Contents))
    assert contents.levels == 1
    assert len(Document(io.BytesIO(write(made))).tables) == len(tables)
