"""Who gets in: only this machine's own name, only with the cookie, changes only from a page of ours."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from workbench import Served

from qualcode.project import Project
from qualcode.web import Room
from qualcode.web.app import STATIC, inner_app
from qualcode.web.guard import LIMIT, Guard
from qualcode.web.room import KEY_FILE, WAITING, Guest

Serve = Callable[..., Served]
WRITES = ("post", "put", "patch", "delete")
PAGES = ("/", "/review", "/differences", "/quotations", "/matrix", "/chapters", "/codebook", "/memos")
SECRET = "De buurvrouw heet Geziena"


@pytest.fixture(scope="module")
def room(sample: Project) -> Iterator[Room]:
    one = Room(sample.root, coder="interviewer")
    yield one
    one.close()


@pytest.fixture
def served(serve: Serve, sample: Project) -> Served:
    """The sample, served; every test here looks and changes nothing."""
    return serve(sample, coder="interviewer")


def endpoints(room: Room, *methods: str) -> list[tuple[str, str]]:
    """(method, path) of what the OpenAPI document names, with something in the place of the names in paths."""
    paths = inner_app(room).openapi()["paths"]
    found = [(method, path) for path, item in paths.items() for method in item if method in methods]
    return [(method.upper(), re.sub(r"\{\w+\}", "KAF2.4.1", path)) for method, path in found]


def stranger(served: Served, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=served.room.origin, headers=headers)


def kind(answer: httpx.Response) -> str:
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"]["message"]
    return str(answer.json()["error"]["kind"])


def test_a_token_of_any_signs_is_no_mistake_of_the_server(served: Served) -> None:
    served.room.new_address()  # one that waits to be used
    for token in ("é", "%C3%A9", "%ED%A0%80", "%00"):
        assert stranger(served).get(f"/?token={token}").status_code == 401


def test_the_cookie_goes_when_the_browser_is_closed(served: Served) -> None:
    said = stranger(served).get(served.room.new_address()).headers["set-cookie"].lower()
    assert "max-age" not in said
    assert "expires" not in said


def test_tagging_does_not_wait_for_those_who_wait(served: Served) -> None:
    """Dozens ask for a matrix while one is being made: some wait, the rest are sent away, and the version is told."""
    with closing(served.client()) as client, ThreadPoolExecutor(45) as many, served.room.slow():
        asked = [many.submit(client.get, "/api/matrix", timeout=30) for _ in range(45)]
        refused = [next(as_completed(asked, timeout=20)).result() for _ in range(1)]
        assert client.get("/api/version", timeout=10).status_code == 200
        assert [(answer.status_code, kind(answer)) for answer in refused] == [(503, "busy")]
        while sum(each.done() for each in asked) < 45 - WAITING:
            time.sleep(0.01)
    assert sorted(each.result().status_code for each in asked) == [200] * WAITING + [503] * (45 - WAITING)


# --- every endpoint ---------------------------------------------------------------------------------------------


def test_no_change_is_made_without_the_cookie_or_from_elsewhere(served: Served) -> None:
    """Every write endpoint there is: refused, and the data is as it was."""
    writes, before = endpoints(served.room, *WRITES), served.room.version()
    assert len(writes) > 30
    own = {"Origin": served.room.origin}
    foreign: dict[str, tuple[dict[str, str], int, str]] = {
        "another site": ({"Origin": "https://evil.example"}, 403, "foreign-origin"),
        "another port": ({"Origin": "http://127.0.0.1:1"}, 403, "foreign-origin"),
        "another scheme": ({"Origin": served.room.origin.replace("http:", "https:")}, 403, "foreign-origin"),
        "a sandbox": ({"Origin": "null"}, 403, "foreign-origin"),
        "a rebound name": ({**own, "Host": f"evil.example:{served.room.port}"}, 403, "foreign-host"),
        "another port's name": ({**own, "Host": "127.0.0.1"}, 403, "foreign-host"),
        "cross-site": ({**own, "Sec-Fetch-Site": "cross-site"}, 403, "foreign-site"),
        "same-site": ({**own, "Sec-Fetch-Site": "same-site"}, 403, "foreign-site"),
        "typed": ({**own, "Sec-Fetch-Site": "none"}, 403, "foreign-site"),
        "a page of another coder": ({**own, "X-Seat": "0" * 24}, 401, "other-seat"),
    }
    with closing(served.client()) as client, stranger(served, **own) as unknown:
        del client.headers["Origin"]
        for method, path in writes:
            answer = unknown.request(method, path, json={})
            assert (answer.status_code, kind(answer)) == (401, "not-let-in"), (method, path)
            answer = client.request(method, path, json={})
            assert (answer.status_code, kind(answer)) == (403, "foreign-origin"), (method, path, "no origin")
            for name, (headers, status, expected) in foreign.items():
                answer = client.request(method, path, json={}, headers=headers)
                assert (answer.status_code, kind(answer)) == (status, expected), (method, path, name)
    assert served.room.version() == before


def test_nothing_is_told_without_the_cookie_or_to_another_name(served: Served) -> None:
    reads = endpoints(served.room, "get")
    assert len(reads) > 15
    with closing(served.client()) as client, stranger(served) as unknown:
        for method, path in [*reads, ("GET", "/api/openapi.json"), ("GET", "/api/nothing")]:
            assert kind(unknown.request(method, path)) == "not-let-in", path
            rebound = client.request(method, path, headers={"Host": f"evil.example:{served.room.port}"})
            assert (rebound.status_code, kind(rebound)) == (403, "foreign-host"), path
            for site in ("cross-site", "same-site"):
                answer = client.request(method, path, headers={"Sec-Fetch-Site": site})
                assert (answer.status_code, kind(answer)) == (403, "foreign-site"), path
        for path in PAGES:
            assert client.get(path).status_code == 200, path
            answer = unknown.get(path)
            assert answer.status_code == 401, path
            assert served.room.title not in answer.text
            assert client.get(path, headers={"Host": "evil.example"}).status_code == 403


def test_a_change_that_is_ours_goes_through(serve: Serve, sample_copy: Path) -> None:
    """The same request, with all that was missing above, by the machine's two names."""
    served = serve(sample_copy, coder="interviewer")
    with closing(served.client()) as client:
        for host in served.room.hosts:
            own = {"Origin": f"http://{host}", "Host": host, "Sec-Fetch-Site": "same-origin"}
            before = served.room.version()
            answer = client.post("/api/done", json={"document": "KAF2.4.1", "finished": before % 2 == 0}, headers=own)
            assert answer.status_code == 200
            assert answer.headers["X-Data-Before"] == str(before)
            assert answer.headers["X-Data-Version"] == str(served.room.version())


