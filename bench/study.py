"""One large study through the real doors: files in, codings in, and what people then ask for.

    python bench/study.py DOCUMENTS CODINGS

Writes the files in a temporary folder, takes them in as anyone would, and prints seconds per step and the peak of
memory (MB) as JSON. `bench/run.py` starts it as a process of its own, so that the peak is this work's alone.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import big

import qualcode as qc


def write_files(folder: Path, size: big.Size) -> None:
    """The project's settings, a text per document, and the codings as CSV."""
    big.write_settings(folder, size)
    (folder / "transcripts").mkdir()
    contents = list(big.texts(size))
    for place, text in enumerate(contents):
        front = f"---\nplace: C{place % size.cases:03d}\nround: {place % 4 + 1}\n---\n"
        (folder / "transcripts" / f"D{place:05d}.md").write_text(front + text + "\n", encoding="utf-8")
    drawn = big.draw_codings(size)
    names = [
        f"Top {top}/Middle {top}.{middle}/Leaf {top}.{middle}.{leaf}"
        for top in range(size.tops)
        for middle in range(size.middles)
        for leaf in range(size.leaves)
    ]
    with (folder / "codings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["document", "start", "end", "quote", "code", "coder", "created"])
        for quotation, leaf in zip(drawn.quotation.tolist(), drawn.leaf.tolist(), strict=True):
            place = int(drawn.document[quotation])
            start, end = int(drawn.first[quotation]) * big.WORD, int(drawn.after[quotation]) * big.WORD - 1
            writer.writerow(
                [f"D{place:05d}", start, end, contents[place][start:end], names[leaf], "anna", "2026-01-01"]
            )


def measure(folder: Path, size: big.Size) -> dict[str, float]:
    """Seconds per step, in the order in which a study goes."""
    taken: dict[str, float] = {}

    def timed(step: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        result = work()
        taken[step] = time.perf_counter() - begin
        return result

    with qc.open(folder) as project:
        project.import_codebook()
        documents = timed("import of the documents", project.import_documents)
        codings = timed("import of the codings", lambda: project.import_codings(folder / "codings.csv", done=True))
        assert len(documents.added) == size.documents, documents.errors[:3]
        # by chance a few passages were drawn twice with the same code
        assert codings.errors == []
        assert codings.added + codings.unchanged == size.codings
    with qc.open(folder) as project:
        assert len(timed("list of all codings", lambda: project.codings)) == codings.added
        timed("export as CSV", lambda: project.export_codings(folder / "out.csv"))
        timed("matrix, interviews", lambda: project.matrix(measure="interviews").frame)
        timed("file × code table", lambda: project.matrix(rows="code", columns="document", measure="codings").frame)
    return taken


def peak() -> float:
    """The most memory this process held, in MB. Linux hands `ru_maxrss` on from the process that started this one,
    so its own word for it goes first."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = [line.split() for line in status.read_text().splitlines()]
        return int(next(line[1] for line in lines if line[0] == "VmHWM:")) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    documents, codings = (int(each) for each in sys.argv[1:3])
    size = big.Size(codings=codings, documents=documents, cases=min(20, documents))
    with tempfile.TemporaryDirectory(prefix="qualcode-bench-") as name:
        write_files(Path(name), size)
        taken = measure(Path(name), size)
    print(json.dumps({"seconds": taken, "peak": peak()}))


if __name__ == "__main__":
    main()
