"""What the stories share: the sample project, small projects made on the spot, and hypothesis that repeats itself.

def test_a_coach_is_counted_once(project):
    one = project({"k1": "De coach belt de coach."}, codebook="codes: [Coach]")
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from workbench import browser, sample_copy, serve  # noqa: F401  # fixtures, for every test

import qualcode as qc
from qualcode import cli
from qualcode.project import Project

ROOT = Path(__file__).parent.parent
CODINGS = ("interviewer", "tweede")

# The same examples on every run; HYPOTHESIS_PROFILE=search looks for new ones.
_CALM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    "phases": [Phase.explicit, Phase.generate, Phase.shrink],
}
settings.register_profile("repeat", derandomize=True, database=None, **_CALM)
settings.register_profile("search", database=None, print_blob=True, **_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

MakeProject = Callable[..., Project]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a busy machine a browser may be slow in a way no page can mend: such a story is told once more, and the run
    says how many were."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


class Said(NamedTuple):
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("status")` is what the console script prints and exits with."""

    def call(*args: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["qualcode", *map(str, args)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the files of the sample project; nothing has been taken in yet. Copy it again to change it."""
    folder = tmp_path_factory.mktemp("sample") / "project"
    folder.mkdir()
    shutil.copy(ROOT / "qualcode.yaml", folder)
    for name in ("codebooks", "transcripts", "analyses/codings", "analyses/summaries", "analyses/framework", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "analyses" / "factors.md", folder / "analyses")
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Iterator[Project]:
    """The sample project with codebook, documents and both coders' codings taken in and marked done. For reading:
    it is shared by all tests."""
    with qc.open(sample_folder) as opened:
        opened.import_codebook()
        assert opened.import_documents().errors == []
        for coder in CODINGS:
            report = opened.import_codings(sample_folder / "analyses" / "codings" / f"{coder}.csv", done=True)
            assert (report.errors, report.conflicts) == ([], [])
        yield opened


@pytest.fixture
def project(tmp_path: Path) -> Iterator[MakeProject]:
    """Makes small projects: `project(texts, codebook=…, settings=…)`.

    `texts` are whole files by id (front matter and all); `codebook` and `settings` are YAML. Each call gives a
    project in a folder of its own, opened, with codebook and documents taken in without an error.
    """
    opened: list[Project] = []

    def make(texts: Mapping[str, str], codebook: str = "codes: [A, B]", settings: str = "title: T") -> Project:
        folder = tmp_path / f"project-{len(opened) + 1}"
        write_texts(folder / "transcripts", texts)
        (folder / "codebooks").mkdir()
        (folder / "codebooks" / "codebook.yaml").write_text(codebook, encoding="utf-8")
        (folder / "qualcode.yaml").write_text(settings, encoding="utf-8")
        one = qc.open(folder)
        opened.append(one)
        one.import_codebook()
        assert one.import_documents().errors == []
        return one

    yield make
    for one in opened:
        one.close()


def dependent(project: Project) -> set[tuple[str, str, str]]:
    """(document, coder, coder), both ways round: where one of the two reviewed the work of the other, as counting and
    comparing are told of it."""
    corpus = project.corpus()
    named = [(corpus.documents[place].id, corpus.coders[one], corpus.coders[two]) for place, one, two in corpus.reviews]
    return {each for place, one, two in named for each in ((place, one, two), (place, two, one))}


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files `<id>.md`, byte for byte as given (line ends are not touched)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_bytes(text.encode("utf-8"))


@pytest.fixture
def revise() -> Callable[[Project, Mapping[str, str]], dict[str, list[str]]]:
    """`revise(project, {"k1": "the corrected text"})` puts corrected files in place of the old ones and takes them
    in; answers with what was said of each quotation: `{"k1": ["k1:1 kept", …]}`."""

    def corrected(one: Project, texts: Mapping[str, str]) -> dict[str, list[str]]:
        write_texts(one.root / "transcripts", texts)
        report = one.import_documents()
        assert report.errors == []
        return {name: [f"{each.label} {each.fate}" for each in carried] for name, carried in report.revised.items()}

    return corrected
