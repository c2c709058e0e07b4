"""Queries in the workbench: asked and kept beside the quotations, counted as codes in a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

import qualcode as qc
from qualcode.project import Project
from qualcode.workbench.queried import QueryChanged, keep, kept, quotes_of_query

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

TEXT = "De coach belt elke week. Er is te weinig geld. Zij wil meer geld. De zaal is koud.\n"
CODEBOOK = "codes: [{name: Hulp, codes: [Bellen]}, Geld, {name: Wens, codes: [Meer]}]"
QUERY = "Geld AND NOT Wens"


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Two documents of two towns: money twice, once as a wish; ben codes one passage and leaves one without a code."""
    one = project(
        {"k1": f"---\ncase: A\nround: 1\n---\n{TEXT}", "k2": f"---\ncase: B\nround: 2\n---\n{TEXT}"},
        CODEBOOK,
        "title: T\ncoders: [ann, ben]\n",
    )
    one.code("k1", quote="De coach belt elke week.", code="Bellen", coder="ann")
    one.code("k1", quote="Er is te weinig geld.", code="Geld", coder="ann")
    for code in ("Geld", "Meer"):
        one.code("k1", quote="Zij wil meer geld.", code=code, coder="ann")
    one.code("k2", quote="Er is te weinig geld.", code="Geld", coder="ben")
    one.quote("k2", quote="De zaal is koud.", coder="ben")
    return one


