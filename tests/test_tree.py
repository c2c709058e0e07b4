"""Changing the code tree: what each change does to the codings, what it says it touches, and that it can be looked at
first and taken back."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from qualcode.errors import AmbiguousCode, LaterWork, NotPossible, QualcodeError, UnknownCode, WrongUsage
from qualcode.model import split_path
from qualcode.project import Project
from qualcode.store import schema
from qualcode.store.tree import Touched
from qualcode.tree import Tree
from tests.conftest import MakeProject

CODEBOOK = """\
name: Proef
codes:
- name: Uitvoering
  codes:
  - {name: Vrijwilligers, codes: [Werving, Behoud]}
  - {name: Belemmeringen, specify: {values: [regels, geld]}}
  - {name: Cijfer, grade: true}
  - {name: Oordeel, grade: {min: 1, max: 5}}
- name: Wensen
  codes:
  - {name: Vrijwilligers, counterpart: Uitvoering/Vrijwilligers}
  - Geld
- {name: Werkdruk, open: true}
- {name: Tijdgebrek, open: true}
"""
SETTINGS = "title: T\ncoders: [{name: anna}, {name: ben, role: second}, {name: carla}]"
TEXTS = {
    "k1": "De coach belt elke week met de wijk.",
    "k2": "De huisarts verwijst te weinig door.",
    "k3": "De groep loopt elke dinsdag samen.",
}
#: document, start, end, code, coder, specification, comment
CODINGS = [
    ("k1", 0, 8, "Uitvoering/Vrijwilligers", "anna", "", ""),
    ("k1", 0, 8, "Werving", "anna", "", ""),
    ("k1", 9, 13, "Behoud", "ben", "", ""),
    ("k1", 9, 13, "Wensen/Vrijwilligers", "ben", "", ""),
    ("k1", 14, 23, "Belemmeringen", "anna", "regels", ""),
    ("k2", 0, 11, "Belemmeringen", "ben", "geld", ""),
    ("k2", 0, 11, "Belemmeringen", "ben", "regels", ""),
    ("k2", 12, 20, "Werkdruk", "anna", "", "zegt ze zelf"),
    ("k2", 12, 20, "Tijdgebrek", "anna", "", "dus te druk"),
    ("k3", 0, 8, "Werkdruk", "carla", "", ""),
    ("k3", 9, 14, "Geld", "carla", "", ""),
]


@pytest.fixture
def coded(project: MakeProject) -> Project:
    """Three documents, coded by three with the codes above."""
    one = project(TEXTS, CODEBOOK, SETTINGS)
    for document, start, end, code, coder, specification, comment in CODINGS:
        one.code(
            document, start=start, end=end, code=code, coder=coder, specification=specification, comment=comment
        )  # fmt: skip
    return one


def dump(one: Project) -> dict[str, list[Any]]:
    """Every row of every tracked table, as SQLite has it."""
    with sqlite3.connect(one.root / ".qualcode" / "project.db") as connection:
        found = {
            table.name: connection.execute(f'SELECT * FROM "{table.name}" ORDER BY key').fetchall()
            for table in schema.TRACKED
        }
    connection.close()
    return found


def everything(one: Project) -> tuple[dict[str, list[Any]], str, bytes]:
    return dump(one), one.export_codebook(), one.export_codings()


def paths(one: Project, *, retired: bool = False) -> list[str]:
    """The paths of the codes in use, or of the retired ones, in the codebook's order."""
    book = one.codebook
    return [book.path(code.id) for code in book if code.retired is retired]


def said(one: Project, code: str) -> list[tuple[Any, ...]]:
    """The codings that now carry this code: the quotation's label, coder, specification and comment."""
    frame = one.codings
    columns = ["quotation", "coder", "specification", "comment"]
    return [tuple(row) for row in frame[frame["code"] == code][columns].itertuples(index=False)]


def row(matrix: Any, path: str) -> list[float]:
    """The numbers of a code's row, column by column."""
    return matrix.frame.iloc[matrix.row_number(split_path(path))].tolist()


def below(path: str) -> Callable[[pd.DataFrame], Any]:
    return lambda frame: (frame["code"] == path) | frame["code"].str.startswith(f"{path}/")


def of(*codes: str, **columns: str) -> Callable[[pd.DataFrame], Any]:
    def fits(frame: pd.DataFrame) -> Any:
        chosen = frame["code"].isin(codes)
        for name, value in columns.items():
            chosen &= frame[name] == value
        return chosen

    return fits


