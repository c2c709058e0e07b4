"""What helps and what hinders: proposed from codings, kept in a file people edit, listed with its cases."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st
from test_report import page_of

import qualcode as qc
from qualcode.analysis.factoring import edits
from qualcode.analysis.factoring.proposals import alike, groups
from qualcode.errors import FileError, NotPossible, UnknownChoice, UnknownQuotation
from qualcode.factoring import file as factorfile
from qualcode.factoring import words_of
from qualcode.factoring.file import FACTORS, FactorsChanged
from qualcode.formats import factor_words, factors_sheet
from qualcode.formats import factors as markdown
from qualcode.gathering import gather
from qualcode.i18n import language
from qualcode.model.factor import Direction, Factor, FactorFile, InCase, Section, Standing, Variant, factor_id
from qualcode.project import Project
from qualcode.reports.factoring.lines import case_lists, factor_lists, proposal_lists
from qualcode.reports.sheets import sheets
from qualcode.reports.workbook import workbook
from qualcode.store.sample_files import place_sample
from qualcode.text.lemmas import Lemmas

SETTINGS = """
title: T
language: nl
case: {attribute: town, singular: gemeente, plural: gemeenten}
cases: {A: Aa, B: Bee, C: Cee, D: Dee}
report: {helping: [Helpt], hindering: [Hindert], contrast: [[Nu, Wens]]}
"""
BOOK = """
codes:
  - name: Nu
    codes: [{name: Helpt, specify: true}, {name: Hindert, specify: true}, {name: Aanbod, specify: true}, Los]
  - name: Wens
    codes: [{name: Overig, specify: true}]
"""
TEXT = "Zij belt vaak. Het is druk. De groep blijft. Er is koffie. Niemand weet ervan."


def town(name: str, kind: str = "interview") -> str:
    return f"---\ntown: {name}\nkind: {kind}\n---\n{TEXT}\n"


@pytest.fixture
def four(project: MakeProject) -> Project:
    """Four municipalities with a conversation each, a to d."""
    return project({name.lower()[0]: town(name) for name in ("Aa", "Bee", "Cee", "Dee")}, BOOK, SETTINGS)


def note(one: Project, document: str, quote: str, specification: str, code: str = "Helpt") -> str:
    """Code a sentence, and say the label of its quotation."""
    made = one.code(document, quote=quote, code=code, coder="x", specification=specification or None)
    return str(one.codings.set_index("coding_id").loc[made.id, "quotation"])


def keep(one: Project, text: str) -> None:
    (one.root / FACTORS).parent.mkdir(exist_ok=True)
    (one.root / FACTORS).write_text(text, encoding="utf-8")


def kept(one: Project) -> str:
    return (one.root / FACTORS).read_text(encoding="utf-8")


def lines(one: Project, case: str | None = None) -> dict[str, list[str]]:
    """The lists over all by title."""
    return {each.title: [line.text for line in each.lines] for each in factor_lists(one.factors(case), words_of(one))}


def labels_of(one: Project) -> list[str]:
    """A quotation in each municipality: a:1, b:1, c:1, d:1."""
    return [note(one, document, "Het is druk.", "", "Los") for document in "abcd"]


# --- the lists ---------------------------------------------------------------------------------------------------


def test_variants_stand_in_one_line_each_with_its_cases(four: Project) -> None:
    labels_of(four)
    keep(four, """## Wat helpt
- korte lijnen met
  - de huisarts (A, B) [a:1; b:1]
  - de praktijkondersteuner (C, D, A) [c:1; d:1; a:1]
- vaste groep (A, C) [a:1; c:1]
  - een groep die blijft (D) [d:1]
""")  # fmt: skip
    assert lines(four)["Wat helpt"] == [
        "korte lijnen met de huisarts (A, B) of de praktijkondersteuner (A, C, D)",
        "vaste groep (A, C) of een groep die blijft (D)",
    ]


def test_three_wordings_are_set_in_a_row(four: Project) -> None:
    keep(four, "## Wat belemmert\n- gebrek aan\n  - tijd (A)\n  - geld (B)\n  - mensen (C)\n")
    assert lines(four)["Wat belemmert"] == ["gebrek aan tijd (A), geld (B) of mensen (C)"]


def test_a_factor_in_all_cases_says_so(four: Project, project: MakeProject) -> None:
    keep(four, "## Wat helpt\n- koffie (D, C, B, A)\n- thee (A, B, C)\n")
    assert lines(four)["Wat helpt"] == ["koffie (alle gemeenten)", "thee (A, B, C)"]
    texts = {name.lower()[0]: town(name) for name in ("Aa", "Bee", "Cee")} | {"d": town("Dee", "mail")}
    one = project(texts, BOOK, SETTINGS)
    keep(one, "## Wat helpt\n- thee (A, B, C)\n")
    said = language("nl")("all %(cases)s with an interview", cases="gemeenten")
    assert lines(one)["Wat helpt"] == [f"thee ({said})"]


def test_what_is_of_one_case_stays_in_its_chapter(four: Project) -> None:
    keep(four, "## Wat helpt\n- koffie (A, B)\n- taart (B)\n- korte lijnen met\n  - de een (C)\n  - de ander (C)\n")
    lists, words = four.factors(), words_of(four)
    assert lines(four)["Wat helpt"] == ["koffie (A, B)"]
    own = {
        case: [[line.text for line in each.lines] for each in case_lists(lists, case, words)] for case in lists.cases
    }
    assert own == {"Aa": [], "Bee": [["taart"]], "Cee": [["korte lijnen met de een of de ander"]], "Dee": []}
    assert [each.id for each in lists.shared] == ["koffie"]
    assert [each.id for each in lists.single] == ["taart", "korte-lijnen-met"]


def test_the_list_of_one_case_has_the_wordings_that_are_about_it(four: Project) -> None:
    labels_of(four)
    keep(four, """## Wat helpt
