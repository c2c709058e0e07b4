"""The methods text: its numbers are the project's, what the project cannot know is marked, and it never fails."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

import qualcode as qc
from qualcode import __version__, errors
from qualcode.cli.methods import app
from qualcode.methods import gather
from qualcode.project import Project
from qualcode.reports.methods import codebook
from qualcode.reports.methods.facts import Deciders
from qualcode.store import schema
from tests.conftest import MakeProject

GOLDEN = Path(__file__).parent / "golden"
CODEBOOK = """\
name: Klein
codes:
  - name: Zorg
    definition: Wat er gebeurt.
    codes:
      - {name: Bellen, definition: Wie er belt.}
      - {name: Zwijgen, definition: Wie er zwijgt.}
      - {name: Cijfer, definition: Het cijfer., grade: {min: 1, max: 10}}
"""
SETTINGS = """\
title: Klein onderzoek
language: nl
case: {attribute: gemeente, singular: gemeente, plural: gemeenten}
coders: [{name: anna}, {name: ben, role: second}]
guide: [{id: hoe, question: "Hoe gaat het?", rounds: [2]}]
"""


def front(case: str, round_: int, role: str, day: str) -> str:
    return f"---\ngemeente: {case}\nround: {round_}\nrole: {role}\ndate: {day}\npersons: [{role}-{case}]\n---\n"


TEXTS = {
    "A1": front("Aa", 1, "coach", "2024-01-10") + "De coach belt elke week. De wijk zwijgt erover. Een 7 is genoeg.",
    "A2": front("Aa", 2, "coach", "2024-05-10") + "De coach belt nu minder. De buurt zwijgt niet meer.",
    "B1a": front("Bee", 1, "arts", "2024-01-12") + "De arts belt de coach.",
    "B1b": front("Bee", 1, "coach", "2024-01-12") + "De coach zwijgt tegen de arts.",
    "B2": "---\ngemeente: Bee\nround: 2\nkind: minutes\n---\nIedereen belt iedereen.",
}
CODINGS = """\
document,quote,code,coder,created,verbatim
A1,De coach belt elke week.,Bellen,anna,2024-02-01,
A1,De wijk zwijgt erover.,Zwijgen,anna,2024-02-01,
A2,De coach belt nu minder.,Bellen,anna,2024-06-01,
A2,De buurt zwijgt niet meer.,Zwijgen,anna,2024-06-01,
B1a,De arts belt de coach.,Bellen,anna,2024-02-02,
B1b,De coach zwijgt tegen de arts.,Zwijgen,anna,2024-02-02,
B2,Iedereen belt iedereen.,Bellen,anna,2024-06-02,
A1,De coach belt elke week.,Bellen,ben,2024-02-03,
A1,De wijk zwijgt,Zwijgen,ben,2024-02-03,
A1,Een 7 is genoeg.,Bellen,ben,2024-02-03,
"""


@pytest.fixture
def study(project: MakeProject, tmp_path: Path) -> Project:
    """Two coders; A1 is coded by both, blind, and one of two differences is settled; A2 is reviewed; the tree changes
    in a session, between two releases; the days of what was done are set."""
    one = project(TEXTS, codebook=CODEBOOK, settings=SETTINGS)
    one.tree.release("eerste boom", who="anna", because="na ronde 1")
    (tmp_path / "c.csv").write_text(CODINGS, encoding="utf-8")
    assert one.import_codings(tmp_path / "c.csv", done=True).errors == []
    review = one.review("A2", coder="ben")
    review.change("1", code="Zwijgen", comment="dat is juist minder bellen")
    review.add(code="Bellen", quote="De buurt", comment="ook bellen")
    review.agree_rest()
    review.finish()
    differences = one.disagreements()
    assert len(differences) == 2
    one.resolve(differences[0].quotation, take="none", who="anna en ben", comment="geen bellen")
    one.tree.begin_session("na ronde 2", participants=["anna", "ben"], day="2024-06-20")
    one.tree.rename("Zwijgen", "Stilte", who="anna", because="dat zeggen zij zelf")
    one.tree.create("Zorg/Wachten", who="ben", open=True)
    one.tree.end_session()
    one.tree.release("tweede boom", who="anna")
    one.tree.merge(["Wachten"], into="Zorg/Stilte", who="ben", because="hetzelfde")
    with one._database.writing() as connection:
        for table in (schema.coding, schema.verdict, schema.release):
            connection.execute(update(table).values(created="2024-06-30T12:00:00Z"))
    one.close()
    return qc.open(one.root)


def section(text: str, number: int) -> str:
    found = re.search(rf"^## {number}\. .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0]


def rows(text: str) -> dict[str, list[str]]:
    """The lines of the tables by their first cell."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0]: cells[1:] for cells in lines}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_small_study_reads_as_it_did(study: Project, language: str) -> None:
    text = study.methods(language).replace(__version__, "VERSION")
    assert text == (GOLDEN / f"methods-{language}.md").read_text(encoding="utf-8")
    assert text == study.methods(language).replace(__version__, "VERSION")


