"""Queries: the language, what each operation finds, and what is said when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeProject, Run, write_texts

import qualcode as qc
from qualcode.errors import NotPossible, QualcodeError, QueryError, UnknownDocument, UnknownInQuery
from qualcode.model import Code, Codebook, Span
from qualcode.project import Project
from qualcode.query import searching
from qualcode.query.evaluate import evaluate
from qualcode.query.expression import Literal, Pattern, Said
from qualcode.query.language import DEEPEST, parse
from qualcode.query.names import codes_in, understood
from qualcode.query.searching import matcher
from qualcode.query.texts import StoredTexts

BOOK = """
codes:
- name: Uitvoering
  codes:
  - {name: Statusquo, codes: [Vrijwilligers, Borging, Aansluiting doelgroep, Samenwerking]}
  - {name: Gewenst, codes: [Vrijwilligers, Borging]}
- name: Belemmeringen
  specify: true
- name: Samenwerking
- name: Cijfer
  grade: {min: 1, max: 10}
"""
SETTINGS = """
title: T
case: {attribute: municipality}
cases: {KA: Kampen, ZW: Zwartewaterland}
coders: [{name: anna, role: first}, {name: bob, role: second}]
"""
TEXT = (
    "De wandelgroep draait op negen vrijwilligers. Twee van hen stoppen in juni. Zij zou er graag drie bij hebben. "
    "Er is geld tot december. De werkdruk bij de praktijk is hoog. Zij geeft een 7 tot 8."
)


def head(**said: object) -> str:
    return "---\n" + "".join(f"{name}: {json.dumps(value)}\n" for name, value in said.items()) + "---\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two interviews with the same words; passages coded by Anna, two by Bob, and one of hers without a code. For
    reading: the tests share it."""
    folder = tmp_path_factory.mktemp("queries")
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "codebook.yaml").write_text(BOOK)
    (folder / "qualcode.yaml").write_text(SETTINGS)
    about = {"municipality": "Zwartewaterland", "round": 4, "role": "beleidsmedewerker gemeente"}
    first = {"municipality": "Kampen", "round": 3, "role": "poh", "date": "2021-03-14"}
    write_texts(folder / "transcripts", {"k1": head(**first) + TEXT, "z1": head(**about) + TEXT})
    with qc.open(folder) as one:
        one.import_codebook()
        assert one.import_documents().errors == []
        _code(one)
        yield one


def _code(one: Project) -> None:
    def code(document: str, quote: str, path: str, coder: str = "anna", **more: Any) -> None:
        one.code(document, quote=quote, code=path, coder=coder, **more)

    code("k1", "De wandelgroep draait op negen vrijwilligers. Twee van hen stoppen in juni.", "Uitvoering/Statusquo")
    code("k1", "negen vrijwilligers", "Statusquo/Vrijwilligers")
    code("k1", "Twee van hen stoppen in juni.", "Statusquo/Vrijwilligers")
    code("k1", "Zij zou er graag drie bij hebben.", "Gewenst/Vrijwilligers")
    code("k1", "Er is geld tot december.", "Statusquo/Borging")
    code("k1", "De werkdruk bij de praktijk is hoog.", "Belemmeringen", specification="werkdruk")
    code("k1", "De werkdruk bij de praktijk is hoog.", "Statusquo/Aansluiting doelgroep")
    code("k1", "De werkdruk bij de praktijk is hoog.", "Uitvoering/Statusquo/Samenwerking")
    code("z1", "De werkdruk bij de praktijk is hoog.", "Samenwerking")
    code("k1", "Zij geeft een 7 tot 8.", "Cijfer", value="7 tot 8")
    code("z1", "De werkdruk bij de praktijk is hoog.", "Belemmeringen", specification="drukte")
    code("z1", "Zij zou er graag drie bij hebben.", "Gewenst/Vrijwilligers")
    code("z1", "Zij zou er graag drie bij hebben.", "Statusquo/Vrijwilligers", "bob")
    code("k1", "negen vrijwilligers", "Gewenst/Borging", "bob")
    one.quote("k1", quote="De wandelgroep", coder="anna")


