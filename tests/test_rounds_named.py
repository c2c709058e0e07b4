"""A project may call its rounds otherwise: phases, visits, years. What it names so is a round everywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from conftest import MakeProject, Run

from qualcode.analysis.sources import rounds, sources
from qualcode.analysis.work.progress import progress
from qualcode.errors import FileError, UnknownChoice
from qualcode.formats.settings_yaml import read
from qualcode.i18n import RoundNames, language
from qualcode.model import RoundSetting, Settings
from qualcode.project import Project
from qualcode.reports.page.views import round_text

ORDER = "round: {attribute: moment, singular: phase, plural: phases, order: [start, midway, end]}"
TREE = "codes: [{id: t, name: Trust}, {id: g, name: Grade, grade: {min: 1, max: 10}}]"


def text(moment: str, grade: int, **more: str) -> str:
    front = "".join(f"{name}: {value}\n" for name, value in {"case": "Ashford", "moment": moment, **more}.items())
    return f"---\n{front}---\n# Talk\n\n## Trust\n\nThey trust the coach. A {grade}.\n"


def settings(round_: str = ORDER, more: str = "", lang: str = "en") -> str:
    return f"title: T\nlanguage: {lang}\ncoders: [ann]\ncases: [Ashford]\n{round_}\n{more}"


@pytest.fixture
def make(project: MakeProject) -> Any:
    """A case with three interviews that are named so that neither their ids nor the alphabet put the phases right."""

    def made(round_: str = ORDER, more: str = "", lang: str = "en", **front: str) -> Project:
        texts = {"a": text("end", 9, **front), "b": text("start", 5, **front), "c": text("midway", 7, **front)}
        one = project(texts, TREE, settings(round_, more, lang))
        for name, grade in (("a", "9"), ("b", "5"), ("c", "7")):
            if name != "b":
                one.code(name, code="Trust", coder="ann", quote="They trust the coach.")
            one.code(name, code="Grade", coder="ann", quote=f"A {grade}.", value=grade)
            one.done(name, coder="ann")
        return one

    return made


class TestSettings:
    """What `round:` may say in qualcode.yaml."""

    def of(self, line: str) -> RoundSetting:
        return read(f"title: T\n{line}\n", "qualcode.yaml").round

    def test_the_usual_name_needs_no_setting(self) -> None:
        assert read("title: T\n", "qualcode.yaml").round == RoundSetting("round")

    def test_a_name_alone_is_the_attribute(self) -> None:
        assert self.of("round: phase") == RoundSetting("phase")

    def test_all_of_it(self) -> None:
        assert self.of(ORDER) == RoundSetting("moment", "phase", "phases", ("start", "midway", "end"))

    def test_an_order_of_numbers_is_of_texts(self) -> None:
        assert self.of("round: {order: [2, 1]}") == RoundSetting(order=("2", "1"))

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("round: {atribute: phase}", "Did you mean attribute?"),
            ("round: kind", "'kind' cannot say which round it is"),
            ("round: {attribute: persons}", "'persons' cannot say which round it is"),
            ("round: {plural: phases}", "'plural' needs 'singular:'"),
            ("round: {order: [start, end, start]}", "The round 'start' stands in 'order' twice."),
            ("round: ", "'round'"),
            ("case: phase\nround: phase", "'case' and 'round' name the same attribute"),
        ],
    )
    def test_mistakes_are_told(self, line: str, said: str) -> None:
        with pytest.raises(FileError) as told:
            self.of(line)
        assert said in str(told.value)
        assert f":{1 + len(line.splitlines())}" in str(told.value) or "line" in str(told.value)


class TestWords:
    """Sentences in the project's words."""

    def test_without_a_name_of_its_own_nothing_changes(self) -> None:
        assert language(Settings("T")) == language("en")
        assert language(Settings("T"))("From round to round") == "From round to round"

    @pytest.mark.parametrize(
        ("sentence", "said"),
        [
            ("From round to round", "From visit to visit"),
            ("Over the rounds", "Over the visits"),
            ("Round %(round)s", "Visit %(round)s"),
            ("quotation%(rounds)s", "quotation%(rounds)s"),
            ("the documents name fewer (`round:`).", "the documents name fewer (`wave:`)."),
            ("compare the rounds instead (qualcode rounds)", "compare the visits instead (qualcode rounds)"),
            ("what stands around it, rounded", "what stands around it, rounded"),
            ("Van ronde tot ronde; afgerond in beide rondes", "Van visit tot visit; afgerond in beide visits"),
        ],
    )
    def test_whole_words_only(self, sentence: str, said: str) -> None:
        assert RoundNames("visit", "visits", "wave").within(sentence) == said

    def test_an_article_fits(self) -> None:
        assert RoundNames("interview", "interviews", "i").within("A round; a later round") == (
            "An interview; a later interview"
        )

    @pytest.mark.parametrize(
        ("setting", "code", "names"),
        [
            (RoundSetting("phase"), "en", ("phase", "phases")),
            (RoundSetting("phase"), "nl", ("fase", "fases")),
            (RoundSetting("meting"), "nl", ("meting", "metingen")),
            (RoundSetting("field_study"), "en", ("field study", "field studies")),
            (RoundSetting("wave", "year", "years"), "en", ("year", "years")),
            (RoundSetting("round", "wave"), "en", ("wave", "waves")),
        ],
    )
    def test_names_that_are_not_given(self, setting: RoundSetting, code: str, names: tuple[str, str]) -> None:
        found = language(Settings("T", language=code, round=setting)).rounds
        assert found is not None
        assert (found.singular, found.plural) == names

    def test_a_value_that_is_filled_in_stays_as_it_is(self) -> None:
        _ = language(Settings("T", round=RoundSetting("phase")))
        assert _("round %(round)s", round="a round") == "phase a round"
        assert [round_text(each, _) for each in ("2", "start", "")] == ["phase 2", "start", "no phase given"]

    def test_dutch(self) -> None:
        _ = language(Settings("T", language="nl", round=RoundSetting("phase")))
        assert _("round %(one)s to %(other)s", one="start", other="eind") == "fase start naar eind"
        left = "%(count)s interview names no round and was left out."
        many = "%(count)s interviews name no round and were left out."
        assert _.plural(left, many, 2) == "2 interviews noemen geen fase en zijn weggelaten."