def test_the_material_is_counted_from_the_documents(sample: Project) -> None:
    text, frame = section(sample.methods("en"), 1), sample.documents
    table = rows(text)
    interviews = frame[frame["kind"] == "interview"]
    for case, own in frame.groupby("case"):
        held = interviews[interviews["case"] == case]
        by_round = [str(held[held["round"] == each]["interview"].nunique()) for each in (1, 2, 3, 4)]
        assert table[case][:7] == [
            *by_round,
            str(held["interview"].nunique()),
            str(len(own)),
            f"{own['words'].sum():,}",
        ]
    assert table["**Total**"][4:7] == [
        str(interviews["interview"].nunique()), str(len(frame)), f"{frame['words'].sum():,}"
    ]  # fmt: skip
    for role, own in interviews.groupby("role"):
        assert f"{role} ({own['interview'].nunique()})" in text
    people = [set(each.split(", ")) for each in interviews["persons"]]
    names = set().union(*people)
    several = {name for name in names if interviews[[name in each for each in people]]["interview"].nunique() > 1}
    assert f"{len(names)} people took part, {len(several)} of them in more than one interview" in text
    assert "2 sets of minutes, 3 e-mails and 1 evaluation" in text
    assert "Of round 1 and round 2 no guide is on record" in text


def test_the_coders_are_counted_from_the_codings(sample: Project) -> None:
    text = sample.methods("en")
    table, frame = rows(section(text, 3)), sample.codings
    second = set(frame[frame["coder"] == "tweede"]["document"])
    for coder in ("interviewer", "tweede"):
        own = frame[frame["coder"] == coder]
        documents = str(own["document"].nunique())
        assert table[coder][1:] == [documents, documents, str(len(second)), "0", f"{len(own):,}"]
    assert f"{len(second)} of the {len(sample.documents)} documents (23%), each in a layer" in text
    assert "how the documents that were coded twice were chosen" in text, "there is no sample on record"
    assert "1,698 codings in the final layer: all made by a person" in section(text, 3)


def test_the_agreement_is_the_one_that_agree_gives(sample: Project) -> None:
    text = section(sample.methods("nl"), 5)
    found = sample.agree(["interviewer", "tweede"]).to_json()
    only = sum(found["passages"]["only"].values())
    total = found["passages"]["agree"] + found["passages"]["code"] + found["passages"]["span"] + only
    assert re.search(rf"\b{total} .*\b{found['passages']['agree']} \(.*\b{only} \(", text)
    assert f"{found['overall']['alpha']:.2f}".replace(".", ",") in text
    table = rows(text)
    assert len(found["codes"]) > 30
    for each in found["codes"]:
        cells = table[each["code"].replace("/", " > ")]
        assert cells[:3] == [str(each["counts"]["interviewer"]), str(each["counts"]["tweede"]), str(each["both"])]
        withheld = each["kappa"] is None and each["kappa_reason"].startswith("withheld")
        assert (cells[4] == "< 10") == withheld


def test_reviews_and_settled_differences_are_counted(study: Project) -> None:
    facts = gather(study, "en")
    (review,) = facts.reviews
    assert (review.reviewer, review.authors, review.documents) == ("ben", ("anna",), 1)
    assert (review.total.agreed, review.total.changed, review.total.removed, review.total.added) == (1, 1, 0, 1)
    settled = facts.settled
    assert (settled.differences, settled.open, dict(settled.taken), settled.who) == (
        2,
        1,
        {"none": 1},
        (Deciders(("anna", "ben"), 1),),
    )
    text = study.methods("en")
    assert "none is given" in section(text, 5)
    assert "1 passage is still open" in section(text, 6)


def test_a_reviewed_document_is_not_coded_blind(study: Project) -> None:
    facts = gather(study, "en")
    assert facts.coding.double == 1
    assert [(each.coders, each.documents) for each in facts.agreement] == [(("anna", "ben"), ("A1",))]


def test_the_words_of_respondents_stay_out(sample: Project) -> None:
    text = sample.methods("nl")
    words = [each for each in sample.quotations["quote"] if len(each) > 25]
    assert len(words) > 1000
    assert [each for each in words if each in text] == []


def test_withdrawn_documents_are_counted_and_not_named(study: Project) -> None:
    study.purge("B2")
    text = study.methods("en")
    assert "For 1 document consent was withdrawn" in text
    assert "B2" not in text


