"""What people get in hand shows itself: short in text, a table in a notebook, and nothing of a project becomes HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from conftest import MakeProject

from qualcode.display import Listed, column_texts, of_frame, result, short, table, text_of
from qualcode.project import Project

SCRIPT = "<script>alert(1)</script>"

#: What a person may ask of a project, and a word that should be seen.
ASKED: dict[str, tuple[Callable[[Project], object], str]] = {
    "project": (lambda one: one, "Steenwijkerland"),
    "settings": (lambda one: one.settings, "Hardenberg-De Krim"),
    "codebook": (lambda one: one.codebook, "Doorverwijzingen"),
    "code": (lambda one: one.codebook.find("Statusquo/Vrijwilligers"), "typical"),
    "tree": (lambda one: one.tree, "version"),
    "tree.diff": (lambda one: one.tree.diff(1), "→"),
    "tree.decisions": (lambda one: one.tree.decisions(), "import codebook"),
    "quotation": (lambda one: one.quotation("KAF2.4.1:8"), "brugwachter"),
    "matrix": (lambda one: one.matrix(level=2), "Geteld"),
    "query": (lambda one: one.query("Vrijwilligers WHERE round = 4"), "KAF2.4.1"),
    "cooccurrence": (lambda one: one.cooccurrence(level=2), "Statusquo"),
    "coverage": (lambda one: one.coverage(), "Kampen"),
    "factors": (lambda one: one.factors(), "werkdruk"),
    "propose_factors": (lambda one: one.propose_factors(), "KAF2."),
    "framework": (lambda one: one.framework(), "Samenwerking"),
    "rounds": (lambda one: one.rounds("Kampen"), "KAF2.1.1"),
    "similarity": (lambda one: one.similarity(), "Kampen"),
    "saturation": (lambda one: one.saturation(permutations=20), "Guest"),
    "words": (lambda one: one.words(most=5), "KAF2."),
    "keyness": (lambda one: one.keyness({"case": "Kampen"}, most=5), "log_ratio"),
    "concordance": (lambda one: one.concordance("wachtlijst", most=3), "<b>"),
    "collocations": (lambda one: one.collocations(most=5), "Geteld"),
    "topics": (lambda one: one.topics(3, runs=2), "KAF2."),
    "similar": (lambda one: one.similar("KAF2.4.1:8", vectors=False), "KAF2."),
    "forms": (lambda one: one.forms(), "Kampen"),
    "registrations": (lambda one: one.registrations(), "Kampen"),
    "agree": (lambda one: one.agree(["interviewer", "tweede"]), "Krippendorff"),
    "disagreements": (lambda one: one.disagreements(), "tweede"),
    "difference": (lambda one: one.disagreements()[0], "interviewer"),
    "history": (lambda one: one.history(), "import"),
    "audit": (lambda one: one.audit(what="import documents"), "document"),
    "find_grades": (lambda one: one.find_grades(["KAF2.4.*"]), "Cijfer"),
    "assist_report": (lambda one: one.assist_report(), "coder"),
    "autocode": (lambda one: one.autocode(coder="tweede", documents="KAF2.4.2", dry_run=True), "KAF2.4.2"),
    "review": (lambda one: one.review("KAF2.4.1", coder="tweede"), "to look at"),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_one_gets_shows_itself(sample: Project, name: str) -> None:
    ask, word = ASKED[name]
    got = ask(sample)
    page = got._repr_html_()
    assert word in page
    assert not re.search(">(nan|None|NaT|&lt;NA&gt;)<", page)
    assert len(page) < 80_000
    if name not in ("matrix",):
        assert len(repr(got)) < 2_000, repr(got)[:300]


@pytest.mark.parametrize("name", ["corpus", "marks", "selection", "labels", "free_quotations"])
def test_what_functions_hand_on_is_told_in_a_line(sample: Project, name: str) -> None:
    assert len(repr(getattr(sample, name)())) < 200


def test_a_matrix_prints_its_numbers_and_its_rule(sample: Project) -> None:
    said = repr(sample.matrix(level=1))
    assert "Kampen" in said
    assert "Geteld" in said


def test_nothing_of_a_project_becomes_html(project: MakeProject) -> None:
    one = project(
        {"k1": f"De coach {SCRIPT} belt. De coach belt nog eens over de wachtlijst."},
        codebook='codes: [{name: "<script>alert(1)</script>", definition: "<script>alert(1)</script>"}, B]',
        settings='title: "<script>alert(1)</script>"\ncoders: [{name: "<script>a"}, {name: b}]',
    )
    code = one.codebook.codes[0]
    for coder in ("<script>a", "b"):
        one.code("k1", quote=f"coach {SCRIPT} belt", code=code.id, coder=coder, comment=SCRIPT)
    one.code("k1", quote="wachtlijst", code="B", coder="b", comment=SCRIPT)
    one.quote("k1", quote="coach", start=3, end=8, comment=SCRIPT, coder="b")
    one.done("k1", coder="<script>a")
    one.done("k1", coder="b")
    labels = one.quotations.quotation.tolist()
    shown = [
        one, one.settings, one.codebook, code, one.tree, one.matrix(), one.query("B"), one.coverage(),
        one.cooccurrence(layer="union"), one.history(), one.audit(), one.disagreements(), one.disagreements()[0],
        one.concordance("coach"), one.words(min_count=1), one.agree(["<script>a", "b"]), one.tree.diff(1),
        *map(one.quotation, labels),
    ]  # fmt: skip
    pages = [each._repr_html_() for each in shown]
    assert not [page for page in pages if "<script" in page]
    assert sum("&lt;script" in page for page in pages) > 12


def test_a_list_is_still_a_list_and_a_table(sample: Project) -> None:
    found = sample.disagreements()
    assert isinstance(found, list)
    assert len(found.to_frame()) == len(found)
    assert repr(found).count("<Difference") == 3
    assert f"{len(found) - 3} more" in repr(found)
    assert list(sample.history().to_frame().columns[:4]) == ["number", "created", "who", "what"]
    assert Listed() == []
    assert "–" in Listed()._repr_html_()


def test_suggestions_tell_code_probability_and_reasons(sample: Project) -> None:
    (first, *_rest) = suggested = sample.suggest(["WWF2.4.2"], coder="tweede", where="")
    frame = first.to_frame()
    assert list(frame.columns) == ["code", "p", "why"]
    assert frame.p.is_monotonic_decreasing
    assert frame.why[0]
    assert frame.code[0] in first._repr_html_()
    assert frame.code[0] in repr(first)
    assert list(suggested.to_frame().columns) == ["document", "start", "end", "quote", "suggested"]


@pytest.fixture(autouse=True)
def _without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_VECTORS", "off")


# --- the parts ---------------------------------------------------------------------------------------------------


def test_numbers_of_a_column_have_equally_many_decimals() -> None:
    assert column_texts([0.5, 0.125, float("nan")]) == ["0.500", "0.125", ""]
    assert column_texts([1.0, 2.0]) == ["1", "2"]
    assert column_texts([123.456, 1.0]) == ["123.5", "1.0"]
    assert column_texts([12.25, 1.0]) == ["12.25", "1.00"]
    assert column_texts(["KA", None, 3]) == ["KA", "", "3"]


def test_what_is_missing_is_nothing() -> None:
    assert [text_of(each) for each in (None, float("nan"), pd.NA, pd.NaT, ())] == [""] * 5
    assert [text_of(each) for each in (True, np.bool_(False))] == ["✓", "–"]
    assert text_of({"a": 1, "b": None}) == "a: 1; b: "


def test_a_long_table_says_how_much_is_left() -> None:
    page = of_frame(pd.DataFrame({"n": range(100)}), most=60)
    assert page.count("<tr>") == 61
    assert "+ 40" in page
    assert "to_frame" not in of_frame(pd.DataFrame({"n": range(60)}), most=60)


def test_a_long_text_is_cut_off_and_goes_on_in_the_tip() -> None:
    text = "woord " * 100
    page = table(["quote"], [(text,)])
    assert f'title="{text.strip()}"' in page
    assert short(text, 160) in page


def test_warnings_stand_out_and_the_rule_is_small() -> None:
    page = result(pd.DataFrame({"n": [1]}), "Counted: <all>.", ["Few & far."])
    assert '<p class="qc-warning">Few &amp; far.</p>' in page
    assert '<p class="qc-quiet">Counted: &lt;all&gt;.</p>' in page


def test_an_index_with_a_name_is_a_column() -> None:
    page = of_frame(pd.DataFrame({"value": [0.5]}, index=pd.Index(["P@1"], name="measure")))
    assert "measure" in page
    assert "P@1" in page
