"""Memos: written, changed, removed and taken back by who wrote them, in Markdown that never becomes HTML."""

from __future__ import annotations

import uuid

import pytest
from conftest import MakeProject, Run

from qualcode.errors import BadMark, NotPossible, UnknownMemo
from qualcode.memos import note, notes
from qualcode.project import Project
from qualcode.reports.prose import tree


@pytest.fixture
def one(project: MakeProject) -> Project:
    made = project(
        {"k1": "De coach belt de coach.", "k2": "Niemand belt."}, codebook="codes: [{name: Hulp, codes: [Bellen]}]"
    )
    made.code("k1", start=0, end=13, code="Bellen", coder="ann")
    return made


def test_a_memo_is_changed_and_the_change_taken_back(one: Project) -> None:
    memo = one.memo("Wie belt?", coder="ann", quotation="k1:1")
    assert one.change_memo(memo.id, "Wie belt wie?", coder="ann").text == "Wie belt wie?"
    assert one.history()[-1].what == "change memo"
    assert one.history()[-1].summary == "quotation k1:1"
    one.undo("ann")
    assert one.memo_with(memo.id).text == "Wie belt?"
    one.redo("ann")
    assert one.memo_with(memo.id) == one.memos[0]
    assert one.memos[0].text == "Wie belt wie?"


def test_a_removed_memo_comes_back_as_it_was(one: Project) -> None:
    memo = one.memo("Over Bellen.", coder="ann", code="Bellen")
    one.remove_memo(memo.id, coder="ann")
    assert one.memos == []
    assert (one.history()[-1].what, one.history()[-1].summary) == ("remove memo", "code Hulp/Bellen")
    one.undo("ann")
    assert one.memos == [memo]


def test_a_memo_is_its_writers(one: Project) -> None:
    memo = one.memo("Van ann.", coder="ann")
    for attempt in (
        lambda: one.change_memo(memo.id, "Van ben.", coder="ben"),
        lambda: one.remove_memo(memo.id, coder="ben"),
    ):
        with pytest.raises(NotPossible, match="ann's, not ben's"):
            attempt()
    with pytest.raises(UnknownMemo, match="no memo 'x'"):
        one.change_memo("x", "y", coder="ann")
    with pytest.raises(BadMark):
        one.change_memo(memo.id, " ", coder="ann")
    assert [each.text for each in one.memos] == ["Van ann."]
    assert len(one.history(what="memo")) == 1


def test_the_same_memo_sent_twice_is_written_once(one: Project) -> None:
    identity = str(uuid.uuid4())
    first = one.memo("Een keer.", coder="ann", document="k1", identity=identity)
    before = one.version()
    assert one.memo("Een keer.", coder="ann", document="k1", identity=identity) == first
    assert one.version() == before
    with pytest.raises(NotPossible, match="says something else"):
        one.memo("Iets anders.", coder="ann", document="k1", identity=identity)
    with pytest.raises(NotPossible, match="says something else"):
        one.memo("Een keer.", coder="ben", document="k1", identity=identity)
    assert one.memos == [first]


def test_a_purge_takes_changed_and_removed_memos_with_it(one: Project) -> None:
    kept = one.memo("Over alles, en blijft.", coder="ann")
    changed = one.memo("Kievit", coder="ann", document="k1")
    one.change_memo(changed.id, "Tureluur", coder="ann")
    gone = one.memo("Scholekster", coder="ann", quotation="k1:1")
    one.remove_memo(gone.id, coder="ann")
    one.purge("k1")
    assert one.memos == [kept]
    told = " ".join(f"{change.before} {change.after}" for change in one.audit())
    assert not any(word in told for word in ("Kievit", "Tureluur", "Scholekster"))
    assert "en blijft" in told


def test_memos_are_found_by_what_they_are_about_by_words_and_by_coder(one: Project) -> None:
    one.memo("Dagboek: begonnen.", coder="ann")
    one.memo("Kort.", coder="ben", document="k1")
    one.memo("Te breed?", coder="ann", code="Bellen")
    one.memo("Wie?", coder="ben", quotation="k1:1")
    every = notes(one)
    assert [each.about for each in every] == ["k1:1", "Hulp/Bellen", "k1", ""]
    assert (every[0].document, every[0].words) == ("k1", "De coach belt")
    assert [each.text for each in notes(one, coder="ben")] == ["Wie?", "Kort."]
    assert [each.text for each in notes(one, words="bellen BREED")] == ["Te breed?"]
    assert [each.text for each in notes(one, on="project")] == ["Dagboek: begonnen."]
    for target in ("Bellen", "Hulp/Bellen", one.codebook.find("Bellen").id):
        assert [each.text for each in notes(one, on="code", target=target)] == ["Te breed?"]
    assert [each.text for each in notes(one, target="k1")] == ["Kort."]
    assert notes(one, target="k") == []


def test_who_codes_blind_sees_their_own_and_nothing_of_others_quotations(one: Project) -> None:
    one.memo("Van ann.", coder="ann")
    mine = one.memo("Van ben.", coder="ben", quotation="k1:1")
    assert [(each.text, each.about, each.words, each.target) for each in notes(one, only="ben")] == [
        ("Van ben.", "", "", "")
    ]
    assert note(one, mine.id, only="ben").words == ""
    with pytest.raises(UnknownMemo):
        note(one, one.memos[0].id, only="ben")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Zij *zegt* **het**.", [["p", ["Zij ", ["em", ["zegt"]], " ", ["strong", ["het"]], "."]]]),
        ("een\ntwee", [["p", ["een\ntwee"]]]),
        ("- a\n- b", [["ul", [["li", ["a"]], ["li", ["b"]]]]]),
        ("Zie [k1:1; k2:3].", [["p", ["Zie ", ["cite", ["k1:1", "k2:3"]], "."]]]),
        ("<script>x</script>", [["p", ["<script>x</script>"]]]),
        ("<img src=x onerror=x>", [["p", ["<img src=x onerror=x>"]]]),
        ("[hier](https://example.org)", [["p", [["a", ["hier"], "https://example.org"]]]]),
        ("[hier](javascript:x)", [["p", ["[hier](javascript:x)"]]]),
        ("[hier](/api/undo)", [["p", ["hier"]]]),
        ("```\n<b>\n```", [["pre", [["code", ["<b>\n"]]]]]),
        ("", []),
    ],
)  # fmt: skip
def test_markdown_becomes_a_tree_and_no_html(text: str, read: list[object]) -> None:
    assert tree(text) == read


def test_the_command_changes_and_removes(one: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(one.root)
    memo = one.memo("Eerst.", coder="ann")
    assert run("memo", "Later.", "--change", memo.id, "--coder", "ann").out == "Changed the memo.\n"
    assert memo.id in run("memos", "--json").out
    assert run("memo", "Later.", "--change", memo.id, "--coder", "ben").code == 1
    assert run("memo", "--coder", "ann").code == 2
    assert run("memo", "x", "--change", memo.id, "--document", "k1", "--coder", "ann").code == 2
    assert [each.text for each in one.memos] == ["Later."]
    assert run("memo", "--remove", memo.id, "--coder", "ann").code == 0
    assert one.memos == []
