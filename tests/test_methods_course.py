"""The methods text where more people and more time come in: three coders, changes of the tree, withdrawn consent."""

from __future__ import annotations

import pytest

from qualcode.methods import deciders, gather
from qualcode.project import Project
from qualcode.resolving import resolve_rest
from qualcode.store.sessions import outside_sessions
from tests.conftest import MakeProject
from tests.test_methods import rows, section

COACHES = {name: f"De coach belt {name}. De wijk zwijgt." for name in ("k1", "k2", "k3", "k4")}


def coded(one: Project, coder: str, documents: str, *, code: str = "A") -> None:
    for name in documents.split():
        one.code(name, quote=f"De coach belt {name}.", code=code, coder=coder)
        one.done(name, coder=coder)


def test_three_coders_are_compared_two_by_two(project: MakeProject) -> None:
    """cas shares one document with anna only: what anna and ben did in two is not withheld for it."""
    one = project(COACHES, settings="title: T\ncoders: [{name: anna}, {name: ben}, {name: cas}]")
    coded(one, "anna", "k1 k2 k3")
    coded(one, "ben", "k1 k2")
    coded(one, "cas", "k3", code="B")
    first, second, third = gather(one, "en").agreement
    assert (first.coders, first.documents) == (("anna", "ben"), ("k1", "k2"))
    assert (second.coders, second.documents) == (("anna", "cas"), ("k3",))
    assert (third.coders, third.documents, third.result) == (("ben", "cas"), (), None)
    text = section(one.methods("en"), 5)
    assert "What follows is of anna and ben, on 2 documents (k1; k2); no other two share more." in text
    assert "of 2 passages: 2 with the same codes on the same words" in text
    assert "- anna and cas, on 1 document (k3): of 1 passages 0 with the same codes on the same words." in text
    assert "- ben and cas have no document that both coded independently." in text
    assert "The other document was not compared" in text
    assert rows(text)["Code"] == ["anna", "ben", "both", "Dice", "kappa", "alpha"]
    assert rows(text)["A"][:3] == ["2", "2", "2"]


def test_documents_gone_through_again_were_marked_done_before(project: MakeProject) -> None:
    """A first mark under a later version is none; nor is a mark that was taken back."""
    one = project(COACHES, settings="title: T\ncoders: [{name: anna}, {name: ben}]")
    coded(one, "anna", "k1 k2 k3")
    one.tree.create("C")
    review = one.review("k1", coder="ben")
    review.agree_rest()
    review.finish()
    coded(one, "ben", "k2")
    one.tree.create("D")
    assert gather(one, "en").history.again == 0
    one.done("k3", coder="anna")
    assert gather(one, "en").history.again == 1
    one.undo()
    assert gather(one, "en").history.again == 0
    one.done("k2", coder="anna", finished=False)
    one.done("k2", coder="anna")
    assert gather(one, "en").history.again == 1


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        (["anna"], [(("anna",), 1)]),
        (["ben, anna", "anna en ben", "anna and Ben", "Anna,ben"], [(("anna", "ben"), 4)]),
        (["Zoë; anna & ben", "anna, ben, en Zoë", "ben"], [(("anna", "ben", "Zoë"), 2), (("ben",), 1)]),
        (["Jan en Piet", "Piet"], [(("Jan en Piet",), 1), (("Piet",), 1)]),
        (["Wende", "Sandra"], [(("Sandra",), 1), (("Wende",), 1)]),
    ],
)
def test_who_decided_is_told_apart_however_it_was_typed(
    typed: list[str], who: list[tuple[tuple[str, ...], int]]
) -> None:
    assert [(each.names, each.passages) for each in deciders(typed, ["anna", "ben", "Jan en Piet"])] == who


def test_who_decided_is_told_with_how_much(project: MakeProject) -> None:
    one = project(COACHES, settings="title: T\ncoders: [{name: anna}, {name: ben}]")
    coded(one, "anna", "k1 k2 k3")
    coded(one, "ben", "k1 k2 k3", code="B")
    for name, who in (("k1", "anna, ben"), ("k2", "ben en anna"), ("k3", "ben")):
        resolve_rest(one, name, take="anna", who=who)
    text = section(one.methods("en"), 6)
    assert "a decision was taken, by anna and ben together (2) and ben alone (1)." in text


def test_changes_outside_a_session_are_changes_of_the_tree(project: MakeProject) -> None:
    """Taking in the first codebook and naming a version are none, nor is a file that only gives the book a name."""
    one = project(COACHES)
    path = one.root / "more.yaml"

    def outside(codebook: str = "") -> list[str]:
        if codebook:
            path.write_text(codebook, encoding="utf-8")
            one.import_codebook(path)
        return [each.what for each in outside_sessions(one.tree.decisions())]

    assert outside() == []
    one.tree.release("eerste")
    assert outside("name: Boek\ncodes: [A, B]") == []
    assert outside("name: Boek\ncodes: [A, B, C]") == ["import codebook"]
    one.tree.rename("A", "Aa")
    one.tree.begin_session("samen")
    one.tree.rename("Aa", "Aaa")
    one.tree.end_session()
    assert outside() == ["import codebook", "codebook rename"]
    assert "2 changes of the tree were made outside an analysis session." in one.methods("en")
    one.undo()  # the end of the session
    one.undo()
    assert outside() == ["import codebook", "codebook rename"]


def test_a_sample_keeps_its_size_when_consent_is_withdrawn(project: MakeProject) -> None:
    """Of four interviews two were drawn; one document of them is purged."""
    texts = {name: f"---\nround: 1\n---\n{text}" for name, text in COACHES.items()}
    one = project(texts)
    coded(one, "anna", "k1")
    drawn = one.sample("ben", share=0.5, by="round", seed=1).documents
    whole = "To ben 2 documents were given to code blind: 2 of 4 interviews, drawn by chance (50%, stratified by round"
    assert whole in one.methods("en")
    assert "Consent was withdrawn since" not in one.methods("en")
    coded(one, "ben", " ".join(drawn))
    one.purge(drawn[0])
    text = section(one.methods("en"), 3)
    assert whole in text
    assert "; 1 of these documents are done." in text
    assert "Consent was withdrawn since for 1 of the documents given" in text
    assert drawn[0] not in text
