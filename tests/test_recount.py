"""Small stories, with every number worked out by hand, that hold the recount itself to the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recount import (
    Doc,
    Done,
    Path,
    Project,
    Question,
    Review,
    Row,
    Tree,
    Verdict,
    cell,
    code_rows,
    column_docs,
    layer_rows,
    matrix,
    n_of_m,
    reason,
    selected_docs,
    specification_rows,
)

DOING: Path = ("Uitvoering",)
HELPERS: Path = ("Uitvoering", "Vrijwilligers")
MONEY: Path = ("Uitvoering", "Financiering")
SUBSIDY: Path = ("Uitvoering", "Financiering", "Subsidie")
TOGETHER: Path = ("Samenwerking",)
COHESION: Path = ("Samenwerking", "Cohesie")
TREE = Tree([DOING, HELPERS, MONEY, SUBSIDY, TOGETHER])

TOTAL = ("TOTAL",)


def doc(
    name: str,
    text: str = "een twee drie",
    *,
    case: str = "Kampen",
    kind: str = "interview",
    interview: str = "",
    persons: tuple[str, ...] = (),
    **attributes: object,
) -> Doc:
    """A document that is an interview of its own unless told otherwise."""
    return Doc(name, text, case, kind, interview or name, attributes, persons)


def row(document: str, code: Path, start: int = 0, end: int = 3, *, coder: str = "anna", **more: object) -> Row:
    """A final coding by Anna of the first word, unless told otherwise."""
    return Row(document, start, end, code, coder, **more)  # type: ignore[arg-type]


def project(
    docs: list[Doc],
    rows: list[Row],
    *,
    tree: Tree = TREE,
    cases: tuple[str, ...] = ("Kampen",),
    guide: tuple[Question, ...] = (),
    done: tuple[Done, ...] = (),
) -> Project:
    """A project coded by Anna first and Bert second."""
    return Project(docs, rows, tree, cases, ["anna", "bert", "consensus"], guide, done)


def test_a_parent_is_the_union_of_its_children_and_never_their_sum():
    """One fragment twice (two specifications), one that overlaps it, one that is a draft, one orphan."""
    text = "een twee drie vier"  # words at 0-3, 4-8, 9-13, 14-18
    one = project(
        [doc("k1", text)],
        [
            row("k1", HELPERS, 0, 8, specification="taxi"),
            row("k1", HELPERS, 0, 8, specification="koffie"),
            row("k1", SUBSIDY, 4, 13),
            row("k1", MONEY, 14, 18, status="draft"),
            row("k1", MONEY, 14, 18, orphan=True),
        ],
    )

    def of(code: Path, measure: str) -> object:
        return matrix(one, measure=measure)[code, "Kampen"]

    assert [of(code, "codings") for code in (HELPERS, SUBSIDY, MONEY, DOING, TOGETHER)] == [2, 1, 1, 3, 0]
    assert [of(code, "quotations") for code in (HELPERS, MONEY, DOING)] == [1, 1, 2]
    assert [of(code, "words") for code in (HELPERS, MONEY, DOING)] == [2, 2, 3]
    assert [of(code, "characters") for code in (HELPERS, MONEY, DOING)] == [8, 9, 13]
    assert [of(code, "presence") for code in (HELPERS, MONEY, DOING, TOGETHER)] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "span", "words", "characters"),
    [
        ("een twee drie", (2, 5), 2, 3),  # the last letter of one word and the first of the next
        ("een twee drie", (3, 4), 0, 1),  # the space between them
        ("ja 👍 nee", (0, 8), 2, 8),  # an emoji is one code point and no word: ja, nee
        ("👍🏽👨‍👩‍👧", (0, 7), 0, 7),  # thumb, skin; three people and two joiners
        ("cafe\u0301 au", (4, 5), 1, 1),  # the accent alone still touches its word
        ("\u0301 au", (0, 4), 1, 4),  # an accent with no letter is no word
        ("e-mail, 7,5 – (en) ...", (0, 22), 3, 22),  # e-mail,  7,5  (en); not the dash, not the dots
        ("een\u00a0twee\ndrie", (0, 13), 3, 13),  # a hard space and a newline divide words
    ],
)
def test_a_word_is_a_run_with_a_letter_or_digit(text, span, words, characters):
    one = project([doc("k1", text)], [row("k1", HELPERS, *span)])
    assert cell(one, one.rows, one.docs, "words") == words
    assert cell(one, one.rows, one.docs, "characters") == characters


def test_final_takes_the_consensus_else_the_first_who_coded():
    """k1 has a consensus; k2 both. Of Anna k3 has a draft, k4 an orphan; k5 she only marked done."""
    docs = [doc(name) for name in ("k1", "k2", "k3", "k4", "k5")]
    both = [
        row(name, code, coder=coder) for name in ("k1", "k2") for coder, code in (("bert", MONEY), ("anna", HELPERS))
    ]
    rows = [
        *both,
        row("k1", TOGETHER, coder="consensus"),
        row("k3", HELPERS, status="draft"),
        row("k3", MONEY, coder="bert"),
        row("k4", HELPERS, orphan=True),
        row("k4", MONEY, coder="bert"),
        row("k5", MONEY, coder="bert"),
    ]
    one = project(docs, rows, done=(Done("k5", "anna", 1),))
    final = [(found.document, found.code) for found in layer_rows(one, "final")]
    assert final == [("k2", HELPERS), ("k1", TOGETHER), ("k3", MONEY), ("k5", MONEY)]
    assert len(layer_rows(one, "union")) == 7  # four in k1 and k2, and Bert's in k3, k4 and k5
    assert len(layer_rows(one, "anna")) == 2
    assert len(layer_rows(one, "consensus")) == 1


def test_final_counts_the_first_coder_as_reviewed():
    """Anna coded k1; Bert agrees with one, changes one, removes one and adds one; then the removed one is agreed with
    all the same. In k2 Bert coded and Anna, first in the list, reviewed: it stays Bert's. k3 Bert only marked done."""
    of_anna, of_bert, of_done = Review("k1", "bert", "anna"), Review("k2", "anna", "bert"), Review("k3", "anna", "bert")
    rows = [
        row("k1", HELPERS, id="agreed"),
        row("k1", MONEY, id="changed"),
        row("k1", SUBSIDY, id="removed"),
        row("k1", TOGETHER, id="doubted"),
        row("k1", COHESION, coder="bert", id="instead"),
        row("k1", MONEY, 4, 8, coder="bert", id="missed"),
        row("k2", HELPERS, coder="bert", id="his"),
        row("k2", MONEY, coder="anna", id="hers"),
        row("k3", MONEY, coder="anna", id="late"),
    ]
    verdicts = (
        Verdict(of_anna, "agreed", "agreed"),
        Verdict(of_anna, "changed", "changed", "instead"),
        Verdict(of_anna, "removed", "removed"),
        Verdict(of_anna, "doubted", "removed"),
        Verdict(of_anna, "missed", "added"),
        Verdict(of_anna, "doubted", "agreed"),
        Verdict(of_bert, "hers", "added"),
        Verdict(of_done, "late", "added"),
    )
    one = project([doc("k1"), doc("k2"), doc("k3")], rows, done=(Done("k3", "bert", 1), Done("k3", "anna", 1)))
    one = replace(one, reviews=(of_anna, of_bert, of_done), verdicts=verdicts)
    assert [found.id for found in layer_rows(one, "final")] == [
        "agreed", "doubted", "instead", "missed", "his", "hers", "late",
    ]  # fmt: skip
    assert len(layer_rows(one, "anna")) == 6
    assert layer_rows(replace(one, rows=[*rows, row("k1", COHESION, coder="bert")]), "intersection") == []


