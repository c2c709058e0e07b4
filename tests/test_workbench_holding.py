"""Texts of chapters and the quotations they rest on: who writes beside them says that it holds; what came since waits
for a word about that."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

import qualcode as qc
from qualcode.framing.record import RECORD
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.workbench.holding import standings

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

TEXT = "De coach belt elke week. Er is te weinig geld. Zij wil meer geld. De zaal is koud.\n"
SETTINGS = """\
title: T
cases: {A: Anloo, B: Borger}
coders: [ann, ben]
report: {sections: [{title: Geld, codes: [Geld]}, {title: Hulp, codes: [Hulp]}]}
"""


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Anloo, with one quotation about money."""
    one = project(
        {"k1": f"---\ncase: A\n---\n{TEXT}", "k2": f"---\ncase: B\n---\n{TEXT}"}, "codes: [Geld, Hulp]", SETTINGS
    )
    one.code("k1", quote="Er is te weinig geld.", code="Geld", coder="ann")
    return one


def shown(client: httpx.Client, section: str = "geld") -> dict[str, Any]:
    return dict(client.get("/api/chapter/standings", params={"case": "A"}).json()[section])


def save(client: httpx.Client, text: str, was: str = "", rests: str | None = None) -> httpx.Response:
    rests = shown(client)["rests"] if rests is None else rests
    asked = {"case": "A", "section": "geld", "text": text, "was": was, "rests": rests}
    return client.put("/api/chapter/text", json=asked)


def confirm(client: httpx.Client, was: str, rests: str) -> httpx.Response:
    return client.post("/api/chapter/confirm", json={"case": "A", "section": "geld", "was": was, "rests": rests})


def state(study: Project) -> str:
    """As the framework matrix has it."""
    with qc.open(study.root) as one:
        return str(one.framework().cell("A", "geld").state)


def test_what_is_written_beside_its_quotations_is_current(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    assert shown(client)["state"] == ""
    assert save(client, "Te weinig. [k1:1]").status_code == 200
    now = shown(client)
    assert (now["state"], now["by"], now["confirmable"]) == ("written", "ann", True)
    assert state(study) == "written"
    [row] = json.loads((study.root / RECORD).read_text(encoding="utf-8"))["summaries"]
    assert list(row["quotations"]) == ["k1:1"]


def test_a_coding_made_later_makes_it_stale_until_it_is_confirmed(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    mark = save(client, "Te weinig. [k1:1]").json()["mark"]
    with qc.open(study.root) as later:
        later.code("k1", quote="Zij wil meer geld.", code="Geld", coder="ann")
    stale = shown(client)
    assert (stale["state"], stale["why"], stale["new"]) == ("stale", "1 quotation new: k1:2", ["k1:2"])
    assert state(study) == "stale"
    assert confirm(client, mark, stale["rests"]).json()["state"] == "written"
    assert state(study) == "written"
    with qc.open(study.root) as later:
        later.uncode(later.codings["coding_id"].iloc[0], coder="ann")
    assert shown(client)["why"] == "1 quotation not there any more: k1:1"


def test_writing_on_does_not_make_what_is_new_go_away(serve: Serve, study: Project) -> None:
    """A slip of the pen mended is no word about quotations that came since; citing them is."""
    client = serve(study, coder="ann").client()
    mark = save(client, "Te wenig. [k1:1]").json()["mark"]
    with qc.open(study.root) as later:
        later.code("k1", quote="Zij wil meer geld.", code="Geld", coder="ann")
    mark = save(client, "Te weinig. [k1:1]", mark).json()["mark"]
    assert (shown(client)["state"], shown(client)["new"]) == ("stale", ["k1:2"])
    mark = save(client, "Te weinig. [k1:1] [k1:2", mark).json()["mark"]
    mark = save(client, "Te weinig. [k1:1] [k1:2]", mark).json()["mark"]
    save(client, "Te weinig, en meer. [k1:1] [k1:2]", mark)
    assert shown(client)["state"] == "written"


def test_quotations_that_were_not_in_view_are_not_confirmed(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    seen = shown(client)["rests"]
    with qc.open(study.root) as later:
        later.code("k1", quote="Zij wil meer geld.", code="Geld", coder="ann")
    mark = save(client, "Te weinig.", rests=seen).json()["mark"]
    assert shown(client)["state"] == "unchecked"
    refused = confirm(client, mark, seen)
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "changed-meanwhile")
    assert refused.json()["error"]["now"]["rests"] == shown(client)["rests"]
    assert confirm(client, "another text", shown(client)["rests"]).status_code == 409
    assert shown(client)["state"] == "unchecked"
    assert confirm(client, mark, shown(client)["rests"]).json()["state"] == "written"


def test_a_refused_text_confirms_nothing(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    save(client, "Te weinig.")
    before = (study.root / RECORD).read_bytes()
    assert save(client, "Anders.", was="another").status_code == 409
    assert (study.root / RECORD).read_bytes() == before


def test_what_cites_what_is_not_there_is_kept_and_not_confirmed(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    assert save(client, "Zie [k1:99].").status_code == 200
    now = shown(client)
    assert (now["state"], now["confirmable"]) == ("stale", False)
    assert not (study.root / RECORD).exists()


def test_a_record_that_cannot_be_read_stops_nobody_writing(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    save(client, "Te weinig.")
    (study.root / RECORD).write_text("<<<<<<<", encoding="utf-8")
    assert "no record of checked summaries" in shown(client)["problem"]
    mark = client.get("/api/chapter/texts", params={"case": "A"}).json()[0]["mark"]
    assert save(client, "Veel te weinig.", mark).json()["text"] == "Veel te weinig."
    assert client.get("/api/chapter", params={"case": "A"}).status_code == 200


def test_only_who_codes_and_sees_all_confirms(serve: Serve, study: Project) -> None:
    for client in (serve(study, coder="ben", blind=True).client(), serve(study).client()):
        assert confirm(client, "", "").status_code == 403
    assert serve(study, coder="ben", blind=True).client().get("/api/chapter/standings?case=A").status_code == 403


def test_it_is_what_the_library_says(sample: Project) -> None:
    chart = sample.framework(case="Kampen")
    found = standings(sample, "KA", language("nl"))
    for cell in chart.cells:
        same = {"written": "written", "stale": "stale", "not checked yet": "unchecked"}.get(str(cell.state), "")
        assert found[cell.theme].state == same
    assert {each.state for each in found.values()} == {"written"}


@pytest.mark.browser
class TestPage:
    """Where one writes."""

    pytestmark = browser_test

    def test_written_stale_looked_at_confirmed(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/chapters?case=A&section=geld")
        holds = window.locator(".holding")
        window.locator("#writing textarea").fill("Te weinig. [k1:1]")
        window.locator(".holding[data-state=written]").wait_for()
        assert "Holds for these quotations" in holds.text_content()
        with qc.open(study.root) as later:
            later.code("k1", quote="Zij wil meer geld.", code="Geld", coder="ann")
        window.reload()
        window.locator(".holding[data-state=stale]").wait_for()
        assert "1 quotation new: k1:2" in holds.text_content()
        assert "to be looked at again" in window.locator("#sections [aria-current]").text_content()
        window.get_by_role("button", name="Show what is new").click()
        assert window.locator("#beside article a.label").all_text_contents() == ["k1:2"]
        window.get_by_role("button", name="Still true").click()
        window.locator(".holding[data-state=written]").wait_for()
        assert window.locator("#beside article").count() == 2
        assert state(study) == "written"
        assert window.wrong == []