@pytest.fixture(params=["nothing", "a text", "a code", "a coding", "two texts"])
def bare(request: pytest.FixtureRequest, project: MakeProject) -> Project:
    texts = {"nothing": {}, "two texts": {"k1": "De coach belt.", "k2": "Stil."}}.get(
        request.param, {"k1": "De coach belt."}
    )
    codes = "codes: []" if request.param in ("nothing", "a text") else "codes: [Bellen]"
    if texts:
        one = project(texts, codebook=codes)
    else:
        one = project({"k1": "weg"}, codebook=codes)
        shutil.rmtree(one.root / ".qualcode")
        one.close()
        one = qc.open(one.root)
    if request.param == "a coding":
        one.code("k1", quote="coach", code="Bellen", coder="me")
    return one


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_project_with_little_in_it_has_a_text(bare: Project, language: str) -> None:
    text = bare.methods(language)
    assert [int(number) for number in re.findall(r"^## (\d+)\. ", text, re.MULTILINE)] == list(range(1, 11))
    assert "None" not in text
    assert "nan" not in text.split()
    assert text.count("**[") > 15


def test_one_coder_is_said_to_be_one(project: MakeProject) -> None:
    one = project({"k1": "De coach belt."})
    one.code("k1", quote="coach", code="A", coder="me")
    text = one.methods("en")
    assert "One person coded the one document." in text
    assert "There is no second coder in the project." in text
    assert "no document was coded twice independently" in section(text, 5)
    assert "people made all of them" in section(text, 7)


def test_what_a_machine_suggested_is_told_where_it_was_used(project: MakeProject) -> None:
    one = project({"k1": "De coach belt. De wijk zwijgt."})
    path = one.root / "machine.csv"
    path.write_text(
        "document,quote,code,coder,origin,source\nk1,De coach belt.,A,me,accepted,embed-1\nk1,zwijgt,B,me,imported,\n"
    )
    one.import_codings(path)
    text = section(one.methods("en"), 7)
    assert "A machine had a part in 1 of 2 of the final codings" in text
    assert rows(text)["embed-1"] == ["suggested, and accepted by a person", "1"]
    assert "Of 1 coding that came from a file" in text


def test_the_checklist_has_every_item_once(sample: Project) -> None:
    table = rows(section(sample.methods("en"), 10))
    assert [int(name) for name in table if name.isdigit()] == [12, 16, 17, 18, 22, 24, 25, 26, 27, 28, 29, 31, 32]
    assert all(
        "section" in cells[-1] or "to be written" in cells[-1] for name, cells in table.items() if name.isdigit()
    )


def test_names_do_not_break_the_markdown(project: MakeProject) -> None:
    one = project(
        {"k1": "De coach belt."}, codebook='codes: [{name: "a|b_c", codes: ["d*"]}]', settings="title: 'T | *x*'"
    )
    one.code("k1", quote="coach", code="d*", coder="me|you")
    text = one.methods("en")
    assert "T \\| \\*x\\*" in text
    assert "| a\\|b\\_c | 1 | 1 |" in text
    assert "| me\\|you |" in text


def test_decisions_are_told_in_the_language() -> None:
    from qualcode.i18n import language

    english = language("en")
    assert codebook.decision_text("A/B merged into A/C (codings: 3)", english) == "A > B merged into A > C (codings: 3)"
    assert codebook.decision_text("something nobody foresaw", english) == "Something nobody foresaw"


def test_what_the_tree_says_of_its_changes_is_known(study: Project) -> None:
    """The sentences that the store writes are the ones that are put in the language."""
    study.tree.move("Stilte", "/", because="x")
    study.tree.define("Bellen", definition="Anders.", because="x")
    study.tree.retire("Cijfer", because="x")
    study.tree.restore("Cijfer", because="x")
    study.tree.split("Bellen", {"Belletje": ["A1:1"]}, because="x")
    from qualcode.i18n import Language

    marked = Language("xx", _Shouting())
    plain = [
        each.summary for each in study.tree.decisions() if each.what not in ("codebook release", "import codebook")
    ]
    assert len(plain) > 7
    for summary in plain:
        for part in codebook.decision_text(summary, marked).split("; "):
            assert "!" in part, summary


class _Shouting:
    def gettext(self, message: str) -> str:
        return f"!{message}"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"!{one if count == 1 else many}"


def test_another_language_is_refused(sample: Project) -> None:
    with pytest.raises(errors.UnknownOption, match="Allowed: nl, en"):
        sample.methods("de")


def test_the_command_writes_it(study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> str:
        app(["--project", str(study.root), "methods", *words], standalone_mode=False)
        return capsys.readouterr().out

    out = tmp_path / "m.md"
    said = run("--language", "en", "--out", str(out))
    assert out.read_text("utf-8") == study.methods("en")
    assert f"{out.read_text('utf-8').count('**[')} places are marked" in said
    told = json.loads(run("--json"))
    assert told["text"] == study.methods("nl")
    assert told["facts"]["material"]["whole"]["documents"] == 5


def test_two_who_found_nothing_to_code_are_compared_all_the_same(project: MakeProject) -> None:
    one = project({"k1": "De coach belt."}, settings="title: T\ncoders: [{name: anna}, {name: ben, role: second}]")
    one.done("k1", coder="anna")
    one.done("k1", coder="ben")
    text = one.methods("en")
    assert "Compared were anna and ben, on the one document" in section(text, 5)
    assert "alpha has no value here" in section(text, 5)
