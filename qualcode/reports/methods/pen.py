"""How the methods text is written: sentences, tables, and the marks where a person must add something."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from qualcode.i18n import Language
from qualcode.model import split_path
from qualcode.reports.page.views import whole

#: From so many on a share is also given as a percentage.
FEWEST_FOR_PERCENT = 10
_MARKDOWN = re.compile(r"([\\`*_\[\]<|])")


def plain(text: str) -> str:
    r"""Text of the project's own on one line, its signs without a meaning in Markdown.

    >>> plain("a_b | c")
    'a\\_b \\| c'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def path_text(path: str) -> str:
    """A code's path as it is read: `Uitvoering > Statusquo > Vrijwilligers`."""
    return " > ".join(plain(name) for name in split_path(path)) if path else ""


def paragraph(*sentences: str) -> str:
    """The sentences that there are, as one paragraph."""
    return " ".join(each for each in sentences if each)


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int] = ()) -> str:
    """A table in Markdown; `right` names the columns set right. Empty without rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    rule = ["---:" if number in right else "---" for number in range(len(header))]
    return "\n".join([f"| {' | '.join(header)} |", f"| {' | '.join(rule)} |", *body]) if body else ""


def captioned(made: str, caption: str) -> str:
    """A table with its caption; empty without a table."""
    return f"{made}\n\n*{caption}*" if made else ""


@dataclass(frozen=True)
class Pen:
    """The language, what the project calls its cases, and whether what is written may leave the house: it has no marks
    then."""

    language: Language
    singular: str
    plural: str
    public: bool = False

    def gap(self, what: str) -> str:
        """A mark where a person must write what the project cannot know; empty where there are none."""
        _ = self.language
        if self.public:
            return ""
        said = _("to be written: %(what)s", what=what)
        return f"**[{said}]**"

    def whole(self, number: int) -> str:
        return whole(number, self.language)

    def documents(self, count: int) -> str:
        return self.language.plural("%(n)s document", "%(n)s documents", count, n=self.whole(count))

    def of_documents(self, part: int, total: int) -> str:
        """`16 of the 69 documents (23%)`, `all 69 documents`."""
        _ = self.language
        if part == total:
            return _.plural("the one document", "all %(n)s documents", total, n=self.whole(total))
        said = _("%(n)s of the %(m)s documents", n=self.whole(part), m=self.whole(total))
        return f"{said} ({_.percent(part / total)})" if total >= FEWEST_FOR_PERCENT else said

    def interviews(self, count: int) -> str:
        return self.language.plural("%(n)s interview", "%(n)s interviews", count, n=self.whole(count))

    def codings(self, count: int) -> str:
        return self.language.plural("%(n)s coding", "%(n)s codings", count, n=self.whole(count))

    def codes(self, count: int) -> str:
        return self.language.plural("%(n)s code", "%(n)s codes", count, n=self.whole(count))

    def cases(self, count: int) -> str:
        return f"{self.whole(count)} {self.singular if count == 1 else self.plural}"

    def part(self, part: int, total: int) -> str:
        """`16 (23%)`; the percentage from ten on."""
        share = f" ({self.language.percent(part / total)})" if total >= FEWEST_FOR_PERCENT else ""
        return self.whole(part) + share

    def of(self, part: int, total: int) -> str:
        """`16 of 69 (23%)`; the percentage from ten on."""
        _, share = self.language, ""
        if total >= FEWEST_FOR_PERCENT:
            share = f" ({_.percent(part / total)})"
        return _("%(n)s of %(m)s", n=self.whole(part), m=self.whole(total)) + share

    def listed(self, names: Sequence[str], limit: int = 8) -> str:
        """Names separated by semicolons, cut with a count of the rest."""
        _ = self.language
        rest = len(names) - limit
        more = [_.plural("%(count)s more", "%(count)s more", rest)] if rest > 0 else []
        return "; ".join([*names[:limit], *more])

    def scaled(self, value: float | None) -> str:
        """A coefficient with two decimals, a dash without one."""
        _ = self.language
        return "–" if value is None else f"{value:.2f}".replace(".", "," if _.code == "nl" else ".")
