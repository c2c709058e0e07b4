"""`qualcode serve` from the terminal: what it says, whom it refuses, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from qualcode.project import Project
from qualcode.web import serving

Run = Callable[..., Any]
QUALCODE = Path(sys.executable).with_name("qualcode")


@pytest.fixture
def one(project: Callable[..., Project]) -> Project:
    return project({"k1": "De coach belt."}, "codes: [Coach]", "title: Buurtwerk\nlanguage: nl\ncoders: [anna, bert]")


@contextmanager
def started(*options: object, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`qualcode serve` in a process of its own, with the address it printed; killed where it does not end itself."""
    environment = {name: value for name, value in os.environ.items() if name != "QUALCODE_CODER"}
    process = subprocess.Popen(
        [QUALCODE, "-C", folder, "serve", "--no-browser", "--port", "0", *map(str, options)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1, env=environment,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", first)
        assert found, first or process.communicate()
        assert process.stdout.readline() == "The address lets in one browser, once. Ctrl-C stops.\n"
        yield process, found.group()
    finally:
        process.kill()
        process.wait()


def test_from_the_first_line_to_ctrl_c(one: Project) -> None:
    """The address lets a browser in, a change is in the project, another address is printed, and it ends quietly."""
    with started("--coder", "ana", "--language", "en", folder=one.root) as (process, address):
        origin = address.partition("/?")[0]
        with httpx.Client(base_url=origin, headers={"Origin": origin}, follow_redirects=True) as client:
            page = client.get(address)
            assert page.status_code == 200
            assert '<html lang="en">' in page.text
            asked = {"document": "k1", "start": 0, "end": 8, "words": "De coach", "code": "Coach"}
            assert client.post("/api/codings", json=asked).status_code == 201
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    said = out.splitlines()
    assert re.fullmatch(rf"A browser came in. For another one: {origin}/\?token=\S+", said[0])
    assert said[1:] == ["Stopped."]
    assert err.splitlines() == [
        "Note: 'ana' is new here and not under coders: in qualcode.yaml. Did you mean anna?",
    ]
    assert one.codings[["quote", "coder"]].to_numpy().tolist() == [["De coach", "ana"]]


def test_it_ends_also_while_somebody_is_being_answered(one: Project) -> None:
    with started(folder=one.root) as (process, address):
        port = int(address.split(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(b"GET / HTTP/1.1\r\n")  # and says nothing more
            assert httpx.get(address.partition("?")[0]).status_code == 401
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            _out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--blind"], 2, "Say who codes blind: qualcode serve --blind --coder NAME."),
        (["--blind", "--coder", " "], 2, "Say who codes blind: qualcode serve --blind --coder NAME."),
        (["--language", "fr"], 2, "The language"),
        (["--port", "70000"], 2, "A port is a number from 1 to 65535; got 70000."),
        (["--port", "80x"], 2, "Invalid value for '--port'"),
    ],
    ids=["blind nobody", "blind blank", "language", "no port", "no number"],
)
def test_what_cannot_be_served_is_a_sentence(
    run: Run, one: Project, options: list[str], code: int, sentence: str
) -> None:
    said = run("-C", one.root, "serve", "--no-browser", *options)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_a_folder_that_is_no_project(run: Run, tmp_path: Path) -> None:
    said = run("-C", tmp_path, "serve", "--no-browser")
    assert said.code == 1
    assert "qualcode init" in said.err


def test_a_port_that_is_taken(run: Run, one: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run("-C", one.root, "serve", "--no-browser", "--port", port)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"Port {port} is taken by another program, or not yours. Name another: qualcode serve --port 8500\n"
    )


def test_without_a_port_the_next_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(serving, "PORT", port)
        with serving.open_socket(None) as found:
            assert port < found.getsockname()[1] < port + 20
            assert found.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(("flag", "opened"), [("--browser", 1), ("--no-browser", 0)])
def test_the_browser_is_opened_unless_told_otherwise(
    run: Run, one: Project, monkeypatch: pytest.MonkeyPatch, flag: str, opened: int
) -> None:
    """On the address that was printed; Ctrl-C comes while it is being served."""
    addresses: list[str] = []
    monkeypatch.setattr(serving.webbrowser, "open", addresses.append)

    def runs(_server: object, sockets: list[socket.socket]) -> None:
        end = time.monotonic() + 2
        while len(addresses) < opened and time.monotonic() < end:
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(serving.uvicorn.Server, "run", runs)
    said = run("-C", one.root, "serve", "--port", "0", flag)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "Stopped."
    assert len(addresses) == opened
    assert all(address in said.out.splitlines()[0] for address in addresses)


def test_who_codes_may_stand_in_the_environment(run: Run, one: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[Any] = []
    monkeypatch.setenv("QUALCODE_CODER", " bert ")

    def served(room: Any, **given: Any) -> None:
        rooms.append((room.coder, room.blind, given["port"]))

    monkeypatch.setattr(serving, "serve", served)
    assert run("-C", one.root, "serve", "--blind").err == ""
    monkeypatch.delenv("QUALCODE_CODER")
    run("-C", one.root, "serve")
    assert rooms == [("bert", True, None), (None, False, None)]
