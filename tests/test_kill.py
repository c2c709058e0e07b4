"""A thousand coding calls, killed at random moments: nothing that was confirmed is lost.

Another process codes and says each coding's id as soon as the call returns; it is killed without warning, anywhere
in a call, again and again. Whoever codes may lose the one call that had not returned, and no more.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import qualcode as qc
from qualcode.project import Project

ROOT = Path(__file__).parent.parent
CALLS, AT_ONCE = 1_000, (40, 130)

CODER = """
import sys
import qualcode as qc
with qc.open(sys.argv[1]) as project:
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        coding = project.code("K1", start=number, end=number + 40, code="Vrijwilligers", coder="anna", comment="x")
        print(number, coding.id, flush=True)
"""


def make(folder: Path) -> None:
    """A project with one long document."""
    (folder / "transcripts").mkdir(parents=True)
    (folder / "codebooks").mkdir()
    (folder / "qualcode.yaml").write_text("title: T\n")
    (folder / "codebooks" / "codebook.yaml").write_text("codes: [Vrijwilligers]\n")
    (folder / "transcripts" / "K1.md").write_text("De coach belt elke week. " * 60, encoding="utf-8")
    with qc.open(folder) as project:
        project.import_codebook()
        project.import_documents()


def code_until_killed(folder: Path, first: int, chance: random.Random) -> dict[int, str]:
    """Code from `first` on, be killed somewhere; what was confirmed until then."""
    command = [sys.executable, "-c", CODER, str(folder), str(first), str(CALLS)]
    confirmed: dict[int, str] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        enough = chance.randint(*AT_ONCE)
        for line in process.stdout:
            number, identity = line.split()
            confirmed[int(number)] = identity
            if len(confirmed) == enough:
                time.sleep(chance.random() * 0.03)  # somewhere in the next calls
                process.kill()
    return confirmed


def stored(project: Project) -> dict[str, int]:
    """The codings in the project, by id, and where they begin."""
    return dict(zip(project.codings["coding_id"], project.codings["start"], strict=True))


def check_history(project: Project) -> None:
    """Each coding and quotation was made in exactly one action, and that action has no other."""
    made: dict[str, list[int]] = {}
    for change in project.audit():
        if change.table in ("coding", "quotation"):
            assert change.before is None
            made.setdefault(json.loads(str(change.after))["id"], []).append(change.event.number)
    codings = project.codings
    assert set(made) == {*codings["coding_id"], *codings["quotation_id"]}
    for coding, quotation in zip(codings["coding_id"], codings["quotation_id"], strict=True):
        assert made[coding] == made[quotation]
        assert len(made[coding]) == 1
    works = [event for event in project.history() if event.what == "code"]
    assert len(works) == len(codings)
    assert all(event.summary for event in works)


def test_sigkill_loses_at_most_the_call_that_was_not_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    make(folder)
    chance = random.Random(20211)
    confirmed: dict[int, str] = {}
    known: set[str] = set()
    kills = calls = unconfirmed = 0
    while calls < CALLS:
        new = code_until_killed(folder, calls, chance)
        confirmed.update(new)
        kills += calls + len(new) < CALLS
        with qc.open(folder) as project:
            there = stored(project)
            assert project.check() == []
        missing = {number: each for number, each in new.items() if there.get(each) != number}
        assert missing == {}, "confirmed, and lost"
        extra = set(there) - known - set(new.values())
        assert len(extra) <= 1
        unconfirmed += len(extra)
        known = set(there)
        calls = max([calls - 1, *there.values()]) + 1
    assert kills >= CALLS // AT_ONCE[1] - 1
    assert len(confirmed) + unconfirmed == CALLS
    with qc.open(folder) as project:
        assert len(project.codings) == CALLS
        assert sorted(stored(project).values()) == list(range(CALLS))
        check_history(project)
        assert project.check() == []
        assert project.undo("anna").what == "code"
