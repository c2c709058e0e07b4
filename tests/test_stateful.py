"""Whatever three coders do to a small project, in whatever order: codings, counts and history hang together, what is
refused changes nothing, and undoing all of it gives the bytes of the start.

`HYPOTHESIS_PROFILE=search` looks further.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import recount
from hypothesis import Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event as database_event
from sqlalchemy import select

import qualcode as qc
from qualcode.errors import DatabaseProblem, NothingToUndo, QualcodeError
from qualcode.model import Code, Span, Suggestion
from qualcode.project import Project
from qualcode.store import schema
from qualcode.store.action import Action, image
from qualcode.store.suggestions import log_showings
from tests.conftest import write_texts

SEARCHING = os.environ.get("HYPOTHESIS_PROFILE") == "search"

CODERS = ("anna", "ben", "carla")
TEXTS = {
    "k1": "De coach belt elke week. De groep geeft het een 7.",
    "k2": "De huisarts 👩‍⚕️ verwijst te weinig door.",
    "k3": "Ja.",
}
CODEBOOK = """\
name: Proef
codes:
- name: Zorg
  codes:
  - {name: Bellen, counterpart: Wens}
  - {name: Druk, specify: {values: [regels, geld]}}
  - {name: Cijfer, grade: true}
- {name: Wens, specify: true, codes: [Bellen]}
- {name: Los, open: true}
- {name: Vast, open: true}
"""
SETTINGS = "title: T\ncoders: [{name: anna}, {name: ben, role: second}, {name: carla}]"
NAMES = ("Bellen", "Druk", "Nieuw", "nieuw", "In/uit", "Zorg")
SAID = ("", "", "regels", "Geld", "iets")
START = [
    *(("k1", 0, 8, code, "anna", "") for code in ("Zorg/Bellen", "Los", "Vast", "Wens")),
    *(("k1", 9, 13, "Druk", "ben", said) for said in ("", "regels", "geld")),
    *(("k1", 9, 13, code, "ben", "") for code in ("Vast", "Wens/Bellen")),
    ("k2", 14, 22, "Los", "carla", ""),
]

NUMBERS = st.integers(0, 30)
WHO = st.sampled_from(CODERS)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as each run begins with it."""
    folder = tmp_path_factory.mktemp("stateful") / "project"
    write_texts(folder / "transcripts", TEXTS)
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "qualcode.yaml").write_text(SETTINGS, encoding="utf-8")
    with qc.open(folder) as one:
        one.import_codebook()
        assert one.import_documents().errors == []
        for document, start, end, code, coder, said in START:
            one.code(document, start=start, end=end, code=code, coder=coder, specification=said, comment=code)
        one.done("k1", coder="anna")
        one.done("k1", coder="ben")
    return folder


