"""Going through suggestions, at a terminal and in the library: one passage at a time, in the order asked for, where one
stopped; every decision teaches."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from conftest import Run, Said

from qualcode.assist.themes import Toggles
from qualcode.assisted import pile as piles
from qualcode.assisted.pile import Pile
from qualcode.assisted.suggesting import Suggested
from qualcode.cli import suggestions as commands
from qualcode.errors import NotPossible, UnknownOption
from qualcode.model import Fragment, Grade, GradeForm, Reason, Span, Suggestion
from qualcode.project import Project
from qualcode.store import suggestions as store
from qualcode.text.fragments import Page

MakeProject = Callable[..., Project]
TEXTS = {
    "k1": "# Help\n\nThe coach calls every week. It is fun.\n\nThere are too few volunteers.\n\nThey give it a 7.\n",
    "k2": "The walking group goes on.\n\nNothing to say.\n",
}
CODEBOOK = """\
codes:
- {id: help, name: Help, codes: [{id: vol, name: Volunteers}, {id: mon, name: Money}, {id: wal, name: Walking}]}
- {id: gra, name: Grade, grade: true}
- {id: why, name: Why, specify: true}
"""
#: What is suggested where a word stands.
LIKELY = {
    "coach": [("help", 0.35), ("vol", 0.2)],
    "volunteers": [("vol", 0.9), ("mon", 0.12)],
    "7": [("gra", 0.45), ("mon", 0.05)],
    "walking": [("wal", 0.08)],
}
SEVEN = Grade(GradeForm.NUMBER, "7", 7.0, 7.0)


class Words:
    """A source that goes by the words of a passage; what it learned raises every p by a hundredth a time."""

    def __init__(self, project: Project, coder: str) -> None:
        self.project, self.coder, self.lessons, self.heeded = project, coder, 0, 0

    def fragments(self) -> list[Fragment]:
        frame = self.project.quotations
        own = frame[frame["coder"] == self.coder]
        taken = [(row.document, Span(row.start, row.end)) for row in own.itertuples()]
        pages = [Page(name, text).cut() for name, text in self.project.texts().items()]
        return [
            each for page in pages for each in page
            if not any(name == each.document and span.overlaps(each.span) for name, span in taken)
        ]  # fmt: skip

    def likely(self, fragments: Sequence[Fragment]) -> list[list[tuple[str, float]]]:
        return [[(one.code, one.p) for one in self.suggested(each).suggestions] for each in fragments]

    def suggested(self, fragment: Fragment) -> Suggested:
        with self.project._database.reading() as connection:
            refused = store.rejected(connection, self.coder)
        word = next((each for each in LIKELY if each in fragment.quote), "")
        at = fragment.span.start + fragment.quote.find(word)
        why = (Reason("terms", 1.0, (Span(at, at + len(word)),), word),) if word else ()
        found = [
            Suggestion(
                fragment.document, fragment.span, fragment.quote, code, p + self.lessons / 100, why, "words",
                SEVEN if code == "gra" else None,
            )
            for code, p in LIKELY.get(word, [])
            if (fragment.document, store.words_hash(fragment.quote), code) not in refused
        ]  # fmt: skip
        return Suggested(fragment, tuple(found))

    def learn(self) -> None:
        self.lessons += 1

    def heed(self) -> None:
        self.heeded += 1


@pytest.fixture
def study(project: MakeProject) -> Project:
    return project(TEXTS, codebook=CODEBOOK, settings="title: T\ncoders: [ann, {name: ben, role: second}]")


def pile(one: Project, **asked: Any) -> Pile:
    return Pile(one, Words(one, "ann"), coder="ann", **asked)


def words(those: Pile) -> list[str]:
    """The words by which the passages are known, in the order in which they come."""
    found = []
    while (passage := those.next()) is not None:
        found.append(next(word for word in LIKELY if word in passage.fragment.quote))
    return found


def seen(one: Project) -> list[tuple[str, str, str]]:
    with one._database.reading() as connection:
        return [(each.coder, each.code, each.where) for each in store.showings(connection)]


def saw(one: Project) -> set[tuple[str, str]]:
    with one._database.reading() as connection:
        return set(store.saw_suggestions(connection))


# --- the pile ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("text", ["coach", "volunteers", "7", "walking"]),
        ("sure", ["volunteers", "7", "coach", "walking"]),
        ("doubt", ["7", "coach", "volunteers", "walking"]),
    ],
)
def test_passages_come_in_the_order_asked_for(study: Project, sort: str, order: list[str]) -> None:
    assert words(pile(study, sort=sort)) == order


def test_rare_comes_by_what_this_coder_gave_least(study: Project) -> None:
    for start, code in ((0, "vol"), (1, "vol"), (0, "mon"), (0, "help"), (1, "help"), (0, "gra")):
        value = "7" if code == "gra" else None
        study.code("k1", start=start, end=start + 2, code=code, coder="ann", value=value)
    study.code("k1", start=0, end=3, code="wal", coder="ben")
    assert words(pile(study, sort="rare")) == ["walking", "volunteers", "7", "coach"]


def test_an_order_that_is_none_is_told(study: Project) -> None:
    with pytest.raises(UnknownOption, match="text, sure, doubt, rare"):
        pile(study, sort="random")


def test_only_where_a_code_is_likely(study: Project) -> None:
    assert words(pile(study, code="Money")) == ["volunteers", "7"]
    assert words(pile(study, code="Help", sort="sure")) == ["volunteers", "7", "coach", "walking"]
    assert words(pile(study, code="Why")) == []


def test_taking_a_passage_logs_that_it_was_shown_and_nothing_else_is(study: Project) -> None:
    those = pile(study, sort="sure")
    assert seen(study) == []
    those.next()
    assert seen(study) == [("ann", "vol", "review"), ("ann", "mon", "review")]


def test_what_was_answered_does_not_come_again_and_what_was_skipped_comes_last(study: Project) -> None:
    those = pile(study)
    first = those.next()
    assert first is not None
    those.skip(first, first.suggestions)
    second = those.next()
    assert second is not None
    those.reject(second, second.suggestions[:1])
    third = those.next()
    assert third is not None
    those.accept(third, third.suggestions[0])
    assert words(pile(study)) == ["walking", "coach"]
    assert words(pile(study, only_skipped=True)) == ["coach"]
    assert words(Pile(study, Words(study, "ben"), coder="ben")) == ["coach", "volunteers", "7", "walking"]


def test_each_coding_teaches_before_the_next_passage(study: Project) -> None:
    """And what is rejected is heeded; nothing is learned twice."""
    source = Words(study, "ann")
    those = Pile(study, source, coder="ann")
    first = those.next()
    assert first is not None
    those.accept(first, first.suggestions[0])
    second = those.next()
    assert second is not None
    assert second.suggestions[0].p == pytest.approx(0.91)
    third = those.next()
    assert third is not None
    assert third.suggestions[0].p == pytest.approx(0.46), "nothing was decided, nothing to learn"
    those.reject(third, third.suggestions)
    those.next()
    assert (source.lessons, source.heeded) == (1, 1)
    those.undo()
    those.undo()
    those.next()
    assert (source.lessons, source.heeded) == (2, 2), "what is taken back teaches too"


def test_undo_takes_back_one_decision_after_the_other_and_no_more(study: Project) -> None:
    study.code("k2", quote="Nothing to say.", code="Why", coder="ann")
    those = pile(study)
    first = those.next()
    assert first is not None
    those.accept(first, first.suggestions[0])
    those.accept(first, first.suggestions[1])
    assert those.answered(first) == {"help", "vol"}
    second = those.next()
    assert second is not None
    those.reject(second, second.suggestions)
    assert (those.counts.accepted, those.counts.rejected) == (2, 1)
    assert those.undo() == second
    assert those.undo() == first
    assert those.answered(first) == {"help"}
    assert (those.counts.accepted, those.counts.rejected) == (1, 0)
    those.undo()
    with pytest.raises(NotPossible, match="nothing was decided here yet"):
        those.undo()
    assert study.codings["code"].tolist() == ["Why"], "what was there before stays"


def test_undo_leaves_alone_what_was_done_elsewhere(study: Project) -> None:
    those = pile(study)
    first = those.next()
    assert first is not None
    those.accept(first, first.suggestions[0])
    study.memo("Hm.", coder="ann")
    with pytest.raises(NotPossible, match="ann did something else since"):
        those.undo()
    study.memo("Hm.", coder="ben")
    study.undo("ann")
    assert those.undo() == first


def test_the_same_again_is_no_step(study: Project) -> None:
    those = pile(study)
    first = those.next()
    assert first is not None
    those.skip(first, first.suggestions)
    those.skip(first, first.suggestions)
    assert those.counts.skipped == 1
    those.undo()
    with pytest.raises(NotPossible, match="nothing was decided"):
        those.undo()


def test_matched_words_are_set_off_and_whole_sentences_are_not(study: Project) -> None:
    text = "a few words, " + "x" * 60
    fragment = Fragment("k1", Span(10, 10 + len(text)), text)
    spans = (Span(12, 15), Span(14, 21), Span(23, 23 + 60), Span(0, 5))
    one = Suggestion("k1", fragment.span, text, "vol", 0.5, (Reason("terms", 1.0, spans),))
    assert piles.matched(Suggested(fragment, (one, replace(one, code="mon")))) == [Span(12, 21)]


# --- at a terminal ----------------------------------------------------------------------------------------------


@pytest.fixture
def play(study: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """`play("1", "", "q")` goes through the suggestions for ann with these answers."""

    def answered(*answers: str, options: Sequence[str] = ()) -> Said:
        def opened(one: Project, documents: Sequence[str], **asked: Any) -> Pile:
            made = Pile(
                one, Words(one, asked["coder"]), coder=asked["coder"], sort=asked["sort"], code=asked["code"],
                only_skipped=asked["only_skipped"],
            )  # fmt: skip
            made.passed_over = tuple(documents)
            return made

        keyboard = io.StringIO("".join(f"{each}\n" for each in answers))
        monkeypatch.chdir(study.root)
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(commands, "on_terminal", lambda: True)
        monkeypatch.setattr(piles, "open_pile", opened)
        said = run("review", "--coder", "ann", *options)
        assert keyboard.read() == "", "every question was asked"
        return said

    return answered


def test_a_passage_is_shown_with_what_stands_around_it(play: Callable[..., Said]) -> None:
    said = play("q", options=["--sort", "sure"])
    lines = said.out.splitlines()
    assert lines[1] == "k1 · Help  (3 more)"
    assert lines[2:5] == ["It is fun.", "There are too few volunteers.", "They give it a 7."]
    assert lines[6] == "  1  Help/Volunteers  strong: words of this code: “volunteers”"
    assert lines[7].startswith("  2  Help/Money       possible")
    assert said.out.endswith("Nothing decided. On the pile still: 4 fragments.\n")


def test_accepting_stays_with_the_passage_until_one_goes_on(play: Callable[..., Said], study: Project) -> None:
    said = play("2", "1", "", "q")
    assert "k1:1 Help/Volunteers.\n" in said.out
    assert "k1:1 Help.\n" in said.out
    assert "[Enter] accepts 1" in said.out
    assert "[Enter] goes on" in said.out
    assert study.codings["code"].tolist() == ["Help/Volunteers", "Help"]
    assert set(study.codings["origin"]) == {"accepted"}
    assert said.out.endswith("2 accepted. On the pile still: 4 fragments.\n")


def test_enter_accepts_the_first_and_then_goes_on_and_no_key_accepts_all(
    play: Callable[..., Said], study: Project
) -> None:
    play("", "", "", "", "q")
    assert study.codings["code"].tolist() == ["Help", "Help/Volunteers"]
    assert "[a]" not in play("a", "q").out


def test_what_means_nothing_is_asked_again(play: Callable[..., Said]) -> None:
    said = play("x", "9", "r 9", "0", "q")
    assert "'x' is none of these." in said.err
    assert said.err.count("There is no suggestion 9 here: they are numbered 1 to 2.") == 2
    assert said.code == 0


def test_rejecting_one_or_all_of_the_passage(play: Callable[..., Said], study: Project) -> None:
    said = play("r 2", "1", "", "r", "q")
    assert "Rejected: Help/Volunteers.\n" in said.out
    assert "Rejected: Help/Volunteers, Help/Money.\n" in said.out
    with study._database.reading() as connection:
        assert [(each.code, str(each.answer)) for each in store.answers(connection)] == [
            ("vol", "rejected"), ("help", "accepted"), ("vol", "rejected"), ("mon", "rejected"),
        ]  # fmt: skip
    assert "7" in play("q").out.splitlines()[3], "the next time begins with the third passage"


def test_another_code_by_a_part_of_its_name(play: Callable[..., Said], study: Project) -> None:
    said = play("o", "nothing like it", "help", "mon", "o", "why", "no money", "q")
    assert "There is no code 'nothing like it' in the codebook." in said.err
    assert "  1  Help\n" in said.out
    frame = study.codings
    assert frame["code"].tolist() == ["Help/Money", "Why"]
    assert frame["origin"].tolist() == ["accepted", "manual"], "the second was beside what was suggested"
    assert frame["specification"].tolist() == ["", "no money"]
    with study._database.reading() as connection:
        assert [(each.code, str(each.answer)) for each in store.answers(connection)] == [("help", "changed")]


def test_another_code_by_its_number_and_the_way_back(play: Callable[..., Said], study: Project) -> None:
    said = play("o", "", "o", "help/", "3", "q")
    assert "Nothing was changed." in said.out
    assert study.codings["code"].tolist() == ["Help/Walking"]


def test_mode_and_branch_are_turned(play: Callable[..., Said], study: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"help": Toggles(mode="mon"), "vol": Toggles(mode="mon", branch="wal")}
    monkeypatch.setattr("qualcode.assisted.suggesting.turned", lambda _project, code: ways[code])
    said = play("b", "m", "b 2", "m 7", "q")
    assert "Help has no code of the same theme in another branch." in said.err
    assert "There is no suggestion 7 here" in said.err
    assert study.codings["code"].tolist() == ["Help/Money", "Help/Walking"]
    with study._database.reading() as connection:
        assert {(each.code, str(each.answer)) for each in store.answers(connection)} == {
            ("help", "changed"), ("vol", "changed")
        }  # fmt: skip


def test_naming_a_code_that_is_suggested_accepts_it(play: Callable[..., Said], study: Project) -> None:
    play("o", "volunteers", "q")
    with study._database.reading() as connection:
        assert [(each.code, str(each.answer)) for each in store.answers(connection)] == [("vol", "accepted")]


def test_a_grade_is_confirmed_or_given(play: Callable[..., Said], study: Project) -> None:
    said = play("s", "s", "", "=", "q")
    assert "Grade (= keeps 7; Enter goes back)" in said.out
    assert study.codings["grade"].tolist() == ["7"]
    study.undo("ann")
    said = play("1", "", "1", "a lot of 13", "7 tot 8", "q")
    assert "'a lot of 13'" in said.err
    assert study.codings["value_high"].tolist() == [8.0]


def test_undo_brings_the_passage_back(play: Callable[..., Said], study: Project) -> None:
    said = play("u", "", "", "r", "u", "u", "q")
    assert "nothing was decided here yet" in said.err
    assert said.out.count("Taken back.") == 2
    assert said.out.count("k1 · Help  (4 more)") == 2
    assert len(study.codings) == 0
    assert said.out.endswith("Nothing decided. On the pile still: 5 fragments.\n")


def test_undo_leaves_the_other_answers_of_the_passage(play: Callable[..., Said], study: Project) -> None:
    said = play("1", "2", "u", "", "q")
    assert "✓ 1  Help " in said.out
    assert "There are too few volunteers.\nThey give" in said.out, "Enter went on"
    assert study.codings["code"].tolist() == ["Help"]


def test_why_gives_all_reasons_and_how_likely(play: Callable[..., Said]) -> None:
    said = play("?", "q")
    assert "  1  Help  p 0.35 (words)\n       words of this code: “coach”\n" in said.out


def test_to_the_end_and_over(play: Callable[..., Said]) -> None:
    said = play("s", "s", "s", "s")
    assert said.out.endswith("4 skipped. On the pile still: 0 fragments.\n")
    again = play("q")
    assert "k1 · Help  (3 more)" in again.out, "what was skipped comes again"
    assert play("s", "r", "s", "s", options=["--skipped"]).out.count("(0 more)") == 1


def test_documents_that_are_passed_over_are_told(play: Callable[..., Said]) -> None:
    said = play("q", options=["k9"])
    assert "Passed over: k9." in said.err


def test_in_a_pipe_it_lists_and_says_how_to_answer(study: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study.root)
    monkeypatch.setattr(piles, "open_pile", lambda one, documents, **asked: Pile(one, Words(one, "ann"), coder="ann"))
    said = run("review", "--coder", "ann")
    assert (said.code, said.err) == (0, "")
    rows = [line.split("\t") for line in said.out.splitlines()]
    assert rows[0] == ["document", "start", "end", "number", "code", "strength", "quote"]
    assert rows[1][3:] == ["1", "Help", "strong", "The coach calls every week. It is fun."]
    assert "one by one, by a person" in said.out
    assert len(study.codings) == 0
    assert ("ann", "wal", "review") in seen(study)


def test_the_two_reviews_are_told_apart(run: Run) -> None:
    told = {name: " ".join(run(name, "--help").out.split()) for name in ("review", "review-coding")}
    assert "To go through the codings of another coder: qualcode review-coding." in told["review"]
    assert "Suggestions: qualcode review." in told["review-coding"]


# --- with qualcode's own suggester ------------------------------------------------------------------------------

REAL = """\
codes:
- {id: vol, name: Volunteers, keywords: [volunteer, volunteers], definition: People who help without pay.}
- {id: wal, name: Walking, keywords: [walking, walk], definition: Going for a walk together.}
- {id: gra, name: Grade, grade: true, definition: A grade from 1 to 10.}
"""


@pytest.fixture
def real(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose suggestions are qualcode's own, without sentence vectors."""
    monkeypatch.setattr("qualcode.assisted.embedding.embedder_of", lambda *_args, **_more: None)
    more = {f"k{number}": f"A day of walking.\n\nSome volunteers came, {number} in all.\n" for number in range(3, 6)}
    return project({**TEXTS, **more}, codebook=REAL, settings="title: T\nlanguage: en\ncoders: [ann, ben]")