def test_the_intersection_is_the_characters_all_coders_gave_the_code():
    """Anna 0-4 and 4-9 and 11-13, Bert 2-12: they share 2-9 and 11-12. Nobody but Anna coded k2."""
    one = project(
        [doc("k1"), doc("k2")],
        [
            row("k1", HELPERS, 0, 4),
            row("k1", HELPERS, 4, 9),
            row("k1", HELPERS, 11, 13),
            row("k1", HELPERS, 2, 12, coder="bert"),
            row("k1", MONEY, 0, 3),
            row("k2", HELPERS, 9, 11),
        ],
    )
    shared = [(found.document, found.code, found.start, found.end) for found in layer_rows(one, "intersection")]
    assert shared == [("k1", HELPERS, 2, 9), ("k1", HELPERS, 11, 12)]
    assert matrix(one, measure="characters", layer="intersection")[DOING, "Kampen"] == 8


def test_two_speakers_of_one_conversation_are_one_interview():
    """a and b share an interview and name three persons, one of them twice; the minutes name nobody."""
    docs = [
        doc("o3a", interview="o3", persons=("Truus", "Henk")),
        doc("o3b", interview="o3", persons=("Henk", "Aziz")),
        doc("notulen", kind="minutes"),
    ]
    one = project(docs, [row("o3a", HELPERS), row("o3b", MONEY), row("notulen", MONEY)])
    counted = {
        measure: matrix(one, measure=measure)[DOING, "Kampen"] for measure in ("interviews", "documents", "persons")
    }
    assert counted == {"interviews": 1, "documents": 3, "persons": 4}
    assert matrix(one)[HELPERS, "Kampen"] == 1
    assert matrix(one)[MONEY, "Kampen"] == 1


