"""The sets that suggestions are measured on, laid out as projects. They stand beside the checkout, or nowhere."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.model import Span
from qualcode.project import Project
from qualcode.text.fragments import fragment_at, fragments

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "bench"))

import assist_data  # noqa: E402  bench/ is a folder of scripts, no package

COFFEE = {"document": "KAF2.4.1", "section": "Uitvoering", "text": "Er is koffie 🎉."}
MADE_UP = [
    {**COFFEE, "qid": "Q1", "codes": ["Uitvoering/Statusquo/Aanbod"]},
    {
        "qid": "Q2",
        "document": "WWF2.3.2",
        "section": "Samenwerking",
        "text": "Men kent elkaar. Een 7 of 8, en een 9 als er geld was.",
        "codes": ["Samenwerking/Statusquo/Cohesie", "Cijfer samenwerking", "Cijfer aansluiten"],
    },
    {**COFFEE, "qid": "Q3", "codes": ["Uitvoering/Statusquo/Overig"]},
    {
        "qid": "Q4",
        "document": "KAF2.4.1",
        "section": "Samenwerking",
        "text": "Meer overleg graag.",
        "codes": ["Samenwerking/Gewenst/Cohesie", "Uitvoering/Statusquo/Cijfer samenwerking"],
    },
]
NO = {"kind": "quote", "qid": "Q2", "low": 9, "high": 9, "value": 9, "hypothetical": True, "target": "aansluiting"}
GRADES = [
    {**NO, "low": 7, "high": 8, "value": 7.5, "hypothetical": False, "target": "samenwerking"},
    NO,
    {**NO, "kind": "narrative", "qid": "Q4", "target": "samenwerking"},
]


@pytest.fixture
def quotes(tmp_path: Path) -> Iterator[Project]:
    """Made-up quotes, two of them in the same words, laid out."""
    file = tmp_path / "quotes.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in MADE_UP), encoding="utf-8")
    (tmp_path / "grades.jsonl").write_text("\n".join(json.dumps(row) for row in GRADES), encoding="utf-8")
    (tmp_path / "quotes").mkdir()
    with assist_data.quotes_project(tmp_path / "quotes", file) as project:
        yield project


def test_a_respondent_becomes_a_document_with_a_heading_per_section(quotes: Project) -> None:
    assert quotes.text("KAF2.4.1") == (
        "## Uitvoering\n\nEr is koffie 🎉.\n\nEr is koffie 🎉.\n\n## Samenwerking\n\nMeer overleg graag.\n"
    )
    documents = quotes.documents.set_index("document")
    assert documents.loc["WWF2.3.2", "case"] == "Winterswijk"
    assert documents.loc["KAF2.4.1", "round"] == 4


def test_codings_are_on_the_quotes_own_paragraph(quotes: Project) -> None:
    """Also where the same words stand twice."""
    frame = quotes.codings
    assert set(frame["coder"]) == {assist_data.CODER}
    assert sorted(zip(frame["document"], frame["start"], frame["code"], strict=True)) == [
        ("KAF2.4.1", 15, "Uitvoering/Statusquo/Aanbod"),
        ("KAF2.4.1", 32, "Uitvoering/Statusquo/Overig"),
        ("KAF2.4.1", 66, "Samenwerking/Gewenst/Cohesie"),
        ("KAF2.4.1", 66, "Uitvoering/Statusquo/Cijfer samenwerking"),
        ("WWF2.3.2", 17, "Samenwerking/Statusquo/Cohesie"),
        ("WWF2.3.2", 17, "Uitvoering/Statusquo/Cijfer aansluiten"),
        ("WWF2.3.2", 17, "Uitvoering/Statusquo/Cijfer samenwerking"),
    ]
    paragraphs = {(each.document, each.span) for name in quotes.texts() for each in fragments(name, quotes.text(name))}
    spans = {Span(start, end) for start, end in zip(frame["start"], frame["end"], strict=True)}
    assert spans == {span for _document, span in paragraphs}


def test_grade_codes_carry_the_grade_that_was_given_and_only_what_was_given(quotes: Project) -> None:
    """A range, a grade under a condition, and one that nobody wrote down."""
    frame = quotes.codings[quotes.codings["code"].str.contains("Cijfer")]
    assert dict(zip(frame["document"] + " " + frame["code"].str.split("/").str[-1], frame["grade"], strict=True)) == {
        "KAF2.4.1 Cijfer samenwerking": "niet opgetekend",
        "WWF2.3.2 Cijfer aansluiten": "9 als het anders was",
        "WWF2.3.2 Cijfer samenwerking": "7-8",
    }


TOPICS = """\
Water:
  label: {en: Water, nl: Water & dijken}
  description: {nl: Alles over water}
  positive: {label: {nl: Ruimte}, description: {nl: Ruimte voor de rivier.}}
  negative: {label: {nl: Dijken}, description: {nl: Hogere dijken}}
  hints: [{nl: Zwembaden niet.}]
