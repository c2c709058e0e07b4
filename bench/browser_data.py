"""The projects that the workbench is measured on: one long document full of codings, and many documents and codes.

Texts are made of syllables, so that sentences and paragraphs have the lengths of real summaries and say nothing.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

import big

import qualcode as qc

CODER = "anna"
LONG = "K1"
#: 500 documents, 300 codes.
LARGE = big.Size(codings=25_000, documents=500, cases=25, tops=6, middles=7, leaves=6, words=1_000)
_COLORS = ("#3b6fb5", "#c2701c", "#2f8f6b", "#a4508b", "#7a6a1f", "#5a67c9")
_SYLLABLES = (
    "de",
    "wan",
    "le",
    "ver",
    "zor",
    "gen",
    "buur",
    "huis",
    "kof",
    "fie",
    "spreek",
    "uur",
    "coach",
    "é",
    "ste",
)


def prose(characters: int, *, seed: int = 1) -> str:
    """Paragraphs under headings, at least so many characters, cut to that."""
    draw = random.Random(seed)
    parts = ["# Gesprek\n"]
    length = 0
    while length < characters:
        parts.append(f"\n## Vraag {len(parts)}\n" if draw.random() < 0.1 else f"\n{_paragraph(draw)}\n")
        length += len(parts[-1])
    return "".join(parts)[:characters].rstrip() + "\n"


def _paragraph(draw: random.Random) -> str:
    return " ".join(_sentence(draw) for _ in range(draw.randint(3, 8)))


def _sentence(draw: random.Random) -> str:
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(1, 3))) for _ in range(draw.randint(5, 22))]
    return f"{' '.join(words).capitalize()}."


def long_project(folder: Path, *, text: str | None = None, codings: int = 1_000) -> Path:
    """A project with one document and so many codings on as many quotations, each of one to forty words."""
    text = prose(60_000) if text is None else text
    (folder / "transcripts").mkdir(parents=True)
    (folder / "codebooks").mkdir()
    (folder / "transcripts" / f"{LONG}.md").write_text(text, encoding="utf-8")
    (folder / "qualcode.yaml").write_text(f"title: Measured\ncoders: [{{name: {CODER}, role: first}}]\n")
    tree = [f"- {{name: Code {number}, color: '{_COLORS[number % 6]}'}}" for number in range(40)]
    (folder / "codebooks" / "codebook.yaml").write_text("\n".join(["codes:", *tree, ""]))
    _write_codings(folder / "codings.csv", text, codings)
    with qc.open(folder) as project:
        project.import_codebook()
        project.import_documents()
        report = project.import_codings(folder / "codings.csv")
    assert not report.errors, report.errors[:3]
    return folder


def _write_codings(path: Path, text: str, codings: int) -> None:
    draw = random.Random(2)
    starts = [at for at in range(1, len(text)) if text[at - 1].isspace() and text[at].isalpha()]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["document", "start", "end", "quote", "code", "coder"])
        for _ in range(codings):
            first = draw.randrange(len(starts) - 40)
            start, end = starts[first], starts[first + draw.randint(1, 40)]
            quote = text[start:end].rstrip("\n #")
            table.writerow([LONG, start, start + len(quote), quote, f"Code {draw.randrange(40)}", CODER])


def large_project() -> Path:
    """500 documents with 300 codes and 25,000 codings, made once and kept in the temporary folder."""
    return big.project_folder(LARGE)