#: Every change with the codings (as they are before it) that it touches.
CHANGES: dict[str, tuple[Callable[..., Touched], Callable[[pd.DataFrame], Any]]] = {
    "create": (lambda tree, **how: tree.create("Wensen/Tijd", definition="te weinig", **how), of()),
    "rename": (
        lambda tree, **how: tree.rename("Uitvoering/Vrijwilligers", "Helpers", **how),
        below("Uitvoering/Vrijwilligers"),
    ),
    "move": (lambda tree, **how: tree.move("Uitvoering", "Wensen", **how), below("Uitvoering")),
    "reorder": (lambda tree, **how: tree.reorder("Wensen/Geld", before="Wensen/Vrijwilligers", **how), of()),
    "merge": (
        lambda tree, **how: tree.merge(["Werkdruk", "Tijdgebrek"], "Belemmeringen", specify=True, **how),
        of("Werkdruk", "Tijdgebrek"),
    ),
    "merge with what is below": (
        lambda tree, **how: tree.merge("Uitvoering/Vrijwilligers", "Wensen/Vrijwilligers", **how),
        below("Uitvoering/Vrijwilligers"),
    ),
    "split by query": (
        lambda tree, **how: tree.split("Belemmeringen", "In k2", where={"document": "k2"}, **how),
        of("Uitvoering/Belemmeringen", document="k2"),
    ),
    "split by specification": (
        lambda tree, **how: tree.split("Belemmeringen", by_specification=True, **how), of("Uitvoering/Belemmeringen"),
    ),
    "split by quotation": (
        lambda tree, **how: tree.split("Werkdruk", {"Bij anna": ["k2:2"]}, **how), of("Werkdruk", document="k2"),
    ),
    "promote a specification": (
        lambda tree, **how: tree.promote("Belemmeringen", specification="Regels", **how),
        of("Uitvoering/Belemmeringen", specification="regels"),
    ),
    "promote an open code": (lambda tree, **how: tree.promote("Werkdruk", to="Uitvoering", **how), of("Werkdruk")),
    "retire": (lambda tree, **how: tree.retire("Uitvoering/Vrijwilligers", **how), below("Uitvoering/Vrijwilligers")),
    "remark": (lambda tree, **how: tree.remark("Geld", "twijfel", **how), of()),
    "define": (lambda tree, **how: tree.define("Geld", definition="alles over geld", **how), of("Wensen/Geld")),
}  # fmt: skip
EVERY_CHANGE = pytest.mark.parametrize(("change", "touches"), CHANGES.values(), ids=CHANGES)


# --- what holds for every change ------------------------------------------------------------------------------


@EVERY_CHANGE
def test_a_change_says_what_it_touches(coded: Project, change: Any, touches: Any) -> None:
    frame = coded.codings
    concerned = frame[touches(frame)]
    touched = change(coded.tree)
    counted = (len(concerned), concerned["document"].nunique(), concerned["coder"].nunique())
    assert (touched.codings, touched.documents, touched.coders) == counted
    assert touched.version == coded.tree.version == 2
    assert touched.lines
    assert not touched.dry_run


@EVERY_CHANGE
def test_a_dry_run_says_the_same_and_keeps_nothing(coded: Project, change: Any, touches: Any) -> None:
    before, history = everything(coded), coded.history()
    tried = change(coded.tree, dry_run=True)
    assert (everything(coded), coded.history()) == (before, history)
    done = change(coded.tree)
    assert tried.dry_run
    assert (tried.lines, tried.codings, tried.documents, tried.coders) == (
        done.lines, done.codings, done.documents, done.coders,
    )  # fmt: skip


@EVERY_CHANGE
def test_a_change_is_one_action_that_is_undone_and_redone(coded: Project, change: Any, touches: Any) -> None:
    before, actions = everything(coded), len(coded.history())
    touched = change(coded.tree, who="anna")
    after = everything(coded)
    assert len(coded.history()) == actions + 1
    event = coded.history()[-1]
    assert (event.what, event.who, event.summary) == (f"codebook {touched.what}", "anna", str(touched))
    assert after != before
    coded.undo()
    assert everything(coded) == before
    coded.redo()
    assert everything(coded) == after
    coded.undo("anna")
    assert everything(coded) == before
    assert coded.check() == []


@pytest.mark.parametrize("change", [change for name, (change, _) in CHANGES.items() if name != "remark"])
def test_the_reason_is_kept_with_the_decision(coded: Project, change: Any) -> None:
    change(coded.tree, because=" na overleg ")
    assert coded.tree.decisions()[-1].remark == "na overleg"


# --- create, rename, move, reorder -----------------------------------------------------------------------------


def test_a_new_code_stands_last_under_its_parent(coded: Project) -> None:
    coded.tree.create("Wensen/Tijd", open=True, keywords="uren", examples={"typical": ("geen tijd",)})
    coded.tree.create(r"Wensen/Geld/In\/uit")
    coded.tree.create("  Los  ")
    book = coded.codebook
    assert [book.path(code.id) for code in book.subtree(book.find("Wensen").id)] == [
        "Wensen", "Wensen/Vrijwilligers", "Wensen/Geld", r"Wensen/Geld/In\/uit", "Wensen/Tijd",
    ]  # fmt: skip
    assert paths(coded)[-1] == "Los"
    code = book.find("Tijd")
    assert (code.open, code.keywords, code.examples) == (True, ("uren",), {"typical": ("geen tijd",)})


def test_renaming_and_moving_change_no_coding_and_the_old_path_still_finds_the_code(coded: Project) -> None:
    before = dump(coded)["coding"]
    code = coded.codebook.find("Uitvoering/Vrijwilligers").id
    coded.tree.rename("Uitvoering/Vrijwilligers", "Helpers")
    coded.tree.move("Helpers", "/")
    coded.tree.rename("Helpers", "Mensen/groepen")
    assert dump(coded)["coding"] == before
    book = coded.codebook
    assert book.path(code) == r"Mensen\/groepen"
    for old in ("Uitvoering/Vrijwilligers", "Uitvoering/Helpers", "Helpers", r"Mensen\/groepen", "uitvoering/helpers"):
        assert book.find(old).id == code, old
    assert book.path(book.find("Uitvoering/Vrijwilligers/Werving").id) == r"Mensen\/groepen/Werving"


