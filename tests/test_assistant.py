"""The assistant: what it reads in a codebook, what it learns, and that its reasons are true."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.assist import features, learned, weights
from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.cues import Cue, Mode, cued, modes, tones, wishes
from qualcode.assist.estimator import Assistant
from qualcode.assist.features import CodeFeatures
from qualcode.assist.grades import GradeFinder
from qualcode.assist.protocol import Suggester
from qualcode.assist.shelf import Shelf
from qualcode.assist.themes import themes, toggles
from qualcode.errors import WrongUsage
from qualcode.formats import codebook_yaml
from qualcode.model import Codebook, Fragment, Question, Span
from qualcode.text.fragments import fragments
from qualcode.text.lemmas import Lemmas

BOOK = """
codes:
  - name: Uitvoering
    codes:
      - name: Statusquo
        codes:
          - name: Vrijwilligers
            definition: Wie er als vrijwilliger helpt, of dat er te weinig vrijwilligers zijn.
            examples: [Er zijn vijf vrijwilligers die koffie schenken.]
            keywords: [vrijwilliger, maatje]
            counterpart: Uitvoering/Gewenst/Vrijwilligers
          - name: Financiering
            definition: Geld, subsidie en begroting.
            keywords: [subsidie, geld, begroting]
          - name: Belemmeringen
            definition: Wat het werk moeilijk maakt.
          - name: Cijfer samenwerking
            definition: Het cijfer voor de samenwerking.
            grade: {min: 1, max: 10}
      - name: Gewenst
        codes:
          - name: Vrijwilligers
            definition: Meer of andere vrijwilligers.
            keywords: [vrijwilliger]
