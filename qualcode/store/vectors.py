"""The cache of sentence vectors: a file that can be rebuilt, so that a text is embedded once.

A text is found by a keyed hash, with a key drawn for this file: its sentences are not in it, and two projects' files
cannot be compared. A vector still says what its text is about: the file is as confidential as the texts, stands in
`.qualcode/`, is never carried along, and goes when a document is purged.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from qualcode.errors import DatabaseProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FILE = ".qualcode/vectors.db"
#: As kept: half precision. Cosines differ by less than 0.0005 from those in single precision, and the file is half.
Kept: TypeAlias = "npt.NDArray[np.float16]"

#: Raise it when the tables, or the vectors that a model of the same name gives, are no longer what they were.
_FORMAT = 1
_WAIT = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS secret (only INTEGER PRIMARY KEY CHECK (only = 1), key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS vector (
    model TEXT NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, hash)
);
"""
_Out = TypeVar("_Out")


class _OtherFormat(sqlite3.DatabaseError):
    """The file was made by another version of qualcode, with other tables."""


def cache_file(root: Path) -> Path:
    """Where the cache of a project is."""
    return root / FILE


class VectorCache:
    """Vectors by model and text, in a file that several processes may use at once.

    It never stands in the way: a damaged file is thrown away and begun anew, and where none can be written or read
    (a read-only folder, a full disk, a lock that stays), nothing is found and nothing is kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._key = b""

    def get(self, model: str, texts: Iterable[str]) -> dict[str, Kept]:
        """The vectors that are there, by text."""
        import numpy as np

        wanted = list(dict.fromkeys(texts))

        def find(connection: sqlite3.Connection) -> dict[str, Kept]:
            self._key = _key(connection)
            by_hash = {_hash(self._key, text): text for text in wanted}
            found = {}
            for piece in _pieces(list(by_hash)):
                marks = ",".join("?" * len(piece))
                query = f"SELECT hash, vector FROM vector WHERE model = ? AND hash IN ({marks})"
                for identity, blob in connection.execute(query, (model, *piece)):
                    found[by_hash[identity]] = np.frombuffer(blob, dtype="<f2")
            return found

        return self._try(find, otherwise={})

    def put(self, model: str, vectors: Mapping[str, npt.NDArray[np.floating]]) -> None:
        """Keep vectors. What was looked up before the cache was thrown away is not kept: its text may be purged."""
        import numpy as np

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            key = _key(connection)
            if self._key in (b"", key):
                rows = [
                    (model, _hash(key, text), np.asarray(row, dtype="<f2").tobytes()) for text, row in vectors.items()
                ]
                connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

        self._try(keep, otherwise=None)

    def _try(self, work: Callable[[sqlite3.Connection], _Out], *, otherwise: _Out) -> _Out:
        """What comes of the work on the open file; with a damaged one, on a new file."""
        for again in (False, True):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as connection:
                    _prepare(connection)
                    return work(connection)
            except (sqlite3.Error, OSError) as err:
                if again or not _is_damage(err):
                    break
                try:
                    discard(self.path)
                except DatabaseProblem:
                    break
        return otherwise


def discard(path: Path) -> None:
    """Throw a cache away, if there is one; raises `DatabaseProblem` where it cannot be removed."""
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        try:
            file.unlink(missing_ok=True)
        except OSError as err:
            raise DatabaseProblem(
                f"{file} cannot be removed: {err.strerror}. It holds what can be told of the texts without reading "
                "them. Close the programs that use the project, and remove this file."
            ) from err


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, _FORMAT):
        raise _OtherFormat
    if found == 0:
        _begin(connection)


def _begin(connection: sqlite3.Connection) -> None:
    """Make the tables and draw the key; of two processes that do so at once, the first one's stand."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
    connection.execute(f"PRAGMA user_version={_FORMAT}")
    connection.execute("COMMIT")


def _key(connection: sqlite3.Connection) -> bytes:
    return bytes(connection.execute("SELECT key FROM secret").fetchone()[0])


def _hash(key: bytes, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()


def _pieces(hashes: list[bytes], size: int = 500) -> Iterator[list[bytes]]:
    for at in range(0, len(hashes), size):
        yield hashes[at : at + size]


def _is_damage(err: Exception) -> bool:
    """Whether the file itself is wrong: no database, a damaged one, or tables that are not ours."""
    name = getattr(err, "sqlite_errorname", "") or ""
    return isinstance(err, _OtherFormat) or name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR"))