def labels(project: Project, query: str, **more: Any) -> list[str]:
    return list(project.query(query, **more).labels)


# --- what a query finds ----------------------------------------------------------------------------------------


def test_a_name_means_all_codes_so_named_and_what_is_below_them(study: Project) -> None:
    assert labels(study, "Vrijwilligers") == ["k1:2", "k1:3", "k1:4", "z1:2"]
    assert labels(study, "Statusquo/Vrijwilligers") == ["k1:2", "k1:3"]
    assert labels(study, "Statusquo") == ["k1:1", "k1:2", "k1:3", "k1:5", "k1:6"]
    assert labels(study, "=Statusquo") == ["k1:1"]
    assert labels(study, "Samenwerking") == ["k1:6", "z1:1"]
    assert labels(study, "/Samenwerking") == ["z1:1"]
    assert labels(study, "Statusquo AND =/Samenwerking") == []
    assert study.query("/Samenwerking").expression == "/Samenwerking"
    assert labels(study, "aansluiting doelgroep") == labels(study, "'Aansluiting doelgroep'") == ["k1:6"]


def test_semantic_operators_walk_the_tree(study: Project) -> None:
    assert labels(study, "UP(Vrijwilligers)") == ["k1:1"]
    assert labels(study, "SIBLINGS(Statusquo/Vrijwilligers)") == ["k1:5", "k1:6"]
    assert labels(study, "DOWN(Gewenst)") == labels(study, "Gewenst") == ["k1:4", "z1:2"]


def test_the_binding_is_not_spatial_and_xor_or() -> None:
    book = Codebook(tuple(Code(name, name) for name in "ABCDE"))

    def whole(query: str) -> str:
        return understood(parse(query), book)

    assert whole("A or B xor C and not D within E") == "A OR (B XOR (C AND (NOT D WITHIN E)))"
    assert whole("A WITHIN B ENCLOSES C") == "(A WITHIN B) ENCLOSES C"
    assert whole("NOT NOT A PRECEDES B FOLLOWS 2 paragraphs C") == (
        "(NOT NOT A PRECEDES 1 sentences B) FOLLOWS 2 paragraphs C"
    )
    assert whole("A OVERLAPPED BY B AND C WHERE round = 3 OR NOT round = 4 AND kind = mail") == (
        "((A OVERLAPPED BY B) AND C) WHERE (round = 3 OR (NOT round = 4 AND kind = mail))"
    )
    assert whole("A XOR B XOR C OR (D WHERE round IN (3,4) AND verbatim)") == (
        "(A XOR B XOR C) OR (D WHERE (round IN (3, 4) AND verbatim = yes))"
    )


def test_quotation_marks_stand_in_texts_after_a_backslash() -> None:
    texts = {r'"zij zei \"ja\""': 'zij zei "ja"', r'"a\\"': "a\\", r'"In\/uit"': r"In\/uit", "“collega's”": "collega's"}
    for written, meant in texts.items():
        said = parse(f"TEXT {written}")
        assert said.expression == Said(Literal(meant, Span(5, 5 + len(written))), in_document=False)
        assert parse(understood(said, Codebook())).expression.pattern.text == meant


def test_of_several_exactly_one_is_not_an_odd_number(study: Project) -> None:
    # k1:6 has both Belemmeringen and Statusquo; three parts that all hold are not "exactly one"
    assert "k1:6" not in labels(study, "Belemmeringen XOR Statusquo")
    assert "k1:6" not in labels(study, "Belemmeringen XOR Statusquo XOR Uitvoering")
    assert "z1:1" in labels(study, "Belemmeringen XOR Statusquo XOR Uitvoering")