"""
SQ, WISH = "Uitvoering/Statusquo/", "Uitvoering/Gewenst/"


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook_yaml.read(BOOK, "book.yaml")


@pytest.fixture(scope="module")
def texts(book: Codebook) -> CodeTexts:
    return CodeTexts.of(book)


@pytest.fixture
def assistant(book: Codebook, texts: CodeTexts) -> Assistant:
    return Assistant(CodeFeatures(texts, "nl", grades=GradeFinder(book, (), "nl")))


def fragment(quote: str, document: str = "k1", start: int = 0, **around: str) -> Fragment:
    return Fragment(document, Span(start, start + len(quote)), quote, **around)  # type: ignore[arg-type]


def best(assistant: Assistant, quote: str, **around: str) -> str:
    chances = assistant.predict_proba([fragment(quote, **around)])[0]
    return assistant.features.texts.texts[int(chances.argmax())].path


# --- fragments and words ---------------------------------------------------------------------------------------------


def test_a_fragment_has_the_heading_and_the_sentences_around_it() -> None:
    text = "# Verslag\n\n## Aansluiting\n\nHet past. Een acht.\n\nVolgende keer meer."
    guide = [Question("fit", "Past het?", headings=("Aansluiting",))]
    first, second, third = fragments("k1", text, "sentence", guide)
    assert [each.quote for each in (first, second, third)] == ["Het past.", "Een acht.", "Volgende keer meer."]
    assert (second.before, second.after) == ("Het past.", "Volgende keer meer.")
    assert second.heading == "Aansluiting"
    assert second.questions == ("fit",)
    assert first.before == ""
    assert second.span.of(text) == second.quote


def test_context_stops_at_a_heading() -> None:
    *_, last = fragments("k1", "Een.\n\n## Twee\n\nDrie.", "sentence")
    assert last.quote == "Drie."
    assert last.before == ""


@given(st.text(alphabet="ab .!?\n#é😀-", max_size=80), st.sampled_from(["paragraph", "sentence", "turn"]))
def test_fragments_are_pieces_of_the_text_in_order(text: str, unit: str) -> None:
    found = fragments("k1", text, unit)
    assert all(each.span.of(text) == each.quote and each.quote.strip() == each.quote for each in found)
    assert [each.span.start for each in found] == sorted(each.span.start for each in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("verwezen", "verwijst"),
        ("Vrijwilligers", "vrijwilliger"),
        ("liep", "lopen"),
        ("maatjes", "maatje"),
        ("wandelgroepen", "wandelgroep"),
        ("kosten", "kost"),
        ("samengewerkt", "samenwerken"),
    ],
)
def test_forms_of_a_word_have_one_lemma(one: str, other: str) -> None:
    lemmas = Lemmas.of("nl")
    assert lemmas.lemma(one) == lemmas.lemma(other)


# --- the codebook as it is read --------------------------------------------------------------------------------------


def test_codes_that_only_divide_the_tree_are_not_suggested(texts: CodeTexts) -> None:
    assert [text.path for text in texts.texts] == [
        SQ + "Vrijwilligers", SQ + "Financiering", SQ + "Belemmeringen", SQ + "Cijfer samenwerking",
        WISH + "Vrijwilligers",
    ]  # fmt: skip


def test_a_branch_of_wishes_is_known_by_its_name_or_by_the_contrast(book: Codebook) -> None:
    named = modes(book)
    assert {named[code.id] for code in book.subtree(book.find("Gewenst").id)} == {Mode.WISH}
    assert {named[code.id] for code in book.subtree(book.find("Statusquo").id)} == {Mode.NOW}
    english = codebook_yaml.read("codes: [{name: Practice, codes: [A]}, {name: Hopes, codes: [A]}]", "b.yaml")
    assert set(modes(english).values()) == {Mode.ANY}
    told = modes(english, [("Practice", "Hopes")])
    assert (told[english.find("Practice/A").id], told[english.find("Hopes/A").id]) == (Mode.NOW, Mode.WISH)


def test_what_helps_and_hinders_is_known_by_name_or_by_the_settings(book: Codebook) -> None:
    assert tones(book)[book.find("Belemmeringen").id] is Cue.HINDERS
    assert tones(book, helping=["Financiering"])[book.find("Financiering").id] is Cue.HELPS


def test_an_example_that_belongs_elsewhere_is_one_of_the_code_it_names() -> None:
    made = codebook_yaml.read(
        "codes:\n  - name: Geld\n  - name: Tijd\n    examples: {close but no: ['Het kost veel. (Hier Top/Geld.)']}\n",
        "b.yaml",
    )
    assert CodeTexts.of(made).texts[0].examples == ()
    made = codebook_yaml.read(
        "codes:\n  - name: Top\n    codes:\n      - name: Geld\n      - name: Tijd\n"
        "        examples: {typical: [Geen tijd.], close but no: ['Het kost veel. (Hier Top/Geld.)']}\n",
        "b.yaml",
    )
    by_path = {text.path: text.examples for text in CodeTexts.of(made).texts}
    assert by_path["Top/Geld"] == ("Het kost veel.",)
    assert by_path["Top/Tijd"] == ("Geen tijd.",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Het zou mooi zijn als er meer kwamen.", True),
        ("Zij zou graag een dag extra willen.", True),
        ("Er moet een vaste plek komen.", True),
        ("Hopelijk blijft het bestaan.", True),
        ("Er zijn vijf vrijwilligers.", False),
        ("De groep liep vorig jaar goed.", False),
    ],
)
def test_a_wish_is_heard(text: str, says: bool) -> None:
    assert bool(wishes(text)) is says


def test_cues_are_words_of_the_text() -> None:
    text = "We hebben geen tijd, en dat is lastig."
    assert [span.of(text) for span in cued(text, Cue.HINDERS)] == ["geen tijd", "lastig"]


# --- before anybody coded --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "code"),
    [
        ("Twee maatjes zijn gestopt.", SQ + "Vrijwilligers"),
        ("De vrijwilligerscentrale is dicht.", SQ + "Vrijwilligers"),
        ("Het zou mooi zijn als er meer vrijwilligers kwamen.", WISH + "Vrijwilligers"),
        ("De subsidie loopt af.", SQ + "Financiering"),
        ("Dat is lastig en ingewikkeld.", SQ + "Belemmeringen"),
        ("Voor de samenwerking geef ik een 7,5.", SQ + "Cijfer samenwerking"),
    ],
)
def test_the_codebook_alone_suggests_what_it_speaks_of(assistant: Assistant, quote: str, code: str) -> None:
    assert best(assistant, quote) == code


def test_it_is_a_suggester_and_probabilities_are_probabilities(assistant: Assistant) -> None:
    assert isinstance(assistant, Suggester)
    chances = assistant.predict_proba([fragment("Geld."), fragment("😀")])
    assert chances.shape == (2, 5)
    assert ((chances > 0) & (chances < 1)).all()
    assert assistant.predict_proba([]).shape == (0, 5)


def test_the_sentences_around_a_short_fragment_speak_too(assistant: Assistant) -> None:
    code = assistant.features.texts.place[assistant.codes[1]]
    alone, between = assistant.predict_proba(
        [fragment("Dat loopt af."), fragment("Dat loopt af.", before="De subsidie is van de gemeente.")]
    )[:, code]
    assert between > alone


def test_without_codes_or_examples_nothing_breaks() -> None:
    for source in ("codes: []", "codes: [A, B]"):
        made = Assistant(CodeFeatures(CodeTexts.of(codebook_yaml.read(source, "b.yaml")), "nl"))
        made.fit([fragment("Iets.")], [set(made.codes[:1])], ["k1"])
        assert made.predict_proba([fragment("Iets anders.")]).shape == (1, len(made.codes))


# --- learning --------------------------------------------------------------------------------------------------------

Coded = tuple[list[Fragment], list[set[str]], list[str]]


@pytest.fixture
def coded(assistant: Assistant) -> Coded:
    """Thirty fragments in six documents, in which *fiets* means Financiering and *tuin* Belemmeringen."""
    found: Coded = ([], [], [])
    for number in range(30):
        word, code = (("fiets", 1), ("tuin", 2), ("soep", 0))[number % 3]
        quote = f"In week {number} ging het over de {word}."
        found[0].append(fragment(quote, f"k{number % 6}", start=100 * number))
        found[1].append({assistant.codes[code]})
        found[2].append(f"k{number % 6}")
    return found


def test_it_learns_words_the_codebook_does_not_have(assistant: Assistant, coded: Coded) -> None:
    assert best(assistant, "De tuin ook.") != SQ + "Belemmeringen"
    assistant.fit(*coded)
    assert best(assistant, "Toen kwam de fiets ter sprake.") == SQ + "Financiering"
    assert best(assistant, "De tuin ook.") == SQ + "Belemmeringen"


def test_what_it_learned_is_forgotten_when_it_learns_anew(assistant: Assistant, coded: Coded) -> None:
    before = assistant.predict_proba([fragment("De fiets.")])
    assistant.fit(*coded).fit([], [], [])
    assert np.allclose(assistant.predict_proba([fragment("De fiets.")]), before)


def test_the_order_of_calls_does_not_matter(assistant: Assistant, coded: Coded) -> None:
    asked = [fragment("De fiets."), fragment("Een vrijwilliger met onbekende kraaienpoten.")]
    first = assistant.fit(*coded).predict_proba(asked)
    assistant.predict_proba([fragment("Woorden die nooit eerder langskwamen: zeepsop, karnemelk.")])
    assert np.allclose(assistant.fit(*coded).predict_proba(asked), first, atol=1e-5)


def test_neighbours_say_more_with_more_codings(assistant: Assistant, coded: Coded) -> None:
    """The codebook is blended out as codings come in: what it weighs, beside what neighbours weigh, goes down."""
    shares = []
    for size in (3, 9, 30):
        assistant.fit(*(part[:size] for part in coded))  # type: ignore[arg-type]
        shares.append(assistant.contributions(fragment("De fiets en de subsidie."), assistant.codes[1]))
    of_neighbours = [share.get(learned.NEIGHBOURS, 0) / share[features.TERMS] for share in shares]
    assert of_neighbours == sorted(of_neighbours)
    assert of_neighbours[-1] > of_neighbours[0]


def test_a_fragment_never_speaks_for_itself(assistant: Assistant) -> None:
    """In its own document every word below stands once: without the others there is nothing to go by."""
    coded = [fragment(f"woord{number} woord{number}", f"k{number}") for number in range(8)]
    labels = np.zeros((8, len(assistant.codes)))
    labels[np.arange(8), np.arange(8) % 2] = 1
    groupings = learned.Groupings.of(assistant.features.texts)
    kernel = assistant.shelf.kernel(coded)
    own = learned.Learned(groupings, kernel, labels, [""] * 8, np.arange(8)).own()
    neighbours = own[..., learned.NAMES.index(learned.NEIGHBOURS)]
    assert neighbours[labels == 1].max() <= neighbours[labels == 0].max() + 1e-6


def test_predictions_without_a_group_are_those_of_a_fit_without_it() -> None:
    """The short way (one solution for all groups) gives what leaving each group out and solving again gives."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(12, 4)).astype(np.float32)
    kernel, labels, groups = rows @ rows.T, (rng.random((12, 3)) < 0.4).astype(float), np.arange(12) // 3
    own = learned.Ridge(kernel, labels, groups).own
    for group in range(4):
        out, kept = groups == group, groups != group
        centred = labels[kept] - labels[kept].mean(axis=0)
        solved = np.linalg.solve(kernel[np.ix_(kept, kept)] + 0.5 * np.eye(kept.sum()), centred)
        assert np.allclose(own[out], kernel[np.ix_(out, kept)] @ solved, atol=1e-4)


