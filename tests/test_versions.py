"""Versions of the codebook: named, compared, counted under; analysis sessions and relations; what to reread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qualcode.analysis.work.evolution import SessionFlow
from qualcode.errors import LaterWork, NotPossible, UnknownChoice, UnknownCode, WrongUsage
from qualcode.project import Project
from tests.conftest import MakeProject
from tests.test_tree import dump, everything, row

CODEBOOK = """\
name: Proef
codes:
- name: Zorg
  codes:
  - {name: Bellen, codes: [Laat]}
  - {name: Druk, specify: true}
  - {name: Cijfer, grade: true}
- {name: Wens, codes: [Bellen, Geld]}
- {name: Los, open: true}
- {name: Vast, open: true}
"""
SETTINGS = "title: T\ncoders: [{name: anna}, {name: ben, role: second}, {name: carla}]"
TEXTS = {
    f"k{number}": f"---\nround: {number % 2}\n---\nDe coach belt elke week. De {who} verwijst door. Het cijfer is 7."
    for number, who in enumerate(("huisarts", "wijk", "buurt", "groep"), 1)
}
CODINGS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("k1", "De coach", "Zorg/Bellen", "anna", {}),
    ("k1", "De coach belt", "Laat", "anna", {}),
    ("k1", "elke week", "Druk", "anna", {"specification": "Regels"}),
    ("k1", "elke week", "Los", "anna", {"comment": "eerst"}),
    ("k1", "elke week", "Vast", "anna", {"comment": "dan"}),
    ("k1", "een", "Wens/Bellen", "anna", {}),
    ("k2", "De coach belt", "Druk", "anna", {"specification": "geld"}),
    ("k2", "coach", "Druk", "ben", {"specification": "regels"}),
    ("k2", "Het cijfer is 7", "Cijfer", "anna", {"value": 7}),
    ("k3", "De coach", "Los", "ben", {}),
    ("k3", "Het cijfer is 7", "Cijfer", "ben", {"value": "6 tot 7"}),
    ("k4", "verwijst door", "Geld", "carla", {}),
    ("k4", "Het cijfer is 7", "Cijfer", "carla", {"value": 8}),
]


@pytest.fixture
def coded(project: MakeProject) -> Project:
    one = project(TEXTS, CODEBOOK, SETTINGS)
    for document, quote, code, coder, more in CODINGS:
        text = one.text(document)
        quote = quote if quote in text and text.count(quote) == 1 else "elke"
        one.code(document, quote=quote, code=code, coder=coder, **more)
    one.done(["k1", "k2"], coder="anna")
    one.done("k3", coder="ben")
    return one


REQUESTS: list[dict[str, Any]] = [
    {"measure": "codings", "layer": "union"},
    {"measure": "quotations", "columns": "round"},
    {"measure": "interviews", "totals": True},
    {"measure": "interviews", "share": "interviews", "columns": "document"},
    {"measure": "words", "layer": "anna"},
    {"measure": "mean"},
    {"measure": "mean", "columns": "round", "layer": "union"},
    {"measure": "codings", "rows": "specification", "layer": "union"},
    {"measure": "codings", "rows": "round", "columns": "document", "where": {"code": "Zorg"}},
    {"measure": "characters", "layer": "intersection", "level": 1},
]


def counted(one: Project, version: str | int | None = None) -> list[tuple[pd.DataFrame, ...]]:
    """Every matrix asked for above: numbers, reasons, n and m."""
    found = []
    for request in REQUESTS:
        matrix = one.matrix(**{"columns": "document", **request}, version=version)
        found.append((matrix.frame, matrix.reasons, matrix.n, matrix.m))
    return found


def assert_alike(found: list[tuple[pd.DataFrame, ...]], expected: list[tuple[pd.DataFrame, ...]]) -> None:
    for request, some, others in zip(REQUESTS, found, expected, strict=True):
        for one, other in zip(some, others, strict=True):
            assert list(one.index) == list(other.index), request
            pd.testing.assert_frame_equal(one, other, obj=str(request))


#: A story of changes: each is made after the other.
STORY: list[Callable[[Project], object]] = [
    lambda one: one.tree.merge(["Los", "Vast"], "Wens/Bellen", specify=True),
    lambda one: one.tree.rename("Wens", "Wensen"),
    lambda one: one.tree.promote("Druk", specification="regels"),
    lambda one: one.tree.split("Cijfer", "Cijfer van anna", where={"coder": "anna"}),
    lambda one: one.tree.merge("Zorg/Bellen", "Wensen/Bellen"),
    lambda one: one.tree.move("Zorg/Druk", "/"),
    lambda one: one.tree.split("Druk", by_specification=True),
    lambda one: one.tree.merge("Druk/geld", "Wensen/Geld"),
    lambda one: one.tree.reorder("Druk", before="Zorg"),
    lambda one: one.tree.retire("Wensen/Geld"),
    lambda one: one.tree.restore("Los"),
    lambda one: one.tree.create("Los/Nieuw", open=True),
    lambda one: one.tree.split("Wensen/Bellen", {"Los/Nieuw": ["k1:3"]}),
    lambda one: one.tree.define("Los", definition="iets anders"),
    lambda one: one.tree.merge("Wensen", "Los"),
]


# --- counting under an older version ---------------------------------------------------------------------------


def test_every_version_counts_later_as_it_did_then(coded: Project) -> None:
    """After each change all matrices are kept; at the end every version gives its own again, cell by cell."""
    then = {coded.tree.version: (counted(coded), coded.export_codebook())}
    for change in STORY:
        change(coded)
        assert coded.tree.version not in then
        then[coded.tree.version] = (counted(coded), coded.export_codebook())
    assert len(then) == len(STORY) + 1
    assert len({book for _, book in then.values()}) == len(then)
    for version, (matrices, book) in then.items():
        assert_alike(counted(coded, version), matrices)
        assert coded.export_codebook(version=version) == book, version
    assert coded.check() == []


def test_the_numbers_of_a_version_survive_undo_and_redo(coded: Project) -> None:
    STORY[0](coded)
    first = counted(coded)
    STORY[1](coded)
    STORY[2](coded)
    second = counted(coded)
    for _ in range(3):
        coded.undo()
    for _ in range(3):
        coded.redo()
    assert_alike(counted(coded, 2), first)
    assert_alike(counted(coded, 4), second)
    assert_alike(counted(coded), second)
    coded.undo()
    coded.undo()
    assert_alike(counted(coded, 2), first)


@pytest.fixture
def study(sample_folder: Path, tmp_path: Path) -> Iterator[Project]:
    """The sample project to change, with both coders."""
    import shutil

    import qualcode as qc

    folder = tmp_path / "project"
    shutil.copytree(sample_folder, folder)
    shutil.rmtree(folder / ".qualcode", ignore_errors=True)
    with qc.open(folder) as one:
        one.import_codebook()
        one.import_documents()
        for coder in ("interviewer", "tweede"):
            one.import_codings(folder / "analyses" / "codings" / f"{coder}.csv", done=True)
        yield one


def test_the_sample_counts_under_its_first_version_as_it_did(study: Project) -> None:
    requests: list[dict[str, Any]] = [
        {"measure": "codings", "layer": "union"},
        {"measure": "quotations", "columns": "round"},
        {"measure": "interviews", "share": "interviews"},
        {"measure": "words", "columns": ["case", "round"]},
        {"measure": "mean"},
        {"measure": "codings", "rows": "specification"},
        {"measure": "interviews", "layer": "intersection", "totals": True},
    ]
    study.tree.release("fase 2")
    before, book = [study.matrix(**request) for request in requests], study.export_codebook()
    quotes = [frame.quotations(("Uitvoering", "Statusquo", "Borging"), "Kampen") for frame in before[:1]]
    study.tree.merge("Uitvoering/Statusquo/Overig", "Uitvoering/Statusquo/Aanbod", specify=True)
    specified = study.codings[study.codings["code"] == "Uitvoering/Statusquo/Belemmeringen"]["specification"]
    study.tree.promote("Uitvoering/Statusquo/Belemmeringen", specification=specified[specified != ""].iloc[0])
    study.tree.split("Uitvoering/Statusquo/Financiering", "Subsidie", where={"case": "Kampen"})
    study.tree.rename("Uitvoering/Statusquo/Borging", "Verankering")
    study.tree.move("Uitvoering/Statusquo/Vrijwilligers", "Samenwerking/Statusquo")
    study.tree.merge("Samenwerking/Statusquo/Cohesie", "Samenwerking/Statusquo/Betrokken")
    study.tree.retire("Uitvoering/Gewenst/Overig")
    assert not study.matrix(**requests[0]).frame.equals(before[0].frame)
    for request, then in zip(requests, before, strict=True):
        now = study.matrix(**request, version="fase 2")
        for name in ("frame", "reasons", "n", "m"):
            pd.testing.assert_frame_equal(getattr(now, name), getattr(then, name), obj=f"{name} {request}")
    again = study.matrix(**requests[0], version="fase 2").quotations(("Uitvoering", "Statusquo", "Borging"), "Kampen")
    pd.testing.assert_frame_equal(again, quotes[0])
    assert len(again) > 0
    assert study.export_codebook(version="fase 2") == book


def test_the_rule_names_the_version(coded: Project) -> None:
    coded.tree.release("begin")
    coded.tree.rename("Los", "Vrij")
    assert "codebook version 1 “begin” (10 codes)" in coded.matrix(version="begin").rule
    assert "codebook version 2 (10 codes)" in coded.matrix().rule


def test_what_stands_behind_a_cell_of_an_older_version(coded: Project) -> None:
    """The codings have the codes of then, and those below a code are below it then."""
    coded.tree.merge(["Los", "Vast"], "Wens/Bellen")
    coded.tree.move("Zorg/Bellen/Laat", "Wens")
    matrix = coded.matrix(columns="document", measure="codings", layer="union", version=1)
    behind = matrix.quotations(("Los",), "k1")
    assert behind[["quotation", "code", "comment"]].to_numpy().tolist() == [["k1:3", "Los", "eerst"]]
    assert matrix.quotations(("Zorg", "Bellen"), "k1")["code"].tolist() == ["Zorg/Bellen", "Zorg/Bellen/Laat"]
    assert len(matrix.quotations(("Los",), "k3")) == 1


def added_since(coded: Project) -> dict[str, str]:
    """Per quotation of k4 the code it has under version 1."""
    frame = coded.codings_under(1)
    frame = frame[frame["document"] == "k4"]
    return dict(zip(frame["quote"], frame["code"], strict=True))


def test_what_people_coded_since_counts_with_the_code_it_came_out_of(coded: Project) -> None:
    coded.tree.promote("Druk", specification="regels")
    coded.tree.split("Los", {"Splinter": ["k3:1"]})
    coded.tree.rename("Splinter", "Scherf")
    coded.tree.promote("Scherf", to="Wens") if coded.codebook.find("Scherf").open else None
    coded.tree.create("Nieuw")
    for quote, code in {"De coach": "Druk/regels", "elke week": "Scherf", "belt": "Geld", "cijfer": "Nieuw"}.items():
        coded.code("k4", quote=quote, code=code, coder="carla")
    under = added_since(coded)
    assert {quote: under.get(quote) for quote in ("De coach", "elke week", "belt", "cijfer")} == {
        "De coach": "Zorg/Druk", "elke week": "Los", "belt": "Wens/Geld", "cijfer": None,
    }  # fmt: skip
    rule = coded.matrix(version=1, columns="document").rule
    assert "1 coding of a code that version did not have left out" in rule
    assert "left out" not in coded.matrix(columns="document").rule.replace("nothing left out", "")


def test_what_people_removed_since_stays_removed(coded: Project) -> None:
    coded.tree.merge("Los", "Wens/Bellen")
    coded.uncode(coded.codings_of("k3:1", "Wens/Bellen", "ben")[0], coder="ben")
    coded.remove("k4:1", coder="carla")
    frame = coded.codings_under(1)
    assert "k3:1" not in set(frame["quotation"])
    assert "k4:1" not in set(frame["quotation"])


@pytest.mark.parametrize(
    ("correct", "code"),
    [
        (lambda one, identity: one.change(identity, coder="ben", comment="klopt"), "Los"),
        (lambda one, identity: one.change(identity, coder="ben", status="draft"), "Los"),
        (lambda one, identity: one.change(identity, coder="ben", code="Wens/Geld"), "Wens/Geld"),
        (lambda one, identity: (one.change(identity, coder="ben", code="Wens/Geld"), one.undo("ben")), "Los"),
        (
            lambda one, identity: (one.change(identity, coder="ben", code="Geld"), one.undo("ben"), one.redo("ben")),
            "Wens/Geld",
        ),
        (lambda one, identity: one.resize("k3:1", 0, 13, coder="ben"), "Los"),
    ],
    ids=["a comment", "a status", "another code", "another code, undone", "undone and redone", "another span"],
)
def test_what_people_corrected_since_stays_and_the_rest_is_as_it_was(coded: Project, correct: Any, code: str) -> None:
    coded.tree.merge("Los", "Wens/Bellen", who="anna")
    correct(coded, coded.codings_of("k3:1", "Wens/Bellen", "ben")[0])
    now, then = coded.codings, coded.codings_under(1)
    now, then = (frame[frame["quotation"] == "k3:1"].iloc[0] for frame in (now, then))
    assert then["code"] == code
    others = [name for name in now.index if name not in ("code", "code_id") and not name.startswith("level_")]
    assert {name: now[name] for name in others if str(now[name]) != str(then[name])} == {}


def test_doubles_made_one_are_two_again_with_their_own_comments(coded: Project) -> None:
    coded.tree.merge("Los", "Vast")
    frame = coded.codings_under(1)
    frame = frame[frame["quotation"] == "k1:3"]
    assert frame[["code", "comment"]].to_numpy().tolist() == [
        ["Zorg/Druk", ""], ["Los", "eerst"], ["Vast", "dan"],
    ]  # fmt: skip


def test_reviews_count_under_an_older_version_as_they_did(coded: Project) -> None:
    """Carla adds two codings that a merge makes one, changes one, and removes one."""
    review = coded.review("k1", coder="carla")
    for code in ("Los", "Vast"):
        review.add(code=code, start=0, end=8, comment="ook")
    review.change("3/Vast", code="Wens/Geld", comment="eerder dit")
    review.remove("3/Druk", comment="nee")
    before = coded.matrix(columns="document", measure="codings")
    coded.tree.merge(["Los", "Vast"], "Wens/Geld")
    after = coded.matrix(columns="document", measure="codings", version=1)
    pd.testing.assert_frame_equal(after.frame, before.frame)
    assert row(after, "Vast") == [1, 0, 0, 0]


def test_a_review_of_a_code_that_is_left_out_strikes_nothing_else(coded: Project) -> None:
    coded.tree.create("Nieuw")
    coded.code("k1", start=0, end=5, code="Nieuw", coder="anna")
    coded.code("k1", start=0, end=6, code="Nieuw", coder="anna")
    coded.code("k1", start=0, end=7, code="Wens/Geld", coder="anna")
    before = coded.matrix(columns="document", measure="codings", version=1).frame
    assert row(coded.matrix(columns="document", measure="codings", version=1), "Wens/Geld") == [1, 0, 0, 1]
    review = coded.review("k1", coder="carla")
    spans = {(item.start, item.end): item for item in review.items}
    review.remove(spans[0, 5], comment="nee")
    pd.testing.assert_frame_equal(coded.matrix(columns="document", measure="codings", version=1).frame, before)
    review.change(spans[0, 6], code="Wens/Bellen", comment="een wens")
    then = coded.matrix(columns="document", measure="codings", version=1)
    assert row(then, "Wens/Bellen") == [2, 0, 0, 0], "what replaces a coding that is left out counts"
    assert row(then, "Wens/Geld") == [1, 0, 0, 1]


def test_reading_an_older_version_changes_nothing(coded: Project) -> None:
    coded.tree.merge("Los", "Vast")
    before = everything(coded)
    coded.matrix(columns="document", version=1)
    with pytest.raises(UnknownCode):
        coded.matrix(columns="document", version=1, where={"code": "Nergens"})
    assert everything(coded) == before
    assert coded.codings["code"].tolist().count("Los") == 0


# --- releases --------------------------------------------------------------------------------------------------


def test_a_release_names_the_version_there_is(coded: Project) -> None:
    release = coded.tree.release("  na analysesessie  1 ", who="anna", because="samen besproken")
    assert (release.name, release.version, release.who, release.remark) == (
        "na analysesessie 1", 1, "anna", "samen besproken",
    )  # fmt: skip
    coded.tree.rename("Los", "Vrij")
    coded.tree.release("later")
    assert [(each.name, each.version) for each in coded.tree.releases()] == [("na analysesessie 1", 1), ("later", 2)]
    for name in ("na analysesessie 1", "NA ANALYSESESSIE 1", " na analysesessie 1", 1, "1"):
        assert coded.tree.at(name).find("Los").name == "Los", name
        assert coded.tree.at(name).find_all("Los")


@pytest.mark.parametrize(("name", "error"), [("", WrongUsage), ("12", WrongUsage), ("Begin", NotPossible)])
def test_a_release_needs_a_name_of_its_own(coded: Project, name: str, error: type[Exception]) -> None:
    coded.tree.release("begin")
    before = dump(coded)
    with pytest.raises(error):
        coded.tree.release(name)
    assert dump(coded) == before


def test_an_empty_codebook_is_not_released(project: MakeProject) -> None:
    one = project({"k1": "Tekst."}, codebook="codes: []")
    if one.tree.version == 0:
        with pytest.raises(NotPossible, match="empty"):
            one.tree.release("leeg")


@pytest.mark.parametrize("name", ["nooit", 7, "7", "²", "-1", ""])
def test_an_unknown_version_is_an_error_that_lists_what_there_is(coded: Project, name: str | int) -> None:
    coded.tree.release("begin")
    for ask in (coded.tree.at, coded.tree.diff, lambda each: coded.matrix(columns="document", version=each)):
        with pytest.raises(UnknownChoice, match="begin, a number from 1 to 1"):
            ask(name)


def test_a_released_version_is_not_undone_before_its_name_is(coded: Project) -> None:
    coded.tree.rename("Los", "Vrij", who="anna")
    coded.tree.release("klaar", who="ben")
    with pytest.raises(LaterWork, match="a release"):
        coded.undo("anna")
    coded.undo("ben")
    coded.undo("anna")
    assert coded.tree.releases() == []


def test_a_dry_run_of_a_release_keeps_nothing(coded: Project) -> None:
    assert coded.tree.release("proef", dry_run=True).version == 1
    assert coded.tree.releases() == []


def test_a_name_given_again_since_is_not_redone(coded: Project) -> None:
    coded.tree.release("klaar", who="anna")
    coded.undo("anna")
    coded.tree.release("klaar", who="ben")
    before = dump(coded)
    with pytest.raises(LaterWork):
        coded.redo("anna")
    assert dump(coded) == before


# --- differences -----------------------------------------------------------------------------------------------

DIFFERENCES: list[tuple[Callable[[Any], object], list[str]]] = [
    (lambda tree: tree.create("Nieuw"), ["added: Nieuw"]),
    (lambda tree: tree.create("Nieuw", open=True), ["added: Nieuw (open)"]),
    (lambda tree: tree.rename("Los", "Vrij"), ["renamed: Vrij (was Los)"]),
    (lambda tree: tree.rename("Wens", "Wensen"), ["renamed: Wensen (was Wens)"]),
    (lambda tree: tree.move("Geld", "/"), ["moved: Geld (was Wens/Geld)"]),
    (lambda tree: tree.reorder("Geld", before="Wens/Bellen"), ["reordered: the codebook"]),
    (lambda tree: tree.merge("Los", "Vast"), ["merged: Los (into Vast)"]),
    (
        lambda tree: (tree.merge("Los", "Vast"), tree.merge("Vast", "Geld")),
        ["merged: Los (into Wens/Geld)", "merged: Vast (into Wens/Geld)"],
    ),
    (
        lambda tree: (tree.merge("Los", "Vast"), tree.rename("Vast", "Vaster")),
        ["merged: Los (into Vaster)", "renamed: Vaster (was Vast)"],
    ),
    (lambda tree: tree.split("Los", {"Scherf": ["k3:1"]}), ["split: Scherf (out of Los)"]),
    (lambda tree: tree.promote("Druk", specification="geld"), ["promoted: Zorg/Druk/geld (out of Zorg/Druk)"]),
    (lambda tree: tree.promote("Los"), ["promoted: Los (was open)"]),
    (lambda tree: tree.retire("Wens/Bellen"), ["retired: Wens/Bellen"]),
    (lambda tree: tree.define("Los", definition="zo", color="#fff"), ["definition changed: Los (definition)"]),
    (lambda tree: tree.define("Los", color="#fff"), []),
    (lambda tree: tree.remark("Los", "hm"), []),
    (lambda tree: (tree.create("Nieuw"), tree.merge("Nieuw", "Los")), []),
    (lambda tree: (tree.create("Nieuw"), tree.retire("Nieuw")), []),
    (lambda tree: (tree.rename("Los", "Vrij"), tree.rename("Vrij", "Los")), []),
    (lambda tree: (tree.move("Geld", "/"), tree.move("Geld", "Wens")), []),
    (lambda tree: (tree.retire("Los"), tree.restore("Los")), []),
    (lambda tree: (tree.merge("Los", "Vast"), tree.restore("Los")), []),
    (lambda tree: (tree.rename("Los", "Vrij"), tree.project.undo()), []),
    (lambda tree: (tree.merge("Los", "Vast"), tree.project.undo()), []),
]


@pytest.mark.parametrize(("change", "expected"), DIFFERENCES)
def test_two_versions_differ_in_what_became_of_each_code(coded: Project, change: Any, expected: list[str]) -> None:
    change(coded.tree)
    found = coded.tree.diff(1)
    assert [str(each) for each in found.differences] == expected
    assert list(found.to_frame()["what"]) == [each.split(":")[0] for each in expected]


def test_a_restored_code_is_told_from_the_version_in_which_it_was_retired(coded: Project) -> None:
    coded.tree.retire("Los")
    coded.tree.restore("Los")
    coded.tree.define("Los", definition="zo")
    assert coded.tree.diff(2, 3).counts() == {"restored": 1}
    assert coded.tree.diff(3, 2).counts() == {"restored": 1}, "the earlier comes first"
    assert coded.tree.diff(2).counts() == {"restored": 1, "definition changed": 1}
    assert coded.tree.diff(4, 4).counts() == {}


def test_a_code_taken_out_by_a_file_is_removed(coded: Project) -> None:
    coded.tree.create("Nieuw")
    file = coded.root / "zonder.yaml"
    coded.export_codebook(file, version=1)
    coded.import_codebook(file)
    assert [str(each) for each in coded.tree.diff(2).differences] == ["removed: Nieuw"]


# --- sessions --------------------------------------------------------------------------------------------------


def flow_of(one: Project) -> SessionFlow:
    return one.tree.sessions()[-1]


def test_a_session_in_numbers(coded: Project) -> None:
    """Ten codes, two open: both merge, one comes out of a split, one out of a specification, one is made."""
    tree = coded.tree
    tree.rename("Wens", "Wensen", because="voor de sessie")
    session = tree.begin_session(" axiaal  coderen ", participants=["anna", "ben", "anna", " "], day="2021-03-15")
    assert (session.reason, session.participants, session.day, session.version, session.closed) == (
        "axiaal coderen", ("anna", "ben"), "2021-03-15", 2, False,
    )  # fmt: skip
    tree.merge(["Los", "Vast"], "Geld", because="hetzelfde", who="anna")
    tree.merge("Zorg/Bellen/Laat", "Zorg/Bellen", because="te fijn")
    tree.split("Zorg/Bellen", {"Coach": ["k1:1"]})
    tree.promote("Druk", specification="geld")
    tree.create("Vraag", open=True)
    tree.rename("Zorg", "Zorgen")
    tree.move("Geld", "/")
    tree.define("Wensen/Bellen", definition="zo")
    tree.retire("Cijfer")
    tree.relate("Geld", "belemmert", "Wensen/Bellen", because="zegt k4")
    tree.create("Weg")
    coded.undo()
    tree.end_session()
    tree.rename("Vraag", "Later")
    flow = flow_of(coded)
    assert (flow.codes, flow.open_codes) == ((10, 9), (2, 1))
    assert (flow.merged, flow.into, flow.split, flow.promoted, flow.made) == (3, 2, 1, 1, 1)
    assert (flow.moved, flow.renamed, flow.redefined, flow.retired) == (1, 1, 1, 1)
    assert flow.session.closed
    assert [(each.what, each.remark) for each in flow.decisions] == [
        ("codebook merge", "hetzelfde"), ("codebook merge", "te fijn"), ("codebook split", ""),
        ("codebook promote", ""), ("codebook create", ""), ("codebook rename", ""), ("codebook move", ""),
        ("codebook define", ""), ("codebook retire", ""), ("codebook relate", "zegt k4"),
    ]  # fmt: skip
    assert flow.decisions[0].who == "anna"
    outside = [each for each in tree.decisions() if not each.session]
    assert [each.what for each in outside] == ["import codebook", "codebook rename", "codebook rename"]


def test_an_open_session_counts_until_now(coded: Project) -> None:
    coded.tree.begin_session("lopend")
    assert (flow_of(coded).codes, flow_of(coded).decisions) == ((10, 10), ())
    assert flow_of(coded).session.day == date.today().isoformat()
    coded.tree.create("Nieuw")
    assert (flow_of(coded).codes, flow_of(coded).made) == ((10, 11), 1)
    coded.undo()
    assert (flow_of(coded).codes, flow_of(coded).made, flow_of(coded).decisions) == ((10, 10), 0, ())
    coded.redo()
    assert (flow_of(coded).codes, flow_of(coded).made, len(flow_of(coded).decisions)) == ((10, 11), 1, 1)


def test_one_session_at_a_time(coded: Project) -> None:
    tree = coded.tree
    with pytest.raises(NotPossible, match="No analysis session is open"):
        tree.end_session()
    tree.begin_session("een", who="anna")
    with pytest.raises(NotPossible, match="'een'"):
        tree.begin_session("twee")
    tree.end_session(who="anna")
    tree.begin_session("twee", who="ben")
    before = dump(coded)
    with pytest.raises(LaterWork, match="two sessions"):
        coded.undo("anna")
    assert dump(coded) == before


@pytest.mark.parametrize(
    "asked", [{"reason": "  "}, {"reason": "x", "day": "15-3-2021"}, {"reason": "x", "day": "ooit"}]
)
def test_a_session_has_a_reason_and_a_day(coded: Project, asked: dict[str, str]) -> None:
    with pytest.raises(WrongUsage):
        coded.tree.begin_session(**asked)
    assert coded.tree.sessions() == []


def test_a_session_stays_readable_where_the_change_before_it_is_undone(coded: Project) -> None:
    coded.tree.create("Nieuw", who="anna")
    coded.tree.begin_session("overleg", who="ben")
    coded.undo("anna")
    assert flow_of(coded).codes == (10, 10)


def test_a_session_may_begin_before_there_is_a_code(project: MakeProject, tmp_path: Path) -> None:
    import qualcode as qc

    (tmp_path / "leeg").mkdir()
    (tmp_path / "leeg" / "qualcode.yaml").write_text("title: T", encoding="utf-8")
    with qc.open(tmp_path / "leeg") as one:
        one.tree.begin_session("open coderen")
        assert flow_of(one).codes == (0, 0)
        one.tree.create("Eerste", open=True)
        assert (flow_of(one).codes, flow_of(one).open_codes, flow_of(one).made) == ((0, 1), (0, 1), 1)


# --- relations -------------------------------------------------------------------------------------------------


def test_relations_are_named_and_taken_back(coded: Project) -> None:
    tree = coded.tree
    made = tree.relate("Druk", "belemmert", "Wens/Bellen", who="anna", because="zie k1")
    tree.relate("Druk", "gaat  vooraf aan", "Geld")
    tree.relate("Wens/Bellen", "belemmert", "Druk")
    assert (made.who, made.remark) == ("anna", "zie k1")
    assert [str(each) for each in tree.relations()] == [
        "Zorg/Druk – belemmert – Wens/Bellen", "Zorg/Druk – gaat vooraf aan – Wens/Geld",
        "Wens/Bellen – belemmert – Zorg/Druk",
    ]  # fmt: skip
    tree.rename("Druk", "Werkdruk")
    tree.unrelate("Druk", "belemmert", "Wens/Bellen")
    assert [each.source_path for each in tree.relations()] == ["Zorg/Werkdruk", "Wens/Bellen"]
    coded.undo()
    assert len(tree.relations()) == 3
    assert coded.tree.version == 2, "relations make no version"


@pytest.mark.parametrize(
    ("source", "kind", "target", "error"),
    [
        ("Druk", "belemmert", "Wens/Bellen", NotPossible),
        ("Druk", "belemmert", "Druk", NotPossible),
        ("Druk", "  ", "Geld", WrongUsage),
        ("Nergens", "belemmert", "Geld", UnknownCode),
    ],
)
def test_a_relation_that_makes_no_sense_is_refused(
    coded: Project, source: str, kind: str, target: str, error: type[Exception]
) -> None:
    coded.tree.relate("Druk", "belemmert", "Wens/Bellen")
    before = dump(coded)
    with pytest.raises(error):
        coded.tree.relate(source, kind, target)
    with pytest.raises(NotPossible, match="no such relation"):
        coded.tree.unrelate("Geld", "belemmert", "Druk")
    coded.tree.relate("Geld", "leidt tot", "Druk", dry_run=True)
    assert dump(coded) == before


# --- rereading -------------------------------------------------------------------------------------------------


def to_reread(one: Project, since: str | int | None = None) -> list[tuple[str, str, int, int]]:
    return [(each.document, each.coder, each.version, each.codings) for each in one.tree.reread(since)]


def test_documents_coded_under_an_older_definition_are_to_be_reread(coded: Project) -> None:
    """k1 and k2 were finished by anna, k3 by ben, and k4 was coded by carla; all under version 1."""
    assert to_reread(coded) == []
    coded.tree.rename("Los", "Vrij")
    coded.tree.reorder("Geld", before="Wens/Bellen")
    coded.tree.remark("Geld", "hm")
    assert to_reread(coded) == [], "none of these changes what a code means"
    coded.tree.define("Cijfer", definition="alleen van de respondent")
    assert to_reread(coded) == [
        ("k2", "anna", 1, 1), ("k3", "ben", 1, 1), ("k4", "carla", 1, 1), ("k1", "anna", 1, 0), ("k2", "ben", 1, 0),
    ]  # fmt: skip
    coded.tree.merge("Vast", "Druk")
    found = to_reread(coded)
    assert found[0] == ("k1", "anna", 1, 2)
    assert [str(each) for each in coded.tree.reread()[0].changes] == [
        "merged: Vast (into Zorg/Druk)", "definition changed: Zorg/Cijfer (definition)",
    ]  # fmt: skip


def test_since_a_version_only_what_changed_after_it(coded: Project) -> None:
    coded.tree.define("Cijfer", definition="zo")
    coded.tree.release("besproken")
    assert to_reread(coded, "besproken") == []
    coded.tree.define("Geld", definition="anders")
    assert {each.document: [str(one) for one in each.changes] for each in coded.tree.reread("besproken")}["k4"] == [
        "definition changed: Wens/Geld (definition)"
    ]
    assert to_reread(coded, "besproken")[0] == ("k4", "carla", 1, 1)


def test_a_document_finished_since_is_not_to_be_reread(coded: Project) -> None:
    coded.tree.define("Geld", definition="anders")
    coded.done("k4", coder="carla")
    assert ("k4", "carla") not in {each[:2] for each in to_reread(coded)}
    assert ("k3", "ben") in {each[:2] for each in to_reread(coded)}


def test_what_was_done_and_undone_asks_for_nothing(coded: Project) -> None:
    coded.tree.define("Geld", definition="anders")
    coded.undo()
    assert to_reread(coded) == []


def test_marked_done_again_a_document_is_off_the_list(coded: Project) -> None:
    coded.tree.define("Cijfer", definition="zo")
    assert "k2" in {each[0] for each in to_reread(coded) if each[1] == "anna"}
    assert coded.done("k2", coder="anna") == ["k2"]
    assert [each for each in to_reread(coded) if each[:2] == ("k2", "anna")] == []
    assert ("k1", "anna", 1, 0) in to_reread(coded)