def test_a_code_in_use_goes_before_one_that_was_called_so(coded: Project) -> None:
    coded.tree.rename("Uitvoering/Vrijwilligers", "Helpers")
    coded.tree.create("Uitvoering/Vrijwilligers")
    book = coded.codebook
    assert book.path(book.find("Uitvoering/Vrijwilligers").id) == "Uitvoering/Vrijwilligers"
    assert book.path(book.find("Uitvoering/Vrijwilligers/Werving").id) == "Uitvoering/Helpers/Werving"


def test_the_order_is_the_researchers(coded: Project) -> None:
    def order() -> list[str]:
        return [code.name for code in coded.codebook.children()]

    coded.tree.reorder("Tijdgebrek", before="Uitvoering")
    assert order() == ["Tijdgebrek", "Uitvoering", "Wensen", "Werkdruk"]
    coded.tree.reorder("Uitvoering", after="Werkdruk")
    assert order() == ["Tijdgebrek", "Wensen", "Werkdruk", "Uitvoering"]


# --- merge -----------------------------------------------------------------------------------------------------


def test_merged_codings_carry_the_other_code_and_doubles_become_one_with_both_comments(coded: Project) -> None:
    coded.tree.merge(["Werkdruk"], into="Tijdgebrek")
    assert said(coded, "Tijdgebrek") == [
        ("k2:2", "anna", "", "dus te druk\nzegt ze zelf"),
        ("k3:1", "carla", "", ""),
    ]
    assert said(coded, "Werkdruk") == []
    assert "Werkdruk" in paths(coded, retired=True)
    assert coded.codebook.find("Werkdruk").name == "Tijdgebrek"


def test_a_coding_that_was_there_twice_counts_its_document_and_coder(coded: Project) -> None:
    """What is dropped as a double is touched all the same."""
    touched = coded.tree.merge("Tijdgebrek", "Werkdruk")
    assert (touched.codings, touched.documents, touched.coders) == (1, 1, 1)
    assert len(said(coded, "Werkdruk")) == 2


def test_another_value_or_specification_or_coder_is_no_double(coded: Project) -> None:
    coded.code("k2", start=12, end=20, code="Tijdgebrek", coder="ben")
    coded.tree.merge(["Werkdruk", "Tijdgebrek"], "Belemmeringen", specify=True)
    assert [row[:3] for row in said(coded, "Uitvoering/Belemmeringen") if row[0] in ("k2:2", "k2:3", "k3:1")] == [
        ("k2:2", "anna", "Werkdruk"), ("k2:2", "anna", "Tijdgebrek"), ("k3:1", "carla", "Werkdruk"),
        ("k2:3", "ben", "Tijdgebrek"),
    ]  # fmt: skip


def test_a_final_coding_stays_where_its_double_is_a_draft(coded: Project) -> None:
    coded.code("k3", start=15, end=21, code="Werkdruk", coder="anna", draft=True)
    coded.code("k3", start=15, end=21, code="Tijdgebrek", coder="anna")
    coded.tree.merge("Tijdgebrek", "Werkdruk")
    frame = coded.codings
    assert frame[frame["quotation"] == "k3:3"]["status"].tolist() == ["final"]


def test_the_target_takes_what_the_moved_codings_specify(coded: Project) -> None:
    coded.code("k3", start=9, end=14, code="Belemmeringen", coder="anna", specification="regels")
    coded.tree.merge("Belemmeringen", "Geld")
    assert coded.codebook.find("Wensen/Geld").specify is not None
    assert sorted(row[2] for row in said(coded, "Wensen/Geld")) == ["", "geld", "regels", "regels", "regels"]
    coded.code("k1", start=0, end=2, code="Wensen/Geld", coder="anna", specification="iets nieuws")


def test_a_target_with_fixed_specifications_takes_the_new_ones_too(coded: Project) -> None:
    coded.tree.merge("Werkdruk", "Belemmeringen", specify=True)
    specify = coded.codebook.find("Belemmeringen").specify
    assert specify is not None
    assert (specify.values, specify.free) == (("regels", "geld", "Werkdruk"), False)


def test_codes_below_come_along_with_their_old_paths(coded: Project) -> None:
    coded.tree.merge("Uitvoering/Vrijwilligers", "Wensen/Vrijwilligers")
    assert "Wensen/Vrijwilligers/Werving" in paths(coded)
    assert paths(coded, retired=True) == ["Uitvoering/Vrijwilligers"]
    book = coded.codebook
    assert book.path(book.find("Uitvoering/Vrijwilligers").id) == "Wensen/Vrijwilligers"
    assert book.path(book.find("Uitvoering/Vrijwilligers/Behoud").id) == "Wensen/Vrijwilligers/Behoud"


def test_several_codes_bring_what_is_below_them_in_their_order(coded: Project) -> None:
    coded.tree.create("Werkdruk/Zorg")
    coded.tree.merge(["Uitvoering/Vrijwilligers", "Werkdruk"], "Wensen/Geld")
    book = coded.codebook
    assert [code.name for code in book.children(book.find("Wensen/Geld").id)] == ["Werving", "Behoud", "Zorg"]