def test_a_mean_needs_three_grades_and_takes_the_middle_of_a_range():
    """7, and 7,5 tot 8, and 6: (7 + 7.75 + 6) / 3 = 6.9166…; two of them give no mean."""
    grades = [
        row("k1", MONEY, low=7, high=7),
        row("k1", MONEY, low=7.5, high=8),
        row("k1", MONEY, low=6, high=6),
    ]
    no_number = row("k1", MONEY)
    one = project([doc("k1")], [*grades, no_number])
    assert cell(one, one.rows, one.docs, "mean") == pytest.approx(20.75 / 3)
    assert cell(one, [*grades[:2], no_number], one.docs, "mean") is None


def test_columns_come_in_the_order_of_the_project():
    """Cases as listed, even empty ones; numbers by size; else as they appear; (geen) last, if needed."""
    docs = [
        doc("w1", case="Winterswijk", round=10, role="POH"),
        doc("k1", case="Kampen", round=2, role="coach"),
        doc("k2", case="Kampen", round=10),
    ]
    one = project(docs, [], cases=("Kampen", "Oost Gelre", "Winterswijk"))

    def names(columns: str) -> dict[str, list[str]]:
        return {name: [found.id for found in own] for name, own in column_docs(one, docs, columns).items()}

    assert list(names("case").items()) == [
        ("Kampen", ["k1", "k2"]),
        ("Oost Gelre", []),
        ("Winterswijk", ["w1"]),
    ]
    assert list(names("round").items()) == [("2", ["k1"]), ("10", ["w1", "k2"])]
    assert list(names("role").items()) == [("POH", ["w1"]), ("coach", ["k1"]), ("(geen)", ["k2"])]
    crossed = names("case,round")
    assert list(crossed)[:3] == ["Kampen · 2", "Kampen · 10", "Oost Gelre · 2"]
    assert (len(crossed), crossed["Kampen · 10"], crossed["Winterswijk · 2"]) == (6, ["k2"], [])
    kept = selected_docs(one, {"round": [2, 10], "role": ["POH", "coach"], "case": ["Kampen"]})
    assert [found.id for found in kept] == ["k1"]


