"""Office files are zip archives: written again without a clock in them, so that the same content is the same file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

#: The day in every file; Excel and zip know none earlier that both can write.
DAY = datetime(1980, 1, 1)
_STAMP = "1980-01-01T00:00:00Z"
#: What wrote the file, instead of what a library or its template says did.
_WRITER = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>qualcode</Application></Properties>'
)

# What XML 1.0 cannot hold: control characters but tab, newline and return; lone surrogates; two non-characters.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without the characters that XML, and so no office file, can hold."""
    return _ILLEGAL.sub("", text)


def without_clocks(data: bytes) -> bytes:
    """The same archive with one fixed day in it, where libraries write the present one on saving, and qualcode as the
    application."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _STAMP.encode(), content)
            elif name == "docProps/app.xml":
                content = _WRITER
            entry = zipfile.ZipInfo(name, DAY.timetuple()[:6])
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(entry, content)
    return file.getvalue()
