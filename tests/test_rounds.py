"""What moved between rounds: new, stays, went, wishes that became practice, and grades followed by person."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import MakeProject, Run

from qualcode.analysis.moving.moves import Kind
from qualcode.analysis.moving.wishes import Outcome, Said, outcome
from qualcode.analysis.quotes import quotes
from qualcode.analysis.sources import sources
from qualcode.errors import UnknownChoice
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reports.blocks import Bullets, Cite
from qualcode.reports.blocks import Run as Words_
from qualcode.reports.moving.file import render
from qualcode.reports.moving.told import blocks
from qualcode.reports.page.views import Words

BOOK = """
codes:
  - name: Nu
    codes: [Geld, Tijd, Vervoer]
  - name: Wens
    codes: [Geld, Tijd, Vervoer]
  - {name: Cijfer, grade: {min: 1, max: 10}}
"""
SETTINGS = "title: T\ncoders: [ann]\nreport: {contrast: [[Nu, Wens]]}\n"


def text(round_: int, *, person: str = "p1", case: str = "Zwolle", role: str = "coach", kind: str = "interview") -> str:
    head = f"---\ncase: {case}\nround: {round_}\npersons: [{person}]\nrole: {role}\nkind: {kind}\n---\n"
    return (
        f"{head}Er is geld. Er is tijd. Er is vervoer. Was er geld. Was er tijd. Was er vervoer. Een 7. Een 8. Een 6.\n"
    )


def give(project: Project, document: str, *codes: str, coder: str = "ann") -> None:
    """Code a document with `Nu/Geld`, `Wens/Tijd`, `Cijfer=7` and mark it done."""
    for each in codes:
        code, _, value = each.partition("=")
        mode, _, theme = code.partition("/")
        quote = f"Een {value}" if value else f"{'Er is' if mode == 'Nu' else 'Was er'} {theme.lower()}"
        project.code(document, code=code, coder=coder, quote=quote, value=value or None)
    project.done([document], coder=coder)


def kinds(project: Project, **asked: object) -> dict[tuple[str, str, str], str]:
    moved = project.rounds(**asked)  # type: ignore[arg-type]
    return {(moved.themes[each.code], each.round_from, each.round_to): each.kind.value for each in moved.moves}


def test_new_stays_and_went(project: MakeProject) -> None:
    """Geld in 1 and 2, Tijd from 2 on, Vervoer only in 1; of what is never there nothing is said."""
    one = project({"a1": text(1), "a2": text(2), "a3": text(3)}, BOOK, SETTINGS)
    give(one, "a1", "Nu/Geld", "Nu/Vervoer")
    give(one, "a2", "Nu/Geld", "Nu/Tijd")
    give(one, "a3", "Nu/Tijd")
    assert kinds(one) == {
        ("Nu/Geld", "1", "2"): "stays",
        ("Nu/Geld", "2", "3"): "went",
        ("Nu/Tijd", "1", "2"): "new",
        ("Nu/Tijd", "2", "3"): "stays",
        ("Nu/Vervoer", "1", "2"): "went",
    }
    went = one.rounds().of("Zwolle", Kind.WENT)[0]
    assert (went.before, went.after) == (("a2:1",), ())
    assert (went.n_before, went.m_before, went.n_after, went.m_after) == (1, 1, 0, 1)
    assert "no proof that it went" in one.rounds().rule


def test_a_round_without_interview_is_passed_over(project: MakeProject) -> None:
    """Round 2 has minutes only: rounds 1 and 3 are compared, and the reason is said. Minutes do not count."""
    one = project(
        {"a1": text(1), "a2": text(2, kind="minutes"), "a3": text(3), "b2": text(2, case="Almelo")}, BOOK, SETTINGS
    )
    give(one, "a1", "Nu/Geld")
    give(one, "a2", "Nu/Geld", "Nu/Tijd")
    give(one, "a3", "Nu/Geld")
    moved = one.rounds("Zwolle")
    assert kinds(one, case="Zwolle") == {("Nu/Geld", "", "2"): "not comparable", ("Nu/Geld", "1", "3"): "stays"}
    assert [each.reason for each in moved.moves if not each.round_from] == ["no interview"]


def test_what_was_not_asked_is_not_comparable(project: MakeProject) -> None:
    guide = (
        "\nguide:\n  - {id: q, codes: [Nu/Geld], rounds: [2, 3]}\n  - {id: r, codes: [Nu/Tijd], rounds: [1, 2, 3]}\n"
    )
    one = project({"a1": text(1), "a2": text(2), "a3": text(3)}, BOOK, SETTINGS + guide)
    give(one, "a1", "Nu/Tijd")
    give(one, "a2", "Nu/Geld")
    give(one, "a3", "Nu/Geld")
    assert kinds(one, codes="Nu/Geld") == {("Nu/Geld", "", "1"): "not comparable", ("Nu/Geld", "2", "3"): "stays"}
    gap = one.rounds(codes="Nu/Geld").moves[0]
    assert gap.reason == "not asked"
    assert kinds(one, codes="Nu/Tijd")[("Nu/Tijd", "1", "2")] == "went"


def test_an_interview_that_is_not_finished_cannot_be_compared(project: MakeProject) -> None:
    one = project({"a1": text(1), "a2": text(2)}, BOOK, SETTINGS)
    give(one, "a1", "Nu/Geld")
    one.code("a2", code="Nu/Tijd", coder="ann", quote="Er is tijd")
    moved = one.rounds()
    assert {(each.kind.value, each.reason) for each in moved.moves if each.round_to == "2"} == {
        ("not comparable", "not coded yet"),
        ("new", ""),
    }
    assert any("not finished" in each for each in moved.warnings)


def test_themes_of_a_level_include_what_is_below(project: MakeProject) -> None:
    """Geld in round 1 and Tijd in round 2 are both Nu: folded into level 1 it stays."""
    one = project({"a1": text(1), "a2": text(2)}, BOOK, SETTINGS)
    give(one, "a1", "Nu/Geld")
    give(one, "a2", "Nu/Tijd")
    assert kinds(one, level=1) == {("Nu", "1", "2"): "stays"}
    assert kinds(one)[("Nu/Geld", "1", "2")] == "went"


def test_the_people_behind_a_move(project: MakeProject) -> None:
    """P1 says Geld in round 1 and is heard again; p2 says Tijd in round 2 and was not heard before."""
    one = project(
        {"a1": text(1, person="p1"), "a2": text(2, person="p1"), "b2": text(2, person="p2", role="arts")},
        BOOK,
        SETTINGS,
    )
    give(one, "a1", "Nu/Geld")
    give(one, "a2")
    give(one, "b2", "Nu/Tijd")
    moved = one.rounds()
    same = {moved.themes[each.code]: each.same_people for each in moved.moves}
    assert same == {"Nu/Geld": True, "Nu/Tijd": False}
    [people] = moved.people
    assert (people.both, people.left, people.joined, people.roles_joined) == (("p1",), (), ("p2",), ("arts",))
    assert any("change of people" in each for each in moved.warnings)


WISHES = [
    # wished for    practised     what became of it
    ("1", "2", Outcome.BECAME),
    ("1 2", "3", Outcome.BECAME),
    ("1", "1 2", Outcome.BESIDE),
    ("2", "1", Outcome.BESIDE),
    ("1", "", Outcome.STAYS),
    ("1 2 3", "", Outcome.STAYS),
    ("", "2", Outcome.PRACTICE),
    ("3", "", Outcome.OPEN),
]


@pytest.mark.parametrize(("wished", "practised", "expected"), WISHES)
def test_what_became_of_a_wish(project: MakeProject, wished: str, practised: str, expected: Outcome) -> None:
    one = project({f"a{number}": text(number) for number in (1, 2, 3)}, BOOK, SETTINGS)
    for number in ("1", "2", "3"):
        give(one, f"a{number}", *["Wens/Geld"] * (number in wished), *["Nu/Geld"] * (number in practised))
    [wish] = one.rounds().wishes
    assert (wish.outcome, wish.pair.name, wish.pair.branch) == (expected, "Geld", "")
    assert [each.round for each in wish.wished if each.quotations] == wished.split()


def test_a_wish_whose_practice_could_not_be_said_before_cannot_be_told() -> None:
    there, absent, closed = Said("", ("k:1",)), Said(""), Said("", comparable=False)
    assert outcome([there, absent], [closed, there]) is Outcome.OPEN
    assert outcome([there, absent], [absent, closed]) is Outcome.OPEN
    assert outcome([absent, absent], [absent, absent]) is None


def test_counterparts_by_name_and_by_pointing(project: MakeProject) -> None:
    """Without `contrast:`, a code of a branch of wishes and its counterpart are two sides of one theme."""
    book = """
