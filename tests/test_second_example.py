"""The second example: other cases, another codebook, phases instead of rounds; nothing is made for one study."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import Run

import qualcode as qc
from qualcode.analysis.sources import rounds, sources
from qualcode.analysis.work.overview import fiction_line
from qualcode.matrices import Matrix
from qualcode.model import Scale
from qualcode.project import Project

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs/examples/consortia"
#: Words of the sample project that have no business here.
ELSEWHERE = (
    r"\b(gemeenten?|municipality|ronde|rondes|vragenlijst|fragmenten|cijfer|Statusquo|Gewenst|Welzijn|Kampen|geen)\b"
)


#: The word for what it calls a phase; a chair that goes round is something else.
ROUND = r"(?<![Gg]o )(?<!goes )(?<![Gg]oing )(?<![#-])\b[Rr]ounds?\b"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("example") / "consortia"
    shutil.copytree(EXAMPLE, target)
    return target


@pytest.fixture(scope="module")
def consortia(folder: Path) -> Iterator[Project]:
    """The example with everything taken in; for reading."""
    with qc.open(folder) as project:
        project.import_codebook()
        assert project.import_documents().errors == []
        for coder in ("noor", "sam"):
            report = project.import_codings(folder / f"analyses/codings/{coder}.csv", done=True)
            assert (report.errors, report.conflicts) == ([], [])
        yield project


def texts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((EXAMPLE / "interviews").glob("*.md"))}


def test_the_readme_works_when_pasted(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines() if line]
    assert lines[:2] == [["cp", "-r", "docs/examples/consortia", "/tmp/consortia"], ["cd", "/tmp/consortia"]]
    shutil.copytree(EXAMPLE, tmp_path / "consortia")
    monkeypatch.chdir(tmp_path / "consortia")
    printed = ""
    for program, *words in lines[2:]:
        assert program == "qualcode"
        said = run(*words)
        assert said.code == 0, said.err
        assert words[0] in ("rounds", "framework") or not said.err, "only these have something to warn of"
        printed += said.out
        assert words != ["status"] or said.out.splitlines()[1].split("\t")[:2] == ["case", "phase"]
    assert not re.findall(ELSEWHERE, printed)
    report = tmp_path / "consortia/analyses/report"
    assert {"index.html", "matrices.xlsx", "report.docx", "report.md"} <= {path.name for path in report.iterdir()}
    check_report(report)


def check_report(report: Path) -> None:
    page = re.sub(r"<style>.*?</style>|<script.*?</script>", "", (report / "index.html").read_text(), flags=re.DOTALL)
    with ZipFile(report / "report.docx") as docx:
        document = docx.read("word/document.xml").decode()
    for text in (page, document, (report / "report.md").read_text(encoding="utf-8")):
        assert not re.findall(ELSEWHERE, re.sub(r"<[^>]+>", " ", text))
        assert "consortia side by side" in text.lower() or "Consortia side by side" in text
        assert "the partners were not surveyed at their own request" in text
        assert not re.findall(ROUND, re.sub(r"<[^>]+>", " ", text))
    assert all("From phase to phase" in text for text in (document, (report / "report.md").read_text(encoding="utf-8")))
    assert "mean of the phase" not in page


def test_every_text_says_that_it_is_invented() -> None:
    found = texts()
    assert 8 <= len(found) <= 12
    assert fiction_line(found.values()).startswith("Fictitious summary:")
    assert all(290 <= len(text.split()) <= 700 for text in found.values())


def test_the_second_coder_coded_part_of_it(consortia: Project) -> None:
    coders = consortia.codings.groupby("coder")["document"].nunique()
    assert coders.to_dict() == {"noor": 11, "sam": 4}
    assert consortia.check() == []


def test_phases_are_its_rounds(consortia: Project) -> None:
    corpus = consortia.corpus()
    assert rounds(corpus, sources(corpus)) == ("start", "delivery", "handover")
    moved = consortia.rounds("Harbour Links", ["Sustainment"])
    assert [(each.round_from, each.round_to, each.kind.value) for each in moved.moves] == [
        ("start", "delivery", "new"), ("delivery", "handover", "stays"),
    ]  # fmt: skip
    graded = consortia.rounds("Harbour Links").grades[0].table
    assert [graded.cell("Harbour Links", each).n for each in graded.rounds] == [1, 1, 1]


def test_phases_stand_in_their_order_and_cases_in_the_projects(consortia: Project) -> None:
    for name in ("phase", "round"):
        assert consortia.matrix(columns=name).frame.columns.tolist() == ["start", "delivery", "handover"]
    assert consortia.matrix().frame.columns.tolist() == [
        "Northfen Steady", "Harbour Links", "Vale Active", "Moorland Table",
    ]  # fmt: skip


def test_a_question_for_some_roles_is_not_asked_of_the_others(consortia: Project) -> None:
    matrix = consortia.matrix(share="interviews", where={"role": "professional"})
    assert reason(matrix, "Confidence", "Vale Active") == "not asked"
    whole = consortia.matrix(share="interviews")
    assert (whole.n.loc["Confidence"].iloc[0].tolist(), whole.m.loc["Confidence"].iloc[0].tolist()) == (
        [2, 1, 1, 1],
        [2, 1, 1, 1],
    )


def reason(matrix: Matrix, code: str, case: str) -> str:
    return str(matrix.reasons.loc[code].iloc[0][case])


def test_two_grades_have_two_scales(consortia: Project) -> None:
    book = consortia.codebook
    assert [book.find(name).grade for name in ("Grade for the cooperation", "Confidence")] == [
        Scale(1, 10),
        Scale(1, 5),
    ]
    means = consortia.matrix(measure="mean").frame
    assert means.loc["Grade for the cooperation"].iloc[0]["Northfen Steady"] == pytest.approx(23 / 3)


def test_fixed_specifications_are_rows(consortia: Project) -> None:
    rows = consortia.matrix(rows="specification", where={"code": "Funding"}).frame
    told = {index[-1]: int(row["Northfen Steady"]) for index, row in rows.iterrows() if index[0] == "Funding"}
    assert {name: told[name] for name in ("grant", "insurer", "own means")} == {
        "grant": 1,
        "insurer": 3,
        "own means": 2,
    }


def test_what_the_researchers_wrote_cites_quotations_that_are_there(consortia: Project, tmp_path: Path) -> None:
    written = consortia.report(out=tmp_path)
    assert written.warnings == ()


@pytest.mark.parametrize(
    "command",
    [
        ("query", "Trust AND NOT Roles"),
        ("rounds",),
        ("cooccurrence",),
        ("coverage",),
        ("factors",),
        ("framework", "show"),
        ("similarity",),
        ("saturation",),
        ("grades",),
        ("codebook", "show"),
        ("tables", "partner-survey"),
    ],
)
def test_other_commands_speak_of_consortia(consortia: Project, run: Run, command: tuple[str, ...]) -> None:
    said = run("-C", consortia.root, *command)
    assert said.code == 0, said.err
    assert not re.findall(ELSEWHERE, said.out + said.err)
