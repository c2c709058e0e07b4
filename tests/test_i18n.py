"""Dutch and English: no sentence a reader sees misses its translation, nor the way to get one."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.jslexer import Token, tokenize
from jinja2 import Environment

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


def test_sentences_in_scripts_are_found(catalogue: ModuleType) -> None:
    """Under the place by which a page is given only the words that its scripts say."""
    found = {message.id: message.locations for message in catalogue.sentences()}
    assert found["The server is back."] == [("qualcode/web/static/js/page.js", 0)]
    pairs = [message for message in found if isinstance(message, tuple) and message[0].startswith("Not saved yet")]
    assert len(pairs) == 1


SCRIPTS = ROOT / "qualcode" / "web" / "static" / "js"
#: Strings of scripts that begin as a sentence does, and are none: names of keys, and of things that have one name.
NAMES = (
    r"((Ctrl|Alt|Shift) ?\+ ?)*"
    r"(Arrow\w+|Page\w+|Home|End|Enter|Esc|Escape|Tab|Delete|Backspace|Ctrl|Control|Meta|Alt\w*|CapsLock|Dead|\$\{digit\}|.?)"
)
OTHERS = {"Content-Type", "Mac", "Excel", "Markdown"}


def tokens(path: Path) -> list[Token]:
    found = tokenize(path.read_text(encoding="utf-8"), template_string=True)
    return [each for each in found if not each.type.endswith("comment")]


def test_scripts_say_nothing_but_through_the_catalogue() -> None:
    """What begins with a capital is a sentence, and goes through `_` or `plural`."""
    wrong = []
    for path in sorted(SCRIPTS.rglob("*.js")):
        every = tokens(path)
        for place, token in enumerate(every):
            if token.type in ("string", "template_string") and re.match("[A-Z][a-z]{2}", token.value[1:]):
                before = [each.value for each in every[max(0, place - 4) : place]]
                said = before[-2:] in (["_", "("], ["plural", "("]) or before[:2] == ["plural", "("]
                if not said and not re.fullmatch(NAMES, token.value[1:-1]) and token.value[1:-1] not in OTHERS:
                    wrong.append(f"{path.name}:{token.lineno} {token.value}")
    assert wrong == []


def test_scripts_give_the_catalogue_whole_sentences() -> None:
    """`_("…")` with one string that is written out: neither put together nor kept in a name."""
    wrong, calls = [], 0
    for path in sorted(SCRIPTS.rglob("*.js")):
        every = tokens(path)
        for place, token in enumerate(every[:-3]):
            if token.value != "_" or every[place + 1].value != "(" or every[place - 1].value == "function":
                continue
            calls += 1
            if every[place + 2].type != "string" or every[place + 3].value not in (",", ")"):
                wrong.append(f"{path.name}:{token.lineno}")
    assert calls > 300
    assert wrong == []


def shown(source: str) -> Iterator[str]:
    """What a template shows as it stands: between its tags, and in the attributes that are read out or shown."""
    plain = "".join(text for _line, kind, text in Environment().lex(source) if kind == "data")
    yield from re.findall(r'\s(?:title|placeholder|aria-label|alt|label)="([^"]+)"', plain)
    without = re.sub(r"<script.*?</script>|<!--.*?-->", "", plain, flags=re.DOTALL)
    yield from re.split(r"<[^>]*>", without)


def test_templates_show_nothing_but_through_the_catalogue() -> None:
    templates = sorted((ROOT / "qualcode" / "web" / "templates").glob("*.html"))
    assert len(templates) > 8
    for path in templates:
        said = [text.strip() for text in shown(path.read_text(encoding="utf-8")) if re.search("[A-Za-z]{2}", text)]
        assert said == [], path.name


def test_words_and_numbers_of_a_language() -> None:
    dutch, english = language("nl"), language("en")
    assert dutch("no interview") == "geen interview"
    assert english("no interview") == "no interview"
    assert dutch.joined(["a", "b", "c"]) == "a, b en c"
    assert dutch.number(7.25) == "7,3"
    assert english.number(7.0) == "7"
    assert dutch.date("2021-05-12") == "12 mei 2021"
    assert dutch.date("mei 2021") == "mei 2021"
