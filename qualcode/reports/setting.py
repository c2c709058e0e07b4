"""What every setting of a manuscript shares: each kind of block has its method, tables and figures are numbered as they
come, the contents list the headings, and only what is printed can be led to.

class Words(Setting[str]):
    def heading(self, block): return block.text
    …
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.reports.blocks import (
    Block,
    Bullets,
    Citaat,
    Contents,
    Entry,
    FigureBlock,
    Front,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    TableBlock,
)

Made = TypeVar("Made")


class Setting(ABC, Generic[Made]):
    """Sets the blocks of one manuscript in their order, each to a `Made`."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.language: Language = language_of(manuscript.language)
        self._numbers = {TableBlock: 0, FigureBlock: 0}
        self._methods: dict[type[Any], Callable[[Any], Made]] = {
            Front: self.front,
            Heading: self.heading,
            Paragraph: self.paragraph,
            Citaat: self.citaat,
            Entry: self.entry,
            Bullets: self.bullets,
            TableBlock: self.table,
            FigureBlock: self.figure,
            Contents: self.contents,
            PageBreak: self.page_break,
        }

    def block(self, block: Block) -> Made:
        """What becomes of a block."""
        return self._methods[type(block)](block)

    def numbered(self, block: TableBlock | FigureBlock) -> tuple[str, int]:
        """`Table` or `Figure` in the language, and the next number."""
        _ = self.language
        self._numbers[type(block)] += 1
        return _("Table") if isinstance(block, TableBlock) else _("Figure"), self._numbers[type(block)]

    def headings(self, levels: int) -> list[Heading]:
        """Those that contents down to so many levels list."""
        return [each for each in self.manuscript.blocks if isinstance(each, Heading) and each.level <= levels]

    @abstractmethod
    def front(self, block: Front) -> Made: ...

    @abstractmethod
    def heading(self, block: Heading) -> Made: ...

    @abstractmethod
    def paragraph(self, block: Paragraph) -> Made: ...

    @abstractmethod
    def citaat(self, block: Citaat) -> Made: ...

    @abstractmethod
    def entry(self, block: Entry) -> Made: ...

    @abstractmethod
    def bullets(self, block: Bullets) -> Made: ...

    @abstractmethod
    def table(self, block: TableBlock) -> Made: ...

    @abstractmethod
    def figure(self, block: FigureBlock) -> Made: ...

    @abstractmethod
    def contents(self, block: Contents) -> Made: ...

    @abstractmethod
    def page_break(self, block: PageBreak) -> Made: ...
