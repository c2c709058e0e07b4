"""A manuscript as Markdown, with its figures as files beside it: what pandoc reads, and people in any editor.

    files = write(manuscript, "report")   # {"report.md": …, "report/grades-1.png": …}

A label links to its quotation in the list at the end; headings and quotations carry their names the way pandoc writes
them (`{#name}`). Lines are not wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualcode.reports.blocks import (
    Bullets,
    Cell,
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
from qualcode.reports.setting import Setting

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~^$])")
_BEGINS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")


def write(manuscript: Manuscript, folder: str) -> dict[str, bytes]:
    """The files by name: the text as `<folder>.md`, its figures (PNG, and SVG where there is one) in `<folder>/`."""
    text = Setter(manuscript, folder).text()
    files = {f"{folder}.md": text.encode("utf-8", "replace")}
    for block in manuscript.blocks:
        if isinstance(block, FigureBlock):
            files[f"{folder}/{block.name}.png"] = block.png
            if block.svg:
                files[f"{folder}/{block.name}.svg"] = block.svg
    return files


def escaped(text: str) -> str:
    r"""Words whose signs mean nothing in Markdown.

    >>> escaped("1. a*b [c]")
    '1\\. a\\*b \\[c\\]'
    """
    return _BEGINS.sub(lambda found: found[1] + found[2][:-1] + "\\" + found[2][-1], _SIGNS.sub(r"\\\1", text))


def anchor_of(label: str) -> str:
    """The name of a quotation in the list: `q-KAF2.4.1-12`."""
    return "q-" + re.sub(r"[^\w.-]", "-", label)


class Setter(Setting[str]):
    """Sets the blocks as text; figures lie in `folder`."""

    def __init__(self, manuscript: Manuscript, folder: str) -> None:
        super().__init__(manuscript)
        self.folder = folder
        self.listed = {block.label for block in manuscript.blocks if isinstance(block, Entry)}

    def text(self) -> str:
        """The whole, a blank line between blocks."""
        head = f"---\ntitle: {_quoted(self.manuscript.title)}\nlang: {self.manuscript.language}\n---"
        said = (self.block(block) for block in self.manuscript.blocks)
        return "\n\n".join([head, *filter(None, said)]) + "\n"

    # --- blocks ----------------------------------------------------------------------------------------------------

    def front(self, block: Front) -> str:
        lines = [f"**{escaped(block.title)}**", *([escaped(block.subtitle)] if block.subtitle else [])]
        return "\n\n".join([*lines, *(f"*{escaped(line)}*" for line in block.lines)])

    def heading(self, block: Heading) -> str:
        name = f" {{#{block.anchor}}}" if block.anchor else ""
        return f"{'#' * min(block.level, 6)} {escaped(' '.join(block.text.split()))}{name}"

    def paragraph(self, block: Paragraph) -> str:
        if block.style == "code":
            words = "".join(piece.text for piece in block.parts if isinstance(piece, Run))
            return f"{_fence(words)}\n{words}\n{_fence(words)}"
        said = self._inline(block.parts)
        if block.style == "label":
            return f"**{said}**"
        if block.style == "quote":
            return _set_apart(said)
        return said

    def citaat(self, block: Citaat) -> str:
        source = f"{self._label(block.label)}{f' · {escaped(block.source)}' if block.source else ''}"
        return _set_apart(f"{_flat(block.words)}\\\n{source}")

    def entry(self, block: Entry) -> str:
        source = f" *{escaped(block.source)}*" if block.source else ""
        return f"[{escaped(block.label)}]{{#{anchor_of(block.label)}}} {_flat(block.words)}{source}"

    def bullets(self, block: Bullets) -> str:
        indent = "    " * block.depth
        signs = [f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1)]
        return "\n".join(f"{indent}{sign} {self._inline(item)}" for sign, item in zip(signs, block.items, strict=True))

    def table(self, block: TableBlock) -> str:
        parts = [f"**{self._caption(block)}**"] if block.title else []
        if block.header:
            rule = [{"right": "---:", "left": "---"}.get(cell.align, ":---:") for cell in block.header]
            lines = [_line(_headed(block)), _line(rule), *(_line(map(_shown, row)) for row in block.rows)]
            parts.append("\n".join(lines))
        return "\n\n".join([*parts, *(f"*{escaped(note)}*" for note in block.notes if note)])

    def figure(self, block: FigureBlock) -> str:
        return f"![{escaped(block.alt)}](<{self.folder}/{block.name}.png>)\\\n*{self._caption(block)}*"

    def contents(self, block: Contents) -> str:
        lines = []
        for each in self.headings(block.levels):
            name = f"[{escaped(each.text)}](#{each.anchor})" if each.anchor else escaped(each.text)
            lines.append(f"{'    ' * (each.level - 1)}- {name}")
        return "\n\n".join([f"**{escaped(block.title)}**", "\n".join(lines)]) if lines else ""

    def page_break(self, block: PageBreak) -> str:
        """Nothing: Markdown has no pages."""
        return ""

    def _caption(self, block: TableBlock | FigureBlock) -> str:
        what, number = self.numbered(block)
        return f"{what} {number}. {escaped(block.title)}"

    # --- in a line -------------------------------------------------------------------------------------------------

    def _inline(self, pieces: Iterable[Inline]) -> str:
        return "".join(map(self._piece, pieces))

    def _piece(self, piece: Inline) -> str:
        if isinstance(piece, Cite):
            return self._label(piece.label)
        if isinstance(piece, Link):
            return f"[{escaped(piece.text)}](<{piece.address}>)"
        return _run(piece)

    def _label(self, label: str) -> str:
        """A label, leading to its quotation where that is in the list."""
        return f"[{escaped(label)}](#{anchor_of(label)})" if label in self.listed else escaped(label)


def _run(piece: Run) -> str:
    marks = ("**" if piece.bold else "") + ("*" if piece.italic else "")
    words = escaped(piece.text).replace("\n", "\\\n")
    if not marks or not words.strip():
        return words
    inner = words.strip()  # a mark next to a space is none
    before, _same, after = words.partition(inner)
    return f"{before}{marks}{inner}{marks[::-1]}{after}"


def _flat(words: str) -> str:
    return escaped(" ".join(words.split()))


def _set_apart(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _quoted(text: str) -> str:
    """A text as YAML reads it back."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(inside.split())}"'


def _fence(words: str) -> str:
    """More backticks than stand in the words."""
    longest = max((len(each) for each in re.findall(r"`+", words)), default=0)
    return "`" * max(3, longest + 1)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _headed(block: TableBlock) -> list[str]:
    """The header, each name with that of its group before it."""
    above = [name for name, span in block.groups for _each in range(span)] or [""] * len(block.header)
    return [
        _in_cell(f"{group}: {cell.text}" if group and cell.text else group or cell.text)
        for group, cell in zip(above, block.header, strict=True)
    ]


def _shown(cell: Cell) -> str:
    words = _in_cell(cell.text)
    indent = "&emsp;" * cell.depth
    return f"{indent}**{words}**" if cell.bold and words else f"{indent}{words}"


def _in_cell(text: str) -> str:
    return _flat(text)


__all__: Sequence[str] = ["anchor_of", "escaped", "write"]