class TestMeaning:
    """Which rounds there are, and in which order."""

    def test_either_name_is_the_round(self, make: Any) -> None:
        one = make()
        corpus = one.corpus()
        assert [corpus.attribute(each, "round") for each in corpus.documents] == ["end", "start", "midway"]
        assert corpus.said("round") == corpus.said("moment") == [["end"], ["start"], ["midway"]]
        assert {"round", "moment"} <= set(corpus.attribute_names())
        assert "round" not in one.codings.columns
        assert [each.round for each in sources(corpus)] == ["end", "start", "midway"]

    def test_they_come_in_the_order_of_the_settings(self, make: Any) -> None:
        one = make()
        for name in ("round", "moment"):
            assert one.matrix(columns=name).frame.columns.tolist() == ["start", "midway", "end"]
        assert rounds(one.corpus(), sources(one.corpus())) == ("start", "midway", "end")

    def test_what_is_not_in_the_order_comes_last(self, make: Any) -> None:
        one = make("round: {attribute: moment, order: [midway]}")
        assert one.matrix(columns="round").frame.columns.tolist() == ["midway", "end", "start"]

    def test_without_an_order_they_come_as_documents_name_them(self, make: Any) -> None:
        assert make("round: moment").matrix(columns="round").frame.columns.tolist() == ["end", "start", "midway"]

    def test_numbers_come_by_size(self, project: MakeProject) -> None:
        one = project({"a": text("10", 5), "b": text("9", 5)}, TREE, settings("round: moment"))
        assert one.matrix(columns="round").frame.columns.tolist() == [9, 10]
        found = progress(one.corpus(), one.marks(), [1, 1])
        assert [each.round for each in found.groups] == ["9", "10"]

    def test_a_filter_by_either_name(self, make: Any) -> None:
        one = make()
        by_name, by_round = (one.matrix(where={name: "midway"}) for name in ("moment", "round"))
        assert by_name.frame.equals(by_round.frame)
        assert by_round.frame.sum().tolist() == [2]
        assert one.matrix(columns="moment", where={"round": "midway"}).frame.columns.tolist() == ["midway"]
        assert "filter: phase = midway" in by_round.rule

    def test_a_slip_of_the_pen_is_told_by_either_name(self, make: Any) -> None:
        for name in ("round", "moment"):
            with pytest.raises(UnknownChoice, match="midway"):
                make().matrix(where={name: "midwai"})

    def test_a_query_compares_by_the_order(self, make: Any) -> None:
        one = make()
        assert one.query("Trust WHERE moment >= midway").labels == ("a:1", "c:1")
        assert one.query("Grade WHERE round < end").labels == ("b:1", "c:2")

    def test_an_attribute_called_round_steps_aside(self, make: Any) -> None:
        one = make(round="77")
        assert "round" not in one.documents.columns
        assert one.matrix(columns="round").frame.columns.tolist() == ["start", "midway", "end"]

    def test_a_project_without_rounds_has_none(self, project: MakeProject) -> None:
        corpus = project({"a": "A text."}).corpus()
        assert not corpus.has_rounds
        assert "round" not in corpus.attribute_names()

    def test_a_question_of_the_guide_names_them(self, make: Any) -> None:
        guide = "guide: [{id: q, codes: [Trust], rounds: [start, midway]}]"
        one = make(more=guide)
        reasons = one.matrix(columns="round", share="interviews").reasons
        assert reasons.loc["Trust", "start"] == "not in the summary"
        only = one.matrix(columns="round", share="interviews", where={"round": "start"}).m
        assert only.loc["Trust", "start"] == 1
        later = make(more="guide: [{id: q, codes: [Trust], rounds: [end]}]").matrix(columns="round", share="interviews")
        assert later.reasons.loc["Trust", "start"] == "guide unknown"


