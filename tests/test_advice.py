"""The codebook helps itself: small projects in which the right advice is plain, and the sample counted again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from conftest import MakeProject, Run

from qualcode.assist.advice import Advice, Gain, Lack, Pair, Want, What
from qualcode.assist.advice.boundaries import Boundaries
from qualcode.assist.advice.gains import gains
from qualcode.assist.advice.pairs import confused
from qualcode.assist.advice.wording import log_odds, names_somebody
from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.evaluation import Material
from qualcode.assist.features import CodeFeatures
from qualcode.assisted.suggesting import Desk
from qualcode.errors import NotPossible, UnknownChoice, UnknownCoder, WrongUsage
from qualcode.formats import codebook_yaml
from qualcode.model import Code, Codebook, Fragment, Span
from qualcode.project import Project
from qualcode.tables import Floats

SETTINGS = """\
title: T
language: en
case: {attribute: town, singular: town, plural: towns}
coders: [{name: anna, role: first}, {name: ben, role: second}]
"""
PASSAGE = ["document", "start", "end"]
TOWNS = ("North", "South", "East")
WORDS = {"Money": "euro", "Room": "hall", "Weather": "rain", "Food": "soup", "Music": "choir", "Pets": "puppy"}


@pytest.fixture(autouse=True)
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_VECTORS", "off")


def texts(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """One document per town; a line is a paragraph."""
    return {
        f"d{place}": f"---\ntown: {TOWNS[place]}\n---\n" + "\n\n".join(every) + "\n"
        for place, every in enumerate(lines)
    }


def code_all(one: Project, lines: Sequence[Sequence[str]], code: str, coder: str = "anna") -> None:
    """Each line that is there gets the code."""
    for place, every in enumerate(lines):
        for line in every:
            one.code(f"d{place}", quote=line, code=code, coder=coder)


def book(*codes: str) -> str:
    return "codes:\n" + "".join(f"  - {each}\n" for each in codes)


def others() -> list[str]:
    """Six codes that are in order, to stand beside the code a story is about."""
    return [
        f"{{name: {name}, definition: Whatever is said of {word}., keywords: [{word}, {word}s, {word}time], examples: "
        f"{{typical: [The {word} came late., A {word} for everyone.]}}}}"
        for name, word in WORDS.items()
    ]


def gained(advice: Advice, what: What, name: str = "Getting there") -> Gain:
    found = advice.gain(identity(advice, name), what)
    assert found is not None, "not measured"
    return found


def identity(advice: Advice, name: str) -> str:
    """The id of a code."""
    return next(each.code for each in advice.codes if each.path == name)


def lacking(advice: Advice, name: str) -> list[Want]:
    return [each.want for each in advice.lacks if each.path.endswith(name)]


# --- what codes lack ------------------------------------------------------------------------------------------------


def test_a_bare_code_lacks_all_and_a_full_one_nothing(project: MakeProject) -> None:
    advice = project({"d0": "Rain.\n"}, book("Bare", "{name: Named, definition: named.}", *others()), SETTINGS).advise()
    assert lacking(advice, "Bare") == [Want.DEFINITION, Want.EXAMPLES, Want.TERMS]
    assert Want.DEFINITION in lacking(advice, "Named")  # its definition is its name
    assert lacking(advice, "Money") == []


def test_what_is_coded_most_comes_first(project: MakeProject) -> None:
    one = project(texts([["First line.", "Second line.", "Third line."]]), "codes: [A, B]", SETTINGS)
    code_all(one, [["First line.", "Second line."]], "B")
    code_all(one, [["Third line."]], "A")
    assert [each.path for each in one.advise().lacks if each.want is Want.TERMS] == ["B", "A"]


def test_a_code_for_what_is_left_over_needs_no_words_and_a_grade_none(project: MakeProject) -> None:
    codes = (
        "{name: Other, definition: What fits nowhere.}",
        "{name: Mark, definition: A mark., grade: {min: 1, max: 10}}",
    )
    advice = project({"d0": "Rain.\n"}, book(*codes), SETTINGS).advise()
    assert lacking(advice, "Other") == []
    assert lacking(advice, "Mark") == [Want.EXAMPLES]


def test_a_code_for_wishes_is_to_show_a_wish(project: MakeProject) -> None:
    codes = "codes: [{name: Now, codes: [Halls]}, {name: Desired, codes: [{name: Halls, definition: A hall.}]}]"
    one = project({"d0": "Rain.\n"}, codes, f"{SETTINGS}report: {{contrast: [[Now, Desired]]}}\n")
    assert Want.WISHES in lacking(one.advise(), "Desired/Halls")
    assert Want.EXAMPLES in lacking(one.advise(), "Now/Halls")


def test_a_definition_that_was_copied_is_told(project: MakeProject) -> None:
    codes = ("{name: A, definition: What people eat.}", "{name: B, definition: what people  eat}")
    lacks = project({"d0": "Rain.\n"}, book(*codes), SETTINGS).advise().lacks
    assert [(each.path, each.about) for each in lacks if each.want is Want.COPIED] == [("B", ("A",))]


def test_keywords_that_nobody_says_are_idle(project: MakeProject) -> None:
    """The respondents say choir, the codebook says orchestra."""
    lines = [["The choir sang.", "A choir again."], ["Our choir is small.", "It rains on the choir."]]
    codes = ("{name: Music, keywords: [orchestra, symphony, concerto]}", "{name: Rain, keywords: [rain, choir, small]}")
    one = project(texts(lines), book(*codes), SETTINGS)
    assert Want.IDLE not in lacking(one.advise(), "Music")  # never given, and hardly any text: it says nothing yet
    code_all(one, lines, "Music")
    (idle,) = [each for each in one.advise().lacks if each.want is Want.IDLE]
    assert (idle.path, idle.there, idle.about) == ("Music", 0, ("orchestra", "symphony", "concerto"))
    assert "“orchestra”" in one.advise().in_words("en")


def test_keywords_of_many_codes_are_no_codes_own(project: MakeProject) -> None:
    words = "keywords: [hall, euro, soup]"
    codes = [f"{{name: {name}, {words}}}" for name in ("A", "B", "C")] + [
        "{name: D, keywords: [hall, rain, choir, tea]}"
    ]
    advice = project({"d0": "Rain.\n"}, book(*codes), SETTINGS).advise()
    assert Want.SHARED in lacking(advice, "A")
    assert Want.SHARED not in lacking(advice, "D")  # three of its four are its own


def test_a_keyword_that_points_elsewhere_is_told_with_its_numbers(project: MakeProject) -> None:
    """They all visit the hall; only once is it about music."""
    lines = [[f"The hall has door {number}." for number in range(25)], ["The choir sang in the hall."]]
    codes = ("{name: Doors, keywords: [door, gate, lock]}", "{name: Music, keywords: [choir, hall, song]}")
    one = project(texts(lines), book(*codes), SETTINGS)
    code_all(one, [lines[0]], "Doors")
    code_all(one, [[], lines[1]], "Music")
    (found,) = [each for each in one.advise().lacks if each.want is Want.MISLEADING]
    assert (found.path, found.about, found.times) == ("Music", ("hall",), ((26, 1),))


# --- what would gain ------------------------------------------------------------------------------------------------


def bus_lines(words: Sequence[str]) -> list[list[str]]:
    """Ten passages a town, in each town about a word of its own (or the same)."""
    return [[f"Some {word} with {number} {word} went." for number in range(10)] for word in words]


def riding(project: MakeProject, words: Sequence[str], *, example: str = "") -> Project:
    """A code without words that says nothing of what it is about, after six that are in order."""
    lines = bus_lines(words)
    typical = f", examples: {{typical: ['{example}']}}" if example else ""
    rest = [[f"The euro number {number}{place}." for number in range(20)] for place in range(3)]
    every = [[*own, *more] for own, more in zip(lines, rest, strict=True)]
    one = project(texts(every), book(*others(), f"{{name: Getting there, definition: Zzz.{typical}}}"), SETTINGS)
    code_all(one, lines, "Getting there")
    code_all(one, rest, "Money")
    return one


def test_two_quotations_as_examples_gain_what_is_said_alike_everywhere(project: MakeProject) -> None:
    advice = riding(project, ["omnibus"] * 3).advise()
    gain = gained(advice, What.QUOTATIONS)
    assert (gain.quotations, gain.before, gain.after, gain.fell_out) == (30, 0, 30, 0)
    assert gain.clear
    proposed = [each for each in advice.examples if each.path == "Getting there"]
    assert len({each.group for each in proposed}) == len({each.quote for each in proposed}) == 2
    assert gain in [step.about for step in advice.first]
    said = advice.in_words("en")
    assert "30 of the 30 codes given would be among the first five" in said


def test_what_is_said_in_one_town_only_gains_nothing_in_the_others(project: MakeProject) -> None:
    """Else a passage would help itself."""
    gain = gained(riding(project, ["omnibus", "ferry", "tram"]).advise(), What.QUOTATIONS)
    assert (gain.after, gain.clear) == (0, False)


def test_words_as_keywords_are_measured_likewise(project: MakeProject) -> None:
    advice = riding(project, ["omnibus"] * 3).advise()
    assert advice.keywords(identity(advice, "Getting there")) == ["omnibus"]
    assert gained(advice, What.WORDS).after == 30


def test_a_quotation_that_is_an_example_is_not_measured_nor_proposed(project: MakeProject) -> None:
    one = riding(project, ["omnibus"] * 3, example="Some omnibus with 4 omnibus went")
    advice = one.advise()
    gain = gained(advice, What.EXAMPLES)
    assert (gain.quotations, gain.after) == (27, 27)  # it stands in each of three towns
    assert all(" 4 " not in each.quote for each in advice.examples)


def scores(rows: int, first: float, rest: float) -> Floats:
    """Seven codes: the last has `first` for the first fragment and `rest` for the others; the six before it 1 to 6."""
    table = np.tile(np.arange(1.0, 8.0), (rows, 1))
    table[:, 6] = rest
    table[0, 6] = first
    return table


def test_a_code_that_rises_everywhere_gains_nothing() -> None:
    """Only what it rises more for its own fragments than for the others counts; here the first five are its own."""
    gold = np.zeros((20, 7), bool)
    gold[:5, 6], gold[5:, 0] = True, True
    base, everywhere = scores(20, 0.0, 0.0), scores(20, 9.0, 9.0)
    named = [(name, name) for name in "ABCDEFG"]
    better = base.copy()
    better[:3, 6] = 9.0
    (nothing,) = [each for each in gains(base, everywhere, base, gold, named, What.WORDS) if each.code == "G"]
    (three,) = [each for each in gains(base, better, base, gold, named, What.WORDS) if each.code == "G"]
    assert (nothing.before, nothing.after) == (0, 0)
    assert (three.before, three.after, three.came_in) == (0, 3, 3)
    assert three.precision[0] == pytest.approx(1 / 7, abs=1e-4)
    assert three.precision[1] == pytest.approx((3 + 2 / 7) / 5, abs=1e-4)


def test_a_gain_is_clear_by_a_sign_test_and_when_it_costs_others_less() -> None:
    def gain(came_in: int, fell_out: int, pushed_out: int = 0) -> Gain:
        after = 10 + came_in - fell_out
        return Gain("a", "A", What.WORDS, 30, 10, after, came_in, fell_out, pushed_out, 0, after, (0.1, 0.2))

    assert gain(8, 0).clear
    assert not gain(6, 0).clear  # one in 32 by chance: of forty codes, one would
    assert not gain(12, 5).clear
    assert not gain(8, 0, pushed_out=8).clear
    assert (gain(0, 8).harms, gain(0, 8).clear) == (True, False)


def test_what_others_lose_is_counted(project: MakeProject) -> None:
    """Six codes share five places with a seventh: where it comes in, the sixth goes out."""
    lines = [[f"The euro, the hall, the rain, the soup, the choir and the puppy on omnibus {n}." for n in range(4)]] * 3
    one = project(texts(lines), book(*others(), "{name: Getting there, definition: Zzz.}"), SETTINGS)
    for name in (*WORDS, "Getting there"):
        code_all(one, lines, name)
    gain = gained(one.advise(), What.QUOTATIONS)
    assert gain.came_in == gain.pushed_out == 12
    assert not gain.clear


# --- words ----------------------------------------------------------------------------------------------------------


def test_log_odds_are_as_worked_by_hand() -> None:
    """Nine of ten against one of ten, with a prior of one each: log(10/2) − log(2/10), over √(1/10 + 1/2)."""
    z = log_odds(np.array([9.0, 1.0]), np.array([1.0, 9.0]), np.array([1.0, 1.0]))
    assert z[0] == pytest.approx((np.log(5) - np.log(0.2)) / np.sqrt(0.6))
    assert z[1] == pytest.approx(-z[0])


def told(project: MakeProject, mine: Sequence[Sequence[str]]) -> Advice:
    """Some passages of `Parking` among forty on something else."""
    rest = [[f"The choir of street {number} sang loudly." for number in range(20)]] * 2
    lines = [[*own, *more] for own, more in zip(mine, rest, strict=True)]
    one = project(texts(lines), book("{name: Parking, keywords: [car]}", "Music"), SETTINGS)
    code_all(one, mine, "Parking")
    code_all(one, rest, "Music")
    return one.advise()


def words_of(advice: Advice, name: str) -> list[str]:
    return [each.word for each in advice.terms if each.path == name]


def test_a_word_that_distinguishes_is_proposed_as_it_is_said_and_known_ones_come_after(project: MakeProject) -> None:
    advice = told(
        project, [["Permits for a car.", "The permits, a car."], ["No permits; the car stays.", "Car permits."]]
    )
    assert words_of(advice, "Parking") == ["permits", "car"]
    first, second = (each for each in advice.terms if each.path == "Parking")
    assert (first.quotations, first.documents, first.elsewhere, first.known, first.serves) == (4, 2, 0, False, True)
    assert second.known


def test_names_numbers_and_what_one_document_says_are_left_out(project: MakeProject) -> None:
    """Jansen is a name, monday a day; all the garages are in one town."""
    mine = [
        ["Monday Jansen and a garage.", "On Monday Jansen, garage.", "Jansen monday garage.", "A garage.", "Garage."],
        ["Jansen again on monday.", "Monday with Jansen."],
    ]
    assert not {"jansen", "monday", "garage"} & set(words_of(told(project, mine), "Parking"))


def test_who_is_named_is_seen_by_the_capital() -> None:
    small = frozenset({"the", "baker", "comes", "he", "and"})
    assert names_somebody("The baker and Jansen.", small, "en")
    assert names_somebody("The Baker comes.", small, "en")  # the word exists, and here it is a name
    assert not names_somebody("The baker comes. He and the GP.", small, "en")
    assert not names_somebody("“The baker comes.”", small, "en")


# --- confusion ------------------------------------------------------------------------------------------------------

SIX = Codebook(tuple(Code(name.casefold(), name) for name in "ABCDEF"))


def test_two_codes_that_are_taken_for_each_other_are_counted_both_ways() -> None:
    """A is given five times and B four; there suggestions have the other. Both are given three times more, which is no
    confusion. C is first everywhere."""
    gold = np.zeros((40, 6), bool)
    gold[:5, 0], gold[5:9, 1], gold[9:37, 3], gold[37:, :2] = True, True, True, True
    p = np.tile([0.1, 0.1, 0.9, 0.5, 0.4, 0.3], (40, 1))
    p[:5, 1], p[5:9, 0], p[37:, 1] = 0.8, 0.8, 0.8
    fragments = tuple(Fragment("d0", Span(row, row + 1), "x", label=f"d0:{row}") for row in range(40))
    rows = np.zeros(40, np.int64)
    material = Material(
        fragments, gold, gold, np.ones(40, bool), rows, ("d0",), rows, ("g",), tuple("abcdef"), tuple("ABCDEF")
    )  # fmt: skip
    features = CodeFeatures(CodeTexts.of(SIX), "en")
    (pair,) = confused(p, material, features, Boundaries(SIX), ["d0"])
    assert (pair.paths, pair.taken, pair.back, pair.chance, pair.said) == (("A", "B"), 5, 4, 0.0, ())
    assert len(pair.labels) == 3
    assert set(pair.labels) <= {f"d0:{row}" for row in range(9)}
    (unseen,) = confused(p, material, features, Boundaries(SIX), [])
    assert unseen.labels == ()


def test_a_boundary_is_a_note_at_either_code_or_above_that_names_the_other() -> None:
    tree = """\
