"""How fast codes are set against each other, beside SQL on the same database.

    .venv/bin/python bench/cooccurrence.py            300 codes, 100,000 codings (aim: 2 s)
    .venv/bin/python bench/cooccurrence.py --small    a quick try

SQL is given a table of passages of its own with an index on where they begin, made beforehand; it counts pairs, and
joins in the order that suits it. What both answer is compared before any timing. Ours has c and its warnings besides.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import big
from run import heading, in_turns, line

import qualcode as qc
from qualcode.analysis.relating.pairs import COUNTS, Cooccurrence

_PASSAGES = """
CREATE TABLE passage AS
    SELECT DISTINCT q.document AS document, q.start AS start, q."end" AS stop, c.code AS code
    FROM coding c JOIN quotation q ON q.key = c.quotation;
CREATE INDEX ix_passage ON passage (document, start, stop, code);
ANALYZE;
"""
#: A passage of which the other begins inside it, or at its start; at the same start each pair once.
_PAIRS = """
SELECT min(a.code, b.code) AS one, max(a.code, b.code) AS two, count(*)
FROM passage a JOIN passage b
     ON b.document = a.document AND b.start >= a.start AND b.start < a.stop
WHERE a.code <> b.code AND (b.start > a.start OR a.code < b.code)
GROUP BY one, two
"""
_DOCUMENTS = """
WITH there AS MATERIALIZED (SELECT DISTINCT document, code FROM passage)
SELECT a.code, b.code, count(*) FROM there a JOIN there b ON b.document = a.document AND a.code < b.code
GROUP BY a.code, b.code
"""
SQL = {"pairs": _PAIRS, "documents": _DOCUMENTS}
#: Of programs with a table of co-occurrence, measured elsewhere on a like machine.
PEERS = "  QualCoder, 120 codes over 100,000 codings: 26 s and 0.94 GB"


def by_us(folder: Path, count: str) -> Cooccurrence:
    """From nothing: open the project, count."""
    with qc.open(folder) as project:
        return project.cooccurrence(count=count)


def by_sql(database: Path, count: str) -> list[tuple[int, int, int]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(SQL[count]).fetchall()
    finally:
        connection.close()


def with_passages(folder: Path, into: Path) -> Path:
    """A copy of the database with the table that SQL counts in."""
    database = into / "passages.db"
    shutil.copy(folder / ".qualcode" / "project.db", database)
    connection = sqlite3.connect(database)
    connection.executescript(_PASSAGES)
    connection.close()
    return database


def check_same(folder: Path, database: Path, count: str) -> int:
    """Both answer the same; returns how many pairs. Raises `AssertionError`."""
    connection = sqlite3.connect(database)
    ids = dict(connection.execute("SELECT key, id FROM code"))
    connection.close()
    theirs = {frozenset((ids[one], ids[two])): n for one, two, n in by_sql(database, count)}
    ours = {frozenset((each.left, each.right)): each.n for each in by_us(folder, count).pairs}
    assert ours == theirs, f"{count}: SQL and qualcode differ"
    assert len(ours) > 100
    return len(ours)


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def alone(folder: Path, count: str) -> str:
    """Seconds and peak memory of a process that does nothing else."""
    command = [sys.executable, __file__, "--alone", str(folder), count]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def compare(folder: Path, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        database = with_passages(folder, Path(made))
        for count in SQL:
            print(f"  {count}: {check_same(folder, database, count):,} pairs of codes go together, the same in both")
        heading("Co-occurrence from disk: open and count (aim: 2 s)", "SQL")
        for count in SQL:
            line(count, *in_turns(repeats, lambda c=count: by_us(folder, c), lambda c=count: by_sql(database, c)))
    with qc.open(folder) as project:
        project.marks()
        print("\n  with the project loaded")
        for count in COUNTS:
            print(f"  {count:<34}{timed(lambda c=count: project.cooccurrence(count=c)):9.3f} s")
        print(f"  {'pairs, per case':<34}{timed(lambda: project.cooccurrence(by='case')):9.3f} s")
    print("\n  in a process of its own, with starting Python")
    for count in ("pairs", "characters"):
        print(f"  {count:<34}{alone(folder, count)}")
    print(PEERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a quick try")
    parser.add_argument("--repeats", type=int, default=3, help="turns per number (default 3)")
    parser.add_argument("--alone", nargs=2, metavar=("FOLDER", "COUNT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        seconds = timed(lambda: by_us(Path(given.alone[0]), given.alone[1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{seconds:9.3f} s   peak {peak:.0f} MB")
        return
    size = big.Size(codings=100_000, documents=1_000, cases=40, tops=6, middles=10, leaves=5)
    if given.small:
        size = big.Size(codings=5_000, documents=100, cases=10, tops=6, middles=10, leaves=5)
    print(f"{size.codings:,} codings, {size.documents:,} documents, {size.tops * size.middles * size.leaves} codes")
    compare(big.project_folder(size), given.repeats)


if __name__ == "__main__":
    main()
