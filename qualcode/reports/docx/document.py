"""The Word document itself: blocks to paragraphs, pages upright or on their side, captions, contents, links."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from qualcode.reports.docx.contents import ask_for_pages, contents
from qualcode.reports.docx.keeping import hold, holding
from qualcode.reports.docx.styles import twips
from qualcode.reports.docx.tables import table
from qualcode.reports.docx.xml import Element, bookmark, field, joined, link, make, paragraph, run, tab, val
from qualcode.reports.setting import Setting

if TYPE_CHECKING:
    from docx.document import Document

#: A4 and its margins, in centimetres.
PAPER, MARGIN, SIDE_MARGIN = (21.0, 29.7), 2.3, 2.0
UPRIGHT, LYING = PAPER[0] - 2 * MARGIN, PAPER[1] - 2 * SIDE_MARGIN
#: How languages are spelled.
TAGS = {"nl": "nl-NL", "en": "en-GB"}
#: A line of bold words above something has no more letters than this.
_LABEL = 80

_STYLES = {
    "body": "BodyText", "lead": "Lead", "note": styles.NOTE, "label": styles.LABEL, "quote": "QcQuote",
    "code": styles.CODE,
}  # fmt: skip


def write(manuscript: Manuscript) -> bytes:
    """The manuscript as a .docx file; the same manuscript gives the same bytes."""
    from docx import Document

    document = Document()
    setter = Setter(document, manuscript)
    styles.dress(document, setter.language, TAGS.get(manuscript.language, manuscript.language))
    _properties(document, manuscript)
    if any(isinstance(block, Contents) for block in manuscript.blocks):
        ask_for_pages(document.settings.element)
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
    _without_thumbnail(document)


def _without_thumbnail(document: Document) -> None:
    """The template has a picture of its own first page, which is not this document's."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    relations = document.part.package.rels
    for number in [key for key, each in relations.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[number]


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


class Setter(Setting[list[Element]]):
    """Sets the blocks of one document as paragraphs and tables, counting its bookmarks."""

    def __init__(self, document: Document, manuscript: Manuscript) -> None:
        super().__init__(manuscript)
        self.document = document
        self.bookmarks = 0
        self.width = UPRIGHT
        self.opens = False  # the block is the first of pages that begin by themselves
        blocks = manuscript.blocks
        headings = [id(block) for block in blocks if isinstance(block, Heading)]
        self.named = {each: f"_Toc{number:06d}" for number, each in enumerate(headings, 1)}  # the bookmark of a heading
        self.homes: dict[str, int] = {}  # per label the block in which the quotation is printed first
        for block in blocks:
            if isinstance(block, Entry | Citaat):
                self.homes.setdefault(block.label, id(block))
        self.quoted = {label: f"quotation_{number}" for number, label in enumerate(self.homes, 1)}  # and its bookmark
        self.holding = holding(blocks)

    def set(self) -> list[Element]:
        """All elements of the body, the last one saying what its pages are like."""
        found: list[Element] = []
        divided = parts(self.manuscript.blocks)
        for number, part in enumerate(divided):
            self.width = LYING if part.lying else UPRIGHT
            for place, block in enumerate(part.blocks):
                self.opens = place == 0 and number > 0
                found += self._held(block)
            page = self._page(part.lying, first=number == 0)
            found += [page] if number == len(divided) - 1 else _ended(found, page)
        return found

    def _held(self, block: Block) -> list[Element]:
        """A block, its last line with the next block where they belong together."""
        made = self.block(block)
        if id(block) in self.holding:
            hold(made[-1])
        return made

    # --- blocks ----------------------------------------------------------------------------------------------------

    def front(self, block: Front) -> list[Element]:
        lines = [paragraph("Title", [run(block.title)])]
        if block.subtitle:
            lines.append(paragraph("Subtitle", [run(block.subtitle)]))
        return lines + [paragraph("BodyText", [run(line)]) for line in block.lines]

    def heading(self, block: Heading) -> list[Element]:
        inside = self._named(self.named[id(block)], [run(block.text)])
        same_page = val("w:pageBreakBefore", 0) if self.opens and block.level == 1 else None
        return [paragraph(f"Heading{min(block.level, 4)}", inside, same_page)]

    def paragraph(self, block: Paragraph) -> list[Element]:
        return [paragraph(_STYLES["label" if _is_label(block) else block.style], self._inline(block.parts))]

    def citaat(self, block: Citaat) -> list[Element]:
        said = [run(block.words), run("\n"), *self._label(block)]
        if block.source:
            said.append(run(f" · {block.source}", style=styles.SOURCE))
        return [paragraph(styles.CITAAT, said)]

    def entry(self, block: Entry) -> list[Element]:
        said = [*self._label(block), tab(), run(block.words)]
        if block.source:
            said.append(run(f"  {block.source}", style=styles.SOURCE))
        return [paragraph(styles.ENTRY, said)]

    def _label(self, block: Citaat | Entry) -> list[Element]:
        """The label of a quotation; where it is printed first, a place that can be led to."""
        label = [run(block.label, style=styles.ID)]
        here = self.homes.get(block.label) == id(block)
        return self._named(self.quoted[block.label], label) if here else label

    def bullets(self, block: Bullets) -> list[Element]:
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

    def table(self, block: TableBlock) -> list[Element]:
        found = [self._caption(block)] if block.title else []
        if block.header:
            found.append(table(block, self.width))
        notes = [paragraph(styles.NOTE, [run(joined(note))]) for note in block.notes if note]
        for note in notes[:-1]:
            hold(note)
        return [*found, *(notes or [paragraph(styles.GAP, [])])]

    def figure(self, block: FigureBlock) -> list[Element]:
        from docx.shared import Cm

        inline = self.document.part.new_pic_inline(io.BytesIO(block.png), width=Cm(self.width * block.width))
        inline.docPr.set("descr", printable(block.alt))
        inline.docPr.set("title", printable(block.title))
        picture = make("w:r", None, make("w:drawing", None, inline))
        return [paragraph("BodyText", [picture], make("w:keepNext")), self._caption(block)]

    def contents(self, block: Contents) -> list[Element]:
        entries = [(each.level, each.text, self.named[id(each)]) for each in self.headings(block.levels)]
        return [contents(block.title, entries, block.levels)]

    def page_break(self, block: PageBreak) -> list[Element]:
        return [make("w:p", None, make("w:r", None, make("w:br", {"w:type": "page"})))]

    # --- in a line -------------------------------------------------------------------------------------------------

    def _inline(self, pieces: Iterable[Inline]) -> list[Element]:
        found = []
        for piece in pieces:
            if isinstance(piece, Cite):
                label = run(piece.label, style=styles.ID)
                name = self.quoted.get(piece.label)
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

    def _caption(self, block: TableBlock | FigureBlock) -> Element:
        """`Table 3. Title`, its number a field; one below a figure does not hold on to what follows."""
        what, number = self.numbered(block)
        said = [run(f"{what} "), *field(rf"SEQ {what} \* ARABIC", [run(str(number))]), run(f". {block.title}")]
        return paragraph("Caption", said, val("w:keepNext", 0) if isinstance(block, FigureBlock) else None)

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
        words = [run(f"{self.manuscript.title}  ·  "), *field("PAGE", [run("1")])]
        root.append(paragraph("Footer", words, val("w:jc", "right")))
        return str(relation)


def _ended(found: Sequence[Element], page: Element) -> list[Element]:
    """The last paragraph says what the pages up to it are like; a paragraph of its own after something else."""
    from docx.oxml.ns import qn

    added = [] if found[-1].tag == qn("w:p") else [paragraph(styles.GAP, [])]
    (added or found)[-1].get_or_add_pPr().append(page)
    return added


def _is_label(block: Paragraph) -> bool:
    """A short line of bold words alone stands above what follows; one in brackets is a thing to be written still."""
    bold = [each.text for each in block.parts if isinstance(each, Run) and each.bold]
    if block.style != "body" or len(bold) < len(block.parts):
        return block.style == "label"
    words = "".join(bold)
    return len(words) <= _LABEL and not words.startswith("[")


def _of_list(number: int) -> Element:
    return make("w:numPr", None, val("w:ilvl", 0), val("w:numId", number))