# --- coming in --------------------------------------------------------------------------------------------------


def test_an_address_lets_in_one_browser_once(served: Served) -> None:
    address = served.room.new_address()
    with stranger(served) as ahead, stranger(served) as first, stranger(served) as second:
        for purpose in ("prefetch", "prefetch;prerender"):
            assert ahead.get(address, headers={"Sec-Purpose": purpose}).status_code == 503
        assert ahead.get(address, headers={"Host": "evil.example"}).status_code == 403
        assert ahead.get("/").status_code == 401
        answer = first.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert first.get("/").status_code == 200
        assert second.get(address).status_code == 401
        assert first.get(address).status_code == 303  # whoever is in already is shown the page
        assert second.get(f"{served.room.origin}/?token=").status_code == 401
        assert second.get(f"{served.room.origin}/?token={'x' * 43}").status_code == 401


def test_the_cookie_is_for_this_server_alone(served: Served) -> None:
    with stranger(served) as client:
        cookie = SimpleCookie(client.get(served.room.new_address()).headers["Set-Cookie"])[served.room.cookie]
    assert cookie["httponly"]
    assert cookie["samesite"] == "strict"
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert str(served.room.port) in served.room.cookie


def test_who_follows_a_link_on_another_site_comes_in_all_the_same(served: Served) -> None:
    """A strict cookie does not come with what another site's link leads to, only with what our page leads to then."""
    with stranger(served) as client:
        answer = client.get(served.room.new_address(), headers={"Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, "Location" in answer.headers) == (200, False)
        assert 'http-equiv="refresh" content="0;url=/"' in answer.text
        assert client.get("/").status_code == 200


def test_cookies_are_not_forged_nor_carried_over(room: Room, sample: Project) -> None:
    ours = room.signed(Guest("interviewer"))
    assert room.guest(ours) == Guest("interviewer")
    body, _, signature = ours.partition(".")
    other = room.signed(Guest("tweede"))
    forged = [
        "", ".", body, f"{body}.", f"{body}.{'0' * 64}", f"{other.partition('.')[0]}.{signature}", ours + "0",
        "{}.{}", "é.é", room.signed(Guest("interviewer"))[:-1], room.seat(Guest("interviewer")),
    ]  # fmt: skip
    for each in forged:
        assert room.guest(each) is None, each
    assert room.guest(other) is None  # signed by us, and for another coder than the one served
    assert room.guest(room.signed(Guest("interviewer", True))) is None
    again, another = Room(sample.root, coder="interviewer"), Room(sample.root, coder="tweede")
    blind = Room(sample.root, coder="interviewer", blind=True)
    for each in (again, blind, another):
        each.close()
    assert again.guest(ours) == Guest("interviewer")  # started again for the same: still in
    assert blind.guest(ours) is None
    assert another.guest(ours) is None


def test_a_page_finds_its_server_again_after_a_restart(served: Served) -> None:
    with closing(served.client()) as client:
        served.stop()
        served.start()
        assert client.get("/api/version").status_code == 200


def test_the_key_is_its_owners_and_every_project_has_its_own(room: Room, project: Callable[..., Project]) -> None:
    key = room.root / KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) >= 32
    other = Room(project({"k1": "Een."}).root, coder="interviewer")
    other.close()
    assert other.guest(room.signed(Guest("interviewer"))) is None
    assert other.seat(Guest("interviewer")) != room.seat(Guest("interviewer"))


def test_it_listens_on_this_machine_only(served: Served) -> None:
    assert served.listening.getsockname()[0] == "127.0.0.1"
    # another address of the same machine, as another machine would come to it
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", served.room.port))


# --- replies ----------------------------------------------------------------------------------------------------


def test_every_reply_forbids_what_pages_do_not_need(served: Served) -> None:
    """Pages, replies, files, refusals, what is not there: the same headers, and nothing kept but files of ours."""
    with closing(served.client()) as client, stranger(served) as unknown:
        answers = [
            client.get("/"), client.get("/api/project"), client.get("/nothing"), client.get("/api/nothing"),
            client.get("/api/documents/nothing"), client.post("/api/codings", json={}), client.put("/api/codings"),
            client.post("/api/codings", content=b"x" * (LIMIT + 1)), client.head("/"), client.options("/"),
            client.get("/static/nothing"), unknown.get("/"), unknown.get("/api/project"),
            client.get("/api/openapi.json"),
            unknown.get(served.room.new_address()), client.get("/", headers={"Host": "evil.example"}),
        ]  # fmt: skip
        files = [client.get("/static/css/base.css"), unknown.get("/static/js/net.js")]
    for answer in [*answers, *files]:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert {answer.headers["Cache-Control"] for answer in answers if "/static/" not in str(answer.url)} == {"no-store"}
    assert {answer.headers["Cache-Control"] for answer in files} == {"no-cache"}


def test_mistakes_of_pages_are_pages_and_of_the_api_one_shape(served: Served) -> None:
    with closing(served.client()) as client:
        page, reply = client.get("/nothing"), client.get("/api/nothing")
    assert (page.status_code, reply.status_code) == (404, 404)
    assert page.headers["Content-Type"].startswith("text/html")
    assert kind(reply) == "http"


def test_files_of_the_pages_need_no_cookie_and_hold_nothing_of_the_project(served: Served, sample: Project) -> None:
    names = {str(each) for each in sample.settings.cases.values()} | {sample.settings.title}
    with stranger(served) as unknown:
        for path in sorted(each for each in STATIC.rglob("*") if each.is_file()):
            answer = unknown.get(f"/static/{path.relative_to(STATIC).as_posix()}")
            assert answer.status_code == 200, path
            assert not [name for name in names if name in answer.text], path
        for way in ("../room.py", "..%2froom.py", "%2e%2e/room.py", "js/../../room.py", "..\\room.py", "/etc/passwd"):
            request = httpx.Request("GET", served.room.origin)
            request.url = httpx.URL(served.room.origin, raw_path=b"/static/" + way.encode())
            assert unknown.send(request).status_code in (401, 404), way
        answer = unknown.post("/static/css/base.css", headers={"Origin": served.room.origin})
        assert answer.status_code == 401


def test_too_much_at_once_is_refused(served: Served) -> None:
    before = served.room.version()
    with closing(served.client()) as client:
        answer = client.post("/api/quotations", json={"words": "x" * LIMIT})
        assert (answer.status_code, kind(answer)) == (413, "too-much")
        pieces = client.post("/api/quotations", content=(b"x" * 100_000 for _ in range(30)))
        assert (pieces.status_code, kind(pieces)) == (413, "too-much")
        assert client.post("/api/quotations", json={"words": "x" * (LIMIT // 2)}).status_code == 422
    assert served.room.version() == before


async def _breaks(scope: object, receive: object, send: object) -> None:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize("path", ["/api/codes", "/codebook"])
def test_what_nobody_foresaw_is_one_shape_and_tells_no_log(
    room: Room, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    room.port = 8471

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Guard(_breaks, room))
        cookies = {room.cookie: room.signed(Guest("interviewer"))}
        async with httpx.AsyncClient(transport=transport, base_url=room.origin, cookies=cookies) as client:
            return await client.get(path)

    answer = asyncio.run(asked())
    assert answer.status_code == 500
    assert answer.headers["Cache-Control"] == "no-store"
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError in " in caplog.text
    if path.startswith("/api/"):
        assert kind(answer) == "internal"


def test_no_log_holds_a_word_of_the_interviews(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Mistakes of every sort, with the words in the address and in what is sent; an endpoint that breaks too."""

    def breaks(*_given: object, **_named: object) -> None:
        raise RuntimeError(SECRET)

    place = {"document": "KAF2.4.1", "start": 0, "end": 9, "words": SECRET}
    with caplog.at_level(logging.INFO, "qualcode"), closing(served.client()) as client:
        statuses = [
            client.post("/api/codings", json={**place, "code": SECRET}).status_code,
            client.post("/api/codings", json={**place, SECRET: 1}).status_code,
            client.post("/api/codings", content=f'{{"words": "{SECRET}').status_code,
            client.get(f"/api/documents/{SECRET}").status_code,
            client.get(f"/{SECRET}?{SECRET}={SECRET}").status_code,
        ]
        monkeypatch.setattr("qualcode.workbench.opened.search", breaks)
        monkeypatch.setattr("qualcode.workbench.opened.outline", breaks)
        broken = client.get("/api/search", params={"words": SECRET})
    assert statuses == [422, 422, 422, 404, 404]
    assert (broken.status_code, kind(broken)) == (500, "internal")
    assert SECRET not in broken.text
    served.stop()  # the reply is sent before the log is written
    said = caplog.text + "".join(capfd.readouterr())
    assert "RuntimeError in " in said
    assert "Geziena" not in said


# --- asked twice ------------------------------------------------------------------------------------------------


def test_a_change_asked_for_twice_is_done_once(serve: Serve, sample_copy: Path) -> None:
    """A page that got no reply asks again under the same name, and hears what it should have heard."""
    served = serve(sample_copy, coder="interviewer")
    with closing(served.client()) as client:
        for finished in (False, True, False):
            client.post("/api/done", json={"document": "KAF2.4.1", "finished": finished})
        before = served.room.version()
        first = client.post("/api/undo", headers={"X-Change": "one"})
        again = client.post("/api/undo", headers={"X-Change": "one"})
        assert (first.status_code, first.json()) == (200, again.json())
        assert served.room.version() == before + 1
        client.post("/api/undo", headers={"X-Change": "two"})
        assert served.room.version() == before + 2
        # a mistake is the same mistake again
        wrong = [client.post("/api/done", json={}, headers={"X-Change": "three"}) for _ in range(2)]
        assert [each.status_code for each in wrong] == [422, 422]
        assert wrong[0].json() == wrong[1].json()
