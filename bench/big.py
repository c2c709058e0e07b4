"""A project of any size, made of nothing: for measuring, not for reading.

The rows are written straight through the schema, in bulk and without history (a million actions of a person
would take hours); what is measured afterwards reads them the way it reads any project. Numbers come from a
seeded generator, so that the same size is always the same project.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import qualcode as qc
from qualcode.store.database import HEAD

#: Raised when what is built changes, so that an older one in the temporary folder is not used.
_BUILD = 3
#: Every word has five letters and a space, so that word n begins at character 6n.
WORD = 6
_CODER = "anna"


@dataclass(frozen=True)
class Size:
    """How big a project is. The tree has `tops` × `middles` × `leaves` codes on its lowest level, and only
    those are used; every fourth quotation carries two codings."""

    codings: int = 1_000_000
    documents: int = 10_000
    cases: int = 342
    tops: int = 6
    middles: int = 6
    leaves: int = 7
    words: int = 700

    @property
    def codes(self) -> int:
        return self.tops * (1 + self.middles * (1 + self.leaves))

    @property
    def quotations(self) -> int:
        return self.codings // 5 * 4


def project_folder(size: Size) -> Path:
    """The project of this size, made once and kept in the temporary folder."""
    key = hashlib.sha256(json.dumps([asdict(size), _BUILD, HEAD]).encode()).hexdigest()[:12]
    kept = Path(tempfile.gettempdir()) / "qualcode-bench"
    folder = kept / f"{size.codings}-codings-{key}"
    if not folder.exists():
        kept.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=kept))
        try:
            write_settings(making, size)
            _fill(making, size)
            making.rename(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)  # it is gone already when it took its place
    return folder


def write_settings(folder: Path, size: Size) -> None:
    """The settings and the codebook of a project of this size."""
    cases = [f"  C{number:03d}: Case {number:03d}" for number in range(size.cases)]
    coders = f"coders: [{{name: {_CODER}, role: first}}]"
    (folder / "qualcode.yaml").write_text("\n".join(["title: Measured", "case: place", "cases:", *cases, coders, ""]))
    lines = ["codes:"]
    for top in range(size.tops):
        lines += [f"- name: Top {top}", "  codes:"]
        for middle in range(size.middles):
            lines += [f"  - name: Middle {top}.{middle}", "    codes:"]
            lines += [f"    - name: Leaf {top}.{middle}.{leaf}" for leaf in range(size.leaves)]
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "codebook.yaml").write_text("\n".join([*lines, ""]))


def texts(size: Size) -> Iterator[str]:
    """A text per document: words of five letters."""
    draw = np.random.default_rng(1)
    stock = ["".join(word) for word in draw.choice(list("abcdefghijklmnopqrstuvwxyz"), (5_000, WORD - 1))]
    for number in range(size.documents):
        words = draw.choice(len(stock), size.words - 1)
        yield " ".join([f"{number:05d}", *(stock[word] for word in words)])


@dataclass(frozen=True)
class Drawn:
    """Quotations and codings as numbers: documents from 0, words within their document, leaves from 0."""

    document: np.ndarray[Any, np.dtype[np.int64]]
    first: np.ndarray[Any, np.dtype[np.int64]]
    after: np.ndarray[Any, np.dtype[np.int64]]
    quotation: np.ndarray[Any, np.dtype[np.int64]]  # per coding
    leaf: np.ndarray[Any, np.dtype[np.int64]]


def draw_codings(size: Size) -> Drawn:
    """Passages of 5 to 40 words anywhere, in the order in which a coder would go through the documents."""
    draw = np.random.default_rng(2)
    document = np.sort(draw.integers(0, size.documents, size.quotations))
    length = draw.integers(5, 41, size.quotations)
    first = draw.integers(0, size.words - length)
    quotation = np.repeat(np.arange(size.quotations), np.where(np.arange(size.quotations) % 4 == 0, 2, 1))
    leaves = size.tops * size.middles * size.leaves
    # some codes are used far more than others, and no passage carries one twice
    weight = 1 / np.arange(1, leaves + 1) ** 0.7
    leaf = draw.choice(leaves, len(quotation), p=weight / weight.sum())
    second = np.flatnonzero(np.diff(quotation, prepend=-1) == 0)
    leaf[second] = np.where(leaf[second] == leaf[second - 1], (leaf[second] + 1) % leaves, leaf[second])
    return Drawn(document, first, first + length, quotation, leaf)


def _fill(folder: Path, size: Size) -> None:
    with qc.open(folder) as project:
        project.import_codebook()
    with sqlite3.connect(folder / ".qualcode" / "project.db") as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("INSERT INTO coder (key, name) VALUES (1, ?)", [_CODER])
        contents = list(texts(size))
        _fill_documents(connection, size, contents)
        _fill_codings(connection, size, contents)
        connection.execute("INSERT INTO action (created, what) VALUES ('2026-01-01', 'built in bulk')")
    connection.close()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _fill_documents(connection: sqlite3.Connection, size: Size, contents: list[str]) -> None:
    connection.executemany("INSERT INTO text (hash, text) VALUES (?, ?)", ((_hash(text), text) for text in contents))
    connection.executemany(
        'INSERT INTO document (key, id, "case", kind, interview, attributes, path, text_hash, revision) '
        "VALUES (?, ?, ?, 'interview', ?, ?, '', ?, 1)",
        (
            (place + 1, f"D{place:05d}", f"C{place % size.cases:03d}", f"D{place:05d}", f'{{"round": {place % 4 + 1}}}',
             _hash(text))
            for place, text in enumerate(contents)
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO revision (document, number, text_hash) SELECT key, 1, text_hash FROM document ORDER BY key"
    )
    connection.execute(
        "INSERT INTO done (document, coder, version, created) "
        "SELECT key, 1, 1, '2026-01-01T00:00:00.000000Z' FROM document ORDER BY key"
    )


def _fill_codings(connection: sqlite3.Connection, size: Size, contents: list[str]) -> None:
    drawn = draw_codings(size)
    number = np.arange(size.quotations) - np.searchsorted(drawn.document, drawn.document) + 1
    hashes = [_hash(text) for text in contents]
    spans = zip(drawn.document.tolist(), number.tolist(), drawn.first.tolist(), drawn.after.tolist(), strict=True)
    connection.executemany(
        'INSERT INTO quotation (key, id, document, number, start, "end", word_start, word_end, words, coder, '
        "verbatim, released, anchor, text_hash, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0, 'firm', ?, ?)",
        (
            (key, _identity("q", key), place + 1, label, first * WORD, after * WORD - 1, first, after,
             contents[place][first * WORD : after * WORD - 1], hashes[place], "2026-01-01T00:00:00.000000Z")
            for key, (place, label, first, after) in enumerate(spans, 1)
        ),
    )  # fmt: skip
    leaf_keys = [
        row[0] for row in connection.execute("SELECT key FROM code WHERE name LIKE 'Leaf %' ORDER BY position")
    ]
    connection.executemany(
        "INSERT INTO coding (key, id, quotation, code, coder, origin, status, created) "
        "VALUES (?, ?, ?, ?, 1, 'manual', 'final', '2026-01-01T00:00:00.000000Z')",
        (
            (key, _identity("c", key), quotation + 1, leaf_keys[leaf])
            for key, (quotation, leaf) in enumerate(zip(drawn.quotation.tolist(), drawn.leaf.tolist(), strict=True), 1)
        ),
    )


def _identity(kind: str, key: int) -> str:
    """An id as long as a real one."""
    digest = hashlib.md5(f"{kind}{key}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"
