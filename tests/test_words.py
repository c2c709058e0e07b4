"""Words: what is counted, how often, where, in what context, and what goes together."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.wording.tokens import read_tokens
from qualcode.analysis.wording.wordstats import dice, mutual_information, pair_likelihood
from qualcode.errors import BadRule, NotPossible, UnknownChoice, UnknownCode, UnknownOption, WrongUsage
from qualcode.project import Project

DUTCH = "title: T\nlanguage: nl\ncase: {attribute: gemeente}"
TEXTS = {
    "k1": "---\ngemeente: Kampen\nround: 1\n---\n# Vrijwilligers\n\nDe vrijwilliger belt. Twee vrijwilligers stoppen.",
    "k2": "---\ngemeente: Kampen\nround: 2\n---\nVrijwilligers trekken de kar. De coach trok de kar in Kampen.",
    "z1": "---\ngemeente: Zwolle\nround: 1\n---\nDe coach belt de praktijk. Geen vrijwilligers te zien.",
}


@pytest.fixture
def three(project: MakeProject) -> Project:
    """Three short documents of two cases; in the second a quotation with the code A."""
    one = project(TEXTS, settings=DUTCH)
    one.code("k2", quote="Vrijwilligers trekken de kar.", code="A", coder="anna")
    return one


def counts(one: Project, **asked: object) -> dict[str, int]:
    return {each.word: each.count for each in one.words(**{"min_count": 1, **asked}).items}  # type: ignore[arg-type]


def test_forms_of_a_word_are_one_word(three: Project) -> None:
    first = three.words().items[0]
    assert (first.word, first.count) == ("vrijwilligers", 4)
    assert first.forms == (("vrijwilligers", 3), ("vrijwilliger", 1))
    assert (first.documents, first.interviews, first.cases) == (3, 3, 2)


def test_forms_can_be_told_apart(three: Project) -> None:
    found = counts(three, unit="form")
    assert (found["vrijwilliger"], found["vrijwilligers"]) == (1, 3)


def test_headings_and_stop_words_are_not_listed_but_stop_words_count_as_words(three: Project) -> None:
    found = three.words(min_count=1)
    assert found.size == 6 + 11 + 9  # the heading's word is no running text
    assert not {"de", "geen", "twee", "te"} & set(counts(three))
    assert {"de", "geen"} <= set(counts(three, keep_stops=True))  # in small letters, as inside a sentence


def test_words_can_be_left_out_in_any_form_and_names_too(three: Project) -> None:
    assert not any(word.startswith("vrijwillig") for word in counts(three, stop=["vrijwilliger"]))
    assert "Kampen" in counts(three)
    assert "Kampen" not in counts(three, names=False)
    assert "vrijwilligers" in counts(three, names=False)  # its capital is that of a sentence


def test_paragraphs_that_stand_in_three_documents_are_fixed_lines(project: MakeProject) -> None:
    line = "*Deze samenvatting is fictief.*"
    one = project({f"k{n}": f"{line}\n\nDe coach belt {n} keer." for n in range(3)}, settings=DUTCH)
    assert "fictief" not in counts(one)
    assert counts(one)["coach"] == 3


def test_names_of_speakers_are_no_words(project: MakeProject) -> None:
    one = project({"k1": "Interviewer: Hoe gaat het?\n\nP1: De coach belt.\n\nInterviewer: Waarom?"}, settings=DUTCH)
    assert set(counts(one)) == {"coach", "belt"}


def test_a_word_leads_to_its_places(three: Project) -> None:
    found = three.words()
    texts = three.texts()
    places = found.places("vrijwilliger")
    assert [texts[each.document][each.start : each.end].casefold()[:12] for each in places] == ["vrijwilliger"] * 4
    assert [each.name for each in places][2] == "k2:1"  # the quotation it is in
    assert found.items[0].where == ("k2:1", f"z1@{texts['z1'].index('vrijwilliger')}", f"k1@{places[0].start}")
    with pytest.raises(NotPossible, match="olifant"):
        found.places("olifant")


def test_by_case_counts_add_up(three: Project) -> None:
    found = three.words(by="case")
    assert found.groups == ("Kampen", "Zwolle")
    assert sum(found.sizes) == found.size
    assert all(sum(each.by) == each.count for each in found.items)
    assert "Kampen: 17, Zwolle: 9" in found.rule
    with pytest.raises(UnknownChoice, match="ronde"):
        three.words(by="ronde")


def test_inside_a_code_only_its_quotations_count_each_word_once(three: Project) -> None:
    three.code("k2", quote="trekken de kar", code="A", coder="anna")
    assert counts(three, inside="A") == {"vrijwilligers": 1, "trekken": 1, "kar": 1}
    assert counts(three, inside="/A") == counts(three, inside="A")
    found = three.words(inside="A", min_count=1)
    assert found.size == 4
    assert "A" in found.rule
    with pytest.raises(UnknownCode):
        three.words(inside="Zee")


def test_coded_and_uncoded_are_the_whole(three: Project) -> None:
    sizes = [three.words(part=part).size for part in ("coded", "uncoded", "all")]
    assert sizes[0] + sizes[1] == sizes[2]
    with pytest.raises(UnknownOption):
        three.words(part="half")
    with pytest.raises(WrongUsage, match="one of the two"):
        three.words(inside="A", part="coded")


def test_a_filter_on_codings_looks_at_quotations(three: Project) -> None:
    assert counts(three, where={"code": "A"}) == counts(three, inside="A")
    assert counts(three, where={"round": 1})["vrijwilligers"] == 3


def test_the_rule_and_the_warning_say_what_it_is(three: Project) -> None:
    found = three.words(where={"round": 2})
    assert found.about in found.rule
    assert "round = 2" in found.rule
    assert found.warnings


@given(st.lists(st.text(alphabet="aé b😀\n.#:-", max_size=40), max_size=4))
def test_words_stand_where_tokens_say(texts: list[str]) -> None:
    tokens = read_tokens(texts, "nl")
    said = [texts[d][s:e] for d, s, e in zip(tokens.document, tokens.start, tokens.end, strict=True)]
    assert said == [tokens.forms[form] for form in tokens.form.tolist()]
    assert len(tokens.sentence) == len(tokens)


# --- keyword in context -----------------------------------------------------------------------------------------


def test_a_word_is_found_in_any_form_with_what_stands_around_it(three: Project) -> None:
    found = three.concordance("trekken", width=20)
    assert [(each.left, each.hit, each.right) for each in found.lines] == [
        ("Vrijwilligers ", "trekken", " de kar. De coach tr"),
        ("en de kar. De coach ", "trok", " de kar in Kampen."),
    ]
    first = found.lines[0]
    assert (first.place.name, first.case, first.round, first.codes) == ("k2:1", "Kampen", "2", ("A",))
    assert found.lines[1].codes == ()


@pytest.mark.parametrize(
    ("term", "hits"),
    [
        ("vrijwillig*", ["vrijwilliger", "vrijwilligers", "Vrijwilligers", "vrijwilligers"]),
        ("=vrijwilligers", ["vrijwilligers", "vrijwilligers"]),
        ("kar ~ trekken", ["trekken de kar", "trok de kar"]),
        ("coach belt", ["coach belt"]),
        ("/geen \\w+/", ["Geen vrijwilligers"]),
        ("olifant", []),
    ],
)
def test_terms_are_those_of_rules(three: Project, term: str, hits: list[str]) -> None:
    found = three.concordance(term)
    assert [each.hit for each in found.lines] == hits
    assert bool(found.warnings) is not bool(hits)


def test_headings_are_neither_found_nor_context(three: Project) -> None:
    found = three.concordance("vrijwilliger", where={"document": "k1"})
    assert [each.left.strip() for each in found.lines] == ["De", "De vrijwilliger belt. Twee"]


def test_context_ends_at_the_next_heading(project: MakeProject) -> None:
    one = project({"k1": "# Nu\n\nDe coach belt.\n\nHij wacht.\n\n# Daarna\n\nStil."}, settings=DUTCH)
    (line,) = one.concordance("belt").lines
    assert (line.left, line.right) == ("De coach ", ". ¶ Hij wacht.")


def test_lines_are_sorted_by_what_is_beside_them(three: Project) -> None:
    right = three.concordance("de", sort="right")
    following = [each.right.split()[0].strip(".") for each in right.lines]
    assert following == ["coach", "coach", "kar", "kar", "praktijk", "vrijwilliger"]
    left = three.concordance("belt", sort="left")
    assert [each.left.split()[-1] for each in left.lines] == ["coach", "vrijwilliger"]
    with pytest.raises(UnknownOption):
        three.concordance("de", sort="up")


def test_a_term_that_cannot_be_read_says_so(three: Project) -> None:
    with pytest.raises(BadRule):
        three.concordance("/(/")


def test_what_is_found_is_not_in_the_log_of_a_program(three: Project) -> None:
    assert "trok" not in repr(three.concordance("trekken"))


# --- collocations -----------------------------------------------------------------------------------------------


def test_pairs_side_by_side_are_those_of_nltk(sample: Project) -> None:
    """NLTK's finder over the same words; ours leaves stop words and sentence ends between, so it is given sentences."""
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    base = sample.basis()
    tokens, words = base.tokens, base.tokens.vocabulary()
    number = words.of_form[tokens.form]
    sentences: dict[int, list[int]] = {}
    for token in np.flatnonzero(base.counted).tolist():
        sentences.setdefault(int(tokens.sentence[token]), []).append(int(number[token]))
    finder = BigramCollocationFinder.from_documents([])
    finder.word_fd.update(word for each in sentences.values() for word in each)
    finder.ngram_fd.update(pair for each in sentences.values() for pair in pairwise(each))
    finder.N = base.size
    measures = BigramAssocMeasures
    found = sample.collocations(window=1, min_count=4, most=40)
    assert found.items
    for each in found.items:
        pair = tuple(words.names.index(word) for word in (each.first, each.second))
        assert finder.ngram_fd[pair] == each.count
        assert finder.score_ngram(measures.likelihood_ratio, *pair) == pytest.approx(each.ll, rel=1e-6)
        assert finder.score_ngram(measures.pmi, *pair) == pytest.approx(each.mi)
        assert finder.score_ngram(measures.dice, *pair) == pytest.approx(each.dice)


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=30), st.integers(1, 4))
def test_pairs_in_a_window_are_counted_as_a_plain_loop_does(words: list[str], window: int) -> None:
    from qualcode.analysis.wording.collocates import _near

    number = np.array(["abcd".index(word) for word in words])

    class Base:
        class tokens:  # noqa: N801  stands for one
            sentence = np.arange(len(number)) // 7

        counted = np.ones(len(number), bool)

    one, other = _near(Base, number, np.ones(len(number), bool), window, None)  # type: ignore[arg-type]
    plain = Counter(
        (at, at + step)
        for at in range(len(words))
        for step in range(1, window + 1)
        if at + step < len(words) and at // 7 == (at + step) // 7 and words[at] != words[at + step]
    )
    assert Counter(zip(one.tolist(), other.tolist(), strict=True)) == plain


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(1, 200))
def test_pair_formulas_against_plain_ones(both: int, first: int, second: int, rest: int) -> None:
    from scipy.stats import chi2_contingency

    one, two = both + first, both + second
    size = both + first + second + rest
    if not one or not two:
        return
    table = [[both, first], [second, rest]]
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert abs(float(pair_likelihood(both, one, two, size))) == pytest.approx(expected, abs=1e-6)
    if both:
        assert float(mutual_information(both, one, two, size)) == pytest.approx(np.log2(both * size / one / two))
        assert float(dice(both, both, one, two)) == pytest.approx(2 * both / (one + two))


