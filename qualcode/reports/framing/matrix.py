"""The framework matrix to read: as a page, as Markdown, or as rows.

render(project.framework(), Path("framework.html"), "nl")  # -> bytes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from qualcode.analysis.framing.charting import Cell, Framework
from qualcode.analysis.framing.standing import State, state_text
from qualcode.errors import UnknownOption
from qualcode.i18n import Language, language
from qualcode.reports import results
from qualcode.reports.citations import as_citaat, cited
from qualcode.reports.framing.workbook import chart_workbook
from qualcode.reports.page.views import round_text, upper_first

#: So many labels of a cell's quotations are named.
_NAMED = 12
_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2rem;color:#1f2328}table{border-collapse:collapse}"
    "td,th{padding:.4rem .7rem;border:1px solid #d1d9e0;text-align:left;vertical-align:top;min-width:14rem;"
    "max-width:34rem}th{background:#eaeef2}tbody th{min-width:8rem}td h4,td h5{margin:.6rem 0 .2rem}"
    ".state{font-size:.8rem;color:#59636e;border-top:1px solid #d1d9e0;margin-top:.5rem;padding-top:.3rem}"
    ".stale{background:#fbe3c8}.unknown{text-decoration:line-through}dt{font-weight:bold;margin-top:.5rem}dd{margin:0}"
)


def render(chart: Framework, path: Path, language_code: str) -> bytes:
    """The matrix in the format that the file's name says; raises `UnknownOption` for one there is none of."""
    suffix = path.suffix.lower()
    if suffix not in results.FORMATS:
        raise UnknownOption("The format", path.suffix, results.FORMATS)
    _ = language(chart.material.corpus.settings, language_code)
    if suffix == ".xlsx":
        return chart_workbook(chart, language_code)
    if suffix == ".html":
        return str(_page(chart, _)).encode("utf-8", "replace")
    if suffix == ".md":
        return "\n".join(_markdown(chart, _)).encode("utf-8", "replace")
    if suffix == ".json":
        return results.json_file(machine_form(chart))
    return results.render(chart, path, title=_("Framework"))


def machine_form(chart: Framework) -> dict[str, Any]:
    """The rows, each with the labels of its most typical and its most different quotations, the rule and the
    warnings."""
    found = results.as_json(chart)
    for row, cell in zip(found["rows"], chart.every, strict=True):
        proposed = chart.proposed(cell)
        row["typical"] = [label for label, _near in proposed.typical]
        row["different"] = [label for label, _near in proposed.different]
    return found


def state_line(cell: Cell, _: Language) -> str:
    """How a cell stands, and why."""
    head = state_text(cell.state, _)
    return f"{head}: {cell.why}" if cell.why else head


# --- a page ------------------------------------------------------------------------------------------------------


def _page(chart: Framework, _: Language) -> Markup:
    named: dict[str, None] = {}
    singular = upper_first(chart.material.corpus.settings.case.singular or _("case"))
    head = Markup("").join(Markup("<th>{}</th>").format(each) for each in (singular, *_titles(chart)))
    rows = Markup("\n").join(_row(chart, case, round_, named, _) for case in chart.cases for round_ in _rounds(chart))
    over = Markup("\n").join(_over(chart, cells, named, _) for cells in (chart.over_themes, chart.over_cases))
    notes = Markup("").join(Markup("<p><small>{}</small></p>").format(each) for each in (*chart.warnings, chart.rule))
    title = f"{chart.material.corpus.settings.title}: {_('framework matrix')}"
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n<style>{}</style>\n<h1>{}</h1>\n'
        "<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n{}\n{}\n{}\n</html>\n"
    ).format(_.code, title, _STYLE, title, head, rows, over, _quoted(chart, named, _), notes)


def _titles(chart: Framework) -> Iterator[str]:
    for theme in chart.themes:
        yield theme.title


def _rounds(chart: Framework) -> tuple[str, ...]:
    return ("", *chart.rounds)


def _row(chart: Framework, case: str, round_: str, named: dict[str, None], _: Language) -> Markup:
    name = f"{case} · {round_text(round_, _)}" if round_ else case
    cells = Markup("").join(_cell(chart, chart.cell(case, each.key, round_), named, _) for each in chart.themes)
    return Markup("<tr><th>{}</th>{}</tr>").format(name, cells)


def _cell(chart: Framework, cell: Cell, named: dict[str, None], _: Language) -> Markup:
    style = "state stale" if cell.state is State.STALE else "state"
    lines = [state_line(cell, _)]
    proposed = _proposed(chart, cell, named, _)
    if cell.quotations and cell.text:
        lines.append(_.plural("%(count)s quotation", "%(count)s quotations", len(cell.quotations)))
    below = Markup("<br>").join([*lines, *proposed])
    return Markup('<td>{}<div class="{}">{}</div></td>').format(_text(chart, cell, named, _), style, below)


