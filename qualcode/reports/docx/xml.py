"""Elements of WordprocessingML, made by hand: python-docx builds its tables cell by cell, which is slow for large ones,
and has no fields, bookmarks or links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.reports.archive import printable

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

    Element = BaseOxmlElement
else:
    Element = Any


def make(tag: str, attributes: Mapping[str, object] | None = None, *children: Element | None) -> Element:
    """An element (`w:p`) with its attributes (`w:val`), in that order, and the children that there are."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(name), str(value))
    element.extend([child for child in children if child is not None])
    return element


def val(tag: str, value: object) -> Element:
    """An element that says one thing."""
    return make(tag, {"w:val": value})


_JOINED = re.compile(
    r"(?<=\bn) (?==)|(?<=\bn =) (?=\d)|(?<=€) (?=\d)"
    r"|(?<=\d) (?=(?:%|km|m|cm|kg|uur|hours?|minuten|minutes|euro|januari|februari|maart|april|mei|juni|juli|augustus"
    r"|september|oktober|november|december|January|February|March|May|June|July|August|October)\b)"
    r"|(?<=\bnog) (?=\d)"
    r"|(?<=\d) (?=(?:van|of) \d)|(?<=\d van) (?=\d)|(?<=\d of) (?=\d)"
)
_RANGE = re.compile(r"(?<=\b\d\d)-(?=\d\d\b)")


def joined(text: str) -> str:
    """A text whose numbers stay with what they are numbers of: `(n = 3)`, `13 oktober`, `3 van 4`, `40-64`."""
    return _RANGE.sub("\N{NON-BREAKING HYPHEN}", _JOINED.sub("\N{NO-BREAK SPACE}", text))


def run(text: str, *, style: str = "", bold: bool = False, italic: bool = False) -> Element:
    """A run of words; a line in them ends where a newline stands."""
    marks = [val("w:rStyle", style)] if style else []
    marks += [make("w:b")] if bold else []
    marks += [make("w:i")] if italic else []
    found = make("w:r", None, make("w:rPr", None, *marks) if marks else None)
    for number, line in enumerate(printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if number:
            found.append(make("w:br"))
        for place, piece in enumerate(line.split("\N{NON-BREAKING HYPHEN}")):
            if place:
                found.append(make("w:noBreakHyphen"))  # as a letter it would be of another font
            if piece:
                found.append(_text(piece))
    return found


def _text(line: str) -> Element:
    element = make("w:t", {"xml:space": "preserve"})
    element.text = line.replace("\t", " ")
    return element


def tab() -> Element:
    return make("w:r", None, make("w:tab"))


def paragraph(style: str, inside: Iterable[Element], *more: Element | None) -> Element:
    """A paragraph in a style (its id); `more` are its other properties, in the order that the format wants."""
    return make("w:p", None, make("w:pPr", None, val("w:pStyle", style), *more), *inside)


def field(code: str, shown: Iterable[Element]) -> list[Element]:
    """A field with what it shows until somebody updates it."""

    def sign(kind: str) -> Element:
        return make("w:r", None, make("w:fldChar", {"w:fldCharType": kind}))

    said = make("w:instrText", {"xml:space": "preserve"})
    said.text = f" {code} "
    return [sign("begin"), make("w:r", None, said), sign("separate"), *shown, sign("end")]


_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"


def for_word(part: Element) -> Element:
    """A run whose contents only those read who know the additions to the format of Word 2010 (`wp14`): Word does, and
    LibreOffice passes over it. This is how Word itself writes what older programs do not know (ECMA-376, part 3)."""
    choice = part.makeelement(f"{{{_MARKUP}}}Choice", {"Requires": "wp14"}, {"mc": _MARKUP, "wp14": _WORD_2010})
    choice.extend(list(part))
    whole = part.makeelement(f"{{{_MARKUP}}}AlternateContent", {}, {"mc": _MARKUP, "wp14": _WORD_2010})
    whole.append(choice)
    part.append(whole)
    return part


def bookmark(number: int, name: str, inside: Iterable[Element]) -> list[Element]:
    """A place that can be led to; `number` and `name` stand once in the document."""
    begin = make("w:bookmarkStart", {"w:id": number, "w:name": name})
    return [begin, *inside, make("w:bookmarkEnd", {"w:id": number})]


def link(anchor: str, inside: Iterable[Element]) -> Element:
    """Words that lead to a bookmark."""
    return make("w:hyperlink", {"w:anchor": anchor, "w:history": 1}, *inside)
