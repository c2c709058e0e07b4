"""The Word document itself: blocks to paragraphs, pages upright or on their side, captions, contents, links."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.reports.archive import DAY, printable, without_clocks
from qualcode.reports.blocks import (
    Block,
    Bullets,
    Citaat,
    Cite,
    Contents,
    Entry,
    FigureBlock,
    Front,
    Heading,
    Inline,
    Link,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
)
from qualcode.reports.docx import styles
from qualcode.reports.docx.styles import twips
from qualcode.reports.docx.tables import table
from qualcode.reports.docx.xml import Element, bookmark, joined, link, make, paragraph, run, tab, val
from qualcode.reports.docx.xml import field as field_of

if TYPE_CHECKING:
    from docx.document import Document

#: A4 and its margins, in centimetres.
PAPER, MARGIN, SIDE_MARGIN = (21.0, 29.7), 2.3, 2.0
UPRIGHT, LYING = PAPER[0] - 2 * MARGIN, PAPER[1] - 2 * SIDE_MARGIN
#: How languages are spelled.
TAGS = {"nl": "nl-NL", "en": "en-GB"}

_SET_APART = (TableBlock, FigureBlock)

_STYLES = {
    "body": "BodyText", "lead": "Lead", "note": styles.NOTE, "label": styles.LABEL, "quote": "QcQuote",
    "code": styles.CODE,
}  # fmt: skip


def write(manuscript: Manuscript) -> bytes:
    """The manuscript as a .docx file; the same manuscript gives the same bytes."""
    from docx import Document

    _ = language_of(manuscript.language)
    document = Document()
    styles.dress(document, _, TAGS.get(manuscript.language, manuscript.language))
    _properties(document, manuscript)
    setter = Setter(document, _, manuscript)
    body = document.element.body
    for element in list(body):
        body.remove(element)
    body.extend(setter.set())
    file = io.BytesIO()
    document.save(file)
    return without_clocks(file.getvalue())


def _properties(document: Document, manuscript: Manuscript) -> None:
    properties = document.core_properties
    properties.title, properties.language = printable(manuscript.title)[:255], TAGS.get(manuscript.language, "")
    properties.author = properties.last_modified_by = "qualcode"
    properties.comments, properties.revision = "", 1
    properties.created = properties.modified = DAY


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks on pages of one kind: upright, or lying for wide tables."""

    lying: bool
    blocks: tuple[Block, ...]


