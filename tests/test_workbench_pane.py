"""The text with its margin: places, selecting by keys and mouse, highlights, bars and labels, and many of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from workbench import Served, browser_test, listened

import qualcode as qc
from qualcode.text.headings import sections
from qualcode.text.units import sentences
from qualcode.web import Room
from qualcode.web.serving import open_socket

pytestmark = browser_test

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
ACUTE = "\N{COMBINING ACUTE ACCENT}"
TEXT = f"""# Gesprek

Het loopt goed. “We missen vrijwilligers,” zegt zij. Dat is jammer {FAMILY}.

Een tweede alinea, die verder gaat. En nog een cafe{ACUTE}-bezoek.
"""
CODES = ("Vrijwilligers", "Borging", "Aanbod")

#: Puts an empty pane on a page, and keeps what its events were.
STAGE = """async () => {
  const names = ["pane", "codes", "net", "dom", "text", "lanes", "paint"];
  const modules = await Promise.all(names.map((name) => import(`/static/js/${name}.js`)));
  const { TextPane, Codes, net, el, ...rest } = Object.assign({}, ...modules);
  const style = el("link", { rel: "stylesheet", href: "/static/css/pane.css" });
  const loaded = new Promise((resolve) => style.addEventListener("load", resolve));
  document.head.append(style);
  await loaded;
  const host = el("div", { style: { height: "100%" } });
  document.querySelector("main").replaceChildren(host);
  const codes = await Codes.read();
  const pane = new TextPane(host, { codes });
  pane.bindMoving();
  const told = [];
  for (const name of ["select", "point", "open"]) pane.addEventListener(name, () => told.push(name));
  window.drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  Object.assign(window, { pane, codes, net, el, told, ...rest });
}"""
#: The names of the highlights that paint something.
PAINTED = "[...CSS.highlights].filter(([, each]) => each.size).map(([name]) => name)"
EMPTY_PAGE = "import { begin } from '../page.js'; await begin();"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, browser: Callable[[], Any]) -> Iterator[Served]:
    """A project with one document and three codes."""
    folder = tmp_path_factory.mktemp("pane")
    (folder / "transcripts").mkdir()
    (folder / "codebooks").mkdir()
    (folder / "transcripts" / "K1.md").write_text(TEXT, encoding="utf-8")
    (folder / "codebooks" / "book.yaml").write_text("\n".join(["codes:", *(f"- {name}" for name in CODES)]))
    (folder / "qualcode.yaml").write_text("title: T\ncodebook: codebooks/book.yaml\n")
    with qc.open(folder) as project:
        project.import_codebook()
        assert project.import_documents().errors == []
    one = Served(folder, Room(folder, coder="anna"), open_socket(0), browser)
    yield one
    one.close()


def staged(served: Served, **options: Any) -> Any:
    """A window with an empty pane."""
    context = served.browser().new_context(**{"viewport": {"width": 1100, "height": 700}, **options})
    window = listened(context.new_page())
    served.windows.append(window)
    window.route(
        "**/static/js/pages/*.js", lambda route: route.fulfill(body=EMPTY_PAGE, content_type="text/javascript")
    )
    window.goto(served.room.new_address())
    window.evaluate(STAGE)
    return window


@pytest.fixture(scope="module")
def stage(served: Served) -> Iterator[Any]:
    """One window for most of the stories; each lays its own text in it."""
    window = staged(served)
    yield window
    assert (window.wrong, window.foreign) == ([], [])


def sheet(text: str, passages: Sequence[Mapping[str, Any]] = (), name: str = "K1") -> dict[str, Any]:
    """What the server says of a document with this text."""
    return {
        "document": {"id": name}, "text": text, "text_hash": str(hash(text)), "revision": 1,
        "sentences": [[each.start, each.end] for each in sentences(text)],
        "headings": [{"start": each.span.start, "level": each.level, "title": each.title} for each in sections(text)],
        "passages": list(passages),
    }  # fmt: skip


def passage(text: str, start: int, end: int, *, code: str = "", number: int = 1, **more: Any) -> dict[str, Any]:
    tag = {"code": code, "coder": "anna", "status": "final", "value": "", "specification": "", "comment": ""}
    return {
        "id": f"q{number}", "label": f"K1:{number}", "number": number, "document": "K1", "start": start, "end": end,
        "words": text[start:end], "coder": "anna", "comment": "", "verbatim": False, "released": False,
        "tags": [tag] if code else [], **more,
    }  # fmt: skip


#: Lays a text open that was not open before, at its top, with nothing selected.
LAY = """([empty, sheet]) => {
  pane.open(empty);
  pane.open(sheet);
  pane.element.scrollTop = 0;
  pane.element.focus();
  told.length = 0;
}"""


def lay(window: Any, text: str, passages: Sequence[Mapping[str, Any]] = ()) -> None:
    window.evaluate(LAY, [sheet("", name="empty"), sheet(text, passages)])


def press(window: Any, *keys: str) -> str:
    """Press keys; gives the words that are then selected."""
    for key in keys:
        window.keyboard.press(key)
    return words(window)


def words(window: Any) -> str:
    """The words that are selected, once the browser told of it."""
    chosen = window.evaluate("async () => { await drawn(); return pane.selection; }")
    return chosen["words"] if chosen else ""


def shift_click(window: Any, place: tuple[float, float]) -> str:
    window.keyboard.down("Shift")
    window.mouse.click(*place)
    window.keyboard.up("Shift")
    return words(window)


def spot(window: Any, text: str, part: str, *, end: bool = False) -> tuple[float, float]:
    """Where on the page a part of the text begins, or ends."""
    at = text.index(part) + (len(part) - 1 if end else 0)
    box = window.evaluate(
        """(at) => {
          const unit = new Text([...document.querySelector(".lines").textContent].join("")).toUnits(at);
          const walker = document.createTreeWalker(document.querySelector(".lines"), NodeFilter.SHOW_TEXT);
          let seen = 0;
          for (let node = walker.nextNode(); node; seen += node.length, node = walker.nextNode()) {
            if (unit >= seen + node.length) continue;
            const range = document.createRange();
            range.setStart(node, unit - seen);
            range.setEnd(node, unit - seen + 1);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, y: (top + bottom) / 2 };
          }
        }""",
        at,
    )
    return (box["right"] - 0.5 if end else box["left"] + 0.5, box["y"])


def drag(window: Any, start: tuple[float, float], end: tuple[float, float]) -> str:
    window.mouse.move(*start)
    window.mouse.down()
    window.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    window.mouse.move(*end)
    window.mouse.up()
    return words(window)


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
    stage.wait_for_function("pane.element.scrollTop > 300")
    assert press(stage, "End") == "Zin 199 van een lange tekst."
    assert stage.evaluate("pane.element.scrollTop") > 3000
    press(stage, "Escape")
    stage.evaluate("pane.element.scrollTop = 1500")
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


def code_ids(window: Any) -> list[str]:
    return list(window.evaluate("codes.list.map((code) => code.id)"))


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
    press(stage, "j", "]")
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
