"""How quick the workbench is in a real browser, as milliseconds beside the aims and as ratios to a plain page.

    .venv/bin/python bench/browser.py             everything, some two minutes
    .venv/bin/python bench/browser.py --small     a quick try

1. One document of 60,000 characters with 1,000 codings: usable after navigating, a code applied by key until its bar is
   seen, the longest frame while the whole text is scrolled through.
2. A project with 500 documents, 300 codes and 25,000 codings: the same.
3. Texts of other shapes: one line of 60,000 characters; 20,000 lines.

The plain page is the same page of the same server with the text and nothing else, measured in turns with the other.
Numbers are medians unless said otherwise, and "!" marks those that miss their aim. "Work" is time of the processor on
the page's main thread, from the browser's trace: where the machine does other things too, look at it and at the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import browser_data as data
import browser_page as pages
from playwright.sync_api import Browser, Page

USABLE, APPLIED, FRAME = 1_000, 100, 50
#: The keys from one passage to the next; the texts of the large project have words and no sentences.
SENTENCES, WORDS = ("j", "j"), ("ArrowRight",) * 20


def heading(text: str) -> None:
    print(f"\n{text}\n  {'':<44}{'ms':>8}{'aim':>8}   plain page", flush=True)


def line(name: str, ours: float, aim: float | None = None, plain: float | None = None) -> None:
    against = "" if plain is None else f"{plain:10.0f} ms, {ours / plain:5.2f} × the time"
    print(
        f"  {name:<44}{ours:8.0f}{aim or '':>8}{'' if aim is None else ' ' if ours <= aim else '!':<2}{against}",
        flush=True,
    )


def nth(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def usable(page: Page, address: str, turns: int) -> None:
    drawn, answered, plain = [], [], []
    for _ in range(turns):
        plain.append(pages.usable_plain(page, address))
        first, second = pages.usable(page, address)
        drawn.append(first)
        answered.append(second)
    _, plain_trace = pages.traced(page, lambda: pages.usable_plain(page, address))
    _, trace = pages.traced(page, lambda: pages.usable(page, address))
    plainly = statistics.median(plain)
    line("text and margin seen", statistics.median(drawn), None, plainly)
    line("usable: a key answered", statistics.median(answered), USABLE, plainly)
    line("  of which the page's own work", trace.work, None, plain_trace.work)


def applied(page: Page, address: str, times: int, moving: Sequence[str]) -> None:
    pages.usable_plain(page, address)
    plain = pages.applied_plain(page, times)
    pages.usable(page, address)
    taken, trace = pages.traced(page, lambda: pages.applied(page, times, moving))
    line(f"a code applied and seen, of {times}", statistics.median(taken), APPLIED, statistics.median(plain))
    line("  95th percentile", nth(taken, 0.95), APPLIED, nth(plain, 0.95))
    line("  the most work in one task", trace.longest_work, APPLIED)


def scrolled(page: Page, address: str) -> None:
    pages.usable_plain(page, address)
    plain, plain_trace = pages.scrolled(page, "#plain")
    pages.usable(page, address)
    gaps, trace = pages.scrolled(page, ".pane")
    if not gaps or not plain:
        return
    line(f"scrolling, {len(gaps)} frames: the longest", max(gaps), FRAME, max(plain))
    line("  95th percentile", nth(gaps, 0.95), FRAME, nth(plain, 0.95))
    line("  the longest task", trace.longest, FRAME, plain_trace.longest)
    line("  the most work in one task", trace.longest_work, FRAME, plain_trace.longest_work)


def project(browser: Browser, folder: Path, document: str, *, turns: int, times: int, moving: Sequence[str]) -> None:
    """All that is measured of one document of a project; `moving` are the keys from one passage to the next."""
    with pages.served(folder, data.CODER) as entry:
        page = pages.let_in(browser, entry)
        address = f"{entry.split('/?')[0]}/?document={document}"
        usable(page, address, turns)
        if times:
            applied(page, address, times, moving)
        scrolled(page, address)
        page.context.close()


def shapes() -> dict[str, str]:
    words = data.prose(60_000).replace("#", "").split()
    return {
        "One line of 60,000 characters": " ".join(words),
        "20,000 lines": "\n".join(f"Regel {number} van de tekst." for number in range(20_000)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a quick try")
    small = parser.parse_args().small
    turns, times = (2, 8) if small else (5, 40)
    if not pages.CHROMIUM.exists():
        raise SystemExit(f"Needs Debian's chromium at {pages.CHROMIUM}.")
    with tempfile.TemporaryDirectory() as kept, pages.chromium() as browser:
        heading("60,000 characters, 1,000 codings")
        project(browser, data.long_project(Path(kept) / "long"), data.LONG, turns=turns, times=times, moving=SENTENCES)
        heading("500 documents, 300 codes, 25,000 codings")
        large = Path(shutil.copytree(data.large_project(), Path(kept) / "large"))
        project(browser, large, "D00250", turns=turns, times=times, moving=WORDS)
        for number, (name, text) in enumerate(shapes().items() if not small else ()):
            heading(f"{name}, 1,000 codings")
            folder = data.long_project(Path(kept) / str(number), text=text)
            project(browser, folder, data.LONG, turns=turns, times=0, moving=())


if __name__ == "__main__":
    main()