def test_what_fragments_are_taught_by_is_what_the_other_groups_say(assistant: Assistant, coded: Coded) -> None:
    """All five learned features of a fragment are those of a fit on the other documents."""
    fragments_, _codes, groups = coded
    assistant.fit(*coded)
    assert assistant._learned is not None
    own = assistant._learned.own()
    for group in set(groups):
        kept = [row for row in range(len(groups)) if groups[row] != group]
        out = [row for row in range(len(groups)) if groups[row] == group]
        other = Assistant(assistant.features).fit(*([part[row] for row in kept] for part in coded))  # type: ignore[arg-type]
        found = other.pairs(other.shelf.batch([fragments_[row] for row in out]))[..., -len(learned.NAMES) :]
        assert np.allclose(own[out], found, atol=1e-3), learned.NAMES


def test_likeness_grown_bit_by_bit_is_likeness_at_once(assistant: Assistant, coded: Coded) -> None:
    grown, fresh = Shelf(assistant.features), Shelf(assistant.features)
    grown.kernel(coded[0][:10])
    everyone = fresh.kernel(coded[0])
    assert np.allclose(grown.kernel(coded[0]), everyone, atol=1e-5)
    assert np.allclose(everyone, everyone.T)
    dual = np.random.default_rng(2).normal(size=(30, 4)).astype(np.float32)
    batch = fresh.batch(coded[0])
    assert np.allclose(fresh.toward(batch, dual).of(batch), everyone @ dual, atol=1e-3)