def test_not_is_the_rest_of_all_quotations_free_ones_too(study: Project) -> None:
    # of Anna's codings; "De wandelgroep" carries no code at all
    assert labels(study, "NOT Uitvoering") == ["k1:9", "k1:7", "z1:1"]
    assert "3 of 10 quotations (1 of those 10 without a code)" in study.query("NOT Uitvoering").rule
    assert labels(study, "NOT Uitvoering", layer="bob") == []  # her free quotation is not his
    assert labels(study, "NOT Uitvoering", where={"round": 4}) == ["z1:1"]
    assert labels(study, "NOT Uitvoering", where={"coder": "anna", "round": 3}) == ["k1:9", "k1:7"]
    assert labels(study, "NOT Uitvoering", where={"origin": "manual", "round": 3}) == ["k1:7"]


def test_a_passage_is_a_span_so_that_coders_meet_on_it(study: Project) -> None:
    assert labels(study, "Statusquo/Vrijwilligers AND Gewenst/Borging", layer="union") == ["k1:2", "k1:8"]
    found = study.query("Statusquo/Vrijwilligers AND Gewenst/Borging", layer="union").passages
    assert [each.coders for each in found] == [("anna", "bob")]
    assert labels(study, "Statusquo/Vrijwilligers AND Gewenst/Borging") == []


def test_spatial_operators_return_the_first(study: Project) -> None:
    assert labels(study, "Vrijwilligers WITHIN =Statusquo") == ["k1:2", "k1:3"]
    assert labels(study, "=Statusquo ENCLOSES Vrijwilligers") == ["k1:1"]
    assert labels(study, "=Statusquo COOCCURS Vrijwilligers") == ["k1:1"]
    assert labels(study, "Borging FOLLOWS Gewenst") == ["k1:5"]
    assert labels(study, "Borging FOLLOWS 2 sentences Statusquo/Vrijwilligers") == ["k1:5"]
    assert labels(study, "Borging FOLLOWS 1 sentence Statusquo/Vrijwilligers") == []
    assert labels(study, "Gewenst PRECEDES 1 characters Borging") == ["k1:4"]
    assert labels(study, "Gewenst PRECEDES 0 characters Borging") == []
    assert labels(study, "Vrijwilligers PRECEDES 0 paragraphs Borging") == ["k1:2", "k1:3", "k1:4"]


def test_conditions_on_documents(study: Project) -> None:
    assert labels(study, "Belemmeringen WHERE round >= 4") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE case = KA") == labels(study, "Belemmeringen WHERE case = kampen")
    assert labels(study, "Belemmeringen WHERE municipality != Kampen") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE role = beleidsmedewerker gemeente") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE role = /^beleid/") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE round IN (3,4)") == ["k1:6", "z1:1"]
    assert labels(study, "Belemmeringen WHERE round NOT IN (3, 5)") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE round = 3..3") == ["k1:6"]
    assert labels(study, "Belemmeringen WHERE document = z1 OR interview = k1") == ["k1:6", "z1:1"]
    assert labels(study, "WHERE kind = interview AND NOT round = 3") == ["z1:2", "z1:1"]


def test_days_are_compared_as_far_as_they_are_given(study: Project) -> None:
    assert labels(study, "Belemmeringen WHERE date <= 2021") == ["k1:6"]
    assert labels(study, "Belemmeringen WHERE date > 2021-02") == ["k1:6"]
    assert labels(study, "Belemmeringen WHERE date = 2021-03") == ["k1:6"]
    assert labels(study, "Belemmeringen WHERE date > 2021-03") == []
    # nothing is said of z1: no comparison holds, and NOT takes it in
    assert labels(study, "Belemmeringen WHERE date != 2021") == []
    assert labels(study, "Belemmeringen WHERE date NOT IN (2021, 2022)") == []
    assert labels(study, "Belemmeringen WHERE NOT date = 2021") == ["z1:1"]
    assert labels(study, "Belemmeringen WHERE NOT date IN (2021)") == ["z1:1"]


SIGNS = {
    "= welzijn": ["b"], "!= welzijn": ["c"], "IN (welzijn, sport)": ["b"], "NOT IN (welzijn)": ["c"],
    "NOT IN (welzijn, zorg)": [], 'NOT IN (poh, "")': ["b", "c"], "!= 1..2": ["b", "c"], "!= /^w/": ["c"],
    '= ""': ["a"], '!= ""': ["b", "c"],
}  # fmt: skip


