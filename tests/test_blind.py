"""Blind is blind: in the folder that a second coder carries, no file and no command tells anything of what the first
coder did or what was suggested to them; and suggestions that the second coder asks for learn from their own work only.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from conftest import Run, Said

import qualcode as qc
from qualcode import cli
from qualcode.assist.estimator import Assistant
from qualcode.assisted import suggesting
from qualcode.errors import NotPossible, UnknownCoder
from qualcode.project import Project
from qualcode.store import schema

MakeProject = Callable[..., Project]
TEXTS = {
    "k1": "# Help\n\nThere are too few volunteers for all.\n\nThe coach calls every week.\n\nThey give it a 7.\n",
    "k2": "# Help\n\nThe walking group goes on with its volunteers.\n\nThe doctor refers few people.\n",
    "k3": "# Help\n\nNobody came to walk this week.\n\nThe garden is open to all.\n",
}
CODEBOOK = """\
codes:
- {id: vol, name: Volunteers, keywords: [volunteer, volunteers], definition: People who help without pay.}
- {id: wal, name: Walking, keywords: [walking, walk], rule: {any: [walking]}, definition: Going for a walk together.}
- {id: gra, name: Grade, grade: true, definition: A grade from 1 to 10.}
- {id: why, name: Why, specify: true, definition: The reason that is given.}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [ann, {name: ben, role: second}, cas]\n"
#: In all that the first coder writes.
MARK = "zebra"
LABEL = re.compile(r"\bk\d:\d+\b")
#: Commands that ask for suggestions, or for how good they are.
ASKING = (("suggest",), ("review",), ("evaluate",))


@pytest.fixture(autouse=True)
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.assisted.embedding.embedder_of", lambda *_args, **_more: None)


@pytest.fixture
def main(project: MakeProject) -> Project:
    """ann coded all of it, by hand and with suggestions, and a third person went through her work."""
    one = project(TEXTS, codebook=CODEBOOK, settings=SETTINGS)
    one.code("k1", quote="too few volunteers", code="Volunteers", coder="ann", comment=f"{MARK} of few")
    one.code("k2", quote="refers few people", code="Why", coder="ann", specification=f"{MARK} of reasons")
    one.code("k1", quote="They give it a 7.", code="Grade", value="7", coder="ann")
    one.quote("k3", quote="Nobody came", coder="ann", comment=f"{MARK} of absence")
    found = {each.fragment.quote: each.suggestions for each in one.suggest(coder="ann", min_p=0)}
    walking = next(each for each in found[TEXTS["k3"].splitlines()[4]] if each.code == "wal")
    one.accept(walking, coder="ann", comment=f"{MARK} of walks")
    one.reject(found["The coach calls every week."], coder="ann", comment=f"{MARK} said no")
    one.code("k3", quote="Nobody came to walk this week.", code="Walking", coder="ann")
    one.memo(f"A {MARK} in the garden.", coder="ann", document="k1")
    one.memo(f"A {MARK} in the tree.", coder="ann", code="Volunteers")
    one.done(["k1", "k2", "k3"], coder="ann")
    review = one.review("k3", coder="cas")
    review.remove(review.items[0], comment=f"{MARK} of the review")
    return one


@pytest.fixture
def bag(main: Project, tmp_path: Path) -> Path:
    """The folder that ben carries, with all three."""
    out = main.sample("ben", out=tmp_path / "bag").folder
    assert out is not None
    return out


def traces(main: Project) -> list[str]:
    """What would tell of ann's work: her words, and the ids of what she made."""
    raw = sqlite3.connect(main.root / ".qualcode" / "project.db")
    found = [MARK]
    for table in ("quotation", "coding", "memo", "answer"):
        found += [row[0] for row in raw.execute(f"SELECT id FROM {table}")]
    raw.close()
    return found


def seen(main: Project) -> list[str]:
    """The hashes of the passages for which ann saw suggestions."""
    raw = sqlite3.connect(main.root / ".qualcode" / "project.db")
    found = [row[0] for row in raw.execute("SELECT DISTINCT words_hash FROM showing")]
    raw.close()
    return found


def told(text: str, forbidden: Collection[str]) -> list[str]:
    return [each for each in forbidden if each.casefold() in text.casefold()]


