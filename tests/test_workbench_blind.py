"""Blind in the browser: to who codes blind, no endpoint tells anything of what others did.

Every endpoint that the OpenAPI document names is asked, with all that can be asked of it, in two projects that are the
same to a blind coder: in one of them others coded, wrote, reviewed and resolved, in the other nobody else was there.
Every reply must be the same in both. An endpoint that is new is asked too; where the tests do not know what it may be
asked, they say so.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from workbench import Served

import qualcode as qc
from qualcode.project import Project
from qualcode.web import Room
from qualcode.web.app import inner_app

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

HEAD = "---\nround: 1\n---\n# Help\n\n"
TEXTS = {
    "k1": HEAD + "There are too few volunteers for all.\n\nThe coach calls every week.\n\nThey give it a 7.\n",
    "k2": HEAD + "The walking group goes on with its volunteers.\n\nThe doctor refers few people.\n",
    "k3": HEAD + "Nobody came to walk this week.\n\nThe garden is open to all.\n",
}
CODEBOOK = """\
codes:
- {id: vol, name: Volunteers, keywords: [volunteer, volunteers], definition: People who help without pay.}
- {id: wal, name: Walking, keywords: [walking, walk], definition: Going for a walk together.}
- {id: gra, name: Grade, grade: true, definition: A grade from 1 to 10.}
- {id: why, name: Why, specify: true, definition: The reason that is given.}
- {id: spare, name: Spare, definition: Given by nobody.}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [ann, {name: ben, role: second}, cas]\n"
#: In all that others write.
MARK = "zebra"
NOBODY = str(uuid.UUID(int=7))


@pytest.fixture(autouse=True)
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.assisted.embedding.embedder_of", lambda *_args, **_more: None)


@pytest.fixture
def alone(project: MakeProject) -> Path:
    """ben coded a little, and nobody else was there."""
    one = project(TEXTS, codebook=CODEBOOK, settings=SETTINGS)
    one.code("k1", quote="too few volunteers", code="Volunteers", coder="ben", comment="of mine")
    one.code("k2", quote="refers few people", code="Why", coder="ben", specification="shyness")
    one.memo("What I think.", coder="ben", document="k1")
    one.done(["k1", "k2"], coder="ben")
    one.close()
    return one.root


@pytest.fixture
def crowded(alone: Path, tmp_path: Path) -> Path:
    """The same, and others coded, wrote, saw suggestions, reviewed and resolved."""
    folder = tmp_path / "crowded"
    shutil.copytree(alone, folder)
    with qc.open(folder) as one:
        others_work(one)
    return folder


def others_work(one: Project) -> None:
    """What ann and cas do."""
    one.code("k1", quote="too few volunteers for all", code="Volunteers", coder="ann", comment=f"{MARK} of few")
    one.code("k1", quote="They give it a 7.", code="Grade", value="7", coder="ann")
    one.code("k2", quote="refers few people", code="Why", coder="ann", specification=f"{MARK} of reasons")
    one.code("k2", quote="walking group", code="Walking", coder="ann", released=True, draft=True)
    one.code("k3", quote="Nobody came to walk this week.", code="Walking", coder="ann")
    one.quote("k3", quote="The garden", coder="ann", comment=f"{MARK} of gardens")
    found = {each.fragment.quote: each.suggestions for each in one.suggest(coder="ann", min_p=0)}
    one.accept(found["The coach calls every week."][0], coder="ann", comment=f"{MARK} of walks")
    label = one.quotations["quotation"].tolist()[-1]
    one.memo(f"A {MARK} in the garden.", coder="ann", document="k1")
    one.memo(f"A {MARK} in the tree.", coder="ann", code="Volunteers")
    one.memo(f"A {MARK} in the words.", coder="ann", quotation=label)
    one.memo(f"A {MARK} at large.", coder="ann")
    one.done(["k1", "k2", "k3"], coder="ann")
    review = one.review("k3", coder="cas")
    review.remove(review.items[0], comment=f"{MARK} of the review")
    one.code("k1", quote="too few volunteers for all", code="Why", coder="cas", specification=f"{MARK} of the third")
    one.done(["k1"], coder="cas")
    one.resolve(label_of(one, "ann", "k1"), who="ann and cas", take="ann", comment=f"{MARK} of two")
    one.save_query("reasons", f'Why WHERE specification = "{MARK} of reasons"', who="ann", comment=f"{MARK} kept")


