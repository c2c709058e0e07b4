"""Files of a project that still quote a text which is gone for good: people change them, so they are told."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path

from qualcode.errors import FileError
from qualcode.store.folder import files_under, read_bytes
from qualcode.store.quoting import LONG, Quoted

#: The folders of a project in which people and qualcode write.
_FOLDERS = ("analyses", "codebooks", "notebooks", "data")
_MARKUP = (".html", ".xml", ".svg")
_TAG = re.compile(r"<[^>]*>")


def files_that_quote(root: Path, document: str, quoted: Quoted) -> tuple[str, ...]:
    """The paths (from the project's folder) of the files with five words or more in a row of the text, or with the
    label of a quotation of the document."""
    label, found = re.compile(rf"(?<!\w){re.escape(document)}:\d"), []
    for folder in _FOLDERS:
        for path in files_under(root / folder):
            text = _text(path)
            if label.search(text) or quoted.quotes(text, least=LONG):
                found.append(path.relative_to(root).as_posix())
    return tuple(found)


def _text(path: Path) -> str:
    """What a file says: text, the text in markup, and that of office files. Empty for what cannot be read."""
    try:
        data = read_bytes(path)
    except FileError:
        return ""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        text = data.decode("utf-8", errors="replace")
        return html.unescape(_TAG.sub(" ", text)) if path.suffix in _MARKUP else text
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [packed.read(each).decode("utf-8", errors="replace") for each in packed.namelist() if _xml(each)]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""
    return html.unescape(" ".join(_TAG.sub(" ", each) for each in inside))


def _xml(name: str) -> bool:
    return name.endswith((".xml", ".html"))
