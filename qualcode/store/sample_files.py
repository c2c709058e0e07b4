"""The files of the sample project: where they are, and a copy of them to work in."""

from __future__ import annotations

import shutil
from pathlib import Path

from qualcode.errors import NotPossible
from qualcode.store.folder import SETTINGS

TITLE = "Samen in Beweging met kwetsbare inwoners"
_ANALYSES = ("analyses/codings", "analyses/summaries", "analyses/factors.md", "analyses/framework")
_PARTS = (SETTINGS, "codebooks", "transcripts", *_ANALYSES, "data")


def sample_source() -> Path:
    """The folder the sample comes from: beside the package's modules, or the checkout the package is run from."""
    package = Path(__file__).parent.parent
    for folder in (package / "sample", package.parent):
        if (folder / SETTINGS).is_file() and (folder / "transcripts").is_dir():
            return folder
    raise NotPossible("The sample project was not installed with this qualcode. Install it anew, or use a checkout.")


def place_sample(folder: Path | None = None) -> Path:
    """The folder of the sample project: here, when here is the sample; else a copy in `folder` (`qualcode-demo`
    without one). What is there already is left as it is; raises `NotPossible` where another project is."""
    if folder is None and _is_sample(Path()):
        return Path().resolve()
    target = (folder or Path("qualcode-demo")).resolve()
    if _is_sample(target):
        return target
    if target.exists() and any(target.iterdir()):
        raise NotPossible(f"{target} is not empty. Name another folder: qualcode demo DIR.")
    source = sample_source()
    for part in _PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part)
        else:
            shutil.copyfile(source / part, target / part)
    return target


def _is_sample(folder: Path) -> bool:
    settings = folder / SETTINGS
    return settings.is_file() and TITLE in settings.read_text(encoding="utf-8", errors="replace")
