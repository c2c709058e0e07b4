"""A text pane alone on a page, as its tests open it: a small project served, and texts laid in the pane by hand.

def test_sentence_by_sentence(stage):
    lay(stage, TEXT)
    assert press(stage, "j") == "# Gesprek"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench import Served, listened

import qualcode as qc
from qualcode.text.headings import sections
from qualcode.text.units import sentences
from qualcode.web import Room
from qualcode.web.serving import open_socket

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


def small_project(folder: Path, browser: Callable[[], Any]) -> Iterator[Served]:
    """A project with one document and three codes, served as long as it is asked for."""
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


def one_stage(served: Served) -> Iterator[Any]:
    """A window for most of the stories of a file; each lays its own text in it."""
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


def code_ids(window: Any) -> list[str]:
    return list(window.evaluate("codes.list.map((code) => code.id)"))
