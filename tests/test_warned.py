"""What somebody must decide before a report is published, and what is taken out of free fields by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_profile import hives, streams

from qualcode.analysis.sources import Source
from qualcode.i18n import language
from qualcode.model import Question
from qualcode.project import Project, open_project
from qualcode.publish import gather
from qualcode.reports.methods import write
from qualcode.reports.profile import PUBLICATION, fitted
from qualcode.reports.profile.masks import Names, Roles
from qualcode.reports.profile.narrow import Narrow
from qualcode.reports.profile.warned import warnings_of

MakeProject = Callable[..., Project]
FORMATS = ("html", "xlsx", "docx", "md")
CODEBOOK = """
codes:
  - {name: Helps, specify: true, definition: What works.}
  - {name: Grade, grade: {min: 1, max: 10}}
"""
SETTINGS = """
title: Gardens
language: en
case: town
cases: {AS: Ashford, BE: Belton}
coders: [{name: Anna de Boer, role: first}]
guide: [{id: g1, question: "What does the mayor think?", headings: [Talk], codes: [Helps]}]
report: {helping: [Helps], sections: [{title: All, codes: [Helps], grade: Grade}]}
"""
HEAD = "---\ntown: {town}\nround: {round}\nrole: {role}\npersons: [{person}]\ndate: 2021-0{round}-01\n---\n"
TALK = "# Talk\n\nWe drink coffee. The alderman came every Tuesday to drink coffee with us. It got a 7.\n"


@pytest.fixture
def garden(project: MakeProject) -> Project:
    texts = {
        f"{town}{number}-{person}": HEAD.format(town=town, round=number, role="mayor", person=person) + TALK
        for town, person in (("AS", "ASrose"), ("BE", "BEoak"))
        for number in (1, 2)
    }
    one = project(texts, CODEBOOK, SETTINGS)
    for name in texts:
        said = f"{name.split('-')[1]} drinks"
        made = one.code(name, quote="We drink coffee.", code="Helps", coder="Anna de Boer", released=name[2] == "1",
                        specification=said)  # fmt: skip
        assert made is not None
        one.code(name, quote="The alderman came every Tuesday to drink coffee with us.", code="Helps",
                 coder="Anna de Boer", specification="coffee")  # fmt: skip
        one.code(name, quote="It got a 7", code="Grade", coder="Anna de Boer", value="7")
    one.done(list(texts), coder="Anna de Boer")
    return one


def factors(one: Project, *lines: str) -> None:
    (one.root / "analyses").mkdir(exist_ok=True)
    text = "\n".join(["# What helps", "", *lines, ""])
    (one.root / "analyses" / "factors.md").write_text(text, encoding="utf-8")


def test_wordings_are_looked_at_as_texts_are(garden: Project, tmp_path: Path) -> None:
    factors(
        garden,
        "- an alderman came every Tuesday to drink coffee (AS)",
        "- short lines with the mayor (AS, BE)",
        "- a walk with ASrose (AS)",
        "- what Anna calls warmth (BE)",
        "- coffee (AS, BE)",
    )
    written = garden.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    told = [each for each in written.warnings if each.startswith("analyses/factors.md")]
    assert len(told) == 4, "nothing to say of coffee"
    for said in (
        "“an alderman came every Tuesday to drink coffee”, repeats words of",
        "names a role that fewer than three people hold there: mayor.",
        "has a pseudonym in it: ASrose; “[person]” stands there instead.",
        "“what Anna calls warmth”, has a coder's name in it: Anna de Boer.",
    ):
        assert sum(said in each for each in told) == 1, said
    found = streams(tmp_path / "out")
    assert [name for name, said in found.items() if "asrose" in said] == []
    assert any("a walk with [person]" in said for said in found.values())


def test_each_reason_to_leave_a_factor_out_is_told_apart(garden: Project) -> None:
    factors(garden, "- coffee (AS, BE)", "- tea (AS?)", "- soup (BE?)")
    told = [each for each in warnings_of(gather(garden)) if "left out" in each and "factor" in each]
    assert told == ["2 factors that are only proposed are left out: nobody confirmed them in any case."]
    factors(garden, "- coffee (AS, BE)", "- tea (AS?)")
    assert "1 factor that is only proposed is left out: nobody confirmed it in any case." in warnings_of(gather(garden))


def test_a_pseudonym_is_in_no_free_field(garden: Project, tmp_path: Path) -> None:
    written = garden.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    found = streams(tmp_path / "out")
    assert [(name, each) for name, said in found.items() for each in ("asrose", "beoak") if each in said] == []
    assert any("[person] drinks" in said for name, said in found.items() if "xlsx" in name)
    told = "2 codings have a pseudonym in the specification or the grade (ASrose, BEoak); “[person]” stands there "
    assert f"{told}instead." in written.warnings


def test_a_specification_that_says_more_is_told(garden: Project) -> None:
    said = "the alderman came every Tuesday to drink coffee"
    garden.code("AS1-ASrose", quote="It got a 7", code="Helps", coder="Anna de Boer", specification=said, released=True)
    told = [each for each in warnings_of(gather(garden)) if said in each and each.startswith("AS1-ASrose:")]
    assert len(told) == 1
    assert "repeats words of" in told[0]


def test_what_a_pseudonym_is_in_a_text() -> None:
    names = Names(frozenset({"Roos", "JA", "7", "x"}), frozenset({"anna", "Ben de Wit", "consensus"}))
    assert names.people_in("roos zei ja, 7 keer, x") == ("Roos",)
    assert names.without_people("ROOS en JA, rozen, Roosje", "[persoon]") == "[persoon] en [persoon], rozen, Roosje"
    assert names.coders_in("Anna sprak met De Wit over Consensus") == ("Ben de Wit", "anna")
    assert names.coders_in("de annalen van een wit huis") == ()


def test_a_name_is_known_in_italics_with_an_s_and_however_its_accents_were_typed() -> None:
    names = Names(frozenset({"Zo\u00eb", "Jan", "Ed"}), frozenset({"Ren\u00e9e"}))
    assert names.without_people("_Zoe\u0308_ en Jans fiets", "[persoon]") == "_[persoon]_ en [persoon] fiets"
    assert names.people_in("zoe\u0308, Jansen, Eds") == ("Zo\u00eb",)
    assert names.coders_in("Rene\u0301es werk") == ("Ren\u00e9e",)
    plain = "cafe\u0301 Jansen"
    assert names.without_people(plain, "[persoon]") == plain, "what has no name in it is not touched"


def test_a_role_in_what_stands_with_a_released_quotation_is_told(garden: Project) -> None:
    garden.code("AS1-ASrose", quote="It got a 7", code="Helps", coder="Anna de Boer", specification="the mayor's own",
                released=True)  # fmt: skip
    told = "“the mayor's own”, names a role that fewer than three people hold there: mayor."
    assert sum(told in each for each in warnings_of(gather(garden)) if each.startswith("AS1-ASrose:")) == 1


def test_a_released_quotation_that_says_who_speaks_is_told(project: MakeProject) -> None:
    """The mayor of Ashford speaks of herself; in Belton a clerk speaks of a mayor, as anybody may."""
    said = "Coffee is good, says the mayor."
    texts = {f"{town}1": HEAD.format(town=town, round=1, role=role, person=f"{town}oak") + said
             for town, role in (("AS", "mayor"), ("BE", "clerk"))}  # fmt: skip
    one = project(texts, CODEBOOK, SETTINGS)
    for name in texts:
        one.code(name, quote=said, code="Helps", coder="Anna de Boer", released=True)
    told = [each for each in warnings_of(gather(one)) if "who speaks" in each]
    assert told == [
        "AS1:1, which was released, says who speaks, and fewer than three people there are that: mayor."
    ]  # fmt: skip


def test_a_role_in_a_question_is_told(garden: Project) -> None:
    told = "qualcode.yaml, guide, g1, names a role that fewer than three people hold: mayor."
    assert told in warnings_of(gather(garden))


def test_a_coder_in_a_text_is_told(garden: Project) -> None:
    report = replace(gather(garden), texts={("Ashford", "all"): "Anna heard this from many."})
    assert "Ashford, all.md has a coder's name in it: Anna de Boer." in warnings_of(report)


def test_sessions_say_how_many_and_not_who_or_why(garden: Project) -> None:
    garden.tree.begin_session(
        "Why mayor ASrose left", participants=["Anna", "Visitor"], day="2024-05-01", who="Anna de Boer"
    )
    garden.tree.end_session(who="Anna de Boer")
    report = gather(garden, methods=True)
    public = fitted(report, PUBLICATION)
    assert report.methods is not None
    assert public.methods is not None
    _ = language("en")
    assert "Why mayor ASrose left" in write(report.methods, _)
    text = write(public.methods, _, public=True)
    assert re.search(r"\*\*Analysis session\*\*, [^.]*, with 2 people\.", text)
    assert [each for each in ("Anna", "Visitor", "ASrose", "why", "Boer") if each in text] == []


def heard(id_: str, round_: str, *persons: str, kind: str = "interview") -> Source:
    return Source(id_, id_, "Aa", kind, round_, "clerk", "", persons)


def test_who_holds_a_role_is_counted_in_interviews() -> None:
    yearly = tuple(heard(f"x{number}", str(number)) for number in (1, 2, 3))
    assert not Roles(yearly).shown("clerk", "Aa"), "three rounds may be one person"
    assert Roles(tuple(heard(f"x{number}", "1") for number in (1, 2, 3))).shown("clerk", "Aa")
    several = (heard("m", "1", "a", "b", "c"), heard("y", "1", "a"))
    assert not Roles(several).shown("clerk", "Aa"), "who sat together are not all clerks"
    letters = tuple(heard(each, "1", each, kind="letter") for each in "abc")
    assert not Roles(letters).shown("clerk", "Aa")
    assert Roles(letters).held_back("Aa") == {"clerk"}
    again = (heard("p", "1", "a"), heard("q", "1", "b"), heard("r", "2"))
    assert not Roles(again).shown("clerk", "Aa"), "whoever is not named may be a or b"


def test_no_line_is_told_of_that_is_not_drawn(garden: Project, tmp_path: Path) -> None:
    line = "a thin line joins the grades of one person"
    garden.report(out=tmp_path / "team", formats=FORMATS)
    garden.report(out=tmp_path / "public", formats=FORMATS, profile=PUBLICATION)
    team, public = (streams(tmp_path / name) for name in ("team", "public"))
    assert sum(line in said for said in team.values()) == 3, "on the page, in Word, in Markdown"
    assert [name for name, said in public.items() if line in said] == []
    assert sum("every point is a grade" in said for said in public.values()) == 3


def of_few(one: Project, was: str = "", now: str = "") -> list[str]:
    """What is told of sections, titles and rows, once the settings say something else."""
    place = one.root / "qualcode.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    with open_project(one.root) as again:
        told = warnings_of(gather(again))
    return [each for each in told if each.startswith(("Section ", "The title ", "m in the tables"))]


def test_a_section_and_a_row_asked_of_few_are_told(project: MakeProject) -> None:
    """Who was asked what hums are two people in Aa, and three in Bee."""
    section, rows = of_few(hives(project, {"Aa": 2, "Bee": 3}))
    assert section.startswith("Section “The hum” (Aa) holds what the guide (hum) put there to fewer than three people")
    assert "(Hum: Aa). Counts stay as they are." in rows


def test_a_section_by_its_codes_is_told_and_one_that_anybody_may_be_in_is_not(project: MakeProject) -> None:
    one = hives(project, {"Aa": 2})
    assert len(of_few(one, "questions: [hum]", "codes: [Hum]")) == 2
    for free in ("Anything", "Supply"):  # in no question, and in one that all were asked
        (rows,) = of_few(one, "codes: [Hum]}", f"codes: [{free}, Hum]}}")
        assert rows.startswith("m in the tables")
        of_few(one, f"codes: [{free}, Hum]}}", "codes: [Hum]}")


def test_a_question_that_all_were_asked_tells_no_role(project: MakeProject) -> None:
    """Two people were heard of it in round 1, as many as there were."""
    one = hives(project, {"Aa": 2})
    assert len(of_few(one)) == 2
    assert of_few(one, "roles: [beekeeper]", "rounds: [1]") == []


def test_a_title_that_names_a_role_is_told(project: MakeProject) -> None:
    one = hives(project, {"Aa": 2, "Bee": 3})
    for town in ("Aa", "Bee"):
        place = one.root / "analyses" / "summaries" / town
        (place / "the-hum.md").rename(place / "for-beekeepers.md")
    told = of_few(one, "title: The hum", "title: For beekeepers")
    assert told[0] == (
        "The title of section “For beekeepers” names a role that fewer than three people hold in Aa: beekeeper."
    )  # fmt: skip


def test_a_question_that_names_the_role_it_was_put_to_is_told(project: MakeProject) -> None:
    """Five people are beekeeper, and may be named in a sentence about all; two of them were asked in Aa."""
    one = hives(project, {"Aa": 2, "Bee": 3})
    of_few(one, "What hums?", "What do beekeepers hear?")
    told = "qualcode.yaml, guide, hum, names a role that fewer than three people hold in a case: beekeeper."
    with open_project(one.root) as again:
        assert told in warnings_of(gather(again))


def test_the_guide_says_roles_that_three_people_hold_and_were_asked() -> None:
    """In Aa are three clerks and a smith, in Bee two clerks; nobody else."""
    aa = [replace(heard(f"{role}{number}", "1", f"p{role}{number}"), role=role)
          for role, count in (("clerk", 3), ("smith", 1)) for number in range(count)]  # fmt: skip
    bee = [replace(heard(f"b{number}", "1", f"b{number}"), case="Bee") for number in range(2)]

    def says(people: list[Source], **put: tuple[str, ...]) -> bool:
        question = Question("g", **put)
        corpus = SimpleNamespace(settings=SimpleNamespace(guide=(question,)))
        narrow = Narrow(tuple(people), corpus)  # type: ignore[arg-type]  # it asks for the guide only
        return narrow.says_role(question, Roles(tuple(people)))

    assert says(aa, roles=("clerk",))
    assert not says(aa, roles=("clerk", "smith")), "one person is smith"
    assert not says(aa, except_roles=("smith",))
    assert not says([*aa, *bee], roles=("clerk",)), "two were asked in Bee, and the smith of Aa was not"
    clerks = [each for each in aa if each.role == "clerk"]
    assert says([*clerks, *bee], roles=("clerk",)), "all were asked"
