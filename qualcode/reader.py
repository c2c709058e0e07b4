"""A project opened for reading: its settings and database, and what stands in them as plain values and DataFrames.

What is read is kept until the data changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from qualcode.display import Listed
from qualcode.errors import NotPossible, UnknownDocument
from qualcode.formats import settings_yaml
from qualcode.formats.decode import decode
from qualcode.model import Codebook, Memo, Question, Quotation, Settings
from qualcode.store import folder, history, reading
from qualcode.store.database import Database

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.tables import Corpus, Marks


class Reader:
    """A project folder with its database, to read from."""

    def __init__(self, root: Path) -> None:
        self.root = root
        data = folder.read_bytes(root / folder.SETTINGS)
        self.settings: Settings = settings_yaml.read(decode(data, root / folder.SETTINGS), root / folder.SETTINGS)
        self._database = Database(self.settings.database, root)
        self._cache: dict[str, tuple[int, Any]] = {}
        self.desk: Any = None  # what suggestions are made on, kept by `qualcode.assisted.suggesting.Desk.of`

    def __repr__(self) -> str:
        return f"<qualcode project {self.settings.title!r} in {self.root}>"

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def codebook(self) -> Codebook:
        """The codebook as it is now."""
        with self._database.reading() as connection:
            return reading.code_tree(connection).codebook

    @property
    def documents(self) -> pd.DataFrame:
        """One row per document: its case, kind and attributes, words and characters, revision and path."""
        from qualcode import tables
        from qualcode.store import snapshot

        def make(connection: Any, corpus: Corpus) -> pd.DataFrame:
            return tables.documents_frame(corpus, snapshot.document_measures(connection, corpus))

        return cast("pd.DataFrame", self._cached("documents", make))

    @property
    def quotations(self) -> pd.DataFrame:
        """One row per quotation, orphans too (`anchor`), with how many codings it carries."""
        from qualcode import tables
        from qualcode.store import snapshot

        def make(connection: Any, corpus: Corpus) -> pd.DataFrame:
            return tables.quotations_frame(corpus, snapshot.quotation_columns(connection, corpus))

        return cast("pd.DataFrame", self._cached("quotations", make))

    @property
    def codings(self) -> pd.DataFrame:
        """One row per coding with everything known of it; see `qualcode.tables.codings_frame`."""
        return self.codings_under(None)

    def text(self, document: str) -> str:
        """The stored text of a document; raises `UnknownDocument`."""
        with self._database.reading() as connection:
            return reading.text_of(connection, reading.find_document(connection, document)["text_hash"])

    def texts(self) -> dict[str, str]:
        """The stored texts of all documents by id."""
        with self._database.reading() as connection:
            rows = reading.documents(connection)
            texts = reading.texts_of(connection, (row["text_hash"] for row in rows.values()))
            return {name: texts[row["text_hash"]] for name, row in rows.items()}

    def quotation(self, name: str) -> Quotation:
        """A quotation by label (`KAF2.4.1:12`) or id; raises `UnknownQuotation`."""
        with self._database.reading() as connection:
            return reading.quotation_of(reading.find_quotation(connection, name))

    def codings_of(self, quotation: str, code: str, coder: str) -> list[str]:
        """The ids of a coder's codings of a quotation with a code; raises `NotPossible` where there is none."""
        label, book, frame = self.quotation(quotation).label, self.codebook, self.codings
        own = (frame["quotation"] == label) & (frame["coder"] == coder) & (frame["code_id"] == book.find(code).id)
        found = frame[own]["coding_id"].tolist()
        if not found:
            raise NotPossible(f"{label} has no coding {code!r} by {coder}. qualcode codings lists what there is.")
        return found

    @property
    def memos(self) -> list[Memo]:
        """All memos, oldest first."""
        with self._database.reading() as connection:
            return Listed(reading.memos(connection))

    def corpus(self, version: str | int | None = None) -> Corpus:
        """Documents, codebook, coders and who finished what, for counting; under an older version of the codebook
        where one is named (see `qualcode.store.versions.under`)."""
        return cast("Corpus", self._cached("corpus", lambda _connection, corpus: corpus, version))

    def marks(self, full: bool = True, version: str | int | None = None) -> Marks:
        """All codings as arrays, for counting; in the order of `codings` when `full`."""
        from qualcode.store import snapshot

        name = "full marks" if full else "light marks"
        found = self._cached(
            name, lambda connection, corpus: snapshot.read_marks(connection, corpus, full=full), version
        )
        return cast("Marks", found)

    def codings_under(self, version: str | int | None) -> pd.DataFrame:
        """`codings` under an older version of the codebook; those of today without one."""
        from qualcode import tables
        from qualcode.store import snapshot

        def make(connection: Any, corpus: Corpus) -> pd.DataFrame:
            return tables.codings_frame(corpus, snapshot.coding_columns(connection, corpus))

        return cast("pd.DataFrame", self._cached("codings", make, version))

    def may_write(self, path: Path | str, *suffixes: str) -> Path:
        """The path, if a file of this kind may be written there; raises `NotPossible` for the project's own files."""
        kept = [self.root / each.file for each in self.settings.tables]
        return folder.check_out(Path(path), self.root, self.root / self.settings.folder, suffixes, kept)

    def chosen(self, patterns: Sequence[str]) -> list[str]:
        """The documents that ids or patterns (`KA*`) name, in the project's order; all without any. Raises
        `UnknownDocument` for one that names none."""
        names = [document.id for document in self.corpus().documents]
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in names):
                raise UnknownDocument(pattern, names)
        return [name for name in names if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)]

    def version(self) -> int:
        """A number that grows with every change to the project's data."""
        with self._database.reading() as connection:
            return history.data_version(connection)

    def _cached(self, name: str, make: Any, version: str | int | None = None) -> Any:
        """What `make` reads, kept until the data changes; under an older version of the codebook where one is named."""
        from qualcode.store import versions

        with self._database.reading() as connection:
            now = history.data_version(connection)
            number = 0 if version is None else versions.find_version(connection, version)
            key = f"{name} {number}"
            if key not in self._cache or self._cache[key][0] != now:
                guide = self._guide(connection) if number else ()
                with versions.under(connection, number) if number else nullcontext() as older:
                    settings = self.settings if older is None else replace(self.settings, guide=guide)
                    self._keep(connection, name, make, number, settings, older.left_out if older else 0, now)
        return self._cache[key][1]

    def _keep(
        self, connection: Any, name: str, make: Any, number: int, settings: Settings, left_out: int, now: int
    ) -> None:
        from qualcode.store import snapshot

        corpus = f"corpus {number}"
        if corpus not in self._cache or self._cache[corpus][0] != now:
            self._cache[corpus] = (now, snapshot.read_corpus(connection, settings, older=number > 0, left_out=left_out))
        self._cache[f"{name} {number}"] = (now, make(connection, self._cache[corpus][1]))

    def _guide(self, connection: Any) -> tuple[Question, ...]:
        """The guide with its codes by id: what their names mean now, in whatever version they are looked up."""
        book = reading.code_tree(connection).codebook

        def ids(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(code.id for name in names for code in book.find_all(name)))

        return tuple(replace(question, codes=ids(question.codes)) for question in self.settings.guide)
