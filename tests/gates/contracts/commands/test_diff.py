"""Two files compared on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.__main__ import main

from tests.gates.contracts import promised

Document = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def diff(base: Document, revision: Document, *options: str) -> int:
    promised.put(Path(), "base.json", base)
    promised.put(Path(), "new.json", revision)
    return main(["contract", "diff", "base.json", "new.json", *options])


def without_cost() -> dict[str, Any]:
    document = promised.api()
    got = document["paths"]["/v1/answers"]["get"]["responses"]["200"]
    schema = got["content"]["application/json"]["schema"]
    schema["properties"].pop("cost")
    schema["required"].remove("cost")
    return document


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(promised.api(), without_cost()) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"new.json: response-property-removed {promised.COST} ")
    assert last == "new.json: 1 breaking, 2.0.0 is due"


def test_what_does_not_break_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(without_cost(), promised.api()) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"new.json: response-property-added (addition) {promised.COST} ")
    assert out.endswith("new.json: 2 additions, 1.5.0 is due\n")


def test_without_a_version_only_the_step_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    base, revision = {"type": "object"}, {"type": "object", "properties": {"a": {}}}
    assert diff(base, revision) == 0
    assert capsys.readouterr().out.endswith("new.json: 1 addition, a minor version is due\n")


def test_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(promised.api(), promised.api()) == 0
    assert capsys.readouterr().out == "new.json: no change\n"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(promised.api(), without_cost(), "--format", "json") == 1
    (contract,) = json.loads(capsys.readouterr().out)["contracts"]
    assert (contract["from"], contract["to"], contract["demands"]) == ("1.4.0", "1.4.0", "major")
    assert [each["rule"] for each in contract["changes"]] == ["response-property-removed"]


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(promised.api(), without_cost(), "--format", "markdown") == 1
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.startswith(
        f"| `new.json` | `response-property-removed` | breaking | `{promised.COST}` |"
    )


@pytest.mark.parametrize(("direction", "code"), [("request", 1), ("response", 0)])
def test_a_schema_has_a_direction(direction: str, code: int) -> None:
    base, revision = promised.schema(), promised.schema()
    revision["required"].append("text")
    assert diff(base, revision, "--direction", direction) == code


def test_tools_and_embeddings(capsys: pytest.CaptureFixture[str]) -> None:
    renamed = promised.tool()
    renamed["function"]["name"] = "find"
    assert diff(promised.tool(), renamed) == 1
    assert "tool-removed" in capsys.readouterr().out
    made = {"indexes": {"documents": promised.MADE}}
    other = {"indexes": {"documents": {**promised.MADE, "metric": "dot"}}}
    assert diff(made, other) == 1
    out = capsys.readouterr().out
    assert "embedding-metric-changed" in out
    assert "version is due" not in out, "an index has no semantic version"


def test_examples(capsys: pytest.CaptureFixture[str]) -> None:
    cases = {"version": 1, "cases": [{"id": "limit"}]}
    assert diff(cases, {**cases, "cases": []}) == 1
    pact = {"consumer": {"name": "till"}, "interactions": [{"description": "an item"}]}
    assert diff(pact, {**pact, "interactions": []}) == 0
    first, _, third, last = capsys.readouterr().out.splitlines()
    assert first.startswith("new.json: provider-case-removed /cases/limit ")
    assert third.startswith("new.json: pact-interaction-removed (warning) ")
    assert last == "new.json: 1 warning", "examples have no version that could be due"


def test_files_of_two_kinds_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(promised.api(), promised.tool()) == 2
    assert "base.json and new.json are openapi and tool" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"openapi": "2.0"}', '{"swagger": "2.0"}'])
def test_what_cannot_be_read_is_incomplete(text: str) -> None:
    promised.put(Path(), "base.json", promised.api())
    Path("new.json").write_text(text, encoding="utf-8")
    assert main(["contract", "diff", "base.json", "new.json"]) == 3


def test_a_file_that_is_not_there_is_incomplete() -> None:
    assert main(["contract", "diff", "a.json", "b.json"]) == 3
