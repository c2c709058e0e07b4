"""Sending one request and taking one answer, or a sentence that says why there is none.

One deadline holds for the whole of it. No proxy of the environment is used, no redirect is followed, and no more than
a megabyte is read.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from qualcode.assist.server.options import ServerOptions
from qualcode.errors import QualcodeError

#: An answer is no longer than this, in bytes.
LIMIT = 1_000_000

_REFUSED = {
    401: "does not let us in (HTTP 401). Name the variable with its key under 'key_env:', or check the key.",
    403: "does not let us in (HTTP 403). Name the variable with its key under 'key_env:', or check the key.",
    404: "has nothing there (HTTP 404). Check 'url:', and whether it has the model under 'model:'.",
    405: "takes no questions there (HTTP 405). Check 'url:': it should speak the interface of OpenAI.",
    407: "wants a proxy (HTTP 407), which qualcode does not use. Check 'url:'.",
}
#: A refusal of one request; the next may do.
_THIS_ONE = {
    400: "does not take the request (HTTP 400). The codebook may be too long for the model: give "
    "it more context, or 'codebook: short'.",
    413: "finds the request too large (HTTP 413). Give the model more context, or 'codebook: short'.",
    422: "does not take the request (HTTP 422). Check 'model:', and what the server says in its own window.",
    429: "has too much to do (HTTP 429). Wait a while and try again.",
}


class ServerProblem(QualcodeError):
    """The server gave no answer that can be used. `lasting` where asking for another fragment would not help. Holds
    nothing of what was sent or answered."""

    def __init__(self, where: str, message: str, *, lasting: bool = False) -> None:
        super().__init__(f"The server {where} {message}")
        self.lasting = lasting


def post(server: ServerOptions, body: bytes) -> bytes:
    """Send a request; what the server answers. Raises `ServerProblem`."""
    problem = partial(ServerProblem, server.where)
    connection = _connection(server)
    try:
        return _exchange(connection, server, body)
    except TimeoutError as err:
        raise problem(
            f"did not finish its answer within {server.timeout:g} seconds. Give it longer ('timeout:'), or use a "
            "smaller model."
        ) from err
    except ConnectionRefusedError as err:
        raise problem("is not running: nothing listens there. Start it, or check 'url:'.", lasting=True) from err
    except socket.gaierror as err:
        raise problem("cannot be found: its name is not known. Check 'url:'.", lasting=True) from err
    except ssl.SSLError as err:
        raise problem("does not prove who it is (no valid certificate). Check 'url:'.", lasting=True) from err
    except (OSError, http.client.HTTPException) as err:
        # An error of http.client may hold a line of the answer: only its kind is told, and it is not chained.
        kind = type(err).__name__
        raise problem(f"broke off ({kind}). See what it says in its own window, and try again.") from None
    finally:
        connection.close()


def _connection(server: ServerOptions) -> http.client.HTTPConnection:
    if server.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(server.host, server.port, timeout=server.timeout, context=context)
    return http.client.HTTPConnection(server.host, server.port, timeout=server.timeout)


def _exchange(connection: http.client.HTTPConnection, server: ServerOptions, body: bytes) -> bytes:
    deadline = monotonic() + server.timeout
    connection.connect()
    _stay_here(connection.sock, server)
    connection.sock.settimeout(_left(deadline))
    connection.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]  # makes one
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "qualcode"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    connection.request("POST", server.path, body, headers)
    answer = connection.getresponse()
    _check(answer, server)
    words = answer.read(LIMIT + 1)
    if len(words) > LIMIT:
        raise ServerProblem(server.where, f"answered more than {LIMIT // 1000} kB, which is no list of codes.")
    return words


def _stay_here(sock: socket.socket, server: ServerOptions) -> None:
    """A name such as localhost may lead elsewhere; then nothing is sent."""
    peer = str(sock.getpeername()[0]).partition("%")[0]
    if not server.away and not ipaddress.ip_address(peer).is_loopback:
        raise ServerProblem(server.where, "is not this machine, whatever its name says. Check 'url:'.", lasting=True)


def _check(answer: http.client.HTTPResponse, server: ServerOptions) -> None:
    """Raises `ServerProblem` for anything but an answer."""
    status = answer.status
    if status == http.HTTPStatus.OK:
        return
    if 300 <= status < 400:
        raise ServerProblem(
            server.where,
            f"sends us on to {_host(answer.getheader('Location', ''))} (HTTP {status}), where nothing was sent. If "
            "that is right, put it under 'url:'.",
            lasting=True,
        )
    if status in _REFUSED:
        raise ServerProblem(server.where, _REFUSED[status], lasting=True)
    usual = f"is in trouble (HTTP {status}). See what it says in its own window, and try again."
    raise ServerProblem(server.where, _THIS_ONE.get(status, usual))


def _host(location: str) -> str:
    """The host in an address, without what else it may hold."""
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        host = ""
    return host if host.isascii() and host.isprintable() and 0 < len(host) < 100 else "another address"


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Response(http.client.HTTPResponse):
    """An answer that is read until the deadline and not a letter later, however slowly it drips in."""

    def __init__(self, sock: socket.socket, *args: Any, deadline: float, **kwargs: Any) -> None:
        super().__init__(_Timed(sock, deadline), *args, **kwargs)  # type: ignore[arg-type]  # asked for a file only


class _Timed:
    """A socket of which only the file to read from is needed."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Dripping(self._sock, self._deadline))


class _Dripping(io.RawIOBase):
    """What comes in on a socket; each time we wait no longer than what is left."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