@pytest.mark.parametrize("asked", SIGNS)
def test_no_comparison_holds_where_nothing_is_said(project: MakeProject, asked: str) -> None:
    """Of a no role is said, of b several, of c one. NOT before a comparison is about all the others."""
    heads = {"a": head(round=1), "b": head(round=1, role=["welzijn", "sport"]), "c": head(round=1, role="zorg")}
    one = project({name: said + "Er is geld." for name, said in heads.items()})
    for name in heads:
        one.code(name, quote="Er is geld.", code="A", coder="anna")
    documents = [each.source.id for each in one.query(f"A WHERE role {asked}")]
    assert documents == SIGNS[asked]
    assert [each.source.id for each in one.query(f"A WHERE NOT role {asked}")] == [
        name for name in heads if name not in documents
    ]


def test_not_in_is_said_back_and_asks_for_none_of_the_values(study: Project) -> None:
    book = study.codebook
    printed = "Samenwerking WHERE role NOT IN (poh, welzijn)"
    assert understood(parse("Uitvoering/Statusquo WHERE role not in (poh, 'welzijn')"), book).endswith(printed[13:])
    assert understood(parse("Borging WHERE role NOT IN (poh)"), book).endswith(" WHERE role != poh")
    assert labels(study, "Cijfer WHERE grade NOT IN (7..8, 9)") == []
    assert labels(study, "Cijfer WHERE grade NOT IN (5, 9)") == ["k1:7"]
    assert labels(study, "Cijfer WHERE released NOT IN (yes, no)") == []
    assert labels(study, "Belemmeringen WHERE specification NOT IN (werkdruk)") == ["z1:1"]
    assert labels(study, "Statusquo AND Belemmeringen WHERE specification NOT IN (drukte)") == ["k1:6"]


def test_a_path_after_the_sign_for_a_code_alone_is_no_expression(study: Project) -> None:
    assert labels(study, "Borging OVERLAPPED BY =/Samenwerking") == []
    assert labels(study, "Belemmeringen PRECEDES 2 =/Cijfer") == ["k1:6"]
    assert labels(study, "Cijfer FOLLOWS 2 paragraphs =/Belemmeringen") == ["k1:7"]
    assert labels(study, "(Cijfer WHERE role = /poh/) AND =/Cijfer") == ["k1:7"]
    assert labels(study, "(WHERE round = 3 AND (role = /poh/)) COOCCURS =/Cijfer") == ["k1:7"]
    printed = study.query("Vrijwilligers OVERLAPPED BY UP(/Uitvoering/Gewenst)").expression
    assert "OVERLAPPED BY =Uitvoering" in printed
    with pytest.raises(QueryError, match="here stands =; an operator comes here"):
        study.query("Cijfer =/Samenwerking")


def test_what_begins_with_a_slash_is_said_back_as_a_text(study: Project) -> None:
    for condition in ('role = "/4-7x/"', "role IN (/4-7x/)", 'role IN ("/4-7x/", a)'):
        printed = understood(parse(f"Cijfer WHERE {condition}"), study.codebook)
        assert '"/4-7x/"' in printed
        assert labels(study, printed) == labels(study, f"Cijfer WHERE {condition}") == []


@pytest.mark.parametrize("day", ["2021-13-99", "2021-02-30", "2021-00"])
@pytest.mark.parametrize("sign", ["<", "=", ">="])
def test_a_day_that_the_calendar_does_not_have(study: Project, sign: str, day: str) -> None:
    with pytest.raises(QueryError, match=f"the calendar has no {day}"):
        study.query(f"Belemmeringen WHERE date {sign} {day}")
    assert labels(study, 'Belemmeringen WHERE date = ""') == ["z1:1"]