def test_a_new_compound_is_like_what_it_is_made_of_whenever_it_comes(assistant: Assistant, coded: Coded) -> None:
    asked = [fragment("De fietsenstalling.")]
    late = assistant.fit(*coded).predict_proba(asked)
    early = Assistant(assistant.features)
    early.predict_proba(asked)
    assert np.allclose(early.fit(*coded).predict_proba(asked), late, atol=1e-4)


def test_a_shelf_that_is_full_begins_anew(assistant: Assistant, coded: Coded, monkeypatch: pytest.MonkeyPatch) -> None:
    before = assistant.fit(*coded).predict_proba(coded[0])
    monkeypatch.setattr("qualcode.assist.shelf.ROOM", 40)
    small = Assistant(assistant.features)
    small.fit(*coded)
    small.predict_proba([fragment(f"Nummer {number}.", f"x{number}") for number in range(30)])
    assert np.allclose(small.fit(*coded).predict_proba(coded[0]), before, atol=1e-4)


def test_a_reading_that_was_broken_off_leaves_no_trace(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [fragment("De subsidie.")]

    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("qualcode.assist.shelf.read", stop)
        with pytest.raises(KeyboardInterrupt):
            assistant.predict_proba(asked)
    assert assistant.predict_proba(asked).shape == (1, 5)


def test_explaining_after_new_words_were_read(assistant: Assistant, coded: Coded) -> None:
    assistant.fit(*coded)
    asked = fragment("De fiets.")
    assistant.look([asked])
    assistant.predict_proba([fragment("Karnemelk en zeepsop.")])
    assert assistant.explain(asked, assistant.codes[1])


def test_a_passage_is_not_its_own_neighbour(assistant: Assistant) -> None:
    one, other = fragment("De fiets is stuk.", "k1"), fragment("Iets heel anders, zeepsop.", "k2")
    assistant.fit([one, other], [{assistant.codes[1]}, {assistant.codes[2]}], ["k1", "k2"])
    kinds = {each.kind: each.about for each in assistant.explain(one, assistant.codes[1], top=9)}
    assert "k1" not in kinds.get(learned.NEIGHBOURS, "")


def test_one_example_does_not_count_for_everything() -> None:
    codes = "".join(f"  - name: C{number}\n" for number in range(24))
    book = codebook_yaml.read(f"codes:\n{codes}  - name: D\n    examples: [Limonade met een rietje.]\n", "b.yaml")
    background = [fragment(f"Over de {word} en het weer.", f"b{n}") for n, word in enumerate(["tuin", "fiets"] * 60)]
    made = Assistant(CodeFeatures(CodeTexts.of(book), "nl", background=background))
    assert made.predict_proba([fragment("Iemand belde over limonade.")]).max() < 0.9


def test_only_the_latest_lessons_count_where_there_are_many(
    assistant: Assistant, coded: Coded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualcode.assist.estimator._TAUGHT", 5)
    assert assistant.fit(*coded).taught == tuple(coded[0][-5:])


def test_question_and_heading_speak_for_the_code_they_are_about(book: Codebook) -> None:
    guide = [Question("money", "Waar komt het geld vandaan?", codes=("Financiering",))]
    texts = CodeTexts.of(book, guide)
    made = CodeFeatures(texts, "nl")
    plain, under = made.of([fragment("Ja."), fragment("Ja.", heading="Financiering", questions=("money",))])
    place = texts.place[book.find("Financiering").id]
    for name in (features.QUESTION, features.HEADING):
        column = features.NAMES.index(name)
        assert plain[:, column].max() == 0
        assert under[:, column].argmax() == place


def test_shuffled_codes_teach_that_nothing_means_anything(assistant: Assistant) -> None:
    """Trained on codes that have nothing to do with the words, all that is left is how often each is given."""
    words = ["vrijwilliger", "subsidie", "lastig", "maatje", "begroting"]
    coded = [fragment(f"Het gaat over {words[number % 5]} nummer {number}.", f"k{number % 8}") for number in range(80)]
    rng = np.random.default_rng(3)
    given = [{assistant.codes[int(code)]} for code in rng.choice(5, size=80, p=[0.1, 0.1, 0.1, 0.1, 0.6])]
    assistant.fit(coded, given, [each.document for each in coded])
    chances = assistant.predict_proba([fragment("Er is een vrijwilliger met subsidie.")])[0]
    assert int(chances.argmax()) == 4
    spread = weights.NAMES.index(features.TERMS)
    assert assistant.weights[spread] < weights.PRIOR[features.TERMS] / 4


def test_lengths_that_differ_are_refused(assistant: Assistant) -> None:
    with pytest.raises(WrongUsage, match="1 fragments, 2 sets and 1 groups"):
        assistant.fit([fragment("A.")], [set(), set()], ["k1"])


def test_several_share_what_was_read(assistant: Assistant, coded: Coded) -> None:
    shelf = Shelf(assistant.features)
    one, other = (Assistant(assistant.features, shelf=shelf) for _ in range(2))
    one.fit(*coded)
    assert np.allclose(other.predict_proba([fragment("De fiets.")]), assistant.predict_proba([fragment("De fiets.")]))


# --- reasons ---------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "de",
        "vrijwilligers",
        "subsidie",
        "zou",
        "graag",
        "lastig",
        "geef",
        "een",
        "7,5",
        "cijfer",
        "samenwerking",
        "fiets",
        "😀",
        "é",
        "naïef",
        "maatje",
        "niet",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=14), st.integers(0, 50))