def test_a_code_goes_into_the_one_above_it_even_where_one_below_is_called_the_same(coded: Project) -> None:
    coded.tree.create("Uitvoering/Vrijwilligers/Vrijwilligers")
    code = coded.codebook.find("Vrijwilligers/Vrijwilligers").id
    coded.tree.merge("Uitvoering/Vrijwilligers", "Uitvoering")
    assert coded.codebook.path(code) == "Uitvoering/Vrijwilligers"
    assert said(coded, "Uitvoering") == [("k1:1", "anna", "", "")]


def test_a_counterpart_follows_a_merge(coded: Project) -> None:
    coded.tree.merge("Uitvoering/Vrijwilligers", "Belemmeringen")
    book = coded.codebook
    assert book[book.find("Wensen/Vrijwilligers").counterpart].name == "Belemmeringen"


def test_a_code_merged_with_its_counterpart_has_none(coded: Project) -> None:
    coded.tree.merge("Uitvoering/Vrijwilligers", "Wensen/Vrijwilligers")
    assert coded.codebook.find("Wensen/Vrijwilligers").counterpart == ""


def test_merged_on_and_on_the_first_path_finds_the_last(coded: Project) -> None:
    coded.tree.rename("Tijdgebrek", "Haast")
    coded.tree.merge("Tijdgebrek", "Werkdruk")
    coded.tree.merge("Werkdruk", "Geld")
    for old in ("Tijdgebrek", "Haast", "Werkdruk"):
        assert coded.codebook.find(old).name == "Geld", old


def test_what_a_review_struck_is_no_double_and_verdicts_follow_what_stays(coded: Project) -> None:
    """Carla removes one of two codings that become the same: the other goes on counting."""
    review = coded.review("k2", coder="carla", author="anna")
    review.remove("2/Tijdgebrek", comment="staat er niet")
    review.agree_rest()
    coded.tree.merge("Tijdgebrek", "Werkdruk")
    assert len(said(coded, "Werkdruk")) == 3
    assert row(coded.matrix(columns="document", measure="codings"), "Werkdruk") == [0, 1, 1]
    assert [item.verdict for item in coded.review("k2", coder="carla", author="anna").items] == ["agreed", "removed"]
    assert coded.check() == []


def test_verdicts_on_a_double_are_on_the_one_that_stays(coded: Project) -> None:
    review = coded.review("k2", coder="carla", author="anna")
    review.agree_rest()
    coded.tree.merge("Tijdgebrek", "Werkdruk")
    assert [item.verdict for item in review.items] == ["agreed"]
    assert coded.check() == []


def test_work_of_a_reviewers_own_and_what_was_laid_in_a_review_stay_apart(coded: Project) -> None:
    coded.code("k3", start=15, end=21, code="Werkdruk", coder="ben")
    coded.done("k3", coder="ben")
    coded.review("k3", coder="ben", author="carla").add(code="Tijdgebrek", start=15, end=21, comment="ook")
    before = coded.matrix(columns="document", measure="codings").frame["k3"].sum()
    coded.tree.merge("Tijdgebrek", "Werkdruk")
    assert [row[:2] for row in said(coded, "Werkdruk")].count(("k3:3", "ben")) == 2
    assert coded.matrix(columns="document", measure="codings").frame["k3"].sum() == before


# --- split and promote -----------------------------------------------------------------------------------------


def test_split_by_query_leaves_the_rest(coded: Project) -> None:
    touched = coded.tree.split("Belemmeringen", "In k2", where={"document": "k2"})
    assert [row[0] for row in said(coded, "Uitvoering/Belemmeringen")] == ["k1:3"]
    assert [row[::2][:2] for row in said(coded, "Uitvoering/In k2")] == [("k2:1", "geld"), ("k2:1", "regels")]
    assert coded.codebook.find("In k2").specify == coded.codebook.find("Belemmeringen").specify
    assert touched.codings == 2


def test_split_below_keeps_the_count_of_the_whole(coded: Project) -> None:
    coded.tree.split("Belemmeringen", "In k2", where={"document": "k2"}, below=True)
    assert "Uitvoering/Belemmeringen/In k2" in paths(coded)
    matrix = coded.matrix(columns="document", measure="codings", layer="union")
    assert row(matrix, "Uitvoering/Belemmeringen") == [1, 2, 0]
    assert row(matrix, "Uitvoering/Belemmeringen/In k2") == [0, 2, 0]


def test_split_by_some_specifications_whatever_their_capitals(coded: Project) -> None:
    coded.code("k3", start=0, end=8, code="Belemmeringen", coder="anna", specification="geld")
    coded.tree.merge("Werkdruk", into="Belemmeringen", specify=True)
    coded.tree.split("Belemmeringen", ["Werkdruk"], by_specification=True)
    assert coded.codebook.find("Belemmeringen/Werkdruk")
    assert not any(each.name == "geld" for each in coded.codebook)


def test_split_by_specification_makes_a_code_of_each(coded: Project) -> None:
    coded.tree.split("Belemmeringen", by_specification=True)
    assert said(coded, "Uitvoering/Belemmeringen") == []
    assert said(coded, "Uitvoering/Belemmeringen/regels") == [("k1:3", "anna", "", ""), ("k2:1", "ben", "", "")]
    assert said(coded, "Uitvoering/Belemmeringen/geld") == [("k2:1", "ben", "", "")]