def test_conditions_on_codings(study: Project) -> None:
    assert labels(study, "Vrijwilligers WHERE coder = bob", layer="union") == ["z1:2", "z1:3"]
    assert labels(study, "Belemmeringen WHERE specification = Werkdruk") == ["k1:6"]
    assert labels(study, "Belemmeringen WHERE specification = /druk/") == ["k1:6", "z1:1"]
    assert labels(study, "Statusquo WHERE specification = werkdruk") == []
    assert labels(study, "Statusquo AND Belemmeringen WHERE specification = werkdruk") == ["k1:6"]
    assert labels(study, "WHERE origin = manual AND round = 4") == ["z1:2", "z1:1"]
    assert labels(study, "WHERE released") == labels(study, "WHERE verbatim = yes") == []


def test_a_condition_and_a_code_hold_for_one_coding(study: Project) -> None:
    # on "negen vrijwilligers" the Vrijwilligers is Anna's and the Borging Bob's
    assert labels(study, "Vrijwilligers WHERE coder = bob AND round = 3", layer="union") == []
    assert labels(study, "Vrijwilligers AND Borging WHERE coder = bob", layer="union") == ["k1:2", "k1:8"]
    assert labels(study, "(Vrijwilligers WHERE coder = bob) AND Borging", layer="union") == []
    assert labels(study, "Vrijwilligers AND TEXT 'negen' WHERE coder = bob", layer="union") == []
    assert labels(study, "TEXT 'negen vr' WHERE coder = bob", layer="union") == ["k1:2", "k1:8"]
    assert labels(study, "Vrijwilligers WITHIN =Statusquo WHERE coder = bob", layer="union") == []
    assert labels(study, "Gewenst/Borging WITHIN =Statusquo WHERE coder = bob", layer="union") == ["k1:2", "k1:8"]


def test_who_marked_the_words_without_a_code_counts_as_their_coder(study: Project) -> None:
    """Anna marked "De wandelgroep" without a code; where no code is named, a coder's own mark is enough."""
    assert labels(study, "TEXT 'wandelgroep' WHERE coder = anna") == ["k1:9", "k1:1"]
    assert labels(study, "NOT Statusquo AND TEXT 'wandelgroep' WHERE coder = anna") == ["k1:9"]
    assert labels(study, "Statusquo AND TEXT 'De wandelgroep' WHERE coder = anna") == ["k1:1"]
    assert labels(study, "TEXT 'wandelgroep' WHERE coder = bob") == []
    assert "k1:9" in labels(study, "WHERE coder = anna", layer="anna")
    assert labels(study, "TEXT 'wandelgroep'", layer="bob") == []


def test_a_range_of_grades_fits_where_all_of_it_does(study: Project) -> None:
    fits = {">= 7": 1, ">= 7,5": 0, "> 7": 0, "<= 8": 1, "< 8": 0, "= 7": 0, "= 7..8": 1, "= 7.5..8": 0, "!= 9": 1}
    assert {sign: len(study.query(f"Cijfer WHERE grade {sign}")) for sign in fits} == fits
    found = study.query("Cijfer WHERE grade IN (5, 6..9)")
    assert [each.grades for each in found] == [("7-8",)]


def test_text_is_looked_for_in_quotations_and_documents(study: Project) -> None:
    assert labels(study, 'TEXT "WERKDRUK"') == ["k1:6", "z1:1"]
    assert labels(study, "TEXT /^De \\w+druk/ AND Uitvoering") == ["k1:6"]
    assert labels(study, "TEXT /werkDRUK/") == []
    assert labels(study, "TEXT /werkDRUK/i AND NOT Uitvoering") == ["z1:1"]
    assert labels(study, 'Gewenst AND DOCUMENT TEXT "geld tot"') == ["k1:4", "z1:2"]
    assert labels(study, 'Gewenst AND TEXT "geld tot"') == []
    assert labels(study, 'Gewenst WHERE round = 4 AND DOCUMENT TEXT "geld tot"') == ["z1:2"]


