"""Highlights under the text, bars and labels beside it: overlaps, pointing, contrast, and many of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from panes import PAINTED, TEXT, code_ids, lay, one_stage, passage, press, small_project, spot, staged
from workbench import Served, browser_test

pytestmark = browser_test


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, browser: Callable[[], Any]) -> Iterator[Served]:
    yield from small_project(tmp_path_factory.mktemp("pane"), browser)


@pytest.fixture(scope="module")
def stage(served: Served) -> Iterator[Any]:
    yield from one_stage(served)


def boxes(window: Any, part: str) -> list[dict[str, float]]:
    """Where bars or labels stand, by their passage."""
    found: list[dict[str, float]] = window.evaluate(
        """(part) => [...document.querySelectorAll(`.quotation ${part}`)].map((each) => {
          const { left, right, top, bottom } = each.getBoundingClientRect();
          return { id: each.closest(".quotation").dataset.id, left, right, top, bottom };
        })""",
        part,
    )
    return found


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    less = 0.01
    return (
        one["left"] < other["right"] - less and other["left"] < one["right"] - less
        and one["top"] < other["bottom"] - less and other["top"] < one["bottom"] - less
    )  # fmt: skip


def pairs(items: Sequence[Mapping[str, float]]) -> Iterator[tuple[Mapping[str, float], Mapping[str, float]]]:
    return ((one, other) for at, one in enumerate(items) for other in items[at + 1 :])


def test_overlapping_quotations_stand_side_by_side(stage: Any) -> None:
    ids = code_ids(stage)
    spans = [(11, 60), (11, 26), (20, 80), (27, 40), (90, 110)]
    lay(stage, TEXT, [passage(TEXT, *span, code=ids[at % 3], number=at + 1) for at, span in enumerate(spans)])
    bars = boxes(stage, ".bar")
    assert len(bars) == 5
    assert len({bar["left"] for bar in bars}) >= 3
    assert not any(overlap(one, other) for one, other in pairs(bars))
    assert not any(overlap(one, other) for one, other in pairs(boxes(stage, ".label")))
    first = next(bar for bar in bars if bar["id"] == "q1")
    assert abs(first["top"] - spot(stage, TEXT, "Het")[1]) < 14, "a bar begins beside its first line"


def test_every_overlap_of_highlights_is_seen(stage: Any) -> None:
    """Two passages of one colour are two highlights, or their overlap would look like one."""
    code = code_ids(stage)[0]
    lay(stage, TEXT, [passage(TEXT, 11, 60, code=code), passage(TEXT, 20, 80, code=code, number=2)])
    assert len([name for name in stage.evaluate(PAINTED) if name.startswith("passage")]) == 2


def test_highlights_go_when_they_are_undone(stage: Any) -> None:
    lay(stage, TEXT, [passage(TEXT, 11, 60, code=code_ids(stage)[0], look="removed")])
    press(stage, "]", "j")
    stage.evaluate("pane.suggest([{ start: 11, end: 14, strength: 1 }, { start: 15, end: 20, strength: 0.2 }])")
    layers = {name.split("-")[0] for name in stage.evaluate(PAINTED)}
    assert layers == {"markup", "passage", "look", "selected", "pointed", "suggest"}
    stage.evaluate("pane.suggest(null); pane.show([])")
    press(stage, "Escape")
    assert stage.evaluate(PAINTED) == ["markup"]


def test_stepping_and_pointing(stage: Any) -> None:
    ids = code_ids(stage)
    lay(
        stage,
        TEXT,
        [passage(TEXT, 11, 60, code=ids[0]), passage(TEXT, 20, 40, code=ids[1], number=2, verbatim=True, comment="?")],
    )
    pointed = "pane.pointed?.id"
    press(stage, "]")
    assert stage.evaluate(pointed) == "q1"
    press(stage, "]", "]")
    assert stage.evaluate(pointed) == "q2"
    assert stage.locator("[aria-live=polite].unseen").text_content().startswith("K1:2, Borging, respondent's own words")
    press(stage, "[", "Enter")
    assert stage.evaluate("[pane.pointed.id, told.at(-1)]") == ["q1", "open"]
    stage.mouse.click(*spot(stage, TEXT, "goed"))
    assert stage.evaluate(pointed) == "q2", "the shortest there"
    stage.mouse.click(*spot(stage, TEXT, "goed"))
    assert stage.evaluate(pointed) == "q1", "and then the next"
    label = stage.get_by_role("button", name="K1:2, Borging, respondent's own words, has a comment: “")
    label.click()
    assert stage.evaluate(pointed) == "q2"
    assert stage.locator(".quotation.pointed").count() == 1
    assert stage.locator(".label[tabindex='0']").count() == 1
    press(stage, "[")
    assert stage.evaluate("document.activeElement.closest('.quotation')?.dataset.id") == "q1", "the focus goes along"


def test_a_label_says_what_is_given_and_by_whom(stage: Any) -> None:
    one = passage(TEXT, 11, 60, code=code_ids(stage)[1], released=True)
    one["tags"] += [{**one["tags"][0], "coder": "Els de Boer", "value": "7,5", "specification": "tot nu"}]
    lay(stage, TEXT, [one])
    label = stage.locator(".quotation .label")
    assert label.inner_text().split() == ["Borging", "★", "Borging", "7,5", "tot", "nu", "ED"]
    assert label.get_attribute("title") == "Borging\nBorging: 7,5 · tot nu"


#: The contrast of the text with what lies under it, where three passages of one colour overlap and one is pointed at.
CONTRAST = """(colors) => colors.map((color) => {
  const number = tint(color);
  const block = document.querySelector(".lines > div");
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const light = (layers) => {
    for (const layer of layers) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    const linear = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
      return part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (name) => getComputedStyle(block, `::highlight(${name})`).backgroundColor;
  const paper = getComputedStyle(document.querySelector(".pane")).backgroundColor;
  const ink = light([getComputedStyle(block).color]);
  const depths = [0, 1, 2].map((depth) => ground(`passage-${number}-${depth}`));
  const under = [[paper, ...depths], [paper, ...depths, ground(`pointed-${number}`)]].map(light);
  return Math.min(...under.map((each) => (Math.max(each, ink) + 0.05) / (Math.min(each, ink) + 0.05)));
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_text_is_well_read_on_any_colour(stage: Any, scheme: str) -> None:
    lay(stage, TEXT)
    stage.emulate_media(color_scheme=scheme)
    contrasts = stage.evaluate(CONTRAST, ["#ffff00", "#000080", "#ff0000", "#00ff00", "#000000", "#ffffff", "#7b1fa2"])
    stage.emulate_media(color_scheme="light")
    assert min(contrasts) >= 4.5
    assert max(contrasts) < 12, "something lies under it"


def test_hovering_a_bar_shows_its_span(stage: Any) -> None:
    lay(stage, TEXT, [passage(TEXT, 11, 60, code=code_ids(stage)[0])])
    hovered = f"{PAINTED}.some((name) => name.startsWith('hover'))"
    stage.locator(".quotation .bar").hover()
    assert stage.evaluate(hovered)
    stage.mouse.move(5, 5)
    assert not stage.evaluate(hovered)


def many(window: Any, count: int = 1_000) -> tuple[str, list[dict[str, Any]]]:
    """A long text with many quotations."""
    draw = random.Random(3)
    text = "\n\n".join(" ".join(f"Zin {number} in de lange tekst." for _ in range(6)) for number in range(330))
    ids = code_ids(window)
    starts = sorted(draw.randrange(len(text) - 300) for _ in range(count))
    return text, [
        passage(text, start, start + draw.randint(5, 250), code=draw.choice(ids), number=number)
        for number, start in enumerate(starts)
    ]


def test_of_a_thousand_quotations_only_the_near_ones_are_in_the_page(stage: Any) -> None:
    text, passages = many(stage)
    lay(stage, text, passages)
    assert len(text) > 50_000
    for top in (0, 4_000, 1e6):
        stage.evaluate("async (top) => { pane.element.scrollTop = top; await drawn(); await drawn(); }", top)
        labels, bars = boxes(stage, ".label"), boxes(stage, ".bar")
        assert 20 < len(labels) < 200
        assert not any(overlap(one, other) for one, other in pairs(labels))
        assert not any(overlap(one, other) for one, other in pairs(bars))
        seen = stage.evaluate("pane.element.getBoundingClientRect().toJSON()")
        assert any(bar["top"] < seen["bottom"] and bar["bottom"] > seen["top"] for bar in bars)
    press(stage, "End", "[")
    assert stage.locator(".quotation.pointed").count() == 1


def test_one_passage_more_leaves_the_others_alone(stage: Any) -> None:
    text, passages = many(stage, 300)
    lay(stage, text, passages)
    more = passage(text, 10, 40, code=code_ids(stage)[0], number=5_000)
    new, measured, kept = stage.evaluate(
        """([passages, more]) => {
          const before = new Set(document.querySelectorAll(".quotation"));
          const nodes = [...document.querySelector(".lines").childNodes];
          const { getClientRects } = Range.prototype;
          let measured = 0;
          Range.prototype.getClientRects = function () { measured += 1; return getClientRects.call(this); };
          pane.show([...passages, more]);
          Range.prototype.getClientRects = getClientRects;
          const kept = nodes.every((node, at) => node === document.querySelector(".lines").childNodes[at]);
          const after = [...document.querySelectorAll(".quotation")];
          return [after.filter((each) => !before.has(each)).map((each) => each.dataset.id), measured, kept];
        }""",
        [passages, more],
    )
    assert "q5000" in new
    assert measured <= 4
    assert kept


def test_labels_keep_near_to_their_bars_and_apart(stage: Any) -> None:
    labels = [{"wanted": wanted, "height": 20} for wanted in (0, 0, 100, 101, 300)]
    assert stage.evaluate("(labels) => stack(labels, { gap: 0 })", labels) == [0, 20, 90.5, 110.5, 300]


def test_a_new_width_measures_anew(served: Served) -> None:
    window = staged(served)
    code = code_ids(window)[0]
    text = "Woorden en nog eens woorden. " * 60
    lay(window, text, [passage(text, len(text) - 40, len(text) - 1, code=code)])
    window.evaluate("async () => { pane.element.style.width = '560px'; await drawn(); await drawn(); await drawn(); }")
    window.evaluate("async () => { pane.point('q1'); await drawn(); }")
    (bar,) = boxes(window, ".bar")
    last = window.evaluate("document.querySelector('.lines').lastElementChild.getBoundingClientRect().bottom")
    assert abs(bar["bottom"] - last) < 12