def test_a_coder_goes_through_what_qualcode_suggests(real: Project) -> None:
    """Going by the words of each passage."""
    those = piles.open_pile(real, coder="ann", sort="sure")
    while (passage := those.next()) is not None:
        right = {"walking": "wal", "volunteers": "vol", "a 7": "gra"}
        code = next((right[word] for word in right if word in passage.fragment.quote), "")
        taken = [one for one in passage.suggestions if one.code == code]
        for one in taken:
            those.accept(passage, one, value="7" if code == "gra" else None)
        if not taken:
            those.reject(passage, passage.suggestions)
    frame = real.codings
    given = frame["code"].value_counts().to_dict()
    assert (given["Walking"], given["Volunteers"]) == (4, 4)
    assert set(frame["source"].str.split().str[0]) == {"qualcode"}
    assert piles.open_pile(real, coder="ann").next() is None
    assert saw(real) == {(name, "ann") for name in ("k1", "k2", "k3", "k4", "k5")}


def test_what_was_rejected_is_not_suggested_on_these_words_again(real: Project) -> None:
    found = {each.fragment.quote: each for each in real.suggest(["k3"], coder="ann", where="")}
    one = found["A day of walking."].suggestions[0]
    assert one.code == "wal"
    real.reject(one, coder="ann")
    again = real.suggest(["k3"], coder="ann", where="", min_p=0)
    assert [each.code for each in again[0].suggestions] == ["vol", "gra"]
    others = {each.fragment.quote: each for each in real.suggest(["k3"], coder="ben", where="")}
    assert others["A day of walking."].suggestions[0].code == "wal"