def test_the_whole_example_on_the_sample(sample: Project) -> None:
    found = sample.query("Vrijwilligers AND NOT Gewenst WITHIN Uitvoering WHERE round >= 3")
    frame = sample.codings
    final = sample.selection().counted
    rows = frame[final & (frame["round"] >= 3)]
    spans = {}
    for document, start, end, code in zip(rows["document"], rows["start"], rows["end"], rows["code"], strict=True):
        spans.setdefault((document, start, end), []).append(code)
    wanted = {
        span for span, codes in spans.items()
        if any(code.endswith("/Vrijwilligers") for code in codes) and not any("Gewenst" in code for code in codes)
        and any(
            other[0] == span[0] and other[1] <= span[1] and span[2] <= other[2]
            and any(code.startswith("Uitvoering") for code in every) for other, every in spans.items()
        )
    }  # fmt: skip
    assert {(each.source.id, each.start, each.end) for each in found} == wanted
    assert len(found) == 30


def test_a_result_says_what_was_asked_and_leads_to_the_text(study: Project) -> None:
    found = study.query("vrijwilligers and not gewenst where round>=3")
    assert found.expression == (
        "((Uitvoering/Statusquo/Vrijwilligers OR Uitvoering/Gewenst/Vrijwilligers) AND NOT Uitvoering/Gewenst) "
        "WHERE round >= 3"
    )
    assert all(each in found.rule for each in (found.expression, "2 of 10 quotations", "layer final"))
    frame = found.to_frame()
    assert frame["quotation"].tolist() == ["k1:2", "k1:3"]
    assert frame["quote"].tolist() == ["negen vrijwilligers", "Twee van hen stoppen in juni."]
    assert frame[["case", "round", "role", "words"]].to_numpy().tolist() == [
        ["Kampen", 3, "poh", 2],
        ["Kampen", 3, "poh", 6],
    ]
    assert "negen vrijwilligers" in found._repr_html_()


def test_a_code_that_nobody_used_is_told(study: Project) -> None:
    assert study.query("Belemmeringen AND =Uitvoering").warnings == (
        "No quotation that counts here has the code =Uitvoering.",
    )
    assert study.query("Borging AND Cijfer").warnings == ("Nothing was found: no quotation fits all of this query.",)
    assert study.query("Borging").warnings == ()


def test_drafts_are_never_found_and_told(project: MakeProject) -> None:
    one = project({"k1": TEXT})
    one.code("k1", quote="negen vrijwilligers", code="A", coder="anna", draft=True)
    found = one.query("A")
    assert len(found) == 0
    assert "1 draft with a code of this query is left out: drafts count nowhere." in found.warnings
    assert labels(one, "NOT A") == []  # and what carries only a draft is no free quotation


def test_the_function_takes_the_texts_as_a_mapping(study: Project) -> None:
    """As its siblings do; a project's own reads only the texts that matter."""
    given = study.selection(), study.free_quotations(), study.labels()
    for expression in ("TEXT 'druk' AND Borging", "Borging PRECEDES 3 Belemmeringen", "NOT Gewenst"):
        found = qc.analysis.query(expression, *given, texts=study.texts())
        assert (found.labels, found.rule) == (study.query(expression).labels, study.query(expression).rule)
    with pytest.raises(UnknownInQuery, match='The texts have it: TEXT "werkdruk"'):
        qc.analysis.query("werkdruk", *given, texts=study.texts())

    asked: list[str] = []

    def read(names: Iterable[str]) -> Mapping[str, str]:
        asked.extend(wanted := list(names))
        return study.texts_of(wanted)

    texts = StoredTexts(("k1", "z1"), read)
    assert list(qc.analysis.query("TEXT 'geld' AND Borging", *given, texts=texts).labels) == ["k1:5"]
    assert (asked, len(texts), "k2" in texts) == (["k1"], 2, False)
    assert (texts["z1"], asked) == (study.text("z1"), ["k1", "z1"])