def test_pairs_of_one_word_have_it_first(three: Project) -> None:
    found = three.collocations("karren", min_count=1, window=3)
    assert {(each.first, each.count) for each in found.items} >= {("kar", 2)}
    assert all(each.first == "kar" for each in found.items)
    with pytest.raises(NotPossible, match="olifant"):
        three.collocations("olifant")
    with pytest.raises(WrongUsage, match="window"):
        three.collocations(window=0)


# --- similar ----------------------------------------------------------------------------------------------------


@pytest.fixture
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_VECTORS", "off")


@pytest.mark.usefixtures("without_vectors")
def test_the_most_alike_share_rare_words(sample: Project) -> None:
    found = sample.similar(text="De brugwachter stopt als vrijwilliger", most=5)
    assert found.items[0].by_words == max(each.by_words for each in found.items)
    assert "brugwachter" in found.items[0].shared
    assert "Uitvoering/Statusquo/Vrijwilligers" in found.items[0].codes
    assert not found.embedder
    assert "by_sense" not in found.to_frame().columns


@pytest.mark.usefixtures("without_vectors")
def test_a_quotation_is_not_like_itself(sample: Project) -> None:
    label = sample.quotations["quotation"].iloc[0]
    found = sample.similar(label, most=20)
    asked = sample.quotation(label)
    assert all(each.place.name != label for each in found.items)
    assert found.asked == asked.words
    overlapping = [
        each for each in found.items if each.place.document == asked.document and each.place.start < asked.span.end
        and each.place.end > asked.span.start
    ]  # fmt: skip
    assert not overlapping


