"""Suggestions in a project: who is asking, who teaches, what is offered, and what the command writes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from qualcode.assisted.suggesting import Suggested, suggester_of, themes_of, turned
from qualcode.errors import NotPossible, UnknownCoder, UnknownDocument, UnknownOption, WrongUsage
from qualcode.model import Strength, Suggestion
from qualcode.project import Project
from qualcode.store import schema

MakeProject = Callable[..., Project]

TEXTS = {
    "k1": "# Gesprek\n\nEr zijn te weinig vrijwilligers. De subsidie loopt af.\n\nHet zou mooi zijn als er geld kwam.",
    "k2": "Twee maatjes zijn gestopt.\n\nVoor de samenwerking geef ik een 7,5.",
    "k3": "Over de fiets gesproken: die staat stil.\n\nDe gemeente betaalt mee.",
}
BOOK = """
language: nl
codes:
  - name: Nu
    codes:
      - {id: vol, name: Vrijwilligers, keywords: [vrijwilliger, maatje], counterpart: wens}
      - {id: geld, name: Geld, definition: Subsidie en geld van de gemeente., keywords: [subsidie, geld, betalen]}
      - {id: cijfer, name: Cijfer samenwerking, grade: true}
  - name: Gewenst
    codes:
      - {id: wens, name: Vrijwilligers, keywords: [vrijwilliger]}
      - {id: kas, name: Geld, keywords: [geld, subsidie]}
