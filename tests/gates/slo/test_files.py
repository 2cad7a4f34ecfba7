"""The generated files: current or not, in the house's format, and PromQL whatever a budget says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.__main__ import main
from goldenpath_gates.config import Config, Service
from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy import checkov, engine, judgement, team
from goldenpath_gates.slo import files, queries
from goldenpath_gates.slo.budgets import slug
from goldenpath_hooks import format_json, format_yaml

from tests.support import fresh_copy


@pytest.fixture
def service(answers: Path, tmp_path: Path) -> Path:
    return fresh_copy(answers, tmp_path)


def test_what_is_generated_is_current(answers: Path) -> None:
    assert files.drift(answers) == ()
    assert list(files.found(answers)) == []


@pytest.mark.parametrize("path", files.PATHS)
def test_an_edit_is_drift(service: Path, path: str) -> None:
    (service / path).write_text((service / path).read_text("utf-8") + "\n", "utf-8")
    (found,) = files.drift(service)
    assert str(found) == (
        f"{path}: slo-drift is not what slo.yaml and policy.yaml say: run `./ci slo render`"
    )


@pytest.mark.parametrize("path", files.PATHS)
def test_a_file_that_is_missing_is_drift(service: Path, path: str) -> None:
    (service / path).unlink()
    assert [(one.rule, one.path) for one in files.found(service)] == [("slo-drift", path)]


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [("slo.yaml", "value: 3.0", "value: 2.5"), ("policy.yaml", "month: 500", "month: 600")],
)
def test_a_new_number_is_drift_until_it_is_rendered(
    service: Path, source: str, old: str, new: str
) -> None:
    text = (service / source).read_text("utf-8")
    assert old in text
    (service / source).write_text(text.replace(old, new), "utf-8")
    changed = files.write(service)
    assert files.RULES in changed
    assert files.write(service) == []


@pytest.mark.parametrize("gone", ["slo.yaml", "deploy"])
def test_noop_nothing_promised_or_nothing_deployed(service: Path, gone: str) -> None:
    shutil.rmtree(service / gone) if gone == "deploy" else (service / gone).unlink()
    assert list(files.found(service)) == []


def test_the_format_is_the_house_s(answers: Path) -> None:
    for path in files.PATHS:
        text = (answers / path).read_text("utf-8")
        formatted = format_json.formatted if path.endswith("json") else format_yaml.formatted
        assert formatted(path, text) == text, path
        assert files.MARK in text


def test_a_number_stands_in_one_rule(answers: Path) -> None:
    """The three seconds of an answer."""
    groups = yaml.safe_load((answers / files.RULES).read_text("utf-8"))["spec"]["groups"]
    holding = [rule for group in groups for rule in group["rules"] if "3.0" in rule["expr"]]
    assert [rule["record"] for rule in holding] == ["slo:objective:value"]


def test_both_conditions(answers: Path) -> None:
    for template in yaml.safe_load_all((answers / files.ANALYSIS).read_text("utf-8")):
        for metric in template["spec"]["metrics"]:
            assert metric["successCondition"].startswith("len(result) > 0 && ")
            assert metric["failureCondition"]


def test_the_dashboard_shows_what_was_agreed(answers: Path) -> None:
    found: dict[str, Any] = json.loads((answers / files.DASHBOARD).read_text("utf-8"))
    ids = [panel["id"] for panel in found["panels"]]
    assert len(ids) == len(set(ids))
    assert len(found["uid"]) <= 40
    text = " ".join(files.expressions(found))
    for wanted in (
        *("0.5,", "0.95,", "0.99,", "le, http_route", "le, gen_ai_request_model"),
        *("gen_ai_token_type", "by (team)", "by (tenant)", "by (gen_ai_request_model)"),
        *(
            "answer_cache",
            "slo:error_budget:left",
            "process_cpu_seconds",
            "process_resident_memory",
        ),
        *("http_server_active_requests_limit", "process_max_fds"),
    ):
        assert wanted in text, wanted
    places = [
        (panel["gridPos"]["x"], panel["gridPos"]["y"])
        for panel in found["panels"]
        if panel["type"] != "row"
    ]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    "text", ['a"b', "a*b*", "x|y", "a.b+c", "{{ x }}", "é'", "a$^(b)", "a\x01b"]
)
def test_a_budget_of_any_name_is_promql(service: Path, text: str) -> None:
    row = {"team": f"@{text}", "model": text, "environment": text, "usd_per_month": 1}
    policy = yaml.safe_dump({"ai": {"budgets": [row]}}, allow_unicode=True)
    (service / "policy.yaml").write_text(policy, "utf-8")
    for query in files.expressions(yaml.safe_load(files.rendered(service)[files.RULES])):
        queries.parsed(query)


def test_noop_no_budget_is_no_alert(service: Path) -> None:
    (service / "policy.yaml").unlink()
    assert "TeamBudget" not in files.rendered(service)[files.RULES]


@pytest.mark.parametrize(
    ("owner", "label"),
    [("@acme/ai-team", "acme-ai-team"), ("a.B+c@example.com", "a-b-c-example-com")],
)
def test_the_label_of_a_team(owner: str, label: str) -> None:
    assert slug(owner) == label


def test_the_command(
    service: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(service)
    assert main(["slo", "check"]) == 0
    (service / files.THRESHOLDS).unlink()
    assert main(["slo", "check"]) == 1
    assert main(["slo", "render", "--check"]) == 1
    assert "load/thresholds.json: slo-drift is missing" in capsys.readouterr().out
    assert main(["slo", "render"]) == 0
    assert capsys.readouterr().out == "Rewriting load/thresholds.json\n"
    assert main(["slo", "check"]) == 0
    (service / "slo.yaml").write_text("kind: Service\n", "utf-8")
    assert main(["slo", "render"]) == UsageError.exit_code


def test_the_stage_policy_finds_it(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "collect", lambda *_: ([], []))
    monkeypatch.setattr(engine, "evaluate", lambda *_: ("an engine", []))
    monkeypatch.setattr(checkov, "run", lambda *_: None)
    (service / files.RULES).unlink()
    settings = Config(Service("answers", ("true",)))
    evaluated = judgement.evaluate(service, settings, team.read(service), {})
    assert [(one.rule, one.path) for one in evaluated.found] == [("slo-drift", files.RULES)]
