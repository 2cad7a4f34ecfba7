"""What a reader makes of a report that somebody wants it to stumble over."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.vulnerabilities import reading

from tests.gates.vulnerabilities.support import CASES, judged, word

FOLDER = CASES / "fixable-critical"
FORMS = ("grype.json", "trivy.json", "grype.sarif", "trivy.sarif")


def put(root: Path, form: str, text: str) -> Path:
    (root / form).write_text(text, "utf-8", errors="surrogatepass")
    return root / form


def document(form: str) -> Any:
    return json.loads((FOLDER / form).read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" \n", id="blank"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no form"),
        pytest.param('{"bomFormat": "CycloneDX"}', id="another form"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param('{"matches":' * 900 + "1" + "}" * 900, id="deep and whole"),
        pytest.param('{"SchemaVersion": 2, "ArtifactName": "\\ud800"}', id="half a surrogate"),
        pytest.param('{"SchemaVersion": ' + "9" * 5000 + "}", id="a number without end"),
        pytest.param('{"SchemaVersion": NaN}', id="no number"),
        pytest.param('{"runs": [], "version": "2.1.0"}', id="no run"),
        pytest.param('{"dependencies": [{"name": "a"}]}', id="neither judged nor skipped"),
        pytest.param('{"SchemaVersion": 2}', id="no package in it"),
        pytest.param('{"SchemaVersion": 2, "Results": [{"Class": "secret"}]}', id="secrets only"),
        pytest.param('{"SchemaVersion": "2"}', id="a text for a number"),
    ],
)
def test_no_report(tmp_path: Path, text: str) -> None:
    put(tmp_path, "a.json", text)
    outcome = judged(tmp_path, ["a.json"])
    assert (word(outcome), len(outcome.unjudged)) == ("incomplete", 1)
    assert outcome.unjudged[0].startswith("a.json: ")


@pytest.mark.parametrize("results", [None, [], [{"Target": "a", "Class": "secret"}]])
def test_trivy_that_saw_no_package(tmp_path: Path, results: Any) -> None:
    put(tmp_path, "trivy.json", json.dumps({**document("trivy.json"), "Results": results}))
    outcome = judged(tmp_path, ["trivy.json"])
    assert outcome.unjudged == ("trivy.json: Trivy found no package in what it looked at",)


@pytest.mark.parametrize("state", ["wont-fix", "not-fixed", "unknown", ""])
def test_what_grype_does_not_call_fixed_is_unfixable(tmp_path: Path, state: str) -> None:
    whole = document("grype.json")
    whole["matches"][0]["vulnerability"]["fix"]["state"] = state
    put(tmp_path, "grype.json", json.dumps(whole))
    outcome = judged(tmp_path, ["grype.json"])
    assert (word(outcome), len(outcome.notes)) == ("passed", 1)


def test_of_two_databases_the_one_without_a_date_counts(tmp_path: Path) -> None:
    for form in ("trivy.json", "trivy-version.json"):
        put(tmp_path, form, (FOLDER / form).read_text("utf-8"))
    put(tmp_path, "server.json", '{"Version": "0.74.0"}')
    whole = document("grype.sarif")
    whole["runs"][0]["tool"]["extensions"].append({"name": "more", "releaseDateUtc": "soon"})
    put(tmp_path, "grype.sarif", json.dumps(whole))
    outcome = judged(tmp_path, ["trivy.json", "trivy-version.json", "server.json", "grype.sarif"])
    assert [problem.partition(" is: ")[0] for problem in outcome.unjudged] == [
        "trivy.json: nobody knows how old the database of trivy",
        "grype.sarif: nobody knows how old the database of grype",
    ]


def test_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe{}")
    assert "cannot be read" in judged(tmp_path, ["a.json"]).unjudged[0]


def test_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in judged(tmp_path, ["a.json"]).unjudged[0]


def test_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    put(tmp_path, "a.json", '{"SchemaVersion": 2}')
    assert "are too many to judge" in judged(tmp_path, ["a.json"]).unjudged[0]


def values(row: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every value of a document is."""
    pairs = row.items() if isinstance(row, dict) else enumerate(row)
    found = []
    for key, value in pairs:
        found.append((*at, key))
        if isinstance(value, dict | list):
            found += values(value, (*at, key))
    return found