codes:
  - name: Now
    codes:
      - {name: Halls, exclude: ['is it about music, use Now/Music']}
      - {name: Music, remark: Halls came later.}
      - {name: Rain, exclude: ['the halls are wet']}
      - {name: Food, codes: [{name: Soup}], exclude: ['if it is liquid, use Soup']}
  - name: Desired
    exclude: ['is it so already, use Now']
    codes: [Halls]
"""
    tree_of = codebook_yaml.read(tree, "c.yaml")
    between = Boundaries(tree_of).between

    def said(one: str, two: str) -> list[str]:
        return [each.text for each in between(tree_of.find(one).id, tree_of.find(two).id)]

    assert said("Now/Halls", "Music") == said("Music", "Now/Halls")[::-1]
    assert said("Now/Halls", "Music") == ["is it about music, use Now/Music", "Halls came later."]
    assert said("Now/Halls", "Rain") == []  # wet halls are no code
    assert said("Food", "Soup") == ["if it is liquid, use Soup"]
    assert said("Now/Halls", "Desired/Halls") == ["is it so already, use Now"]


def test_codes_defined_alike_are_told_until_the_codebook_tells_them_apart(project: MakeProject) -> None:
    codes = ("{name: A, definition: Money for the hall and its heating in winter.}",)
    alike = "{name: B, definition: Money for the hall and its heating in summer.%s}"
    (pair,) = project({"d0": "Rain.\n"}, book(*codes, alike % ""), SETTINGS).advise().pairs
    assert (pair.paths, pair.times) == (("A", "B"), 0)
    told_apart = "{name: B, definition: Money for the hall and its heating in summer., exclude: ['in winter, use A']}"
    assert project({"d0": "Rain.\n"}, book(*codes, told_apart), SETTINGS).advise().pairs == ()


# --- how it is told -------------------------------------------------------------------------------------------------


def test_with_nothing_coded_it_says_so_and_what_is_needed(project: MakeProject) -> None:
    one = project({"d0": "Rain.\n"}, "codes: [A]", SETTINGS)
    said = one.advise().in_words("en")
    assert "Nothing is coded yet" in said
    assert "from 10 coded fragments in two documents" in said
    one.code("d0", quote="Rain.", code="A", coder="anna")
    advice = one.advise()
    assert (advice.by, advice.gains) == ("", ())
    assert "too little to measure" in advice.in_words("en")


def test_a_screen_is_five_steps_and_two_of_a_kind_at_most(advised: Advice) -> None:
    assert 0 < len(advised.first) <= 5
    kinds = [type(step.about) for step in advised.first]
    assert kinds.count(Pair) <= 2
    assert [step.worth for step in advised.first] == sorted((step.worth for step in advised.first), reverse=True)


def test_frames_and_json_have_every_part(project: MakeProject) -> None:
    advice = riding(project, ["omnibus"] * 3).advise()
    assert list(advice.to_frame()["path"]) == [*WORDS, "Getting there"]
    assert set(advice.to_frame("gains")["what"]) == set(What)
    plain = json.loads(json.dumps(advice.to_json("en")))
    assert {"codes", "lacks", "gains", "examples", "terms", "pairs", "in_words"} <= set(plain)
    with pytest.raises(UnknownChoice, match="pears"):
        advice.to_frame("pears")


def test_the_command_tells_first_things_first_and_all_of_one_code(project: MakeProject, run: Run) -> None:
    one = riding(project, ["omnibus"] * 3)
    root = str(one.root)
    said = run("-C", root, "codebook", "advise")
    assert (said.code, said.err) == (0, "")
    assert "1. " in said.out
    assert "codebook advise CODE" in said.out
    story = run("-C", root, "codebook", "advise", "Getting there").out
    assert "Two of your quotations more as examples: 30 of 30, now 0" in story
    assert "Money" not in story
    assert json.loads(run("-C", root, "codebook", "advise", "Getting there", "--json").out)["codes"][0]["given"] == 30
    assert "no code 'Nowhere'" in run("-C", root, "codebook", "advise", "Nowhere").err


def test_what_is_to_be_taken_over_can_be(project: MakeProject, tmp_path: Path) -> None:
    """The lines that are shown go into the codebook's file, and in again."""
    one = riding(project, ["omnibus"] * 3)
    advice = one.advise()
    own = identity(advice, "Getting there")
    story = advice.story(own, "en")
    shown = yaml.safe_load(story[story.index("   examples:") :])
    file = tmp_path / "codebook.yaml"
    one.export_codebook(file)
    plain = yaml.safe_load(file.read_text(encoding="utf-8"))
    plain["codes"][-1].update(shown)
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    one.import_codebook(file)
    assert len(one.codebook[own].examples["typical"]) == 2
    assert one.codebook[own].keywords == ("omnibus",)
    again = one.advise()
    assert Want.EXAMPLES not in lacking(again, "Getting there")
    proposed = {each.quote for each in again.examples if each.code == own}
    assert len(proposed) == 2
    assert not proposed & set(shown["examples"]["typical"])


