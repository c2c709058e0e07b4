"""What researchers write themselves: Markdown in which `[KAF2.4.1:12]` cites a quotation; and how a respondent's
words are set."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

#: One label or several in brackets: `[KAF2.4.1:12]`, `[KAF2.4.1:12; WWF2.3.1:4]`. What is in the brackets is looked at
#: label by label, so that a long line without labels takes no long time.
_BRACKETS = re.compile(r"\[([^\[\]]+)\](?!\()")
_LABEL = re.compile(r"[^\n]*[^\n\s]:\d+")

#: Headings in a summary begin below those of the page.
TOP_LEVEL = 4


@dataclass(frozen=True)
class Cited:
    """A text as HTML, with the labels it cites that name no quotation."""

    html: Markup
    unknown: tuple[str, ...]


#: For a label the anchor and the words of its quotation, None for an unknown one.
Find = Callable[[str], tuple[str, str] | None]


def labels_in(text: str) -> tuple[str, ...]:
    """The labels a text cites, in order, each once.

    >>> labels_in("Zij zegt het. [KAF2.4.1:12; KAF2.4.2:3] Zie ook [hier](x).")
    ('KAF2.4.1:12', 'KAF2.4.2:3')
    """
    found = (label for match in _BRACKETS.finditer(text) for label in _labels(match[1]))
    return tuple(dict.fromkeys(found))


def cited(text: str, find: Find, unknown_title: str) -> Cited:
    """Markdown as HTML, its citations as links to the quotations. HTML in the text stays text, and images are
    not fetched: only their words remain. `unknown_title` is said of a label that `find` does not know."""
    unknown: list[str] = []

    def link(label: str) -> Markup:
        quote = find(label)
        if quote is None:
            unknown.append(label)
            return Markup('<span class="cite unknown" title="{}">{}</span>').format(unknown_title, label)
        return Markup('<a class="cite" href="#{}" title="{}">{}</a>').format(quote[0], quote[1], label)

    html = Markup(_markdown(link).render(text))
    return Cited(html, tuple(dict.fromkeys(unknown)))


def _labels(inside: str) -> list[str]:
    """The labels in a pair of brackets; none where anything else stands there too."""
    labels = [label.strip() for label in re.split(r"[;,]", inside)]
    return labels if all(_LABEL.fullmatch(label) for label in labels) else []


def _markdown(link: Callable[[str], Markup]) -> MarkdownIt:
    markdown = parser()
    markdown.add_render_rule("citation", lambda _, tokens, at, *rest: _linked(tokens[at].content, link))
    return markdown


def parser() -> MarkdownIt:
    """Reads Markdown as researchers write it: HTML stays text, images their words, and citations are tokens of the
    type `citation` with the labels in their `meta`."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline", "image"])
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.core.ruler.push("deeper_headings", _deeper_headings)
    return markdown


def _linked(inside: str, link: Callable[[str], Markup]) -> str:
    links = Markup("; ").join(link(label) for label in _labels(inside))
    return Markup('<span class="cites">[{}]</span>').format(links)


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = _BRACKETS.match(state.src, state.pos)
    labels = _labels(match[1]) if match is not None and match.end() <= state.posMax else []
    if match is None or not labels:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content, token.meta = match[1], {"labels": labels}
    state.pos = match.end()
    return True


def _deeper_headings(state: Any) -> None:
    """The highest heading in the text comes at `TOP_LEVEL`, the others below it."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    first = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - first + TOP_LEVEL)}"


_PAIRS: MutableMapping[str, str] = {"“": "”", "„": "”", "‘": "’", '"': '"', "«": "»", "'": "'"}


def without_marks(words: str) -> str:
    """The words without the quotation marks at their edges, where nothing in between closes or opens them.

    >>> without_marks("‘Ik heb geen tijd.’"), without_marks("‘Ja’, zei zij, ‘nee’")
    ('Ik heb geen tijd.', '‘Ja’, zei zij, ‘nee’')
    """
    text = words.strip()
    for first, last in _PAIRS.items():
        inner = text.removeprefix(first).removesuffix(last)
        if first == last and len(inner) == len(text) - 1 and first in "\"'":
            continue  # a lone straight mark may be an apostrophe
        if inner != text and first not in inner and not re.search(rf"{re.escape(last)}(?!\w)", inner):
            return inner.strip()
    return text


def as_citaat(words: str) -> str:
    """Words in quotation marks, once; in single ones where there are double ones inside."""
    inner = without_marks(words)
    return f"‘{inner}’" if re.search(r'["“”„]', inner) else f"“{inner}”"
