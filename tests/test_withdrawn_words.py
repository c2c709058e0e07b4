"""Saved queries after a purge: what they quoted of the interview is gone, from the queries and from their history."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from qualcode.project import Project
from qualcode.query.without import without

BOOK = "codes: [A, B]"
SAID = "Een twee drie vier vijf zes zeven acht negen tien."
LEFT = "De boot komt aan. Zij zegt zes zeven acht, en meer niet."


@pytest.fixture
def one(project: Any) -> Project:
    made: Project = project({"x1": SAID, "y1": LEFT}, BOOK)
    made.code("y1", quote="De boot", code="A", coder="anna")
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
        ("TEXT 'zes zeven acht' OR TEXT 'een twee'", "TEXT 'zes zeven acht' OR TEXT 'een twee'"),
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


def test_what_is_no_query_is_not_read() -> None:
    assert without("A AND", lambda _text: True) is None
    assert without('=A OR UP(B) OR C WHERE round = 1..3', lambda text: text != "1 3") == (
        '="[…]" OR UP("[…]") OR "[…]" WHERE round = 1..3'
    )  # fmt: skip
