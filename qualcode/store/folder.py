"""The project's folder: the only place where files are read from and written to disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qualcode.errors import DatabaseProblem, FileError, NotAProject, NotPossible

SETTINGS = "qualcode.yaml"


def find_project(start: Path) -> Path:
    """The folder with a `qualcode.yaml`: `start`, or the nearest one above it; raises `NotAProject`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise NotAProject(start)


def read_bytes(path: Path, shown: Path | None = None) -> bytes:
    """The bytes of a file; raises `FileError`. `shown` is how the path is written in the error."""
    try:
        return path.read_bytes()
    except FileNotFoundError as err:
        raise FileError(shown or path, "There is no such file.") from err
    except OSError as err:
        raise FileError(shown or path, f"The file cannot be read: {err.strerror}.") from err


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all: to a temporary file beside it, which then takes its place. A `private` one is
    for its owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o600 if private else 0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)  # it is gone already when it took its place
    except OSError as err:
        raise DatabaseProblem(f"{path} cannot be written: {err.strerror}. Check the folder's rights and room.") from err


def check_out(path: Path, root: Path, texts: Path, suffixes: Sequence[str], kept: Sequence[Path] = ()) -> Path:
    """A path that may be written to; raises `NotPossible` for the settings, the documents' folder, the files `kept`,
    and a suffix that would say something else than the file holds."""
    resolved = path.resolve()
    if resolved.suffix.lower() not in suffixes:
        raise NotPossible(
            f"{path} would not be what its name says: this writes {suffixes[0][1:].upper()}. Give it a name that ends "
            f"in {' or '.join(suffixes)}."
        )
    own = {root / SETTINGS, *(each.resolve() for each in kept)}
    if resolved in own or resolved.is_relative_to(texts.resolve()):
        raise NotPossible(f"{path} is a file of the project's own and is not written over. Name another file.")
    return path


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise DatabaseProblem(f"{path} cannot be made: {err.strerror}. Check the rights of the folder above.") from err


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `path` when all of it went well and leaves nothing when not. Raises
    `NotPossible` where there is a file, or a folder with something in it."""
    path = path.resolve()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise NotPossible(f"{path} is there already and is not empty; nothing was written. Name a new folder.")
    make_folder(path.parent)
    try:
        made = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            made.chmod(0o755)
            yield made
            if path.exists():
                path.rmdir()
            made.rename(path)
        finally:
            shutil.rmtree(made, ignore_errors=True)  # it is gone already when it took its place
    except OSError as err:
        raise DatabaseProblem(f"{path} cannot be written: {err.strerror}. Check the folder's rights and room.") from err


def is_project(path: Path) -> bool:
    """Whether a folder is a project itself (and not only lies in one)."""
    return (path / SETTINGS).is_file()


def relative(path: Path, folder: Path) -> Path:
    """The path as seen from the project's folder, where it lies inside."""
    resolved = path.resolve()
    return resolved.relative_to(folder) if resolved.is_relative_to(folder) else resolved


def files_under(path: Path) -> list[Path]:
    """The files in a folder and below, in the order of their names; hidden ones and hidden folders left out."""
    if path.is_file():
        return [path]
    found = [each for each in path.rglob("*") if each.is_file()]
    visible = [each for each in found if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    return sorted(visible, key=lambda each: each.as_posix())