def test_rows_are_codes_folded_at_a_level_or_specifications_per_code():
    """'Taxi' and ' taxi ' are one, but not under another code; no specification is no row."""
    assert code_rows(TREE, level=2) == [
        (HELPERS, {HELPERS}),
        (MONEY, {MONEY, SUBSIDY}),
        (TOGETHER, {TOGETHER}),
    ]
    assert code_rows(TREE, level=1) == [(DOING, {DOING, HELPERS, MONEY, SUBSIDY}), (TOGETHER, {TOGETHER})]
    assert [path for path, _ in code_rows(TREE)] == list(TREE.paths)

    rows = [
        row("k1", MONEY, specification="Taxi"),
        row("k1", HELPERS, specification=" taxi "),
        row("k2", MONEY, specification=" taxi "),
        row("k2", MONEY),
    ]
    assert specification_rows(TREE, rows) == [(HELPERS, "taxi"), (MONEY, "taxi")]
    counted = matrix(project([doc("k1"), doc("k2")], rows), rows="specification", totals=True, measure="codings")
    assert counted[(MONEY, "taxi"), "Kampen"] == 2
    assert counted[TOTAL, "Kampen"] == 3


def test_totals_are_unions_and_shares_divide_by_them():
    """Kampen: k1 has both codes, k2 has one. Winterswijk: w1 has the other. Interviews:

                  Kampen  Winterswijk  TOTAL
    Uitvoering         2            0      2
    Samenwerking       1            1      2
    TOTAL              2            1      3     (not 3, 1 and 4)
    """
    docs = [doc("k1"), doc("k2"), doc("w1", case="Winterswijk")]
    rows = [row("k1", HELPERS), row("k1", TOGETHER), row("k2", MONEY), row("w1", TOGETHER)]
    one = project(docs, rows, cases=("Kampen", "Winterswijk"))
    grid = [(key, name) for key in (DOING, TOGETHER, TOTAL) for name in ("Kampen", "Winterswijk", "TOTAL")]

    def numbers(share: str | None = None, normalise: bool = False) -> list[object]:
        values = matrix(one, level=1, totals=True, share=share, normalise=normalise)
        assert list(values) == grid
        return list(values.values())

    assert numbers() == [2, 0, 2, 1, 1, 2, 2, 1, 3]
    assert numbers("row") == [1, 0, 1, 1 / 2, 1 / 2, 1, 2 / 3, 1 / 3, 1]
    assert numbers("column") == [1, 0, 2 / 3, 1 / 2, 1, 2 / 3, 1, 1, 1]
    assert numbers("total") == [2 / 3, 0, 2 / 3, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 1 / 3, 1]
    # Winterswijk is multiplied by 2 / 1; its total becomes 2 and that of everything 4.
    assert numbers(normalise=True) == [2, 0, 2, 1, 2, 3, 2, 2, 4]
    assert numbers("row", normalise=True) == [1, 0, 1, 1 / 3, 2 / 3, 1, 1 / 2, 1 / 2, 1]
    assert list(matrix(one, level=1)) == [place for place in grid if place[0] != TOTAL and place[1] != "TOTAL"]


def test_n_of_m_leaves_out_the_unfinished_and_the_spared():
    """Money was asked in round 3, not of officers; of round 1 there is no guide.

    k1 finished, asked, present            n m        o1 officer, spared, absent
    k2 finished, asked, absent               m        o2 officer, spared, present all the same   n m
    k3 a and b, only a finished                       r1 round 1: guide unknown, absent            m
    k4 not finished, present all the same  n m        notulen: no interview
    """
    guide = (Question("geld", [MONEY], rounds=[3], except_roles=["officer"]),)
    docs = [
        doc("k1", round=3),
        doc("k2", round=3),
        doc("k3a", interview="k3", round=3),
        doc("k3b", interview="k3", round=3),
        doc("k4", round=3),
        doc("o1", round=3, role="officer"),
        doc("o2", round=3, role="officer"),
        doc("r1", round=1),
        doc("notulen", kind="minutes", round=3),
    ]
    done = tuple(Done(name, "anna", 1) for name in ("k1", "k2", "k3a", "o1", "o2", "r1", "notulen"))
    rows = [row(name, SUBSIDY) for name in ("k1", "k4", "o2", "notulen")]
    one = project(docs, rows, guide=guide, done=done)
    assert n_of_m(one, {MONEY, SUBSIDY}, docs, "final") == (3, 5)
    assert n_of_m(one, {TOGETHER}, docs, "final") == (0, 5)  # open to all: k1, k2, o1, o2, r1
    assert n_of_m(one, {MONEY, SUBSIDY}, docs, "bert") == (0, 0)
    every_round = (*guide, Question("samen", [TOGETHER]))  # so there is a guide of round 1: r1 was spared
    assert n_of_m(replace(one, guide=every_round), {MONEY, SUBSIDY}, docs, "final") == (3, 4)
    assert matrix(one, share="interviews")[MONEY, "Kampen"] == 3 / 5
    assert matrix(one, share="interviews", where={"role": ["officer"]})[MONEY, "Kampen"] == 1


