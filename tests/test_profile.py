"""The report for publication: what must not leave the house is in none of its files, in no part of them."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qualcode.analysis.sources import Source
from qualcode.errors import UnknownOption
from qualcode.project import Project
from qualcode.publish import gather, write_report
from qualcode.reports.profile import PUBLICATION, TEAM, fitted
from qualcode.reports.profile.masks import Held, Roles, exchanged, neutral_ids, plain_words

MakeProject = Callable[..., Project]
FORMATS = ("html", "xlsx", "docx", "md")

CODEBOOK = """
codes:
  - {name: Aanbod, definition: Wat er is., remark: geheime kanttekening van de codeur,
     examples: {typical: [De kruidentuin ging dicht.]}}
  - {name: Helpt, specify: true}
  - {name: Cijfer, grade: {min: 1, max: 10}}
"""
SETTINGS = """
title: Tuinen
language: nl
case: town
coders: [{name: wilhelmina, role: first}]
guide:
  - {id: run, question: "Hoe gaat het?", headings: [Hoe gaat het], codes: [Aanbod], except_roles: [imker], rounds: [1]}
report:
  sections: [{title: Aanbod, codes: [Aanbod, Helpt], grade: Cijfer}]
  helping: [Helpt]
"""


def text(town: str, round_: int, role: str, person: str, words: str) -> str:
    head = f"town: {town}\nround: {round_}\nrole: {role}\npersons: [{person}]\ndate: 2022-0{round_}-03"
    head += "\nphone: tel-0612345678"
    return f"---\n{head}\n---\n# Gesprek\n\n{words}\n"


TEXTS = {
    "A1": text("Aa", 1, "tuinman", "zonnebloem", "De kas is warm en groot. Er komen negen mensen uit de straat."),
    "A2": text("Aa", 1, "tuinman", "goudsbloem", "Wij schoffelen samen elke dinsdagochtend na de koffie."),
    "A3": text("Aa", 2, "tuinman", "klaproos", "De slakken aten vorige zomer alle sla op. “Ik geef een 7.”"),
    "A4": text("Aa", 2, "imker", "korenbloem", "De bijen vliegen pas uit als de linde bloeit, zegt hij."),
    "B1": text("Bee", 1, "tuinman", "zonnebloem", "Het hek staat open omdat de sleutel zoek is geraakt."),
    "P-zonnebloem": text("Bee", 2, "imker", "zonnebloem", "De regenton loopt over en niemand kijkt ernaar om."),
}
#: Words of quotations that were not released; a label, a coder's name, and what else must stay in.
SECRET = (
    "negen mensen uit de straat", "elke dinsdagochtend na de koffie", "als de linde bloeit", "niemand kijkt ernaar om",
    "zonnebloem", "goudsbloem", "klaproos", "korenbloem", "imker", "wilhelmina", "tel-0612345678", "kanttekening",
    "kruidentuin", "transcripts", "opmerking van de codeur",
)  # fmt: skip
OPEN = ("De kas is warm en groot", "omdat de sleutel zoek is geraakt", "tuinman")


@pytest.fixture
def garden(project: MakeProject) -> Project:
    one = project(TEXTS, CODEBOOK, SETTINGS)

    def code(document: str, quote: str, name: str = "Aanbod", released: bool = False, **more: str) -> None:
        one.code(document, quote=quote, code=name, coder="wilhelmina", released=released,
                 comment="opmerking van de codeur", **more)  # type: ignore[arg-type]  # fmt: skip

    code("A1", "De kas is warm en groot.", released=True)
    code("A1", "Er komen negen mensen uit de straat.")
    code("A2", "Wij schoffelen samen elke dinsdagochtend na de koffie.", "Helpt",
         specification="samen elke dinsdagochtend na de koffie")  # fmt: skip
    code("A3", "De slakken aten vorige zomer alle sla op.", "Helpt", specification="gezelligheid", released=True)
    code("A3", "“Ik geef een 7.”", "Cijfer", value="7")
    code("A4", "De bijen vliegen pas uit als de linde bloeit", "Cijfer", value="een 8 als de linde bloeit")
    code("B1", "Het hek staat open omdat de sleutel zoek is geraakt.", released=True)
    code("P-zonnebloem", "De regenton loopt over en niemand kijkt ernaar om.")
    one.done(list(TEXTS), coder="wilhelmina")
    for town in ("Aa", "Bee"):
        write_section(one, town, "Zo gaat het in de tuin.")
    return one


def write_section(one: Project, town: str, said: str) -> None:
    place = one.root / "analyses" / "summaries" / town
    place.mkdir(parents=True, exist_ok=True)
    (place / "aanbod.md").write_text(said, encoding="utf-8")


def streams(folder: Path) -> dict[str, str]:
    """Every file as text, and of an office file every part of it."""
    found: dict[str, str] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data, name = path.read_bytes(), path.relative_to(folder).as_posix()
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for part in archive.namelist():
                    found[f"{name}/{part}"] = plain(archive.read(part))
        else:
            found[name] = plain(data)
    return found


def plain(data: bytes) -> str:
    """The words, without elements between them, escapes, capitals."""
    words = html.unescape(re.sub(r"<[^>]+>", "", data.decode("utf-8", "replace")))
    raw = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), words)
    return " ".join((raw + data.decode("utf-8", "replace")).casefold().split())


def test_nothing_that_was_not_released_is_in_any_file(garden: Project, tmp_path: Path) -> None:
    garden.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    found = streams(tmp_path / "out")
    assert len(found) > 20
    leaks = [(name, secret) for name, said in found.items() for secret in SECRET if secret in said]
    assert leaks == []
    for words in OPEN:
        assert sum(words.casefold() in said for said in found.values()) >= 4, "in each of the four formats"


def test_the_team_sees_all_of_it(garden: Project, tmp_path: Path) -> None:
    """What the test above looks for is there to be found."""
    garden.report(out=tmp_path / "out", formats=FORMATS, profile=TEAM)
    whole = " ".join(streams(tmp_path / "out").values())
    assert [each for each in SECRET if each not in whole] == ["transcripts"], "no report has paths in it"


def test_the_sample_keeps_its_pseudonyms_and_places(sample: Project, tmp_path: Path) -> None:
    sample.report(out=tmp_path, formats=FORMATS, profile=PUBLICATION)
    people = {person.casefold() for source in gather(sample).sources for person in source.persons}
    assert len(people) == 39
    places = ("transcripts/", "data/evaluat", "data/verwijz", "analyses/", str(sample.root).casefold())
    frame, written = sample.quotations, "".join(each.casefold() for each in gather(sample).texts.values())
    open_ = " ".join(plain_words(" ".join(frame[frame["released"]]["quote"]) + written))
    held = [" ".join(plain_words(each)) for each in frame[~frame["released"].astype(bool)]["quote"]]
    for name, said in streams(tmp_path).items():
        assert [each for each in (*people, *places) if each in said] == [], name
        words = " ".join(plain_words(said))
        assert [each for each in held if each.count(" ") > 5 and each in words and each not in open_] == [], name


def test_a_role_is_named_where_three_people_hold_it_in_that_case(garden: Project) -> None:
    """Three people are tuinman in Aa, one is in Bee; imker is one in each."""
    report = fitted(gather(garden), PUBLICATION)
    assert [(each.case, each.role) for each in report.sources] == [
        ("Aa", "tuinman"), ("Aa", "tuinman"), ("Aa", "tuinman"), ("Aa", ""), ("Bee", ""), ("Bee", ""),
    ]  # fmt: skip
    assert report.respondents.roles == ("tuinman", "")
    assert all(each.persons == () for each in report.sources)


def test_people_are_counted_by_pseudonym() -> None:
    def one(name: str, role: str, *persons: str) -> Source:
        return Source(name, name, "Aa", "interview", "", role, "", persons)

    same = [one("a", "smid", "p"), one("b", "smid", "p"), one("c", "smid", "q")]
    assert not Roles(tuple(same)).shown("smid", "Aa"), "two people, whatever the number of interviews"
    assert Roles((*same, one("d", "smid"))).shown("smid", "Aa"), "a document that names nobody is one person"
    assert not Roles((*same, one("d", "smid"))).shown("", "Aa")


def test_a_document_whose_id_holds_a_pseudonym_gets_another(garden: Project, tmp_path: Path) -> None:
    report = fitted(gather(garden), PUBLICATION)
    assert [each.id for each in report.sources][:5] == ["A1", "A2", "A3", "A4", "B1"]
    assert report.sources[5].id == "Bee-6"
    assert neutral_ids(report.sources, {}) == {}, "once is enough"


def test_a_document_whose_id_holds_a_role_that_few_people_hold_gets_another(
    project: MakeProject, tmp_path: Path
) -> None:
    texts = {name: text("Aa", 1, role, person, f"In {name} staat iets.") for name, role, person in (
        ("Aa-Dijk_graaf-1", "dijk graaf", "roos"), ("Aa-smid-1", "smid", "p1"), ("Aa-smid-2", "smid", "p2"),
        ("Aa-smid-3", "smid", "p3"),
    )}  # fmt: skip
    texts["Aa-smid-3"] = texts["Aa-smid-3"].replace("round: 1", "round: 1\ninterview: dijkgraafs buur")
    one = project(texts, CODEBOOK, SETTINGS)
    for name in texts:
        one.code(name, quote="staat iets", code="Aanbod", coder="wilhelmina", released=True)
    write_section(one, "Aa", "Men zegt het. [Aa-Dijk_graaf-1:1]")
    report = fitted(gather(one), PUBLICATION)
    assert [each.id for each in report.sources] == ["Aa-1", "Aa-smid-1", "Aa-smid-2", "Aa-smid-3"]
    assert report.texts["Aa", "aanbod"] == "Men zegt het. [Aa-1:1]"
    one.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    found = streams(tmp_path / "out")
    assert [name for name, said in found.items() if re.search(r"dijk.?graaf", said)] == []
    assert "aa-smid-1" in found["index.html"], "three people are smid"


BEES = """
title: Gardens
language: en
case: town
coders: [{name: wilhelmina, role: first}]
guide:
  - {id: run, question: "How is it?", headings: [Run], codes: [Supply]}
  - {id: hum, question: "What hums?", headings: [Gesprek], codes: [Hum], roles: [beekeeper]}
