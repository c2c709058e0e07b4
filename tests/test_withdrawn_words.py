"""Saved queries after a purge: what they quoted of the interview is gone, from the queries and from their history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from qualcode.errors import NotPossible
from qualcode.project import Project
from qualcode.query.without import without
from qualcode.store.quoting import Left, Quoted

BOOK = "codes: [{name: A, specify: true}, B]"
SAID = "Een twee drie vier vijf zes zeven acht negen tien."
LEFT = "De boot komt aan. Zij zegt zes zeven acht, en meer niet."


@pytest.fixture
def one(project: Any) -> Project:
    made: Project = project({"x1": SAID, "y1": LEFT}, BOOK)
    made.code("y1", quote="De boot", code="A", coder="anna", specification="kosten")
    made.code("x1", quote="Een twee", code="A", coder="anna", specification="mantelzorg")
    made.code("x1", quote="vijf zes", code="A", coder="anna", specification="kosten")
    return made


def kept(project: Project) -> str:
    """All that the database holds, as text."""
    with sqlite3.connect(project.root / ".qualcode" / "project.db") as connection:
        return "\n".join(connection.iterdump()).casefold()


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("TEXT ‘Een twee drie’", 'TEXT "[…]"'),
        ("TEXT „Een twee drie”", 'TEXT "[…]"'),
        ("A WHERE NOT specification = Een twee drie vier", 'A WHERE NOT specification = "[…]"'),
        ("A WHERE specification IN (boot, Twee drie vier)", 'A WHERE specification IN (boot, "[…]")'),
        (r"A OR TEXT /een\s+twee\s+drie.*/i", 'A OR TEXT "[…]"'),
        ("TEXT /(een twee drie|zo)/ AND A WHERE TEXT 'zei: een twee, drie!'", 'TEXT "[…]" AND A WHERE TEXT "[…]"'),
        ("TEXT 'zes zeven acht' OR TEXT 'een twee'", "TEXT 'zes zeven acht' OR TEXT \"[…]\""),
        (r"TEXT /een\s+twee/i", 'TEXT "[…]"'),  # two words, and an expression that finds only them
        ("TEXT /tw[e]{2}/", 'TEXT "[…]"'),
        ("TEXT /tw.e dr.e/ OR TEXT /boot/", 'TEXT "[…]" OR TEXT /boot/'),
        ("TEXT /(boot|tw.e|zes)/", 'TEXT "[…]"'),  # a part that finds only what is gone
        ("TEXT /(?:(?<naam>tw.e) )?boot/", 'TEXT "[…]"'),
        ("TEXT /^Een twee$/", 'TEXT "[…]"'),  # a quotation that was, not the whole text
        ("TEXT /^boot$|z.s|zeven/i", "TEXT /^boot$|z.s|zeven/i"),  # stands in what is left
        ("A WHERE specification = mantelzorg", 'A WHERE specification = "[…]"'),  # what was noted of it
        ("A WHERE specification = kosten", "A WHERE specification = kosten"),
        ("A WHERE document = twee", "A WHERE document = twee"),  # no text of anybody's
    ],
)
def test_what_a_query_looks_for(one: Project, expression: str, left: str) -> None:
    one.save_query("Q", expression)
    one.purge("x1")
    (saved,) = one.saved_queries
    assert saved.expression == left
    one.query("@Q")  # it still is a query
    assert "twee drie" not in kept(one)


def test_names_and_comments_too(one: Project) -> None:
    one.save_query("Een twee drie vier vijf", "A", comment="Zij zei: een twee, drie vier. Mooi.", who="anna")
    one.save_query("Meer", "@Een twee drie vier vijf OR B", comment="zes zeven acht")
    one.save_query("Een twee drie vier vijf", "A OR B", who="anna", comment="vijf zes zeven acht", replace=True)
    one.undo("anna")
    one.purge("x1")
    first, second = one.saved_queries
    assert first.comment == "Zij zei: […]. Mooi."
    assert first.name.startswith("[…] ")
    assert second.comment == "zes zeven acht"  # stands in an interview that stays
    assert second.expression == f'"@{first.name}" OR B'
    assert one.query("@Meer").labels == ("y1:1",)
    assert "twee drie" not in kept(one).replace(",", "")
    assert "vijf zes" not in kept(one)
    one.redo("anna")  # the history still fits
    assert one.saved_queries[0].expression == "A OR B"


def test_two_names_stay_two(one: Project) -> None:
    one.save_query("Een twee drie", "A")
    one.save_query("Twee drie vier", "B")
    one.purge("x1")
    assert len({each.name for each in one.saved_queries}) == 2
    assert "twee drie" not in kept(one)


def test_what_was_taken_out_goes_from_names_and_comments_too(one: Project) -> None:
    one.save_query("Drie en boot", "TEXT 'drie'", comment="waar drie staat")
    done = one.purge("x1")
    (saved,) = one.saved_queries
    assert (saved.expression, saved.comment) == ('TEXT "[…]"', "waar […] staat")
    assert saved.name.startswith("[…] en boot")
    assert done.forgotten.queries == (saved.name,)
    assert "drie" not in kept(one)


def test_a_person_looks_at_what_finds_words_elsewhere_too(one: Project) -> None:
    one.save_query("Ruim", "TEXT /z.s|boot/")
    one.save_query("Boot", "TEXT /boot/")
    done = one.purge("x1")
    assert (done.forgotten.queries, done.forgotten.look) == ((), ("Ruim",))


def test_memos_comments_and_the_codebook(one: Project) -> None:
    """Five words in a row and more; fewer are how everybody speaks. The history has them no more either."""
    one.memo("Zij zei: twee, drie vier vijf zes. En: een twee drie.", coder="anna", code="A")
    one.code("y1", quote="aan", code="B", coder="anna", comment="Net als: twee drie vier vijf zes!")
    one.tree.define("B", definition="Zoals twee drie vier vijf zes acht.", who="anna")
    done = one.purge("x1")
    assert [memo.text for memo in one.memos] == ["Zij zei: […]. En: een twee drie."]
    assert "net als: […]!" in kept(one)
    assert "twee drie vier vijf" not in kept(one).replace(",", "")
    assert dict(done.forgotten.prose) == {"memo": 1, "coding": 1, "code": 1}
    assert one.codebook.find("B").definition == "Zoals […] acht."
    one.undo("anna")  # the history still fits
    assert one.codebook.find("B").definition == ""


def test_files_that_quote_it_are_told(one: Project) -> None:
    said = {"analyses/a.md": "Zie x1:1.", "analyses/b.md": "Over x12:1 en één twee.", "codebooks/c.yaml": "x: 1"}
    said |= {"analyses/report/r.html": "<p>Twee <b>drie</b> vier vijf&nbsp;zes</p>"}
    for path, text in said.items():
        (one.root / path).parent.mkdir(parents=True, exist_ok=True)
        (one.root / path).write_text(text, encoding="utf-8")
    one.matrix().to_excel(one.root / "analyses" / "m.xlsx")
    (one.root / "analyses" / "q.html").write_bytes(b"\xff\x00")
    assert one.purge("x1").files == ("analyses/a.md", "analyses/report/r.html")


class Everything(Quoted):
    """Of which every text is a quote."""

    def __init__(self, but: str = "") -> None:
        super().__init__((), (), without)
        self.but = but

    def quotes(self, text: str, *, least: int = 3) -> bool:
        return text != self.but


def test_what_is_no_query_is_not_read() -> None:
    assert without("A AND", Everything()) is None
    assert without("=A OR UP(B) OR C WHERE round = 1..3", Everything("1 3")) == Left(
        '="[…]" OR UP("[…]") OR "[…]" WHERE round = 1..3'
    )


def test_what_takes_too_long_to_look_for_goes(one: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say what it would find, and it answers nothing either."""

    def slow(_sought: object, _query: str) -> Callable[[str], bool]:
        def fits(_text: str) -> bool:
            raise NotPossible("It takes too long.")

        return fits

    one.save_query("Traag", "TEXT /(.s+)+#/")
    monkeypatch.setattr("qualcode.query.without.matcher", slow)
    one.purge("x1")
    assert one.saved_queries[0].expression == 'TEXT "[…]"'
