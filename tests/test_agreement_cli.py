"""`qualcode agree`, as people meet it: what stands first, that every number is the JSON's, and what is refused."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pytest
from conftest import MakeProject, Run

from qualcode.cli.agreement import show_agreement
from qualcode.project import Project


@pytest.fixture
def run(run: Run, sample: Project) -> Run:
    """`run("agree", …)` in the sample project."""
    return partial(run, "--project", sample.root)


def tables(out: str) -> dict[str, list[list[str]]]:
    """The tables that were printed, by their headings, without their header."""
    found = {}
    for block in out.split("\n\n"):
        title, _, rest = block.partition("\n")
        lines = [line.split("\t") for line in rest.splitlines() if "\t" in line]
        if lines:
            found[title] = lines[1:]
    return found


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def test_what_helps_people_stands_first(run: Run) -> None:
    code, out, err = run("agree", "interviewer", "tweede")
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == ["Passages", "passages\tnumber\tshare"]
    assert list(tables(out))[:2] == [
        "Passages",
        "Positive agreement (Dice), and the sentences that both and each gave a branch",
    ]
    assert re.search(r"Krippendorff's alpha over all codes: 0\.\d{3} \(95 % interval 0\.\d{3} to 0\.\d{3}\)\.", out)
    assert "Coders disagree" in out
    assert "not marked done by tweede (" in out
    assert "kappa" not in out


def test_every_number_is_the_jsons(run: Run) -> None:
    """Every table of --all, cell by cell, from the JSON."""
    options = ("agree", "interviewer", "tweede", "--all", "--by", "case", "--unit", "paragraph")
    code, out, _err = run(*options)
    said = json.loads(run(*options, "--json")[1])
    assert code == 0
    printed = tables(out)
    coders, passages = said["coders"], said["passages"]
    kinds = [passages["agree"], passages["code"], passages["span"], *(passages["only"][each] for each in coders)]
    assert [row[1] for row in printed["Passages"]] == [str(count) for count in kinds]
    names = ["percent", "holsti", "dice", "kappa", "fleiss_kappa", "scott_pi", "ac1", "brennan_prediger", "alpha"]
    assert [row[1] for row in printed["All codes, by paragraph"]] == [
        shown(said["overall"][name]) for name in [*names, "masi_alpha"]
    ]
    assert printed["Codes, by paragraph"] == [
        [
            row["code"],
            *(str(row["counts"][each]) for each in coders),
            str(row["both"]),
            *(shown(row[each]) for each in names),
        ]
        for row in said["codes"]
    ]
    for row, group in zip(printed["Per group"], said["groups"], strict=True):
        assert row[:3] == [group["group"], str(group["documents"]), str(group["n"])]
        assert row[-3:] == [shown(group[name]) for name in ("percent", "dice", "alpha")]
    assert_everything(printed, said)
    low, high = shown(said["overall"]["alpha_low"]), shown(said["overall"]["alpha_high"])
    assert f"{shown(said['overall']['alpha'])} (95 % interval {low} to {high})" in out


def assert_everything(printed: dict[str, list[list[str]]], said: dict[str, Any]) -> None:
    binary = ("percent", "kappa", "alpha_binary")
    rows = [[each["code"], *(shown(each[name]) for name in binary)] for each in said["characters"]["codes"]]
    assert [[row[0], *row[3:]] for row in printed["Characters"][1:]] == rows
    domains = said["characters"]["domains"]
    assert [row[:4] for row in printed["Domains, ATLAS.ti-style"][:-1]] == [
        [each["domain"], str(each["left_out_characters"]), shown(each["alpha_binary"]), shown(each["cu_alpha"])]
        for each in domains
    ]
    assert printed["Domains, ATLAS.ti-style"][-1][-1] == f"Cu {shown(said['characters']['Cu_alpha'])}"
    assert printed["Unitizing, per code"] == [
        [each["code"], shown(each["u_alpha"]), shown(each["alpha_u"])] for each in said["unitizing"]["codes"]
    ]
    branches = [row for row in printed["Unitizing, per domain"] if not row[0].startswith(" ")]
    names = ("u_alpha", "bar_u_alpha", "alpha_u", "cu_alpha", "cu_coverage")
    assert branches == [
        [each["domain"], *(shown(each[name]) for name in names)] for each in said["unitizing"]["domains"]
    ]
    segments = said["segments"]
    assert [row[-4:] for row in printed["Segments that overlap 90% or more"]] == [
        [str(each["matches"]), *(shown(each[name]) for name in ("precision", "recall", "f1"))]
        for each in [*segments["overall"], *segments["codes"]]
    ]


def test_the_keys_of_the_json(run: Run) -> None:
    said = json.loads(run("agree", "interviewer", "tweede", "--json")[1])
    assert list(said) == [
        "rule", "unit", "n", "documents", "left_out", "coders", "passages", "overall", "codes", "grades",
    ]  # fmt: skip
    assert set(said["overall"]) >= {
        "percent", "holsti", "dice", "kappa", "kappa_kind", "fleiss_kappa", "scott_pi", "ac1", "brennan_prediger",
        "alpha", "alpha_low", "alpha_high", "alpha_interval_reason", "masi_alpha",
    }  # fmt: skip
    for row in said["codes"]:
        assert {"code", "level", "counts", "codings", "both", "percent", "dice", "kappa", "alpha"} <= set(row)
        rare = min(row["counts"].values()) < 10
        for name in ("kappa", "alpha", "ac1"):
            assert (row[name] is None) == rare == (f"{name}_reason" in row)
        assert row["percent"] is not None
    assert any(row["kappa"] is None for row in said["codes"])
    assert any(row["kappa"] is not None for row in said["codes"])
    assert said["rule"].startswith(f"Units: {said['n']} sentences in 16 documents.")
    reasons = {each["reason"] for each in said["left_out"]}
    assert reasons == {"not marked done by tweede"}


@pytest.mark.parametrize(
    ("args", "code", "sentence"),
    [
        (["interviewer"], 2, "two coders or more"),
        (["interviewer", "twede"], 1, "Did you mean tweede?"),
        (["interviewer", "tweede", "--unit", "sentense"], 2, "Did you mean sentence?"),
        (["interviewer", "tweede", "--by", "round"], 2, "Allowed: document, case"),
        (["interviewer", "tweede", "--overlap", "90"], 2, "0.9 for 90 %"),
        (["interviewer", "tweede", "--where", "round=9"], 1, "no document fits the filter"),
    ],
)
def test_what_is_refused(run: Run, args: list[str], code: int, sentence: str) -> None:
    said = run("agree", *args)
    assert said[0] == code
    assert sentence in said[2]


def test_three_coders_are_told_as_all(project: MakeProject, capsys: pytest.CaptureFixture[str]) -> None:
    """And grades without a coefficient say why, with or without --all."""
    one = project({"k1": "De coach belt."}, codebook="codes: [A, {name: Cijfer, grade: {min: 1, max: 10}}]")
    for number, coder in enumerate(("anna", "ben", "cas")):
        one.code("k1", quote="De coach belt.", code="A", coder=coder)
        one.code("k1", quote="coach", code="Cijfer", value=6 + number, coder=coder)
        one.done("k1", coder=coder)

    def said(*coders: str, every: bool = False) -> str:
        show_agreement(one.agree(coders, every=every))
        return capsys.readouterr().out

    two, three, every = said("anna", "ben"), said("anna", "ben", "cas"), said("anna", "ben", "cas", every=True)
    assert "branch\tDice\tboth\tanna\tben" in two
    assert "branch\tDice\tall\tanna\tben\tcas" in three
    assert "both" not in three
    assert "code\tanna\tben\tcas\tall" in every
    for out in (two, three, every):
        assert "– Cijfer: withheld, because anna used it once and ben used it once" in out
