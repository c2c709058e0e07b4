"""Where the server is and how it is asked: the options under `assist:` in `qualcode.yaml`."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from qualcode.errors import QualcodeError, did_you_mean, listing

OPTIONS = ("url", "model", "timeout", "codebook", "examples", "key_env", "remote")
#: How much of the codebook goes along: all of it, or paths and definitions only.
CODEBOOKS = ("full", "short")
#: Seconds for one answer, from connecting to its last letter: a small model on a laptop needs its time.
TIMEOUT, LONGEST = 120.0, 3600.0
#: No more of the coder's own codings go along with a fragment.
MOST_EXAMPLES = 20

_NO_SPACE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET = re.compile(r"key|token|secret|password|bearer|auth", re.IGNORECASE)
_ENDPOINT = "/chat/completions"


class BadOption(QualcodeError):
    """An option of the server that cannot be used. Never shows what was given: it may be a key."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"assist: options: {name}: {message}")


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The server: `away` where it is not this machine. `timeout` is in seconds; `short` leaves of the codebook no more
    than paths and definitions."""

    scheme: str
    host: str
    port: int
    path: str
    model: str
    away: bool = False
    timeout: float = TIMEOUT
    short: bool = False
    examples: int = 0
    key: str = field(default="", repr=False)

    @property
    def where(self) -> str:
        """The server as it is named on screen: without the path, in which a service may keep a key."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != usual else "")


def read(options: Mapping[str, str]) -> ServerOptions:
    """Check the options; raises `BadOption`."""
    for name in options:
        if name not in OPTIONS:
            raise BadOption(name, _unknown(name))
    url = _url(options.get("url", ""))
    host = url.hostname or ""
    away = not is_loopback(host)
    _check_away(url, host, away, options.get("remote", "no"))
    return ServerOptions(
        scheme=url.scheme,
        host=host,
        port=url.port or {"http": 80, "https": 443}[url.scheme],
        path=_path(url.path),
        model=_model(options.get("model", "")),
        away=away,
        timeout=_timeout(options.get("timeout", "")),
        short=_short(options.get("codebook", "full")),
        examples=_examples(options.get("examples", "")),
        key=_key(options.get("key_env", "")),
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.2", "::1", "192.168.0.2", "localhost.example.org")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unknown(name: str) -> str:
    if _SECRET.search(name):
        return (
            "a key does not belong in qualcode.yaml, which is shared. Put it in an environment variable, and the name "
            "of that variable under 'key_env:'."
        )
    return f"there is no such option.{did_you_mean(name, OPTIONS)} Allowed: {listing(OPTIONS)}."


def _url(text: str) -> SplitResult:
    if not text:
        raise BadOption("url", "say where the server is, such as http://localhost:8080")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as err:
        raise BadOption("url", "is no address. Write it as http://localhost:8080") from err
    host = url.hostname or ""
    named = _HOST.fullmatch(host) or (":" in host and "%" not in host)
    if not _NO_SPACE.fullmatch(text) or url.scheme not in ("http", "https") or not named or port == 0:
        raise BadOption("url", "is no address of a server. Write it as http://localhost:8080")
    if url.username is not None or url.password is not None or url.query or url.fragment:
        raise BadOption("url", "takes no name, password or question mark. A key goes in a variable: 'key_env:'.")
    return url


def _check_away(url: SplitResult, host: str, away: bool, remote: str) -> None:
    if remote not in ("yes", "no"):
        raise BadOption("remote", "is yes or no: whether texts may go to another machine.")
    if away and remote != "yes":
        raise BadOption(
            "url",
            f"{host} is another machine, and interviews are confidential. Run the server here (localhost), or, where "
            "respondents and your institution allow it, add 'remote: \"yes\"'.",
        )
    if away and url.scheme != "https":
        raise BadOption("url", f"{host} is another machine: that takes https://, so that nobody reads along.")


def _path(path: str) -> str:
    """The path to ask at: that of the interface, below the one given.

    >>> [_path(each) for each in ("", "/v1/", "/api/v3", "/v1/chat/completions")]
    ['/v1/chat/completions', '/v1/chat/completions', '/api/v3/chat/completions', '/v1/chat/completions']
    """
    path = path.rstrip("/")
    return path if path.endswith(_ENDPOINT) else f"{path or '/v1'}{_ENDPOINT}"


def _model(name: str) -> str:
    if not name or not name.isprintable() or len(name) > 200:
        raise BadOption("model", "name the model that the server is to use, as the server calls it.")
    return name


def _timeout(text: str) -> float:
    try:
        seconds = float(text.replace(",", ".")) if text else TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST:
        raise BadOption("timeout", f"is a number of seconds for one answer, up to {LONGEST:.0f}.")
    return seconds


def _short(text: str) -> bool:
    if text not in CODEBOOKS:
        raise BadOption("codebook", "is full, or short: paths and definitions only.")
    return text == "short"


def _examples(text: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > MOST_EXAMPLES:
        raise BadOption("examples", f"is how many of your own codings go along, 0 to {MOST_EXAMPLES}.")
    return int(text)


def _key(variable: str) -> str:
    """The key in the environment variable of this name."""
    if not variable:
        return ""
    if not _VARIABLE.fullmatch(variable):
        raise BadOption("key_env", "is the name of an environment variable that holds the key, not the key itself.")
    key = os.environ.get(variable, "").strip()
    if not key:
        raise BadOption(
            "key_env", "the environment variable it names is not set. Set it (export NAME=…) in this terminal."
        )
    if not _NO_SPACE.fullmatch(key):
        raise BadOption("key_env", "what is in the environment variable it names is no key: it has spaces or accents.")
    return key