codes:
  - {name: Aanbod, codes: [Lunch]}
  - name: Gewenst
    codes: [{name: Meer te eten, counterpart: Aanbod/Lunch}]
"""
    one = project({"a1": text(1), "a2": text(2)}, book, "title: T")
    one.code("a1", code="Meer te eten", coder="ann", quote="Er is geld")
    one.code("a2", code="Lunch", coder="ann", quote="Er is tijd")
    one.done(["a1", "a2"], coder="ann")
    [wish] = one.rounds().wishes
    assert (wish.outcome, wish.pair.name) == (Outcome.BECAME, "Lunch")


def graded(project: MakeProject, given: dict[str, tuple[str, int, str]]) -> Project:
    """A project with a document per person and round: `{"a1": ("p1", 1, "7")}`."""
    one = project({name: text(round_, person=person) for name, (person, round_, _) in given.items()}, BOOK, SETTINGS)
    for name, (_, _, value) in given.items():
        give(one, name, f"Cijfer={value}")
    return one


def test_grades_of_who_gave_one_twice_stand_beside_those_of_all(project: MakeProject) -> None:
    """Three people give a grade twice, a fourth only in round 1: the means of both kinds differ, and that is said."""
    one = graded(
        project,
        {
            "a1": ("p1", 1, "6"), "b1": ("p2", 1, "7"), "c1": ("p3", 1, "8"), "d1": ("p4", 1, "6"),
            "a2": ("p1", 2, "7"), "b2": ("p2", 2, "8"), "c2": ("p3", 2, "8"),
        },
    )  # fmt: skip
    [lines] = one.rounds().grades
    [move] = lines.of("Zwolle")
    assert (move.before.mean, move.after.mean) == (27 / 4, 23 / 3)
    assert move.both_means == (7, 23 / 3)
    assert (move.left, move.joined, move.same_people) == (("p4",), (), False)
    assert any("3 gave one in both rounds, 1 only in the first" in each for each in one.rounds().warnings)
    first = lines.lines[0]
    assert [(each.source.round, each.text) for each in first.given] == [("1", "6"), ("2", "7")]


def test_a_grade_in_minutes_is_left_out_and_that_is_said(project: MakeProject, run: Run) -> None:
    """Two interviews give a 6 and a 7, the minutes an 8: only interviews count, and the 8 stands nowhere. Nor does a
    grade code that only the minutes have."""
    texts = {"a1": text(1), "a2": text(2), "m2": text(2, person="p9", kind="minutes")}
    one = project(texts, BOOK + "  - {name: Rapport, grade: {min: 1, max: 10}}\n", SETTINGS)
    give(one, "a1", "Cijfer=6")
    give(one, "a2", "Cijfer=7")
    give(one, "m2", "Cijfer=8", "Rapport=8")
    moved = one.rounds()
    [lines] = moved.grades
    assert [(each.person, [grade.text for grade in each.given]) for each in lines.lines] == [("p1", ["6", "7"])]
    assert moved.grades_frame()["document"].tolist() == ["a1", "a2"]
    assert moved.grades_frame()["value"].tolist() == [6, 7]
    assert any(each.startswith("2 grades were given outside interviews") for each in moved.warnings)
    assert any(each.startswith("1 grade was given") for each in one.rounds(codes="Cijfer").warnings)
    assert not any("outside" in each for each in one.rounds(codes="Nu").warnings)
    shown = run("-C", one.root, "rounds", "--all")
    assert "p9" not in shown.out
    assert "outside interviews" in shown.err


def test_two_who_gave_one_twice_have_no_mean(project: MakeProject) -> None:
    one = graded(project, {"a1": ("p1", 1, "6"), "b1": ("p2", 1, "7"), "a2": ("p1", 2, "7"), "b2": ("p2", 2, "8")})
    [move] = one.rounds().grades[0].of("Zwolle")
    assert (move.both_means, move.before.mean, move.same_people) == (None, None, True)
    assert move.pairs == (("p1", 6, 7), ("p2", 7, 8))
    assert not any("Cijfer" in each for each in one.rounds().warnings)


def test_one_round_has_nothing_to_compare(project: MakeProject) -> None:
    one = project({"a1": "Er is geld."}, BOOK, SETTINGS)
    moved = one.rounds()
    assert (moved.moves, moved.rounds) == ((), ())
    assert "no two rounds" in moved.warnings[0]
    assert moved.to_frame().empty


def test_an_unknown_case_is_an_error(sample: Project) -> None:
    with pytest.raises(UnknownChoice, match="Kampen"):
        sample.rounds("Kampe")


def test_the_sample_counted_with_plain_loops(sample: Project) -> None:
    """Every move of a leaf, from the rows of the codings alone."""
    moved = sample.rounds()
    frame = sample.codings
    final = frame[frame["coder"] == "interviewer"]
    interviews = final[final["kind"] == "interview"]
    book, checked = sample.codebook, 0
    for move in moved.moves:
        if book.children(move.code) or not move.round_from:
            continue
        own = interviews[(interviews["code_id"] == move.code) & (interviews["case"] == move.case)]
        before, after = (own[own["round"] == int(each)] for each in (move.round_from, move.round_to))
        assert (set(move.before), set(move.after)) == (set(before["quotation"]), set(after["quotation"]))
        assert move.n_before == before["interview"].nunique()
        expected = {(True, True): Kind.STAYS, (True, False): Kind.WENT, (False, True): Kind.NEW}
        assert move.kind is expected[bool(len(before)), bool(len(after))]
        checked += 1
    assert checked > 450


def test_rounds_follow_each_other_in_the_sample(sample: Project) -> None:
    """Steenwijkerland has no interviews in round 2: 1 is compared with 3."""
    pairs = {(each.round_from, each.round_to) for each in sample.rounds("ST").moves if each.round_from}
    assert {("1", "3"), ("3", "4")} <= pairs
    assert not any("2" in pair for pair in pairs)
    own = [each for each in sample.rounds().people if each.case == "Kampen"]
    assert [(each.round_from, each.round_to) for each in own] == list(pairwise(["1", "2", "3", "4"]))


def test_the_passage_of_a_case(sample: Project) -> None:
    """What a chapter says: no pseudonyms, labels as references, only those allowed where that is asked."""
    moved, corpus = sample.rounds(), sample.corpus()
    from qualcode.query.selection import select

    chosen = select(corpus, sample.marks())
    words = Words(corpus, language("nl"), sources(corpus), quotes(corpus, sample.codings, chosen.counted))
    found = blocks(moved, "Kampen", words)
    lists = [each for each in found if isinstance(each, Bullets)]
    parts = [part for each in lists for line in each.items for part in line]
    said = "".join(part.text for part in parts if isinstance(part, Words_))
    labels = {part.label for part in parts if isinstance(part, Cite)}
    assert "Expertise" in said
    assert "KA-welzijn" not in said
    assert "KAF2.2.2:22" in labels
    fewer = blocks(moved, "Kampen", words, only={"KAF2.2.2:22"})
    kept = {p.label for b in fewer if isinstance(b, Bullets) for line in b.items for p in line if isinstance(p, Cite)}
    assert kept == {"KAF2.2.2:22"}
    assert blocks(moved, "Nergenshuizen", words) == []


def test_rest_codes_are_not_followed(project: MakeProject) -> None:
    """What stands under *Overig* in two rounds need not have anything in common."""
    book = BOOK.replace("Tijd", "Overig")
    one = project({"a1": text(1), "a2": text(2)}, book, SETTINGS)
    one.code("a1", code="Wens/Overig", coder="ann", quote="Er is geld")
    one.code("a2", code="Nu/Overig", coder="ann", quote="Er is geld")
    one.code("a2", code="Nu/Geld", coder="ann", quote="Er is geld")
    one.done(["a1", "a2"], coder="ann")
    moved = one.rounds()
    assert {moved.themes[each.code] for each in moved.moves} == {"Nu/Geld"}
    assert [each.pair.name for each in moved.wishes] == ["Geld"]
    assert "rest codes" in moved.rule


def test_a_case_takes_a_few_lines(sample: Project) -> None:
    """In the chapter of every case: at most six lines, each code by its short name, and one caveat."""
    moved, corpus = sample.rounds(), sample.corpus()
    from qualcode.query.selection import select

    words = Words(corpus, language("nl"), sources(corpus), quotes(corpus, sample.codings, select(corpus,
                  sample.marks()).counted))  # fmt: skip
    short = set(words.short_names.values())
    assert {"Betrokken (Gewenst)", "Aanvullend aanbod", "Eigenaarschap (Uitvoering › Gewenst)"} <= short
    assert len(short) == len(words.short_names), "no two codes are called the same"
    for case in moved.cases:
        lines, caveat = blocks(moved, case, words)
        assert isinstance(lines, Bullets)
        assert len(lines.items) <= 6
        said = "".join(part.text for line in lines.items for part in line if isinstance(part, Words_))
        assert len(said) < 1800
        assert "Overig" not in said
        assert caveat.style == "note"  # type: ignore[union-attr]


def test_the_command(sample: Project, run: Run, tmp_path: Path) -> None:
    said = run("-C", sample.root, "rounds", "--case", "KA", "--code", "Expertise", "--json")
    found = json.loads(said.out)
    assert said.code == 0
    assert {row["what"] for row in found["rows"]} == {"new", "went", "not comparable"}
    assert found["wishes"][0]["theme"] == "Expertise"
    shown = run("-C", sample.root, "rounds", "--case", "KA", "--code", "Cijfer samenwerking")
    assert "KA-poh-1" in shown.out
    printed = run("-C", sample.root, "rounds", "--case", "KA", "--code", "Expertise", "--all").out
    heads = [line.split("\t") for line in printed.splitlines() if line.startswith("gemeente\tthema\t")]
    assert heads[0][2:] == ["wat ervan werd", "wens", "praktijk"]
    assert heads[1][2:] == ["van ronde", "naar ronde", "wat", "ervoor", "erna", "fragmenten"]
    assert "\tnieuw\t0 van " in printed
    assert "\tverdwenen\t" in printed
    assert "change of people" not in shown.out
    moved = sample.rounds("KA")
    for suffix in ("xlsx", "csv", "md", "html", "json"):
        assert len(render(moved, Path(f"r.{suffix}"))) > 500
    assert run("-C", sample.root, "rounds", "--case", "KA", "--out", tmp_path / "r.csv").code == 0
    assert (tmp_path / "r.csv").read_bytes() == render(moved, Path("r.csv"))
    assert run("-C", sample.root, "rounds", "--out", tmp_path / "r.docx").code != 0
