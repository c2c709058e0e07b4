"""What is measured in a page of the workbench: a browser on a served project, and what it says of its frames.

Times are milliseconds of the browser's own clock. A thing counts as seen when the frame that shows it was handed on:
one task after the callback of that frame.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

T = TypeVar("T")
CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_TRACED = "devtools.timeline,disabled-by-default-devtools.timeline"

#: In every page: waits for frames, and notes when the first key was answered.
_WATCH = """
window.framed = () => new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now());
  port2.postMessage(null);
}));
window.until = async (holds) => {
  for (const begun = performance.now(); ; ) {
    const now = await framed();
    if (holds()) return now;
    if (now > begun + 30_000) throw new Error(`Nothing came: ${holds}`);
  }
};
"""
#: Resolves to when text and margin stood there, and a key was answered by a selection.
_USABLE = """async () => {
  const chosen = () => CSS.highlights.get("selected")?.size > 0;
  const drawn = await until(() => document.querySelector(".pane .quotation .label"));
  const press = () => document.querySelector(".pane").dispatchEvent(
    new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
  const usable = await until(() => chosen() || (press(), false));
  return { drawn, usable };
}"""
#: Resolves to when the text stood there without anything else.
_PLAIN = "async () => ({ usable: await until(() => document.querySelector('#plain')) })"
_PLAIN_PAGE = """
import { begin } from "../page.js";
import { net } from "../net.js";
import { el, find } from "../dom.js";
await begin();
const sheet = await net.get(`/api/documents/${new URLSearchParams(location.search).get("document")}`);
const style = { "white-space": "pre-wrap", "max-width": "68ch", height: "100%", overflow: "auto" };
find("main").replaceChildren(el("div", { id: "plain", style }, sheet.text));
"""
#: Notes from now on how long it takes from a key to the frame that shows a quotation that was not there.
_SEEING = """() => {
  const margin = document.querySelector(".pane .margin");
  const ids = () => [...margin.querySelectorAll(".quotation")].map((each) => each.dataset.id);
  window.taken = [];
  addEventListener("keydown", async (event) => {
    if (event.key !== ".") return;
    const known = new Set(ids());
    const shown = await until(() => ids().some((id) => !known.has(id)));
    taken.push(shown - event.timeStamp);
  }, { capture: true });
}"""
#: The same on the plain page, where a key adds a word.
_SEEING_PLAIN = """() => {
  window.taken = [];
  addEventListener("keydown", async (event) => {
    document.querySelector("#plain").append(" ", event.key);
    taken.push((await framed()) - event.timeStamp);
  });
}"""
#: Scrolls from top to bottom, so many pixels a frame; resolves to the times between the frames.
_SCROLL = """async ([selector, step]) => {
  const scroller = document.querySelector(selector);
  scroller.scrollTop = 0;
  await framed(), await framed();
  const gaps = [];
  let before = null;
  await new Promise((resolve) => {
    const frame = (now) => {
      if (before !== null) gaps.push(now - before);
      before = now;
      const top = scroller.scrollTop;
      scroller.scrollTop += step;
      if (scroller.scrollTop > top) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
  return gaps;
}"""


@dataclass(frozen=True, slots=True)
class Traced:
    """What the browser's trace says of the tasks of a page's main thread, in milliseconds: the longest, the longest in
    time of the processor (which others on the machine do not lengthen), and that time of all of them."""

    longest: float
    longest_work: float
    work: float


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def served(folder: Path, coder: str) -> Iterator[str]:
    """Serve a project by the command line, in a process of its own; gives the address that lets a browser in."""
    command = [sys.executable, "-m", "qualcode", "-C", str(folder), "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        [*command, "--coder", coder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            said = ""
            while not (found := re.search(r"http://\S+", said)):
                line = process.stdout.readline() if process.stdout else ""
                if not line:
                    raise SystemExit("qualcode serve ended before it gave an address.")
                said += line
            yield found[0]
        finally:
            process.terminate()


def let_in(browser: Browser, address: str) -> Page:
    """A page of a browser that was let in, on an empty page of the server."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(_WATCH)
    page.goto(address)
    return page


def usable(page: Page, address: str) -> tuple[float, float]:
    """Milliseconds from navigating to the frame with text and margin, and to the one that answers a key."""
    page.goto(address, wait_until="commit")
    found = page.evaluate(_USABLE)
    return found["drawn"], found["usable"]


def usable_plain(page: Page, address: str) -> float:
    """The same page with nothing but the text on it: milliseconds from navigating to the frame that shows it."""
    script = "**/static/js/pages/read.js"
    page.route(script, lambda route: route.fulfill(body=_PLAIN_PAGE, content_type="text/javascript"))
    page.goto(address, wait_until="commit")
    found = page.evaluate(_PLAIN)
    page.unroute(script)
    return float(found["usable"])


def applied(page: Page, times: int, moving: Sequence[str]) -> list[float]:
    """Move by these keys and give the selection the last code, so many times: milliseconds from that key to its bar."""
    page.evaluate("document.querySelector('.pane').focus()")
    page.keyboard.press("Home")
    _choose_a_code(page)
    page.evaluate(_SEEING)
    for number in range(times):
        for key in (*moving, "."):
            page.keyboard.press(key)
        page.wait_for_function("(many) => taken.length > many", arg=number)
        page.wait_for_timeout(150)  # as somebody who reads on, and the reply comes
    return list(page.evaluate("taken"))


def applied_plain(page: Page, times: int) -> list[float]:
    """Add a word to the plain page by key, so many times: milliseconds from each key to the frame that shows it."""
    page.evaluate(_SEEING_PLAIN)
    for _ in range(times):
        page.keyboard.press(".")
        page.wait_for_timeout(150)
    return list(page.evaluate("taken"))


def _choose_a_code(page: Page) -> None:
    """Give the selection the first code of the list, so that it is the last one."""
    page.keyboard.press("c")
    page.wait_for_selector("dialog [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_timeout(500)


def scrolled(page: Page, selector: str, *, step: int = 120) -> tuple[list[float], Traced]:
    """Scroll through the whole of an element; gives the milliseconds between the frames."""
    return traced(page, lambda: list(page.evaluate(_SCROLL, [selector, step])))


def traced(page: Page, work: Callable[[], T]) -> tuple[T, Traced]:
    """Do something with the browser's trace on."""
    browser = page.context.browser
    if browser is None:
        raise SystemExit("This browser cannot be traced.")
    session = browser.new_browser_cdp_session()
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda given: events.extend(given["value"]))
    session.on("Tracing.tracingComplete", lambda _given: done.append(True))
    session.send("Tracing.start", {"categories": _TRACED, "transferMode": "ReportEvents"})
    result = work()
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    session.detach()
    tasks = _main_tasks(events)
    times, works = [each["dur"] / 1000 for each in tasks], [each.get("tdur", 0) / 1000 for each in tasks]
    return result, Traced(max(times, default=0), max(works, default=0), sum(works))


def _main_tasks(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks of the busiest main thread of a page."""
    names = (each for each in events if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain")
    tasks: dict[tuple[int, int], list[dict[str, Any]]] = {(each["pid"], each["tid"]): [] for each in names}
    for each in events:
        if each["name"] == "RunTask" and "dur" in each and (each["pid"], each["tid"]) in tasks:
            tasks[each["pid"], each["tid"]].append(each)
    return max(tasks.values(), key=lambda each: sum(task["dur"] for task in each), default=[])
