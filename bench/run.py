"""Speed as ratios, against alternatives measured in the same run.

    make bench                                  everything, some ten minutes
    .venv/bin/python bench/run.py --small       a quick try on small projects

1. Many codings in a loaded project: `project.matrix` against `pandas.crosstab` on the same codings in memory.
2. The same from disk: opening the project and counting, against SQL on the same database file.
3. One large study through the real import, beside what is published of other programs.

Competitors take turns, so that noise hits both; a number is the median of its turns. Before any timing their
answers are compared. qualcode's matrix holds more than theirs (the union of every parent, the layer and the
drafts looked at, the rule in words); only the cells that both have are compared.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import big
import numpy as np
import pandas as pd

import qualcode as qc
from qualcode.project import Project

MEASURES = ("codings", "documents", "words")

_FROM = "FROM coding c JOIN quotation q ON q.key = c.quotation JOIN document d ON d.key = q.document"
#: Islands: of every span only the words count that no earlier span of the same code and document reached.
_ISLANDS = """
WITH spans AS (
    SELECT c.code AS code, q.document AS document, q.word_start AS first, q.word_end AS after
    FROM coding c JOIN quotation q ON q.key = c.quotation),
reached AS (
    SELECT *, max(after) OVER (PARTITION BY code, document ORDER BY first, after
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM spans)
SELECT code, d."case", sum(max(0, after - max(first, coalesce(before, 0))))
FROM reached JOIN document d ON d.key = document GROUP BY code, d."case"
"""
SQL = {
    "codings": f'SELECT c.code, d."case", count(*) {_FROM} GROUP BY c.code, d."case"',
    "documents": f'SELECT c.code, d."case", count(DISTINCT q.document) {_FROM} GROUP BY c.code, d."case"',
    "words": _ISLANDS,
}


def by_crosstab(measure: str, frame: pd.DataFrame) -> pd.DataFrame:
    """What a notebook would do; crosstab cannot unite spans, so it has no `words`."""
    if measure == "documents":
        frame = frame.drop_duplicates(["document", "code"])
    return pd.crosstab(frame["code"], frame["case"])


def by_sql(measure: str, database: Path) -> list[tuple[int, str, int]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(SQL[measure]).fetchall()
    finally:
        connection.close()


def by_matrix(measure: str, folder: Path) -> pd.DataFrame:
    """From nothing: open the project, count."""
    with qc.open(folder) as project:
        return project.matrix(measure=measure).frame


def in_turns(repeats: int, *works: Callable[[], Any]) -> list[float]:
    """The median seconds of each work, taking turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for seconds, work in zip(taken, works, strict=True):
            begin = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begin)
    return [statistics.median(each) for each in taken]


def check_same(measure: str, project: Project, folder: Path, frame: pd.DataFrame) -> None:
    """Every alternative's cells are the matrix's; raises `AssertionError`."""
    ours = project.matrix(measure=measure).frame
    assert ours.equals(by_matrix(measure, folder))
    leaves = ours[ours.index.get_level_values(2) != ""]
    keys = {row[0]: row[1] for row in _keys(folder)}
    cells = pd.DataFrame(by_sql(measure, folder / ".qualcode" / "project.db"), columns=["code", "case", "n"])
    cells["code"], cells["case"] = cells["code"].map(keys), cells["case"].map(project.settings.case_name)
    said = cells.pivot(index="code", columns="case", values="n").fillna(0)
    _compare(measure, "SQL", leaves, said)
    if measure != "words":
        table = by_crosstab(measure, frame)
        table.index = [path.rpartition("/")[2] for path in table.index]
        _compare(measure, "crosstab", leaves, table)
    assert leaves.to_numpy().sum() > 0