def test_split_by_some_specifications_only(coded: Project) -> None:
    coded.tree.split("Belemmeringen", "GELD", by_specification=True)
    assert [row[2] for row in said(coded, "Uitvoering/Belemmeringen")] == ["regels", "regels"]
    assert len(said(coded, "Uitvoering/Belemmeringen/geld")) == 1


def test_split_quotation_by_quotation_into_new_codes_and_one_that_is_there(coded: Project) -> None:
    identity = coded.codings_of("k2:2", "Werkdruk", "anna")[0]
    coded.tree.split("Werkdruk", {"Zelf": [identity], "Wensen/Geld": "k3:1"})
    assert said(coded, "Zelf") == [("k2:2", "anna", "", "zegt ze zelf")]
    assert [row[0] for row in said(coded, "Wensen/Geld")] == ["k3:1", "k3:2"]
    assert said(coded, "Werkdruk") == []
    assert "Werkdruk" in paths(coded), "it stays, without codings"


def test_split_into_a_code_that_has_the_coding_already_makes_one_of_both(coded: Project) -> None:
    coded.tree.split("Werkdruk", {"Tijdgebrek": ["k2:2"]})
    assert said(coded, "Tijdgebrek") == [("k2:2", "anna", "", "dus te druk\nzegt ze zelf")]


def test_a_promoted_specification_is_a_code_and_specified_no_more(coded: Project) -> None:
    coded.tree.promote("Belemmeringen", specification="REGELS")
    assert [row[:3] for row in said(coded, "Uitvoering/Belemmeringen/regels")] == [
        ("k1:3", "anna", ""),
        ("k2:1", "ben", ""),
    ]
    coded.tree.promote("Belemmeringen", specification="geld", to="/", name="Te duur")
    assert [row[:3] for row in said(coded, "Te duur")] == [("k2:1", "ben", "")]


def test_a_promoted_open_code_is_one_of_the_tree(coded: Project) -> None:
    coded.tree.promote("Werkdruk", to="Uitvoering", name="Druk")
    coded.tree.promote("Tijdgebrek")
    book = coded.codebook
    assert [(book.path(code.id), code.open) for code in (book.find("Werkdruk"), book.find("Tijdgebrek"))] == [
        ("Uitvoering/Druk", False), ("Tijdgebrek", False),
    ]  # fmt: skip
    assert len(said(coded, "Uitvoering/Druk")) == 2


def test_an_open_code_that_is_promoted_where_it_stands_keeps_its_place(coded: Project) -> None:
    coded.tree.promote("Werkdruk", name="Druk")
    assert [code.name for code in coded.codebook.children()] == ["Uitvoering", "Wensen", "Druk", "Tijdgebrek"]


# --- retire and restore, remark and define -----------------------------------------------------------------------


def test_retired_codes_keep_their_codings_and_take_no_new_ones(coded: Project) -> None:
    def counted() -> list[float]:
        return coded.matrix(columns="document", measure="codings", layer="union").frame.to_numpy().tolist()

    before = counted()
    coded.tree.retire("Uitvoering/Vrijwilligers")
    assert counted() == before
    with pytest.raises(NotPossible, match="retired and takes no new codings"):
        coded.code("k1", start=0, end=2, code="Werving", coder="anna")
    coded.tree.restore("Uitvoering/Vrijwilligers")
    coded.code("k1", start=0, end=2, code="Werving", coder="anna")


def test_restoring_brings_back_what_was_retired_with_it_and_nothing_else(coded: Project) -> None:
    """Werving went before; Behoud was merged away and its name was given again."""
    coded.tree.retire("Werving")
    coded.tree.merge("Behoud", "Geld")
    coded.tree.create("Uitvoering/Vrijwilligers/Behoud")
    coded.tree.retire("Uitvoering")
    coded.tree.restore("Uitvoering")
    assert paths(coded, retired=True) == ["Uitvoering/Vrijwilligers/Werving", "Uitvoering/Vrijwilligers/Behoud"]
    assert paths(coded).count("Uitvoering/Vrijwilligers/Behoud") == 1


def test_what_was_merged_into_another_comes_back_without_its_codings(coded: Project) -> None:
    coded.tree.merge("Werkdruk", "Geld")
    touched = coded.tree.restore("Werkdruk")
    assert touched.lines == ("Werkdruk restored", "its codings were merged into Wensen/Geld and stay there")
    assert (said(coded, "Werkdruk"), coded.codebook.find("Werkdruk").retired) == ([], False)


def test_remarks_are_dated_and_stand_below_each_other(coded: Project) -> None:
    coded.tree.remark("Geld", "  eerst\nvaag ", who="anna")
    coded.tree.remark("Geld", "dan scherp")
    day = datetime.now(UTC).date().isoformat()
    assert coded.codebook.find("Geld").remark == f"{day} anna: eerst vaag\n{day}: dan scherp"


def test_define_changes_only_what_is_named(coded: Project) -> None:
    coded.tree.define("Geld", definition="euro's", include="subsidie", keywords=["euro", "budget"], specify=True)
    coded.tree.define("Geld", exclude=["tijd"])
    code = coded.codebook.find("Geld")
    assert (code.definition, code.include, code.exclude, code.keywords) == (
        "euro's", ("subsidie",), ("tijd",), ("euro", "budget"),
    )  # fmt: skip
    assert code.specify is not None
    coded.code("k1", start=0, end=2, code="Geld", coder="anna", specification="gemeente")