def _text(chart: Framework, cell: Cell, named: dict[str, None], _: Language) -> Markup:
    quotes = chart.material.quotes

    def find(label: str) -> tuple[str, str] | None:
        if label not in quotes.of_label:
            return None
        named[label] = None
        quote = quotes[quotes.of_label[label]]
        return quote.anchor, quote.words

    return cited(cell.text, find, _("There is no such quotation.")).html


def _proposed(chart: Framework, cell: Cell, named: dict[str, None], _: Language) -> list[Markup]:
    """The most typical and the most different quotations, as links."""
    found, lines = chart.proposed(cell), []
    for name, pairs in ((_("most typical"), found.typical), (_("most different"), found.different)):
        if pairs:
            named.update(dict.fromkeys(label for label, _near in pairs))
            links = Markup(", ").join(_link(chart, label) for label, _near in pairs)
            lines.append(Markup("{}: {}").format(name, links))
    return lines


def _link(chart: Framework, label: str) -> Markup:
    quote = chart.material.quotes[chart.material.quotes.of_label[label]]
    return Markup('<a href="#{}" title="{}">{}</a>').format(quote.anchor, quote.words, label)


def _over(chart: Framework, cells: Iterable[Cell], named: dict[str, None], _: Language) -> Markup:
    """The summaries of one kind of the second level; nothing where there are none."""
    written = [each for each in cells if each.text.strip()]
    parts = [
        Markup('<h3>{}</h3>\n{}<p class="state{}">{}</p>').format(
            each.case or chart.title(each.theme), _text(chart, each, named, _),
            " stale" if each.state is State.STALE else "", state_line(each, _),
        )
        for each in written
    ]  # fmt: skip
    if not parts:
        return Markup("")
    plural = chart.material.corpus.settings.case.plural or _("cases")
    title = _("Per theme, over the %(cases)s", cases=plural) if not written[0].case else _("Over the themes")
    return Markup("<h2>{}</h2>\n{}").format(title, Markup("\n").join(parts))


def _quoted(chart: Framework, named: dict[str, None], _: Language) -> Markup:
    """The words of the quotations that the page names."""
    quotes = chart.material.quotes
    places = sorted(quotes.of_label[label] for label in named if label in quotes.of_label)
    items = Markup("\n").join(
        Markup('<dt id="{}">{}</dt><dd>{}</dd>').format(
            quotes[place].anchor, quotes[place].label,
            as_citaat(quotes[place].words) if quotes[place].verbatim else quotes[place].words.strip(),
        )
        for place in places
    )  # fmt: skip
    return Markup("<h2>{}</h2>\n<dl>\n{}\n</dl>").format(_("Quotations"), items) if places else Markup("")


# --- Markdown ----------------------------------------------------------------------------------------------------


def _markdown(chart: Framework, _: Language) -> Iterator[str]:
    yield f"# {chart.material.corpus.settings.title}: {_('framework matrix')}\n"
    for theme, over in zip(chart.themes, chart.over_themes, strict=True):
        yield f"## {theme.title}\n"
        if over.text.strip():
            yield f"{over.text.strip()}\n\n*{state_line(over, _)}*\n"
        for case in chart.cases:
            for round_ in _rounds(chart):
                yield from _passage(chart.cell(case, theme.key, round_), _)
    written = [each for each in chart.over_cases if each.text.strip()]
    if written:
        yield f"## {_('Over the themes')}\n"
    for each in written:
        yield f"### {each.case}\n\n{each.text.strip()}\n\n*{state_line(each, _)}*\n"
    for note in (*chart.warnings, chart.rule):
        yield f"{note}\n"


def _passage(cell: Cell, _: Language) -> Iterator[str]:
    """One cell: its summary, how it stands, and what it rests on. Headings of the summary are set in bold."""
    name = f"{cell.case} · {round_text(cell.round, _)}" if cell.round else cell.case
    yield f"### {name}\n"
    if cell.text.strip():
        lines = (f"**{line.lstrip('# ').strip()}**" if line.startswith("#") else line for line in _lines(cell))
        yield "\n".join(lines) + "\n"
    labels = _.some(cell.quotations, _NAMED)
    yield f"*{state_line(cell, _)}{f' ({labels})' if labels else ''}*\n"


def _lines(cell: Cell) -> list[str]:
    return cell.text.strip().split("\n")