def test_every_reason_raised_the_score_and_its_words_are_in_the_text(words: list[str], start: int) -> None:
    made = ready()
    quote = " ".join(words)
    text = "x" * start + quote
    asked = fragment(quote, "k9", start=start)
    for code in made.codes:
        shares = made.contributions(asked, code)
        reasons = made.explain(asked, code)
        assert len(reasons) <= 3
        telling = [each.weight for each in reasons if each.kind not in GENERAL]
        assert telling == sorted(telling, reverse=True)
        assert [each.kind in GENERAL for each in reasons] == sorted(each.kind in GENERAL for each in reasons)
        for reason in reasons:
            assert reason.weight == pytest.approx(shares[reason.kind])
            assert reason.weight > 0
            assert all(start <= span.start < span.end <= len(text) for span in reason.spans)
            assert all(span.of(text).strip() for span in reason.spans)


#: What weighs for nearly every code comes last.
GENERAL = (features.NOW, learned.FREQUENCY, learned.BRANCH)
_ready: list[Assistant] = []


def ready() -> Assistant:
    """An assistant with a few lessons, made once."""
    if not _ready:
        book = codebook_yaml.read(BOOK, "book.yaml")
        made = Assistant(CodeFeatures(CodeTexts.of(book), "nl", grades=GradeFinder(book, (), "nl")))
        lessons = ["De fiets kost subsidie.", "Het maatje fietst.", "Lastig, die fiets.", "De samenwerking: een 8."]
        coded = [fragment(quote, f"k{number}") for number, quote in enumerate(lessons)]
        _ready.append(made.fit(coded, [{code} for code in made.codes[:4]], ["k0", "k1", "k2", "k3"]))
    return _ready[0]