def label_of(project: Project, coder: str, document: str) -> str:
    """The label of a coder's first quotation in a document."""
    every = project.quotations
    return str(every[(every["coder"] == coder) & (every["document"] == document)]["quotation"].iloc[0])


# --- what is asked ----------------------------------------------------------------------------------------------

#: Every endpoint with what it may be asked, a line for each request, in this order. `<coding>`, `<quotation>`, and
#: `<memo>` stand for each of ben's own, each of the others', and one there is none of; `<label>` for those of
#: others' quotations; `<document>` and `<code>` for each there is and one there is not; `<id>` for an id that is new.
ASKED = """
GET /api/version
GET /api/project
GET /api/codes
GET /api/counts
GET /api/counts?document=<document>
GET /api/documents
GET /api/documents/<document>
GET /api/documents/<document>/passages
GET /api/search?words=volunteers
GET /api/search?words=zebra
GET /api/specifications?code=<code>
GET /api/quotations?code=<code>
GET /api/quotations?code=<code>&below=false
GET /api/quotations?code=<code>&layer=ann
GET /api/quotations?code=<code>&layer=final
GET /api/quotations?code=<code>&layer=union
GET /api/quotations?code=<code>&layer=ben
GET /api/suggestions?document=<document>
GET /api/suggestions/passage?document=<document>&start=30&end=50
POST /api/suggestions/reading {}
POST /api/suggestions/shown {"ids": ["what", "ever"]}
POST /api/suggestions/accept {"id": "what"}
POST /api/suggestions/reject {"ids": ["what", "ever"]}
POST /api/suggestions/skip {"ids": ["what", "ever"]}
GET /api/reviews
GET /api/reviews/<document>
GET /api/reviews/<document>?author=ann
GET /api/differences
GET /api/differences?document=<document>
GET /api/differences?code=<code>
POST /api/differences/resolve {"who": "ben and ann", "quotation": "<quotation>", "take": "ann"}
POST /api/differences/resolve {"who": "ben and ann", "quotation": "<label>", "take": "ann"}
POST /api/differences/undo {"who": "ben and ann"}
POST /api/differences/redo {"who": "ben and ann"}
POST /api/differences/undo {"who": "ben and ann"}
POST /api/differences/rest {"who": "ben and ann", "document": "<document>", "take": "ann"}
GET /api/codebook
GET /api/codebook/carriers?code=<code>
GET /api/codebook/relations
GET /api/codebook/versions
GET /api/codebook/diff?earlier=1
GET /api/codebook/reread
GET /api/codebook/sessions
GET /api/codebook/decisions
POST /api/codebook/create {"name": "Fresh", "open": true, "dry_run": true}
POST /api/codebook/create {"name": "Fresh", "open": false}
POST /api/codebook/rename {"code": "<code>", "name": "Another", "dry_run": true}
POST /api/codebook/move {"code": "<code>", "to": "vol", "dry_run": true}
POST /api/codebook/reorder {"code": "<code>", "before": "vol", "dry_run": true}
POST /api/codebook/merge {"codes": ["<code>"], "into": "spare", "dry_run": true}
POST /api/codebook/split {"code": "<code>", "by": "specification", "dry_run": true}
POST /api/codebook/split {"code": "vol", "by": "codings", "parts": {"Part": ["<coding>"]}, "dry_run": true}
POST /api/codebook/promote {"code": "why", "specification": "zebra of reasons", "name": "Part", "dry_run": true}
POST /api/codebook/promote {"code": "why", "specification": "shyness", "name": "Part", "dry_run": true}
POST /api/codebook/retire {"code": "<code>", "dry_run": true}
POST /api/codebook/retire {"code": "spare"}
POST /api/codebook/restore {"code": "<code>", "dry_run": true}
POST /api/codebook/remark {"code": "<code>", "text": "said", "dry_run": true}
POST /api/codebook/define {"code": "<code>", "fields": {"grade": [1, 5]}, "dry_run": true}
POST /api/codebook/define {"code": "<code>", "fields": {"definition": "Said."}, "dry_run": true}
POST /api/codebook/relate {"source": "vol", "kind": "contradicts", "target": "<code>", "dry_run": true}
POST /api/codebook/relate {"source": "vol", "kind": "contradicts", "target": "why"}
POST /api/codebook/unrelate {"source": "vol", "kind": "contradicts", "target": "<code>", "dry_run": true}
POST /api/codebook/release {"name": "second"}
POST /api/codebook/sessions {"reason": "to talk"}
POST /api/codebook/sessions/end {}
GET /api/matrix
GET /api/matrix?layer=ann
GET /api/matrix?layer=union
GET /api/matrix?layer=ben&measure=codings
GET /api/matrix?rows=specification&measure=codings&totals=true
GET /api/matrix?columns=coder
GET /api/matrix?rows=coder
GET /api/matrix?where=coder=ann
GET /api/matrix?where=released=true
GET /api/matrix?share=interviews&measure=interviews
GET /api/matrix/cell?row=Volunteers&column=k1&columns=document&measure=codings
GET /api/matrix/cell?row=Walking&column=k2&columns=document&measure=codings
GET /api/matrix/file?suffix=csv&measure=codings
GET /api/matrix/file?suffix=md
GET /api/matrix/file?suffix=html
GET /api/matrix/choices
GET /api/chapters
GET /api/matrix?query=reasons&columns=document
GET /api/matrix?rows=query&columns=document
GET /api/matrix?where=code=@reasons
GET /api/matrix?where=code=reasons
GET /api/queries
GET /api/quotations/query?query=Volunteers
GET /api/quotations/query?query=NOT%20Volunteers
GET /api/quotations/query?query=Volunteers&code=<code>
GET /api/quotations/query?query=Volunteers&layer=ann
GET /api/quotations/query?query=Why%20WHERE%20specification%20%3D%20shyness
GET /api/quotations/query?query=Why%20WHERE%20coder%20%3D%20ann
GET /api/quotations/query?query=%40reasons
GET /api/quotations/query?query=reasons
GET /api/quotations/query?query=resons
GET /api/quotations/query?query=TEXT%20%22few%22%20WHERE%20grade%20%3E%203
POST /api/queries {"name": "mine", "expression": "Volunteers OR Why"}
GET /api/chapter?case=k1
GET /api/chapter/texts?case=k1
PUT /api/chapter/text {"case": "k1", "section": "volunteers", "text": "said", "was": ""}
GET /api/chapter/standings?case=k1
POST /api/chapter/confirm {"case": "k1", "section": "volunteers", "was": "?", "rests": "?"}
GET /api/factors
GET /api/factors/proposals
GET /api/factors/quotations?label=<label>
POST /api/factors/new {"direction": "helps", "wording": "Coffee"}
POST /api/factors/new {"direction": "helps", "wording": "Tea"}
PUT /api/factors/standing {"factor": "coffee", "cases": ["k1"]}
PUT /api/factors/words {"factor": "coffee", "text": "Coffee and cake"}
PUT /api/factors/evidence {"factor": "coffee", "label": "<label>"}
POST /api/factors/join {"factor": "coffee", "other": "tea"}
POST /api/factors/split {"factor": "coffee", "wording": 1}
PUT /api/factors/direction {"factor": "coffee", "direction": "hinders"}
PUT /api/factors/aside {"factor": "coffee"}
POST /api/factors/proposals {"proposals": []}
POST /api/prose {"text": "As <quotation> says: {{ann:1}}"}
GET /api/memos
GET /api/memos?on=document&target=<document>
GET /api/memos?on=code&target=<code>
GET /api/memos?on=quotation&target=<quotation>
GET /api/memos?words=zebra
GET /api/memos?coder=ann
POST /api/memos {"id": "<id>", "on": "quotation", "target": "<quotation>", "text": "What is this?"}
POST /api/memos {"id": "<id>", "on": "code", "target": "<code>", "text": "What is this?"}
PATCH /api/memos/<memo> {"text": "another text"}
POST /api/memos/preview {"text": "a *text*"}
PATCH /api/quotations/<quotation> {"comment": "mine now"}
PATCH /api/quotations/<quotation> {"comment": "mine", "was_comment": "what stood there"}
PATCH /api/quotations/<quotation> {"start": 27, "end": 40}
PATCH /api/quotations/<label> {"comment": "mine now"}
DELETE /api/quotations/<label>
POST /api/codings {"document": "k1", "start": 22, "end": 25, "words": "few", "code": "<code>", "id": "<id>"}
POST /api/codings {"document": "<document>", "start": 30, "end": 34, "words": "nope", "code": "vol"}
POST /api/codings {"document": "k1", "start": 22, "end": 25, "words": "few", "code": "Mine", "new": true}
POST /api/quotations {"document": "k1", "start": 76, "end": 80, "words": "They", "comment": "who?", "id": "<id>"}
PATCH /api/codings/<coding> {"comment": "mine now"}
PATCH /api/codings/<coding> {"comment": "mine", "was": {"comment": "what stood there"}}
POST /api/quotations/recode {"codings": {"<coding>": "vol"}, "code": "wal"}
POST /api/quotations/split {"code": "vol", "name": "Part", "codings": ["<coding>"], "dry_run": true}
POST /api/quotations/split {"code": "vol", "name": "Part", "codings": ["<coding>"]}
POST /api/done {"document": "<document>", "finished": false}
GET /api/codebook
GET /api/quotations?code=<code>
GET /api/matrix?columns=document&measure=codings
POST /api/done {"document": "k2"}
POST /api/reviews/<document>/agree {"codings": [{"coding": "<coding>"}]}
POST /api/reviews/<document>/remove {"coding": "<coding>", "comment": "why"}
POST /api/reviews/<document>/change {"coding": "<coding>", "code": "why", "comment": "why"}
POST /api/reviews/<document>/add {"code": "vol", "start": 26, "end": 30, "words": "goes", "comment": "a"}
POST /api/reviews/<document>/finish {}
POST /api/reviews/<document>/withdraw {"coding": "<coding>"}
POST /api/undo
POST /api/redo
DELETE /api/codings/<coding>
DELETE /api/quotations/<quotation>
DELETE /api/memos/<memo>
GET /api/documents
GET /api/documents/<document>
POST /api/undo
POST /api/who {"coder": "ann"}
"""
#: What succeeds for nobody here, and why: of these it is only seen that they are refused alike.
NEVER_DONE = {
    "POST /api/suggestions/shown": "suggestions are named by ids that are handed out",
    "POST /api/suggestions/accept": "suggestions are named by ids that are handed out",
    "POST /api/suggestions/reject": "suggestions are named by ids that are handed out",
    "POST /api/suggestions/skip": "suggestions are named by ids that are handed out",
    "POST /api/chapter/confirm": "what was seen is named by marks that are handed out",
    "POST /api/who": "the server is started for one coder",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request: its method, address with what stands behind the question mark, and body."""

    method: str
    address: str
    body: str

    @classmethod
    def read(cls, line: str) -> Request:
        method, address, body = [*line.split(" ", 2), ""][:3]
        return cls(method, address, body)

    def send(self, client: httpx.Client) -> httpx.Response:
        sent = {"content": self.body, "headers": {"Content-Type": "application/json"}} if self.body else {}
        return client.request(self.method, self.address, timeout=60, **sent)  # type: ignore[arg-type]

    @property
    def endpoint(self) -> str:
        return f"{self.method} {self.address.partition('?')[0]}"

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.body}".rstrip()


@dataclass(frozen=True, slots=True)
class Work:
    """The ids of ben's own work, and of others'."""

    own: dict[str, list[str]]
    others: dict[str, list[str]]

    @classmethod
    def of(cls, crowded: Path, alone: Path) -> Work:
        every, own = ids_in(crowded), ids_in(alone)
        return cls(own, {name: [each for each in ids if each not in own[name]] for name, ids in every.items()})

    def words(self, name: str) -> list[str]:
        """What a word in angle brackets stands for."""
        if name == "id":
            return [str(uuid.uuid4())]
        if name in FIXED:
            return FIXED[name]
        if name == "label":
            return [*self.others[name], "k1:99"]
        return [*self.own[name], *self.others[name], NOBODY]

    def requests(self) -> Iterator[Request]:
        for line in ASKED.split("\n"):
            if line:
                yield from (Request.read(each) for each in self._filled(line))

    def _filled(self, line: str) -> list[str]:
        found = WORD.search(line)
        if found is None:
            return [line]
        first = [line.replace(found[0], each) for each in self.words(found[1])]
        return [each for one in first for each in self._filled(one)]


WORD = re.compile(r"<(\w+)>")
FIXED = {"document": ["k1", "k2", "k3", "nope"], "code": ["vol", "wal", "gra", "why", "spare", "nope"]}
TABLES = ("quotation", "coding", "memo", "answer")


def ids_in(root: Path) -> dict[str, list[str]]:
    """The ids in a project's tables, and the labels of its quotations."""
    raw = sqlite3.connect(root / ".qualcode" / "project.db")
    found = {table: [row[0] for row in raw.execute(f"SELECT id FROM {table} ORDER BY key")] for table in TABLES}
    labels = "SELECT d.id || ':' || q.number FROM quotation q JOIN document d ON d.key = q.document ORDER BY q.key"
    found["label"] = [row[0] for row in raw.execute(labels)]
    raw.close()
    return found


# --- what is answered -------------------------------------------------------------------------------------------

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)?")
#: The number of a quotation counts all that were made, whoever made them; and so does the version of the data.
COUNTED = re.compile(r"(?<=\bk\d:)\d+|(?<=\"number\":)\d+|(?<=\"version\":)\d+|(?<=\"saw\":)\d+")


