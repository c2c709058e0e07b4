"""The styles of the Word document: those that Word knows by name, set calmly, and a few of our own. Whoever edits the
document changes a style once, and the document follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.i18n import Language
from qualcode.reports.docx.xml import Element, make, val

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Arial"
INK, QUIET, BLUE, LINE, SHADE = "1F2328", "59636E", "1F4E79", "B6BFC8", "E8EEF4"

#: Ids of our own styles; what they are called is in the document's language.
CITAAT, ENTRY, NOTE, GAP, LABEL, CODE, CELL, HEAD = (
    "QcCitaat", "QcEntry", "QcNote", "QcGap", "QcLabel", "QcCode", "QcCell", "QcHead"
)  # fmt: skip
ID, SOURCE, TABLE = "QcId", "QcSource", "QcTable"


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph style looks. Sizes and spaces in points, indents in centimetres; `next` is the style of what is
    typed after it."""

    id: str
    name: str
    size: float
    base: str = "Normal"
    bold: bool = False
    italic: bool = False
    colour: str = INK
    before: float = 0
    after: float = 6
    lines: float = 1.15
    left: float = 0
    right: float = 0
    hanging: float = 0
    keep: bool = False  # with what follows
    whole: bool = False  # on one page
    level: int = 0  # of a heading, from 1
    bar: bool = False  # a line at the left
    next: str = ""


def looks(_: Language) -> tuple[Look, ...]:
    """The paragraph styles."""
    return (
        Look("Title", "Title", 26, colour=BLUE, bold=True, before=170, after=10, lines=1.1, next="Subtitle"),
        Look("Subtitle", "Subtitle", 14, colour=QUIET, after=24, next="BodyText"),
        Look("Heading1", "heading 1", 20, bold=True, colour=BLUE, before=0, after=10, keep=True, level=1,
             next="BodyText"),
        Look("Heading2", "heading 2", 14, bold=True, colour=BLUE, before=18, after=6, keep=True, level=2,
             next="BodyText"),
        Look("Heading3", "heading 3", 11.5, bold=True, before=12, after=4, keep=True, level=3, next="BodyText"),
        Look("Heading4", "heading 4", 10, bold=True, colour=QUIET, before=10, after=3, keep=True, level=4,
             next="BodyText"),
        Look("BodyText", "Body Text", 10, after=7, lines=1.25),
        Look("Lead", _("Lead"), 10, base="BodyText", colour=QUIET, after=8, keep=True),
        Look("Caption", "caption", 9, bold=True, before=10, after=4, keep=True),
        Look(CITAAT, _("Citaat"), 10, base="BodyText", before=2, after=7, lines=1.2, left=0.9, whole=True, bar=True),
        Look("QcQuote", _("Set apart"), 10, base="BodyText", left=0.9, colour=QUIET),
        Look(ENTRY, _("List of quotations"), 9, after=4, left=3.2, hanging=3.2, whole=True),
        Look(NOTE, _("Note"), 8, colour=QUIET, before=3, after=8, lines=1.15),
        Look(GAP, _("Below a table"), 2, after=4, lines=1.0),
        Look(LABEL, _("Line above quotations"), 10, bold=True, before=8, after=3, keep=True, next="BodyText"),
        Look(CODE, _("Text as it stands"), 8.5, after=6),
        Look(CELL, _("Table text"), 8.5, before=1.5, after=1.5, lines=1.0),
        Look(HEAD, _("Table head"), 8.5, base=CELL, bold=True, before=2, after=2, lines=1.0),
        Look("TOCHeading", "TOC Heading", 20, bold=True, colour=BLUE, after=10),
        Look("TOC1", "toc 1", 10, bold=True, before=5, after=1, lines=1.1, right=1.2),
        Look("TOC2", "toc 2", 10, after=0.5, lines=1.1, left=0.6, right=1.2),
        Look("ListBullet", "List Bullet", 10, after=3, lines=1.2),
        Look("ListBullet2", "List Bullet 2", 10, after=3, lines=1.2),
        Look("ListNumber", "List Number", 10, after=3, lines=1.2),
        Look("ListNumber2", "List Number 2", 10, after=3, lines=1.2),
        Look("Footer", "footer", 8, colour=QUIET, after=0),
    )  # fmt: skip


def dress(document: Document, _: Language, tag: str) -> None:
    """Give the document its styles; `tag` is the language in which it is spelled (nl-NL)."""
    styles = document.styles.element
    _defaults(styles, tag)
    for look in looks(_):
        _replace(styles, look.id, _paragraph_style(look, _numbering_of(styles, look.id)))
    _replace(styles, ID, _character_style(ID, _("Quotation id"), BLUE, 8.5))
    _replace(styles, SOURCE, _character_style(SOURCE, _("Source of a quotation"), QUIET, 8.5))
    _replace(styles, "Hyperlink", _character_style("Hyperlink", "Hyperlink", BLUE, 0))
    _replace(styles, TABLE, _table_style(_("Table of the report")))


def _find(styles: Element, name: str) -> Element | None:
    from docx.oxml.ns import qn

    return next((each for each in styles.findall(qn("w:style")) if each.get(qn("w:styleId")) == name), None)