def commands() -> Iterator[tuple[str, ...]]:
    """Every command there is, by its words."""
    for module in cli._COMMANDS:
        import_module(f"qualcode.cli.{module}")

    def walk(command: Any, name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if isinstance(command, click.Group) or hasattr(command, "commands"):
            for word, each in command.commands.items():
                yield from walk(each, (*name, word))
        else:
            yield name

    return walk(typer.main.get_command(cli.app), ())


#: What commands are asked; those that are not here are asked without anything.
ASKED: dict[str, list[str]] = {
    "agree": ["ann", "ben", "--assume-done"],
    "autocode": ["--coder", "ben", "--dry-run"],
    "codebook diff": ["1"],
    "codebook session": ["--help"],
    "codings": ["--json"],
    "disagreements": ["ann", "ben", "--assume-done"],
    "evaluate": ["--coder", "ben"],
    "history": ["--json"],
    "init": ["--help"],
    "demo": ["--help"],
    "import": ["--help"],
    "matrix": ["--json"],
    "memos": ["--json"],
    "purge": ["--help"],
    "resolve": ["k1:1", "--take", "ann", "--who", "ben"],
    "review": ["--coder", "ben"],
    "review-coding": ["k1", "--coder", "ben"],
    "sample": ["--list"],
    "serve": ["--help"],  # goes on until somebody ends it
    "suggest": ["--coder", "ben", "--json", "--min-p", "0"],
    "uncode": ["k1:1", "--code", "Volunteers", "--coder", "ben"],
    "remove": ["k1:1", "--coder", "ben"],
    "mark": ["k1:1", "--coder", "ben", "--released"],
    "resize": ["k1:1", "--start", "0", "--end", "3", "--coder", "ben"],
}


def ask(run: Run, name: tuple[str, ...]) -> Said:
    return run(*name, *ASKED.get(" ".join(name), []))


# --- the files --------------------------------------------------------------------------------------------------


def test_the_traces_are_where_they_should_be(main: Project) -> None:
    """So that looking for them elsewhere means something."""
    dump = "\n".join(sqlite3.connect(main.root / ".qualcode" / "project.db").iterdump())
    assert len(seen(main)) >= 3
    assert all(each in dump for each in (*traces(main), *seen(main)))
    assert dump.count(MARK) >= 8
    assert all(f"'{said}'" in dump for said in ("accepted", "rejected", "removed"))


def test_no_file_in_the_folder_holds_a_trace(main: Project, bag: Path) -> None:
    forbidden = traces(main) + seen(main)
    files = [each for each in bag.rglob("*") if each.is_file()]
    assert len(files) >= 8
    for file in files:
        data = file.read_bytes()
        assert [each for each in forbidden if each.encode() in data] == [], file
        if file.suffix in (".md", ".txt", ".yaml"):
            assert not LABEL.search(data.decode()), file


def test_the_folders_database_has_no_rows_of_anybodys_work(bag: Path) -> None:
    raw = sqlite3.connect(bag / ".qualcode" / "project.db")
    counts = {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in schema.metadata.tables}
    empty = ("quotation", "coding", "memo", "done", "review", "verdict", "resolution", "showing", "answer", "tombstone")
    assert {name: counts[name] for name in empty} == dict.fromkeys(empty, 0)
    assert [row[0] for row in raw.execute("SELECT name FROM coder")] == ["ben"]
    assert {row[0] for row in raw.execute('SELECT DISTINCT "table" FROM change')} <= {
        "document", "revision", "code", "version", "coder", "sample", "assignment",
    }  # fmt: skip


# --- the commands -----------------------------------------------------------------------------------------------


def test_no_command_in_the_folder_tells_a_trace(
    main: Project, bag: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command there is, before ben begins and after he coded; what is written too."""
    forbidden = traces(main)
    monkeypatch.chdir(bag)
    names = list(commands())
    assert len(names) > 45
    for name in names:
        said = ask(run, name)
        assert told(said.out + said.err, forbidden) == [], name
        if "k1:1" not in ASKED.get(" ".join(name), []) and "--help" not in ASKED.get(" ".join(name), []):
            plain = re.sub(r"such as \S+", "", said.out + said.err)
            assert not LABEL.search(plain), (name, plain)
    assert run("code", "k1", "--quote", "The coach calls", "--code", "Why", "--coder", "ben").code == 0
    assert run("memo", "Mine.", "--coder", "ben").code == 0
    assert run("done", "k1", "--coder", "ben").code == 0
    for name in names:
        said = ask(run, name)
        assert told(said.out + said.err, forbidden) == [], name
    for file in (each for each in bag.rglob("*") if each.is_file()):
        assert [each for each in forbidden if each.encode() in file.read_bytes()] == [], file


def test_nothing_is_suggested_that_was_not_asked_for(bag: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, ...]] = []
    now: list[tuple[str, ...]] = []
    real = suggesting.Desk.suggested

    def watched(self: suggesting.Desk, *args: Any, **more: Any) -> Any:
        made.extend(now)
        return real(self, *args, **more)

    monkeypatch.setattr(suggesting.Desk, "suggested", watched)
    monkeypatch.chdir(bag)
    for name in commands():
        now[:] = [name]
        ask(run, name)
        if name not in ASKING:
            assert made == [], f"{name} made suggestions"
        made.clear()
    now[:] = [("suggest",)]
    ask(run, ("suggest",))
    assert made == [("suggest",)], "that one was asked"


# --- what teaches -----------------------------------------------------------------------------------------------


def suggested(one: Project, **asked: Any) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """What is suggested to ben, with its reasons, as plain values."""
    return [
        (each.fragment.quote, [(s.code, round(s.p, 9), s.value, s.reasons) for s in each.suggestions])
        for each in one.suggest(coder="ben", min_p=0, where="", **asked)
    ]


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every passage that any suggester learned from."""
    quotes: list[str] = []
    real = Assistant.fit

    def watched(self: Assistant, fragments: Any, codes: Any, groups: Any) -> Any:
        quotes.extend(each.quote for each in fragments)
        return real(self, fragments, codes, groups)

    monkeypatch.setattr(Assistant, "fit", watched)
    return quotes


def test_in_the_folder_only_ones_own_codings_teach(bag: Path, taught: list[str]) -> None:
    with qc.open(bag) as copy:
        assert copy.suggest(min_p=0), "there is a start without any coding"
        assert taught == []
        copy.code("k1", quote="The coach calls", code="Why", coder="ben")
        copy.suggest(min_p=0)
        assert taught == ["The coach calls"], "in a carried folder the one who asks is the one who carries it"
        with pytest.raises(UnknownCoder):
            copy.suggest(learn_from=["ann"])


def test_beside_anothers_layer_suggestions_are_what_they_are_without_it(
    main: Project, project: MakeProject, taught: list[str]
) -> None:
    """In the project itself: to ben, all that ann coded, rejected and was shown makes no difference whatever."""
    alone = project(TEXTS, codebook=CODEBOOK, settings=SETTINGS)
    for one in (main, alone):
        one.sample("ben", documents=["k1", "k2", "k3"])
    taught.clear()
    assert suggested(main) == suggested(alone)
    assert taught == []
    for one in (main, alone):
        one.code("k1", quote="The coach calls every week.", code="Why", coder="ben")
        one.code("k3", quote="The garden is open to all.", code="Volunteers", coder="ben")
    mine, other = suggested(main), suggested(alone)
    assert [(quote, [row[:3] for row in rows]) for quote, rows in mine] == [
        (quote, [row[:3] for row in rows]) for quote, rows in other
    ]
    assert set(taught) == {"The coach calls every week.", "The garden is open to all."}
    own = {row.quotation for row in main.quotations.itertuples() if row.coder == "ben"}
    labels = {label for _quote, rows in mine for row in rows for why in row[3] for label in LABEL.findall(why.about)}
    assert labels <= own, "the fragments that a reason points to are ben's"


def test_others_may_teach_only_once_all_is_done(main: Project, taught: list[str]) -> None:
    main.sample("ben", documents=["k1", "k2"])
    main.code("k1", quote="The coach calls every week.", code="Why", coder="ben")
    main.done("k1", coder="ben")
    for names in (["ann"], ["ben", "ann"]):
        with pytest.raises(NotPossible, match=r"ben codes k2 blind .* not from ann"):
            main.suggest(coder="ben", learn_from=names)
    main.done("k2", coder="ben")
    taught.clear()
    main.suggest(coder="ben", learn_from=["ann"], where="")
    assert "too few volunteers" in taught


def test_that_a_blind_coder_looked_is_known_where_it_counts(main: Project, bag: Path) -> None:
    with qc.open(bag) as copy:
        copy.code("k2", quote="refers few people", code="Why", coder="ben", specification="busy")
        copy.code("k1", quote="too few volunteers", code="Volunteers", coder="ben")
        copy.suggest(["k1"])
        copy.done(["k1", "k2"], coder="ben")
    main.merge(bag)
    found = main.agree(["ann", "ben"])
    assert found.suggested is not None
    assert found.suggested.who["k1"][-1] == "ben"
