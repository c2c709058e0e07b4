"""qualcode: code interviews, compare cases, on your own machine.

import qualcode as qc
project = qc.open(".")
project.code("KAF2.4.1", quote="…", code="Statusquo/Vrijwilligers", coder="interviewer")
project.matrix(measure="interviews").frame
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError

if TYPE_CHECKING:
    from qualcode.project import Project

__version__: str


def open(path: Path | str = ".") -> Project:  # qc.open is the name people use
    """Open the project in a folder, or in the nearest one above it."""
    from qualcode.project import open_project

    return open_project(path)


def init(path: Path | str = ".", *, title: str = "", language: str = "en") -> Project:
    """Make a new project in a folder."""
    from qualcode.create import init

    return init(path, title=title, language=language)


def __getattr__(name: str) -> ModuleType:
    """`qc.analysis` is there without an import of its own; like the version it costs nothing before it is asked for."""
    if name == "analysis":
        return import_module("qualcode.analysis")
    if name == "__version__":
        return _version()  # type: ignore[return-value]  # said above: a text
    raise AttributeError(f"module 'qualcode' has no attribute {name!r}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("qualcode")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


__all__ = ["QualcodeError", "__version__", "init", "open"]
