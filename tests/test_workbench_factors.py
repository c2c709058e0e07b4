"""What helps and what hinders on its page: over HTTP, and in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

from qualcode.factoring.file import FACTORS
from qualcode.project import Project

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

SETTINGS = """
title: T
case: {attribute: town, singular: town, plural: towns}
cases: {A: Aa, B: Bee, C: Cee}
coders: [ann, ben]
report: {helping: [Helps], hindering: [Hinders]}
"""
BOOK = "codes: [{name: Helps, specify: true}, {name: Hinders, specify: true}, Other]"
FILE = """# Ours

## What helps

- short lines with
  - the doctor (A, B?) [a:1]
  - the nurse (C?)
- coffee (A, ~~B~~) [a:2; zz:9]

## What hinders

- pressure of work (A?, B?, C?)
"""


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Three towns with a quotation or two each, and a file of factors."""
    text = "---\ntown: {}\n---\nShe rings often. There is coffee. It rains.\n"
    one = project({each.lower()[0]: text.format(each) for each in ("Aa", "Bee", "Cee")}, BOOK, SETTINGS)
    for document in "abc":
        one.code(document, quote="She rings often.", code="Helps", coder="ann", specification="ringing each other")
        one.code(document, quote="There is coffee.", code="Other", coder="ann")
    (one.root / "analyses").mkdir()
    (one.root / FACTORS).write_text(FILE, encoding="utf-8")
    return one


@pytest.fixture
def client(serve: Serve, study: Project) -> httpx.Client:
    return serve(study, coder="ann").client()


def kept(study: Project) -> str:
    return (study.root / FACTORS).read_text(encoding="utf-8")


def test_the_page_is_told_what_the_file_has(client: httpx.Client) -> None:
    found = client.get("/api/factors").json()
    assert [each["key"] for each in found["cases"]] == ["A", "B", "C"]
    first, coffee, pressure = found["factors"]
    assert (first["beginning"], [(each["number"], each["wording"]) for each in first["wordings"]]) == (
        "short lines with", [(1, "the doctor"), (2, "the nurse")]
    )  # fmt: skip
    assert (first["line"], first["listed"]) == ("short lines with the doctor (A)", ["A"])
    assert coffee["wordings"][0]["lost"] == ["zz:9"]
    assert (pressure["direction"], pressure["line"], pressure["listed"]) == ("hinders", "", [])
    over_all = [each for each in found["printed"] if not each["case"]]
    assert [(each["title"], each["lines"]) for each in over_all] == [("What helps", []), ("What hinders", [])]
    assert [each["lines"] for each in found["printed"] if each["case"] == "Aa"] == [
        ["short lines with the doctor", "coffee"]
    ]
    assert any("zz:9" in each for each in found["warnings"])


def test_the_quotations_behind_a_factor_and_by_label(client: httpx.Client) -> None:
    def labels(**asked: Any) -> list[str]:
        return [each["label"] for each in client.get("/api/factors/quotations", params=asked).json()]

    assert labels(factor="coffee") == ["a:2"]
    assert labels(factor="short-lines-with", wording=1) == ["a:1"]
    assert labels(factor="short-lines-with", wording=2) == []
    assert labels(label=["b:2", "zz:9", "a:1"]) == ["a:1", "b:2"]
    assert client.get("/api/factors/quotations", params={"factor": "nothing"}).status_code == 422


def test_what_is_proposed_is_taken_over_or_set_aside(client: httpx.Client, study: Project) -> None:
    (only,) = client.get("/api/factors/proposals").json()
    assert (only["id"], only["interviews"], only["wordings"][0]["evidence"]) == (
        "ringing-each-other",
        3,
        ["a:1", "b:1", "c:1"],
    )
    mark = client.get("/api/factors").json()["mark"]
    body = {"proposals": ["ringing-each-other"], "aside": True, "was": mark}
    assert client.post("/api/factors/proposals", json=body).status_code == 200
    assert "- ~~ringing each other (A?, B?, C?) [a:1; b:1; c:1]~~" in kept(study)
    assert client.get("/api/factors/proposals").json() == []


