"""A saved query as the code of a filter narrows every analysis, every list and every file as the codes in it do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qualcode.errors import NotPossible, UnknownInQuery
from qualcode.project import Project

BOOK = "codes: [A, B, {name: C, grade: {min: 1, max: 10}}]"
SAYS = "Vrijwilligers halen koffie. De huisarts belt de coach. Wandelen doen ze samen. Een zeven dan maar."
WORDS = {"x1": "mandarijn", "x2": "tennis", "y1": "schilderen", "y2": "timmeren"}
TEXTS = {
    name: f"---\ncase: {name[0]}\nround: {name[1]}\npersons: [{name}]\n---\n{SAYS} Het gaat over {word}."
    for name, word in WORDS.items()
}


@pytest.fixture
def small(project: Any) -> Project:
    made: Project = project(TEXTS, BOOK, settings="title: T\ncoders: [{name: anna}, {name: bob}]")
    for number, name in enumerate(TEXTS):
        for coder in ("anna", "bob"):
            made.code(name, quote="Vrijwilligers halen koffie.", code="A", coder=coder)
            made.code(name, quote="Een zeven dan maar.", code="C", coder=coder, value="7")
            made.code(name, quote="halen koffie. De huisarts", code="C", coder=coder, value="6")
            if number % 2:
                made.code(name, quote="Wandelen doen ze samen.", code="B", coder=coder)
        made.done(name, coder="anna")
        made.done(name, coder="bob")
        made.code(name, quote="huisarts belt de coach", code="B", coder="anna")
    made.save_query("Slim", "A OR C WHERE round >= 1")
    return made


ASKED: dict[str, Callable[[Project, Any], object]] = {
    "rounds": lambda project, where: project.rounds(where=where).to_frame(),
    "similarity": lambda project, where: project.similarity(where=where, of="document").to_frame(),
    "saturation": lambda project, where: project.saturation(2, 1, where=where, permutations=10).to_frame(),
    "words": lambda project, where: project.words(where=where, min_count=1, keep_stops=True).to_frame(),
    "keyness": lambda project, where: project.keyness(
        {"case": "x"}, where=where, min_count=1, keep_stops=True
    ).to_frame(),
    "concordance": lambda project, where: project.concordance("de", where=where).to_frame(),
    "similar": lambda project, where: project.similar(text="koffie halen", where=where).to_frame(),
    "coverage": lambda project, where: project.coverage(where=where).to_frame(),
    "cooccurrence": lambda project, where: project.cooccurrence(where=where).to_frame(),
    "matrix": lambda project, where: project.matrix(where=where).frame,
    "query": lambda project, where: project.query("A OR B OR C", where=where).to_frame(),
    "spans": lambda project, where: [len(doc.spans["codes"]) for doc in project.to_spacy(where=where)],
    "codings": lambda project, where: project.export_codings(where=where).decode(),
    "agreement": lambda project, where: project.agree(["anna", "bob"], where=where).to_frame(),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_smart_code_filters_as_its_codes_do(small: Project, name: str) -> None:
    ask = ASKED[name]
    smart, codes = (str(ask(small, {"code": given})) for given in ("Slim", ["A", "C"]))
    assert smart == codes
    assert smart != str(ask(small, {}))  # and it does narrow


def test_anybodys_codings_on_the_words_it_finds(small: Project) -> None:
    """A file of codings has no layer: what bob coded is in it too, and a draft on the same words."""
    small.code("x1", quote="Vrijwilligers halen koffie.", code="B", coder="bob", draft=True)
    small.quote("x1", quote="samen", coder="bob")
    lines = small.export_codings(where={"code": "@Slim", "document": "x1"}).decode().splitlines()[1:]
    assert [",".join(line.split(",")[5:9]) for line in lines] == [
        *["A,anna,manual,final", "C,anna,manual,final", "C,anna,manual,final"],
        *["A,bob,manual,final", "B,bob,manual,draft", "C,bob,manual,final", "C,bob,manual,final"],
    ]


def test_a_code_that_comes_to_bear_the_name_of_a_saved_query(small: Project) -> None:
    """Nobody is answered about the one who asked for the other: the bare name is refused, and says what to write."""
    small.save_query("Meer", "Slim OR B", who="anna")
    small.tree.rename("B", "slim", who="anna")
    with pytest.raises(UnknownInQuery, match="Write @Slim for the query and /slim for the code"):
        small.query("A OR Slim")
    with pytest.raises(NotPossible, match="is a saved query and, by now, a code too"):
        small.selection(where={"code": "Slim"})
    assert len(small.query("@Slim")) + len(small.query("/slim")) == len(small.query("@Meer"))
    assert len(small.selection(where={"code": "/slim"}).codings) == 6
    assert len(small.selection(where={"code": "@Slim"}).codings) == 12
    matrix = small.matrix(queries=["Slim"], measure="codings")
    assert matrix.frame.index.tolist() == ["A", "slim", "C", "@Slim"]
    assert len(matrix.quotations("@Slim", "x")) != len(matrix.quotations("slim", "x"))
    with pytest.raises(NotPossible, match="means the code A"):
        small.save_query("A", "C")
