"""Canaries replayed: a real Prometheus answers the queries, Argo Rollouts' engine judges."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.slo import files

from tests import prometheus_box
from tests.forges.tools import need_tool
from tests.gates.slo.histories import MINUTES, constant, replayed
from tests.prometheus_box import Box
from tests.support import Workshop

HERE = Path(__file__).parent
END = float(time.time() // 60 * 60)
START = END - 60 * MINUTES
DELAY = 300
Metric = dict[str, Any]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    own = 'service="answers",namespace="%s"'
    firing = f'ALERTS{{alertname="DeployFreeze",alertstate="firing",gate="freeze",{own}}}'
    history = {
        **replayed(END),
        **constant('slo:objective:target{service="answers",slo="answers-cost"}', 0.99, END),
        **constant(firing % "answers-frozen", 1.0, END),
        **constant((firing % "answers-pending").replace("firing", "pending"), 1.0, END),
    }
    with prometheus_box.serving(tmp_path_factory.mktemp("replay"), history=history) as serving:
        yield serving


@pytest.fixture(scope="module")
def engine(workshop: Workshop) -> Path:
    need_tool("go")

    def build(folder: Path) -> None:
        command = ("go", "build", "-o", str(folder / "conditions"), ".")
        env = {**os.environ, "GOFLAGS": "-mod=readonly"}
        done = subprocess.run(
            command, cwd=HERE / "conditions", env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return workshop.once("conditions", build) / "conditions"


@pytest.fixture(scope="module")
def templates(answers: Path) -> dict[str, list[Metric]]:
    documents = yaml.safe_load_all((answers / files.ANALYSIS).read_text("utf-8"))
    return {one["metadata"]["name"]: one["spec"]["metrics"] for one in documents}


def phases(engine: Path, metric: Metric, results: list[list[str]]) -> list[str]:
    rows = (
        {
            "result": result,
            "success": metric.get("successCondition", ""),
            "failure": metric.get("failureCondition", ""),
        }
        for result in results
    )
    done = subprocess.run(
        [engine], input="\n".join(map(json.dumps, rows)), capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def assessed(metric: Metric, measured: list[str]) -> tuple[int, str]:
    """After how many measurements a metric ends, and how; as analysis.go of v1.10.2 counts: more
    than the limit ends it, and what was neither good nor bad outweighs what was bad."""
    for count in range(1, len(measured) + 1):
        seen = measured[:count]
        if seen.count("Inconclusive") > metric["inconclusiveLimit"]:
            return count, "Inconclusive"
        if seen.count("Failed") > metric["failureLimit"]:
            return count, "Failed"
        assert "Error" not in seen, f"{metric['name']}: {seen}"
        if count == metric.get("count"):
            return count, "Successful"
    return len(measured) + 1, "Running"


def run(
    box: Box, engine: Path, metrics: list[Metric], args: dict[str, str]
) -> tuple[str, str, int]:
    """How the analysis ends, by which metric, and after how many minutes: the first to end."""
    ended = []
    for metric in metrics:
        query = metric["provider"]["prometheus"]["query"]
        for name, value in args.items():
            query = query.replace(f"{{{{args.{name}}}}}", value)
        assert "{{" not in query
        results = box.steps(query, START + DELAY, END, 60)
        count, phase = assessed(metric, phases(engine, metric, results))
        ended.append((count, metric["name"], phase))
    count, name, phase = min(ended)
    # A canary that nothing ended by its last step is promoted.
    return ("Successful", "", 0) if phase == "Running" else (phase, name, count)


@pytest.mark.parametrize(
    ("canary", "phase", "by"),
    [
        ("healthy", "Successful", ""),
        ("quiet", "Successful", ""),  # no streams, no other routes
        ("slow", "Failed", "p95-ai"),
        ("slow-elsewhere", "Failed", "p95-plain"),
        ("slow-to-begin", "Failed", "ttft"),
        ("erring", "Failed", "availability"),
        ("dear", "Failed", "cost"),
        ("wasting", "Failed", "token-errors"),
        ("unused", "Inconclusive", ""),
        ("unknown", "Inconclusive", ""),
    ],
)
def test_a_canary(
    box: Box,
    engine: Path,
    templates: dict[str, list[Metric]],
    canary: str,
    phase: str,
    by: str,
) -> None:
    args = {"namespace": "answers-production", "canary-hash": canary}
    ended, name, minutes = run(box, engine, templates["answers-slo"], args)
    assert ended == phase
    assert name == by or not by
    # A step of the Rollout lasts ten minutes: all of them together see every ending.
    assert minutes <= 15


@pytest.mark.parametrize(
    ("namespace", "phase"),
    [
        ("answers-production", "Successful"),
        ("answers-pending", "Successful"),
        ("answers-frozen", "Failed"),
    ],
)
def test_the_release_gate(
    box: Box, engine: Path, templates: dict[str, list[Metric]], namespace: str, phase: str
) -> None:
    (metric,) = templates["answers-release-gate"]
    query = metric["provider"]["prometheus"]["query"].replace("{{args.namespace}}", namespace)
    measured = phases(engine, metric, [box.vector(query, END)])
    assert assessed(metric, measured) == (1, phase)


def test_where_nobody_evaluates_the_rules_nothing_is_released(
    box: Box, engine: Path, templates: dict[str, list[Metric]]
) -> None:
    (metric,) = templates["answers-release-gate"]
    query = metric["provider"]["prometheus"]["query"].replace("{{args.namespace}}", "x")
    measured = phases(engine, metric, [box.vector(query, START)])
    assert assessed(metric, measured) == (1, "Inconclusive")


@pytest.mark.parametrize(
    ("result", "success", "failure", "phase"),
    [
        (
            [],
            "len(result) > 0 && result[0] <= 1",
            "len(result) > 0 && result[0] > 1",
            "Inconclusive",
        ),
        ([], "len(result) == 0 || result[0] <= 1", "", "Successful"),
        (["NaN"], "result[0] <= 1", "", "Failed"),
        (["1"], "", "result[0] > 1", "Successful"),
        (["2"], "true", "result[0] > 1", "Failed"),
        (["1"], "result[9] > 1", "false", "Error"),
        (["1"], "result >", "false", "Error"),
        (["1"], "len(result)", "false", "Error"),
        (["+Inf"], "isInf(result[0])", "false", "Successful"),
        (["1.7"], "asInt(result[0]) == 1 && asFloat(1) == 1.0", "false", "Successful"),
    ],
)
def test_the_engine_judges_as_the_controller_does(
    engine: Path, result: list[str], success: str, failure: str, phase: str
) -> None:
    metric = {"successCondition": success, "failureCondition": failure}
    assert phases(engine, metric, [result]) == [phase]
