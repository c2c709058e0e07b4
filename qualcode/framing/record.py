"""The record of what was checked: `analyses/framework/checked.json`, a file that travels with the summaries.

It says of each summary when somebody last said that it holds, and what it rested on then: labels of quotations and keys
of summaries, each with ten digits of a hash of its words. No word of an interview is in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualcode.analysis.framing.charting import Place
from qualcode.analysis.framing.standing import Checked, Rests
from qualcode.errors import FileError
from qualcode.formats.decode import decode
from qualcode.store import folder

RECORD = "analyses/framework/checked.json"
_ABOUT = (
    "What each summary of the framework matrix rested on when somebody last said that it holds: labels of quotations "
    "and keys of summaries, each with a piece of a hash of its words. Written by qualcode framework; no interview text."
)


def load(root: Path, names: Mapping[str, str]) -> dict[Place, Checked]:
    """The record by place; `names` are those of cases by key. Raises `FileError` for a file that is no record."""
    path = root / RECORD
    if not path.is_file():
        return {}
    shown = Path(RECORD)
    text = decode(folder.read_bytes(path, shown), shown)
    try:
        found = json.loads(text)
        rows = [(_place(row, names), _checked(row)) for row in found["summaries"]]
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise FileError(
            shown,
            "This is no record of checked summaries (it may have been merged by hand). Put an earlier version of the "
            "file back; or remove it, and check the summaries anew: qualcode framework confirm.",
        ) from err
    return dict(rows)


def save(root: Path, record: Mapping[Place, Checked], keys: Mapping[str, str]) -> None:
    """Write the record, one line per mark, in a fixed order; `keys` are those of cases by name."""
    rows = [_row(place, record[place], keys) for place in sorted(record, key=lambda each: _order(each, keys))]
    text = json.dumps({"about": _ABOUT, "summaries": rows}, ensure_ascii=False, indent=1)
    folder.write_bytes(root / RECORD, f"{text}\n".encode())


def _order(place: Place, keys: Mapping[str, str]) -> tuple[str, str, str]:
    case, theme, round_ = place
    return keys.get(case, case), theme, round_


def _row(place: Place, checked: Checked, keys: Mapping[str, str]) -> dict[str, Any]:
    case, theme, round_ = place
    row: dict[str, Any] = {"case": keys.get(case, case), "theme": theme, "round": round_}
    row |= {"checked": checked.day, "by": checked.by, "text": checked.text}
    return row | rests_as_json(checked.rests)


def rests_as_json(rests: Rests) -> dict[str, dict[str, str]]:
    """What a summary rests on, without the parts it has none of."""
    parts = {"quotations": rests.quotations, "cites": rests.cited, "summaries": rests.summaries}
    return {name: dict(sorted(marks.items())) for name, marks in parts.items() if marks}


def rests_of(row: Mapping[str, Any]) -> Rests:
    """The opposite of `rests_as_json`. Raises `AttributeError` for what is none."""
    quotations, cited, summaries = (
        {str(key): str(mark) for key, mark in row.get(name, {}).items()}
        for name in ("quotations", "cites", "summaries")
    )
    return Rests(quotations, cited, summaries)


def _place(row: Mapping[str, Any], names: Mapping[str, str]) -> Place:
    return names.get(row["case"], row["case"]), str(row["theme"]), str(row["round"])


def _checked(row: Mapping[str, Any]) -> Checked:
    return Checked(str(row["text"]), str(row.get("checked", "")), str(row.get("by", "")), rests_of(row))
