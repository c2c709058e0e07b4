"""How good suggestions are: formulas beside scikit-learn and plain loops, groups that stay unseen, honest warnings."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from conftest import MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from qualcode.assist.evaluation import About, Evaluation, Keywords, Majority, Material, measure
from qualcode.assist.evaluation import calibration as cal
from qualcode.assist.evaluation.bootstrap import Draws
from qualcode.assist.evaluation.curve import learning_curve, shuffled, steps
from qualcode.assist.evaluation.figures import Outcome, scores_of
from qualcode.assist.evaluation.folds import bundled, out_of_fold
from qualcode.assist.evaluation.ranking import (
    average_precision,
    code_precision,
    confusion,
    f1,
    first_right,
    ranks,
    recall_at,
    thresholds,
)
from qualcode.assist.evaluation.words import in_small_numbers
from qualcode.assist.protocol import Suggester
from qualcode.assisted import evaluating
from qualcode.errors import NotPossible, UnknownChoice, UnknownCoder
from qualcode.model import Code, Codebook, Fragment, Reason, Span
from qualcode.project import Project
from qualcode.tables import Bools, Floats

CODES = ("help", "money", "place", "rest")
#: Words by which a person would see the code.
WORDS = {"help": "volunteer", "money": "euro", "place": "hall", "rest": "weather"}


class Learner:
    """A suggester that counts with which codes each word went, and blends that with how often a code was given."""

    name = "learner"
    codes = CODES

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        self.words: dict[str, Floats] = {}
        self.rates = np.full(len(CODES), 0.01)
        for fragment, named in zip(fragments, codes, strict=True):
            own = np.array([code in named for code in CODES], float)
            self.rates += own / len(fragments)
            for word in fragment.quote.split():
                seen = self.words.setdefault(word, np.zeros(len(CODES) + 1))
                seen += np.append(own, 1.0)
        return self

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        return np.array([self._of(fragment.quote) for fragment in fragments]).reshape(-1, len(CODES))

    def _of(self, quote: str) -> Floats:
        seen = [self.words[word] for word in quote.split() if word in self.words]
        known = [(each[:-1] + self.rates) / (each[-1] + 1) for each in seen]
        return np.clip(np.max(known, axis=0) if known else self.rates, 0, 1)

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        return ()


class Spy(Learner):
    """Remembers what it was shown."""

    seen: ClassVar[list[tuple[set[Fragment], set[Fragment]]]] = []

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        self.shown = set(fragments)
        assert set(groups) == {each.document for each in fragments}
        return super().fit(fragments, codes, groups)

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        Spy.seen.append((self.shown, set(fragments)))
        return super().predict_proba(fragments)


def material(documents: int = 24, per_document: int = 5, cases: int = 4, seed: int = 1) -> Material:
    """Fragments of a few words, of which one mostly tells the code; the first code is given most."""
    random = np.random.default_rng(seed)
    fragments, rows, document = [], [], []
    for place in range(documents):
        for number in range(per_document):
            own = {CODES[each] for each in random.choice(len(CODES), random.integers(1, 3), p=(0.5, 0.25, 0.15, 0.1))}
            words = [WORDS[code] if random.random() < 0.8 else "well" for code in sorted(own)]
            words += [str(random.choice(["and", "the", "or"])), f"w{place}x{number}"]
            fragments.append(Fragment(f"d{place}", Span(number * 10, number * 10 + 9), " ".join(words)))
            rows.append([code in own for code in CODES])
            document.append(place)
    gold, place_of = np.array(rows), np.array(document)
    names, groups = tuple(f"d{each}" for each in range(documents)), tuple(f"case {each}" for each in range(cases))
    tested, paths = np.ones(len(gold), bool), tuple(f"Top/{each}" for each in CODES)
    return Material(
        tuple(fragments), gold, gold, tested, place_of, names, place_of % cases, groups, CODES, paths
    )  # fmt: skip


def nothing() -> Suggester:
    return Keywords(Codebook(tuple(Code(each, each) for each in CODES)), CODES, "en")


def evaluated(make: Callable[[], Suggester], of: Material, *, quick: bool = True, **about: Any) -> Evaluation:
    told = {"coder": "anna", "by": "case", "asked": "case", **about}
    return measure(make, nothing, of, About(**told), quick=quick)


def random_tables(seed: int, rows: int, codes: int) -> tuple[Floats, Bools]:
    """Probabilities with many ties, and gold with a code at least in every row."""
    random = np.random.default_rng(seed)
    gold = random.random((rows, codes)) < 0.3
    gold[np.arange(rows), random.integers(0, codes, rows)] = True
    return random.integers(0, 20, (rows, codes)) / 20, gold


TABLES = st.builds(random_tables, st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 9))


# --- formulas ------------------------------------------------------------------------------------------------------


def test_a_ranking_worked_by_hand() -> None:
    """Given: the second and the fourth code, which come second and third."""
    p = np.array([[0.9, 0.5, 0.1, 0.3]])
    rank, gold = ranks(p), np.array([[False, True, False, True]])
    assert rank.tolist() == [[1, 2, 4, 3]]
    assert first_right(rank, gold).tolist() == [0]
    assert recall_at(rank, gold, 2).tolist() == [0.5]
    assert average_precision(rank, gold)[0] == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_of_equals_the_first_in_the_codebook_comes_first() -> None:
    assert ranks(np.array([[0.2, 0.5, 0.5, 0.2]])).tolist() == [[3, 1, 2, 4]]


def test_a_fragment_without_codes_has_no_figure() -> None:
    rank, gold = np.array([[1, 2]]), np.array([[False, False]])
    assert all(np.isnan(each(rank, gold)[0]) for each in (first_right, average_precision))
    assert np.isnan(recall_at(rank, gold, 3)[0])


@given(TABLES)
def test_rankings_by_plain_loops(tables: tuple[Floats, Bools]) -> None:
    p, gold = tables
    rank = ranks(p)
    for row in range(len(p)):
        order = sorted(range(p.shape[1]), key=lambda code: (-p[row, code], code))
        hits = [bool(gold[row, code]) for code in order]
        precisions = [sum(hits[: at + 1]) / (at + 1) for at, hit in enumerate(hits) if hit]
        assert average_precision(rank, gold)[row] == pytest.approx(sum(precisions) / len(precisions))
        for k in (1, 3, 5):
            assert recall_at(rank, gold, k)[row] == pytest.approx(sum(hits[:k]) / sum(hits))
        assert first_right(rank, gold)[row] == hits[0]


def test_map_is_scikit_learns() -> None:
    random = np.random.default_rng(2)
    gold = random_tables(2, 60, 9)[1]
    p = random.random(gold.shape)  # no ties, which scikit-learn ranks another way
    expected = metrics.label_ranking_average_precision_score(gold, p)
    assert average_precision(ranks(p), gold).mean() == pytest.approx(expected)


@given(TABLES)
def test_the_precision_of_a_code_is_scikit_learns(tables: tuple[Floats, Bools]) -> None:
    p, gold = tables
    for code in np.flatnonzero(gold.any(axis=0)):
        expected = metrics.average_precision_score(gold[:, code], p[:, code])
        assert code_precision(p[:, code], gold[:, code]) == pytest.approx(expected)


def test_f1_is_scikit_learns() -> None:
    of = material()
    outcome = Outcome.of(np.random.default_rng(3).random((len(of), 4)), of)
    scores = scores_of(outcome, Draws(of.document, 1))
    for name, average in (("micro_F1", "micro"), ("macro_F1", "macro")):
        expected = metrics.f1_score(outcome.gold, outcome.said, average=average)
        assert scores[name].value == pytest.approx(expected)
    assert np.isnan(f1(*np.zeros((3, 1)))[0])
    assert confusion(np.array([[True, False]]), np.array([[True, True]])).tolist() == [[[1, 0, 0], [0, 0, 1]]]


@given(TABLES, st.integers(0, 3))
def test_a_threshold_is_the_best_of_the_other_groups(tables: tuple[Floats, Bools], own: int) -> None:
    p, gold = tables
    group = np.arange(len(p)) % 4
    if own > group.max() or (group == own).all():
        return
    others = group != own
    found = thresholds(p, gold, group)[own]
    reached = {cut: metrics.f1_score(gold[others].ravel(), (p[others] >= cut).ravel()) for cut in np.unique(p[others])}
    assert reached.get(found, 0.0) == pytest.approx(max(reached.values()))
    changed, emptied = p.copy(), gold.copy()
    changed[~others], emptied[~others] = 0.123, False
    assert reached.get(thresholds(changed, emptied, group)[own]) == pytest.approx(max(reached.values()))


def test_calibration_worked_by_hand() -> None:
    """Four at .10 of which none is right, one at .90 that is: off by .1 each."""
    p = np.array([[0.1, 0.1, 0.04], [0.1, 0.1, 0.9]])
    gold = np.array([[False, False, True], [False, False, True]])
    sums = cal.in_bins(p, gold).sum(axis=0)
    assert cal.calibration_error(sums) == pytest.approx(0.1)
    bins = cal.bins_of(sums)
    assert [each.suggestions for each in bins] == [0, 4, 0, 0, 0, 0, 0, 0, 0, 1], "p = .04 is not shown"
    assert (bins[1].said, bins[1].right, bins[0].said) == (pytest.approx(0.1), 0, None)
    half = cal.cuts(p, gold, (0.05, 0.5, 0.95))
    assert [(each.suggestions, each.precision) for each in half] == [(5, 0.2), (1, 1), (0, None)]
    assert [each.share for each in half] == [0.5, 0.5, 0]


@given(TABLES)
def test_brier_is_scikit_learns(tables: tuple[Floats, Bools]) -> None:
    p, gold = tables
    expected = metrics.brier_score_loss(gold.ravel(), p.ravel(), labels=[False, True])
    assert cal.squared_errors(p, gold).sum() / p.size == pytest.approx(expected)


def test_the_base_rates_have_no_skill_and_the_truth_has_all() -> None:
    of = material()

    def skill(make: Callable[[], Suggester]) -> float | None:
        return evaluated(make, of).calibration.skill.value

    assert skill(lambda: Majority(CODES)) == pytest.approx(0)
    assert skill(lambda: Knows(of)) == pytest.approx(1)


# --- what is left out stays unseen ---------------------------------------------------------------------------------


def test_no_fold_sees_what_it_is_tested_on() -> None:
    of = material()
    group = dict(zip(of.fragments, of.group.tolist(), strict=True))
    Spy.seen = []
    evaluated(Spy, of, quick=False)
    assert len(Spy.seen) > 4 * 5
    for shown, tested in Spy.seen:
        assert not {group[each] for each in shown} & {group[each] for each in tested}
    first = [tested for _shown, tested in Spy.seen[:4]]
    assert set().union(*first) == set(of.fragments), "every fragment is tested"


def test_out_of_fold_is_the_loop_one_would_write() -> None:
    of = material()
    p = out_of_fold(Learner, of)
    for number in range(4):
        train, test = np.flatnonzero(of.group != number), np.flatnonzero(of.group == number)
        given = [{CODES[code] for code in np.flatnonzero(of.gold[row])} for row in train]
        own = Learner().fit([of.fragments[row] for row in train], given, [])
        assert np.array_equal(p[test], own.predict_proba([of.fragments[row] for row in test]))


def test_many_documents_are_dealt_into_bundles_for_the_curve() -> None:
    of = material(documents=24, cases=24)
    bundle = bundled(of)
    assert np.bincount(bundle).tolist() == [20] * 6
    assert all(len(set(bundle[of.group == each])) == 1 for each in range(24)), "a document stays in one bundle"


def test_a_code_that_a_suggester_does_not_know_comes_last() -> None:
    of = material()

    class Half(Learner):
        codes = CODES[::-1][:2]  # and in another order

        def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
            return np.tile([0.3, 0.2], (len(fragments), 1))

    assert out_of_fold(Half, of)[0].tolist() == [0, 0, 0.2, 0.3]


class Knows(Learner):
    """Leaks: it has seen all codes before anything is left out."""

    def __init__(self, of: Material) -> None:
        self.of = dict(zip(of.fragments, of.gold.astype(float), strict=True))

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        return np.array([self.of[each] for each in fragments])


def test_shuffled_codes_catch_a_leak() -> None:
    of = material()
    honest = evaluated(Learner, of, quick=False)
    leaking = evaluated(lambda: Knows(of), of, quick=False)
    assert honest.shuffled is not None
    assert leaking.shuffled is not None
    assert honest.scores["suggester"]["MAP"].value > 0.9
    assert honest.shuffled.fell
    assert honest.shuffled.map < honest.shuffled.majority + 0.05
    assert not leaking.shuffled.fell
    assert leaking.shuffled.map == pytest.approx(1)
    assert "leak" in leaking.in_words("en")
    assert "leak" not in honest.in_words("en")


def test_shuffling_keeps_how_often_codes_are_given() -> None:
    of, told = material(), []

    class Told(Learner):
        def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
            told.append((tuple(fragments), tuple(map(frozenset, codes))))
            return super().fit(fragments, codes, groups)

    shuffled(Told, of, np.zeros(len(of)), Draws(of.document, 1), seed=1)
    gold = dict(zip(of.fragments, map(frozenset, of.codes_of(of.gold)), strict=True))
    for fragments, codes in told:
        true = [gold[each] for each in fragments]
        assert sorted(map(sorted, codes)) == sorted(map(sorted, true))
        assert sum(one == other for one, other in zip(codes, true, strict=True)) < 0.8 * len(true)


def test_the_curve_begins_without_codings_and_rises() -> None:
    of, sizes = material(), []

    class Sized(Learner):
        def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
            sizes.append(len(fragments))
            return super().fit(fragments, codes, groups)

    points = learning_curve(Sized, of, seed=1)
    assert [(each.fragments, each.draws) for each in points] == [(0, 1), (5, 3), (10, 3), (20, 3), (40, 3), (80, 2)]
    assert sizes == [0, *[size for size in steps(90) for _fit in range((3 if size <= 40 else 2) * 4)]]
    assert points[0].average_precision < points[2].average_precision < points[-1].average_precision
    assert points == learning_curve(Learner, of, seed=1) != learning_curve(Learner, of, seed=2)


def test_fragments_of_others_are_learned_from_and_not_measured() -> None:
    of = material()
    own = of.document < 16
    gold = of.gold & own[:, None]
    shared = Material(**{**vars(of), "gold": gold, "tested": own})
    Spy.seen = []
    found = evaluated(Spy, shared)
    assert found.fragments == int(own.sum())
    assert found.documents == 16
    others = {each for each, tested in zip(of.fragments, own, strict=True) if not tested}
    assert all(not tested & others for _shown, tested in Spy.seen)
    assert any(shown & others for shown, _tested in Spy.seen)


# --- intervals -----------------------------------------------------------------------------------------------------


def test_documents_are_drawn_whole() -> None:
    """Twelve documents of ten like fragments each: drawing fragments would make the interval a third as wide."""
    document = np.repeat(np.arange(12), 10)
    values = (document % 2).astype(float)
    whole = Draws(document, 1).mean(values)
    apart = Draws(np.arange(120), 1).mean(values)
    assert Draws(document, 1).by == "document"
    assert whole.value == apart.value == 0.5
    assert (whole.high - whole.low) > 2.5 * (apart.high - apart.low)
    other = np.random.default_rng(1).random(120)
    one, same, another = (Draws(document, seed).mean(other) for seed in (1, 1, 2))
    assert one == same != another


def test_the_interval_is_the_one_of_plain_draws() -> None:
    values, document = np.random.default_rng(1).random(60), np.repeat(np.arange(15), 4)
    found, random = Draws(document, 1).mean(values), np.random.default_rng(9)
    means = [np.mean([values[document == each].mean() for each in random.integers(0, 15, 15)]) for _draw in range(4000)]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=0.01)


def test_few_documents_are_said() -> None:
    few = evaluated(Learner, material(documents=6, per_document=4))
    assert (few.drawn, few.few, few.fragments) == ("fragment", True, 24)
    assert "only 24 coded fragments" in few.in_words("en")
    assert "fewer than ten documents" in few.in_words("en")
    many = evaluated(Learner, material())
    assert (many.drawn, many.few) == ("document", False)
    assert "Mind" not in many.in_words("en")


def test_a_part_that_differs_is_seen() -> None:
    """In the documents of one case the telling words are lost: the suggestions are worse there, and only there."""
    of = material(documents=40)
    lost = [
        Fragment(each.document, each.span, "hm") if group == 0 else each
        for each, group in zip(of.fragments, of.group.tolist(), strict=True)
    ]
    of = Material(**{**vars(of), "fragments": tuple(lost)})
    parts = {"case": {name: of.group == number for number, name in enumerate(of.groups)}}
    found = measure(Learner, nothing, of, About("anna", "case", "case"), parts=parts, quick=True)
    by = {each.value: each for each in found.parts}
    assert by["case 0"].difference["MAP"].high < 0 < by["case 1"].difference["MAP"].low
    inside = of.group == 0
    own = Outcome.of(out_of_fold(Learner, of), of).per_fragment["MAP"]
    assert by["case 0"].difference["MAP"].value == pytest.approx(own[inside].mean() - own[~inside].mean())
    assert found.per_group.loc[0, "difference MAP"] == by["case 0"].difference["MAP"].value


# --- what it comes to ----------------------------------------------------------------------------------------------


def test_the_codes_it_cannot_predict() -> None:
    """Ten codes; those that were given last come after the first five of the majority."""
    codes = tuple("abcdefghij")
    gold = np.zeros((60, 10), bool)
    gold[np.arange(60), np.arange(60) % 6] = True  # a to f, ten times each
    gold[:20, 0] = True
    gold[0, 7] = True  # h once
    document = np.repeat(np.arange(12), 5)
    fragments = tuple(Fragment(f"d{place}", Span(at, at + 1), "x") for at, place in enumerate(document))
    of = Material(
        fragments, gold, gold, np.ones(60, bool), document, tuple(f"d{each}" for each in range(12)), document // 4,
        ("k", "l", "m"), codes, codes,
    )  # fmt: skip
    found = measure(lambda: Majority(codes), lambda: Majority(codes), of, About("anna", "case", "case"), quick=True)
    assert [each.path for each in found.never_given] == ["g", "i", "j"]
    assert [each.path for each in found.too_few] == ["h"]
    assert found.codes[7].examples == 0
    assert "h" in [each.path for each in found.never_found]
    assert (found.codes[0].given, found.codes[0].found) == (26, 26)
    table = found.per_code.set_index("path")
    assert table.loc["a", "median_rank"] == 5, "left out with most of its uses, it comes after c to f"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.75, (3, 4)), (0.76, (3, 4)), (0.33, (1, 3)), (0.5, (1, 2)), (0.92, (9, 10)), (0.05, (1, 20)), (0.96, (19, 20))],
)
def test_small_numbers(share: float, said: tuple[int, int]) -> None:
    assert in_small_numbers(share) == said


@given(st.floats(0.03, 0.97))
def test_small_numbers_are_near(share: float) -> None:
    part, whole = in_small_numbers(share)
    assert 0 < part < whole <= 20
    assert abs(part / whole - share) <= 0.03


def test_the_result_as_table_and_in_words() -> None:
    found = evaluated(Learner, material(), quick=False)
    table = found.to_frame()
    assert list(table.index) == ["P@1", "R@3", "R@5", "MAP", "found_in_five", "micro_F1", "macro_F1"]
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert table.loc["MAP", "value"] > table.loc["MAP", "majority"]
    assert "Of the codes you gave, all were among the first five" in found.in_words("en")
    values = json.loads(json.dumps(found.to_json("en")))
    assert values["scores"]["suggester"]["MAP"]["value"] == table.loc["MAP", "value"]
    assert values["shuffled"]["fell"]
    assert [each["fragments"] for each in values["curve"]][-2:] == [80, 90]


def test_codings_that_came_of_suggestions_are_told() -> None:
    assert "3 of the codings came of suggestions" in evaluated(Learner, material(), helped=3).in_words("en")


# --- a project -----------------------------------------------------------------------------------------------------

BOOK = "codes: [{id: help, name: Help}, {id: money, name: Money}, {id: place, name: Place}, {id: rest, name: Rest}]"


def of_texts(project: MakeProject, documents: int, *, cases: int = 2, settings: str = "") -> Project:
    """Documents of two lines: a volunteer, and an euro; coded by anna."""
    texts = {}
    for at in range(documents):
        front = f"case: c{at % cases}\nrole: {'coach' if at % 3 else 'officer'}"
        texts[f"k{at}"] = f"---\n{front}\n---\nA volunteer {at}.\n\nAn euro {at}.\n"
    one = project(texts, codebook=BOOK, settings=f"title: T\ncoders: [anna, ben]\n{settings}")
    for at in range(documents):
        one.code(f"k{at}", quote=f"A volunteer {at}.", code="Help", coder="anna")
        one.code(f"k{at}", quote=f"An euro {at}.", code="Money", coder="anna")
    return one


def test_the_material_of_a_project(project: MakeProject) -> None:
    """One fragment per span with its codes; drafts, other coders and retired codes aside."""
    one = of_texts(project, 12)
    one.code("k0", quote="A volunteer 0.", code="Rest", coder="anna")
    one.code("k0", quote="A volunteer 0.", code="Place", coder="anna", draft=True)
    one.code("k1", quote="A volunteer", code="Place", coder="ben")
    found = evaluating.evaluate(one, make=Learner, quick=True)
    assert (found.about.coder, found.fragments, found.codings, found.documents) == ("anna", 24, 25, 12)
    assert found.groups == ("c0", "c1")
    assert [each.given for each in found.codes] == [12, 12, 0, 1]
    assert {each.attribute for each in found.parts} == {"case", "role"}
    roles = {each.value: each.documents for each in found.parts if each.attribute == "role"}
    assert roles == {"officer": 4, "coach": 8}
    one.tree.retire("Money", who="anna")
    retired = evaluating.evaluate(one, make=Learner, quick=True)
    assert (retired.fragments, retired.about.retired, len(retired.codes)) == (12, 12, 3)
    assert "12 codings with codes that were taken out of use" in retired.in_words("en")


def test_others_teach_only_when_asked(project: MakeProject) -> None:
    one = of_texts(project, 12)
    one.code("k1", quote="A volunteer 1.", code="Place", coder="ben")  # a span that anna has too
    one.code("k2", quote="volunteer", code="Rest", coder="ben")
    taught = []

    class Told(Learner):
        def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
            taught.extend(code for given in codes for code in given)
            return super().fit(fragments, codes, groups)

    alone = evaluating.evaluate(one, make=Told, quick=True)
    assert not {"place", "rest"} & set(taught)
    assert alone.about.learn_from == ()
    both = evaluating.evaluate(one, make=Told, learn_from=["ben"], quick=True)
    assert {"place", "rest"} <= set(taught)
    assert (both.fragments, both.codings) == (24, 24)
    assert [each.given for each in both.codes] == [12, 12, 0, 0]


def test_what_a_machine_had_a_part_in(project: MakeProject, tmp_path: Path) -> None:
    """What a rule laid is nobody's coding; what was accepted counts, and is told."""
    one, file = of_texts(project, 12), tmp_path / "more.csv"
    rows = ["k0,volunteer,Place,anna,rule", "k1,volunteer,Rest,anna,accepted"]
    file.write_text("\n".join(["document,quote,code,coder,origin", *rows]), encoding="utf-8")
    assert one.import_codings(file).added == 2
    found = evaluating.evaluate(one, make=Learner, quick=True)
    assert (found.fragments, found.about.ruled, found.about.helped) == (25, 1, 1)
    assert [each.given for each in found.codes] == [12, 12, 0, 1]
    assert "1 coding that a rule laid" in found.in_words("en")
    assert "1 of the codings came of a suggestion" in found.in_words("en")