- korte lijnen met
  - de huisarts (A, B) [a:1; b:1]
  - de coach (C) [c:1]
- taart (D?)
""")  # fmt: skip
    assert lines(four, "C") == {"Wat helpt": ["korte lijnen met de coach"], "Wat belemmert": []}
    (found,) = four.factors("cee").factors
    assert found.labels() == ("c:1",)
    keep(four, "## Wat helpt\n- koffie (A, C) [a:1; c:1]\n")
    assert four.factors("C").to_frame()["evidence"].tolist() == ["c:1"]
    with pytest.raises(UnknownChoice):
        four.factors("Ergens")


def test_a_proposal_is_in_no_list_of_what_was_confirmed(four: Project) -> None:
    labels_of(four)
    keep(four, "## Wat helpt\n- koffie (A, B, C?, ~~D~~) [a:1; b:1; c:1; d:1]\n- taart (A?, B?)\n- ~~thee (A, B)~~\n")
    lists, words = four.factors(), words_of(four)
    (helping, _hindering) = factor_lists(lists, words)
    assert [(line.text, line.confirmed) for line in helping.lines] == [("koffie (A, B)", True)]
    assert helping.lines[0].labels == ("a:1", "b:1")  # not those of the case that is only proposed, or rejected
    assert "1 " in helping.note
    (waiting,) = proposal_lists(lists, words)
    assert [(line.text, line.confirmed) for line in waiting.lines] == [("taart (A, B)", False)]


def test_most_cases_come_first_then_the_order_of_the_file(four: Project) -> None:
    keep(four, "## Wat helpt\n- z (A, B)\n- y (A, B, C)\n- x (C, D)\n")
    assert lines(four)["Wat helpt"] == ["y (A, B, C)", "z (A, B)", "x (C, D)"]


def test_without_a_file_the_lists_are_what_was_noted_and_say_so(four: Project) -> None:
    for document in "ab":
        note(four, document, "Zij belt vaak.", "korte lijnen")
    lists = four.factors()
    (helping, hindering) = factor_lists(lists, words_of(four))
    assert [(line.text, line.confirmed, line.labels) for line in helping.lines] == [
        ("korte lijnen (A, B)", False, ("a:1", "b:1"))
    ]
    assert hindering.lines == ()
    assert not lists.confirmed
    assert "Nu › Helpt" in helping.note
    assert "Nu › Hindert" not in helping.note


def test_the_frame_has_a_row_per_wording(four: Project) -> None:
    labels_of(four)
    keep(four, "## Wat helpt\n- lijnen met\n  - de een (A, B) [a:1]\n  - de ander (C?)\n")
    frame = four.factors().to_frame()
    assert frame.to_dict("records") == [
        {"direction": "helps", "factor": "lijnen-met", "wording": "lijnen met de een", "cases": 2,
         "found in": "Aa, Bee", "proposed in": "", "quotations": 1, "evidence": "a:1"},
        {"direction": "helps", "factor": "lijnen-met", "wording": "lijnen met de ander", "cases": 0,
         "found in": "", "proposed in": "Cee", "quotations": 0, "evidence": ""},
    ]  # fmt: skip


# --- what is not as it should be ---------------------------------------------------------------------------------


def test_evidence_that_does_not_bear_a_factor_out_is_told(
    four: Project, revise: Callable[[Project, dict[str, str]], dict[str, list[str]]]
) -> None:
    labels_of(four)
    keep(four, """## Wat helpt
- een (A, B) [a:1]
- twee (C) [b:1]
- drie (Q) [zz:9]
- vier (D)
- ~~vijf (Q) [zz:9]~~
""")  # fmt: skip
    said = four.factors().warnings
    assert len(said) == 6
    for word in ("een", "twee", "drie", "vier"):
        assert any(f"‘{word}’" in each for each in said)
    assert not any("vijf" in each for each in said)
    assert any("b:1" in each and "Bee" in each for each in said)  # from a municipality that is not named
    assert any("zz:9" in each for each in said)
    before = four.factors().factors
    revise(four, {"a": "---\ntown: Aa\n---\nHier staat nu iets heel anders, zonder die woorden.\n"})
    assert any("a:1" in each for each in four.factors().warnings)
    (first,) = [each for each in before if each.id == "een"]
    (now,) = [each for each in four.factors().factors if each.id == "een"]
    assert (first.labels(), now.labels()) == (("a:1",), ())


def test_a_file_in_good_order_gives_no_warning(sample: Project) -> None:
    lists = sample.factors()
    assert lists.confirmed
    assert lists.warnings == ()
    assert len(lists.shared) > 10
    assert len(lists.single) > 3
    assert lists.proposals
    assert any(len(each.wordings) > 1 for each in lists.shared)


# --- the file ----------------------------------------------------------------------------------------------------

BY_HAND = """# Factoren

Wat wij eruit haalden.
- dit is geen factor

## Wat helpt

* korte lijnen met
    * de huisarts (A,B?) [a:1;
      b:1]
- vaste groep
  (A, ~~B~~)
  Hier twijfelen wij over.
1. overleg (met de huisarts) (C) <!-- C: jan, 2022-05-12 -->

### In het dorp
- ~~taart~~ <!-- wat een onzin -->
<!--
- dit stond er eerst (A)
-->

