"""A limit that stands in slo.yaml, as OpenSLO writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals.gates.objectives import resolved
from goldenpath_gates.evals.settings import Gate


def slo(name: str, value: object, op: str = "lte", kind: str = "SLO") -> str:
    objective = {"op": op, "value": value, "target": 0.95}
    body = {"kind": kind, "metadata": {"name": name}, "spec": {"objectives": [objective]}}
    return f"{json.dumps(body)}\n---\n"


def limit(root: Path, text: str, metric: str = "latency_ms", name: str = "p95") -> float | None:
    (root / "slo.yaml").write_text(text, "utf-8")
    (found,) = resolved([Gate(metric, slo=name)], root)
    return found.max


@pytest.mark.parametrize(
    ("metric", "value", "limit_"),
    [("latency_ms", 3.0, 3000), ("latency_ms", "0.25", 250), ("cost_per_1000", 4, 4)],
)
def test_an_objective_is_a_limit_in_the_unit_of_the_metric(
    metric: str, value: object, limit_: float, tmp_path: Path
) -> None:
    assert limit(tmp_path, slo("other", 9) + slo("p95", value), metric) == limit_


def test_noop_a_gate_with_a_limit_of_its_own_reads_no_file(tmp_path: Path) -> None:
    gates = (Gate("success", min=0.9), Gate("latency_ms", max=100))
    assert resolved(iter(gates), tmp_path) == gates


@pytest.mark.parametrize("metric", ["success", "rouge_l", "output_tokens"])
def test_a_metric_without_a_unit_of_time_or_money(metric: str, tmp_path: Path) -> None:
    says = f"slo gives a limit to latency_ms, cost_per_1000, not to '{metric}'"
    with pytest.raises(UsageError, match=says):
        limit(tmp_path, slo("p95", 1), metric)


@pytest.mark.parametrize(
    "text",
    [
        slo("p99", 1),
        slo("p95", 1, op="gte"),
        slo("p95", 1, kind="Service"),
        slo("p95", ".inf"),
        slo("p95", 10**400),
        slo("p95", "NaN"),
        slo("p95", None),
        slo("p95", [1]),
        "",
        "---\n---\n",
        "7",
        "[1, 2]",
        "kind: SLO\n",
        "kind: SLO\nmetadata: {name: p95}\nspec: {objectives: []}\n",
        "kind: SLO\nmetadata: {name: p95}\nspec: {objectives: [{op: lte, value: 1}, {}]}\n",
        "kind: SLO\nmetadata: [p95]\nspec: {objectives: [{op: lte, value: 1}]}\n",
    ],
    ids=repr,
)
def test_an_objective_that_is_not_there_is_incomplete(text: str, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="has no objective 'p95' with a value; it has"):
        limit(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    ["kind: [", "a: b: c", "!!python/object/apply:os.getcwd []", "\x00", "[" * 5000],
    ids=["open", "colons", "an object", "a control character", "nested"],
)
def test_a_file_that_cannot_be_read_is_incomplete(text: str, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"slo.yaml: cannot be read"):
        limit(tmp_path, text)


def test_no_file_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"slo.yaml: cannot be read"):
        resolved([Gate("latency_ms", slo="p95")], tmp_path)


def test_the_gate_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "slo.yaml").write_text(slo("p95", 2), "utf-8")
    gate = Gate("latency_ms", slo="p95", statistic="p95", tier="warn")
    (found,) = resolved([gate], tmp_path)
    assert (found.max, found.statistic, found.tier, found.slo) == (2000, "p95", "warn", "p95")


def test_a_limit_beyond_all_numbers_limits_nothing(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="too large for a limit"):
        limit(tmp_path, slo("p95", 1e308))