report: {sections: [{title: Supply, codes: [Supply]}, {title: The hum, questions: [hum]}]}
"""


def hives(project: MakeProject, keepers: dict[str, int]) -> Project:
    """Three gardeners in each town, and so many beekeepers, who alone are asked what hums."""
    texts = {
        f"{town}{number}": text(town, 1, "gardener" if number < 3 else "beekeeper", f"{town}-p{number}",
                                f"In {town}{number} it is warm. It hums there softly.")
        for town, count in keepers.items() for number in range(3 + count)
    }  # fmt: skip
    one = project(texts, "codes: [Supply, Hum, Anything]", BEES)
    for name in texts:
        one.code(name, quote=f"In {name} it is warm.", code="Supply", coder="wilhelmina", released=True)
        if name[-1] > "2":
            one.code(name, quote="It hums there softly.", code="Hum", coder="wilhelmina", released=True)
    one.done(list(texts), coder="wilhelmina")
    for town in keepers:
        write_section(one, town, "So it goes.")
        for slug in ("supply", "the-hum"):
            (one.root / "analyses" / "summaries" / town / f"{slug}.md").write_text("So it goes.", encoding="utf-8")
    return one


def asked_of(folder: Path) -> list[str]:
    """What the methods say of whom the question was put to, in Word and in Markdown."""
    said = [each for name, each in streams(folder).items() if name.endswith(("word/document.xml", "report.md"))]
    table = [re.split("what hums", each)[1][:60].strip("? |") for each in said]
    return [re.split(r" ?[|<]|the interview guide", each)[0] for each in table]


def test_the_methods_lose_their_commands_and_keep_their_sentences(project: MakeProject, tmp_path: Path) -> None:
    """A command between brackets goes with its brackets, and the sentence around it stays whole."""
    hives(project, {"Aa": 2}).report(out=tmp_path / "out", formats=("md",), profile=PUBLICATION)
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "`qualcode" not in text
    assert ").)" not in text
    assert "is kept in a trail, with who made it, when and what was there before." in text


def test_a_section_asked_of_one_role_does_not_say_which(project: MakeProject, tmp_path: Path) -> None:
    """Two people in one town are beekeeper: nothing in any file says so, and the guide names no other role either."""
    one = hives(project, {"Aa": 2, "Bee": 0})
    one.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    found = streams(tmp_path / "out")
    assert [name for name, said in found.items() if "beekeeper" in said or "another role" in said] == []
    for kind in (".html", ".xlsx", ".docx", ".md"):
        assert any("hums there softly" in said for name, said in found.items() if kind in name), kind


def test_the_guide_names_no_role_that_few_people_of_a_case_were_asked_for(project: MakeProject, tmp_path: Path) -> None:
    """Four people are beekeeper in the project, two in each town: beside the chapter of a town the guide would say of
    its quotations whose they are."""
    one = hives(project, {"Aa": 2, "Bee": 2})
    one.report(out=tmp_path / "out", formats=("docx", "md"), profile=PUBLICATION)
    assert all(each.startswith("some of the people spoken to") for each in asked_of(tmp_path / "out"))
    one.report(out=tmp_path / "team", formats=("docx", "md"))
    assert all(each.startswith("beekeeper") for each in asked_of(tmp_path / "team"))


def test_the_guide_names_a_role_that_three_people_were_asked_for(project: MakeProject, tmp_path: Path) -> None:
    one = hives(project, {"Aa": 3, "Bee": 0})
    one.report(out=tmp_path / "out", formats=("docx", "md"), profile=PUBLICATION)
    assert all(each.startswith("beekeeper") for each in asked_of(tmp_path / "out"))


def test_a_label_within_another_stays_whole(garden: Project) -> None:
    write_section(garden, "Bee", "[P-zonnebloem:1] [P-zonnebloem:12] [XP-zonnebloem:1]")
    text_ = fitted(gather(garden), PUBLICATION).texts["Bee", "aanbod"]
    assert text_ == "[Bee-6:1] [Bee-6:12] [XP-zonnebloem:1]"


def test_a_note_to_oneself_stays_in_the_house(garden: Project, tmp_path: Path) -> None:
    write_section(garden, "Aa", "Zo gaat het.<!-- navragen bij\nzonnebloem, de imker --> Goed dus.")
    written = garden.report(out=tmp_path / "out", formats=FORMATS, profile=PUBLICATION)
    assert [name for name, said in streams(tmp_path / "out").items() if "navragen" in said] == []
    assert [each for each in written.warnings if "aanbod.md has" in each or "aanbod.md names" in each] == []
    assert "Zo gaat het. Goed dus." in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_counts_stay_what_they_are(garden: Project) -> None:
    whole, public = gather(garden), fitted(gather(garden), PUBLICATION)
    assert public.codes.frame.equals(whole.codes.frame)
    assert public.codes.m.equals(whole.codes.m), "the guide still knows who was asked"
    assert (len(whole.quotes), len(public.quotes)) == (8, 3)
    held = [each.held for chapter in public.chapters for section in chapter.sections for each in section.rounds]
    assert sum(held) == 5


def test_the_sheet_of_codings_has_what_a_reader_outside_needs(garden: Project, tmp_path: Path) -> None:
    garden.report(out=tmp_path, formats=("xlsx",), profile=PUBLICATION)
    sheet = openpyxl.load_workbook(tmp_path / "matrices.xlsx").worksheets[-1]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    header = rows[0]
    assert "comment" not in header
    assert "phone" not in header
    assert [row[header.index("coder")] for row in rows[1:4]] == ["codeur 1"] * 3


def test_researchers_are_told_where_their_text_says_more(garden: Project, tmp_path: Path) -> None:
    said = "De imker zegt dat de bijen vliegen pas uit als de linde bloeit. [A4:1] Zonnebloem ook. [A1:1]"
    write_section(garden, "Aa", said)
    written = garden.report(out=tmp_path, formats=("html", "md"), profile=PUBLICATION)
    whole = "\n".join(written.warnings)
    assert "Aa, aanbod.md cites A4:1, which was not released" in whole
    assert "Aa, aanbod.md repeats words of A4:1, which was not released" in whole
    assert "Aa, aanbod.md names a role that fewer than three people hold there: imker" in whole
    assert "Aa, aanbod.md has a pseudonym in it: zonnebloem" in whole
    text_ = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "als de linde bloeit. \\[A4:1\\]" in text_, "what researchers write stays as it is"
    assert "[A1:1](#q-A1-1)" in text_
    assert "names no quotation" not in whole


def test_what_nobody_wrote_is_left_out_and_told(garden: Project, tmp_path: Path) -> None:
    (garden.root / "analyses" / "summaries" / "Bee" / "aanbod.md").unlink()
    written = garden.report(out=tmp_path, formats=("md",), profile=PUBLICATION)
    said = (tmp_path / "report.md").read_text(encoding="utf-8")
    public = fitted(gather(garden), PUBLICATION)
    assert [len(chapter.sections) for chapter in public.chapters] == [1, 0]
    assert "1 of the sections have no text (analyses/summaries) and are left out: Bee, aanbod." in written.warnings
    assert any("places where researchers have something to write still" in each for each in written.warnings)
    assert "nog te schrijven" not in said
    assert "qualcode history" not in said
    garden.report(out=tmp_path, formats=("md",))
    whole = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "nog te schrijven" in whole
    assert "qualcode history" in whole


def test_a_role_that_is_not_named_is_no_interview_by_name(garden: Project, tmp_path: Path) -> None:
    """The opening of a chapter counts them; it neither lists ids nor calls them a role."""
    garden.report(out=tmp_path, formats=("md",), profile=PUBLICATION)
    said = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "tuinman, 1 interview" in said
    assert "· interview, " not in said


def test_a_factor_in_a_respondents_words_is_left_out(garden: Project, tmp_path: Path) -> None:
    public = fitted(gather(garden), PUBLICATION)
    wordings = [one.wording for each in public.factors.factors for one in each.wordings]
    assert wordings == ["gezelligheid"]
    written = garden.report(out=tmp_path, formats=("md",), profile=PUBLICATION)
    assert any(each.startswith("1 factor that nobody confirmed is left out: it repeats") for each in written.warnings)


def test_words_are_repeated_from_so_many_on() -> None:
    held = Held({"A:1": "een twee drie vier vijf zes zeven acht", "A:2": "geen tijd meer"}, {"A:2"}, ("vier vijf zes",))
    assert held.repeated_in("Hij zei: “Twee, drie, vier; vijf, zes. Zeven!”") == ("A:1",)
    assert held.repeated_in("twee drie vier vijf zes") == ()
    assert held.repeated_in("Er was geen tijd meer.") == ("A:2",), "all that somebody said"
    assert Held({"A:1": "vier vijf zes"}, {"A:1"}, ("vier vijf zes zeven",)).repeated_in("vier vijf zes") == ()


def test_names_are_exchanged_whole_and_deep() -> None:
    source = Source("anna", "anna", "Aa", "interview", "", "annas", "", ("anna",))
    made = exchanged({"anna": [source]}, {"anna": "codeur 1"})
    assert made["codeur 1"][0].role == "annas"
    assert made["codeur 1"][0].persons == ("codeur 1",)


def test_a_publication_has_a_folder_of_its_own(garden: Project) -> None:
    assert garden.report(formats=("xlsx",)) == [garden.root / "analyses" / "report" / "matrices.xlsx"]
    public = garden.report(formats=("xlsx",), profile=PUBLICATION)
    assert public == [garden.root / "analyses" / "report" / "publicatie" / "matrices.xlsx"]


def test_other_profiles_and_formats_are_mistakes(garden: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownOption, match="publicatie"):
        write_report(garden, case=None, out=tmp_path, language=None, profile="publication")
    with pytest.raises(UnknownOption, match="docx"):
        write_report(garden, case=None, out=tmp_path, language=None, formats=("doc",))


def test_the_command_writes_what_is_asked(garden: Project, run: Callable[..., object], tmp_path: Path) -> None:
    asked = ("-C", garden.root, "report", "--out", tmp_path / "out")
    said = run(*asked, "--format", "docx", "--format", "md", "--profile", PUBLICATION)
    assert said.code == 0  # type: ignore[attr-defined]
    assert {each.name for each in (tmp_path / "out").iterdir()} >= {"rapport.docx", "report.md"}
    assert run(*asked, "--format", "pdf").code == 2  # type: ignore[attr-defined]