def test_texts_are_read_for_the_documents_that_matter(study: Project) -> None:
    selection = study.selection()
    asked: list[str] = []

    def texts(names: Any) -> Mapping[str, str]:
        asked.extend(names)
        return study.texts_of(asked)

    universe = study.passages(selection)
    evaluate(parse("TEXT 'druk' AND Borging"), universe, selection, texts=texts)
    assert asked == ["k1"]
    evaluate(parse("Borging WITHIN Statusquo WHERE coder = anna"), universe, selection, texts=texts)
    assert asked == ["k1"]
    with pytest.raises(UnknownDocument):
        study.texts_of(["k2"])


def test_the_codes_a_query_asks_for(study: Project) -> None:
    book = study.codebook

    def names(query: str) -> set[str]:
        return {book.path(list(book)[place].id) for place in codes_in(parse(query), book)}

    assert names("Gewenst AND NOT Cijfer WHERE round = 3") == {
        "Uitvoering/Gewenst",
        "Uitvoering/Gewenst/Vrijwilligers",
        "Uitvoering/Gewenst/Borging",
    }
    assert names("Cijfer WITHIN =Statusquo") == {"Cijfer", "Uitvoering/Statusquo"}
    assert names("TEXT 'x'") == set()


# --- what is said when something is wrong ----------------------------------------------------------------------

WRONG = {
    "": (1, "comes here"),
    "Borging AND": (12, "here it ends"),
    "Borging Cijfer": (1, "Between two codes stands an operator"),
    "Borging AND (Cijfer": (13, "never closed"),
    "Borging) AND Cijfer": (8, "here stands )"),
    "Borgin": (1, "Did you mean Borging?"),
    "Cijfer OR Statusquo/Vrijwiligers": (11, "Did you mean Vrijwilligers?"),
    "Borging WHERE rond = 3": (15, "Did you mean round?"),
    "Borging WHERE round": (15, "after round comes ="),
    "Borging WHERE round = 3 OR Cijfer": (28, "put the part with WHERE in parentheses"),
    "Borging WHERE round = 3 WHERE round = 4": (25, "join its conditions with AND"),
    "Borging WHERE code = Cijfer": (15, "before WHERE"),
    "Borging WHERE coder = ana": (23, "Did you mean anna?"),
    "Borging WHERE coder = zoë": (23, "There are anna, bob"),
    "Borging WHERE origin = hand": (24, "There are manual"),
    "Borging WHERE role = pho": (22, "Did you mean poh?"),
    "Borging WHERE case = Kampe": (22, "Did you mean Kampen?"),
    "Borging WHERE grade = goed": (23, "a grade is compared with a number"),
    "Borging WHERE role > poh": (22, "compares numbers, and days"),
    "Borging WHERE role > /p/": (22, "takes no regular expression"),
    "Borging WHERE verbatim = misschien": (26, "yes or no"),
    "Borging OVERLAPPED Cijfer": (20, "followed by BY"),
    "Borging PRECEDES 9999999 Cijfer": (18, "at most 999999"),
    "'Borging": (1, "never closed"),
    "TEXT /druk": (6, "never ends"),
    "TEXT /dr(uk/": (6, "no regular expression"),
    "TEXT /druk/q": (6, "only i, m and s"),
    "TEXT ''": (6, "nothing to look for"),
    "UP(Cijfer)": (1, "no code above Cijfer"),
    "Borging ! Cijfer": (1, "no code"),
    "Borging , Cijfer": (9, "here stands ,"),
}


@pytest.mark.parametrize("query", WRONG)
def test_an_error_points_at_the_place(query: str, study: Project) -> None:
    place, words = WRONG[query]
    with pytest.raises(QueryError) as said:
        study.query(query)
    first, shown, mark = str(said.value).split("\n")
    assert f"at character {place}:" in first
    assert words in first
    assert shown.strip() == query.strip()
    assert mark.index("^") - 2 == place - 1


def test_unknown_names_are_no_wrong_usage(study: Project) -> None:
    with pytest.raises(UnknownInQuery) as unknown:
        study.query("Borgin")
    with pytest.raises(QueryError) as unreadable:
        study.query("Borging AND")
    assert (unknown.value.exit_code, unreadable.value.exit_code) == (1, 2)