# --- refusals --------------------------------------------------------------------------------------------------

REFUSED: list[tuple[Callable[[Tree], object], type[QualcodeError], str]] = [
    (lambda tree: tree.create("Wensen/geld"), NotPossible, "There is a code Wensen/Geld already"),
    (lambda tree: tree.create("Wensen/"), WrongUsage, "needs a name"),
    (lambda tree: tree.create(" "), WrongUsage, "needs a name"),
    (lambda tree: tree.create("Nergens/Iets"), UnknownCode, "no code 'Nergens'"),
    (lambda tree: tree.create("X", kleur="rood"), WrongUsage, "no field 'kleur'"),
    (lambda tree: tree.rename("Vrijwilligers", "X"), AmbiguousCode, "may mean 2 codes"),
    (lambda tree: tree.rename("Geld", "vrijwilligers"), NotPossible, "There is a code Wensen/Vrijwilligers already"),
    (lambda tree: tree.rename("Geld", "Geld "), NotPossible, "called that already"),
    (lambda tree: tree.rename("Geld", " \n"), WrongUsage, "needs a name"),
    (lambda tree: tree.move("Uitvoering", "Werving"), NotPossible, "cannot go below itself"),
    (lambda tree: tree.move("Uitvoering", "Uitvoering"), NotPossible, "cannot go below itself"),
    (lambda tree: tree.move("Geld", "Wensen"), NotPossible, "stands there already"),
    (lambda tree: tree.move("Uitvoering/Vrijwilligers", "Wensen"), NotPossible, "There is a code"),
    (lambda tree: tree.move("Geld", "Oud"), NotPossible, "Oud is retired"),
    (lambda tree: tree.reorder("Geld", before="Werkdruk"), NotPossible, "do not stand beside each other"),
    (lambda tree: tree.reorder("Geld"), WrongUsage, "Say where"),
    (lambda tree: tree.reorder("Geld", before="Geld", after="Geld"), WrongUsage, "Say where"),
    (lambda tree: tree.reorder("Geld", after="Wensen/Vrijwilligers"), NotPossible, "Vrijwilligers already"),
    (lambda tree: tree.merge([], "Geld"), WrongUsage, "which codes to merge"),
    (lambda tree: tree.merge("Geld", "Geld"), NotPossible, "that is that code"),
    (lambda tree: tree.merge("Uitvoering", "Werving"), NotPossible, "lies below it"),
    (lambda tree: tree.merge(["Uitvoering", "Werving"], "Geld"), NotPossible, "Merge one after the other"),
    (lambda tree: tree.merge("Geld", "Oud"), NotPossible, "Oud is retired"),
    (lambda tree: tree.merge("Oud", "Geld"), NotPossible, "Oud is retired"),
    (lambda tree: tree.merge("Cijfer", "Geld"), NotPossible, "carry grades, and that code takes none"),
    (lambda tree: tree.merge("Geld", "Cijfer"), NotPossible, "that code is a grade"),
    (lambda tree: tree.merge("Cijfer", "Oordeel"), NotPossible, "the scales of the grades differ"),
    (lambda tree: tree.merge(["Tweeling/A", "Tweeling/B"], "Geld"), NotPossible, "would both be called Kind"),
    (lambda tree: tree.split("Geld"), WrongUsage, "Say which codings"),
    (lambda tree: tree.split("Geld", "X"), WrongUsage, "Say which codings"),
    (lambda tree: tree.split("Geld", {}), WrongUsage, "Say into which codes"),
    (lambda tree: tree.split("Geld", "X", where={"document": "k1"}), NotPossible, "no coding of Wensen/Geld fits"),
    (lambda tree: tree.split("Geld", "X", where={"gemeente": "k1"}), QualcodeError, "gemeente"),
    (lambda tree: tree.split("Geld", {"X": ["k3:2"], "Y": ["k3:2"]}), NotPossible, "Each goes to one"),
    (lambda tree: tree.split("Geld", {"X": ["k3:2", "k1:1"]}), NotPossible, "k1:1"),
    (lambda tree: tree.split("Geld", {"Geld": ["k3:2"]}), NotPossible, "that code itself"),
    (lambda tree: tree.split("Geld", {"Uitvoering/Cijfer": ["k3:2"]}), NotPossible, "that code is a grade"),
    (lambda tree: tree.split("Geld", by_specification=True), NotPossible, "nothing to split by"),
    (lambda tree: tree.split("Oud", {"X": []}), NotPossible, "Oud is retired"),
    (lambda tree: tree.promote("Belemmeringen", specification="tijd"), NotPossible, "They specify: regels, geld"),
    (lambda tree: tree.promote("Belemmeringen", specification=""), WrongUsage, "it is empty"),
    (lambda tree: tree.promote("Belemmeringen", specification="geld", to="Oud"), NotPossible, "Oud is retired"),
    (lambda tree: tree.promote("Geld"), NotPossible, "no open code"),
    (lambda tree: tree.promote("Werkdruk", name="Tijdgebrek"), NotPossible, "There is a code Tijdgebrek already"),
    (lambda tree: tree.retire("Oud"), NotPossible, "retired already"),
    (lambda tree: tree.restore("Geld"), NotPossible, "is not retired"),
    (lambda tree: tree.restore("Oud/Onder"), NotPossible, "Oud above it is retired too"),
    (lambda tree: tree.remark("Geld", "  "), WrongUsage, "remark is empty"),
    (lambda tree: tree.define("Geld", definition=""), NotPossible, "nothing was changed"),
    (lambda tree: tree.define("Geld", naam="X"), WrongUsage, "no field 'naam'"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence_and_changes_nothing(
    coded: Project, call: Any, error: type[QualcodeError], words: str
) -> None:
    for path in ("Oud", "Oud/Onder", "Tweeling", "Tweeling/A", "Tweeling/B", "Tweeling/A/Kind", "Tweeling/B/kind"):
        coded.tree.create(path)
    coded.tree.retire("Oud")
    coded.code("k1", start=0, end=2, code="Cijfer", coder="anna", value=7)
    before, events = everything(coded), coded.history()
    with pytest.raises(error) as caught:
        call(coded.tree)
    assert words.casefold() in str(caught.value).casefold()
    assert (everything(coded), coded.history()) == (before, events)


def test_a_restored_name_may_be_taken(coded: Project) -> None:
    coded.tree.retire("Geld")
    coded.tree.create("Wensen/Geld")
    with pytest.raises(NotPossible, match="There is a code Wensen/Geld already"):
        coded.tree.restore("Geld")


# --- undo beside the work of others ------------------------------------------------------------------------------


def test_a_merge_is_undone_though_others_coded_with_the_target_since(coded: Project) -> None:
    before = said(coded, "Werkdruk")
    coded.tree.merge("Werkdruk", "Geld", who="anna")
    coded.code("k1", start=0, end=2, code="Geld", coder="ben")
    coded.undo("anna")
    assert said(coded, "Werkdruk") == before
    assert ("k1:4", "ben", "", "") in said(coded, "Wensen/Geld")


def test_a_merge_is_not_undone_under_somebody_who_changed_a_moved_coding(coded: Project) -> None:
    coded.tree.merge("Werkdruk", "Geld", who="anna")
    coded.change(coded.codings_of("k3:1", "Geld", "carla")[0], coder="carla", comment="klopt")
    before = everything(coded)
    with pytest.raises(LaterWork, match="change coding by carla"):
        coded.undo("anna")
    assert everything(coded) == before


def test_a_code_that_is_used_since_is_not_undone(coded: Project) -> None:
    coded.tree.create("Nieuw", who="anna")
    coded.code("k1", start=0, end=2, code="Nieuw", coder="ben")
    with pytest.raises(LaterWork, match="a coding"):
        coded.undo("anna")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (lambda tree: tree.retire("Geld", who="anna"), lambda tree: tree.create("Wensen/Geld", who="ben")),
        (lambda tree: tree.rename("Geld", "Euro", who="anna"), lambda tree: tree.create("Wensen/Geld", who="ben")),
        (lambda tree: tree.move("Geld", "/", who="anna"), lambda tree: tree.move("Wensen", "Geld", who="ben")),
    ],
)
def test_a_change_of_the_tree_is_not_undone_from_under_a_later_one(coded: Project, mine: Any, theirs: Any) -> None:
    """Else two codes would bear one name, or each would lie below the other."""
    mine(coded.tree)
    theirs(coded.tree)
    before = everything(coded)
    with pytest.raises(LaterWork, match=r"later change of the codebook: codebook .* by ben"):
        coded.undo("anna")
    assert everything(coded) == before
    coded.undo()
    coded.undo()
    assert (coded.tree.version, "Wensen/Geld" in paths(coded)) == (1, True)


