"""What slo.yaml may say, and what nobody could honour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.errors import GoldenpathError, IncompleteError, UsageError
from goldenpath_gates.slo import read
from goldenpath_gates.slo.model import Ratio, Threshold

Change = Callable[[Any], None]
SERVICE, AVAILABILITY, PLAIN, AI, COST = range(5)


def test_the_promises_of_a_new_service(answers: Path) -> None:
    found = read.promises(answers)
    assert (found.service, found.peak, found.least_requests) == ("answers", 50, 20)
    assert found.prometheus == "http://prometheus-operated.monitoring.svc:9090"
    assert [one.name.removeprefix("answers-") for one in found.objectives] == [
        *("availability", "p95-plain", "p95-ai", "cost", "token-errors", "ttft")
    ]
    ai, availability = found.objective("p95-ai"), found.objective("availability")
    assert isinstance(ai, Threshold)
    assert (ai.value, ai.percentile, ai.slice, ai.target) == (3.0, 95.0, "5m", 0.99)
    assert isinstance(availability, Ratio)
    assert (availability.target, availability.window) == (0.995, "30d")
    assert {one.name for one in found.of("freeze")} == {
        *("answers-availability", "answers-p95-plain", "answers-p95-ai")
    }
    assert found.objective("p99") is None


@pytest.fixture
def documents(answers: Path) -> list[Any]:
    return list(yaml.safe_load_all((answers / "slo.yaml").read_text("utf-8")))


def reading(folder: Path, documents: Any) -> str:
    text = documents if isinstance(documents, str) else yaml.safe_dump_all(documents)
    (folder / "slo.yaml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as raised:
        read.promises(folder)
    return str(raised.value)


def put(value: object, *path: str | int) -> Change:
    """Sets a value; without one, removes it."""

    def change(documents: Any) -> None:
        node: Any = documents
        for step in path[:-1]:
            node = node[step]
        if value is None:
            del node[path[-1]]
        else:
            node[path[-1]] = value

    return change


def query(index: int, text: str) -> Change:
    kind = ("ratioMetric", "total") if index == AVAILABILITY else ("thresholdMetric",)
    at = ("spec", "indicator", "spec", *kind, "metricSource", "spec", "query")
    return put(text, index, *at)


OBJECTIVE = ("spec", "objectives", 0)
NOTES = ("metadata", "annotations")
RATIO = ("spec", "indicator", "spec", "ratioMetric")
METRIC = {"metricSource": {"type": "Prometheus", "spec": {"query": "a{}"}}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("openslo/v2", AI, "apiVersion"), "slo-schema apiVersion"),
        (put(1, AI, "spec", "burn"), "slo-schema spec"),
        (put(None, SERVICE), "slo-service one document of kind Service is expected, 0 are there"),
        (put("other", AI, "spec", "service"), "slo-service other is not answers"),
        (put("p95", AI, "metadata", "name"), "slo-name p95 has to begin with answers-"),
        (put("answers-cost", AI, "metadata", "name"), "slo-name answers-cost stands here twice"),
        (put("SLI", AI, "kind"), "slo-schema"),
        (put("x", AI, *NOTES, "goldenpath.dev/gate"), "slo-annotation goldenpath.dev/gate means"),
        (put("alert,load", COST, *NOTES, "goldenpath.dev/gates"), "a load test measures availab"),
        (put("no", SERVICE, *NOTES, "goldenpath.dev/prometheus"), "slo-schema"),
        (put("http://a b", SERVICE, *NOTES, "goldenpath.dev/prometheus"), "no http(s) address"),
        (put("9" * 20, SERVICE, *NOTES, "goldenpath.dev/least-requests"), "no whole number"),
        (put("gte", AI, *OBJECTIVE, "op"), "slo-unsupported write op: lte"),
        (put(0, AI, *OBJECTIVE, "value"), "slo-target value has to be more than 0"),
        (put(0, AI, *OBJECTIVE, "target"), "slo-target target lies between 0 and 1"),
        (put(2, AI, *OBJECTIVE, "compositeWeight"), "compositeWeight is not read"),
        (put("1M", AI, *OBJECTIVE, "timeSliceWindow"), "1M: write minutes, hours or days"),
        (put([{"target": 0.9}] * 2, AVAILABILITY, "spec", "objectives"), "one objective"),
        (put([{"targetPercent": 99}], AVAILABILITY, "spec", "objectives"), "targetPercent is not"),
        (put(1.0, AVAILABILITY, *OBJECTIVE, "timeSliceTarget"), "means nothing to a ratioMetric"),
        (put([], AI, "spec", "alertPolicies"), "alertPolicies are not read"),
        (put(None, AI, "spec", "indicator"), "write the indicator here"),
        (put("Occurrences", AI, "spec", "budgetingMethod"), "is budgeted by Timeslices"),
        (put("RatioTimeslices", AVAILABILITY, "spec", "budgetingMethod"), "by Occurrences"),
        (put([{"duration": "1M", "isRolling": True}], AI, "spec", "timeWindow"), "1M: write days"),
        (put([{"duration": "12h", "isRolling": True}], AI, "spec", "timeWindow"), "write days"),
        (put([{"duration": "30d"}], AI, "spec", "timeWindow"), "a rolling window"),
        (put(None, AVAILABILITY, *RATIO, "counter"), "counter: true is missing"),
        (put(METRIC, AVAILABILITY, *RATIO, "good"), "good is not read; write bad and total"),
        (put(None, AVAILABILITY, *RATIO, "bad"), "slo-unsupported write what is bad"),
        (query(AI, "max(a)"), "slo-query write a with braces"),
        (query(AI, "max(a{}) offset 5m"), "slo-query this is no PromQL"),
        (query(AI, "max(a{} offset 5m)"), "slo-query offset and @ are not read"),
        (query(AI, "max(a{}) / on () max(b{})"), "slo-query on and ignoring are not read"),
        (query(AI, "max_over_time(a{}[1h:1m])"), "slo-query subqueries are not read"),
        (query(AI, "sum without (a) (b{})"), "slo-query write what to aggregate by first"),
        (query(AI, "rate(a{}[5m])"), "slo-query one number is expected"),
        (query(AI, "max(a{"), "slo-query this is no PromQL"),
        (query(AI, "(" * 500 + "1" + ")" * 500), "slo-query write at most 1000 characters"),
        (query(AVAILABILITY, "sum(a{})"), "slo-query one selector of a counter"),
    ],
)
def test_refused(
    documents: Any,
    change: Change,
    says: str,
    tmp_path: Path,
) -> None:
    change(documents)
    said = reading(tmp_path, documents)
    assert says in said
    assert said.startswith("slo.yaml:")
    assert said.split(":")[1].isdigit()


def test_the_line_is_that_of_the_value(answers: Path, tmp_path: Path) -> None:
    text = (answers / "slo.yaml").read_text("utf-8")
    said = reading(tmp_path, text.replace("op: lte", "op: lt", 1))
    line = text.splitlines().index(
        "  objectives:", text.splitlines().index("  name: answers-p95-plain")
    )
    assert said.startswith(f"slo.yaml:{line + 1}: slo-unsupported write op: lte")


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe", b"a: [", b"[" * 5000, b"a: &a [1]\n" + b"b: [" + b"*a," * 2000 + b"]\n"],
    ids=["no text", "no YAML", "too deep", "a bomb"],
)
def test_unreadable_is_incomplete(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "slo.yaml").write_bytes(text)
    with pytest.raises(GoldenpathError, match=r"slo\.yaml") as raised:
        read.promises(tmp_path)
    assert isinstance(raised.value, IncompleteError | UsageError)


def test_no_file_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="cannot be read"):
        read.promises(tmp_path)


def test_noop_queries_that_are_read(answers: Path, tmp_path: Path) -> None:
    text = (answers / "slo.yaml").read_text("utf-8")
    for query_ in ('max(a{b="c{d}e"})', 'sum by (b) (a{}) / avg(c{d!~"x|y"})'):
        documents = list(yaml.safe_load_all(text))
        query(AI, query_)(documents)
        (tmp_path / "slo.yaml").write_text(yaml.safe_dump_all(documents), "utf-8")
        ai = read.promises(tmp_path).objective("p95-ai")
        assert isinstance(ai, Threshold)
        assert ai.query == query_