@pytest.mark.parametrize(
    ("code", "names", "expected"),
    [
        (MONEY, ["notulen"], "geen interview"),
        (TOGETHER, ["asked"], "niet van toepassing"),  # only in Winterswijk
        (COHESION, ["asked"], "niet van toepassing"),  # nor is what lies below it
        (TOGETHER, ["asked", "winterswijk"], "niet in de samenvatting"),
        (MONEY, ["officer", "unknown", "old", "undone", "asked"], "niet in de samenvatting"),
        (MONEY, ["officer", "unknown", "old", "undone"], "nog niet gecodeerd"),
        (MONEY, ["officer", "unknown", "old"], "code bestond nog niet"),
        (MONEY, ["officer", "unknown"], "vragenlijst onbekend"),
        (MONEY, ["officer"], "niet gevraagd"),
        (HELPERS, ["officer", "unknown", "old"], "niet in de samenvatting"),  # in no question: open
        (None, ["old"], "niet in de samenvatting"),
        (None, ["undone"], "nog niet gecodeerd"),
    ],
)
def test_an_empty_cell_has_the_first_reason_any_interview_supports(code, names, expected):
    tree = Tree([*TREE.paths, COHESION], {TOGETHER: {"case": ["Winterswijk"]}}, {MONEY: 2})
    guide = (Question("geld", [MONEY], rounds=[3], except_roles=["officer"]),)
    docs = {
        found.id: found
        for found in [
            doc("asked", round=3),
            doc("undone", round=3),
            doc("old", round=3),
            doc("unknown", round=1),
            doc("officer", round=3, role="officer"),
            doc("winterswijk", round=3, case="Winterswijk"),
            doc("notulen", kind="minutes"),
        ]
    }
    done = [Done(name, "anna", 1 if name == "old" else 2) for name in docs if name != "undone"]
    one = project(list(docs.values()), [], tree=tree, guide=guide, done=tuple(done))
    assert reason(one, {code} if code else None, [docs[name] for name in names], "final") == expected


def test_each_layer_finishes_in_its_own_way():
    """k1: Anna done under version 1, Bert under 2. k2: Anna coded, Bert done. k3: Bert alone. k4: nobody."""
    docs = [doc("k1"), doc("k2"), doc("k3"), doc("k4")]
    done = (Done("k1", "anna", 1), Done("k1", "bert", 2), Done("k2", "bert", 2), Done("k3", "bert", 2))
    tree = Tree(TREE.paths, since_version={MONEY: 2})
    one = project(docs, [row("k2", HELPERS)], tree=tree, done=done)

    def of(layer: str) -> list[str]:
        return [reason(one, {MONEY}, [found], layer) for found in docs]

    absent, unfinished, no_code = "niet in de samenvatting", "nog niet gecodeerd", "code bestond nog niet"
    assert of("final") == [no_code, unfinished, absent, unfinished]
    assert of("union") == [absent, absent, absent, unfinished]
    assert of("intersection") == [no_code, unfinished, unfinished, unfinished]
    assert of("anna") == [no_code, unfinished, unfinished, unfinished]