def test_an_undone_code_does_not_come_back_beside_another_of_its_name(coded: Project) -> None:
    coded.tree.create("Nieuw", who="anna")
    coded.undo("anna")
    coded.tree.create("Nieuw", who="ben")
    with pytest.raises(LaterWork):
        coded.redo("anna")
    assert paths(coded).count("Nieuw") == 1


# --- settings and files that name a code as it was called before --------------------------------------------------

GUIDED = """\
title: T
cases: {K: Kampen}
documents: {id: "{case}{number}"}
coders: [{name: anna}]
guide:
  - {id: druk, question: "Hoe druk is het?", codes: [Werkdruk, Uitvoering/Vrijwilligers/Werving], rounds: [1]}
report:
  sections:
    - {title: Druk, codes: [Werkdruk]}
    - {title: Mensen, codes: [Uitvoering/Vrijwilligers], grade: Cijfer}
  contrast: [[Uitvoering, Wensen]]
  helping: [Geld]
  hindering: [Belemmeringen, Werkdruk]
"""


def test_settings_that_name_renamed_and_merged_codes_still_work(project: MakeProject) -> None:
    one = project(
        {f"K{number}": f"---\nround: 1\nkind: interview\n---\n{text}" for number, text in enumerate(TEXTS.values(), 1)},
        CODEBOOK,
        GUIDED,
    )
    one.code("K1", quote="De coach", code="Werkdruk", coder="anna")
    one.code("K2", quote="huisarts", code="Werving", coder="anna")
    one.done(["K1", "K2", "K3"], coder="anna")
    before = one.matrix(share="interviews")
    one.tree.merge("Werkdruk", "Tijdgebrek")
    one.tree.move("Uitvoering/Vrijwilligers", "/", because="te groot")
    one.tree.rename("Vrijwilligers/Werving", "Werven")
    one.tree.rename("Geld", "Euro's")
    assert one.settings_problems() == []
    after = one.matrix(share="interviews")
    assert row(after, "Tijdgebrek") == row(before, "Werkdruk") == [1 / 3]
    assert row(after, "Vrijwilligers/Werven") == row(before, "Uitvoering/Vrijwilligers/Werving") == [1 / 3]
    one.tree.merge("Belemmeringen", "Tijdgebrek")
    written = one.report()
    assert written.warnings == ()
    assert "De coach" in written.paths[0].read_text(encoding="utf-8")


