"""The database's versions: what the migrations make is what the schema says, and they go both ways."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

import qualcode as qc
from qualcode.project import Project
from qualcode.store import database, schema

MIGRATIONS = Path(database.__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def bring(connection: Connection, where: str) -> None:
    """Migrate up or down to a version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    down = where in ("base", "0001") and "alembic_version" in set(inspect(connection).get_table_names())
    (command.downgrade if down else command.upgrade)(config, where)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, schema.metadata))


def statements(connection: Connection) -> dict[str, list[str]]:
    """What SQLite says the tables and indexes are, their columns and constraints in a fixed order."""
    said = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(re.split(r", (?![^(]*\))", " ".join(sql.split())[:-2])) for name, sql in said}


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert scripts().get_heads() == [database.HEAD]
    assert sorted(path.stem[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))[-1] == database.HEAD


def test_migrations_make_what_the_schema_says(tmp_path: Path) -> None:
    with connected(tmp_path / "new.db") as connection:
        bring(connection, "head")
        assert differences(connection) == []
        assert tables(connection) == set(schema.metadata.tables)
        migrated = statements(connection)
    with connected(tmp_path / "at-once.db") as connection:
        schema.metadata.create_all(connection)
        made = statements(connection)
    assert migrated.pop("alembic_version")
    assert migrated == made


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    with connected(tmp_path / "new.db") as connection:
        bring(connection, "head")
        connection.exec_driver_sql("ALTER TABLE memo ADD COLUMN mood TEXT")
        connection.exec_driver_sql("DROP INDEX ix_coding_code")
        assert {each[0] for each in differences(connection)} == {"remove_column", "add_index"}  # type: ignore[index]


def test_migrations_go_down_and_up_again(tmp_path: Path) -> None:
    with connected(tmp_path / "new.db") as connection:
        bring(connection, "head")
        bring(connection, "base")
        assert tables(connection) == set()
        bring(connection, "head")
        assert differences(connection) == []


def test_a_new_project_is_at_the_newest_version(tmp_path: Path) -> None:
    (tmp_path / "qualcode.yaml").write_text("title: T\n")
    with qc.open(tmp_path):
        pass
    with connected(tmp_path / ".qualcode" / "project.db") as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == database.HEAD
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert differences(connection) == []


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lights go out while the tables are being made: the next time starts from nothing, and works."""
    (tmp_path / "qualcode.yaml").write_text("title: T\n")

    def failing(*_args: object) -> None:
        raise OSError("the lights went out")

    monkeypatch.setattr(Connection, "commit", failing)
    with pytest.raises(OSError, match="lights"):
        qc.open(tmp_path)
    monkeypatch.undo()
    left = sqlite3.connect(tmp_path / ".qualcode" / "project.db")
    assert left.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    left.close()
    with qc.open(tmp_path) as project:
        assert project.check() == []


@pytest.mark.parametrize("path", sorted((MIGRATIONS / "versions").glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_a_migration_stands_by_itself(path: Path) -> None:
    """One that imported the schema of today would change with it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert not any(name.startswith("qualcode") for name in imported)
    assert {"upgrade", "downgrade"} <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_project_of_the_first_version_keeps_what_is_in_it(project: Callable[..., Project]) -> None:
    """Somebody upgrades with a coded project in hand: all is there, and takes what is new."""
    one = project({"k1": "een bus"}, codebook="codes: [Bus]")
    one.code("k1", quote="een bus", code="Bus", coder="anna")
    codings, root = one.export_codings(), one.root
    one.close()
    with connected(root / ".qualcode" / "project.db") as connection:
        bring(connection, "0001")
        assert "verdict" not in tables(connection)
    with qc.open(root) as again:
        assert again.export_codings() == codings
        again.tree.release("voor de sessie")
        again.tree.rename("Bus", "Tram")
        assert [str(each) for each in again.tree.diff("voor de sessie").differences] == ["renamed: Tram (was Bus)"]
        assert again.check() == []
