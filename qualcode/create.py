"""Making a new project."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.errors import ProjectExists
from qualcode.formats import settings_yaml
from qualcode.project import Project, open_project
from qualcode.store import folder


def init(path: Path | str = ".", *, title: str = "", language: str = "en") -> Project:
    """Make a new project in a folder; raises `ProjectExists` where there is one."""
    root = Path(path).resolve()
    if (root / folder.SETTINGS).exists():
        raise ProjectExists(root)
    title = title or root.name.replace("-", " ").replace("_", " ").capitalize() or "New project"
    quoted = json.dumps(title, ensure_ascii=False)
    files = {
        folder.SETTINGS: settings_yaml.NEW_PROJECT.format(title=quoted, language=language),
        "codebooks/codebook.yaml": settings_yaml.NEW_CODEBOOK.format(title=quoted, language=language),
        ".gitignore": settings_yaml.NEW_IGNORE.format(folder="transcripts"),
    }
    for name, text in files.items():
        if not (root / name).exists():
            folder.write_bytes(root / name, text.encode())
    for name in ("transcripts", "analyses"):
        folder.make_folder(root / name)
    return open_project(root)
