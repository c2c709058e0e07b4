"""Names of files and folders that every system can keep, and finding them again where a system wrote them its own way.

Windows refuses some signs, full stops and spaces at the end, and the names of devices (`CON`, also as `con.md`); most
systems refuse a name of more than 255 bytes; macOS may write é as e and an accent; some tell no capitals apart.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import Path

#: In bytes; what is longer is cut, with room for an ending and for a temporary name beside it.
_LONGEST, _KEPT = 200, 180
_REFUSED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]+')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)


def safe_name(name: str) -> str:
    """A name as a file or folder can have it on any system, the same for every way of writing its accents; a name that
    can be kept as it is stays. An ending (`.md`) is put after it.

    >>> safe_name("Oost/West: samen."), safe_name("con"), safe_name("aux.ronde-3")
    ('Oost-West- samen', 'con-', 'aux-.ronde-3')
    """
    bare = _REFUSED.sub("-", unicodedata.normalize("NFC", name)).strip(". ") or "-"
    if device := _DEVICE.match(bare):
        bare = f"{device[0]}-{bare[device.end() :]}"
    data = bare.encode()
    if len(data) <= _LONGEST:
        return bare
    return f"{data[:_KEPT].decode(errors='ignore').rstrip('. ')}-{sha256(data).hexdigest()[:8]}"


def alike(name: str) -> str:
    """What two names have in common that are one on some disk."""
    return unicodedata.normalize("NFC", safe_name(name).casefold())


def found_in(folder: Path, name: str) -> Path:
    """The entry of a folder with a name, in other capitals or with its accents written otherwise if need be; where
    there is none, where it would be."""
    exact = folder / name
    if exact.exists() or not folder.is_dir():
        return exact
    wanted = alike(name)
    return next((each for each in sorted(folder.iterdir()) if alike(each.name) == wanted), exact)