def test_a_file_of_codings_that_names_old_paths_finds_their_codes(coded: Project) -> None:
    coded.tree.merge("Werkdruk", "Geld")
    coded.tree.rename("Uitvoering/Vrijwilligers", "Helpers")
    file = coded.root / "oud.csv"
    rows = [("k1", "coach", "Werkdruk", "anna"), ("k1", "belt", "Uitvoering/Vrijwilligers/Behoud", "anna")]
    text = io.StringIO()
    csv.writer(text).writerows([("document", "quote", "code", "coder"), *rows])
    file.write_text(text.getvalue(), encoding="utf-8")
    assert coded.import_codings(file).errors == []
    frame = coded.codings
    assert frame["code"].tolist()[-2:] == ["Wensen/Geld", "Uitvoering/Helpers/Behoud"]


def test_the_codebook_file_goes_round_after_changes(coded: Project) -> None:
    """What is written can be read, and says nothing new."""
    coded.tree.merge(["Werkdruk", "Tijdgebrek"], "Belemmeringen", specify=True)
    coded.tree.create("Werkdruk")
    coded.tree.retire("Wensen")
    coded.tree.move("Uitvoering/Vrijwilligers", "/")
    coded.export_codebook(coded.root / "nu.yaml")
    assert coded.import_codebook(coded.root / "nu.yaml") == []
    assert coded.tree.version == 5


def test_relations_and_the_counterpart_of_a_merged_code_go_to_its_target(project) -> None:
    """Drukte and Tijd both hinder Verwijzen; after merging one relation is left, and none from a code to itself."""
    one = project({"k1": "x"}, codebook="codes: [Drukte, {name: Tijd, counterpart: Wens}, Verwijzen, Wens]")
    book = one.codebook
    one.tree.relate("Drukte", "belemmert", "Verwijzen")
    one.tree.relate("Tijd", "belemmert", "Verwijzen")
    one.tree.relate("Tijd", "leidt tot", "Drukte")
    one.tree.relate("Verwijzen", "leidt tot", "Tijd")
    one.tree.merge("Tijd", "Drukte")
    assert [str(each) for each in one.tree.relations()] == [
        "Drukte – belemmert – Verwijzen",
        "Verwijzen – leidt tot – Drukte",
    ]
    assert one.codebook.find("Drukte").counterpart == book.find("Wens").id
    one.undo()
    assert len(one.tree.relations()) == 4


def test_a_part_that_goes_to_a_code_that_was_there_is_told(project) -> None:
    one = project({"k1": "een bus en een taxi"}, codebook="codes: [{name: Bus, applies: {town: [X]}}, Taxi]")
    one.tree.release("eerst")
    one.code("k1", quote="een taxi", code="Bus", coder="anna")
    one.tree.split("Bus", {"Taxi": ["k1:1"]})
    assert [str(each) for each in one.tree.diff("eerst").differences] == ["split: Taxi (part of Bus went there)"]
    one.undo()
    one.tree.split("Bus", {"Tram": ["k1:1"]})
    assert one.codebook.find("Tram").applies == {"town": ("X",)}


def test_a_path_that_a_merged_code_had_does_not_change_its_target(project) -> None:
    """Borging holds what Aanbod held; who retires "Aanbod" means neither."""
    one = project({"k1": "x"}, codebook="codes: [Aanbod, Borging]")
    one.tree.merge("Aanbod", "Borging")
    for change in (lambda: one.tree.retire("Aanbod"), lambda: one.tree.rename("aanbod", "B")):
        with pytest.raises(NotPossible, match=r"Aanbod is retired; its codings are with Borging. Name that one"):
            change()
    one.tree.rename("Borging", "Verankering")
    one.tree.retire("Borging")  # the same code under its old name
    assert one.codebook.find("Verankering").retired


def test_a_new_open_code_makes_nothing_to_reread(project) -> None:
    one = project({"k1": "een bus", "k2": "x"}, codebook="codes: [Aanbod]")
    one.code("k2", quote="x", code="Aanbod", coder="anna")
    one.done("k2", coder="anna")
    one.code("k1", quote="een bus", code="bus", coder="anna", open=True)
    assert one.tree.reread() == []
    one.tree.promote("bus")
    assert [each.document for each in one.tree.reread()] == ["k2"]


def test_a_specification_that_nobody_gave_is_named(project) -> None:
    one = project({"k1": "een bus"}, codebook="codes: [{name: Aanbod, specify: true}]")
    one.code("k1", quote="een bus", code="Aanbod", specification="bus", coder="anna")
    with pytest.raises(NotPossible, match=r"specifies 'zwemclub'.*They specify: bus"):
        one.tree.split("Aanbod", ["bus", "zwemclub"], by_specification=True)