class TestRooms:
    """Analyses, reports and pages follow."""

    def test_what_moved_from_phase_to_phase(self, make: Any) -> None:
        moved = make().rounds()
        assert moved.rounds == ("start", "midway", "end")
        assert [(each.round_from, each.round_to, each.kind.value) for each in moved.moves] == [
            ("start", "midway", "new"), ("midway", "end", "stays"),
        ]  # fmt: skip
        assert "consecutive phases" in moved.rule
        assert "round" not in moved.rule

    def test_a_framework_by_phase(self, make: Any) -> None:
        chart = make().framework(["Trust"], by_round=True)
        assert chart.rounds == ("start", "midway", "end")
        assert chart.cell("Ashford", "Trust", "midway").quotations == ("c:1",)
        with pytest.raises(UnknownChoice, match="The phase"):
            chart.cell("Ashford", "Trust", "later")

    def test_commands_say_it(self, make: Any, run: Run) -> None:
        one = make()
        head = run("-C", one.root, "status").out.splitlines()[1]
        assert head.split("\t")[:2] == ["case", "phase"]
        groups = [line.split("\t")[1] for line in run("-C", one.root, "status").out.splitlines()[2:5]]
        assert groups == ["start", "midway", "end"]
        assert run("-C", one.root, "coverage").out.split("\t")[:2] == ["case", "phase"]
        assert run("-C", one.root, "framework", "show", "--by-round").out.split("\t")[:3] == ["case", "theme", "phase"]
        assert '"round": "start"' in run("-C", one.root, "coverage", "--json").out

    def test_no_column_where_there_are_none(self, project: MakeProject, run: Run) -> None:
        one = project({"a": "A text."})
        one.code("a", code="A", coder="ann", quote="text")
        assert "round" not in run("-C", one.root, "coverage").out.splitlines()[0]
        assert "round" not in run("-C", one.root, "framework", "show").out.splitlines()[0]

    def test_the_usual_project_says_round(self, make: Any, run: Run) -> None:
        one = make("", round="2")
        assert run("-C", one.root, "status").out.splitlines()[1].split("\t")[:2] == ["case", "round"]
        assert "phase" not in run("-C", one.root, "rounds").out

    def test_a_sample_is_drawn_in_phases(self, make: Any) -> None:
        drawn = make().sample("ben", share=1.0)
        assert sorted(each.values for each in drawn.strata) == sorted(
            ("Ashford", phase) for phase in ("start", "midway", "end")
        )

    def test_a_report_is_told_in_phases(self, make: Any) -> None:
        one = make("round: {attribute: moment, singular: fase, plural: fasen, order: [start, midway, end]}", lang="nl")
        written = {path.name: path for path in one.report(formats=["html", "md"])}
        told = written["report.md"].read_text(encoding="utf-8")
        assert re.findall(r"\b[Ff]asen?\b", told)
        assert not re.findall(r"\b[Rr]ondes?\b", told)
        page = written["index.html"].read_text(encoding="utf-8")
        assert re.findall(r"<h5>(\w+)", page) == ["Midway", "End", "Start", "Midway", "End"], "of Trust, of Grade"

    def test_the_methods_section_too(self, make: Any) -> None:
        told = make().methods(language="en")
        assert "Phase" in told
        assert "Round" not in told

    def test_the_workbench(self, serve: Any, make: Any) -> None:
        client = serve(make(), coder="ann").client()
        assert client.get("/api/project").json()["rounds"] == ["start", "midway", "end"]
        assert [each["round"] for each in client.get("/api/documents").json()] == ["end", "start", "midway"]
        names = {each["value"]: each["words"] for each in client.get("/api/matrix/choices").json()["columns"]}
        assert names["round"] == "phase"
        assert "moment" not in names
        assert '"Round %(round)s": "Phase %(round)s"' in client.get("/").text.replace('":"', '": "')


def test_names_do_not_change_what_settings_are() -> None:
    """Settings with other words count the same; only sentences differ."""
    usual = Settings("T")
    assert replace(usual, round=RoundSetting("round", "wave")).round.attribute == usual.round.attribute
