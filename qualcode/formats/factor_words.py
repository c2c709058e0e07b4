"""The words of a list of factors, in its file as in a spreadsheet: directions, cases and labels in a row, and who said
what when."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qualcode.i18n import Language, language
from qualcode.model import LANGUAGES
from qualcode.model.factor import Direction, InCase, same_wording, unique

_SAID = re.compile(r"(.+?):\s*([^;]*?)(?:,\s*(\d{4}-\d\d-\d\d))?")


def heading_of(direction: Direction, _: Language) -> str:
    return _("What helps") if direction is Direction.HELPS else _("What hinders")


def directions(_: Language) -> dict[str, str]:
    """Per direction (its value) what a factor does."""
    return {Direction.HELPS.value: _("helps"), Direction.HINDERS.value: _("hinders")}


def direction_named(text: str) -> Direction | None:
    """The direction that a heading or a cell names, in any of the languages.

    >>> direction_named("Wat helpt"), direction_named("hinders").value, direction_named("Aantekeningen")
    (<Direction.HELPS: 'helps'>, 'hinders', None)
    """
    return _directions().get(same_wording(text))


def split_labels(text: str) -> tuple[str, ...]:
    """The labels in a row, with semicolons or commas between them."""
    return unique(part.strip() for part in re.split(r"[;,]", text) if part.strip())


def split_cases(text: str) -> tuple[str, ...]:
    """The cases in a row; a comma in a name has a backslash before it."""
    return tuple(part.strip() for part in re.findall(r"(?:\\.|[^,;\\])+", text) if part.strip())


def plain_case(text: str) -> str:
    """A case without the backslashes that keep its signs from being read as such."""
    return re.sub(r"\\(.)", r"\1", text).strip()


def written_case(case: str) -> str:
    return re.sub(r"([\\,;()~?])", r"\\\1", case)


def who_said(text: str) -> dict[str, tuple[str, str]] | None:
    """From `KA, KR: tweede, 2022-05-12; ZW: jan` who said it and when, by case in small letters; None for any other
    comment."""
    found: dict[str, tuple[str, str]] = {}
    for part in text.split(";"):
        match = _SAID.fullmatch(part.strip())
        if match is None or not match[2].strip():
            return None
        for case in split_cases(match[1]):
            found[plain_case(case).casefold()] = (match[2].strip(), match[3] or "")
    return found


def said_by(cases: Iterable[InCase]) -> str:
    """Who said it of which cases and when, as `who_said` reads it; empty where nobody is named."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in cases:
        if each.by:
            groups.setdefault((each.by, each.on), []).append(written_case(each.case))
    return "; ".join(f"{', '.join(names)}: {', '.join(filter(None, who))}" for who, names in groups.items())


def _directions() -> dict[str, Direction]:
    found = {each.value: each for each in Direction}
    for each in Direction:
        for code in LANGUAGES:
            found[same_wording(heading_of(each, language(code)))] = each
            found[same_wording(verb_of(each, language(code)))] = each
    return found


def verb_of(direction: Direction, _: Language) -> str:
    """A direction as a cell has it."""
    return _("helps") if direction is Direction.HELPS else _("hinders")