def told(answer: httpx.Response, asked: Request) -> str:
    """What a reply says, but for the ids and times of what was just made, and for what the request said itself."""
    text = answer.text
    for each in sorted({*UUID.findall(str(asked)), *re.findall(r"k\d:\d+", str(asked))}, key=len, reverse=True):
        text = text.replace(each, "<asked>")
    text = COUNTED.sub("#", TIME.sub("<time>", text))
    return f"{answer.status_code} {UUID.sub('<id>', text)}"


def endpoints(room: Room) -> list[tuple[str, re.Pattern[str]]]:
    """Every endpoint of the application with the pattern of its address, those without a gap first."""
    paths = inner_app(room).openapi()["paths"]
    found = [(f"{method.upper()} {path}", path) for path, methods in paths.items() for method in methods]
    found.sort(key=lambda each: each[0].count("{"))
    return [(name, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(name)))) for name, _path in found]


class TestBlind:
    def test_every_endpoint_says_the_same_whether_or_not_others_were_there(
        self, serve: Serve, alone: Path, crowded: Path
    ) -> None:
        work = Work.of(crowded, alone)
        assert [len(work.others[each]) > 3 for each in ("coding", "memo", "quotation")] == [True, True, True]
        rooms = [serve(root, coder="ben", blind=True) for root in (alone, crowded)]
        by_himself, among_others = (room.client() for room in rooms)
        wrong = []
        for asked in work.requests():
            one, other = told(asked.send(by_himself), asked), told(asked.send(among_others), asked)
            if one != other:
                wrong.append(f"{asked}\n   alone:   {one[:900]}\n   crowded: {other[:900]}")
            if MARK in other.replace(MARK if MARK in str(asked) else "\0", ""):
                wrong.append(f"{asked}\n   says {MARK}: {other[:500]}")
        assert wrong == [], "\n\n".join(wrong)

    def test_every_endpoint_is_asked_and_could_answer(self, serve: Serve, alone: Path, crowded: Path) -> None:
        """The requests are good ones: who is not blind gets an answer from every endpoint."""
        served = serve(crowded, coder="ben")
        client, known = served.client(), endpoints(served.room)
        asked, answered = set(), set()
        for each in Work.of(crowded, alone).requests():
            name = next((name for name, pattern in known if pattern.fullmatch(each.endpoint)), None)
            assert name is not None, f"There is no endpoint {each.endpoint} any more: take it out of ASKED."
            asked.add(name)
            if each.send(client).is_success:
                answered.add(name)
        missing = sorted({name for name, _pattern in known} - asked)
        assert not missing, f"Nobody asks {missing} whether they tell a blind coder anything: add lines to ASKED."
        mute = sorted(asked - answered - set(NEVER_DONE))
        assert not mute, f"{mute} never answered: a line in ASKED that is refused proves nothing. Make it a good one."

    def test_the_pages_are_the_same_too(self, serve: Serve, alone: Path, crowded: Path) -> None:
        clients = [serve(root, coder="ben", blind=True).client() for root in (alone, crowded)]
        for page in ("", "review", "differences", "quotations", "matrix", "chapters", "factors", "codebook", "memos"):
            one, other = (without_seat(client.get(f"/{page}").text) for client in clients)
            assert one == other
            for hidden in ("/review", "/differences", "/chapters", "/factors"):
                assert f'href="{hidden}"' not in one

    @pytest.mark.parametrize("blind", [True, False])
    def test_a_sample_makes_blind_as_well(self, serve: Serve, crowded: Path, blind: bool) -> None:
        """Who has documents to code blind is blind until these are done, however the server was started."""
        with qc.open(crowded) as one:
            one.done(["k1", "k2"], coder="ben", finished=False)
            one.sample("ben")
        client = serve(crowded, coder="ben", blind=blind).client()
        assert client.get("/api/project").json()["blind"] is True
        assert client.get("/api/project").json()["show"] == "never"
        for path in ("/api/suggestions?document=k1", "/api/reviews", "/api/differences", "/api/matrix?layer=final"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "blind"), path
        seen = [coder for each in client.get("/api/documents").json() for coder in each["quotations"]]
        assert set(seen) == {"ben"}

    def test_another_s_work_is_as_if_it_were_not_there(self, serve: Serve, alone: Path, crowded: Path) -> None:
        others = Work.of(crowded, alone).others
        client = serve(crowded, coder="ben", blind=True).client()
        for what in ("codings", "quotations", "memos"):
            body = {"text": "mine"} if what == "memos" else {"comment": "mine"}
            for identity in others[what.removesuffix("s")]:
                answers = [client.patch(f"/api/{what}/{identity}", json=body), client.delete(f"/api/{what}/{identity}")]
                for answer in answers:
                    assert answer.status_code == 404
                    assert answer.text.replace(identity, NOBODY) == client.delete(f"/api/{what}/{NOBODY}").text


def without_seat(page: str) -> str:
    """A page without the mark that tells which project and coder it was opened for."""
    return re.sub(r'"seat": ?"[^"]*"', "", page)
