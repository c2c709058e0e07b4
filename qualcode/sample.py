"""The sample project, run from files to report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.project import Project

if TYPE_CHECKING:
    from qualcode.results import ProjectMatrix


def run_sample(root: Path, say: Callable[[str], None]) -> tuple[list[Path], ProjectMatrix]:
    """Take in codebook, documents and codings, write the report; returns what was written and codes × cases."""
    with Project(root) as project:
        say(f"{project.settings.title} ({root})")
        project.import_codebook()
        documents = project.import_documents()
        taken = len(documents.added) + len(documents.unchanged) + len(documents.revised) + len(documents.attributes)
        say(f"Codebook: {len(project.codebook)} codes. Documents: {taken}.")
        for coder in project.settings.coders:
            path = root / "analyses" / "codings" / f"{coder.name}.csv"
            report = project.import_codings(path, done=True)
            say(f"Codings of {coder.name}: {report.added + report.unchanged}.")
        written = project.report()
        matrix = project.matrix(measure="interviews", share="interviews")
        return written.paths, matrix
