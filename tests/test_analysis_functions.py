"""`qc.analysis`: the analyses as functions of a selection and plain tables, there by name and free until asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

import qualcode as qc
from qualcode import analysis
from qualcode.analysis.result import Result
from qualcode.errors import WrongUsage
from qualcode.project import Project

#: A text of one's own.
TEXT = "Er zijn te weinig vrijwilligers."


def _framework(one: Project) -> Result:
    from qualcode.analysis.framing.charting import Written
    from qualcode.analysis.framing.themes import themes
    from qualcode.framing.charts import Charts

    corpus, charts = one.corpus(), Charts(one)
    notes = {**charts._cells, **charts._second}
    written = Written(notes, charts._cells, charts.checked, tuple(charts.shelves.problems))
    chosen = themes(corpus.settings, corpus.codebook)
    return qc.analysis.framework(charts.material(chosen), chosen, written)


def _words(name: str, one: Project, *asked: object, **options: object) -> Result:
    """Of the words of all texts, with the labels of the quotations."""
    found: Result = getattr(qc.analysis, name)(
        one.selection(), one.texts(), *asked, labels=one.codings["quotation"], **options
    )
    return found


#: How each is called with what a project has.
CALLS: dict[str, Callable[[Project], Result]] = {
    "query": lambda one: qc.analysis.query(
        "Vrijwilligers", one.selection(), one.free_quotations(), one.labels(), texts=one.texts()
    ),
    "cooccurrence": lambda one: qc.analysis.cooccurrence(one.selection(), level=2),
    "coverage": lambda one: qc.analysis.coverage(one.selection(), one.texts(), one.codings, one.quotations),
    "factors": lambda one: qc.analysis.factors(one.selection(), one.codings, one.factor_places()),
    "framework": _framework,
    "rounds": lambda one: qc.analysis.rounds(one.selection(), one.codings),
    "similarity": lambda one: qc.analysis.similarity(one.selection()),
    "saturation": lambda one: qc.analysis.saturation(one.selection(), permutations=20),
    "words": lambda one: _words("words", one, most=5),
    "keyness": lambda one: _words("keyness", one, {"case": "Kampen"}, most=5),
    "concordance": lambda one: _words("concordance", one, "wachtlijst", most=5),
    "collocations": lambda one: _words("collocations", one, most=5),
    "topics": lambda one: _words("topics", one, 3, runs=2),
    "similar": lambda one: _words("similar", one, TEXT),
    "forms": lambda one: qc.analysis.forms(one._laid(one._setting(None, "forms"), None)),
    "registrations": lambda one: qc.analysis.registrations(one._laid(one._setting(None, "registrations"), None)),
}


def test_every_function_is_called_here() -> None:
    assert set(CALLS) == set(METHODS) == set(analysis.FUNCTIONS) == set(analysis.__all__)
    assert set(analysis.__all__) < set(dir(qc.analysis))


@pytest.mark.parametrize("name", CALLS)
def test_it_gives_a_frozen_result_with_a_table_and_its_rule(sample: Project, name: str) -> None:
    assert callable(getattr(qc.analysis, name)), "a module stands in its place"
    found = CALLS[name](sample)
    assert isinstance(found, Result)
    assert isinstance(found.to_frame(), pd.DataFrame)
    assert len(found.to_frame())
    assert len(found.rule) > 20
    assert isinstance(found.warnings, tuple)
    with pytest.raises(FrozenInstanceError):
        found.rule = ""  # type: ignore[misc]


#: The same asked of the project.
METHODS: dict[str, Callable[[Project], Result]] = {
    "query": lambda one: one.query("Vrijwilligers"),
    "cooccurrence": lambda one: one.cooccurrence(level=2),
    "coverage": lambda one: one.coverage(),
    "factors": lambda one: one.propose_factors(),
    "framework": lambda one: one.framework(),
    "rounds": lambda one: one.rounds(),
    "similarity": lambda one: one.similarity(),
    "saturation": lambda one: one.saturation(permutations=20),
    "words": lambda one: one.words(most=5),
    "keyness": lambda one: one.keyness({"case": "Kampen"}, most=5),
    "concordance": lambda one: one.concordance("wachtlijst", most=5),
    "collocations": lambda one: one.collocations(most=5),
    "topics": lambda one: one.topics(3, runs=2),
    "similar": lambda one: one.similar(text=TEXT, vectors=False),
    "forms": lambda one: one.forms(),
    "registrations": lambda one: one.registrations(),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_gives_what_the_project_gives(sample: Project, name: str) -> None:
    one, other = CALLS[name](sample), METHODS[name](sample)
    assert (one.rule, one.warnings) == (other.rule, other.warnings)
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())


def test_a_filter_and_a_part_of_the_text_too(sample: Project) -> None:
    where = {"round": [3, 4]}
    chosen, texts, labels = sample.selection(where=where), sample.texts(), sample.codings["quotation"]
    pairs = [
        (qc.analysis.cooccurrence(chosen, level=3), sample.cooccurrence(level=3, where=where)),
        (
            qc.analysis.words(chosen, texts, labels=labels, by="case", part="coded"),
            sample.words(by="case", part="coded", where=where),
        ),
        (
            qc.analysis.keyness(chosen, texts, code="Vrijwilligers", labels=labels),
            sample.keyness(code="Vrijwilligers", where=where),
        ),
        (
            qc.analysis.similarity(chosen, labels=labels).tell("KA", "ST"),
            sample.similarity(where=where).tell("KA", "ST"),
        ),
    ]
    for one, other in pairs:
        assert one.rule == other.rule
        pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())


def test_places_are_told_by_quotation_only_with_labels(sample: Project) -> None:
    """Without them there is only the document, and where it begins."""
    chosen, texts = sample.selection(), sample.texts()
    bare = qc.analysis.concordance(chosen, texts, "wachtlijst", part="coded").to_frame()["quotation"]
    told = qc.analysis.concordance(chosen, texts, "wachtlijst", part="coded", labels=sample.codings["quotation"])
    assert len(bare)
    assert not any(bare)
    assert all(":" in each for each in told.to_frame()["quotation"])


def test_keyness_compares_documents_or_a_code(sample: Project) -> None:
    with pytest.raises(WrongUsage):
        qc.analysis.keyness(sample.selection(), sample.texts())
    with pytest.raises(WrongUsage):
        qc.analysis.keyness(sample.selection(), sample.texts(), {"case": "Kampen"}, code="Vrijwilligers")


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        qc.analysis.nothing  # noqa: B018


def test_asking_for_the_room_costs_nothing() -> None:
    heavy = "{'pandas', 'spacy', 'numpy', 'matplotlib', 'scipy'}"
    code = f"import sys, qualcode as qc; qc.analysis; print({heavy} & set(sys.modules) or 'nothing')"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "nothing\n"
    )