def test_a_code_that_only_holds_others_speaks_through_them(project: MakeProject, run: Run) -> None:
    one = project({"d0": "Rain.\n"}, "codes: [{name: Now, codes: [Halls]}, {name: Desired, codes: [Halls]}]", SETTINGS)
    assert "Now/Halls" in run("-C", str(one.root), "codebook", "advise", "Now").out
    one.tree.retire("Now/Halls")
    assert "out of use" in run("-C", str(one.root), "codebook", "advise", "Now/Halls").err


def test_advice_is_on_ones_own_codings(project: MakeProject) -> None:
    """Two coded: it asks who. Nothing of the other is in it, unless named to learn from; and then not their labels."""
    one = riding(project, ["omnibus"] * 3)
    one.code("d0", quote="Some omnibus with 7 omnibus went.", code="Music", coder="ben")
    with pytest.raises(WrongUsage, match="--coder"):
        one.advise()
    with pytest.raises(UnknownCoder):
        one.advise(coder="zoe")
    ben = one.advise(coder="ben")
    assert (ben.fragments, ben.terms) == (1, ())
    own = set(one.quotations[one.quotations["coder"] == "anna"]["quotation"])
    anna = one.advise(coder="anna", learn_from=["ben"])
    assert anna.fragments == 90
    assert {each.label for each in anna.examples} <= own
    assert {label for pair in anna.pairs for label in pair.labels} <= own


