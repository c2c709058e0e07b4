"""How the pages of the Word document break: the contents and their pages, what stays together, what fits."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from PIL import Image

from qualcode.project import Project
from qualcode.publish import gather
from qualcode.reports.blocks import (
    Cell,
    Citaat,
    Contents,
    FigureBlock,
    Front,
    Heading,
    Manuscript,
    Paragraph,
    Run,
    TableBlock,
    bullets,
    paragraph,
)
from qualcode.reports.docx import write
from qualcode.reports.docx.document import parts
from qualcode.reports.manuscript import manuscript
from qualcode.reports.manuscript.tables import fitted


def word(*blocks: object, code: str = "nl") -> WordDocument:
    return Document(io.BytesIO(write(Manuscript("Samen", code, blocks))))  # type: ignore[arg-type]


def table(columns: int = 2, *, wide: bool = False, rows: int = 1) -> TableBlock:
    header = tuple(Cell(f"k{each}") for each in range(columns))
    return TableBlock("Wie", header, (header,) * rows, ("Zo is er geteld.",), wide=wide)


@pytest.fixture(scope="module")
def sample_word(sample: Project) -> WordDocument:
    return Document(io.BytesIO(write(manuscript(gather(sample, methods=True)))))


# --- the contents ----------------------------------------------------------------------------------------------------


def test_every_heading_is_in_the_contents_with_a_link_and_the_field_of_its_page(sample_word: WordDocument) -> None:
    frame = sample_word.element.body.find(qn("w:sdt"))
    lines = [each for each in frame.iter(qn("w:p")) if style_of(each) in ("TOC1", "TOC2")]
    headings = [each for each in sample_word.paragraphs if each.style.name in ("Heading 1", "Heading 2")]
    assert [words_of(each) for each in lines] == [each.text for each in headings]
    assert [style_of(each)[-1] for each in lines] == [each.style.name[-1] for each in headings]
    for line, heading in zip(lines, headings, strict=True):
        name = heading._p.find(qn("w:bookmarkStart")).get(qn("w:name"))
        link = line.find(qn("w:hyperlink"))
        assert link.get(qn("w:anchor")) == name
        assert [each.text.strip() for each in link.iter(qn("w:instrText"))] == [rf"PAGEREF {name} \h"]
        assert len(list(link.iter(qn("w:tab")))) == 1


def test_word_makes_the_contents_anew_and_others_see_its_entries_alone() -> None:
    """LibreOffice computes no page within a TOC field: its marks stand where only Word reads."""
    made = word(Contents("Inhoud"), Heading(1, "Een"), Heading(2, "Onder"), Heading(3, "Dieper"))
    choice = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
    inside = [each for part in made.element.iter(choice) for each in part]
    assert [each.get(qn("w:fldCharType"), each.text) for each in inside] == [
        "begin", r' TOC \o "1-2" \h \z \u ', "separate", "end",
    ]  # fmt: skip
    assert {each.getparent().get("Requires") for each in inside} == {"wp14"}
    assert f'xmlns:wp14="{made.element.nsmap["wp14"]}"' in made.element.xml
    begun = [each.get(qn("w:fldCharType")) for each in made.element.iter(qn("w:fldChar"))]
    assert begun.count("begin") == begun.count("end") == 3, "the contents, and a page for each of two headings"


def test_word_asks_for_the_pages_only_where_there_are_contents() -> None:
    asked, silent = word(Contents("Inhoud"), Heading(1, "Een")), word(Heading(1, "Een"))
    names = [each.tag for each in asked.settings.element]
    assert names.index(qn("w:updateFields")) < names.index(qn("w:compat")), "in the order that the format wants"
    assert silent.settings.element.find(qn("w:updateFields")) is None


def test_dots_lead_to_the_page_in_the_contents() -> None:
    styles = {each.style_id: each for each in word(paragraph("x")).styles}
    for name in ("TOC1", "TOC2"):
        (stop,) = styles[name].element.iter(qn("w:tab"))
        assert (stop.get(qn("w:val")), stop.get(qn("w:leader"))) == ("right", "dot")
        assert styles[name].paragraph_format.right_indent.cm > 1, "a long heading ends before the number of its page"


def test_pages_can_turn_right_after_the_contents() -> None:
    made = word(Contents("Inhoud"), Heading(1, "Breed"), table(12, wide=True))
    assert [each.page_width > each.page_height for each in made.sections] == [False, True]


def style_of(line: object) -> str:
    return line.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))  # type: ignore[attr-defined,no-any-return]


def words_of(line: object) -> str:
    return "".join(each.text for each in line.iter(qn("w:t")))  # type: ignore[attr-defined]


def can_set() -> bool:
    writer = any(Path("/usr/lib/libreoffice/program").glob("libswlo*"))
    return writer and all(map(shutil.which, ("soffice", "pdftotext")))


@pytest.mark.skipif(not can_set(), reason="LibreOffice Writer or Poppler is not installed")
def test_the_contents_name_the_pages_on_which_the_headings_stand(tmp_path: Path) -> None:
    """Of a document with pages of both kinds: every page named is the page where that heading is read."""
    filling = tuple(paragraph("Zij lopen elke week een rondje door het dorp. " * 12) for _line in range(9))
    wide = (Heading(2, "Breed naast elkaar"), table(12, wide=True, rows=30))
    blocks: list[object] = [Front("Samen"), Contents("Inhoud")]
    for town in ("Kampen", "Raalte", "Ommen"):
        blocks += [Heading(1, town), *filling, Heading(2, f"Wensen van {town}"), *filling, *wide]
    (tmp_path / "r.docx").write_bytes(write(Manuscript("Samen", "nl", tuple(blocks))))  # type: ignore[arg-type]
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "r.docx")], capture_output=True, timeout=120, check=True)
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"], capture_output=True, check=True)
    pages = text.stdout.decode().split("\f")
    entries = re.findall(r"^ *(\S.*?) ?\.{5,} *(\d+)$", pages[1], re.MULTILINE)
    assert [name for name, _page in entries] == [each.text for each in blocks if isinstance(each, Heading)]
    for name, page in entries:
        assert re.search(rf"^ *{name}$", pages[int(page) - 1], re.MULTILINE), (name, page)
    assert len({page for _name, page in entries}) > 6


# --- what stays together ---------------------------------------------------------------------------------------------


def keeps(line: object) -> bool:
    """Whether a paragraph stays with the next one by itself."""
    found = line.find(f"{qn('w:pPr')}/{qn('w:keepNext')}")  # type: ignore[attr-defined]
    return found is not None and found.get(qn("w:val")) != "0"


def kept_rows(made: WordDocument) -> list[bool]:
    rows = made.tables[0]._tbl.tr_lst
    assert all(len({keeps(line) for line in row.iter(qn("w:p"))}) == 1 for row in rows), "a row holds as a whole"
    return [keeps(row.find(f".//{qn('w:p')}")) for row in rows]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [(1, [True] * 2), (16, [True] * 17), (17, [True, True, *[False] * 13, True, True, True])],
)
def test_a_short_table_is_whole_and_a_long_one_ends_with_some_rows(rows: int, kept: list[bool]) -> None:
    assert kept_rows(word(table(rows=rows))) == kept


def test_high_rows_are_several_lines() -> None:
    cells = (Cell("lang " * 30), Cell("kort"))
    assert kept_rows(word(TableBlock("T", cells, (cells,) * 12)))[3] is False, "twelve rows fill more than a page"


def test_a_row_stays_with_what_lies_below_it() -> None:
    names = [Cell(f"r{each}", depth=int(each in (10, 11))) for each in range(30)]
    made = word(TableBlock("T", (Cell("k"),), tuple((each,) for each in names)))
    assert [place for place, kept in enumerate(kept_rows(made)[1:]) if kept] == [0, 9, 27, 28, 29]


def test_what_stands_below_a_table_is_never_alone() -> None:
    """The last row holds on to the first note, each note to the next, and a remark to what it is about."""
    one = TableBlock("Wie", (Cell("k"),), ((Cell("a"),),), ("Een teken.", "De regel."))
    made = word(paragraph("Zie:"), one, paragraph("De sleutel.", style="note"), paragraph("Verder."))
    assert kept_rows(made) == [True, True]
    lines = {each.text: keeps(each._p) for each in made.paragraphs}
    assert lines == {
        "Zie:": True, "Tabel 1. Wie": False, "Een teken.": True, "De regel.": True, "De sleutel.": False,
        "Verder.": False,
    }  # fmt: skip
    caption = next(each for each in made.styles if each.style_id == "Caption")
    assert caption.paragraph_format.keep_with_next, "and so the title has it from its style"


def test_a_remark_stays_with_the_last_line_of_a_list_or_a_citaat() -> None:
    made = word(
        paragraph("Zo is geteld:"), bullets(["a", "b"]), paragraph("Noot.", style="note"),
        Citaat("Ja.", "A:1"), paragraph("Nog drie.", style="note"), paragraph("Geen leiding."), bullets(["c"]),
    )  # fmt: skip
    assert [each.text.partition("\n")[0] for each in made.paragraphs if keeps(each._p)] == ["Zo is geteld:", "b", "Ja."]


def test_a_figure_stays_with_its_caption_and_the_caption_with_nothing() -> None:
    pixel = io.BytesIO()
    Image.new("RGB", (4, 2)).save(pixel, "PNG")
    made = word(paragraph("Kijk."), FigureBlock("Lijnen", pixel.getvalue(), "Kampen: 7.", "f"), paragraph("Verder."))
    assert [keeps(each._p) for each in made.paragraphs] == [True, True, False, False]
    assert made.paragraphs[2].text == "Figuur 1. Lijnen"
    assert made.paragraphs[2].paragraph_format.keep_with_next is False, "the style of captions would hold it"
    assert [each.get("descr") for each in made.element.iter(qn("wp:docPr"))] == ["Kampen: 7."]


def test_bold_words_alone_are_a_line_above_something_unless_they_are_still_to_be_written() -> None:
    lines = ("Ronde 1", "[nog te schrijven: wie]", "Dit is een hele zin, en langer dan een regel boven iets is. " * 2)
    made = word(*(Paragraph((Run(line, bold=True),)) for line in lines))
    assert [each.style.style_id for each in made.paragraphs] == ["QcLabel", "BodyText", "BodyText"]


# --- what fits -------------------------------------------------------------------------------------------------------


def test_wide_tables_lie_on_their_side_with_their_heading() -> None:
    blocks = [Heading(1, "Alles"), Heading(2, "Breed"), table(12, wide=True), Heading(2, "Smal"), paragraph("x")]
    assert [(each.lying, len(each.blocks)) for each in parts(blocks)] == [(True, 3), (False, 2)]
    made = word(*blocks)
    assert [each.page_width > each.page_height for each in made.sections] == [True, False]


def test_nothing_is_wider_than_its_page(sample_word: WordDocument) -> None:
    widths = iter((each.page_width - each.left_margin - each.right_margin) / 635 for each in sample_word.sections)
    room, checked = next(widths), 0
    for element in sample_word.element.body:
        for each in element.iter(qn("w:tblW"), qn("wp:extent")):
            wide = int(each.get(qn("w:w"))) if each.tag == qn("w:tblW") else int(each.get("cx")) / 635
            assert wide <= room + 15
            checked += 1
        if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            room = next(widths)
    assert checked > 30


def test_columns_hold_their_longest_word() -> None:
    names = ("Interview", "Ronde", "Rol", "Datum")
    rows = [("HL-3-handover", "handover", "beleidsmedewerker gemeente", "29 september 2022")] * 3
    shares = fitted(names, rows)
    assert sum(shares) == pytest.approx(1)
    for share, longest in zip(shares, ("HL-3-handover", "handover", "beleidsmedewerker", "29 september"), strict=True):
        assert 16.4 * share > 0.15 * len(longest) + 0.25, "centimetres"
    date, role = shares[3], shares[2]
    assert 16.4 * date > 0.15 * len("29 september 2022") + 0.25, "a date is on one line"
    assert role > date


def test_columns_of_long_texts_have_what_the_others_leave() -> None:
    shares = fitted(("Nr", "Wat", "Waar"), [("1", "woord " * 40, "woord " * 40), ("2", "kort", "kort")])
    assert shares[1] == pytest.approx(shares[2])
    assert shares[0] < 0.06
    assert fitted((), []) == ()


def test_broad_letters_have_broader_columns() -> None:
    broad, usual, thin = fitted(("WWWW", "nnnn", "iiii"), [])
    assert broad > usual > thin
    with_capitals, without = fitted(("COREQ", "coren"), [])
    assert with_capitals > without