@pytest.mark.usefixtures("without_vectors")
def test_cosines_are_those_of_scikit_learn(sample: Project) -> None:
    from sklearn.feature_extraction.text import TfidfTransformer

    from qualcode.analysis.wording.pieces import pieces, weighed

    rows = pieces(sample.basis(), "paragraph").counts()
    ours, theirs = weighed(rows), TfidfTransformer(sublinear_tf=True).fit_transform(rows)
    assert abs(ours - theirs).max() < 1e-9


def test_vectors_are_used_where_there_are_some(three: Project) -> None:
    from qualcode.analysis.wording.alike import similar

    class Length:
        name, dimension = "length 1", 2

        def __call__(self, texts: object) -> object:
            rows = np.array([[len(each), 20] for each in texts], np.float32)  # type: ignore[attr-defined]
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    found = similar(three.basis(), "belt hij", unit="sentence", embed=Length())  # type: ignore[arg-type]
    assert found.embedder == "length 1"
    assert {each.by_sense is not None for each in found.items} == {True}
    assert found.items[0].likeness == pytest.approx((4 * found.items[0].by_sense + found.items[0].by_words) / 5)


def test_one_of_label_and_text(three: Project) -> None:
    for asked in ({}, {"quotation": "k2:1", "text": "kar"}):
        with pytest.raises(WrongUsage, match="label"):
            three.similar(**asked)  # type: ignore[arg-type]