def test_never_and_after_the_first_pass_hold_for_the_pile(real: Project) -> None:
    real.settings = replace(real.settings, assist=replace(real.settings.assist, show="never"))
    with pytest.raises(NotPossible, match="This project shows no suggestions"):
        piles.open_pile(real, coder="ann")
    real.settings = replace(real.settings, assist=replace(real.settings.assist, show="after-first-pass"))
    real.done("k3", coder="ann")
    those = piles.open_pile(real, coder="ann")
    assert those.passed_over == ("k1", "k2", "k4", "k5")
    passage = those.next()
    assert passage is not None
    assert passage.fragment.document == "k3"


def test_beside_a_review_of_anothers_codings_nothing_is_on_the_pile(real: Project) -> None:
    real.code("k3", quote="A day of walking.", code="Walking", coder="ben")
    real.review("k3", coder="ann").agree_rest()
    with pytest.raises(NotPossible, match="ann goes through the codings of ben in k3"):
        piles.open_pile(real, ["k3"], coder="ann")
    those, documents = piles.open_pile(real, coder="ann"), set()
    while (passage := those.next()) is not None:
        documents.add(passage.fragment.document)
    assert "k3" not in documents
    assert "k4" in documents


# --- the report -------------------------------------------------------------------------------------------------


def test_assist_report_on_the_command_line(play: Callable[..., Said], study: Project, run: Run) -> None:
    study.code("k2", quote="Nothing to say.", code="Why", coder="ann")
    play("1", "", "o", "money", "", "q")
    said = run("assist-report")
    assert said.out.startswith("ann\ncode\tshown\taccepted\tchanged\trejected\tskipped\tunanswered\tbecame\n")
    assert "Help\t1\t1\t0\t0\t0\t0\t\n" in said.out
    assert "total\t6\t2\t0\t0\t0\t4\t\n" in said.out
    assert "Seen on 3 passages in 1 document (review 6).\n" in said.out
    assert "Of 3 codings 2 came of a suggestion (67%).\n" in said.out
    found = json.loads(run("assist-report", "--coder", "ann", "--json").out)["coders"][0]
    assert (found["coder"], found["total"]["accepted"], found["share"]) == ("ann", 2, pytest.approx(2 / 3))


def test_without_suggestions_the_report_says_so(study: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study.root)
    assert run("assist-report").out == "No suggestion was shown yet, and none was answered.\n"
    assert "Nobody called 'zoe' codes in this project." in run("assist-report", "--coder", "zoe").err
