"""Every alert fires when it must and is silent when it must not: promtool plays the hours."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.slo import files

from tests.forges.tools import need_tool
from tests.support import ROOT

PRODUCTION = 'service="answers",namespace="answers-production"'
OWN = {"service": "answers", "namespace": "answers-production"}
REQUESTS = "http_server_request_duration_seconds"
PAGE, TICKET = {"severity": "page"}, {"severity": "ticket"}
Series = dict[str, str]
Alerts = Iterable[Mapping[str, str]]


def requests(failed: str, answered: str) -> Series:
    """Of one route, as counters; a counter is written as promtool writes it."""
    row = f'{REQUESTS}_count{{{PRODUCTION},http_response_status_code="%s"}}'
    return {row % 503: failed, row % 200: answered}


def latency(route: str, up_to_50_ms: str, up_to_10_s: str) -> Series:
    row = f'{REQUESTS}_bucket{{{PRODUCTION},http_route="{route}",le="%s"}}'
    return {row % "0.05": up_to_50_ms, row % "10": up_to_10_s, row % "+Inf": up_to_10_s}


def cost(model: str, usd: str, namespace: str = "answers-production") -> Series:
    labels = f'service="answers",namespace="{namespace}",team="acme-ai-team"'
    return {f'gen_ai_client_cost_usd_total{{{labels},gen_ai_request_model="{model}"}}': usd}


def burn(window: str, severity: Mapping[str, str]) -> dict[str, str]:
    return {**OWN, **severity, "slo": "answers-availability", "window": window}


def freeze(slo: str) -> dict[str, str]:
    return {**OWN, **PAGE, "gate": "freeze", "slo": slo}


def budget(percent: int, environment: str = "production") -> dict[str, str]:
    labels = {"team": "acme-ai-team", "model": "gpt-4.1-*", "environment": environment}
    own = {"service": "answers", "namespace": f"answers-{environment}"}
    level = TICKET if percent == 70 else PAGE
    gate = {"gate": "freeze"} if percent == 100 else {}
    return {**own, **labels, **level, **gate, "percent": str(percent)}


SPENT = [budget(percent) for percent in (70, 90, 100)]
SLOW, FAST = ("0+0x300", "0+60x300"), ("0+60x300", "0+60x300")
# A bad twin and its good one stand together: what is fed in, which alert, what fires when.
CASES: dict[str, tuple[Series, str, dict[str, Alerts]]] = {
    "10 % errors page": (
        requests("0+100x60", "0+900x60"),
        "ErrorBudgetBurn",
        {"2m": [], "10m": [burn("1h", PAGE)], "30m": [burn("1h", PAGE), burn("6h", PAGE)]},
    ),
    "5 % errors page later": (
        requests("0+50x60", "0+950x60"),
        "ErrorBudgetBurn",
        {"10m": [], "30m": [burn("6h", PAGE)]},
    ),
    "2 % errors make a ticket": (
        requests("0+20x100", "0+980x100"),
        "ErrorBudgetBurn",
        {"50m": [], "90m": [burn("1d", TICKET)]},
    ),
    "1 % errors make a ticket later": (
        requests("0+10x220", "0+990x220"),
        "ErrorBudgetBurn",
        {"2h50m": [], "3h30m": [burn("3d", TICKET)]},
    ),
    "0.4 % errors are in the budget": (
        requests("0+4x220", "0+996x220"),
        "ErrorBudgetBurn",
        {"10m": [], "90m": [], "3h30m": []},
    ),
    "a page ends with the errors": (
        requests("0+200x30 6000+0x30", "0+800x60"),
        "ErrorBudgetBurn",
        {"14m": [burn("1h", PAGE)], "46m": [burn("6h", PAGE)]},
    ),
    "an answer is slow for three hours": (
        latency("/v1/answers", *SLOW),
        "DeployFreeze",
        {"10m": [], "2h50m": [], "3h10m": [freeze("answers-p95-ai")]},
    ),
    "another route is slow for three hours": (
        latency("/v1/others", *SLOW),
        "DeployFreeze",
        {"2h50m": [], "3h10m": [freeze("answers-p95-plain")]},
    ),
    "answers are fast": (latency("/v1/answers", *FAST), "DeployFreeze", {"3h10m": []}),
    "slow for a hundred minutes, twice": (
        latency("/v1/answers", "0+0x100 0+60x10 600+0x100", "0+60x220"),
        "DeployFreeze",
        {"3h10m": [], "3h28m": []},
    ),
    "an outage of four hours spends the budget": (
        requests("0+60x240", "0+0x240"),
        "ErrorBudgetSpent",
        {"30m": [], "3h20m": [], "3h50m": [freeze("answers-availability")]},
    ),
    "the first hour of a service does not": (
        requests("0+30x60", "0+30x60"),
        "ErrorBudgetSpent",
        {"6m": [], "1h": []},
    ),
    "the budget of a team": (
        cost("gpt-4.1-mini", "0+6x100"),
        "TeamBudget",
        {
            "50m": [],
            "66m": [budget(70)],
            "82m": [budget(70), budget(90)],
            "96m": [budget(70), budget(90), budget(100)],
        },
    ),
    "the budget of another environment, by another service": (
        cost("gpt-4.1-nano", "0+0x100 0+6x20", "other-staging"),
        "TeamBudget",
        {"2h6m": [budget(percent, "staging") for percent in (70, 90, 100)] + SPENT},
    ),
    "a model without a budget": (cost("gpt-4x1-mini", "0+6x100"), "TeamBudget", {"96m": []}),
    "a cheap month": (cost("gpt-4.1-mini", "0+0.01x100"), "TeamBudget", {"96m": []}),
    **{
        f"no traffic, {alert}": (
            {**requests("7+0x230", "9+0x230"), **latency("/v1/answers", "3+0x230", "9+0x230")},
            alert,
            {"3h20m": []},
        )
        for alert in ("ErrorBudgetBurn", "DeployFreeze", "ErrorBudgetSpent")
    },
}
# Series, a query and its values at half past one.
VALUES: dict[str, tuple[Series, str, list[float]]] = {
    "no error is 0": (
        {key: value for key, value in requests("", "0+900x90").items() if value},
        'sum(slo:error_ratio:1h{slo="answers-availability"})',
        [0],
    ),
    "no traffic is nothing": (
        requests("7+0x90", "9+0x90"),
        'sum(slo:error_ratio:1h{slo="answers-availability"})',
        [],
    ),
    "no requests are no p95": (
        latency("/v1/answers", "3+0x90", "9+0x90"),
        'sum(slo:value{slo="answers-p95-ai"})',
        [],
    ),
    "nothing bad leaves all of the budget": (
        requests("0+0x90", "0+900x90"),
        'sum(slo:error_budget:left{slo="answers-availability"})',
        [1],
    ),
    "an hour and a half of slices": (
        latency("/v1/answers", "0+0x90", "0+60x90"),
        'sum(round(100 * slo:error_budget:left{slo="answers-p95-ai"}))',
        [79],  # 18 of the 86.4 that a month allows
    ),
}


@pytest.fixture
def rules(answers: Path) -> dict[str, Any]:
    spec: dict[str, Any] = yaml.safe_load((answers / files.RULES).read_text("utf-8"))["spec"]
    return spec


def promtool(*args: str | Path) -> str:
    need_tool("promtool")
    command = ("promtool", *map(str, args))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def test_the_rules_are_rules(rules: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules), "utf-8")
    count = sum(len(group["rules"]) for group in rules["groups"])
    assert f"SUCCESS: {count} rules found" in promtool("check", "rules", tmp_path / "rules.yaml")


def test_every_alert_is_played(rules: dict[str, Any]) -> None:
    found = {
        rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule
    }
    fired = {alert for _, alert, times in CASES.values() if any(times.values())}
    silent = {alert for _, alert, times in CASES.values() if not any(times.values())}
    assert found == fired == silent


def test_alerts_say_what_to_do(rules: dict[str, Any]) -> None:
    alerts = [rule for group in rules["groups"] for rule in group["rules"] if "alert" in rule]
    for alert in alerts:
        assert set(alert["annotations"]) == {"summary", "runbook"}
        page, _, anchor = alert["annotations"]["runbook"].partition("#")
        assert f"# {alert['alert']}\n" in (ROOT / "template" / f"{page}.jinja").read_text("utf-8")
        assert anchor == alert["alert"].lower()
        assert alert["labels"]["severity"] in ("page", "ticket")


def test_hours_of_metrics(rules: dict[str, Any], tmp_path: Path) -> None:
    """Each case is a namespace of its own, so that few timelines play all: promtool needs as long
    for one series as for fifty."""
    timelines: list[dict[str, Any]] = [_timeline(), _timeline()]
    for number, (series, alert, times) in enumerate(CASES.values()):
        namespace = f"case-{number}"
        alone = alert == "TeamBudget" and not any(times.values())
        timeline = timelines[alone]
        timeline["input_series"] += _fed(series, namespace)
        for time, alerts in times.items():
            timeline["promql_expr_test"].append(_firing(alert, time, alerts, namespace))
    for number, (series, query, values) in enumerate(VALUES.values()):
        timelines[0]["input_series"] += _fed(series, f"value-{number}")
        timelines[0]["promql_expr_test"].append(
            {
                "expr": query.replace("{", f'{{namespace="value-{number}",'),
                "eval_time": "90m",
                "exp_samples": [{"labels": "{}", "value": value} for value in values],
            }
        )
    for group in rules["groups"]:
        group["interval"] = "2m"  # half of the work; every time below is even
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules), "utf-8")
    tests = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": timelines}
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump(tests), "utf-8")
    promtool("test", "rules", tmp_path / "tests.yaml")


def _timeline() -> dict[str, Any]:
    return {"interval": "1m", "input_series": [], "promql_expr_test": []}


def _fed(series: Series, namespace: str) -> list[dict[str, str]]:
    return [{"series": _in(namespace, key), "values": text} for key, text in series.items()]


def _in(namespace: str, text: str) -> str:
    """Money stays where it is: its namespace says against which budget it counts."""
    return text if "cost_usd" in text else text.replace("answers-production", namespace)


def _firing(alert: str, time: str, alerts: Alerts, namespace: str) -> dict[str, Any]:
    own = "" if alert == "TeamBudget" else f',namespace="{namespace}"'
    exp = []
    for labels in alerts:
        every = {**labels, "alertname": alert, "alertstate": "firing"}
        if own:
            every["namespace"] = namespace
        row = ",".join(f'{name}="{value}"' for name, value in sorted(every.items()))
        exp.append({"labels": f"ALERTS{{{row}}}", "value": 1})
    expr = f'ALERTS{{alertname="{alert}",alertstate="firing"{own}}}'
    return {"expr": expr, "eval_time": time, "exp_samples": exp}
