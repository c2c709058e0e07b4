"""Opening a socket on this machine, and serving a room on it until somebody says stop."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from qualcode.errors import NotPossible, WrongUsage
from qualcode.web.app import make_app
from qualcode.web.room import Room

#: Where the workbench is served unless told otherwise: always at the same address, so that a page finds it again.
PORT = 8471
_TRIES = 20


def serve(room: Room, *, port: int | None, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve a room on 127.0.0.1 until it is interrupted. `port` None takes the usual one or the next that is free; 0
    any that is free. `tell` is given the addresses that let a browser in."""
    with open_socket(port) as listening:
        room.port = listening.getsockname()[1]
        config = uvicorn.Config(
            make_app(room), log_level="warning", access_log=False, lifespan="off", server_header=False,
            timeout_graceful_shutdown=3,
        )  # fmt: skip
        room.on_spent = lambda: tell(f"A browser came in. For another one: {room.new_address()}")
        address = room.new_address()
        opening = threading.Timer(0.3, webbrowser.open, [address])
        with suppress(KeyboardInterrupt):  # raised by Ctrl-C, once all that was asked for has been answered
            tell(f"{room.title} is served at {address}")
            tell("The address lets in one browser, once. Ctrl-C stops.")
            if browser:
                opening.start()
            uvicorn.Server(config).run(sockets=[listening])
        opening.cancel()
        tell("Stopped.")


def open_socket(port: int | None) -> socket.socket:
    """A socket that listens on 127.0.0.1; raises `NotPossible` where the port is taken, `WrongUsage` for no port."""
    if port is not None and not 0 <= port <= 65535:
        raise WrongUsage(f"A port is a number from 1 to 65535; got {port}.")
    tried = range(PORT, PORT + _TRIES) if port is None else (port,)
    for each in tried:
        # with TCP named, asyncio sends at once what is written; otherwise each reply waits 40 ms for the one before
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", each))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        return listening
    taken = f"Port {port} is" if port is not None else f"The ports {PORT} to {PORT + _TRIES - 1} are"
    raise NotPossible(f"{taken} taken by another program, or not yours. Name another: qualcode serve --port 8500")