def test_a_long_query_is_shown_around_the_place() -> None:
    with pytest.raises(QueryError) as said:
        parse("A OR " * 40 + ") " + "OR A" * 40)
    _first, shown, mark = str(said.value).split("\n")
    assert len(shown) < 140
    assert shown[mark.index("^")] == ")"


@pytest.mark.parametrize(
    "query",
    [
        "(" * 5000 + "A" + ")" * 5000,
        "NOT " * 1000 + "A",
        "A WITHIN " * 1000 + "A",
        "A WHERE " + "(" * 3000,
        "A" * 20_000,
    ],
)
def test_a_query_that_is_too_much_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="Ask it in parts"):
        parse(query)


def test_what_is_allowed_is_deep_and_long_enough() -> None:
    parse("(" * (DEEPEST - 1) + "A" + ")" * (DEEPEST - 1))
    assert len(parse(" OR ".join(["A"] * 2000)).expression.parts) == 2000


def test_an_expression_that_runs_away_is_stopped(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PATIENCE", 0.2)
    one = project({"k1": "a" * 60 + " b"})
    one.code("k1", quote="a" * 60, code="A", coder="anna")
    with pytest.raises(NotPossible, match=r"/\(a\+\)\+\$\|x\(a\|aa\)\+\$/|\(a\|aa\)"):
        one.query(r"TEXT /^(a|aa)+$.^/s OR TEXT /^(a|a?)+x$/")


# --- the command -----------------------------------------------------------------------------------------------


def test_the_command_shows_quotations_and_the_rule(study: Project, run: Run, tmp_path: Path) -> None:
    said = run("-C", study.root, "query", "Belemmeringen WHERE round = 3")
    assert said.code == 0
    answer, _blank, *lines = said.out.splitlines()
    assert answer == "1 of 10 passages in 1 interview"
    assert lines[:2] == ["k1:6  Kampen · round 3 · poh · anna", "  [Uitvoering/Statusquo/Aansluiting doelgroep]"]
    assert "  werkdruk\n  De werkdruk bij de praktijk is hoog.\n" in said.out
    assert "1 of 10 quotations" in said.out
    rows = json.loads(run("-C", study.root, "query", "Belemmeringen", "--where", "round=4", "--json").out)["rows"]
    assert [row["quotation"] for row in rows] == ["z1:1"]
    out = tmp_path / "found.csv"
    assert run("-C", study.root, "query", "Gewenst", "--layer", "union", "--out", out).code == 0
    assert out.read_text().count("\n") == 4
    for kind in ("xlsx", "html", "md", "json"):
        assert run("-C", study.root, "query", "Statusquo/Borging", "--out", out.with_suffix(f".{kind}")).code == 0


def test_the_command_ends_as_the_error_says(study: Project, run: Run) -> None:
    said = run("-C", study.root, "query", "Borging AND")
    assert (said.code, said.out) == (2, "")
    assert "  Borging AND\n             ^" in said.err
    assert run("-C", study.root, "query", "Borgin").code == 1
    assert isinstance(QueryError("A", 0, 1, "x"), QualcodeError)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("a{99999999}", "more than 1000000 repetitions"),  # written out when it is read: gigabytes
        ("((a{9000}){9000}){90}", "more than 1000000 repetitions"),
        ("(?au)a", "no regular expression"),
        ("(" * 1500 + "a" + ")" * 1500, "nested too deep"),
    ],
)
def test_an_expression_that_would_take_all_there_is(expression: str, why: str) -> None:
    with pytest.raises(QueryError, match=why) as caught:
        matcher(Pattern(expression, "", Span(5, 9)), f"TEXT /{expression}/")
    assert "at character 6" in str(caught.value)


def test_an_expression_that_repeats_as_people_do() -> None:
    assert matcher(Pattern(r"\d{4}-\d{2}-\d{2}", "", Span(0, 1)), "")("op 2021-03-14")