class Coding(RuleBasedStateMachine):
    """Three coders at work. Numbers choose, over and over, among what there is."""

    beginning: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="qualcode-stateful-"))
        shutil.copytree(self.beginning, self.folder / "project")
        self.one: Project = qc.open(self.folder / "project")
        # a power cut is not among what may happen here
        database_event.listen(
            self.one._database._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF")
        )
        self.one._database._engine.dispose()
        self.raw = sqlite3.connect(self.folder / "project" / ".qualcode" / "project.db")
        self.replayed: dict[str, dict[int, str]] = {table.name: {} for table in schema.TRACKED}
        self.seen = self.held = 0
        self.released: dict[str, str] = {}
        self.first = len(self.one.history())
        self.start = (self.dump(), self.one.export_codebook(), self.one.export_codings())

    def teardown(self) -> None:
        try:
            self.undo_to_the_start()
        finally:
            self.raw.close()
            self.one.close()
            shutil.rmtree(self.folder)

    def undo_to_the_start(self) -> None:
        """Undo without end gives the bytes of the start, and beyond it nothing at all."""
        while any(each.number > self.first and _stands(each) for each in self.one.history()):
            self.one.undo()
        assert (self.dump(), self.one.export_codebook(), self.one.export_codings()) == self.start
        while any(map(_stands, self.one.history())):
            self.one.undo()
        with pytest.raises(NothingToUndo):
            self.one.undo()
        assert not any(self.dump().values())
        self.the_history_tells_the_present()
        assert self.one.check() == []

    # --- what the rules use ------------------------------------------------------------------------------------

    def dump(self) -> dict[str, list[Any]]:
        return {
            table.name: self.raw.execute(f'SELECT * FROM "{table.name}" ORDER BY key').fetchall()
            for table in schema.TRACKED
        }

    def attempt(self, what: str, deed: Callable[[], Any], *, dry: bool = False) -> None:
        """Do it; where it is refused, or only tried, nothing has changed."""
        before, actions = self.dump(), self.actions()
        try:
            deed()
        except QualcodeError as err:
            check_refusal(err)
            event(f"{what} refused")
            dry = True
        else:
            event(what)
        if dry:
            assert (self.dump(), self.actions()) == (before, actions), f"{what}: refused or tried, and yet done"
        else:
            assert self.actions() <= actions + 1, f"{what} is more than one action"

    def actions(self) -> int:
        return int(self.raw.execute("SELECT count(*) FROM action").fetchone()[0])

    def codes(self) -> list[Code]:
        return list(self.one.codebook)

    def code_of(self, number: int) -> str:
        codes = self.codes()
        return codes[number % len(codes)].id

    def leaf_of(self, number: int) -> str:
        """A code in use with none in use below it."""
        book = self.one.codebook
        leaves = [code.id for code in book if not any(not each.retired for each in book.subtree(code.id)[1:])]
        return _pick([each for each in leaves if not book[each].retired], number, "nothing")

    def coding_of(self, number: int) -> tuple[str, str]:
        """The id and the coder of a coding there is."""
        rows = self.raw.execute("SELECT c.id, r.name FROM coding c JOIN coder r ON r.key = c.coder ORDER BY c.key")
        return _pick(rows.fetchall(), number, ("nothing", "anna"))

    def quotation_of(self, number: int) -> tuple[str, str]:
        """The label and the coder of a quotation there is."""
        rows = self.raw.execute(
            "SELECT d.id || ':' || q.number, r.name FROM quotation q JOIN document d ON d.key = q.document"
            " JOIN coder r ON r.key = q.coder ORDER BY q.key"
        )
        return _pick(rows.fetchall(), number, ("k1:99", "anna"))

    def span(self, document: str, start: int, length: int) -> tuple[int, int]:
        start = start % max(1, len(TEXTS[document]))
        return start, min(len(TEXTS[document]), start + 1 + length)

    # --- coding ------------------------------------------------------------------------------------------------

    @rule(
        document=st.sampled_from(list(TEXTS)), at=st.sampled_from((0, 9, 14)), length=st.sampled_from((3, 7)),
        code=NUMBERS, coder=WHO, said=st.sampled_from(SAID), draft=st.booleans(),
    )  # fmt: skip
    def give_a_code(self, document: str, at: int, length: int, code: int, coder: str, said: str, draft: bool) -> None:
        start, end = self.span(document, at, length)
        chosen = self.codes()[code % len(self.codes())]
        value = "7" if chosen.grade else None
        specification = said if chosen.specify else ""
        self.attempt(
            "code",
            lambda: self.one.code(
                document, start=start, end=end, code=chosen.id, coder=coder, value=value, specification=specification,
                comment=said, draft=draft and coder == "carla",
            ),
        )  # fmt: skip

    @rule(name=st.sampled_from(NAMES), coder=WHO)
    def give_an_open_code(self, name: str, coder: str) -> None:
        path = name.replace("/", "\\/")
        self.attempt("open code", lambda: self.one.code("k2", start=3, end=11, code=path, coder=coder, open=True))

    @rule(number=NUMBERS)
    def uncode(self, number: int) -> None:
        identity, coder = self.coding_of(number)
        self.attempt("uncode", lambda: self.one.uncode(identity, coder=coder))

    @rule(number=NUMBERS, code=NUMBERS, coder=st.one_of(st.none(), WHO), comment=st.sampled_from(("", "beter zo")))
    def change(self, number: int, code: int, coder: str | None, comment: str) -> None:
        identity, own = self.coding_of(number)
        given: dict[str, Any] = (
            {"comment": comment} if code % 3 == 0 else {"comment": comment, "code": self.code_of(code)}
        )
        self.attempt("change", lambda: self.one.change(identity, coder=coder or own, **given))

    @rule(number=NUMBERS, at=NUMBERS, length=st.integers(0, 9))
    def resize(self, number: int, at: int, length: int) -> None:
        label, coder = self.quotation_of(number)
        start, end = self.span(label.split(":")[0], at, length)
        self.attempt("resize", lambda: self.one.resize(label, start, end, coder=coder))

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        label, coder = self.quotation_of(number)
        self.attempt("remove", lambda: self.one.remove(label, coder=coder))

    @rule(number=NUMBERS, coder=WHO)
    def write_a_memo(self, number: int, coder: str) -> None:
        about: dict[str, Any] = (
            {"code": self.code_of(number)} if number % 2 else {"quotation": self.quotation_of(number)[0]}
        )
        self.attempt("memo", lambda: self.one.memo("let op", coder=coder, **about))

    @rule(document=st.sampled_from(list(TEXTS)), coder=WHO, finished=st.booleans())
    def mark_done(self, document: str, coder: str, finished: bool) -> None:
        self.attempt("done", lambda: self.one.done(document, coder=coder, finished=finished))

    @rule(
        document=st.sampled_from(("k1", "k2")), at=st.sampled_from((0, 9, 14)), code=NUMBERS, coder=WHO,
        what=st.sampled_from(("accept", "accept", "reject", "skip")), other=st.one_of(st.none(), NUMBERS),
    )  # fmt: skip
    def answer_a_suggestion(self, document: str, at: int, code: int, coder: str, what: str, other: int | None) -> None:
        span = Span(*self.span(document, at, 7))
        one = Suggestion(document, span, TEXTS[document][span.start : span.end], self.code_of(code), 0.5, source="q")
        given: dict[str, Any] = {}
        if what == "accept":
            taken = one.code if other is None else self.code_of(other)
            given = {"code": taken, "value": "7" if self.one.codebook[taken].grade else None}
        log_showings(self.one._database, coder, [one], where="here")
        self.attempt(what, lambda: getattr(self.one, what)(one, coder=coder, **given))

    # --- the tree ----------------------------------------------------------------------------------------------

    def edit(self, what: str, deed: Callable[..., Any], coder: str, dry: bool) -> None:
        self.attempt(what, lambda: deed(who=coder, because="daarom", dry_run=dry), dry=dry)

    @rule(name=st.sampled_from(NAMES), under=NUMBERS, coder=WHO, dry=st.booleans())
    def create(self, name: str, under: int, coder: str, dry: bool) -> None:
        book = self.one.codebook
        above = f"{book.path(self.code_of(under))}/" if under % 2 else ""
        path = above + name.replace("/", "\\/")
        self.edit("create", lambda **how: self.one.tree.create(path, open=under % 3 == 0, **how), coder, dry)

    @rule(code=NUMBERS, name=st.sampled_from(NAMES), coder=WHO, dry=st.booleans())
    def rename(self, code: int, name: str, coder: str, dry: bool) -> None:
        self.edit("rename", lambda **how: self.one.tree.rename(self.code_of(code), name, **how), coder, dry)

    @rule(code=NUMBERS, to=NUMBERS, coder=WHO, dry=st.booleans())
    def move(self, code: int, to: int, coder: str, dry: bool) -> None:
        target = "/" if to % 4 == 0 else self.code_of(to)
        self.edit("move", lambda **how: self.one.tree.move(self.code_of(code), target, **how), coder, dry)

    @rule(code=NUMBERS, place=NUMBERS, coder=WHO)
    def reorder(self, code: int, place: int, coder: str) -> None:
        book = self.one.codebook
        beside = [each.id for each in book.children(book[self.code_of(code)].parent)]
        where = {"before" if place % 2 else "after": beside[place % len(beside)]}
        self.edit("reorder", lambda **how: self.one.tree.reorder(self.code_of(code), **where, **how), coder, False)

    @rule(
        codes=st.lists(NUMBERS, min_size=1, max_size=2), into=NUMBERS, leaves=st.booleans(), specify=st.booleans(),
        coder=WHO, dry=st.booleans(),
    )  # fmt: skip
    def merge(self, codes: list[int], into: int, leaves: bool, specify: bool, coder: str, dry: bool) -> None:
        choose = self.leaf_of if leaves else self.code_of
        sources, target = [choose(each) for each in codes], choose(into)
        self.edit("merge", lambda **how: self.one.tree.merge(sources, target, specify=specify, **how), coder, dry)

    @rule(number=NUMBERS, coder=WHO, dry=st.booleans())
    def merge_what_stands_together(self, number: int, coder: str, dry: bool) -> None:
        """Two codes that one quotation has: what then stands there twice becomes one."""
        pairs = self.raw.execute(
            "SELECT DISTINCT d.id, e.id FROM coding a JOIN coding b ON b.quotation = a.quotation AND b.code <> a.code"
            " JOIN code d ON d.key = a.code JOIN code e ON e.key = b.code ORDER BY a.key, b.key"
        )
        source, into = _pick(pairs.fetchall(), number, ("nothing", "nothing"))
        self.edit("merge", lambda **how: self.one.tree.merge(source, into, **how), coder, dry)

    @rule(
        number=NUMBERS,
        name=st.sampled_from(NAMES),
        way=st.integers(0, 3),
        below=st.booleans(),
        coder=WHO,
        dry=st.booleans(),
    )
    def split(self, number: int, name: str, way: int, below: bool, coder: str, dry: bool) -> None:
        """By quotation (of a coding there is), into an existing code, by query, or by specification."""
        identity, own = self.coding_of(number)
        frame = self.one.codings
        found = frame[frame["coding_id"] == identity]["code_id"].tolist()
        code = found[0] if found else self.code_of(number)
        new = name.replace("/", "\\/")
        path = self.one.codebook.path(self.code_of(number + way))
        given: dict[str, Any] = [
            {"into": {new: [identity]}}, {"into": {path: [identity]}}, {"into": new, "where": {"coder": own}},
            {"by_specification": True},
        ][way]  # fmt: skip
        self.edit("split", lambda **how: self.one.tree.split(code, **given, below=below, **how), coder, dry)

    @rule(code=NUMBERS, to=NUMBERS, coder=WHO, dry=st.booleans())
    def promote(self, code: int, to: int, coder: str, dry: bool) -> None:
        """A specification there is, or an open code."""
        ready = self.raw.execute(
            "SELECT d.id, c.specification FROM coding c JOIN code d ON d.key = c.code WHERE c.specification <> ''"
            " UNION SELECT id, NULL FROM code WHERE fields LIKE '%open%' AND NOT retired ORDER BY 1, 2"
        )
        chosen, said = _pick(ready.fetchall(), code, (self.code_of(code), None))
        target = ("", "/", self.code_of(to))[to % 3]
        self.edit(
            "promote",
            lambda **how: self.one.tree.promote(chosen, specification=said, to=target, **how), coder, dry,
        )  # fmt: skip

    @rule(code=NUMBERS, coder=WHO, dry=st.booleans())
    def retire(self, code: int, coder: str, dry: bool) -> None:
        self.edit("retire", lambda **how: self.one.tree.retire(self.code_of(code), **how), coder, dry)

    @rule(code=NUMBERS, coder=WHO, dry=st.booleans())
    def restore(self, code: int, coder: str, dry: bool) -> None:
        retired = [each.id for each in self.codes() if each.retired]
        chosen = _pick(retired, code, self.code_of(code))
        self.edit("restore", lambda **how: self.one.tree.restore(chosen, **how), coder, dry)

    @rule(code=NUMBERS, coder=WHO)
    def remark_and_define(self, code: int, coder: str) -> None:
        chosen = self.code_of(code)
        if code % 2:
            self.attempt("remark", lambda: self.one.tree.remark(chosen, "let op", who=coder))
        else:
            self.attempt("define", lambda: self.one.tree.define(chosen, definition=f"zo {code}", who=coder))

    # --- versions, sessions, relations --------------------------------------------------------------------------

    @rule(name=st.sampled_from(("begin", "midden", "eind")), coder=WHO, dry=st.booleans())
    def release(self, name: str, coder: str, dry: bool) -> None:
        there = {each.name for each in self.one.tree.releases()}
        if name not in there and not dry:
            self.released[name] = self.one.export_codebook()
        self.edit("release", lambda **how: self.one.tree.release(name, **how), coder, dry)

    @rule(what=st.sampled_from(("begin", "end", "end", "import")), version=NUMBERS, coder=WHO)
    def meet(self, what: str, version: int, coder: str) -> None:
        """Begin a session, end it, or take in the codebook's file of an older version."""
        tree = self.one.tree
        if what == "import":
            versions = [each[0] for each in self.raw.execute("SELECT key FROM version ORDER BY key")]
            file = self.folder / "ouder.yaml"
            file.write_text(self.one.export_codebook(version=_pick(versions, version, 1)), encoding="utf-8")
            self.attempt("import codebook", lambda: self.one.import_codebook(file, who=coder))
        elif what == "begin":
            self.attempt("begin session", lambda: tree.begin_session("overleg", who=coder))
        else:
            self.attempt("end session", lambda: tree.end_session(who=coder))

    @rule(source=NUMBERS, to=NUMBERS, coder=WHO, gone=st.booleans())
    def relate(self, source: int, to: int, coder: str, gone: bool) -> None:
        deed = self.one.tree.unrelate if gone else self.one.tree.relate
        self.attempt("relate", lambda: deed(self.code_of(source), "belemmert", self.code_of(to), who=coder))

    # --- the second coder ---------------------------------------------------------------------------------------

    @rule(
        document=st.sampled_from(("k1", "k1", "k2")), coder=WHO, author=st.one_of(st.none(), WHO), number=NUMBERS,
        step=st.sampled_from(("agree", "remove", "withdraw", "agree_rest", "finish")),
    )  # fmt: skip
    def judge(self, document: str, coder: str, author: str | None, number: int, step: str) -> None:
        self.review(document, coder, author, number, step)

    @rule(
        document=st.sampled_from(("k1", "k1", "k2")), coder=WHO, number=NUMBERS, step=st.sampled_from(("change", "add"))
    )
    def lay_in_a_review(self, document: str, coder: str, number: int, step: str) -> None:
        self.review(document, coder, None, number, step)

    def review(self, document: str, coder: str, author: str | None, number: int, step: str) -> None:
        def go() -> None:
            review = self.one.review(document, coder=coder, author=author)
            named = review.additions if step == "withdraw" and number % 2 else review.items
            item: Any = _pick(list(named), number, "99")
            code = self.code_of(number)
            if step == "add":
                start, end = self.span(document, number % 3, 5)
                review.add(code=code, start=start, end=end, comment="ook")
            elif step == "change":
                review.change(item, code=code, comment="liever dit")
            elif step == "remove":
                review.remove(item, comment="nee")
            elif step in ("agree_rest", "finish"):
                getattr(review, step)()
            else:
                getattr(review, step)(item)

        self.attempt(f"review {step}", go)

    @rule(number=NUMBERS, take=st.sampled_from(("anna", "ben", "both", "none", "new")), code=NUMBERS)
    def resolve(self, number: int, take: str, code: int) -> None:
        label = self.quotation_of(number)[0]
        open_ones = self.one.disagreements(assume_done=False) if number % 2 else []
        label = _pick([each.quotation for each in open_ones], number, label)
        new: dict[str, Any] = {"codes": [self.code_of(code)]} if take == "new" else {"take": take}
        self.attempt("resolve", lambda: self.one.resolve(label, who="anna, ben", comment="overlegd", **new))

    # --- taking back --------------------------------------------------------------------------------------------

    @rule(coder=st.one_of(st.none(), WHO, st.just("anna, ben")))
    def undo(self, coder: str | None) -> None:
        """Of what was done since the start."""
        if any(each.number > self.first and _stands(each) and coder in (None, each.who) for each in self.one.history()):
            self.attempt("undo", lambda: self.one.undo(coder))

    @precondition(lambda self: self.raw.execute("SELECT what FROM action ORDER BY key DESC").fetchone()[0] == "undo")
    @rule(coder=st.one_of(st.none(), WHO, st.just("anna, ben")))
    def redo(self, coder: str | None) -> None:
        self.attempt("redo", lambda: self.one.redo(coder))

    @rule(coder=st.one_of(st.none(), WHO), count=st.integers(2, 4))
    def undo_and_redo(self, coder: str | None, count: int) -> None:
        for _ in range(count):
            self.undo(coder)
        for _ in range(count - 1):
            self.attempt("redo", lambda: self.one.redo(coder))

    # --- what always holds --------------------------------------------------------------------------------------

    @invariant()
    def all_hangs_together(self) -> None:
        """Where something was done since."""
        if self.actions() != self.held:
            self.nothing_hangs_in_the_air()
            self.the_tree_is_a_tree()
            self.the_history_tells_the_present()
            self.released_versions_stay_as_they_were()
            self.the_matrix_counts_what_there_is()
            if self.actions() % 3 == 0:
                self.everything_can_be_shown()
            self.held = self.actions()

    def nothing_hangs_in_the_air(self) -> None:
        assert self.one.check() == []
        orphans = (
            "SELECT count(*) FROM coding c LEFT JOIN quotation q ON q.key = c.quotation"
            " LEFT JOIN code d ON d.key = c.code LEFT JOIN coder r ON r.key = c.coder"
            " WHERE q.key IS NULL OR d.key IS NULL OR r.key IS NULL OR c.coder <> q.coder"
        )
        assert self.raw.execute(orphans).fetchone() == (0,)
        spans = 'SELECT d.id, q.start, q."end", q.words FROM quotation q JOIN document d ON d.key = q.document'
        for document, start, end, words in self.raw.execute(spans):
            assert TEXTS[document][start:end] == words != ""

    def the_tree_is_a_tree(self) -> None:
        book = self.one.codebook
        assert len(book) == self.raw.execute("SELECT count(*) FROM code").fetchone()[0], "a code lies below itself"
        for parent in ("", *(code.id for code in book)):
            names = [code.name.casefold() for code in book.children(parent) if not code.retired]
            assert len(set(names)) == len(names), f"two codes of one name: {names}"
            assert not (names and parent and book[parent].retired), f"codes in use below a retired one: {names}"
        for code in book:
            if not code.retired:
                assert book.find(book.path(code.id)).id == code.id
        assert len([each for each in self.raw.execute("SELECT closed FROM session") if not each[0]]) <= 1

    def the_history_tells_the_present(self) -> None:
        """Every change begins where the one before it ended, and together they give what is in the tables."""
        for key, table, row, before, after in self.raw.execute(
            'SELECT key, "table", row, before, after FROM change WHERE key > ? ORDER BY key', (self.seen,)
        ):
            there = self.replayed[table]
            assert there.get(row) == before, (key, table, row)
            there.pop(row, None)
            if after is not None:
                there[row] = after
            self.seen = key
        with self.one._database.reading() as connection:
            for table in schema.TRACKED:
                rows = connection.execute(select(table)).mappings()
                present = {row["key"]: json.loads(image(dict(row)) or "") for row in rows}
                told = {key: json.loads(row) for key, row in self.replayed[table.name].items()}
                assert present == told, table.name

    def released_versions_stay_as_they_were(self) -> None:
        for each in self.one.tree.releases():
            assert self.one.export_codebook(version=each.name) == self.released[each.name], each.name
        version = self.one.tree.version
        assert self.one.export_codebook(version=version) == self.one.export_codebook()
        assert self.one.tree.diff(version).differences == ()

    def the_matrix_counts_what_there_is(self) -> None:
        counted = as_counted(self.one, self.raw)
        book = self.one.codebook
        for layer, measure in (
            ("final", "codings"),
            ("union", "quotations"),
            ("ben", "words"),
            ("final", "interviews"),
        ):
            if layer == "ben" and layer not in counted.coders:
                continue
            matrix = self.one.matrix(columns="document", measure=measure, layer=layer)
            rows = recount.layer_rows(counted, layer)
            expected = []
            for code in book:
                own = [row for row in rows if row.code[0] in {each.id for each in book.subtree(code.id)}]
                if own or not code.retired:
                    cells = [(rows_in(own, doc), [doc]) for doc in counted.docs]
                    expected.append([recount.cell(counted, *each, measure) for each in cells])
            assert matrix.frame.to_numpy().tolist() == expected, (layer, measure)

    def everything_can_be_shown(self) -> None:
        tree = self.one.tree
        assert all(flow.codes[0] >= 0 for flow in tree.sessions())
        tree.reread()
        tree.relations()
        assert len(self.one.audit()) == self.raw.execute("SELECT count(*) FROM change").fetchone()[0]


