"""The documents as the workbench lists them, lays them open and searches them."""

from __future__ import annotations

from typing import Any

import pytest

from qualcode.project import Project

TEXT = "# Verslag\n\nDe coach \N{SMILING FACE WITH SMILING EYES} belde. De  coach\nkwam. COACHES zijn er niet.\n"


@pytest.fixture
def one(project: Any) -> Project:
    front = "---\nplaats: Zwolle\nround: 2\nrole: poh\ndate: 2022-03-04\n---\n"
    settings = "title: T\ncase: plaats\ncoders: [anna, bert]"
    return project({"k2": front + TEXT, "k10": "Een coach."}, "codes: [{id: a, name: A, specify: true}]", settings)


def test_the_list_says_how_far_each_is(serve: Any, one: Project) -> None:
    """Without reading texts: their length counts signs, not bytes."""
    one.code("k2", code="A", coder="anna", quote="belde")
    one.quote("k2", coder="bert", quote="kwam")
    one.done("k2", coder="bert")
    first, second = serve(one, coder="anna").client().get("/api/documents").json()
    assert (first["id"], second["id"]) == ("k2", "k10"), "as people count"
    assert first["case_name"] == "Zwolle"
    assert [first[name] for name in ("round", "who", "date", "kind")] == ["2", "poh", "2022-03-04", "interview"]
    assert first["quotations"] == {"anna": 1, "bert": 1}
    assert first["done"] == ["bert"]
    assert first["characters"] == len(one.text("k2")) == len(TEXT)


def test_a_sheet_is_the_text_as_it_is_stored(serve: Any, one: Project) -> None:
    sheet = serve(one, coder="anna").client().get("/api/documents/k2").json()
    assert sheet["text"] == TEXT
    assert sheet["headings"] == [{"start": 0, "level": 1, "title": "Verslag"}]
    cut = [TEXT[start:end] for start, end in sheet["sentences"]]
    assert cut[-1] == "COACHES zijn er niet."
    assert sheet["text_hash"] == sheet["document"]["text_hash"]


def test_a_corrected_text_has_another_hash(serve: Any, one: Project, revise: Any) -> None:
    client = serve(one, coder="anna").client()
    before = client.get("/api/documents").json()[0]["text_hash"]
    revise(one, {"k2": TEXT + "Nog iets."})
    after = client.get("/api/documents").json()[0]
    assert after["text_hash"] != before
    assert after["characters"] == len(TEXT) + 9


def test_a_search_finds_words_whatever_stands_between(serve: Any, one: Project) -> None:
    """Capitals and line ends do not matter; places are in code points; a pattern is no pattern."""
    client = serve(one, coder="anna").client()
    found = client.get("/api/search", params={"words": " de   coach "}).json()
    assert (found["count"], found["documents"]) == (2, 1)
    assert [TEXT[hit["start"] : hit["end"]] for hit in found["hits"]] == ["De coach", "De  coach"]
    hit = found["hits"][0]
    assert hit["before"] + hit["words"] + hit["after"] == TEXT[: len(hit["before"] + hit["words"] + hit["after"])]
    assert client.get("/api/search", params={"words": "coach"}).json()["count"] == 4
    assert client.get("/api/search", params={"words": "c.ach"}).json()["count"] == 0
    assert client.get("/api/search").json() == {"hits": [], "count": 0, "documents": 0}


def test_counts_are_of_passages(serve: Any, one: Project) -> None:
    """Two coders on one place are one passage; drafts count nowhere."""
    for coder in ("anna", "bert"):
        one.code("k2", code="A", coder=coder, quote="belde")
    one.code("k10", code="A", coder="anna", quote="Een")
    one.code("k10", code="A", coder="anna", quote="coach", draft=True)
    counts = serve(one, coder="anna").client().get("/api/counts", params={"document": "k2"}).json()
    assert counts == {"document": {"a": 1}, "project": {"a": 2}}


def test_specifications_come_the_most_used_first(serve: Any, one: Project) -> None:
    for quote, said in [("belde", "Huisarts"), ("kwam", "Buurt"), ("zijn", "Buurt")]:
        one.code("k2", code="A", coder="anna", quote=quote, specification=said)
    said = serve(one, coder="anna").client().get("/api/specifications", params={"code": "a"}).json()
    assert said == ["Buurt", "Huisarts"]


def test_who_codes_blind_sees_only_their_own(serve: Any, one: Project) -> None:
    mine = one.code("k2", code="A", coder="anna", quote="belde", specification="Van anna")
    theirs = one.code("k2", code="A", coder="bert", quote="kwam", specification="Van bert")
    one.done("k2", coder="bert")
    client = serve(one, coder="anna", blind=True).client()
    assert [each["id"] for each in client.get("/api/documents/k2/passages").json()] == [mine.quotation]
    assert [each["id"] for each in client.get("/api/documents/k2").json()["passages"]] == [mine.quotation]
    entry = client.get("/api/documents").json()[0]
    assert (entry["quotations"], entry["done"]) == ({"anna": 1}, [])
    assert client.get("/api/counts", params={"document": "k2"}).json() == {"document": {"a": 1}, "project": {"a": 1}}
    assert client.get("/api/specifications", params={"code": "a"}).json() == ["Van anna"]
    for change in ("codings/" + theirs.id, "quotations/" + theirs.quotation):
        assert client.delete(f"/api/{change}").status_code == 404


def test_a_document_that_is_not_there(serve: Any, one: Project) -> None:
    client = serve(one, coder="anna").client()
    for path in (
        "/api/documents/k3",
        "/api/documents/k3/passages",
        "/api/counts?document=k3",
        "/api/specifications?code=z",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]["kind"]) in [
            (404, "unknown-document"),
            (404, "unknown-code"),
        ]