def _replace(styles: Element, name: str, new: Element) -> None:
    old = _find(styles, name)
    if old is None:
        styles.append(new)
    else:
        styles.replace(old, new)


def _defaults(styles: Element, tag: str) -> None:
    """Font, size and language of everything that says nothing else."""
    from docx.oxml.ns import qn

    old = styles.find(qn("w:docDefaults"))
    new = make("w:docDefaults", None,
               make("w:rPrDefault", None, make("w:rPr", None, _font(), *_size(10),
                                               make("w:lang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": "ar-SA"}))),
               make("w:pPrDefault", None, make("w:pPr", None, _spacing(0, 0, 1.15))))  # fmt: skip
    styles.replace(old, new)
    normal = make("w:style", {"w:type": "paragraph", "w:default": 1, "w:styleId": "Normal"},
                  val("w:name", "Normal"), make("w:qFormat"))  # fmt: skip
    _replace(styles, "Normal", normal)


def _font() -> Element:
    return make("w:rFonts", {"w:ascii": FONT, "w:hAnsi": FONT, "w:eastAsia": FONT, "w:cs": FONT})


def _size(points: float) -> list[Element]:
    return [val("w:sz", round(2 * points)), val("w:szCs", round(2 * points))]


def _spacing(before: float, after: float, lines: float) -> Element:
    return make(
        "w:spacing",
        {"w:before": round(20 * before), "w:after": round(20 * after), "w:line": round(240 * lines),
         "w:lineRule": "auto"},
    )  # fmt: skip


def twips(centimetres: float) -> int:
    """Twentieths of a point."""
    return round(centimetres / 2.54 * 1440)


def _numbering_of(styles: Element, name: str) -> Element | None:
    """What makes a list a list, as the style has it now."""
    from docx.oxml.ns import qn

    old = _find(styles, name)
    found = None if old is None else old.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    return found


def _paragraph_style(look: Look, numbering: Element | None) -> Element:
    bar = make("w:pBdr", None, make("w:left", {"w:val": "single", "w:sz": 12, "w:space": 8, "w:color": LINE}))
    sides = {"w:left": twips(look.left), "w:right": twips(look.right), "w:hanging": twips(look.hanging)}
    indent = make("w:ind", sides)
    stop = make("w:tabs", None, make("w:tab", {"w:val": "right", "w:leader": "dot", "w:pos": twips(16.4)}))
    place = make(
        "w:pPr", None,
        make("w:keepNext") if look.keep else None,
        make("w:keepLines") if look.keep or look.whole else None,
        make("w:pageBreakBefore") if look.level == 1 else None,
        make("w:widowControl"),
        numbering,
        bar if look.bar else None,
        stop if look.id.startswith("TOC") and look.id != "TOCHeading" else None,
        _spacing(look.before, look.after, look.lines),
        indent if look.left or look.right else None,
        make("w:contextualSpacing") if look.id.startswith("List") else None,
        val("w:outlineLvl", look.level - 1) if look.level else None,
    )  # fmt: skip
    face = make(
        "w:rPr", None,
        make("w:rFonts", {"w:ascii": "Courier New", "w:hAnsi": "Courier New"}) if look.id == CODE else None,
        make("w:b") if look.bold else None, make("w:i") if look.italic else None,
        val("w:color", look.colour), *_size(look.size),
    )  # fmt: skip
    attributes = {"w:type": "paragraph", "w:styleId": look.id}
    if look.id.startswith("Qc") or look.id == "Lead":
        attributes["w:customStyle"] = "1"
    return make("w:style", attributes, val("w:name", look.name), val("w:basedOn", look.base),
                val("w:next", look.next) if look.next else None, make("w:qFormat"), place, face)  # fmt: skip


def _character_style(name: str, shown: str, colour: str, size: float) -> Element:
    attributes = {"w:type": "character", "w:styleId": name}
    if name.startswith("Qc"):
        attributes["w:customStyle"] = "1"
    face = make("w:rPr", None, val("w:color", colour), *(_size(size) if size else []))
    return make("w:style", attributes, val("w:name", shown), make("w:qFormat"), face)


def _table_style(shown: str) -> Element:
    """Thin lines between rows, a shaded head."""

    def line(side: str, width: int) -> Element:
        return make(f"w:{side}", {"w:val": "single", "w:sz": width, "w:space": 0, "w:color": LINE})

    borders = make("w:tblBorders", None, line("top", 6), line("bottom", 6), line("insideH", 4))
    margins = make(
        "w:tblCellMar", None, *(make(f"w:{side}", {"w:w": 70, "w:type": "dxa"}) for side in ("left", "right"))
    )
    head = make("w:tblStylePr", {"w:type": "firstRow"}, make("w:rPr", None, make("w:b")))
    return make("w:style", {"w:type": "table", "w:customStyle": 1, "w:styleId": TABLE}, val("w:name", shown),
                val("w:basedOn", "TableNormal"), make("w:qFormat"),
                make("w:tblPr", None, borders, margins), head)  # fmt: skip
