"""What researchers write for the report: a text per case and section, in `analyses/summaries/<case>/<section>.md`.

    found = summary(root, "Kampen", "KA", "samenwerking")
    write(root, found, "Zij kenden elkaar van de lunches. [KAF2.1.1:19]")

The folder may have the case's name or its key; where a key is the name of another case, the folder is that one's. The
files may be changed outside qualcode at any time: `mark` says what the bytes were when they were read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from qualcode.errors import FileError
from qualcode.formats.decode import decode
from qualcode.store import folder
from qualcode.store.naming import alike, found_in, safe_name

SUMMARIES = "analyses/summaries"


@dataclass(frozen=True, slots=True)
class Summary:
    """The text of a section: its file (from the project's folder; where it would be, while there is none), what stands
    there without the last line's end, and a mark of the file's bytes, empty without a file."""

    case: str
    section: str
    path: str
    text: str = ""
    mark: str = ""


def summary(root: Path, case: str, key: str, section: str, *, cases: Collection[str] = ()) -> Summary:
    """What is written of a case (its name and key) for a section (its slug). `cases` are the names of all cases. Raises
    `FileError` for a file that is no text, and where another case has the same folder."""
    return read(root, _place(root, case, key, section, cases), case, section)


def read(root: Path, path: Path, case: str, section: str) -> Summary:
    """What is written in a file, which need not be there. Raises `FileError` for one that is no text."""
    shown = folder.relative(path, root)
    if not path.is_file():
        return Summary(case, section, shown.as_posix())
    data = folder.read_bytes(path, shown)
    text = decode(data, shown).removesuffix("\n") if data.strip() else ""
    return Summary(case, section, shown.as_posix(), text, sha256(data).hexdigest())


def write(root: Path, old: Summary, text: str) -> Summary:
    """Put a text in the place of what was read, whole or not at all; returns what there is now."""
    data = f"{text}\n".encode() if text else b""
    folder.write_bytes(root / old.path, data)
    return Summary(old.case, old.section, old.path, text, sha256(data).hexdigest())


def folders(root: Path, case: str, key: str, cases: Collection[str] = ()) -> list[Path]:
    """The folders that a case's texts may be in, by its name and by its key, whether they are there or not; `cases` are
    the names of all cases. Raises `FileError` where another case has the same folder."""
    taken = {alike(name): name for name in cases if name != case}
    if alike(case) in taken:
        raise FileError(
            Path(SUMMARIES, safe_name(case)),
            f"The texts of {case!r} and {taken[alike(case)]!r} would be in one folder. Give one of these cases "
            "another name: in qualcode.yaml under 'cases', or in the documents.",
        )
    names = [name for name in dict.fromkeys((case, key)) if alike(name) not in taken]
    return [found_in(root / SUMMARIES, safe_name(name)) for name in names]


def _place(root: Path, case: str, key: str, section: str, others: Collection[str]) -> Path:
    """The file of a section: one that is there, else in a folder that is there, else in one with the case's name."""
    files = [found_in(each, f"{safe_name(section)}.md") for each in folders(root, case, key, others)]
    there = [path for path in files if path.is_file()] or [path for path in files if path.parent.is_dir()]
    return (there or files)[0]
