"""Dutch and English: no sentence a reader sees misses its translation."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from qualcode.i18n import language

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    """The tool that gathers sentences, `tools/catalogue.py`."""
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools/catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_is_translated(catalogue: ModuleType) -> None:
    wanted = {message.id for message in catalogue.sentences() if message.id}
    translated = {message.id for message in catalogue.read(catalogue.CATALOGUE) if message.id}
    assert len(wanted) > 100
    assert wanted == translated, "run: python tools/catalogue.py"
    assert catalogue.missing(catalogue.read(catalogue.CATALOGUE)) == []


def test_translations_keep_their_places_to_fill(catalogue: ModuleType) -> None:
    for message in catalogue.read(catalogue.CATALOGUE):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        holes = {hole for each in ids for hole in re.findall(r"%\((\w+)\)", each)}
        for text in texts:
            assert set(re.findall(r"%\((\w+)\)", text)) <= holes, message.id


def test_sentences_in_templates_are_found(catalogue: ModuleType) -> None:
    source = '{{ _("one") }} {% if x %}{{ _.plural("%(count)s a", "%(count)s b", n) }}{% endif %}'
    assert catalogue.in_template(source) == ["one", ("%(count)s a", "%(count)s b")]


def test_words_and_numbers_of_a_language() -> None:
    dutch, english = language("nl"), language("en")
    assert dutch("no interview") == "geen interview"
    assert english("no interview") == "no interview"
    assert dutch.joined(["a", "b", "c"]) == "a, b en c"
    assert dutch.number(7.25) == "7,3"
    assert english.number(7.0) == "7"
    assert dutch.date("2021-05-12") == "12 mei 2021"
    assert dutch.date("mei 2021") == "mei 2021"
