"""The sample project: a copy to work in, and the whole of it from files to report.

from qualcode.sample import sample_project
with sample_project("a new folder") as project: …
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.project import Project
from qualcode.store.sample_files import place_sample

if TYPE_CHECKING:
    from qualcode.results import ProjectMatrix


def sample_project(folder: Path | str, *, coders: Sequence[str] | None = None) -> Project:
    """A copy of the sample project in a folder, opened, with its codebook, its documents and the codings of these
    coders (of all without any) taken in; what you do there stays there. Raises `NotPossible` where another project
    is."""
    project = Project(place_sample(Path(folder)))
    project.import_codebook()
    project.import_documents()
    for name in [each.name for each in project.settings.coders] if coders is None else coders:
        project.import_codings(_codings_of(project.root, name), done=True)
    return project


def _codings_of(root: Path, coder: str) -> Path:
    return root / "analyses" / "codings" / f"{coder}.csv"


def run_sample(root: Path, say: Callable[[str], None]) -> tuple[list[Path], ProjectMatrix]:
    """Take in codebook, documents and codings, write the report; returns what was written and codes × cases."""
    with Project(root) as project:
        say(f"{project.settings.title} ({root})")
        project.import_codebook()
        documents = project.import_documents()
        taken = len(documents.added) + len(documents.unchanged) + len(documents.revised) + len(documents.attributes)
        say(f"Codebook: {len(project.codebook)} codes. Documents: {taken}.")
        for coder in project.settings.coders:
            report = project.import_codings(_codings_of(root, coder.name), done=True)
            say(f"Codings of {coder.name}: {report.added + report.unchanged}.")
        written = project.report()
        matrix = project.matrix(measure="interviews", share="interviews")
        return written.paths, matrix