def _keys(folder: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(folder / ".qualcode" / "project.db") as connection:
        return connection.execute("SELECT key, name FROM code").fetchall()


def _compare(measure: str, who: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    names = ours.index.get_level_values(2)
    wanted = theirs.reindex(index=names, columns=ours.columns, fill_value=0).to_numpy()
    assert theirs.to_numpy().sum() == wanted.sum(), f"{measure}: {who} has cells that the matrix has not"
    assert np.array_equal(ours.to_numpy(), wanted), f"{measure}: {who} and the matrix differ"


def line(name: str, ours: float, other: float) -> None:
    quicker = other / ours
    ratio = f"{quicker:5.1f} × faster" if quicker >= 1 else f"{ours / other:5.2f} × the time"
    print(f"  {name:<34}{ours:9.3f} s{other:11.3f} s   {ratio}", flush=True)


def heading(text: str, other: str) -> None:
    print(f"\n{text}\n  {'':<34}{'qualcode':>11}{other:>13}")


def many_codings(size: big.Size, repeats: int) -> None:
    """Parts 1 and 2."""
    folder = big.project_folder(size)
    print(f"{size.codings:,} codings, {size.documents:,} documents, {size.cases} cases, {size.codes} codes", flush=True)
    with qc.open(folder) as project:
        frame = project.codings[["document", "code", "case"]].copy()
        for measure in MEASURES:
            check_same(measure, project, folder, frame)
        print("The answers of matrix, crosstab and SQL are the same.")
        loaded(project, frame, repeats)
    from_disk(folder, repeats)


def loaded(project: Project, frame: pd.DataFrame, repeats: int) -> None:
    heading("Code × case matrix, project loaded (aim at full size: 10 × faster)", "crosstab")
    categories = frame.assign(code=frame["code"].astype("category"), case=frame["case"].astype("category"))
    for name, given in (("", frame), (", frame of categories", categories)):
        for measure in ("codings", "documents"):
            works = (lambda m=measure: project.matrix(measure=m), lambda m=measure, f=given: by_crosstab(m, f))
            ours, other = in_turns(2 * repeats + 1, *works)
            line(measure + name, ours, other)
    alone = in_turns(repeats, lambda: project.matrix(measure="words"))[0]
    print(f"  {'words':<34}{alone:9.3f} s   (crosstab has no union of spans)")


def from_disk(folder: Path, repeats: int) -> None:
    heading("The same from disk: open and count (aim at full size: at most 1.5 × the time)", "SQL")
    database = folder / ".qualcode" / "project.db"
    for measure in MEASURES:
        ours, other = in_turns(repeats, lambda m=measure: by_matrix(m, folder), lambda m=measure: by_sql(m, database))
        line(measure, ours, other)


PEERS = """
  Others with 1,000 documents and 100,000 codings, measured elsewhere on a like machine:
  Taguette, page of highlights       0.45 s        Taguette, CSV export             30 s
  QualCoder, file × code table       4.3 s         qc crosstab                 over 280 s"""


def one_study(documents: int, codings: int, repeats: int) -> None:
    """Part 3, each time in a process of its own."""
    print(f"\nA study of {documents:,} documents and {codings:,} codings, from files", flush=True)
    runs = []
    for _ in range(repeats):
        command = [sys.executable, str(Path(__file__).with_name("study.py")), str(documents), str(codings)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        runs.append(json.loads(said))
    for step in runs[0]["seconds"]:
        print(f"  {step:<34}{statistics.median(run['seconds'][step] for run in runs):9.2f} s")
    print(f"  {'peak memory':<34}{max(run['peak'] for run in runs):9.0f} MB")
    print(PEERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a quick try on small projects")
    parser.add_argument("--repeats", type=int, default=3, help="turns per number (default 3)")
    given = parser.parse_args()
    if given.small:
        many_codings(big.Size(codings=20_000, documents=400, cases=40), given.repeats)
        one_study(30, 2_000, 1)
    else:
        many_codings(big.Size(), given.repeats)
        one_study(1_000, 100_000, given.repeats)


if __name__ == "__main__":
    main()