def changed(whole: Any, at: tuple[Any, ...], value: Any) -> Any:
    whole = copy.deepcopy(whole)
    row = whole
    for key in at[:-1]:
        row = row[key]
    row[at[-1]] = value
    return whole


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [None, {}, "\n\x1b[31m::error::"], ids=repr)
def test_no_value_raises_anything(tmp_path: Path, form: str, value: Any) -> None:
    """Whatever stands anywhere, it is judged or it is incomplete, in one line."""
    whole = document(form)
    for at in values(whole):
        put(tmp_path, form, json.dumps(changed(whole, at, value)))
        outcome = judged(tmp_path, [form])
        for said in (*outcome.unjudged, *(one.message for one in outcome.findings)):
            assert said.isprintable(), at


SEEN: dict[str, Callable[[Any], Any]] = {
    "grype.json": lambda d: d["matches"][0]["artifact"].update(purl="", name="a\u202eb"),
    "trivy.json": lambda d: d["Results"][1]["Vulnerabilities"][0].update(
        PkgIdentifier={}, PkgName="a\u202eb"
    ),
}


@pytest.mark.parametrize("form", SEEN)
def test_a_name_that_turns_the_line_round(tmp_path: Path, form: str) -> None:
    whole = document(form)
    SEEN[form](whole)
    put(tmp_path, form, json.dumps(whole))
    rules = {finding.rule: finding.message for finding in judged(tmp_path, [form]).findings}
    assert rules["scan-unlisted"].startswith("pkg:generic/a b@0.40.0 is vulnerable")


def test_sarif_of_another_tool(tmp_path: Path) -> None:
    whole = document("trivy.sarif")
    whole["runs"][0]["tool"]["driver"]["name"] = "CodeQL"
    put(tmp_path, "a.sarif", json.dumps(whole))
    assert (
        "this is SARIF of codeql: only Trivy's or Grype's"
        in (judged(tmp_path, ["a.sarif"]).unjudged[0])
    )


def test_sarif_of_a_run_that_failed(tmp_path: Path) -> None:
    whole = document("trivy.sarif")
    whole["runs"][0]["invocations"] = [{"executionSuccessful": False}]
    put(tmp_path, "a.sarif", json.dumps(whole))
    assert "executionSuccessful" in judged(tmp_path, ["a.sarif"]).unjudged[0]


@pytest.mark.parametrize("form", ["grype.sarif", "trivy.sarif"])
def test_sarif_in_words_that_nobody_knows(tmp_path: Path, form: str) -> None:
    whole = document(form)
    whole["runs"][0]["results"][0]["message"]["text"] = "Something is wrong"
    put(tmp_path, form, json.dumps(whole))
    assert "has not the form that" in judged(tmp_path, [form]).unjudged[0]


@pytest.mark.parametrize("name", ["Misconfiguration", "Secret", "License"])
def test_other_results_of_trivy_are_left_out(tmp_path: Path, name: str) -> None:
    whole = document("trivy.sarif")
    whole["runs"][0]["tool"]["driver"]["rules"][0]["name"] = name
    put(tmp_path, "a.sarif", json.dumps(whole))
    assert word(judged(tmp_path, ["a.sarif"])) == "passed"


def test_grypes_sarif_alone_tells_no_image(tmp_path: Path) -> None:
    whole = document("grype.sarif")
    del whole["runs"][0]["properties"]
    put(tmp_path, "a.sarif", json.dumps(whole))
    outcome = judged(tmp_path, ["a.sarif"])
    assert word(outcome) == "incomplete"
    assert "looked at an image that it does not name" in outcome.unjudged[0]


def test_one_rule_of_grypes_sarif_stands_for_two_versions(tmp_path: Path) -> None:
    whole = document("grype.sarif")
    text = whole["runs"][0]["results"][0]["message"]["text"].replace("0.40.0", "0.41.0")
    whole["runs"][0]["results"].append(
        {**whole["runs"][0]["results"][0], "message": {"text": text}}
    )
    put(tmp_path, "a.sarif", json.dumps(whole))
    subjects = sorted(
        one.message.partition(", ")[2].partition(":")[0]
        for one in judged(tmp_path, ["a.sarif"]).findings
        if one.rule == "scan-vulnerability"
    )
    assert subjects == [
        "by grype) in starlette 0.40.0, reached by answers -> fastapi -> starlette",
        "by grype) in starlette 0.41.0, which nobody listed",
    ]