def test_leaving_a_reason_out_lowers_the_score(assistant: Assistant, coded: Coded) -> None:
    """The score is the sum of what the reasons say: log-odds less the intercept."""
    assistant.fit(*coded)
    asked, code = fragment("De vrijwilliger met de fiets."), assistant.codes[0]
    nothing = fragment("😀")
    shares = sum(assistant.contributions(asked, code).values()) - sum(assistant.contributions(nothing, code).values())
    scores = assistant.scores(assistant.shelf.batch([asked, nothing]))[:, 0]
    assert scores[0] - scores[1] == pytest.approx(shares, abs=1e-3)


@pytest.mark.parametrize("size", [3, 30])
def test_calibration_never_changes_an_order(assistant: Assistant, coded: Coded, size: int) -> None:
    assistant.fit(*(part[:size] for part in coded))  # type: ignore[arg-type]
    asked = [fragment("De fiets."), fragment("De subsidie van de vrijwilliger."), fragment("Lastig.")]
    scores, chances = assistant.scores(assistant.shelf.batch(asked)), assistant.predict_proba(asked)
    assert (scores.ravel().argsort() == chances.ravel().argsort()).all()


def test_a_neighbour_is_named_with_the_words_shared(assistant: Assistant, coded: Coded) -> None:
    assistant.fit(*coded)
    asked = fragment("Nog eens over de fiets.")
    reason = next(each for each in assistant.explain(asked, assistant.codes[1]) if each.kind == learned.NEIGHBOURS)
    assert reason.about.startswith("k")
    assert [span.of(asked.quote) for span in reason.spans] == ["fiets"]


Ways = Callable[[Assistant], Sequence[str]]


def test_features_that_are_left_out_weigh_nothing(assistant: Assistant, coded: Coded) -> None:
    without = Assistant(assistant.features, without=[features.TERMS]).fit(*coded)
    assert features.TERMS not in without.contributions(fragment("subsidie"), without.codes[1])
    assert features.DEFINITION_SENSE not in without.contributions(fragment("subsidie"), without.codes[1])


# --- themes ----------------------------------------------------------------------------------------------------------


def test_themes_come_first_and_mode_is_a_toggle(texts: CodeTexts) -> None:
    found = themes(texts, np.array([0.5, 0.3, 0.1, 0.05, 0.2]))
    assert [theme.name for theme in found][:2] == ["Vrijwilligers", "Financiering"]
    assert found[0].p == pytest.approx(1 - 0.5 * 0.8)
    assert found[0].codes == (texts.ids[0], texts.ids[4])
    assert toggles(texts, texts.ids[0]).mode == texts.ids[4]
    assert toggles(texts, texts.ids[1]).mode == ""


def test_a_few_codings_are_trusted_a_little(assistant: Assistant, coded: Coded) -> None:
    assert [weights.trust(coded_) for coded_ in (0, 5)] == [0, 0.5]
    cold = assistant.weights.copy()
    assistant.fit(*(part[:1] for part in coded))  # type: ignore[arg-type]
    one = np.abs(assistant.weights - cold).max()
    assistant.fit(*coded)
    assert one < np.abs(assistant.weights - cold).max() / 4
    assert assistant._curve != weights.Curve(), "and what they say is calibrated"