def test_orphans_are_left_out(
    project: MakeProject, revise: Callable[[Project, dict[str, str]], dict[str, list[str]]]
) -> None:
    one = of_texts(project, 12)
    fates = revise(
        one, {"k0": "---\ncase: c0\nrole: officer\n---\nA volunteer 0.\n\nQuite another sentence stands here.\n"}
    )
    assert fates["k0"][1].endswith("orphaned")
    assert evaluating.evaluate(one, make=Learner, quick=True).fragments == 23


def test_without_two_cases_documents_are_left_out(project: MakeProject) -> None:
    found = evaluating.evaluate(of_texts(project, 11, cases=1), make=Learner, quick=True)
    assert (found.about.by, found.about.asked, len(found.groups)) == ("document", "case", 11)
    assert "a document is left out at a time instead" in found.in_words("en")


def test_any_attribute_may_be_left_out(project: MakeProject) -> None:
    one = of_texts(project, 12)
    assert evaluating.evaluate(one, by="role", make=Learner, quick=True).groups == ("officer", "coach")
    with pytest.raises(UnknownChoice, match=r"cannot be 'rol'.* Did you mean role"):
        evaluating.evaluate(one, by="rol", make=Learner)


def test_too_little_data_says_so(project: MakeProject) -> None:
    little = of_texts(project, 4)
    with pytest.raises(NotPossible, match=r"anna has 8 coded fragments in 4 documents\. At least 10"):
        evaluating.evaluate(little, make=Learner)
    with pytest.raises(NotPossible, match=r"ben has 0 coded fragments in 0 documents"):
        evaluating.evaluate(little, coder="ben", make=Learner)
    with pytest.raises(UnknownCoder, match="carl"):
        evaluating.evaluate(little, coder="carl", make=Learner)
    with pytest.raises(NotPossible, match="Nobody coded anything yet"):
        evaluating.evaluate(project({"k1": "Text."}), make=Learner)
    some = evaluating.evaluate(of_texts(project, 5), make=Learner, quick=True)
    assert some.few
    assert (some.fragments, some.drawn) == (10, "fragment")