def asked(client: httpx.Client, query: str, **more: str) -> dict[str, Any]:
    answer = client.get("/api/quotations/query", params={"query": query, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def labels(found: dict[str, Any]) -> list[str]:
    return [each["label"] for each in found["quotes"]]


class TestAsked:
    """The quotations that a query finds."""

    def test_they_are_those_of_the_library(self, serve: Serve, sample: Project) -> None:
        client = serve(sample, coder="interviewer").client()
        for query in ("Vrijwilligers AND NOT Gewenst", 'TEXT "folder"', "NOT Uitvoering WHERE round = 4"):
            wanted = sample.query(query, layer="union")
            found = asked(client, query)
            assert sorted(labels(found)) == sorted(wanted.labels)
            assert (found["rule"], found["passages"]) == (wanted.rule, len(wanted))
        assert wanted.labels

    def test_of_one_code(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ann").client()
        assert labels(asked(client, "NOT Wens", code="Geld")) == ["k1:2", "k2:1"]
        assert labels(asked(client, 'TEXT "geld"', code="Wens")) == ["k1:3"]
        assert labels(asked(client, 'TEXT "geld"', code="Wens", below="false")) == []

    def test_what_it_is_about_is_what_it_names(self, study: Project) -> None:
        book = study.codebook
        found = quotes_of_query(study, QUERY)
        assert [book.path(each) for each in found.about] == ["Geld"]
        assert len(quotes_of_query(study, 'TEXT "koud"').about) == len(book)

    def test_a_mistake_says_where_it_is(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ann").client()
        answer = client.get("/api/quotations/query", params={"query": "Geld AND Wensen"})
        error = answer.json()["error"]
        assert (answer.status_code, error["kind"]) == (422, "query-error")
        assert error["query"][error["start"] : error["end"]] == "Wensen"
        assert error["sentence"].startswith("there is no code 'Wensen'")

    def test_who_codes_blind_finds_their_own(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ben", blind=True).client()
        assert labels(asked(client, "Geld")) == ["k2:1"]
        assert labels(asked(client, "NOT Geld")) == ["k2:2"]
        assert labels(asked(client, "NOT Bellen", code="Geld")) == ["k2:1"]
        assert labels(asked(client, "Geld OR NOT Geld WHERE coder = ben")) == ["k2:1", "k2:2"]
        assert "2" not in asked(client, "Geld")["rule"].split("found")[1].split(" of ")[0]
        for layer in ("final", "union", "ann"):
            assert client.get("/api/quotations/query", params={"query": "Geld", "layer": layer}).status_code == 403

    def test_who_codes_blind_hears_of_no_drafts_but_their_own(self, serve: Serve, study: Project) -> None:
        row = "k2,De coach belt elke week.,Bellen"
        drafts = study.root / "drafts.csv"
        drafts.write_text(f"document,quote,code,coder,status\n{row},ann,draft\n{row},ben,draft\n", encoding="utf-8")
        study.import_codings(drafts)
        everybody, own = (serve(study, coder="ben", blind=blind).client() for blind in (False, True))
        assert asked(everybody, "NOT Bellen")["warnings"][-1].startswith("2 drafts")
        assert asked(own, "NOT Bellen")["warnings"][-1].startswith("1 draft ")


class TestKept:
    """A query kept under a name."""

    def test_it_is_there_and_can_be_undone(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ann").client()
        saved = client.post("/api/queries", json={"name": "krap", "expression": QUERY}).json()
        assert saved == {"name": "krap", "text": QUERY, "problem": ""}
        assert client.get("/api/queries").json() == [saved]
        assert labels(asked(client, "@krap")) == labels(asked(client, QUERY)) == ["k1:2", "k2:1"]
        with qc.open(study.root) as again:
            assert [(each.name, each.who) for each in again.saved_queries] == [("krap", "ann")]
        client.post("/api/undo")
        assert client.get("/api/queries").json() == []

    def test_one_that_was_changed_meanwhile_is_not_replaced(self, study: Project) -> None:
        keep(study, "krap", QUERY, who="ann", was="")
        keep(study, "krap", "Geld", who="ben", was=QUERY)
        with pytest.raises(QueryChanged) as refused:
            keep(study, "Krap", "Wens", who="ann", was=QUERY)
        assert refused.value.now == "Geld"
        assert [each.text for each in kept(study)] == ["Geld"]

    def test_a_taken_name_is_not_replaced_unasked(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ann").client()
        client.post("/api/queries", json={"name": "krap", "expression": QUERY})
        refused = client.post("/api/queries", json={"name": "krap", "expression": "Wens"})
        assert refused.status_code == 409
        stale = client.post("/api/queries", json={"name": "krap", "expression": "Wens", "was": "Hulp"})
        assert (stale.status_code, stale.json()["error"]["now"]) == (409, QUERY)
        assert [each["text"] for each in client.get("/api/queries").json()] == [QUERY]

    def test_who_codes_blind_or_only_looks_keeps_none(self, serve: Serve, study: Project) -> None:
        wanted = {"name": "krap", "expression": QUERY}
        assert serve(study, coder="ben", blind=True).client().post("/api/queries", json=wanted).status_code == 403
        assert serve(study).client().post("/api/queries", json=wanted).status_code == 403
        assert kept(study) == ()


class TestMatrix:
    """Saved queries as codes in a matrix."""

    @pytest.fixture
    def client(self, serve: Serve, study: Project) -> httpx.Client:
        study.save_query("krap", QUERY)
        study.save_query("los", 'TEXT "koud"')
        return serve(study, coder="ann").client()

    def test_a_row_says_what_it_asks(self, client: httpx.Client, study: Project) -> None:
        view = client.get("/api/matrix", params={"query": "krap", "layer": "union"}).json()
        line = view["grid"]["lines"][-1]
        assert (line["name"], line["query"], [each["text"] for each in line["cells"]]) == (
            "krap", "Geld AND NOT Wens", ["1", "1"],
        )  # fmt: skip
        assert "Geld AND NOT Wens" in view["grid"]["rule"]
        assert "--query krap" in view["command"]
        assert view["grid"]["rule"] == study.matrix(queries=["krap"], layer="union").rule

    def test_rows_of_queries_and_a_filter(self, client: httpx.Client) -> None:
        lines = client.get("/api/matrix", params={"rows": "query", "layer": "union"}).json()["grid"]["lines"]
        assert [each["name"] for each in lines] == ["krap", "los"]
        shown = client.get("/api/matrix", params={"where": "code=@krap", "layer": "union"}).json()["grid"]
        counts = {each["name"]: [cell["text"] for cell in each["cells"]] for each in shown["lines"]}
        assert (counts["Geld"], counts["Bellen"]) == (["1", "1"], ["", ""])
        assert "krap (Geld AND NOT Wens)" in shown["rule"]

    def test_behind_a_cell_stand_quotations_without_a_code_too(self, client: httpx.Client, study: Project) -> None:
        asked = {"rows": "query", "layer": "union", "measure": "quotations"}
        for row, column in (("krap", "A"), ("los", "B")):
            found = client.get("/api/matrix/cell", params={**asked, "row": row, "column": column}).json()
            wanted = study.matrix("query", measure="quotations", layer="union").quotations(row, column)
            assert labels(found["quoted"]) == list(dict.fromkeys(wanted["quotation"])) != []
        assert found["cell"]["text"] == "1"

    def test_what_is_offered(self, client: httpx.Client) -> None:
        choices = client.get("/api/matrix/choices").json()
        assert [(each["name"], each["text"]) for each in choices["queries"]] == [
            ("krap", QUERY),
            ("los", 'TEXT "koud"'),
        ]
        assert "query" in [each["value"] for each in choices["rows"]]

    def test_without_saved_queries_nothing_is(self, serve: Serve, sample: Project) -> None:
        choices = serve(sample, coder="interviewer").client().get("/api/matrix/choices").json()
        assert choices["queries"] == []
        assert "query" not in [each["value"] for each in choices["rows"]]

    def test_one_that_is_not_there_is_a_sentence(self, client: httpx.Client) -> None:
        answer = client.get("/api/matrix", params={"query": "weg"})
        assert answer.status_code == 422
        assert "'weg'" in answer.json()["error"]["message"]

    def test_blind(self, serve: Serve, client: httpx.Client, study: Project) -> None:
        """What a saved query asks may say what others noted: for who codes blind there are none."""
        blind = serve(study, coder="ben", blind=True).client()
        assert blind.get("/api/queries").json() == []
        choices = blind.get("/api/matrix/choices").json()
        assert (choices["queries"], "query" in [each["value"] for each in choices["rows"]]) == ([], False)
        cell = {"query": "krap", "row": "krap", "column": "B"}
        for where, wanted in (("matrix", {"query": "krap"}), ("matrix", {"rows": "query"}), ("matrix/cell", cell)):
            assert blind.get(f"/api/{where}", params=wanted).status_code == 403
        for name in ("@krap", "krap"):
            filtered = blind.get("/api/matrix", params={"where": f"code={name}"})
            found = blind.get("/api/quotations/query", params={"query": name})
            assert (filtered.status_code, found.status_code) == (404, 422)
            assert QUERY not in filtered.text + found.text
        assert blind.get("/api/matrix", params={"where": "code=Geld"}).status_code == 200


# --- in a browser ------------------------------------------------------------------------------------------------


@pytest.mark.browser
class TestPage:
    """The page, by keyboard."""

    pytestmark = browser_test

    def test_ask_mend_and_keep(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/quotations")
        window.locator("#empty input:focus").wait_for()
        field = window.get_by_role("searchbox", name="Query")
        field.fill("Geld AND NOT Wensen")
        field.press("Enter")
        window.locator("#asked mark").wait_for()
        assert window.locator("#asked mark").text_content() == "Wensen"
        assert window.evaluate("getSelection().toString()") == "Wensen"
        assert window.locator("article:visible").count() == 0
        window.keyboard.type("Wens")
        window.keyboard.press("Enter")
        window.locator("article").first.wait_for()
        assert window.locator("article a.label").all_text_contents() == ["k1:2", "k2:1"]
        assert "Geld AND NOT Wens" in window.locator("#asked .rule").text_content()
        window.locator("article:focus").wait_for()
        window.get_by_role("button", name="Save …").click()
        window.keyboard.type("krap geld")
        window.keyboard.press("Enter")
        window.locator("#asked option:has-text('@krap geld')").wait_for(state="attached")
        assert [each.name for each in study.saved_queries] == ["krap geld"]

    def test_a_saved_one_narrows_a_code(self, serve: Serve, study: Project) -> None:
        study.save_query("niet krap", "NOT Wens")
        window = serve(study, coder="ann").window("/quotations?code=Geld")
        window.locator("article").nth(2).wait_for()
        window.get_by_role("combobox", name="Saved queries").select_option("niet krap")
        window.locator("article").nth(2).wait_for(state="detached")
        assert window.locator("article a.label").all_text_contents() == ["k1:2", "k2:1"]
        assert window.get_by_role("searchbox", name="Query").input_value() == '"@niet krap"'
        assert window.get_by_role("searchbox", name="Query").get_attribute("title") == "NOT Wens"
        window.get_by_role("button", name="Edit").click()
        assert window.get_by_role("searchbox", name="Query").input_value() == "NOT Wens"
        window.go_back()
        window.locator("article").nth(2).wait_for()
        assert window.wrong == []

    def test_a_query_as_a_row_leads_to_its_quotations(self, serve: Serve, study: Project) -> None:
        study.save_query("niet krap", "Geld AND NOT Wens")
        window = serve(study, coder="ann").window("/matrix?layer=union")
        smart = window.get_by_role("group", name="Saved queries as rows")
        smart.get_by_role("button", name="Add").click()
        row = window.locator("tbody tr:has(.sign)")
        row.wait_for()
        assert row.locator("th").get_attribute("title") == "Geld AND NOT Wens"
        assert smart.locator("li").get_attribute("title") == "Geld AND NOT Wens"
        assert "query=niet+krap" in window.url
        row.get_by_role("link").click()
        window.locator("article").nth(1).wait_for()
        assert window.locator("article a.label").all_text_contents() == ["k1:2", "k2:1"]
        assert window.wrong == []

    def test_one_that_cannot_be_answered_says_so(self, serve: Serve, study: Project) -> None:
        settings = study.root / "qualcode.yaml"
        plain = settings.read_text(encoding="utf-8")
        settings.write_text(plain.replace("[ann, ben]", "[ann, ben, cor]"), encoding="utf-8")
        with qc.open(study.root) as three:
            three.save_query("van cor", "Geld WHERE coder = cor")
        settings.write_text(plain, encoding="utf-8")
        served = serve(study, coder="ann")
        window = served.window("/matrix?query=van+cor")
        said = window.locator("#controls .wrong:not(:empty)")
        said.wait_for()
        assert "'van cor' cannot be answered any more" in said.text_content()
        quotations = served.tab(window, "/quotations?query=%22%40van+cor%22")
        quotations.locator("#asked .wrong:not(:empty)").wait_for()
        assert "Nothing has 'cor'" in quotations.locator("#asked .wrong").text_content()
        rows = served.tab(window, "/matrix?rows=query")
        rows.locator("#controls .wrong:not(:empty)").wait_for()
        assert "None of the saved queries can be answered" in rows.locator("#controls").text_content()