## What hinders
- werkdruk (A) [a:1] {#druk}
"""


def test_a_file_written_by_hand_is_read_as_it_was_meant() -> None:
    found = markdown.read(BY_HAND)
    shown = [
        (each.id, each.wording, [(one.case, one.standing.value, one.by) for one in each.standings()], each.labels())
        for each in found.file.factors
    ]
    assert shown == [
        ("korte-lijnen-met", "korte lijnen met", [("A", "confirmed", ""), ("B", "proposed", "")], ("a:1", "b:1")),
        ("vaste-groep", "vaste groep", [("A", "confirmed", ""), ("B", "rejected", "")], ()),
        ("overleg-met-de-huisarts", "overleg (met de huisarts)", [("C", "confirmed", "jan")], ()),
        ("taart", "taart", [], ()),
        ("druk", "werkdruk", [("A", "confirmed", "")], ("a:1",)),
    ]
    assert [each.set_aside for each in found.file.factors] == [False, False, False, True, False]
    assert [each.direction.value for each in found.file.factors] == ["helps"] * 4 + ["hinders"]
    assert found.problems == ()


def test_nothing_a_person_wrote_is_lost() -> None:
    written = markdown.write(markdown.read(BY_HAND).file, "nl")
    for words in ("Wat wij eruit haalden.", "- dit is geen factor", "Hier twijfelen wij over.", "### In het dorp",
                  "wat een onzin", "- dit stond er eerst (A)", "## What hinders", "jan, 2022-05-12"):  # fmt: skip
        assert words in written
    assert markdown.write(markdown.read(written).file, "nl") == written


def test_items_under_a_misspelt_heading_are_told_with_their_line() -> None:
    found = markdown.read("# Lijst\n\n## Wat hepl\n\n- koffie (A)\n\n## Wat helpt\n- taart (A)\n")
    ((line, said),) = found.problems
    assert line == 5
    assert "'## Wat hepl'" in said
    assert "'Wat helpt'" in said
    assert [each.id for each in found.file.factors] == ["taart"]


def test_the_same_words_in_both_directions_have_ids_of_their_own() -> None:
    text = "## Wat helpt\n- corona (A)\n\n## Wat belemmert\n- corona (B)\n"
    first = markdown.read(text).file
    assert [each.id for each in first.factors] == ["corona", "corona-2"]
    again = markdown.read(markdown.write(first, "nl"))
    assert again.file == first


SIGNS = st.text(alphabet=st.sampled_from("ab é'(),;?~[]{}<>!-#:1\\*"), max_size=12)
WORDS = st.builds(lambda start, rest: " ".join(f"w{start}{rest}".split()), SIGNS, SIGNS)
CASES = st.lists(
    st.builds(
        InCase, st.sampled_from(["A", "B c", "D, E", "F?", "G (noord)", "~H~", "I\\"]), st.sampled_from(Standing)
    ),
    max_size=3,
    unique_by=lambda each: each.case,
).map(tuple)
EVIDENCE = st.lists(st.sampled_from(["KAF2.1.1:3", "a b:1", "x:12"]), max_size=3, unique=True).map(tuple)
VARIANTS = st.lists(st.builds(Variant, WORDS, CASES, EVIDENCE), max_size=2).map(tuple)


@st.composite
def files(draw: st.DrawFn) -> FactorFile:
    sections, taken = [Section(None, ("# Factoren", "", "Vrije tekst.", ""))], list[str]()
    for direction in Direction:
        own = []
        for wording in draw(st.lists(WORDS, max_size=3)):
            taken.append(factor_id(wording, taken))
            said = draw(st.tuples(CASES, EVIDENCE, VARIANTS, st.booleans()))
            own.append(Factor(taken[-1], direction, wording, *said))
        sections.append(
            Section(direction, (f"## {factor_words.heading_of(direction, language('nl'))}", ""), tuple(own))
        )
    return FactorFile(tuple(sections))


@given(files())
def test_any_factors_come_back_from_their_file(file: FactorFile) -> None:
    text = markdown.write(file, "nl")
    assert markdown.read(text).file == file
    assert markdown.write(markdown.read(text).file, "nl") == text


@given(files())
def test_any_factors_come_back_from_a_spreadsheet(file: FactorFile) -> None:
    header, rows = factors_sheet.rows(file.factors, language("nl"))
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows([header, *rows])
    found, errors = factors_sheet.read(sheet.getvalue().encode(), Path("f.csv"))
    assert errors == []
    assert [(each.factor.mark, each.was) for each in found] == [(each.mark, each.mark) for each in file.factors]


def test_a_file_that_was_changed_meanwhile_is_not_written_over(four: Project) -> None:
    keep(four, "## Wat helpt\n- koffie (A?)\n")
    seen = four.factor_file().mark
    keep(four, "## Wat helpt\n- koffie (A?)\n- thee (B)\n")
    with pytest.raises(FactorsChanged) as raised:
        four.confirm_factor("koffie", ["A"], coder="x", was=seen)
    assert [each.id for each in raised.value.now.file.factors] == ["koffie", "thee"]
    assert "A?" in kept(four)
    four.confirm_factor("koffie", ["A"], coder="x", was=raised.value.now.mark)
    assert "- koffie (A) <!-- A: x, " in kept(four)
    before = four.factor_file()
    keep(four, "## Wat helpt\n- thee (B)\n")
    with pytest.raises(FactorsChanged):
        factorfile.write(four.root, before, FactorFile(), "nl")
    assert kept(four) == "## Wat helpt\n- thee (B)\n"


# --- proposals ---------------------------------------------------------------------------------------------------


def test_what_was_noted_is_proposed_with_its_cases_and_quotations(four: Project) -> None:
    for document, said in (("a", "Warme overdracht"), ("b", "warme overdracht"), ("c", "goede overdracht")):
        note(four, document, "Zij belt vaak.", said)
    note(four, "d", "Het is druk.", "geen overdracht", "Hindert")
    note(four, "d", "De groep blijft.", "warme overdracht", "Wens/Overig")
    helping, hindering = four.propose_factors().items
    assert [(each.case, each.standing) for each in helping.factor.cases] == [
        ("A", Standing.PROPOSED), ("B", Standing.PROPOSED)
    ]  # fmt: skip
    assert helping.factor.evidence == ("a:1", "b:1")
    (near,) = helping.factor.variants
    assert (near.wording, [each.case for each in near.cases], near.evidence) == ("goede overdracht", ["C"], ("c:1",))
    assert [(each.wording, each.similarity) for each in helping.alike] == [("goede overdracht", 100)]
    assert "goede overdracht" in helping.why
    assert helping.interviews == 3
    assert hindering.factor.direction is Direction.HINDERS
    assert "d:2" not in helping.factor.labels()  # a wish is nothing that helped


def test_the_same_words_under_another_code_are_evidence_and_longer_ones_are_not(four: Project) -> None:
    note(four, "a", "Er is koffie.", "koffieochtend")
    note(four, "b", "Er is koffie.", "koffieochtenden", "Aanbod")
    note(four, "c", "Er is koffie.", "koffieochtend met gym en zang", "Aanbod")
    (found,) = four.propose_factors().items
    assert [each.case for each in found.factor.standings()] == ["A", "B"]
    assert "Nu › Aanbod" in found.why


def test_quotations_elsewhere_that_hold_its_words_are_named_and_are_no_evidence(four: Project) -> None:
    note(four, "a", "De groep blijft.", "een groep die blijft")
    note(four, "b", "De groep blijft.", "", "Los")
    (found,) = four.propose_factors().items
    assert found.nearby == ("b:1",)
    assert found.factor.labels() == ("a:1",)


def test_a_wording_joins_only_what_is_near_to_the_first_of_its_group() -> None:
    lemmas = Lemmas.of("nl")
    wordings = ["wisseling van kartrekker", "wisselingen van kartrekkers", "wisseling van coach", "vervoer"]
    assert [[place for place, _near in group] for group in groups(wordings, lemmas)] == [[0, 1], [2], [3]]
    assert alike("wisseling van kartrekker", "wisseling van coach", lemmas).similarity < 80
    assert alike("en", "de", lemmas).similarity == 0  # no telling word
    assert alike("vervoer", "vervoer door vrijwilligers", lemmas).similarity == 100
    assert alike("vervoer", "vervoer door vrijwilligers", lemmas, whole=True).similarity < 80


def test_proposals_are_the_same_each_time_and_say_what_they_leave_out(sample: Project) -> None:
    first, second = sample.propose_factors(), sample.propose_factors()
    assert first.items == second.items
    assert len({each.factor.id for each in first.items}) == len(first.items)
    assert first.to_frame().equals(second.to_frame())
    assert "81" in first.warnings[0]
    noted = sample.codings.set_index("quotation")["specification"]
    for each in first.items:
        for one in each.factor.wordings():
            for label in one.evidence:
                said = {str(given).strip().casefold() for given in noted.loc[[label]]}
                assert one.wording.casefold() in said


def test_taking_proposals_over_adds_and_keeps(four: Project) -> None:
    for document in "ab":
        note(four, document, "Zij belt vaak.", "korte lijnen")
    note(four, "a", "Er is koffie.", "koffie")
    assert [(each.wording, each.is_new) for each in four.take_proposals()] == [("korte lijnen", True), ("koffie", True)]
    four.confirm_factor("korte lijnen", ["A"], coder="x")
    four.confirm_factor("korte lijnen", ["B"], coder="x", standing=Standing.REJECTED)
    four.set_factor_aside("koffie")
    four.reword_factor("korte lijnen", "elkaar zomaar bellen")
    assert four.take_proposals() == ()
    assert four.propose_factors(fresh=True).items == ()
    note(four, "c", "Zij belt vaak.", "korte lijnen")
    note(four, "b", "Er is koffie.", "koffie")
    (news,) = four.take_proposals()
    assert (news.factor, news.is_new, news.cases, news.labels) == ("korte-lijnen", False, ("C",), ("c:1",))
    assert "- elkaar zomaar bellen (A, ~~B~~, C?) [a:1; b:1; c:1] {#korte-lijnen}" in kept(four)
    assert "- ~~koffie (A?) [a:2]~~" in kept(four)


def test_two_notes_on_one_quotation_are_two_proposals(four: Project) -> None:
    note(four, "a", "Er is koffie.", "koffie")
    four.take_proposals()
    note(four, "a", "Er is koffie.", "gezelligheid")
    assert [each.wording for each in four.take_proposals()] == ["gezelligheid"]


def test_what_was_joined_is_not_proposed_again(four: Project) -> None:
    note(four, "a", "Zij belt vaak.", "bellen met de huisarts")
    note(four, "b", "Zij belt vaak.", "bellen met de wijkagent")
    note(four, "c", "Het is druk.", "appen")
    four.take_proposals()
    four.join_factors("bellen met de huisarts", "bellen met de wijkagent")
    assert "- bellen met de {#bellen-met-de-huisarts}\n  - huisarts (A?) [a:1]\n  - wijkagent (B?) [b:1]" in kept(four)
    four.reword_factor("appen", "bellen met de wijkagent")
    four.join_factors("bellen-met-de-huisarts", "appen")
    assert four.take_proposals() == ()
    with pytest.raises(UnknownChoice):
        four.take_proposals(["er-is-niets"])


# --- what people do ----------------------------------------------------------------------------------------------


def made(*factors: tuple[str, str] | tuple[str, str, str], direction: Direction = Direction.HELPS) -> FactorFile:
    """A file of factors by wording and case, with a label where there is a third."""
    file = FactorFile()
    for wording, case, *labels in factors:
        name = factor_id(wording, [each.id for each in file.factors])
        file = edits.add(file, Factor(name, direction, wording, (InCase(case),), tuple(labels)))
    return file


def test_joining_says_the_common_beginning_once() -> None:
    file = edits.join(made(("korte lijnen met de huisarts", "A"), ("korte lijnen met het wijkteam", "B")),
                      "korte-lijnen-met-de-huisarts", "korte-lijnen-met-het-wijkteam")  # fmt: skip
    (only,) = file.factors
    assert (only.wording, [each.wording for each in only.variants]) == (
        "korte lijnen met",
        ["de huisarts", "het wijkteam"],
    )


def test_joining_without_a_common_beginning_keeps_both_whole() -> None:
    file = edits.join(made(("koffie", "A", "a:1"), ("thee", "B", "b:1")), "koffie", "thee")
    (only,) = file.factors
    assert only == Factor("koffie", Direction.HELPS, "koffie", (InCase("A"),), ("a:1",),
                          (Variant("thee", (InCase("B"),), ("b:1",)),))  # fmt: skip


def test_joining_the_same_words_adds_the_cases_and_keeps_what_was_confirmed() -> None:
    file = made(("koffie", "A", "a:1"), ("Koffie", "B", "b:1"))
    file = edits.set_standing(file, "koffie", ["B"], Standing.PROPOSED, by="", on="")
    (only,) = edits.join(file, "koffie", "koffie-2").factors
    assert only.cases == (InCase("A"), InCase("B"))
    assert only.evidence == ("a:1", "b:1")


@given(st.lists(st.sampled_from(["a b c", "a b d", "a e", "f", "f g"]), min_size=2, max_size=4, unique=True),
       st.integers(1, 9))  # fmt: skip
def test_what_is_joined_and_split_again_is_what_it_was(wordings: list[str], seed: int) -> None:
    file = made(
        *(
            (wording, case, f"x:{number}")
            for number, (wording, case) in enumerate(zip(wordings, "ABCD", strict=False), 1)
        )
    )
    before = {(each.wording, each.cases, each.evidence) for each in file.factors}
    first = file.factors[0].id
    for other in file.factors[1:]:
        file = edits.join(file, first, other.id)
    assert len(file.factors) == 1
    while any(each.variants for each in file.factors):
        factor = next(each for each in file.factors if each.variants)
        file = edits.split(file, factor.id, 1 + seed % len(factor.variants))
    assert {(each.wording, each.cases, each.evidence) for each in file.factors} == before


def test_a_helping_and_a_hindering_factor_are_not_joined() -> None:
    file = edits.add(made(("koffie", "A")), Factor("thee", Direction.HINDERS, "thee", (InCase("B"),)))
    with pytest.raises(NotPossible, match="direction"):
        edits.join(file, "koffie", "thee")
    file = edits.turn(file, "thee", Direction.HELPS)
    assert [each.id for each in edits.join(file, "koffie", "thee").factors] == ["koffie"]
    with pytest.raises(NotPossible):
        edits.join(file, "koffie", "koffie")


def test_what_stands_below_a_factor_goes_with_it_and_headings_stay() -> None:
    text = "## Wat helpt\n- koffie (A)\n  Met melk.\n\n### Later\n- thee (B)\n\n## Wat belemmert\n- regen (C)\n"
    file = edits.turn(markdown.read(text).file, "koffie", Direction.HINDERS)
    assert markdown.write(file, "nl") == (
        "## Wat helpt\n\n### Later\n- thee (B)\n\n## Wat belemmert\n- regen (C)\n- koffie (A)\n  Met melk.\n"
    )


def test_confirming_says_who_and_when_and_takes_all_that_is_proposed(four: Project) -> None:
    keep(four, "## Wat helpt\n- lijnen met\n  - de een (A?, Bee?, ~~C~~)\n  - de ander (D?)\n")
    four.confirm_factor("lijnen met", coder="tweede")
    found = four.factor_file().file.factors[0]
    assert [(each.case, each.standing.value, each.by) for each in found.standings()] == [
        ("A", "confirmed", "tweede"),
        ("B", "confirmed", "tweede"),
        ("C", "rejected", ""),
        ("D", "confirmed", "tweede"),
    ]
    assert all(len(each.on) == 10 for each in found.standings() if each.by)
    four.confirm_factor("lijnen met", ["B"], coder="x", wording=1, standing=Standing.REJECTED)
    assert "- de een (A, ~~B~~, ~~C~~)" in kept(four)  # by its key, and not once more as Bee


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [
        (lambda one: one.confirm_factor("lijnen met", ["A"], coder="x"), NotPossible),
        (lambda one: one.confirm_factor("lijnen met", ["Q"], coder="x", wording=1), UnknownChoice),
        (lambda one: one.confirm_factor("lijnen met", ["A"], coder="x", wording=7), UnknownChoice),
        (lambda one: one.confirm_factor("lijnen met", ["A"], coder=" ", wording=1), NotPossible),
        (lambda one: one.confirm_factor("iets anders", ["A"], coder="x"), UnknownChoice),
        (lambda one: one.split_factor("koffie", 1), NotPossible),
        (lambda one: one.split_factor("lijnen met", 0), UnknownChoice),
        (lambda one: one.reword_factor("koffie", "  "), NotPossible),
        (lambda one: one.reword_factor("koffie", "x" * 501), NotPossible),
        (lambda one: one.turn_factor("koffie", "omhoog"), UnknownChoice),
        (lambda one: one.add_factor_evidence("koffie", "zz:1"), UnknownQuotation),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_changed(
    four: Project, ask: Callable[[Project], object], wrong: type[Exception]
) -> None:
    text = "## Wat helpt\n- lijnen met\n  - de een (A?)\n  - de ander (D?)\n- koffie (A)\n"
    keep(four, text)
    with pytest.raises(wrong):
        ask(four)
    assert kept(four) == text


def test_evidence_may_be_any_quotation(four: Project) -> None:
    labels_of(four)
    keep(four, "## Wat helpt\n- koffie (A) [a:1]\n")
    four.add_factor_evidence("koffie", "b:1", "a:1")
    assert "- koffie (A) [a:1; b:1]" in kept(four)


# --- out and back ------------------------------------------------------------------------------------------------

OUT = """## Wat helpt
- koffie (A, B?) [a:1]
- lijnen met
  - de een (A)
  - de ander (C?)

## Wat belemmert
- druk (D)
"""


@pytest.mark.parametrize("name", ["f.xlsx", "f.csv", "f.md"])
def test_what_is_written_out_comes_back_unchanged(four: Project, tmp_path: Path, name: str) -> None:
    labels_of(four)
    keep(four, OUT)
    four.write_factors(tmp_path / name)
    back = four.read_factors(tmp_path / name)
    assert (back.new, back.changed, back.same, back.conflicts, back.errors, back.kept) == ((), (), 3, (), (), ())
    assert kept(four) == OUT


def test_a_spreadsheet_is_edited_and_comes_back(four: Project, tmp_path: Path) -> None:
    labels_of(four)
    keep(four, OUT)
    four.write_factors(tmp_path / "f.xlsx")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(factors_sheet.column_names(language("nl")).values())
    sheet["E2"], sheet["F2"] = "A, B", None  # koffie: B is confirmed
    sheet["D5"] = "iedereen"  # lijnen met de ander
    end = ["", "", factor_words.verb_of(Direction.HELPS, language("nl")), "taart", "C", "", "", "c:1", "", "", ""]
    for column, value in enumerate(end, 1):
        sheet.cell(7, column, value or None)
    sheet.cell(8, 3, "omhoog")
    sheet.cell(8, 4, "niets")
    book.save(tmp_path / "f.xlsx")
    back = four.read_factors(tmp_path / "f.xlsx", coder="tweede")
    assert (back.new, back.changed, back.same) == (("taart",), ("koffie", "lijnen-met"), 1)
    assert [each.row for each in back.errors] == [8]
    file = four.factor_file().file
    assert [(each.case, each.standing.value, each.by) for each in file.factors[0].cases] == [
        ("A", "confirmed", ""), ("B", "confirmed", "tweede")
    ]  # fmt: skip
    assert [each.wording for each in file.factors[1].variants] == ["de een", "iedereen"]
    assert (file.factors[2].id, file.factors[2].evidence) == ("taart", ("c:1",))


def test_what_was_changed_in_both_places_is_a_conflict_and_the_project_stays(four: Project, tmp_path: Path) -> None:
    labels_of(four)
    keep(four, OUT)
    path = tmp_path / "f.csv"
    four.write_factors(path)
    four.confirm_factor("koffie", ["B"], coder="x")
    four.reword_factor("druk", "werkdruk")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",koffie,A,", ",veel koffie,A,"), encoding="utf-8")
    before = kept(four)
    back = four.read_factors(path)
    (conflict,) = back.conflicts
    assert (conflict.id, conflict.row) == ("koffie", 2)
    assert back.to_frame()["in the file"].tolist() == ["veel koffie (A, B?) [a:1]"]
    assert back.to_frame()["in the project"].tolist()[0].startswith("koffie (A, B) [a:1]")
    assert (back.changed, back.same) == ((), 2)  # druk was changed here only, and is not a conflict
    assert kept(four) == before


def test_a_factor_that_is_gone_or_not_in_the_file_is_told(four: Project, tmp_path: Path) -> None:
    keep(four, OUT)
    path = tmp_path / "f.csv"
    four.write_factors(path)
    first_two = path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    path.write_text("".join(first_two), encoding="utf-8")
    assert four.read_factors(path).kept == ("lijnen-met", "druk")
    keep(four, OUT.replace("- koffie (A, B?) [a:1]\n", ""))
    (conflict,) = four.read_factors(path).conflicts
    assert (conflict.id, conflict.here) == ("koffie", None)


def test_a_row_with_words_that_are_there_already_is_no_new_factor(four: Project, tmp_path: Path) -> None:
    keep(four, OUT)
    names = factors_sheet.column_names(language("nl"))
    (tmp_path / "f.csv").write_text(
        ";".join([names["direction"], names["wording"], names["confirmed"]]) + "\nhelps;Koffie;C\n", encoding="utf-8"
    )
    back = four.read_factors(tmp_path / "f.csv")
    assert "koffie" in str(back.errors[0])
    assert back.new == ()


def test_a_sheet_without_a_column_that_is_needed_is_refused(four: Project, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("wording\nkoffie\n", encoding="utf-8")
    with pytest.raises(FileError, match="direction"):
        four.read_factors(tmp_path / "f.csv")
    with pytest.raises(NotPossible, match="file of factors itself"):
        four.write_factors(four.root / FACTORS)


def edited(one: Project, path: Path, *changes: tuple[str, str]) -> Path:
    """The project's factors in a file, changed there."""
    one.write_factors(path)
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def test_nobody_confirms_by_reading_a_file(four: Project, run: Run, tmp_path: Path) -> None:
    keep(four, "## Wat helpt\n- koffie (A, B?, C?) <!-- A: y, 2022-05-12 -->\n- thee (A)\n")
    path = edited(four, tmp_path / "f.md", ("(A, B?, C?)", "(~~A~~, B, C?)"), ("thee (A)", "groene thee (A)"))
    at = ("-C", four.root, "factors", "read", path)
    said = run(*at)
    assert said.code == 1
    assert "'koffie': rejects A, confirms B, and nobody's name is with it: say whose, with --coder NAME" in said.err
    assert "- koffie (A, B?, C?) <!-- A: y, 2022-05-12 -->\n- groene thee (A)" in kept(four)
    assert run(*at, "--coder", "x").code == 0
    found = four.factor_file().file.factors[0].cases
    assert [(each.case, each.standing.value, each.by) for each in found] == [
        ("A", "rejected", "x"), ("B", "confirmed", "x"), ("C", "proposed", "")
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["f.csv", "f.md"])
def test_a_file_is_read_twice_and_adds_nothing(four: Project, tmp_path: Path, name: str) -> None:
    labels_of(four)
    keep(four, "## Wat helpt\n- koffie (A, B?) [a:1]\n- thee (A)\n- taart (A)\n")
    four.write_factors(tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    if name == "f.csv":
        text = text.replace("koffie,A,B,", 'koffie,"A,bee",,').replace("thee,A,", 'thee,"A,Kampn",')
        text += ",,helpt,regen,D,,,,,,\n"
    else:
        text = text.replace("(A, B?)", "(A, bee)").replace("thee (A)", "thee (A, Kampn)") + "- regen (D)\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    first = four.read_factors(tmp_path / name, coder="x")
    assert (first.new, first.changed, first.same) == (("regen",), ("koffie",), 1)
    (wrong,) = first.errors
    assert "'Kampn' is no case" in str(wrong)
    after = kept(four)
    assert "- koffie (A, B) [a:1]" in after  # Bee by its key
    assert "- thee (A)\n" in after  # nothing of the row went in
    again = four.read_factors(tmp_path / name, coder="x")
    assert (again.new, again.changed, again.same, again.conflicts) == ((), (), 3, ())
    assert [str(each) for each in again.errors] == [str(wrong)]
    assert kept(four) == after


def test_a_variant_that_cannot_be_read_takes_nothing_away(four: Project, tmp_path: Path) -> None:
    keep(four, OUT)
    path = edited(four, tmp_path / "f.csv", (",de ander,", ",,"))
    back = four.read_factors(path)
    assert ([each.row for each in back.errors], back.changed, back.kept) == ([5], (), ())
    assert kept(four) == OUT


def test_a_case_that_is_said_to_be_two_things_is_an_error(four: Project, tmp_path: Path) -> None:
    keep(four, "## Wat helpt\n- koffie (A, B)\n")
    back = four.read_factors(edited(four, tmp_path / "f.md", ("(A, B)", "(A, B, Aa, ~~Bee~~)")), coder="x")
    assert "B stands twice" in str(back.errors[0])
    assert back.changed == ()


@pytest.mark.parametrize(("flag", "code", "stands"), [("--theirs", 0, "koffie (A?)"), ("--ours", 0, "thee (A)")])
def test_one_of_the_two_is_chosen_in_a_conflict(
    four: Project, run: Run, tmp_path: Path, flag: str, code: int, stands: str
) -> None:
    keep(four, "## Wat helpt\n- koffie (A)\n")
    path = edited(four, tmp_path / "f.md", ("koffie (A)", "koffie (A?)"))
    four.reword_factor("koffie", "thee")
    at = ("-C", four.root, "factors", "read", path)
    asked = run(*at)
    assert (asked.code, "--theirs takes the file's factor, --ours keeps the project's." in asked.err) == (1, True)
    assert run(*at, flag).code == code
    assert f"- {stands}" in kept(four)
    assert run(*at, "--theirs", "--ours").code != 0


# --- commands ----------------------------------------------------------------------------------------------------


def test_the_command_prints_the_lists_as_a_study_does(four: Project, run: Run) -> None:
    labels_of(four)
    helping = "## Wat helpt\n- koffie (A, B) [a:1; b:1]\n- taart (C) [c:1]\n- thee (D?)\n"
    keep(four, f"{helping}\n## Wat belemmert\n- druk (A, B, C, D)\n")
    said = run("-C", four.root, "factors")
    assert said.code == 0
    lines_of = [line.strip() for line in said.out.splitlines()]
    assert lines_of[:2] == ["Wat helpt", "koffie (A, B)"]
    assert "druk (alle gemeenten)" in lines_of
    assert lines_of.index("taart") > lines_of.index("druk (alle gemeenten)")
    assert "thee (D)" not in said.out
    assert "thee (D)" in run("-C", four.root, "factors", "--proposed").out
    assert "‘druk’" in said.err  # confirmed without a quotation
    assert "taart" not in run("-C", four.root, "factors", "--case", "Aa").out


def test_a_line_leads_to_its_quotations(four: Project, run: Run) -> None:
    labels_of(four)
    more = [note(four, "a", quote, "", "Los") for quote in ("Zij belt vaak.", "De groep blijft.", "Er is koffie.")]
    keep(four, f"## Wat helpt\n- koffie (A, B) [a:1; b:1; {'; '.join(more)}; c:1]\n- taart (A, B)\n")
    at = ("-C", four.root, "factors")
    assert "a:1" not in run(*at).out
    assert run(*at).out.endswith("qualcode factors --quotations\n")
    said = run(*at, "--quotations").out
    assert "  koffie (A, B)\n      5 fragmenten: a:1, b:1, a:2, a:3, a:4\n  taart (A, B)\n      " in said
    keep(four, f"## Wat helpt\n- koffie (A, B, C) [a:1; b:1; {'; '.join(more)}; c:1]\n")
    assert "a:3, a:4 en nog 1\n" in run(*at, "--quotations").out


def test_a_proposal_says_what_is_no_interview(project: MakeProject, run: Run) -> None:
    one = project({"a": town("Aa"), "b": town("Bee", "mail")}, BOOK, SETTINGS)
    note(one, "b", "Zij belt vaak.", "korte lijnen")
    (found,) = one.propose_factors().items
    assert (found.interviews, found.others) == (0, 1)
    header, row = run("-C", one.root, "factors", "propose").out.splitlines()[:2]
    assert header.split("\t")[:2] == ["richting", "formulering"]
    assert row.split("\t") == ["helpt", "korte lijnen", "B", "0", "1", "", "korte-lijnen"]


def test_the_command_goes_from_proposals_to_a_confirmed_list(four: Project, run: Run, tmp_path: Path) -> None:
    for document in "ab":
        note(four, document, "Zij belt vaak.", "korte lijnen")
    at = ("-C", four.root, "factors")
    assert "korte-lijnen" in run(*at, "propose").out
    assert "korte lijnen (A?, B?)" in run(*at, "propose", "--write").out
    assert "has all of them" in run(*at, "propose", "--write").out
    assert run(*at, "confirm", "korte lijnen", "--case", "A", "--coder", "x").code == 0
    assert run(*at, "confirm", "korte lijnen", "--coder", "x").out.startswith("korte lijnen (A, B) [a:1; b:1]")
    assert run(*at, "write", tmp_path / "f.xlsx").code == 0
    assert run(*at, "read", tmp_path / "f.xlsx").out == "0 new, 0 changed, 1 as they were.\n"
    assert run(*at, "--out", tmp_path / "lijst.md").code == 0
    assert "- korte lijnen (A, B)\n" in (tmp_path / "lijst.md").read_text(encoding="utf-8")
    assert run(*at, "--out", tmp_path / "lijst.csv").out == f"Wrote {tmp_path / 'lijst.csv'}.\n"
    found = run(*at, "--json").out
    assert '"text": "korte lijnen (A, B)"' in found
    assert run(*at, "confirm", "korte lijnen", "--case", "Q", "--coder", "x").code == 1


def test_a_conflict_ends_the_command_with_one(four: Project, run: Run, tmp_path: Path) -> None:
    keep(four, "## Wat helpt\n- koffie (A)\n")
    at = ("-C", four.root, "factors")
    run(*at, "write", tmp_path / "f.md")
    text = (tmp_path / "f.md").read_text(encoding="utf-8")
    (tmp_path / "f.md").write_text(text.replace("koffie (A)", "koffie (B)"), encoding="utf-8")
    four.reword_factor("koffie", "thee")
    said = run(*at, "read", tmp_path / "f.md")
    assert said.code == 1
    assert "thee (A)" in said.err
    assert "koffie (B)" in said.err
    assert "koffie" not in kept(four).replace("{#koffie}", "")


# --- the report --------------------------------------------------------------------------------------------------


def test_the_lists_are_the_same_on_the_page_and_in_the_workbook(sample: Project) -> None:
    shown = page_of(sample)
    lists = factor_lists(sample.factors(), words_of(sample))
    assert len(lists) == 2
    own = [sheet for sheet in sheets(gather(sample)) if sheet.title in {each.title for each in lists}]
    book = openpyxl.load_workbook(io.BytesIO(workbook(own, "nl")))
    for number, each in enumerate(lists, 1):
        texts = [line.text for line in each.lines]
        assert texts
        items = list(shown.root.by_id(f"factors-{number}").one("ul", "shared").all("li"))
        assert [" ".join(item.text.split()) for item in items] == texts
        rows = list(book[each.title].iter_rows(values_only=True, min_row=2))
        assert [row[0] for row in rows[: len(texts)]] == texts
        assert [row[3] for row in rows[: len(texts)]] == ["; ".join(line.labels) for line in each.lines]
        for item, line in zip(items, each.lines, strict=True):
            behind = {place for button in item.all("button") for place in _places(button.attributes["data-q"])}
            assert {str(shown.quote(place)["label"]) for place in behind} == set(line.labels)


def _places(ranges: str) -> list[int]:
    ends = [part.split("-") for part in ranges.split()]
    return [place for end in ends for place in range(int(end[0]), int(end[-1]) + 1)]


def test_a_chapter_has_what_was_found_there_alone(sample: Project) -> None:
    shown = page_of(sample)
    lists, words = sample.factors(), words_of(sample)
    seen = 0
    for number, case in enumerate(sample.settings.cases.values(), 1):
        own = [line.text for each in case_lists(lists, case, words) for line in each.lines]
        sections = list(shown.root.by_id(f"c{number}").all("section", "own"))
        assert [" ".join(item.text.split()) for section in sections for item in section.all("li")] == own
        seen += len(own)
    assert seen == len(lists.single)


def test_quotations_without_a_code_are_behind_a_factor_too(four: Project, tmp_path: Path) -> None:
    free = four.quote("a", quote="Er is koffie.", coder="x").label
    keep(four, f"## Wat helpt\n- koffie (A, B) [{free}]\n")
    shown = page_of(four)
    (item,) = shown.root.by_id("factors-1").all("li")
    (place,) = _places(item.one("button").attributes["data-q"])
    assert shown.quote(place)["label"] == free


def test_what_is_wrong_in_the_file_is_said_when_the_report_is_written(four: Project, tmp_path: Path) -> None:
    keep(four, "## Wat helpt\n- koffie (A, B)\n")
    assert any("koffie" in each for each in four.report(out=tmp_path).warnings)


# --- the sample --------------------------------------------------------------------------------------------------


def test_the_sample_s_file_comes_back_as_it_is_and_travels_with_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / FACTORS).read_text(encoding="utf-8")
    assert markdown.write(markdown.read(text).file, "nl") == text
    monkeypatch.chdir(tmp_path)
    assert (place_sample(tmp_path / "demo") / FACTORS).read_text(encoding="utf-8") == text


def test_a_copy_of_the_sample_is_edited_by_its_methods(sample_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / "copy")
    with qc.open(tmp_path / "copy") as one:
        before = one.factor_file()
        after = one.split_factor("wisseling-van", 2)
        assert [each.wording for each in after.file.factors if "wisseling" in each.wording] == [
            "wisseling van kartrekker", "wisseling van coach"
        ]  # fmt: skip
        again = one.join_factors("wisseling-van", "wisseling-van-coach")
        found, old = again.file.find("wisseling-van"), before.file.find("wisseling-van")
        assert found is not None
        assert old is not None
        assert replace(found, remarks=()) == replace(old, remarks=())
