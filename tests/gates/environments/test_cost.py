"""What an environment costs until its end, and what nobody knows the price of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.environments import cost
from goldenpath_gates.environments.cost import estimate, prices
from goldenpath_gates.errors import UsageError

from tests.gates.support import CONFIG, write

SOURCE = {"source": "https://example.com/pricing", "read": "2026-11-22"}
KNOWN: dict[str, Any] = {
    "role": {"free": "nobody pays for a role"},
    "key": {"rates": [{"hourly": 0.01, "once": 0.5}], **SOURCE},
    "instance": {"rates": [{"by": ["class"], "hourly": {"small": 0.1, "large": 0.4}}], **SOURCE},
    "quota": {
        "rates": [
            {"times": ["spec", 0, "hard", "requests.cpu"], "hourly": 0.04},
            {"times": ["spec", 0, "hard", "requests.memory"], "per": "1Gi", "hourly": 0.005},
        ],
        **SOURCE,
    },
}


def row(type_: str, **values: Any) -> dict[str, Any]:
    return {"address": f"{type_}.this", "type": type_, "values": values}


def quota(cpu: Any, memory: Any = "0") -> dict[str, Any]:
    return row("quota", spec=[{"hard": {"requests.cpu": cpu, "requests.memory": memory}}])


def test_a_price_that_nobody_compared_is_counted() -> None:
    """Once for each type; what is free has no price that could be wrong."""
    known = {**KNOWN, "lock": {"rates": [{"once": 1}], "source": "https://example.com/pricing"}}
    found = estimate([row("lock"), row("lock"), row("key"), row("role")], 24, known)
    assert found.unread == {"lock"}
    assert [figure.value for figure in found.figures(10)][-1] == 1


@pytest.mark.parametrize(
    ("resources", "total"),
    [
        ([], "0"),
        ([row("role")], "0"),
        ([row("key")], "0.74"),
        ([row("key"), row("key")], "1.48"),
        ([row("instance", **{"class": "small"})], "2.4"),
        ([row("instance", **{"class": "large"})], "9.6"),
        ([quota("2", "4Gi")], "2.4"),
        ([quota("500m", "512Mi")], "0.54"),
        ([{**row("nobody knows"), "mode": "data"}], "0"),
    ],
)
def test_a_day(resources: list[dict[str, Any]], total: str) -> None:
    found = estimate(resources, 24, KNOWN)
    assert (found.total, found.unpriced) == (Decimal(total), ())


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        (row("queue"), "queue.this: queue has no price: add it to prices.yaml in infra/"),
        (row("instance", **{"class": "huge"}), "class huge has no price"),
        (row("instance"), "class None has no price"),
        (row("instance", **{"class": "${var.class}"}), "class ${var.class} has no price"),
        (quota("${unknown}"), "spec.0.hard.requests.cpu is ${unknown}, no quantity"),
        (quota("-1"), "is -1, no quantity"),
        (quota("1e9"), "is 1e9, no quantity"),
        (row("quota", spec=[]), "is None, no quantity"),
    ],
)
def test_what_has_no_price_is_never_free(resource: dict[str, Any], message: str) -> None:
    found = estimate([row("key"), resource], 24, KNOWN)
    (unpriced,) = found.unpriced
    assert message in unpriced
    assert found.total == Decimal("0.74"), "half of a resource was counted"
    (finding,) = found.findings(10, "infra/preview")
    assert (finding.rule, finding.path) == ("preview-price", "infra/preview")
    assert found.figures(10).__next__().passed is False


@pytest.mark.parametrize(("budget", "allowed"), [(9.59, False), (9.6, True), (100, True)])
def test_the_budget(budget: float, allowed: bool) -> None:
    found = estimate([row("instance", **{"class": "large"})], 24, KNOWN)
    findings = list(found.findings(budget, "infra/preview"))
    assert [one.rule for one in findings] == ([] if allowed else ["preview-budget"])
    total, hourly, unpriced, _ = found.figures(budget)
    assert (total.value, total.unit, total.passed) == (9.6, "USD", allowed)
    assert (hourly.value, unpriced.value) == (0.4, 0)
    if not allowed:
        assert "will cost 9.60 USD in 24 hours, 9.59 are allowed" in str(findings[0])


def loaded(tmp_path: Path, text: str = "") -> Any:
    write(tmp_path, {"goldenpath.toml": CONFIG})
    if text:
        write(tmp_path, {"infra/prices.yaml": text})
    return prices(tmp_path, config.load(tmp_path))


def test_a_team_pays_other_prices(tmp_path: Path) -> None:
    ours = loaded(tmp_path)
    theirs = loaded(
        tmp_path,
        "prices:\n  aws_sqs_queue:\n    rates: [{ hourly: 7 }]\n"
        "    source: our contract\n    read: 2026-11-01\n",
    )
    assert theirs["aws_sqs_queue"]["rates"] == [{"hourly": 7}]
    assert {**theirs, "aws_sqs_queue": ours["aws_sqs_queue"]} == ours


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prices: []\n", r"infra/prices\.yaml:1:1: prices-schema prices: "),
        ("prices:\n  a: { rates: [] }\n", r"prices\.yaml:2:8: prices-schema prices\.a\.rates: "),
        (
            "prices:\n  a:\n    rates: [{ hourly: 0 }]\n    source: x\n    read: 2026-11-01\n",
            "prices-schema",
        ),
        ("prices:\n  a: { free: '' }\n", "prices-schema"),
        ("prices: {a: {free: x}}\n---\n{}\n", "one document is expected"),
        ("prices: [\n", "prices"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        loaded(tmp_path, text)


def test_our_own_table_says_where_to_look(tmp_path: Path) -> None:
    for type_, price in loaded(tmp_path).items():
        if "rates" in price:
            assert price["source"].startswith("https://"), type_


def test_replaced_settings_look_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, {"goldenpath.toml": CONFIG, "cloud/prices.yaml": "prices: {x: {free: y}}\n"})
    settings = config.load(tmp_path)
    elsewhere = replace(settings.environments, infra="cloud/preview")
    found = cost.prices(tmp_path, replace(settings, environments=elsewhere))
    assert found["x"] == {"free": "y"}
