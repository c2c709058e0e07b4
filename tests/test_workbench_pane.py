"""The text pane: places in a text, selecting by keys and mouse, and words that are stored as they were selected."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from panes import (
    ACUTE,
    FAMILY,
    TEXT,
    drag,
    lay,
    one_stage,
    passage,
    press,
    sheet,
    shift_click,
    small_project,
    spot,
    staged,
    words,
)
from workbench import Served, browser_test

import qualcode as qc

pytestmark = browser_test


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, browser: Callable[[], Any]) -> Iterator[Served]:
    yield from small_project(tmp_path_factory.mktemp("pane"), browser)


@pytest.fixture(scope="module")
def stage(served: Served) -> Iterator[Any]:
    yield from one_stage(served)


def test_places_are_code_points_whatever_the_signs(stage: Any) -> None:
    draw = random.Random(5)
    signs = ["a", " ", "\n", "é", f"e{ACUTE}", "😀", FAMILY, "🇳🇱", "\u200d", "𝕏", "\ufeff", "\u0085", "中", "👍🏽", "”"]
    strings = ["", *("".join(draw.choices(signs, k=draw.randrange(30))) for _ in range(150))]
    found = stage.evaluate(
        """(strings) => strings.map((string) => {
          const text = new Text(string);
          const points = Array.from({ length: text.length + 1 }, (_, point) => point);
          return {
            length: text.length,
            units: points.map((point) => text.toUnits(point)),
            back: points.map((point) => text.toPoints(text.toUnits(point))),
            cut: points.map((point) => text.slice(point, point + 3)),
            trimmed: points.map((point) => text.trimmed(point, Math.min(point + 4, text.length))),
          };
        })""",
        strings,
    )
    for string, said in zip(strings, found, strict=True):
        points = range(len(string) + 1)
        assert said["length"] == len(string)
        assert said["units"] == [len(string[:point].encode("utf-16-le")) // 2 for point in points]
        assert said["back"] == list(points)
        assert said["cut"] == [string[point : point + 3] for point in points]
        for span in filter(None, said["trimmed"]):
            chosen = string[span[0] : span[1]]
            assert chosen == chosen.strip() != ""


def test_a_selection_takes_in_whole_signs_and_no_white_space(stage: Any) -> None:
    string = f" a{FAMILY} e{ACUTE}\n "
    family = string.index(FAMILY)
    spans = [[0, len(string)], [family + 1, family + 2], [family + 4, family + 7], [0, 1]]
    trimmed = stage.evaluate(
        "([string, spans]) => spans.map((span) => new Text(string).trimmed(...span))", [string, spans]
    )
    assert trimmed == [[1, len(string) - 2], [family, family + 5], [family, family + 8], None]


def test_words_are_what_stands_between_blanks_without_signs(stage: Any) -> None:
    string = f"“Het loopt,” zegt 85-jarige {FAMILY} – 7,5. e{ACUTE}e{ACUTE}n\n# x"
    found = stage.evaluate("(string) => new Text(string).words()", string)
    assert [string[start:end] for start, end in found] == [
        "Het", "loopt", "zegt", "85-jarige", FAMILY, "7,5", f"e{ACUTE}e{ACUTE}n", "x",
    ]  # fmt: skip


def test_the_page_has_every_character_of_the_text(stage: Any) -> None:
    long = "woord " * 3_000
    for text in (
        TEXT,
        "",
        "\n\n",
        "a",
        "*cursief*\nnee\n",
        long + "\n" + long,
        f"x{ACUTE}" * 5_000,
        f"{FAMILY}" * 2_000,
    ):
        lay(stage, text)
        assert stage.evaluate("document.querySelector('.lines').textContent") == text


def test_sentence_by_sentence(stage: Any) -> None:
    lay(stage, TEXT)
    assert press(stage, "j") == "# Gesprek"
    assert press(stage, "ArrowDown") == "Het loopt goed."
    assert press(stage, "j") == "“We missen vrijwilligers,” zegt zij."
    assert press(stage, "k") == "Het loopt goed."
    assert press(stage, "Shift+ArrowDown") == "Het loopt goed. “We missen vrijwilligers,” zegt zij."
    assert press(stage, "Shift+ArrowUp", "Shift+ArrowUp") == "# Gesprek\n\nHet loopt goed."
    assert press(stage, "Shift+ArrowDown") == "Het loopt goed."
    assert press(stage, "End") == f"En nog een cafe{ACUTE}-bezoek."
    assert press(stage, "j") == f"En nog een cafe{ACUTE}-bezoek."
    assert press(stage, "Shift+Home") == TEXT.strip()
    assert press(stage, "Home") == "# Gesprek"
    assert press(stage, "Escape") == ""
    assert stage.evaluate("told.filter((each) => each === 'select').length") == 12


def test_word_by_word(stage: Any) -> None:
    lay(stage, TEXT)
    press(stage, "j", "j")
    assert press(stage, "ArrowRight") == "Het"
    assert press(stage, "ArrowRight", "ArrowRight", "ArrowRight") == "We"
    assert press(stage, "Shift+ArrowRight", "Shift+ArrowRight") == "We missen vrijwilligers"
    assert press(stage, "Shift+ArrowLeft") == "We missen"
    assert press(stage, "Alt+Shift+ArrowLeft") == "“We missen"
    assert press(stage, "Alt+Shift+ArrowLeft") == "goed. “We missen"
    assert press(stage, "Alt+Shift+ArrowRight", "Alt+Shift+ArrowRight", "Alt+Shift+ArrowRight") == "missen"
    assert press(stage, "Alt+Shift+ArrowRight") == "missen", "the start never passes the end"
    assert press(stage, *["Shift+ArrowRight"] * 4) == "missen vrijwilligers,” zegt zij.", "a sentence's end is a stop"
    assert press(stage, "ArrowLeft") == "zij"


def test_words_of_many_units_are_taken_whole(stage: Any) -> None:
    lay(stage, TEXT)
    press(stage, "j", "j", "j", "j")
    assert press(stage, "ArrowLeft") == FAMILY
    assert press(stage, "ArrowRight", "ArrowLeft") == FAMILY
    press(stage, "End")
    assert press(stage, "ArrowLeft") == f"cafe{ACUTE}-bezoek"


def test_moving_begins_where_one_clicked_and_is_read_out(stage: Any) -> None:
    lay(stage, TEXT)
    stage.mouse.click(*spot(stage, TEXT, "die verder"))
    assert words(stage) == ""
    assert press(stage, "j") == "Een tweede alinea, die verder gaat."
    assert stage.locator("[aria-live=polite].unseen").text_content() == "Een tweede alinea, die verder gaat."
    assert press(stage, "Escape", "k") == "Een tweede alinea, die verder gaat."


def test_a_sentence_out_of_sight_is_scrolled_to(stage: Any) -> None:
    text = "".join(f"Zin {number} van een lange tekst.\n\n" for number in range(200))
    lay(stage, text)
    press(stage, "PageDown")
    stage.evaluate("async () => { while (pane.element.scrollTop < 300) await drawn(); }")
    assert press(stage, "End") == "Zin 199 van een lange tekst."
    assert stage.evaluate("pane.element.scrollTop") > 3000
    press(stage, "Escape")
    stage.evaluate("async () => { for (let n = 0; n < 4; n += 1) { pane.element.scrollTop = 1500; await drawn(); } }")
    first = press(stage, "j")
    _, top = spot(stage, text, first)
    assert 0 < top - stage.locator(".pane").bounding_box()["y"] < 80, "the first that is seen"


def test_the_mouse_selects_over_lines_and_backwards(stage: Any) -> None:
    lay(stage, TEXT)
    start, end = spot(stage, TEXT, "missen"), spot(stage, TEXT, "alinea", end=True)
    chosen = TEXT[TEXT.index("missen") : TEXT.index("alinea") + 6]
    assert drag(stage, start, end) == chosen
    assert drag(stage, end, start) == chosen
    empty = (start[0], (spot(stage, TEXT, "Het")[1] + spot(stage, TEXT, "Gesprek")[1]) / 2)
    assert drag(stage, empty, spot(stage, TEXT, "loopt", end=True)) == "Het loopt"
    stage.mouse.dblclick(*spot(stage, TEXT, "tweede"))
    assert words(stage) == "tweede"
    assert shift_click(stage, spot(stage, TEXT, "verder", end=True)) == "tweede alinea, die verder"
    stage.mouse.click(*spot(stage, TEXT, "alinea"), click_count=3)
    assert words(stage) == f"Een tweede alinea, die verder gaat. En nog een cafe{ACUTE}-bezoek."
    stage.mouse.click(*spot(stage, TEXT, "alinea"))
    assert words(stage) == "", "a click lets it go"


def test_shift_and_a_click_extend_what_keys_selected(stage: Any) -> None:
    lay(stage, TEXT)
    press(stage, "j", "j", "j")
    longer = shift_click(stage, spot(stage, TEXT, "jammer", end=True))
    assert longer == "“We missen vrijwilligers,” zegt zij. Dat is jammer"
    press(stage, "Home", "j", "j")
    assert shift_click(stage, spot(stage, TEXT, "loopt")) == "loopt goed. “We missen vrijwilligers,” zegt zij."


def test_a_selection_outlives_new_passages_and_the_same_text(stage: Any) -> None:
    lay(stage, TEXT)
    chosen = press(stage, "j", "j")
    stage.evaluate("(passages) => pane.show(passages)", [passage(TEXT, 11, 26)])
    again = sheet(TEXT, [passage(TEXT, 11, 30)])
    stage.evaluate("(sheet) => pane.open(sheet)", again)
    assert words(stage) == chosen
    stage.evaluate("(sheet) => pane.open(sheet)", {**again, "text": TEXT + "Meer.\n", "text_hash": "other"})
    assert words(stage) == chosen, "where a corrected text has it still"
    stage.evaluate("(sheet) => pane.open(sheet)", sheet(TEXT, name="another"))
    assert words(stage) == ""


def test_what_is_copied_is_what_is_selected(served: Served) -> None:
    window = staged(served, permissions=["clipboard-read", "clipboard-write"])
    lay(window, TEXT)
    chosen = press(window, "j", "j", "Shift+End")
    window.keyboard.press("Control+c")
    assert window.evaluate("navigator.clipboard.readText()") == chosen


def test_emoji_and_accents_are_stored_as_they_are_selected(served: Served) -> None:
    window = staged(served)
    window.evaluate("async () => { pane.open(await net.get('/api/documents/K1')); pane.element.focus(); }")
    chosen = [press(window, "j", "j", "j", "j"), press(window, "ArrowLeft"), press(window, "End", "ArrowLeft")]
    left, top = spot(window, TEXT, FAMILY)
    chosen.append(drag(window, (left + 2, top), spot(window, TEXT, "tweede", end=True)))
    assert chosen == [f"Dat is jammer {FAMILY}.", FAMILY, f"cafe{ACUTE}-bezoek", f"{FAMILY}.\n\nEen tweede"]
    for each in chosen:
        start = TEXT.index(each)
        stored = window.evaluate(
            """async ([start, end]) => {
              pane.select({ start, end });
              return net.send("POST", "/api/codings", { document: "K1", ...pane.selection, code: codes.list[0].id });
            }""",
            [start, start + len(each)],
        )
        assert [(one["words"], one["start"]) for one in stored["passages"]] == [(each, start)]
    with qc.open(served.root) as project:
        assert set(project.quotations["quote"]) == set(chosen)