def test_each_change_stands_in_the_file(client: httpx.Client, study: Project) -> None:
    def do(method: str, what: str, **body: Any) -> None:
        answer = client.request(method, f"/api/factors/{what}", json=body)
        assert answer.status_code == 200, answer.text

    do("PUT", "standing", factor="short-lines-with", wording=2, cases=["C"])
    assert re.search(r"- the nurse \(C\) <!-- C: ann, \d{4}-\d\d-\d\d -->", kept(study))
    do("PUT", "standing", factor="coffee", cases=["B"], standing="confirmed")
    do("PUT", "words", factor="coffee", text="coffee  together")
    do("PUT", "evidence", factor="coffee", label="b:2")
    do("PUT", "evidence", factor="coffee", label="zz:9", behind=False)
    assert "- coffee together (A, B) [a:2; b:2] {#coffee}" in kept(study)
    do("POST", "split", factor="short-lines-with", wording=2)
    assert "- short lines with the nurse (C)" in kept(study)
    do("POST", "join", factor="short-lines-with", other="short-lines-with-the-nurse")
    assert "- short lines with the {#short-lines-with}\n  - doctor (A, B?) [a:1]\n  - nurse (C)" in kept(study)
    do("PUT", "direction", factor="pressure-of-work", direction="helps")
    do("PUT", "aside", factor="pressure-of-work")
    assert "- ~~pressure of work (A?, B?, C?)~~\n\n## What hinders\n" in kept(study)
    do("POST", "new", direction="hinders", wording="rain")
    assert kept(study).endswith("- rain\n")
    assert kept(study).startswith("# Ours\n")


