"""Make the pictures of the workbench in `docs/images/` from the sample project.

    python tools/screenshots.py [NAME ...]

The sample is copied to a temporary folder and served from there; needs Debian's chromium.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

import qualcode as qc
from qualcode.web import Room, make_app
from qualcode.web.serving import open_socket

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"


def coding(window: Any) -> None:
    """A sentence selected, the list of codes open."""
    window.keyboard.press("]")
    window.keyboard.press("]")
    for _ in range(6):
        window.keyboard.press("j")
    window.keyboard.press("Enter")
    window.keyboard.type("vrijw")


def suggestions(window: Any) -> None:
    window.locator(".pane").focus()
    window.keyboard.press("s")
    window.locator(".suggestions .offer").first.wait_for(timeout=20_000)


def review(window: Any) -> None:
    window.keyboard.press("n")


def differences(window: Any) -> None:
    window.keyboard.press("n")


def matrix(window: Any) -> None:
    """A cell opened to what stands behind it."""
    window.locator("td").nth(8).click()


def factors(window: Any) -> None:
    """A factor with a case to be confirmed, and the quotations behind it."""
    for _ in range(3):
        window.keyboard.press("j")
    window.keyboard.press("Enter")


def query(window: Any) -> None:
    """A query asked, with its rule."""
    window.locator("#asked input").fill("Vrijwilligers AND NOT Gewenst WHERE ronde >= 3")
    window.keyboard.press("Enter")
    window.locator("#asked .rule:not(:empty)").wait_for()


def nothing(_window: Any) -> None:
    """The page as it opens."""


#: Each picture: the page, who looks, and what is done there first.
PICTURES: dict[str, tuple[str, str, Callable[[Any], None]]] = {
    "coding": ("/?document=KAF2.4.1", "interviewer", coding),
    "suggestions": ("/?document=WWF2.4.1", "interviewer", suggestions),
    "review": ("/review?document=KAF2.1.1", "tweede", review),
    "differences": ("/differences", "interviewer", differences),
    "quotations": ("/quotations?code=Uitvoering/Statusquo/Vrijwilligers", "interviewer", nothing),
    "matrix": ("/matrix?share=interviews", "interviewer", matrix),
    "chapters": ("/chapters?case=KA", "interviewer", nothing),
    "factors": ("/factors", "interviewer", factors),
    "query": ("/quotations", "interviewer", query),
    "codebook": ("/codebook?code=Uitvoering/Statusquo/Vrijwilligers", "interviewer", nothing),
    "memos": ("/memos", "interviewer", nothing),
}


def sample(folder: Path) -> Path:
    """The sample project in a folder of its own, coded by both coders."""
    shutil.copy(ROOT / "qualcode.yaml", folder)
    for name in ("codebooks", "transcripts", "analyses"):
        shutil.copytree(ROOT / name, folder / name)
    with qc.open(folder) as project:
        project.import_codebook()
        project.import_documents()
        for coder in ("interviewer", "tweede"):
            project.import_codings(folder / "analyses" / "codings" / f"{coder}.csv", done=True)
        project.memo("De coaches noemen de wachtkamer vaker dan de folder. In ronde 4 navragen.", coder="interviewer")
        project.memo("Let op: *borging* ook als het woord niet valt.", coder="interviewer", code="Statusquo/Borging")
    return folder


@contextmanager
def served(folder: Path, coder: str) -> Iterator[Room]:
    """The project served for a coder."""
    room = Room(folder, coder=coder, lang="nl")
    with open_socket(0) as listening:
        room.port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make_app(room), log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield room
        finally:
            server.should_exit = server.force_exit = True
            thread.join()
            room.close()


def picture(browser: Any, room: Room, name: str) -> None:
    """Open a page, do what is to be seen, and keep the picture with few colours."""
    path, _coder, act = PICTURES[name]
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, device_scale_factor=1.5, reduced_motion="reduce", locale="nl-NL"
    )
    window = context.new_page()
    window.goto(room.new_address())
    window.goto(room.origin + path)
    window.wait_for_timeout(1_500)
    act(window)
    window.wait_for_timeout(800)
    target = OUT / f"{name}.png"
    window.screenshot(path=target, caret="hide")
    context.close()
    with Image.open(target) as full:
        full.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            target, optimize=True
        )
    sys.stdout.write(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} kB\n")


def main(names: list[str]) -> None:
    os.environ["QUALCODE_VECTORS"] = "off"  # quicker, and the same everywhere
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = names or list(PICTURES)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as play:
        folder = sample(Path(temporary))
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for coder in ("interviewer", "tweede"):
            with served(folder, coder) as room:
                for name in (each for each in wanted if PICTURES[each][1] == coder):
                    picture(browser, room, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