def test_fragments_are_named_only_where_suggestions_may_be_seen(
    sample: Project, advised: Advice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was confused tells what would be suggested; the numbers do not."""
    assert any(pair.labels for pair in advised.pairs)
    hidden = replace(sample.settings, assist=replace(sample.settings.assist, show="never"))
    monkeypatch.setattr(sample, "settings", hidden)
    assert sample.advise(coder="interviewer").pairs == tuple(replace(pair, labels=()) for pair in advised.pairs)


def test_without_a_codebook_there_is_nothing_to_advise_on(project: MakeProject) -> None:
    with pytest.raises(NotPossible, match="no codebook"):
        project({"d0": "Rain.\n"}, "codes: []", SETTINGS).advise()


# --- the sample, counted again ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def advised(sample: Project) -> Iterator[Advice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALCODE_VECTORS", "off")
        yield sample.advise(coder="interviewer")


def test_every_label_and_number_on_the_sample_is_true(sample: Project, advised: Advice) -> None:
    own = sample.codings[(sample.codings["coder"] == "interviewer") & (sample.codings["status"] == "final")]
    codes_of = own.groupby("quotation")["code_id"].agg(set).to_dict()
    assert advised.by == "case"
    assert advised.fragments == len(own[PASSAGE].drop_duplicates())
    for standing in advised.codes:
        assert standing.given == len(own[own["code_id"] == standing.code][PASSAGE].drop_duplicates())
    for example in advised.examples:
        assert example.code in codes_of[example.label]
    for pair in advised.pairs:
        for label in pair.labels:
            assert len(set(pair.codes) & codes_of[label]) >= 1, "one of the two was given there"


def test_words_on_the_sample_occur_as_often_as_is_said(sample: Project, advised: Advice) -> None:
    """At least: other forms of the word count too. None is a name of a case, a month or a number."""
    own = sample.codings[sample.codings["coder"] == "interviewer"]
    assert len(advised.terms) > 20
    for term in advised.terms:
        quotes = own[own["code_id"] == term.code].drop_duplicates(PASSAGE)["quote"].str.casefold()
        assert 1 <= quotes.str.contains(rf"(?<![\w-]){term.word}(?![\w-])", regex=True).sum() <= term.quotations
        assert term.quotations >= 3
        assert term.documents >= 2
    words = {each.word for each in advised.terms}
    assert not words & {*(name.casefold() for name in sample.settings.cases.values()), "januari", "zeven"}


def test_what_the_codebook_is_said_to_say_it_says(sample: Project, advised: Advice) -> None:
    notes = [note for pair in advised.pairs for note in pair.said]
    assert notes
    for note in notes:
        code = sample.codebook.find(note.path)
        assert note.text in (*code.exclude, *code.examples.get("close but no", ()), code.remark)


def test_the_sample_lacks_nothing_basic_and_says_that_more_examples_gain_nothing(advised: Advice) -> None:
    basic = {Want.DEFINITION, Want.EXAMPLES, Want.WISHES, Want.TERMS, Want.COPIED}
    assert not [each for each in advised.lacks if each.want in basic]
    assert not any(isinstance(step.about, tuple) and isinstance(step.about[0], Lack) and step.worth > 50
                   for step in advised.first)  # fmt: skip
    assert not [each for each in advised.gains if each.what is What.QUOTATIONS and each.clear]
    assert "no clear difference to any of" in advised.in_words("en")


def test_words_read_since_do_not_stop_suggestions_from_learning(project: MakeProject) -> None:
    desk = Desk.of(riding(project, ["omnibus"] * 3))
    lessons = desk.lessons(["anna"])
    before = desk.taught(None, lessons).predict_proba(lessons.fragments)
    desk.shelf.features.lexicon.read("Nobody said funicular here.")
    assert np.allclose(desk.taught(None, lessons).predict_proba(lessons.fragments), before)


def test_the_same_again_is_the_same(sample: Project, advised: Advice) -> None:
    assert sample.advise(coder="interviewer") == advised
