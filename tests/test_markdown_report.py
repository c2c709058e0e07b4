"""The report as Markdown, and the lists of factors, which every format prints the same."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from docx import Document
from markdown_it import MarkdownIt

from qualcode.project import Project
from qualcode.publish import gather
from qualcode.reports.blocks import (
    Bullets,
    Cell,
    Citaat,
    Cite,
    Contents,
    Entry,
    FigureBlock,
    Heading,
    Link,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
    paragraph,
)
from qualcode.reports.factoring.lines import case_lists, factor_lists
from qualcode.reports.markdown import escaped, write


def text_of(*blocks: object) -> str:
    files = write(Manuscript("Samen", "nl", blocks), "report")  # type: ignore[arg-type]
    return files["report.md"].decode().partition("---\n\n")[2].rstrip("\n")


@pytest.fixture(scope="module")
def written(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's report in all formats."""
    out = tmp_path_factory.mktemp("report")
    sample.report(out=out, formats=("html", "xlsx", "docx", "md"))
    return out


# --- the setting of blocks ----------------------------------------------------------------------------------------


def test_words_mean_nothing_in_markdown() -> None:
    for words in ("1. a", "- b", "*c* _d_ `e` [f](g) <h> | # i ~j~ $k$", "# l", "+ m"):
        tokens = MarkdownIt("commonmark").enable("table").parse(escaped(words))
        assert [each.type for each in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        assert "".join(each.content for each in tokens[1].children or []) == words


def test_a_table_has_its_title_groups_and_rule() -> None:
    cells = (Cell("Thema"), Cell("nu", align="centre"), Cell("3", align="right"))
    block = TableBlock("Wie", cells, ((Cell("a|b", bold=True, depth=1), Cell("· 0 van 2"), Cell("")),), ("Geteld.",),
                       groups=(("", 1), ("Kampen", 2)))  # fmt: skip
    lines = text_of(block).split("\n")
    assert lines[0].endswith(" 1. Wie**")
    assert lines[2:5] == [
        "| Thema | Kampen: nu | Kampen: 3 |",
        "| --- | :---: | ---: |",
        "| &emsp;**a\\|b** | · 0 van 2 |  |",
    ]
    assert lines[-1] == "*Geteld.*"


def test_a_citation_leads_to_the_list() -> None:
    said = text_of(Paragraph((Cite("A.1:2"), Run(" en "), Cite("B:1"))), Entry("“Ja.”", "A.1:2", "Kampen"))
    assert said == "[A.1:2](#q-A.1-2) en B:1\n\n[A.1:2]{#q-A.1-2} “Ja.” *Kampen*"


def test_a_citaat_is_set_apart_with_its_label() -> None:
    assert text_of(Citaat("“Ja,\nhoor.”", "A:1", "welzijn, 3 mei")) == "> “Ja, hoor.”\\\n> A:1 · welzijn, 3 mei"


def test_marks_stand_against_their_words() -> None:
    said = text_of(Paragraph((Run("zegt "), Run(" het ", bold=True), Run("nu"), Link("hier", "https://x.nl/a b"))))
    assert said == "zegt  **het** nu[hier](<https://x.nl/a b>)"


def test_a_bold_space_is_a_space() -> None:
    assert (
        text_of(Paragraph((Run("een"), Run(" ", bold=True), Run("twee", italic=True, bold=True)))) == "een ***twee***"
    )


def test_lines_as_they_stand_keep_their_backticks() -> None:
    assert text_of(paragraph("a\n```\n*b*", style="code")) == "````\na\n```\n*b*\n````"


def test_a_line_above_quotations_is_bold_and_words_can_be_set_apart() -> None:
    said = text_of(paragraph("Ronde 1", style="label"), paragraph("een\ntwee", style="quote"), PageBreak())
    assert said == "**Ronde 1**\n\n> een\\\n> twee"


def test_the_contents_are_a_list_that_leads_to_the_headings() -> None:
    headings = (Heading(1, "Een", "een"), Heading(2, "Onder *ons*", "onder"), Heading(3, "Dieper"), Heading(1, "Twee"))
    listed = text_of(Contents("Inhoud"), *headings).partition("\n\n# Een {#een}")[0]
    assert listed == "**Inhoud**\n\n- [Een](#een)\n    - [Onder \\*ons\\*](#onder)\n- Twee"
    assert text_of(Contents("Inhoud")) == ""


def test_tables_and_figures_are_counted_apart() -> None:
    one = TableBlock("Wie", (Cell("k"),), ())
    said = text_of(one, FigureBlock("Lijn", b"p", "alt", "f"), TableBlock("", (Cell("k"),), ()), one)
    captions = [line.strip("*") for line in said.split("\n") if line.startswith("*")]
    assert captions == ["Tabel 1. Wie", "Figuur 1. Lijn", "Tabel 2. Wie"]


def test_the_title_can_be_read_back_from_the_head() -> None:
    title = 'Zij zei: "ja" \\ #nee'
    head = write(Manuscript(title, "nl", ()), "report")["report.md"].decode().split("---\n")[1]
    assert yaml.safe_load(head) == {"title": title, "lang": "nl"}


def test_lists_within_lists() -> None:
    said = text_of(Bullets(((Run("een"),), (Run("twee"),)), numbered=True), Bullets(((Run("drie"),),), depth=1))
    assert said == "1. een\n2. twee\n\n    - drie"


def test_figures_lie_beside_the_text() -> None:
    figure = FigureBlock("Cijfers", b"png", "Kampen: 7.", "grades", b"<svg/>")
    files = write(Manuscript("T", "nl", (Heading(1, "Een", "een"), figure)), "report")
    assert {name: data for name, data in files.items() if not name.endswith(".md")} == {
        "report/grades.png": b"png",
        "report/grades.svg": b"<svg/>",
    }
    assert "![Kampen: 7.](<report/grades.png>)" in files["report.md"].decode()
    assert "# Een {#een}" in files["report.md"].decode()


# --- the sample's -------------------------------------------------------------------------------------------------


def test_the_report_reads_as_markdown(written: Path) -> None:
    text = (written / "report.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert sum(each.type == "table_open" for each in tokens) > 20
    anchors = set(re.findall(r"\{#([^}]+)\}", text))
    leads = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert leads <= anchors
    assert len(leads) > 50
    images = re.findall(r"!\[[^\]]*\]\(<([^>]+)>\)", text)
    assert images
    assert all((written / each).is_file() for each in images)


def test_the_researchers_text_keeps_its_citations(written: Path) -> None:
    text = (written / "report.md").read_text(encoding="utf-8")
    assert "vond in ronde 2 ook dat het korter moest. \\[[KAF2.2.1:16](#q-KAF2.2.1-16)\\]" in text


def test_the_same_report_is_the_same_file(sample: Project, written: Path, tmp_path: Path) -> None:
    again = sample.report(out=tmp_path, formats=("docx", "md"))
    assert again
    for path in again:
        assert path.read_bytes() == (written / path.relative_to(tmp_path)).read_bytes(), path


def test_the_lists_of_factors_are_the_same_in_every_format(sample: Project, written: Path) -> None:
    report = gather(sample)
    lists = [*factor_lists(report.factors, report.words)]
    lists += [each for case in report.cases for each in case_lists(report.factors, case, report.words)]
    lines = [line.text for each in lists for line in each.lines]
    assert len(lines) > 20
    for found in (in_page(written), in_workbook(written), in_word(written), in_markdown(written)):
        assert set(lines) <= found


def in_page(folder: Path) -> set[str]:
    """What stands in list items of the page, without marks and spaces around."""
    text = (folder / "index.html").read_text(encoding="utf-8")
    items = re.findall(r"<li>(.*?)</li>", text, re.DOTALL)
    return {" ".join(html.unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in items}


def in_workbook(folder: Path) -> set[str]:
    book = openpyxl.load_workbook(folder / "matrices.xlsx", read_only=True)
    return {str(row[0]) for sheet in book for row in sheet.iter_rows(values_only=True) if row and row[0]}


def in_word(folder: Path) -> set[str]:
    """The bullets, without the labels behind them."""
    document = Document(io.BytesIO((folder / "rapport.docx").read_bytes()))
    return {each.text.partition("  [")[0] for each in document.paragraphs if each.style.name == "List Bullet"}


def in_markdown(folder: Path) -> set[str]:
    text = (folder / "report.md").read_text(encoding="utf-8")
    lines = (re.sub(r"\\(.)", r"\1", line) for line in text.split("\n") if line.startswith("- "))
    return {line.removeprefix("- ").partition("  [")[0] for line in lines}
