"""Which modules a page loads: told to the browser at once, so that it does not find them out level after level."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

SCRIPTS = Path(__file__).parent / "static" / "js"
_IMPORT = re.compile(r"^(?:import|export)\b[^;\"]*\"(\.{1,2}/[^\"]+)\"", re.MULTILINE)


@cache
def modules(page: str) -> tuple[str, ...]:
    """The modules of a page, its own first, as paths below `static/js/`."""
    found = [f"pages/{page}.js"]
    for name in found:
        for wanted in _IMPORT.findall((SCRIPTS / name).read_text(encoding="utf-8")):
            path = _joined(PurePosixPath(name).parent, wanted)
            if path not in found:
                found.append(path)
    return tuple(found)


def _joined(folder: PurePosixPath, wanted: str) -> str:
    """A relative address as seen from a folder.

    >>> _joined(PurePosixPath("pages"), "../net.js")
    'net.js'
    """
    parts = list(folder.parts)
    for part in wanted.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
