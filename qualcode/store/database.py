"""The database: opening, migrating, transactions, and what to say when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from qualcode.errors import DatabaseProblem

#: The newest migration; a test holds it to the folder `migrations/versions`.
HEAD = "0004"
WAIT_MS = 5_000

_LOCKED = "The database is locked: another program is writing to it. Wait until it is done, or close it"
_SAID = {
    "SQLITE_BUSY": f"{_LOCKED}; nothing was changed.",
    "SQLITE_LOCKED": f"{_LOCKED}; nothing was changed.",
    "SQLITE_READONLY": "The database cannot be written: the file or its folder is read-only. "
    "Give yourself the right to write there, or copy the project; nothing was changed.",
    "SQLITE_CANTOPEN": "The database cannot be opened or made: the folder does not exist or is not yours to write. "
    "Check its rights.",
    "SQLITE_FULL": "The disk is full. Nothing of this action was written; make room and do it again.",
    "SQLITE_IOERR": "The disk gives an error on reading or writing. Nothing of this action was written; "
    "check the disk and your backup.",
    "SQLITE_NOTADB": "This file is no qualcode database. Move it away, or restore a backup.",
    "SQLITE_CORRUPT": "The database is damaged. Restore a backup; your transcripts and exported codings are untouched.",
}


class Database:
    """An open database of a project. `reading()` and `writing()` give connections; a write is one transaction."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.path = database_file(url, folder)
        self._make_folder()
        self._engine = _engine(self.path)
        with self._guarded():
            self._bring_up_to_date()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database."""
        with self._guarded(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Connection]:
        """One write transaction: all of it, or, when anything is raised, nothing. Without `keep`, nothing of it is
        kept in any case: to see what would happen."""
        with self._guarded(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                if keep:
                    connection.commit()
            finally:
                connection.rollback()  # does nothing after a commit

    def compact(self) -> None:
        """Rewrite the file so that nothing deleted is left in it."""
        with self._guarded(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("VACUUM")
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise DatabaseProblem(
                f"{self.path}: it was removed, but another program has the database open, so that traces stay in "
                f"{self.path.name}-wal until the last program closes it. Close the others, then open the project once."
            )

    def check(self) -> list[str]:
        """What SQLite finds wrong in the file and between its tables; empty when all is well."""
        with self.reading() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            broken = [
                f"{row[0]} row {row[1]} refers to nothing"
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
        return [each for each in found if each != "ok"] + broken

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise DatabaseProblem(
                f"{self.path.parent} cannot be made: {err.strerror}. The project's folder must be yours to write."
            ) from err

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn what the driver raises into a sentence."""
        try:
            yield
        except DBAPIError as err:
            raise _problem(self.path, err.orig) from err
        except sqlite3.Error as err:
            raise _problem(self.path, err) from err

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            found = None
            if "alembic_version" in tables:
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found == HEAD:
            return
        if found is None and tables:
            raise DatabaseProblem(
                f"{self.path}: this database was not made by qualcode. Name another in qualcode.yaml."
            )
        _migrate(self._engine, self.path, found)


def _migrate(engine: Engine, path: Path, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseProblem(
            f"{path}: this database was made by a newer qualcode (version {found}; this one knows up to {HEAD}). "
            "Upgrade qualcode; nothing was changed."
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def database_file(url: str, folder: Path) -> Path:
    """Where the file of a database is; raises `DatabaseProblem` for an address that is not one of SQLite."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise DatabaseProblem(
            f"The database {url!r} is not supported: qualcode keeps its data in a file of SQLite. "
            "Write 'database: sqlite:///.qualcode/project.db' in qualcode.yaml, or leave the setting out."
        )
    return folder / str(parsed.database)


def _engine(path: Path) -> Engine:
    # a path may hold signs that mean something in a URL; parameters hold what people said, and stay out of errors
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": WAIT_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _problem(path: Path, err: BaseException | None) -> DatabaseProblem:
    name = getattr(err, "sqlite_errorname", "") or ""
    for start, sentence in _SAID.items():
        if name.startswith(start):
            return DatabaseProblem(f"{path}: {sentence}")
    return DatabaseProblem(f"{path}: the database refused this ({name or type(err).__name__}); nothing was changed.")
