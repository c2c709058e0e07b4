"""Every endpoint keeps what the OpenAPI document says of it, whatever it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from workbench import Served

from qualcode.project import Project
from qualcode.web import Room, make_app
from qualcode.web.app import inner_app
from qualcode.web.room import Guest

TEXTS = {
    "KAF2.4.1": "De coach belt elke week. Wij missen vrijwilligers 😀. Ik geef een 7,5.\n",
    "KAF2.4.2": "Er is geen geld. De coach komt langs.\n",
    "KRF2.4.1": "Wie weet komt het goed. De huisarts verwijst door.\n",
}
TREE = """
codes:
  - {id: hulp, name: Hulp, definition: Wie er helpt., codes: [
      {id: coach, name: Coach, keywords: [coach]}, {id: bron, name: Bron, specify: true},
      {id: rol, name: Rol, specify: {values: [hulp, klacht], free: false}}]}
  - {id: cijfer, name: Cijfer, grade: {min: 1, max: 10}}
"""
SETTINGS = """
title: T
language: nl
case: {attribute: municipality, singular: gemeente, plural: gemeenten}
cases: {KA: Kampen, KR: Hardenberg}
documents: {id: "{case}F{phase:d}.{round:d}.{number}"}
coders: [{name: anna, role: first}, {name: bert, role: second}]
assist: {show: on-demand}
"""
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
#: Sensible things about what is there; things of the right form; things of the wrong form.
MODES = {
    "known": (GenerationMode.POSITIVE, True),
    "well formed": (GenerationMode.POSITIVE, False),
    "ill formed": (GenerationMode.NEGATIVE, False),
}
_CALM = settings(
    max_examples=8, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def one(project: Callable[..., Project]) -> Project:
    """Two coders who differ, memos, and a text with signs of two units."""
    one = project(TEXTS, TREE, SETTINGS)
    for coder, code in (("anna", "Coach"), ("bert", "Bron")):
        one.code("KAF2.4.1", code=code, coder=coder, quote="De coach belt elke week.")
        one.code("KAF2.4.1", code="Cijfer", coder=coder, quote="Ik geef een 7,5.", value="7,5")
        one.done(["KAF2.4.1"], coder=coder)
    one.code("KAF2.4.2", code="Coach", coder="bert", quote="De coach komt langs.")
    one.done(["KAF2.4.2"], coder="bert")
    one.memo("Een **gedachte**.", coder="anna")
    one.memo("Over een code.", coder="anna", code="Coach")
    return one


@pytest.fixture
def room(one: Project) -> Iterator[Room]:
    room = Room(one.root, coder="anna")
    room.port = 8471
    yield room
    room.close()


def known(one: Project) -> dict[str, list[Any]]:
    """What the fields and parameters of these names may well be: ids that are there, words that stand there."""
    quotations, codings = one.quotations, one.codings
    documents, codes = list(TEXTS), [code.id for code in one.codebook]
    memos = [memo.id for memo in one.memos]
    cases = list(one.settings.cases)
    words = TEXTS["KAF2.4.1"][:24]
    lists = {
        "document": documents, "code": codes, "codes": [codes[1:3]], "into": codes, "parent": codes, "below": codes,
        "quotation": list(quotations["quotation_id"]), "coding": list(codings["coding_id"]), "memo": memos,
        "target": [*documents, *codes, ""], "case": cases, "coder": ["anna", "bert"], "author": ["bert"],
        "words": [words], "start": [0], "end": [len(words)], "take": ["anna", "both", "none"], "value": ["7,5", "8"],
        "path": ["Hulp/Nieuw"], "name": ["Nieuw"], "row": ["Hulp/Coach"], "column": ["Kampen"],
    }  # fmt: skip
    return {name: values for name, values in lists.items() if values}


def knowing(schema: Any, values: dict[str, list[Any]]) -> Any:
    """The OpenAPI document with what is there in the place of what a field may be: tests reach further that way."""
    if isinstance(schema, list):
        return [knowing(each, values) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: knowing(each, values) for name, each in schema.items()}
    if isinstance(made.get("properties"), dict) and made.get("additionalProperties") is False:
        there = {name: {"enum": values[name]} for name in made["properties"] if name in values}
        made["properties"] = {**made["properties"], **there}
    if "in" in made and made["name"] in values:
        made["schema"] = {"enum": values[made["name"]]}
    return made


def operations(room: Room, document: dict[str, Any]) -> list[Any]:
    """The operations of an OpenAPI document, to be asked in process."""
    calm = GenerationConfig(with_security_parameters=False, allow_extra_parameters=False)
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=calm)))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = make_app(room)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize(("mode", "known_only"), MODES.values(), ids=MODES)
def test_whatever_is_asked_the_answer_is_what_the_document_says(
    room: Room, one: Project, mode: GenerationMode, known_only: bool
) -> None:
    """No reply is a mistake of the server, none of another shape than it is said to have."""
    own = {"Host": f"127.0.0.1:{room.port}", "Origin": room.origin}
    own["Cookie"] = f"{room.cookie}={room.signed(Guest('anna'))}"
    document = inner_app(room).openapi()
    every = operations(room, knowing(document, known(one)) if known_only else document)
    assert len(every) > 70
    wrong: list[str] = []
    statuses: set[tuple[str, int]] = set()
    for operation in every:
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # an address is text, and hardly ill formed

        @settings(_CALM)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            answer = case.call(headers=own)
            statuses.add((case.operation.label, answer.status_code))
            case.validate_response(answer, checks=list(CHECKS))

        try:
            ask()
        except Exception as error:  # noqa: BLE001  # all endpoints are told of, not only the first
            wrong.append(f"{operation.label}: {error}")
    assert wrong == []
    reached = {label for label, status in statuses if status < 400}
    if mode is GenerationMode.NEGATIVE:
        assert reached == set(), "what is ill formed is refused"
    else:
        assert len(reached) > (50 if known_only else 25), "too little was asked that makes sense"


@pytest.mark.parametrize("depth", [50, 500, 900, 3_000, 100_000])
def test_a_request_may_be_deep(serve: Callable[..., Served], one: Project, depth: int) -> None:
    client = serve(one, coder="anna").client()
    for opened, closed in ("[]", ('{"a":', "}")):
        body = f'{{"text": {opened * depth}{"1" if closed == "}" else ""}{closed * depth}}}'
        answer = client.post("/api/memos/preview", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500
        assert answer.json()["error"]["message"]
