"""Topics: the factorisation against scikit-learn's, topics that were put in are found, and what is said of them."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from conftest import MakeProject, Run
from scipy import sparse

from qualcode.analysis.wording import topic
from qualcode.analysis.wording.nmf import factorise
from qualcode.analysis.wording.pieces import Pieces, pieces, weighed
from qualcode.errors import NotPossible, UnknownOption, WrongUsage
from qualcode.project import Project
from qualcode.tables import Bools

GARDEN = ["tuin", "plant", "water", "gieter", "zaad", "aarde", "bloem"]
CHURCH = ["kerk", "orgel", "koor", "dominee", "preek", "bank", "lied"]
MONEY = ["geld", "subsidie", "begroting", "factuur", "euro", "rekening", "lening"]


@pytest.fixture
def known(project: MakeProject) -> Project:
    """Thirty documents of two cases, with paragraphs that are about one of three things each."""
    texts = {}
    for number in range(30):
        case = "Kampen" if number % 2 else "Zwolle"
        themes = [GARDEN, CHURCH] if case == "Kampen" else [GARDEN, MONEY]
        paragraphs = [
            " ".join(theme[(number + step) % 7] for step in (0, 1, 3)).capitalize() + f" {number}." for theme in themes
        ]
        head = f"---\ngemeente: {case}\ninterviewer: {'AB'[number % 3 == 0]}\n---\n# Kop tuin kerk geld\n\n"
        texts[f"d{number:02}"] = head + "\n\n".join(paragraphs)
    one = project(texts, settings="title: T\nlanguage: nl\ncase: {attribute: gemeente}")
    for number in range(0, 30, 2):
        for quote in one.text(f"d{number:02}").strip().split("\n\n")[1:]:
            one.code(f"d{number:02}", quote=quote, code="A", coder="anna")
    return one


# --- the factorisation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 6, 12])
def test_the_loss_is_that_of_scikit_learn(sample: Project, count: int) -> None:
    from sklearn.decomposition import NMF

    counts = pieces(sample.basis(), "paragraph").counts()
    rows = weighed(counts[:, np.bincount(counts.indices, minlength=counts.shape[1]) > 5])
    ours = factorise(rows, count)
    theirs = NMF(count, init="nndsvd", max_iter=500, tol=1e-5).fit(rows)
    assert ours.loss == pytest.approx(theirs.reconstruction_err_**2 / 2, rel=0.01)


def test_the_loss_is_what_is_left(sample: Project) -> None:
    rows = weighed(pieces(sample.basis(), "paragraph").counts())[:60, :300]
    found = factorise(rows, 4, seed=3)
    left = rows.toarray() - found.weights @ found.parts
    assert found.loss == pytest.approx(0.5 * float((left**2).sum()))
    assert found.weights.min() >= 0
    assert np.linalg.norm(found.parts, axis=1) == pytest.approx(np.ones(4))


def test_parts_that_were_put_in_come_out() -> None:
    generator = np.random.default_rng(5)
    parts = np.kron(np.eye(3), np.ones(5))
    weights = generator.random((40, 3)) * (generator.random((40, 3)) > 0.6)
    for seed in (None, 1, 2):
        found = factorise(sparse.csr_matrix(weights @ parts), 3, seed=seed)
        cosines = (found.parts @ parts.T) / np.sqrt(5)
        assert sorted(cosines.max(axis=0).round(3).tolist()) == [1, 1, 1]


# --- topics -----------------------------------------------------------------------------------------------------


def test_themes_that_were_put_in_are_found(known: Project) -> None:
    found = known.topics(3)
    words = [{word for word, _weight in each.words} for each in found.items]
    assert sorted(map(sorted, words)) == sorted(map(sorted, map(set, (GARDEN, CHURCH, MONEY))))
    assert [each.count for each in found.items] == [30, 15, 15]
    assert min(each.stable for each in found.items) > 0.75
    assert found.items[0].cases == (("Kampen", 15), ("Zwolle", 15))


def test_a_topic_of_one_case_says_so(known: Project) -> None:
    notes = {each.words[0][0] in GARDEN: each.note for each in known.topics(3).items}
    assert not notes[True]
    assert any(case in notes[False] for case in ("Kampen", "Zwolle"))


def test_passages_lead_to_their_places(known: Project) -> None:
    topic = next(each for each in known.topics(3).items if each.words[0][0] in MONEY)
    texts = known.texts()
    for each in topic.examples:
        assert texts[each.place.document][each.place.start : each.place.end] == each.words
        assert each.place.label.startswith(each.place.document + ":")  # all of these are coded
        assert each.codes == ("A",)
    assert len({each.place.document for each in topic.examples}) == 3


def test_uncoded_and_inside_look_at_their_part(known: Project) -> None:
    free = {word for each in known.topics(2, part="uncoded").items for word, _weight in each.words}
    assert not free & set(MONEY)
    inside = known.topics(2, inside="A")
    assert inside.pieces == 30
    assert {word for each in inside.items for word, _weight in each.words} == set(GARDEN) | set(MONEY)


def test_the_same_seed_gives_the_same(sample: Project) -> None:
    one, other = (sample.topics(5, runs=2, seed=4) for _time in range(2))
    assert one.to_frame().equals(other.to_frame())
    assert 0 <= min(each.stable for each in one.items) <= max(each.stable for each in one.items) <= 1


def test_noise_does_not_come_back(project: MakeProject) -> None:
    dice = random.Random(2)
    words = GARDEN + CHURCH + MONEY
    texts = {f"d{n:02}": " ".join(dice.sample(words, 8)) + "." for n in range(60)}
    found = project(texts, settings="title: T\nlanguage: nl").topics(5)
    assert min(each.stable for each in found.items) < 0.75
    assert found.warnings  # so few passages


def test_names_are_no_topics_unless_asked_for(sample: Project) -> None:
    def said(**asked: bool) -> set[str]:
        return {word for each in sample.topics(8, runs=0, **asked).items for word, _weight in each.words}

    assert "coach" in said() | said(names=True)
    assert not {"Lichtenvoorde", "Groenlo", "Welzijn", "Recept"} & said()


def test_stop_words_of_your_own(known: Project) -> None:
    assert "geld" not in {word for each in known.topics(3, stop=["geld"]).items for word, _weight in each.words}


def test_too_little_text_says_so(known: Project) -> None:
    with pytest.raises(NotPossible, match="Too little text"):
        known.topics(12)
    with pytest.raises(WrongUsage):
        known.topics(1)
    with pytest.raises(UnknownOption):
        known.topics(3, unit="page")


def test_topics_on_the_command_line(run: Run, known: Project) -> None:
    said = run("-C", known.root, "topics", "-k", "3", "--quotes", "1")
    assert said.code == 0
    assert all(f"{number}. " in said.out for number in (1, 2, 3))
    assert said.out.count("kwam terug: ") == 3
    rows = json.loads(run("-C", known.root, "topics", "-k", "3", "--json").out)["rows"]
    assert [row["topic"] for row in rows] == [1, 2, 3]
    assert rows[0]["where"]
    assert "prompt" in run("-C", known.root, "topics", "--help").out


def test_without_other_runs_nothing_is_said_of_coming_back(run: Run, known: Project) -> None:
    found = known.topics(3, runs=0)
    assert [(each.stable, "come back" in each.note) for each in found.items] == [(None, False)] * 3
    assert "stable" not in found.rule
    assert found.to_frame()["stable"].isna().all()
    said = run("-C", known.root, "topics", "-k", "3", "--runs", "0")
    assert (said.code, "kwam terug" in said.out) == (0, False)


def test_runs_that_keep_too_little_do_not_count(known: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [[each.stable or 0 for each in known.topics(3, runs=1, seed=seed).items] for seed in (2, 4)]
    some = topic._some

    def of_even_seeds(every: Pieces, seed: int) -> Bools:
        return some(every, seed) & (seed % 2 == 0)

    monkeypatch.setattr(topic, "_some", of_even_seeds)
    both = [each.stable for each in known.topics(3, runs=4, seed=1).items]
    assert both == pytest.approx([sum(each) / 2 for each in zip(*alone, strict=True)])
    monkeypatch.setattr(topic, "_some", lambda every, _seed: np.zeros(len(every), bool))
    assert {each.stable for each in known.topics(3, runs=4).items} == {None}
