"""All pages: nothing is said but in the reader's language, anybody can find their way, and everything fits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

from qualcode import i18n
from qualcode.project import Project
from qualcode.web import pages
from workbench import Served, browser_test

pytestmark = browser_test

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: Each page, and what is there when it has opened.
PAGES = {
    "/?document=KAF2.4.1": "#tree [role=treeitem]",
    "/review": "#documents tr",
    "/review?document=KAF2.1.2": "#codings li",
    "/differences": "#worklist li",
    "/quotations?code=c-uvr": "article",
    "/matrix?share=interviews": "[role=grid] td",
    "/chapters?case=KA": "textarea",
    "/codebook": "[role=treeitem]",
    "/memos": "main",
}


def opened(served: Served, window: Any, path: str, there: str) -> Any:
    """The window on a page, when what matters is there and nothing is being asked any more."""
    window.goto(served.room.origin + path)
    window.locator(there).first.wait_for()
    window.wait_for_load_state("networkidle")
    return window


@pytest.fixture
def bilingual(serve: Callable[..., Served], sample: Project) -> Callable[[str], Served]:
    """The sample, served in a language; nothing is changed here."""
    return lambda language: serve(sample, coder="tweede", lang=language)


def faults(window: Any) -> list[str]:
    """What axe finds on the page as it is."""
    if not window.evaluate("() => Boolean(window.axe)"):
        window.evaluate(AXE)
    found = window.evaluate(
        "async () => (await axe.run({ resultTypes: ['violations'] })).violations.flatMap((each) => "
        "each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 300)}`))"
    )
    return [f"{window.url}: {each}" for each in found]