Education:
  label: {nl: "Onderwijs, Cultuur & Wetenschap"}
  positive: {label: {nl: Meer}, description: {nl: Meer scholen}}
  negative: {label: {nl: Minder}, description: {nl: Minder scholen}}
"""
ROWS = [
    ["u1", "Het regent.", "De **minister** wil dijken.", "Dat zei ze.", "Water & dijken", "4"],
    ["u2", "", "**Partij A** en **B** willen scholen.", "", "O.wijs, Cult. & Wetensch.", "3"],
    ["u3", "Zo.", "**C** zwijgt.", "Ja.", "Ander/Geen", "5"],
    ["u4", "Zo.", "**D** zwijgt.", "Ja.", "", ""],
]


def test_a_sentence_becomes_a_document_and_its_topic_a_code(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "codebook_topics.yml").write_text(TOPICS, encoding="utf-8")
    with (tmp_path / "source" / "data_intermediate_gold_325.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit_id", "before", "text_hl", "after", "maj.topic", "topic_agree"], *ROWS])
    project, gold = assist_data.issues_project(tmp_path / "issues", tmp_path / "source")
    with project:
        assert project.texts() == {
            "I001": "Het regent. De minister wil dijken. Dat zei ze.\n",
            "I002": "Partij A en B willen scholen.\n",
        }
        assert {name: (each.code, each.agreed) for name, each in gold.items()} == {
            "I001": ("water", 4),
            "I002": ("education", 3),
        }
        fragment = fragment_at("I001", project.text("I001"), gold["I001"].span)
        assert (fragment.before, fragment.quote, fragment.after) == (
            "Het regent.",
            "De minister wil dijken.",
            "Dat zei ze.",
        )
        water = project.codebook.find("Water & dijken")
        assert water.definition == "Alles over water. Ruimte: Ruimte voor de rivier. Dijken: Hogere dijken."
        assert water.remark == "Zwembaden niet."


beside = pytest.mark.skipif(
    not assist_data.QUOTES.is_file(), reason="the data to measure on is not beside the checkout"
)


@beside
def test_the_quotes_that_are_there_go_in_whole(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in assist_data.QUOTES.read_text(encoding="utf-8").splitlines()]
    (tmp_path / "q").mkdir()
    with assist_data.quotes_project(tmp_path / "q") as project:
        given = sorted((row["document"], row["text"], code) for row in rows for code in row["codes"])
        frame = project.codings
        assert sorted(zip(frame["document"], frame["quote"], frame["code"], strict=True)) == given
        assert (len(rows), len(given), len(project.documents)) == (65, 134, 19)
        units = [each for name, text in project.texts().items() for each in fragments(name, text)]
        assert sorted(each.quote for each in units) == sorted(row["text"] for row in rows)
        assert {each.heading for each in units} == {row["section"] for row in rows}


@beside
def test_the_issues_that_are_there_are_71(tmp_path: Path) -> None:
    project, gold = assist_data.issues_project(tmp_path / "i")
    with project:
        assert len(gold) == len(project.documents) == 71
        assert len(project.codebook) == len({each.code for each in gold.values()}) == 13
        assert all(code.definition for code in project.codebook)
        for name, each in gold.items():
            assert "**" not in project.text(name)
            assert each.span.of(project.text(name)).strip()
