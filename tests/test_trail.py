"""The trail: who did what to what, when, and why; on screen and as a file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import update

from qualcode import errors
from qualcode.cli.trail import app
from qualcode.formats import trail as files
from qualcode.project import Project
from qualcode.reports.trail import in_words, lines
from qualcode.store import schema
from tests.conftest import MakeProject


@pytest.fixture
def told(project: MakeProject) -> Project:
    """Two documents; anna codes both, ben one; a code is renamed; a quotation is marked, and that is undone."""
    one = project(
        {"k1": "De coach belt. De wijk zwijgt.", "k2": "De coach luistert."},
        codebook="codes: [{name: Zorg, codes: [Bellen, Zwijgen]}]",
        settings="title: T\ncoders: [{name: anna}, {name: ben, role: second}]",
    )
    one.code("k1", quote="De coach belt.", code="Bellen", coder="anna")
    one.code("k1", quote="De wijk zwijgt.", code="Zwijgen", coder="ben")
    one.code("k2", quote="luistert", code="Zwijgen", coder="anna")
    one.memo("Wie belt er eigenlijk?", coder="ben", quotation="k1:1")
    one.change(one.codings_of("k1:1", "Bellen", "anna")[0], coder="anna", code="Zwijgen")
    one.mark("k1:1", coder="ben", released=True)
    one.undo("ben")
    one.done("k1", coder="anna")
    return one


def on_days(one: Project, days: dict[int, str]) -> None:
    """Lay actions on other days than today."""
    with one._database.writing() as connection:
        for number, day in days.items():
            chosen = schema.action.c.key == number
            connection.execute(update(schema.action).where(chosen).values(created=f"{day}T23:30:00.000000Z"))


def kinds(one: Project, **asked: str) -> list[str]:
    return [f"{event.what} {event.changes}" for event in one.history(**asked)]


def test_a_document_has_all_that_rests_on_it(told: Project) -> None:
    assert kinds(told, document="k1") == [
        "import documents 2", "code 2", "code 2", "memo 1", "change coding 1", "mark 1", "undo 1", "done 1",
    ]  # fmt: skip
    assert kinds(told, document="k2") == ["import documents 2", "code 2"]


def test_a_quotation_a_coding_a_memo_and_a_code_have_their_own(told: Project) -> None:
    coding_id = told.codings_of("k1:1", "Zwijgen", "anna")[0]
    assert kinds(told, quotation="k1:1") == ["code 2", "memo 1", "change coding 1", "mark 1", "undo 1"]
    assert kinds(told, coding=coding_id) == ["code 1", "change coding 1"]
    assert kinds(told, memo=told.memos[0].id) == ["memo 1"]
    assert kinds(told, code="Bellen") == ["import codebook 1", "code 1", "change coding 1"], "it once carried Bellen"
    assert kinds(told, code="Zorg") == ["import codebook 1"]


def test_filters_combine(told: Project) -> None:
    assert kinds(told, document="k1", code="Zwijgen") == ["code 1", "code 1", "change coding 1"]
    assert kinds(told, document="k1", coder="ben", what="code") == ["code 2"]
    assert kinds(told, document="k2", coder="ben") == []


def test_a_coder_has_what_was_imported_in_their_name(told: Project) -> None:
    path = told.root / "two.csv"
    path.write_text("document,quote,code,coder\nk2,De coach,Bellen,ben\nk2,De coach,Zwijgen,anna\n")
    told.import_codings(path)
    assert told.history()[-1].who == ""
    assert kinds(told, what="import codings") == ["import codings 4"]
    for coder in ("anna", "ben"):
        assert [change.table for change in told.audit(coder=coder, what="import codings")] == ["quotation", "coding"]


def test_days_are_whole_and_both_count(told: Project) -> None:
    numbers = [event.number for event in told.history()]
    on_days(told, {number: f"2024-03-{number:02d}" for number in numbers})
    assert [event.number for event in told.history(since="2024-03-03", until="2024-03-05")] == [3, 4, 5]
    assert [event.number for event in told.history(until="2024-03-01")] == [1]
    assert told.history(since="2024-04-01") == []


def test_what_is_gone_has_a_history_too(told: Project) -> None:
    told.quote("k2", quote="coach", coder="anna")
    told.remove("k2:2", coder="anna")
    assert kinds(told, quotation="k2:2") == ["quote 1", "remove quotation 1"]
    assert [change.entity for change in told.audit(quotation="k2:2")] == ["k2:2", "k2:2"]


def test_a_code_is_found_by_a_name_it_had_and_told_by_its_path_now(told: Project) -> None:
    (told.root / "codebooks/codebook.yaml").write_text(
        told.export_codebook().replace("Zwijgen", "Stil zijn"), encoding="utf-8"
    )
    told.import_codebook()
    assert kinds(told, code="Zwijgen") == kinds(told, code="Zorg/Stil zijn")
    assert in_words(told.audit(code="Stil zijn")[-1]).startswith("changed: name Zwijgen → Stil zijn")
    assert {change.entity for change in told.audit(code="Stil zijn") if change.table == "code"} == {"Zorg/Stil zijn"}


@pytest.mark.parametrize(
    ("asked", "table", "said"),
    [
        ({"what": "change coding"}, "coding", "changed: on k1:1; code Zorg/Bellen → Zorg/Zwijgen"),
        ({"what": "mark"}, "quotation", "changed: released no → yes"),
        ({"what": "memo"}, "memo", 'new: about quotation; coder ben; target k1:1; text "Wie belt er eigenlijk?"'),
        ({"what": "done"}, "done", "new: coder anna; document k1; version 1"),
        ({"document": "k2"}, "quotation", 'new: words "luistert"; coder anna'),
        ({"document": "k2"}, "coding", "new: on k2:1; code Zorg/Zwijgen; coder anna; origin manual; status final"),
    ],
)
def test_changes_in_words(told: Project, asked: dict[str, str], table: str, said: str) -> None:
    assert [in_words(change) for change in told.audit(**asked) if change.table == table] == [said]


def test_why_and_in_which_session(told: Project) -> None:
    told.tree.begin_session("na ronde 1", participants=["anna"], day="2024-03-01", who="anna")
    told.tree.rename("Bellen", "Opbellen", who="anna", because="te breed")
    told.tree.end_session(who="anna")
    told.tree.rename("Opbellen", "Telefoon", who="anna")
    assert [event.what for event in told.history(session="Na ronde 1")] == [
        "begin session", "codebook rename", "end session",
    ]  # fmt: skip
    event = told.history(session="na ronde 1", what="codebook rename")[0]
    assert (event.remark, event.who) == ("te breed", "anna")
    found = {(line.remark, line.session) for line in lines(told.audit(session="na ronde 1", what="codebook rename"))}
    assert found == {("te breed", "na ronde 1")}


def test_a_document_has_its_reviews_too(told: Project) -> None:
    review = told.review("k2", coder="ben")
    review.remove("1", comment="nee")
    assert kinds(told, document="k2", what="review remove") == ["review remove 2"]
    coding_id = review.items[0].coding
    assert [in_words(change) for change in told.audit(coding=coding_id, what="review remove")] == [
        f'new: coding {coding_id}; comment "nee"; verdict removed'
    ]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"since": "1 maart"}, errors.WrongUsage, "--since '1 maart' is no day"),
        ({"until": "2024-02-30"}, errors.WrongUsage, "such as 2024-03-01"),
        ({"since": "2024-03-02", "until": "2024-03-01"}, errors.WrongUsage, "comes after"),
        ({"coder": "bne"}, errors.UnknownCoder, "Did you mean ben?"),
        ({"what": "cod"}, errors.UnknownChoice, "Did you mean code?"),
        ({"document": "k9"}, errors.UnknownDocument, "'k9'"),
        ({"quotation": "k1:99"}, errors.UnknownQuotation, "'k1:99'"),
        ({"coding": "x"}, errors.UnknownCoding, "'x'"),
        ({"memo": "x"}, errors.NotPossible, "no memo 'x'"),
        ({"code": "Fietsen"}, errors.UnknownCode, "'Fietsen'"),
        ({"session": "ronde"}, errors.NotPossible, "none was held"),
    ],
)
def test_what_there_is_not_is_a_sentence(
    told: Project, asked: dict[str, str], error: type[errors.QualcodeError], said: str
) -> None:
    with pytest.raises(error) as caught:
        told.history(**asked)
    assert said in str(caught.value)


def test_a_purged_document_says_so_and_leaves_no_words(told: Project) -> None:
    told.purge("k1", who="ben")
    with pytest.raises(errors.NotPossible, match="was purged on"):
        told.history(document="k1")
    written = files.write(lines(told.audit()), ".jsonl").decode()
    assert "De coach belt" not in written
    assert "luistert" in written


def test_both_files_hold_the_same_trail(told: Project) -> None:
    changes = told.audit()
    as_json = [json.loads(line) for line in files.write(lines(changes), ".jsonl").decode().splitlines()]
    assert json.loads(files.write(lines(changes), ".json")) == as_json  # one list, where the others have lines
    rows = list(csv.DictReader(io.StringIO(files.write(lines(changes), ".csv").decode(), newline="")))
    assert list(rows[0]) == list(as_json[0]) == list(files.COLUMNS)
    assert len(rows) == len(as_json) == len(changes)
    for row, line in zip(rows, as_json, strict=True):
        for side in ("before", "after"):
            assert (json.loads(row[side]) if row[side] else None) == line[side]
        assert (row["entity"], row["undone"] == "true") == (line["entity"], line["undone"])
    assert [line["what"] for line in as_json if line["undone"]] == ["mark"]
    assert files.write(lines(told.audit()), ".csv") == files.write(lines(changes), ".csv")


def test_the_command_lists_filters_and_writes(
    told: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> str:
        app(["--project", str(told.root), "history", *words], standalone_mode=False)
        return capsys.readouterr().out

    assert "change coding" in run("--document", "k1")
    assert "code Zorg/Bellen → Zorg/Zwijgen" in run("--document", "k1", "--changes")
    shown = json.loads(run("--quotation", "k1:1", "--what", "change coding", "--changes", "--json"))
    assert shown[0]["differences"] == [{"column": "code", "before": "Zorg/Bellen", "after": "Zorg/Zwijgen"}]
    assert len(json.loads(run("--limit", "2", "--json"))) == 2
    out = tmp_path / "k2.csv"
    assert "treat it as you treat the interviews" in run("--document", "k2", "--out", str(out))
    assert b"\r" not in out.read_bytes()
    assert out.read_text("utf-8").count("\n") == 1 + len(told.audit(document="k2"))
