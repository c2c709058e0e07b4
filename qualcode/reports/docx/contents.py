"""The contents in Word: each entry leads to its heading and has the page of it.

Word makes the entries from a TOC field and has their pages from PAGEREF fields in it. LibreOffice computes a PAGEREF
when it opens a document, but within a TOC field it shows what was written there; and nobody knows the pages before the
document is laid out. So the marks of the TOC field are for Word alone (`for_word`), and both have the pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.reports.docx import styles
from qualcode.reports.docx.xml import Element, field, for_word, link, make, paragraph, run, tab, val


def contents(title: str, entries: Sequence[tuple[int, str, str]], levels: int) -> Element:
    """The title and an entry per heading (its level, its words, the bookmark on it), in the frame in which Word offers
    to update a table of contents."""
    lines = [
        paragraph(f"TOC{level}", [link(name, [run(text), tab(), *field(rf"PAGEREF {name} \h", [])])])
        for level, text, name in entries
    ]
    head = paragraph("TOCHeading", [run(title)], make("w:pageBreakBefore"))
    if lines:
        begin, said, separate, end = (for_word(each) for each in field(rf'TOC \o "1-{levels}" \h \z \u', []))
        for place, mark in enumerate((begin, said, separate), 1):
            lines[0].insert(place, mark)
        lines.append(paragraph(styles.GAP, [end]))
    gallery = make("w:docPartObj", None, val("w:docPartGallery", "Table of Contents"), make("w:docPartUnique"))
    return make("w:sdt", None, make("w:sdtPr", None, gallery), make("w:sdtContent", None, head, *lines))


def ask_for_pages(settings: Element) -> None:
    """Word fills in the pages when it opens the document. It asks first, and no more once the document was saved. One
    question to who edits the report annoys less than contents without pages until somebody presses F9; a TOC field
    marked `w:dirty` is asked about just the same, and leaves the other fields as they are."""
    from docx.oxml.ns import qn

    follows = settings.find(qn("w:compat"))  # the format wants its settings in order
    asked = make("w:updateFields", {"w:val": "true"})
    settings.append(asked) if follows is None else follows.addprevious(asked)