def test_one_document_is_too_little(project: MakeProject) -> None:
    one = project({"k1": "\n\n".join(f"Sentence {at}." for at in range(12))}, codebook=BOOK)
    for at in range(12):
        one.code("k1", quote=f"Sentence {at}.", code="Help", coder="anna")
    with pytest.raises(NotPossible, match="12 coded fragments in 1 document"):
        evaluating.evaluate(one, make=Learner)


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_on_the_sample(sample: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the project's language: what it comes to first, and always what cannot be predicted."""
    ids = [code.id for code in sample.codebook if code.parent]
    monkeypatch.setattr(evaluating, "_own_suggester", lambda *_given: lambda: Majority(ids))
    said = run("-C", sample.root, "evaluate", "--quick")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert "Van de codes die u gaf stonden er" in lines[2]
    assert "bij de eerste vijf" in lines[2]
    assert any("nooit bij de eerste vijf: " in line and "Expertise" in line for line in lines)
    assert any(line.startswith("Winterswijk\t") for line in lines)
    values = json.loads(run("-C", sample.root, "evaluate", "--quick", "--json", "--coder", "tweede").out)
    assert values["coder"] == "tweede"
    assert len(values["groups"]) > 1
    own = values["scores"]
    assert own["suggester"]["MAP"] == own["majority"]["MAP"]
    assert values["gains"]["majority"]["value"] == 0
    assert "MAP" in own["keywords"]


def test_the_command_says_what_is_wrong(project: MakeProject, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "_own_suggester", lambda *_given: Learner)
    one = of_texts(project, 3)
    said = run("-C", one.root, "evaluate")
    assert said.code == 1
    assert "At least 10 coded fragments in 2 documents are needed" in said.err
    assert run("-C", one.root, "evaluate", "--by", "nothing").code == 1


def test_the_projects_own_suggester_is_measured(project: MakeProject) -> None:
    """Words that always went with a code are found again; the groups left out never taught."""
    found = of_texts(project, 12).evaluate(by="document", quick=True)
    assert (found.name, len(found.groups)) == ("qualcode", 12)
    assert found.scores["suggester"]["P@1"].value == 1
