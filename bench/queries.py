"""Speed of a query over many codings, beside SQL on the same database file in the same run.

    make bench                                      with the others
    .venv/bin/python bench/queries.py --small       a quick try

The query is `A AND NOT B WITHIN C WHERE round >= 3`, each letter a part of the code tree. In SQL it is one statement
over three sets of spans, which was quicker than temporary tables with indexes of our own. The answers are compared
before any timing: the same spans. qualcode also looks at layer, drafts and orphans, of which the statement knows
nothing.
"""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path

import big
import numpy as np
from run import heading, in_turns, line

import qualcode as qc
from qualcode.project import Project
from qualcode.query.evaluate import evaluate
from qualcode.query.language import parse
from qualcode.tables import Bools

A, B, C = "Top 0", "Middle 0.1", "Top 1"
QUERY = f"{A} AND NOT {B} WITHIN {C} WHERE round >= 3"

_SPANS = """{name} AS MATERIALIZED (
    SELECT DISTINCT q.document AS document, q.start AS start, q."end" AS "end"
    FROM coding c JOIN quotation q ON q.key = c.quotation
    WHERE c.code IN (
        WITH RECURSIVE tree(key) AS (
            SELECT key FROM code WHERE name = '{code}'
            UNION ALL SELECT c.key FROM code c JOIN tree t ON c.parent = t.key)
        SELECT key FROM tree)
    AND q.document IN (SELECT key FROM document WHERE json_extract(attributes, '$.round') >= 3))"""
SQL = f"""WITH {", ".join(_SPANS.format(name=name, code=code) for name, code in (("a", A), ("b", B), ("c", C)))}
SELECT d.id, a.start, a."end" FROM a JOIN document d ON d.key = a.document
WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.document = a.document AND b.start = a.start AND b."end" = a."end")
AND EXISTS (SELECT 1 FROM c WHERE c.document = a.document AND c.start <= a.start AND c."end" >= a."end")
"""


def by_sql(database: Path) -> list[tuple[str, int, int]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(SQL).fetchall()
    finally:
        connection.close()


def evaluated(project: Project) -> Bools:
    """The query over what the project holds in memory: the layer, the passages, the answer."""
    selection = project.selection()
    return evaluate(parse(QUERY), project.passages(selection), selection, texts=project.texts_of)


def from_disk(folder: Path) -> Bools:
    with qc.open(folder) as project:
        return evaluated(project)


def read(folder: Path) -> None:
    """Open, and read what a query needs."""
    with qc.open(folder) as project:
        project.selection()
        project.free_quotations()


def check_same(project: Project, database: Path) -> int:
    """Both find the same spans; raises `AssertionError`."""
    selection = project.selection()
    everything, found = project.passages(selection), evaluated(project)
    names = [document.id for document in project.corpus().documents]
    spans = everything.spans.at(np.flatnonzero(found))
    ours = {(names[place], start, end) for place, start, end in zip(*(each.tolist() for each in spans), strict=True)}
    theirs = by_sql(database)
    assert len(theirs) == len(set(theirs)) == len(ours)
    assert set(theirs) == ours
    assert ours
    return len(ours)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a quick try on a small project")
    parser.add_argument("--repeats", type=int, default=3, help="turns per number (default 3)")
    given = parser.parse_args()
    size = big.Size(codings=20_000, documents=400, cases=40) if given.small else big.Size()
    folder = big.project_folder(size)
    database = folder / ".qualcode" / "project.db"
    print(f"{size.codings:,} codings, {size.documents:,} documents: {QUERY}", flush=True)
    with qc.open(folder) as project:
        print(f"qualcode and SQL find the same {check_same(project, database):,} passages.")
        heading("A query (aim at full size: 2 s in a loaded project)", "SQL")
        line("in a loaded project", *in_turns(given.repeats, lambda: evaluated(project), lambda: by_sql(database)))
        selection = project.selection()
        everything = project.passages(selection)
        asked = parse(QUERY)
        steps = (
            lambda: project.passages(project.selection()),
            lambda: evaluate(asked, everything, selection, texts=project.texts_of),
        )
        laying, answering = in_turns(given.repeats, *steps)
    print(f"  {'  of which the passages':<34}{laying:9.3f} s\n  {'  of which the answer':<34}{answering:9.3f} s")
    line("from disk: open, read, answer", *in_turns(given.repeats, lambda: from_disk(folder), lambda: by_sql(database)))
    print(f"  {'  of which opening and reading':<34}{in_turns(given.repeats, lambda: read(folder))[0]:9.3f} s")


if __name__ == "__main__":
    main()
