"""How good suggestions are on coded texts by others, and what each group of features is worth.

    .venv/bin/python bench/assist.py             with sentence vectors and without (some minutes the first time)
    .venv/bin/python bench/assist.py --quick     without the ablation

*quotes*: one municipality left out at a time, with the sample's codebook. *cold*: nothing coded yet. *shuffled*:
learned from codes dealt out at random, which must fall to the level of the majority. *issues*: topics of sentences in
the news, with a codebook by others and nothing coded. The texts stand in a folder beside the checkout
(`bench/assist_data.py`).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from assist_data import CODER, DATA, ISSUES, QUOTES, issues_project, quotes_project

from qualcode.assist import features, learned
from qualcode.assist.estimator import Assistant
from qualcode.assist.evaluation import Evaluation
from qualcode.assist.vectors import installed
from qualcode.assisted.evaluating import evaluate
from qualcode.assisted.suggesting import Desk, suggester_of
from qualcode.model import Fragment
from qualcode.project import Project

#: What is left out together, to see what it is worth.
GROUPS: Mapping[str, Collection[str]] = {
    "terms": [features.TERMS],
    "definitions": [features.DEFINITION_WORDS, features.DEFINITION_SENSE],
    "examples": [features.EXAMPLE_WORDS, features.EXAMPLE_SENSE],
    "vectors (reasons only)": [features.DEFINITION_SENSE, features.EXAMPLE_SENSE],
    "context": [features.CONTEXT],
    "wish and fact": [features.WISH, features.NOW],
    "helps and hinders": [features.HELPS, features.HINDERS],
    "grades": [features.GRADE],
    "question, heading": [features.QUESTION, features.HEADING, learned.HEADINGS],
    "neighbours": [learned.NEIGHBOURS, learned.THEME, learned.BRANCH],
    "frequency": [learned.FREQUENCY],
}
MEASURES = ("P@1", "R@3", "R@5", "MAP", "micro_F1", "macro_F1")


class Cold(Assistant):
    """The assistant before anybody coded, whatever it is given to learn from."""

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        return self


def quotes(project: Project, *, quick: bool) -> None:
    found = project.evaluate(by="case", coder=CODER, quick=False)
    for name, scores in found.scores.items():
        row(name, {each: (score.value, score.low, score.high) for each, score in scores.items()})
    desk = Desk.of(project)
    again(project, "cold", lambda: Cold(desk.shelf.features, shelf=desk.shelf))
    calibration = found.calibration
    print(f"  calibration error {calibration.error.value:.3f}, Brier skill {calibration.skill.value:.3f}")
    if found.shuffled is not None:
        print(f"  shuffled: MAP {found.shuffled.map:.3f}, majority {found.shuffled.majority:.3f}")
    for point in found.curve:
        print(f"  {point.fragments:>5} coded: MAP {point.average_precision:.3f}, R@5 {point.recall_at_5:.3f}")
    for name, without in () if quick else GROUPS.items():
        again(project, f"- {name}", suggester_of(project, without=without))


def again(project: Project, name: str, make: Callable[[], Assistant]) -> None:
    found: Evaluation = evaluate(project, by="case", coder=CODER, quick=True, make=make)
    row(name, {each: (score.value, None, None) for each, score in found.scores["suggester"].items()})


def row(name: str, values: Mapping[str, tuple[float | None, float | None, float | None]]) -> None:
    shown = []
    for measure in MEASURES:
        value, low, high = values.get(measure, (None, None, None))
        interval = f" {low:.2f}-{high:.2f}" if low is not None and high is not None else ""
        shown.append(f"{measure} {'–' if value is None else format(value, '.3f')}{interval}")
    print(f"  {name:<24}" + "  ".join(shown))


def issues(folder: Path, *, vectors: bool) -> None:
    project, gold = issues_project(folder)
    with project:
        use(project, vectors)
        found = project.suggest(unit="sentence", top=5, min_p=0, where="")
        right = five = 0
        for name, answer in gold.items():
            codes = next(
                [one.code for one in each.suggestions] for each in found
                if each.fragment.document == name and each.fragment.span.overlaps(answer.span)
            )  # fmt: skip
            right += codes[0] == answer.code
            five += answer.code in codes[:5]
    print(f"  issues, nothing coded: P@1 {right / len(gold):.3f}, R@5 {five / len(gold):.3f}, {len(gold)} sentences")


def use(project: Project, vectors: bool) -> None:
    project.settings = replace(project.settings, assist=replace(project.settings.assist, vectors=vectors))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="without the ablation")
    quick = parser.parse_args().quick
    if not QUOTES.is_file() or not ISSUES.is_dir():
        print(f"How good suggestions are: not measured, as {DATA} is not there.")
        return
    for vectors in (True, False) if installed() else (False,):
        print(f"with {installed()}" if vectors else "without sentence vectors")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, "quotes")
            folder.mkdir()
            with quotes_project(folder) as project:
                use(project, vectors)
                quotes(project, quick=quick)
            other = Path(name, "issues")
            other.mkdir()
            issues(other, vectors=vectors)


if __name__ == "__main__":
    main()
