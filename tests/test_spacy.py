"""Documents as spaCy Docs: the text as it is, a span per coding, and what is known of each."""

from __future__ import annotations

import re

import pytest
import spacy
from conftest import MakeProject
from spacy import displacy
from spacy.tokens import DocBin

from qualcode.errors import NotPossible, UnknownDocument
from qualcode.project import Project

#: An emoji of two code points with a joiner, a combining mark, and a line that spaCy makes white space of.
ODD = "De coach 👩‍🌾 belt.\n\n\nDaarna  naar het cafe\u0301, zegt ze: “een 7,5”.\n"


def test_the_text_is_restored_exactly_and_spans_lie_on_the_words(project: MakeProject) -> None:
    one = project({"k1": ODD}, codebook="language: nl\ncodes: [Coach, {name: Cijfer, grade: {min: 1, max: 10}}]")
    one.code("k1", quote="👩‍🌾 belt", code="Coach", coder="anna")
    one.code("k1", quote="cafe\u0301", code="Coach", coder="anna")
    one.code("k1", quote="een 7,5", code="Cijfer", value="7,5", coder="anna")
    (doc,) = one.to_spacy()
    assert doc.text == one.text("k1") == ODD
    assert [span.text for span in doc.spans["codes"]] == ["👩‍🌾 belt", "cafe\u0301", "een 7,5"]
    assert [span.label_ for span in doc.spans["codes"]] == ["Coach", "Coach", "Cijfer"]
    assert doc.spans["codes"][2]._.value == "7.5"


def test_a_quotation_within_a_token_takes_the_token_and_keeps_its_own_words(project: MakeProject) -> None:
    one = project({"k1": "De welzijnscoach belt."}, codebook="codes: [Coach]")
    one.code("k1", start=11, end=16, code="Coach", coder="anna")
    (doc,) = one.to_spacy("k1")
    (span,) = doc.spans["codes"]
    assert (span.text, span._.words, span._.start, span._.end) == ("welzijnscoach", "coach", 11, 16)


def test_two_codes_on_the_same_words_are_told_apart(project: MakeProject) -> None:
    one = project({"k1": "De coach belt."}, codebook="codes: [A, B]")
    for code, comment in (("A", "eerst"), ("B", "later")):
        one.code("k1", quote="coach", code=code, coder="anna", comment=comment)
    (doc,) = one.to_spacy()
    first, second = doc.spans["codes"]
    assert {(each._.code, each._.comment) for each in (first, second)} == {("A", "eerst"), ("B", "later")}
    assert first._.quotation == second._.quotation == first.kb_id_ == "k1:1"


def test_a_union_has_a_group_for_each_coder(sample: Project) -> None:
    (doc,) = sample.to_spacy(["KAF2.1.2"], layer="union")
    own = {name: len(doc.spans[f"codes/{name}"]) for name in ("interviewer", "tweede")}
    assert min(own.values()) > 0
    assert sum(own.values()) == len(doc.spans["codes"])
    assert list(sample.to_spacy(["KAF2.1.2"])[0].spans) == ["codes"]


def test_every_document_of_the_sample_comes_back_whole(sample: Project) -> None:
    docs = sample.to_spacy()
    assert [doc._.document for doc in docs] == [each.id for each in sample.corpus().documents]
    assert all(doc.text == sample.text(doc._.document) for doc in docs)
    assert sum(len(doc.spans["codes"]) for doc in docs) == len(sample.selection().codings)
    quotations = {row.quotation: row.quote for row in sample.quotations.itertuples()}
    assert all(span._.words == quotations[span._.quotation] for doc in docs for span in doc.spans["codes"])


def test_a_doc_knows_its_document(sample: Project) -> None:
    doc = sample.to_spacy("KAF2.4.1")[0]
    assert (doc._.case, doc._.kind, doc._.attributes["round"]) == ("Kampen", "interview", 4)
    assert any(sent.text.startswith("Het is in De Kolk") for sent in doc.sents)


def test_a_filter_chooses_documents_and_codings(sample: Project) -> None:
    docs = sample.to_spacy(where={"round": 4, "code": "Vrijwilligers"})
    assert {doc._.attributes["round"] for doc in docs} == {4}
    assert {span._.code.rsplit("/")[-1] for doc in docs for span in doc.spans["codes"]} == {"Vrijwilligers"}
    with pytest.raises(UnknownDocument):
        sample.to_spacy(["KAF9"])


def test_spans_survive_a_docbin(sample: Project) -> None:
    docs = sample.to_spacy(["KAF2.4.*"])
    stored = DocBin(store_user_data=True, docs=docs).to_bytes()
    back = list(DocBin().from_bytes(stored).get_docs(spacy.blank("nl").vocab))
    for one, other in zip(docs, back, strict=True):
        assert one.text == other.text
        assert other._.case == "Kampen"
        told = [(span.label_, span.kb_id_, span.id_, span.start, span.end, span._.coder) for span in one.spans["codes"]]
        again = [
            (each.label_, each.kb_id_, each.id_, each.start, each.end, each._.coder) for each in other.spans["codes"]
        ]
        assert told == again != []


def test_displacy_shows_codes_in_their_colours(sample: Project) -> None:
    options = sample.displacy_options()
    assert all(re.fullmatch("#[0-9a-f]{6}", each) for each in options["colors"].values())
    black_can_be_read = [
        int(each[place : place + 2], 16) > 130 for each in options["colors"].values() for place in (1, 3, 5)
    ]
    assert all(black_can_be_read)
    doc = sample.to_spacy("KAF2.4.1")[0]
    page = displacy.render(doc, style="span", options=options, jupyter=False)
    span = doc.spans["codes"][0]
    assert options["colors"][span.label_] in page
    assert span.kb_id_ in page
    assert span.label_ in page


def test_a_code_name_is_no_html_in_displacy(project: MakeProject) -> None:
    one = project({"k1": "De <b>coach</b> belt."}, codebook='codes: ["<script>x</script>"]')
    one.code("k1", quote="coach", code="<script>x<\\/script>", coder="anna")
    page = displacy.render(one.to_spacy(), style="span", options=one.displacy_options(), jupyter=False)
    assert "<script" not in page
    assert "<b>" not in page
    assert "‹script›" in page


def test_half_a_character_is_refused_with_the_document(project: MakeProject) -> None:
    one = project({"k1": "Gewoon."})
    one.texts = lambda: {"k1": "Half \ud83d."}  # type: ignore[method-assign]
    with pytest.raises(NotPossible, match="k1 holds half a character"):
        one.to_spacy()


def test_a_project_without_codings_gives_docs_without_spans(project: MakeProject) -> None:
    (doc,) = project({"k1": "Gewoon."}).to_spacy()
    assert list(doc.spans["codes"]) == []