def parts(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """The blocks divided by the kind of page they need. What stands under one heading stays together; a heading with
    nothing under it goes with what follows."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and not all(isinstance(each, Heading) for each in groups[-1]):
            groups.append([])
        groups[-1].append(block)
    found: list[tuple[bool, list[Block]]] = []
    for group in groups:
        lying = any(isinstance(block, TableBlock) and block.wide for block in group)
        if found and found[-1][0] == lying:
            found[-1][1].extend(group)
        elif group:
            found.append((lying, list(group)))
    return tuple(Part(lying, tuple(group)) for lying, group in found)


@dataclass
class Setter:
    """Sets the blocks of one document, counting its tables, figures and bookmarks."""

    document: Document
    language: Language
    manuscript: Manuscript
    tables: int = 0
    figures: int = 0
    bookmarks: int = 0
    width: float = UPRIGHT
    headings: dict[int, str] = field(default_factory=dict)  # per place among the blocks the name of its bookmark
    entries: dict[str, str] = field(default_factory=dict)  # per label the bookmark of the quotation
    homes: dict[str, int] = field(default_factory=dict)  # and the block it is printed in
    leads: set[int] = field(default_factory=set)  # paragraphs that stay with the table or the figure after them

    def set(self) -> list[Element]:
        """All elements of the body, the last one saying what its pages are like."""
        for block in self.manuscript.blocks:
            if isinstance(block, Heading):
                self.headings[id(block)] = f"_Toc{len(self.headings) + 1:06d}"
            elif isinstance(block, Entry | Citaat) and block.label not in self.entries:
                self.entries[block.label] = f"quotation_{len(self.entries) + 1}"
                self.homes[block.label] = id(block)
        for one, other in pairwise(self.manuscript.blocks):
            if isinstance(one, Paragraph) and one.style in ("body", "lead") and isinstance(other, _SET_APART):
                self.leads.add(id(one))
        found: list[Element] = []
        divided = parts(self.manuscript.blocks)
        for number, part in enumerate(divided):
            self.width = LYING if part.lying else UPRIGHT
            for place, block in enumerate(part.blocks):
                first = place == 0 and number > 0  # a new part begins a new page by itself
                found += self._block(block, first=first)
            page = self._page(part.lying, first=number == 0)
            if number == len(divided) - 1:
                found.append(page)
            else:
                found[-1].get_or_add_pPr().append(page)  # every block ends with a paragraph
        return found

    # --- blocks ----------------------------------------------------------------------------------------------------

    def _block(self, block: Block, *, first: bool) -> list[Element]:
        setters: dict[type[Block], Callable[..., list[Element]]] = {
            Front: self._front,
            Heading: partial(self._heading, first=first),
            Paragraph: self._paragraph,
            Citaat: self._citaat,
            Entry: self._entry,
            Bullets: self._bullets,
            TableBlock: self._table,
            FigureBlock: self._figure,
            Contents: self._contents,
            PageBreak: self._page_break,
        }
        return setters[type(block)](block)

    def _front(self, block: Front) -> list[Element]:
        lines = [paragraph("Title", [run(block.title)])]
        if block.subtitle:
            lines.append(paragraph("Subtitle", [run(block.subtitle)]))
        return lines + [paragraph("BodyText", [run(line)]) for line in block.lines]

    def _heading(self, block: Heading, *, first: bool) -> list[Element]:
        inside = self._named(self.headings[id(block)], [run(block.text)])
        same_page = val("w:pageBreakBefore", 0) if first and block.level == 1 else None
        return [paragraph(f"Heading{min(block.level, 4)}", inside, same_page)]

    def _paragraph(self, block: Paragraph) -> list[Element]:
        bold = all(isinstance(each, Run) and each.bold for each in block.parts)
        style = "label" if bold and block.style == "body" else block.style
        keep = make("w:keepNext") if id(block) in self.leads else None
        return [paragraph(_STYLES[style], self._inline(block.parts), keep)]

    def _citaat(self, block: Citaat) -> list[Element]:
        said = [run(block.words), run("\n"), *self._label(block)]
        if block.source:
            said.append(run(f" · {block.source}", style=styles.SOURCE))
        return [paragraph(styles.CITAAT, said)]

    def _entry(self, block: Entry) -> list[Element]:
        said = [*self._label(block), tab(), run(block.words)]
        if block.source:
            said.append(run(f"  {block.source}", style=styles.SOURCE))
        return [paragraph(styles.ENTRY, said)]

    def _label(self, block: Citaat | Entry) -> list[Element]:
        """The label of a quotation; where it is printed first, a place that can be led to."""
        label = [run(block.label, style=styles.ID)]
        here = self.homes.get(block.label) == id(block)
        return self._named(self.entries[block.label], label) if here else label

    def _bullets(self, block: Bullets) -> list[Element]:
        style = ("ListNumber" if block.numbered else "ListBullet") + ("2" if block.depth else "")
        if not block.numbered:
            return [paragraph(style, self._inline(item)) for item in block.items]
        number = self._new_list(style)
        return [paragraph(style, self._inline(item), _of_list(number)) for item in block.items]

    def _new_list(self, style: str) -> int:
        """The number of a list that begins at 1 again."""
        from docx.oxml.ns import qn

        own = self.document.styles.element.find(f"{qn('w:style')}[@{qn('w:styleId')}='{style}']")
        number = own.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
        numbering = self.document.part.numbering_part.element
        kind = numbering.num_having_numId(int(number)).abstractNumId.val
        new = numbering.add_num(kind)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _table(self, block: TableBlock) -> list[Element]:
        found = []
        if block.title:
            self.tables += 1
            _ = self.language
            found.append(self._caption(_("Table"), self.tables, block.title))
        if block.header:
            found.append(table(block, self.width))
        notes = [paragraph(styles.NOTE, [run(joined(note))]) for note in block.notes if note]
        return [*found, *(notes or [paragraph(styles.GAP, [])])]

    def _figure(self, block: FigureBlock) -> list[Element]:
        from docx.shared import Cm

        self.figures += 1
        _ = self.language
        inline = self.document.part.new_pic_inline(io.BytesIO(block.png), width=Cm(self.width * block.width))
        inline.docPr.set("descr", printable(block.alt))
        inline.docPr.set("title", printable(block.title))
        picture = make("w:r", None, make("w:drawing", None, inline))
        return [
            paragraph("BodyText", [picture], make("w:keepNext")),
            self._caption(_("Figure"), self.figures, block.title, below=True),
        ]

    def _contents(self, block: Contents) -> list[Element]:
        """The contents as a field that shows its entries at once; LibreOffice fills in the pages, Word when asked."""
        headings = [each for each in self.manuscript.blocks if isinstance(each, Heading) and each.level <= block.levels]
        lines = []
        for heading in headings:
            name = self.headings[id(heading)]
            inside = [run(heading.text), tab(), *field_of(rf"PAGEREF {name} \h", [])]
            lines.append(paragraph(f"TOC{heading.level}", [link(name, inside)]))
        title = paragraph("TOCHeading", [run(block.title)], make("w:pageBreakBefore"))
        if not lines:
            return [title]
        begin, said, separate, end = field_of(rf'TOC \o "1-{block.levels}" \h \z \u', [])
        for place, element in enumerate((begin, said, separate), 1):
            lines[0].insert(place, element)
        lines.append(make("w:p", None, end))
        return [title, *lines]

    def _page_break(self, _block: PageBreak) -> list[Element]:
        return [make("w:p", None, make("w:r", None, make("w:br", {"w:type": "page"})))]

    # --- in a line -------------------------------------------------------------------------------------------------

    def _inline(self, pieces: Iterable[Inline]) -> list[Element]:
        found = []
        for piece in pieces:
            if isinstance(piece, Cite):
                label = run(piece.label, style=styles.ID)
                name = self.entries.get(piece.label)
                found.append(link(name, [label]) if name else label)
            elif isinstance(piece, Link):
                found.append(self._address(piece))
            else:
                found.append(run(joined(piece.text), bold=piece.bold, italic=piece.italic))
        return found

    def _address(self, piece: Link) -> Element:
        from docx.opc.constants import RELATIONSHIP_TYPE

        number = self.document.part.relate_to(printable(piece.address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return make("w:hyperlink", {"r:id": number}, run(piece.text, style="Hyperlink"))

    def _named(self, name: str, inside: Iterable[Element]) -> list[Element]:
        self.bookmarks += 1
        return bookmark(self.bookmarks, name, inside)

    def _caption(self, what: str, number: int, title: str, *, below: bool = False) -> Element:
        """`Table 3. Title`, its number a field; one below a figure does not hold on to what follows."""
        said = [run(f"{what} "), *field_of(rf"SEQ {what} \* ARABIC", [run(str(number))]), run(f". {title}")]
        return paragraph("Caption", said, val("w:keepNext", 0) if below else None)

    # --- pages -----------------------------------------------------------------------------------------------------

    def _page(self, lying: bool, *, first: bool) -> Element:
        """What the pages of a part are like. The first part has the footer, the others take it over."""
        wide, high = (PAPER[1], PAPER[0]) if lying else PAPER
        side = SIDE_MARGIN if lying else MARGIN
        size = {"w:w": twips(wide), "w:h": twips(high)}
        margins = {
            "w:top": twips(2.3), "w:right": twips(side), "w:bottom": twips(2.2), "w:left": twips(side),
            "w:header": twips(1.2), "w:footer": twips(1.2), "w:gutter": 0,
        }  # fmt: skip
        footer = None
        if first:
            footer = make("w:footerReference", {"w:type": "default", "r:id": self._footer()})
        return make(
            "w:sectPr", None, footer, val("w:type", "nextPage"),
            make("w:pgSz", {**size, "w:orient": "landscape"} if lying else size), make("w:pgMar", margins),
            make("w:titlePg") if first else None,
        )  # fmt: skip

    def _footer(self) -> str:
        """A part with the title and the number of the page; its relation."""
        part, relation = self.document.part.add_footer_part()  # type: ignore[no-untyped-call]
        root = part.element
        for old in list(root):
            root.remove(old)
        words = [run(f"{self.manuscript.title}  ·  "), *field_of("PAGE", [run("1")])]
        root.append(paragraph("Footer", words, val("w:jc", "right")))
        return str(relation)


def _of_list(number: int) -> Element:
    return make("w:numPr", None, val("w:ilvl", 0), val("w:numId", number))