# --- commands ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(three: Project) -> Path:
    return three.root


def test_words_on_the_command_line(run: Run, folder: Path) -> None:
    said = run("-C", folder, "words", "--by", "case")
    assert said.code == 0
    assert said.out.splitlines()[0].split("\t")[:3] == ["woord", "aantal", "Kampen"]
    assert "vrijwilligers\t4" in said.out
    rows = json.loads(run("-C", folder, "words", "--json").out)["rows"]
    assert rows[0]["count"] == 4


def test_subcommands_of_words(run: Run, folder: Path, tmp_path: Path) -> None:
    assert "[kar]" in run("-C", folder, "words", "context", "kar").out
    assert "kar" in run("-C", folder, "words", "pairs", "kar", "--min-count", "1").out
    out = tmp_path / "kwic.csv"
    assert run("-C", folder, "words", "context", "kar", "--out", out).code == 0
    assert out.read_text().splitlines()[0] == "left,hit,right,document,case,round,start,quotation,codes"
    assert run("-C", folder, "words", "key", "--key", "case=Kampen", "--min-count", "1").code == 0


def test_options_before_a_subcommand_are_not_passed_over(run: Run, folder: Path) -> None:
    said = run("-C", folder, "words", "--coded", "context", "kar")
    assert (said.code, "--coded" in said.err) == (2, True)


@pytest.mark.usefixtures("without_vectors")
def test_similar_on_the_command_line(run: Run, folder: Path) -> None:
    said = run("-C", folder, "similar", "--text", "wie trekt de kar", "--unit", "sentence")
    assert said.code == 0
    assert "k2:1" in said.out
    assert run("-C", folder, "similar").code == 2
