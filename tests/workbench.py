"""The workbench as tests open it: a project served on a port of its own, with windows of a real browser on it.

def test_a_page_opens(serve, sample_copy):
    window = serve(sample_copy, coder="interviewer").window("/memos")
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from qualcode.project import Project
from qualcode.web import Room, make_app
from qualcode.web.serving import open_socket

CHROMIUM = Path("/usr/bin/chromium")
#: For tests that need a browser; without one they are skipped, and say why.
browser_test = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium at /usr/bin/chromium"),
]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Served:
    """A project being served. `client()` talks to it as a page of its own does; `window()` is a browser's."""

    root: Path
    room: Room
    listening: socket.socket
    browser: Any
    server: uvicorn.Server = field(init=False)
    thread: threading.Thread = field(init=False)
    windows: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.room.port = self.listening.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start to answer; for who stopped it, once more on the same port."""
        if self.listening.fileno() < 0:
            self.listening = open_socket(self.room.port)
        config = uvicorn.Config(make_app(self.room), log_level="warning", access_log=False, lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listening]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop to answer, as when somebody closes the terminal."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join()
        self.listening.close()

    def close(self) -> None:
        for window in self.windows:
            window.context.close()
        if self.listening.fileno() >= 0:
            self.stop()
        self.room.close()

    def client(self) -> httpx.Client:
        """A client that was let in, and says with each request that it comes from a page of this server."""
        client = httpx.Client(base_url=self.room.origin, headers={"Origin": self.room.origin}, follow_redirects=False)
        assert client.get(self.room.new_address()).status_code == 303
        return client

    def window(self, path: str = "/", **options: Any) -> Any:
        """A window of a browser of its own that was let in, on a page. What its scripts complain of is in `wrong`."""
        context = self.browser().new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        first = context.new_page()
        first.goto(self.room.new_address())
        if path != "/":
            first.goto(self.room.origin + path)
        self.windows.append(first)
        return listened(first)

    def tab(self, window: Any, path: str = "/") -> Any:
        """Another tab of the same browser."""
        tab = listened(window.context.new_page())
        tab.goto(self.room.origin + path)
        return tab


def listened(window: Any) -> Any:
    """A window of which is kept what its scripts complain of, and what it asks of other machines."""
    window.wrong, window.foreign = [], []
    window.on("pageerror", lambda error: window.wrong.append(str(error)))
    window.on("console", lambda said: said.type == "error" and window.wrong.append(said.text))
    window.on("request", lambda asked: "127.0.0.1" in asked.url or window.foreign.append(asked.url))
    return window


#: How many seconds a story waits for what a page should come to; a loaded machine takes its time.
PATIENCE = 20.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Callable[[], Any]]:
    """A function that gives the browser, started when it is first asked for."""
    started: list[Any] = []

    def given() -> Any:
        if not started:
            sync_api = pytest.importorskip("playwright.sync_api")
            started.append(sync_api.sync_playwright().start())
            started.append(started[0].chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS))
            sync_api.expect.set_options(timeout=PATIENCE * 1000)
        return started[1]

    yield given
    if started:
        started[1].close()
        started[0].stop()


@pytest.fixture
def serve(browser: Callable[[], Any]) -> Iterator[Callable[..., Served]]:
    """`serve(folder, coder="interviewer")` serves a project's folder until the test is over; options as of `Room`."""
    every: list[Served] = []

    def one(root: Path | Project, **options: Any) -> Served:
        folder = root.root if isinstance(root, Project) else root
        every.append(Served(folder, Room(folder, **options), open_socket(0), browser))
        return every[-1]

    yield one
    for each in every:
        each.close()


@pytest.fixture
def sample_copy(sample: Project, tmp_path: Path) -> Path:
    """A copy of the sample project with both coders' codings in it, to change."""
    folder = tmp_path / "copy"
    shutil.copytree(sample.root, folder)
    return folder
