"""From the bytes of a text file to its text: UTF-8, UTF-16 and UTF-32 with or without BOM, Windows-1252, others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from qualcode.errors import FileError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, path: Path | str) -> str:
    """The text of a file, its BOM dropped and its lines ended by LF; nothing else is changed.

    Raises `FileError` for an empty file and for one that is no text.
    """
    for start, what in _MAGIC.items():
        if data.startswith(start):
            raise FileError(path, f"This is {what}, not a text. Save it as plain text (UTF-8) or Markdown.")
    text = _decode(data, path)
    if not text.strip():
        raise FileError(path, "The file is empty.")
    _check_letters(text, path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, path: Path | str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, path)
    wide = _wide(data)
    if wide:
        return _strict(data, wide, path)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    _check_letters(data.decode("latin-1"), path)
    return _guessed(data, path)


def _guessed(data: bytes, path: Path | str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise FileError(path, "The encoding of this file cannot be told. Save it as UTF-8.")
    return str(best)


def _check_letters(text: str, path: Path | str) -> None:
    """Raises `FileError` where more than one sign in a hundred is one that no text holds."""
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise FileError(path, "This is no text file: it holds binary data. Save it as plain text (UTF-8).")


def _strict(data: bytes, encoding: str, path: Path | str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        raise FileError(
            path, f"The file says it is {encoding} and byte {err.start} is not. Save it anew as UTF-8."
        ) from err


def _wide(data: bytes) -> str:
    """UTF-16 without BOM shows in the zero bytes at every other place of Western text."""
    sample = data[:4096]
    if len(data) % 2 or b"\x00" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) / 2 and even < odd / 10:
        return "utf-16-le"
    if even > 0.4 * len(sample) / 2 and odd < even / 10:
        return "utf-16-be"
    return ""


def suffix_group(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Files by what their name says they are: `codings` (.csv), `codebook` (.yaml, .yml), else `documents`."""
    groups: dict[str, list[Path]] = {"codings": [], "codebook": [], "documents": []}
    kinds = {".csv": "codings", ".yaml": "codebook", ".yml": "codebook"}
    for path in paths:
        groups[kinds.get(path.suffix.lower(), "documents")].append(path)
    return groups