"""
SETTINGS = "title: T\nlanguage: nl\nreport: {contrast: [[Nu, Gewenst]]}\n"


@pytest.fixture(autouse=True)
def _without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_VECTORS", "off")


@pytest.fixture
def study(project: MakeProject) -> Project:
    return project(TEXTS, codebook=BOOK, settings=SETTINGS + "coders: [ann, {name: ben, role: second}]\n")


def best(found: list[Suggested]) -> dict[str, str]:
    return {each.fragment.quote: each.suggestions[0].code for each in found}


def seen(study: Project) -> int:
    with study._database.reading() as connection:
        return len(list(connection.execute(select(schema.showing))))


def test_a_cold_start_goes_by_the_codebook(study: Project) -> None:
    found = best(study.suggest(unit="sentence", coder="ann"))
    assert found["Er zijn te weinig vrijwilligers."] == "vol"
    assert found["De subsidie loopt af."] == "geld"
    assert found["Twee maatjes zijn gestopt."] == "vol"
    assert found["Het zou mooi zijn als er geld kwam."] == "kas"


def test_a_grade_comes_with_its_value(study: Project) -> None:
    (found,) = study.suggest(["k2"], unit="sentence", coder="ann", top=1)[1:]
    assert (found.suggestions[0].code, str(found.suggestions[0].value)) == ("cijfer", "7.5")
    made = study.accept(found.suggestions[0], coder="ann")
    assert (made.value.text if made.value else "", made.origin) == ("7.5", "accepted")


def test_what_the_coder_quoted_is_not_offered_unless_asked_for(study: Project) -> None:
    study.code("k1", quote="te weinig vrijwilligers", code="Nu/Vrijwilligers", coder="ann")
    quoted = "Er zijn te weinig vrijwilligers."
    assert quoted not in best(study.suggest(unit="sentence", coder="ann"))
    assert quoted in best(study.suggest(unit="sentence", coder="ben")), "what ann did is not ben's"
    assert quoted in best(study.suggest(unit="sentence", coder="ann", all_fragments=True))


def test_what_was_coded_in_a_passage_does_not_come_back_for_it(study: Project) -> None:
    """With all fragments a document is suggested on by what was coded in the others."""
    asked = {"unit": "sentence", "coder": "ann", "all_fragments": True, "min_p": 0.0, "where": ""}
    for name, quote in (("k2", "Twee maatjes zijn gestopt."), ("k3", "De gemeente betaalt mee.")):
        study.code(name, quote=quote, code="Nu/Geld", coder="ann")
    (before,) = [each for each in study.suggest(["k1"], **asked) if each.fragment.quote == "De subsidie loopt af."]
    for _ in range(1):
        study.code("k1", quote="De subsidie loopt af.", code="Gewenst/Vrijwilligers", coder="ann")
    (after,) = [each for each in study.suggest(["k1"], **asked) if each.fragment.quote == "De subsidie loopt af."]
    assert [(one.code, round(one.p, 6)) for one in before.suggestions] == [
        (one.code, round(one.p, 6)) for one in after.suggestions
    ]


def test_it_learns_from_ones_own_codings_and_from_others_on_request(study: Project) -> None:
    def chance(**asked: object) -> float:
        found = study.suggest(["k3"], unit="sentence", min_p=0.0, where="", **asked)  # type: ignore[arg-type]
        bike = next(each for each in found if each.fragment.quote.startswith("Over de fiets"))
        return next(one.p for one in bike.suggestions if one.code == "kas")

    cold = chance(coder="ben")
    for name, quote in (("k1", "De subsidie loopt af."), ("k2", "Twee maatjes zijn gestopt.")):
        study.code(name, quote=quote, code="Gewenst/Geld", coder="ann")
    assert chance(coder="ben") == cold, "what ann coded teaches ben nothing"
    assert chance(coder="ben", learn_from=["ann"]) > cold
    assert chance(coder="ann") == chance(coder="ben", learn_from=["ann"])


def test_codings_by_rule_and_drafts_teach_nothing(study: Project) -> None:
    from qualcode.assisted.suggesting import Desk

    study.code("k1", quote="De subsidie loopt af.", code="Nu/Geld", coder="ann", draft=True)
    assert len(Desk.of(study).lessons(["ann"])) == 0
    study.code("k2", quote="Twee maatjes zijn gestopt.", code="Nu/Vrijwilligers", coder="ann")
    (lesson,) = Desk.of(study).lessons(["ann"]).fragments
    assert (lesson.quote, lesson.label) == ("Twee maatjes zijn gestopt.", "k2:1")


def test_a_corrected_text_is_read_anew(study: Project, revise: Callable[..., None]) -> None:
    study.suggest(coder="ann", where="")
    revise(study, {"k2": "De begroting: geld en subsidie."})
    study.suggest(coder="ann", where="")
    study.undo()
    revise(study, {"k2": "Drie vrijwilligers."})
    found = study.suggest(["k2"], coder="ann", where="")
    assert [each.fragment.quote for each in found] == ["Drie vrijwilligers."]


def test_remarks_about_the_text_are_not_offered(project: MakeProject) -> None:
    page = "*Fictieve samenvatting over geld.*\n\nWat helpt:\n\nGeld voor {}."
    study = project({f"k{n}": page.format(n) for n in range(3)}, codebook=BOOK, settings=SETTINGS)
    assert {each.fragment.quote for each in study.suggest(coder="ann")} == {
        "Geld voor 0.",
        "Geld voor 1.",
        "Geld voor 2.",
    }


def test_a_fragment_that_seldom_has_a_code_is_suggested_on_with_less(project: MakeProject) -> None:
    """In what ann finished one sentence of three is coded: what learned from coded ones says too much otherwise."""
    texts = {f"k{n}": f"Nummer {n} zwijgt. Het geld van {n}. Dat was {n}, zo." for n in range(9)}
    study = project(texts, codebook=BOOK, settings=SETTINGS)
    for n in range(8):
        study.code(f"k{n}", quote=f"Het geld van {n}.", code="Nu/Geld", coder="ann")
    asked = {"unit": "sentence", "coder": "ann", "top": 1, "min_p": 0.0, "where": ""}
    before = study.suggest(["k8"], **asked)[1].suggestions[0].p
    study.done([f"k{n}" for n in range(8)], coder="ann")
    assert study.suggest(["k8"], **asked)[1].suggestions[0].p == pytest.approx(before / 3)


def test_who_looked_after_the_work_was_over_did_not_code_by_it(study: Project) -> None:
    from qualcode.store.suggestions import saw_suggestions

    def saw() -> frozenset[tuple[str, str]]:
        with study._database.reading() as connection:
            return saw_suggestions(connection)

    study.code("k1", quote="De subsidie loopt af.", code="Nu/Geld", coder="ann")
    study.done("k1", coder="ann")
    study.suggest(["k1", "k2"], unit="sentence", coder="ann")
    assert saw() == {("k2", "ann")}, "k1 was done before"
    study.code("k1", quote="te weinig vrijwilligers", code="Nu/Vrijwilligers", coder="ann")
    assert saw() == {("k1", "ann"), ("k2", "ann")}, "and then it was not"


def test_a_rejected_code_is_not_suggested_again_on_these_words(study: Project, revise: Callable[..., None]) -> None:
    first = study.suggest(["k2"], unit="sentence", coder="ann", min_p=0)[0].suggestions[0]
    study.reject(first, coder="ann")
    again = study.suggest(["k2"], unit="sentence", coder="ann", min_p=0)
    assert first.code not in [one.code for each in again[:1] for one in each.suggestions]
    revise(study, {"k2": "Nieuw begin.\n\n" + TEXTS["k2"]})
    moved = next(
        each
        for each in study.suggest(["k2"], unit="sentence", coder="ann", min_p=0)
        if "maatjes" in each.fragment.quote
    )
    assert first.code not in [one.code for one in moved.suggestions]
    other = next(
        each for each in study.suggest(["k2"], unit="sentence", coder="ben") if "maatjes" in each.fragment.quote
    )
    assert other.suggestions[0].code == first.code


def test_codes_that_do_not_apply_to_a_case_are_not_suggested(project: MakeProject) -> None:
    book = "codes: [{id: vol, name: Vrijwilligers, applies: {case: [B]}}]"
    study = project(
        {"k1": "---\ncase: A\n---\nVrijwilligers.", "k2": "---\ncase: B\n---\nVrijwilligers!"},
        codebook=book, settings="title: T\nlanguage: nl\ncase: case\n",
    )  # fmt: skip
    assert {each.fragment.document for each in study.suggest(coder="ann")} == {"k2"}


def test_every_showing_is_logged_and_looking_without_showing_is_not(study: Project) -> None:
    found = study.suggest(unit="sentence", coder="ann")
    assert seen(study) == sum(len(each.suggestions) for each in found) > 0
    before = seen(study)
    study.suggest(unit="sentence", coder="ann", where="")
    assert seen(study) == before


def test_the_same_question_gives_the_same_answer(study: Project) -> None:
    study.code("k1", quote="De subsidie loopt af.", code="Nu/Geld", coder="ann")
    assert study.suggest(coder="ann", where="") == study.suggest(coder="ann", where="")


def test_who_is_asking(study: Project) -> None:
    from qualcode.assisted.suggesting import coder_of

    assert coder_of(study, "ann") == "ann"
    study.code("k1", quote="De subsidie loopt af.", code="Nu/Geld", coder="ben")
    assert coder_of(study, None) == "ben"
    study.code("k1", quote="De subsidie loopt af.", code="Nu/Geld", coder="ann")
    with pytest.raises(WrongUsage, match="code in this project"):
        study.suggest()
    with pytest.raises(UnknownCoder):
        study.suggest(coder="carl")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"unit": "word"}, UnknownOption),
        ({"top": 0}, WrongUsage),
        ({"min_p": 2.0}, WrongUsage),
        ({"documents": ["K*"]}, UnknownDocument),
        ({"learn_from": ["zoe"]}, UnknownCoder),
    ],
)
def test_what_cannot_be_asked(study: Project, asked: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        study.suggest(coder="ann", **asked)  # type: ignore[arg-type]


def test_a_project_that_shows_none(project: MakeProject) -> None:
    study = project(TEXTS, codebook=BOOK, settings=SETTINGS + "assist: {show: never}\n")
    with pytest.raises(NotPossible, match="show: never"):
        study.suggest(coder="ann")


def test_without_texts_or_codes_there_is_nothing_to_suggest(project: MakeProject) -> None:
    assert project({}, codebook=BOOK, settings=SETTINGS).suggest(coder="ann") == []
    with pytest.raises(NotPossible, match="no codebook yet"):
        project(TEXTS, codebook="codes: []", settings=SETTINGS).suggest(coder="ann")


def test_a_suggestion_is_strong_possible_or_weak() -> None:
    given = [Strength.of(p) for p in (0.3, 0.299, 0.1, 0.099)]
    assert [str(each) for each in given] == ["strong", "possible", "possible", "weak"]


def test_themes_of_a_fragment_and_what_a_code_turns_into(study: Project) -> None:
    (first, *_rest) = study.suggest(["k2"], unit="sentence", coder="ann", where="")
    (theme, toggle), *_more = themes_of(study, first)
    assert (theme.name, theme.codes[0], toggle.mode) == ("Vrijwilligers", "vol", "wens")
    assert (turned(study, "geld").mode, turned(study, "geld").branch) == ("kas", "")
    assert turned(study, "nowhere").mode == ""


def test_a_suggester_of_the_project_may_be_taught_by_anyone(study: Project) -> None:
    make = suggester_of(study)
    one, other = make(), make()
    assert one is not other
    assert one.codes == other.codes == ("vol", "geld", "cijfer", "wens", "kas")


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_file_has_a_row_per_suggestion_best_first(
    study: Project, run: Callable[..., object], tmp_path: Path
) -> None:
    out = tmp_path / "s.csv"
    said = run("-C", study.root, "suggest", "--coder", "ann", "--unit", "sentence", "--out", out)
    assert said.code == 0, said.err  # type: ignore[attr-defined]
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["document", "start", "end", "quote", "code", "p", "reasons"]
    texts = study.texts()
    chances: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        assert texts[row["document"]][int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["reasons"]
        chances.setdefault((row["document"], row["start"]), []).append(float(row["p"]))
    assert all(each == sorted(each, reverse=True) and len(each) <= 5 for each in chances.values())
    assert min(min(each) for each in chances.values()) >= 0.05
    assert rows[0]["code"] == "Nu/Vrijwilligers"
    assert "woorden van deze code: “vrijwilligers”" in rows[0]["reasons"]
    assert seen(study) == len(rows)


def test_on_a_terminal_only_what_was_shown_is_logged(study: Project, run: Callable[..., object]) -> None:
    said = run("-C", study.root, "suggest", "--coder", "ann", "--unit", "sentence", "--limit", 1, "--top", 1)
    assert "Nu/Vrijwilligers  (sterk)" in said.out or "Nu/Vrijwilligers  (mogelijk)" in said.out  # type: ignore[attr-defined]
    assert "p 0." not in said.out  # type: ignore[attr-defined]
    assert "1 fragments shown" in said.out or "1 fragment shown" in said.out  # type: ignore[attr-defined]
    assert seen(study) == 1


def test_numbers_and_themes_on_demand(study: Project, run: Callable[..., object]) -> None:
    assert "p 0." in run("-C", study.root, "suggest", "--coder", "ann", "--numbers").out  # type: ignore[attr-defined]
    said = run("-C", study.root, "suggest", "--coder", "ann", "--themes", "--unit", "sentence").out  # type: ignore[attr-defined]
    assert "Vrijwilligers: Nu/Vrijwilligers\n        mode turned: Gewenst/Vrijwilligers" in said


def test_the_machines_form_has_words_and_offsets(study: Project, run: Callable[..., object]) -> None:
    said = run("-C", study.root, "suggest", "--coder", "ann", "--unit", "sentence", "--json")
    found = json.loads(said.out)  # type: ignore[attr-defined]
    one = found[0]["suggestions"][0]
    assert one["source"] == "qualcode"
    reason = next(each for each in one["reasons"] if each["kind"] == "terms")
    (span,) = reason["spans"]
    assert study.text(found[0]["document"])[span["start"] : span["end"]] == "vrijwilligers"
    assert reason["weight"] > 0


def test_a_suggestion_is_no_coding(study: Project) -> None:
    found = study.suggest(unit="sentence", coder="ann")
    assert len(study.codings) == 0
    assert all(isinstance(one, Suggestion) for each in found for one in each.suggestions)


def test_what_stands_in_the_codebook_as_an_example_is_not_measured_on(project: MakeProject) -> None:
    quotes = [f"Zin {number} gaat over {('geld', 'tijd')[number % 2]}." for number in range(14)]
    book = f"codes: [{{id: g, name: Geld, examples: ['{quotes[0]}']}}, {{id: t, name: Tijd}}]"
    study = project({f"k{n}": " ".join(quotes[n::7]) for n in range(7)}, codebook=book, settings=SETTINGS)
    for number, quote in enumerate(quotes):
        study.code(f"k{number % 7}", quote=quote, code=("Geld", "Tijd")[number % 2], coder="ann")
    found = study.evaluate(coder="ann", quick=True)
    assert (found.fragments, found.about.adopted) == (13, 1)
    assert "Weggelaten: 1 fragment dat als voorbeeld in het codeboek staat." in found.in_words("nl")


def test_what_a_rule_laid_teaches_nothing(study: Project) -> None:
    from qualcode.assisted.suggesting import Desk

    laid = study.autocode(coder="ann", codes=["Nu/Geld"], keywords=True)
    assert laid.laid
    assert set(study.codings["origin"]) == {"rule"}
    assert len(Desk.of(study).lessons(["ann"])) == 0