def check_refusal(err: QualcodeError) -> None:
    """What is refused is refused by us, in words, and not by the database."""
    assert not isinstance(err, DatabaseProblem), err


def _stands(each: Any) -> bool:
    return each.what not in ("undo", "redo") and not each.undone


def _pick(there: list[Any], number: int, without: Any) -> Any:
    return there[number % len(there)] if there else without


def rows_in(rows: list[recount.Row], doc: recount.Doc) -> list[recount.Row]:
    return [row for row in rows if row.document == doc.id]


def as_counted(one: Project, raw: sqlite3.Connection) -> recount.Project:
    """What stands in the tables, for the recount; a code is its id."""
    documents, coders, codings = (
        dict(raw.execute(f"SELECT key, {name} FROM {table}").fetchall())
        for table, name in (("document", "id"), ("coder", "name"), ("coding", "id"))
    )
    rows = [
        recount.Row(
            each["document"], each["start"], each["end"], (each["code_id"],), each["coder"], each["status"],
            orphan=each["anchor"] == "orphaned", id=each["coding_id"],
        )
        for each in one.codings.to_dict("records")
    ]  # fmt: skip
    reviews = {
        key: recount.Review(documents[document], coders[reviewer], coders[author])
        for key, document, reviewer, author in raw.execute("SELECT key, document, reviewer, author FROM review")
    }
    verdicts = [
        recount.Verdict(reviews[review], codings[coding], verdict, codings.get(replacement, ""))
        for review, coding, verdict, replacement in raw.execute(
            "SELECT review, coding, verdict, replacement FROM verdict ORDER BY key"
        )
    ]
    done = [
        recount.Done(documents[document], coders[coder], version)
        for document, coder, version in raw.execute("SELECT document, coder, version FROM done")
    ]
    names = sorted(documents.values())
    docs = [recount.Doc(name, TEXTS[name], None, "interview", name, {}, ()) for name in names]
    order = list(dict.fromkeys([*CODERS, *(coders[key] for key in sorted(coders))]))
    tree = recount.Tree([(code.id,) for code in one.codebook])
    return recount.Project(docs, rows, tree, [], order, (), done, list(reviews.values()), verdicts)


def run(beginning: Path, **how: Any) -> None:
    machine = type("Coding", (Coding,), {"beginning": beginning})
    run_state_machine_as_test(machine, settings=settings(**how))  # type: ignore[arg-type]


def test_whatever_three_coders_do(beginning: Path) -> None:
    run(beginning, max_examples=400 if SEARCHING else 24, stateful_step_count=50 if SEARCHING else 22)


def test_a_row_that_leaves_no_trace_is_seen(beginning: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine fails where a merge keeps from the history which code became which."""
    record = Action._record

    def forget(action: Action, table: Any, changes: Any) -> None:
        if table is not schema.lineage:
            record(action, table, changes)

    monkeypatch.setattr(Action, "_record", forget)
    with pytest.raises((AssertionError, QualcodeError)):
        run(beginning, max_examples=30, stateful_step_count=25, phases=[Phase.generate], print_blob=False)