def test_what_another_wrote_meanwhile_is_not_written_over(client: httpx.Client, study: Project) -> None:
    mark = client.get("/api/factors").json()["mark"]
    (study.root / FACTORS).write_text(FILE.replace("coffee", "tea"), encoding="utf-8")
    refused = client.put("/api/factors/words", json={"factor": "coffee", "text": "cake", "was": mark})
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "changed-meanwhile")
    assert [each["id"] for each in refused.json()["error"]["now"]["factors"]][1] == "tea"
    assert kept(study) == FILE.replace("coffee", "tea")


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("standing", {"factor": "coffee", "cases": ["Q"]}, 422),
        ("standing", {"factor": "short-lines-with", "cases": ["A"]}, 409),
        ("standing", {"factor": "coffee", "cases": ["A"], "wording": 9}, 422),
        ("standing", {"factor": "coffee", "standing": "perhaps"}, 422),
        ("words", {"factor": "coffee", "text": " "}, 409),
        ("words", {"factor": "nothing", "text": "x"}, 422),
        ("evidence", {"factor": "coffee", "label": "zz:1"}, 404),
        ("direction", {"factor": "coffee", "direction": "up"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: httpx.Client, study: Project, what: str, body: dict[str, Any], status: int
) -> None:
    assert client.put(f"/api/factors/{what}", json=body).status_code == status
    assert kept(study) == FILE


def test_who_codes_blind_or_only_looks_changes_nothing(serve: Serve, study: Project) -> None:
    body = {"factor": "coffee", "text": "cake"}
    blind = serve(study, coder="ben", blind=True).client()
    assert blind.get("/api/factors").status_code == 403
    assert blind.get("/api/factors/quotations", params={"label": "a:1"}).status_code == 403
    assert blind.put("/api/factors/words", json=body).status_code == 403
    looking = serve(study).client()
    assert looking.get("/api/factors").status_code == 200
    assert looking.put("/api/factors/words", json=body).status_code == 403
    assert kept(study) == FILE


class TestPage:
    pytestmark = browser_test

    def test_a_list_is_made_by_key(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/factors")
        window.locator(".wording").first.wait_for()
        self.until(study, window, "2", r"the doctor \(A, B\)")
        self.until(study, window, "2", r"the doctor \(A, ~~B~~\)")
        window.keyboard.press("j")
        self.until(study, window, "c", r"the nurse \(C\)")
        self.until(study, window, "s", r"- short lines with the nurse \(C\)")
        window.keyboard.press("e")
        window.locator("dialog input").fill("a nurse who rings")
        self.until(study, window, "Enter", r"- a nurse who rings \(C\)")
        window.keyboard.press("a")
        window.locator("dialog input").fill("[c:1]")
        self.until(study, window, "Enter", r"- a nurse who rings \(C\) \[c:1\]")
        window.locator("#side .quote", has_text="She rings often.").wait_for()
        window.keyboard.press("v")
        window.locator("dialog select").select_option("coffee")
        self.until(study, window, "Enter", r"- a nurse who rings \(C\).*\n  - coffee \(A, ~~B~~\)")
        window.keyboard.press("x")
        window.locator(".factor.aside").wait_for()
        self.until(study, window, "d", r"## What hinders\n\n- pressure of work.*\n- ~~a nurse who rings")
        assert window.wrong == []
        assert window.foreign == []

    def test_a_quotation_goes_from_behind_one_factor_to_another(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/factors")
        window.locator(".wording").first.wait_for()
        window.keyboard.press("a")
        window.locator("dialog input").fill("c:1")
        self.until(study, window, "Enter", r"the doctor.*\[.*c:1")
        window.locator("#side .quote[aria-label='c:1']").wait_for()
        window.keyboard.press("Enter")
        window.locator("#side .quote:focus").wait_for()
        while "c:1" not in window.locator("#side .quote:focus .label").inner_text():
            window.keyboard.press("j")
        window.keyboard.press("m")
        window.locator("dialog option", has_text="coffee").wait_for(state="attached")
        window.locator("dialog select").select_option(label="coffee")
        self.until(study, window, "Enter", r"coffee.*\[.*c:1")
        self.until(study, window, "Escape", r"the doctor (?!.*c:1)")
        window.locator(".wording:focus").wait_for()
        assert window.wrong == []

    def test_proposals_stand_beside_the_list_and_the_lists_as_they_print(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/factors?case=C")
        window.locator(".proposal").wait_for()
        assert window.locator(".wording .words").all_inner_texts() == [
            "… the doctor",
            "… the nurse",
            "pressure of work",
        ]
        window.locator("#list").press("p")
        window.keyboard.press("l")
        window.locator("#side .quote").nth(2).wait_for()
        window.get_by_role("tab").first.click()
        window.locator(".proposal").focus()
        self.until(study, window, "Enter", r"- ringing each other \(A\?, B\?, C\?\) \[a:1; b:1; c:1\]")
        row = window.locator(".wording", has_text="ringing each other")
        row.locator(".case.proposed").nth(2).click()
        row.locator(".case.confirmed").wait_for()
        window.get_by_role("tab").nth(2).click()
        window.locator(".printed li", has_text="ringing each other").first.wait_for()
        assert window.wrong == []

    def test_a_file_changed_elsewhere_is_shown_and_not_written_over(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/factors")
        window.locator(".wording").first.wait_for()
        (study.root / FACTORS).write_text(FILE.replace("the doctor", "the midwife"), encoding="utf-8")
        window.keyboard.press("2")
        window.locator("#wrong", has_text="changed meanwhile").wait_for()
        window.locator(".words", has_text="the midwife").wait_for()
        assert "the midwife (A, B?)" in kept(study)

    def test_who_only_looks_has_nothing_to_press(self, serve: Serve, study: Project) -> None:
        window = serve(study).window("/factors")
        window.locator("dialog").wait_for()
        window.keyboard.press("Escape")
        window.locator(".wording").first.wait_for()
        assert window.locator(".case:enabled, .tool, #new:visible").count() == 0
        assert window.wrong == []

    def until(self, study: Project, window: Any, key: str, found: str) -> None:
        """Press a key, until the file says what it should."""
        window.keyboard.press(key)
        path: Path = study.root / FACTORS
        for _ in range(400):
            if re.search(found, path.read_text(encoding="utf-8")):
                return
            window.wait_for_timeout(50)
        raise AssertionError(f"{found!r} is not in\n{path.read_text(encoding='utf-8')}")
