"""Reads OpenSLO v1; what no gate could honour is refused, never ignored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy.document import Path as Keys
from goldenpath_gates.policy.document import Place
from goldenpath_gates.schema import packaged
from goldenpath_gates.slo import queries, source
from goldenpath_gates.slo.model import LOADED, Objective, Promises, Ratio, Threshold

PREFIX = "goldenpath.dev/"
PROMETHEUS = "http://prometheus-operated.monitoring.svc:9090"
LEAST_REQUESTS = "20"
"""In five minutes: the fewest of which a 95th percentile means anything."""
WINDOW = re.compile(r"[1-9][0-9]*[mhdw]")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?")
ANNOTATIONS = {
    "Service": ("peak-requests-per-second", "least-requests", "prometheus"),
    "SLO": ("gates", "percentile", "may-be-quiet"),
}


@dataclass(frozen=True)
class Document:
    """One document that fits the schema of OpenSLO."""

    body: Mapping[str, Any]
    place: Callable[[Keys], Place]

    @property
    def name(self) -> str:
        return str(self.body["metadata"]["name"])

    def annotation(self, key: str, default: str = "") -> str:
        return str(self.body["metadata"].get("annotations", {}).get(PREFIX + key, default))

    def refuse(self, rule: str, message: str, *at: str | int) -> NoReturn:
        line = (self.place(at) or (1, 1))[0]
        raise UsageError(f"{source.FILENAME}:{line}: {rule} {message}")

    def require(self, found: object, message: str, *at: str | int) -> None:
        if not found:
            self.refuse("slo-unsupported", message, *at)


def promises(root: Path) -> Promises:
    """Raises UsageError, with the line, for what is wrong or cannot be honoured, IncompleteError
    where the file cannot be read."""
    found = [_checked(*one) for one in source.documents(root)]
    services = [one for one in found if one.body["kind"] == "Service"]
    if len(services) != 1:
        raise UsageError(
            f"{source.FILENAME}:1: slo-service one document of kind Service is expected, "
            f"{len(services)} are there"
        )
    _require_distinct(found)
    service = services[0]
    objectives = tuple(_objective(one, service.name) for one in found if one is not service)
    if not any(isinstance(one, Ratio) for one in objectives):
        service.refuse("slo-service", "a ratioMetric, such as the availability, is missing")
    return Promises(
        service.name,
        _count(service, "peak-requests-per-second", "1"),
        _count(service, "least-requests", LEAST_REQUESTS),
        _address(service),
        objectives,
    )


def _checked(body: Any, place: Callable[[Keys], Place]) -> Document:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(packaged("openslo", "goldenpath_hooks"))
    document = Document(body, place)
    for error in validator.iter_errors(body):
        at = tuple(error.instance_path)
        dotted = ".".join(map(str, at)) or "top level"
        document.refuse("slo-schema", f"{dotted}: {error.message[:300]}", *at)
    kind = body["kind"]
    document.require(kind in ANNOTATIONS, f"kind {kind} is not read; write SLO and Service", "kind")
    for key in body["metadata"].get("annotations", {}):
        known = {PREFIX + name for name in ANNOTATIONS[kind]}
        if key.startswith(PREFIX) and key not in known:
            document.refuse(
                "slo-annotation",
                f"{key} means nothing to a {kind}; known are {', '.join(sorted(known))}",
                *("metadata", "annotations", key),
            )
    return document


def _require_distinct(found: list[Document]) -> None:
    names: set[tuple[str, str]] = set()
    for one in found:
        key = (one.body["kind"], one.name)
        if key in names:
            one.refuse("slo-name", f"{one.name} stands here twice", "metadata", "name")
        names.add(key)


def _objective(document: Document, service: str) -> Objective:
    spec = document.body["spec"]
    if spec["service"] != service:
        document.refuse("slo-service", f"{spec['service']} is not {service}", "spec", "service")
    if not document.name.startswith(f"{service}-"):
        document.refuse(
            "slo-name", f"{document.name} has to begin with {service}-", "metadata", "name"
        )
    document.require("indicator" in spec, "write the indicator here, not indicatorRef", "spec")
    document.require(
        "alertPolicies" not in spec, "alertPolicies are not read: alerts are generated", "spec"
    )
    one_objective = len(spec["objectives"]) == 1
    document.require(one_objective, "one objective is expected", "spec", "objectives")
    known = {"displayName", "op", "value", "target", "timeSliceTarget", "timeSliceWindow"}
    for key in spec["objectives"][0]:
        message = f"{key} is not read; write target and value"
        document.require(key in known, message, "spec", "objectives", 0, key)
    indicator = spec["indicator"]["spec"]
    common: dict[str, Any] = {
        "name": document.name,
        "description": " ".join(spec.get("description", document.name).split()),
        "target": float(spec["objectives"][0]["target"]),
        "window": _window(document),
        "gates": frozenset(filter(None, document.annotation("gates").split(","))),
        "may_be_quiet": document.annotation("may-be-quiet") == "true",
    }
    if not 0 < common["target"] < 1:
        document.refuse("slo-target", "target lies between 0 and 1", "spec", "objectives")
    if "load" in common["gates"] and document.name.removeprefix(f"{service}-") not in LOADED:
        document.refuse(
            "slo-annotation",
            f"a load test measures {', '.join(LOADED)}: take load out of the gates",
            *("metadata", "annotations", f"{PREFIX}gates"),
        )
    if "ratioMetric" in indicator:
        return _ratio(document, indicator["ratioMetric"], common)
    return _threshold(document, indicator["thresholdMetric"], common)


def _ratio(document: Document, metric: Mapping[str, Any], common: dict[str, Any]) -> Ratio:
    at = ("spec", "indicator", "spec", "ratioMetric")
    for key in metric:
        message = f"{key} is not read; write bad and total"
        document.require(key in ("counter", "bad", "total"), message, *at, key)
    document.require("bad" in metric, "write what is bad, and total", *at)
    document.require(metric.get("counter") is True, "counter: true is missing", *at)
    method = document.body["spec"]["budgetingMethod"]
    message = "a ratioMetric is budgeted by Occurrences"
    document.require(method == "Occurrences", message, "spec", "budgetingMethod")
    for key in ("op", "value", "timeSliceTarget", "timeSliceWindow"):
        message = f"{key} means nothing to a ratioMetric"
        objective = document.body["spec"]["objectives"][0]
        document.require(key not in objective, message, "spec", "objectives", 0, key)
    bad, total = (_query(document, metric[key], *at, key) for key in ("bad", "total"))
    for key, query in (("bad", bad), ("total", total)):
        if not queries.is_selector(query):
            document.refuse("slo-query", "one selector of a counter is expected", *at, key)
    return Ratio(bad=bad, total=total, **common)


def _threshold(document: Document, metric: Mapping[str, Any], common: dict[str, Any]) -> Threshold:
    spec = document.body["spec"]
    method, objective = spec["budgetingMethod"], spec["objectives"][0]
    at: Keys = ("spec", "objectives")
    message = "a thresholdMetric is budgeted by Timeslices"
    document.require(method == "Timeslices", message, "spec", "budgetingMethod")
    lte = objective.get("op") == "lte"
    document.require(lte, "write op: lte and a value: other comparisons are not read", *at)
    if objective["value"] <= 0:
        document.refuse("slo-target", "value has to be more than 0", *at)
    slice_ = objective["timeSliceWindow"]
    document.require(WINDOW.fullmatch(slice_), f"{slice_}: write minutes, hours or days", *at)
    percentile = document.annotation("percentile")
    at = ("spec", "indicator", "spec", "thresholdMetric")
    query = _query(document, metric, *at)
    if not queries.is_number(query):
        document.refuse("slo-query", "one number is expected: aggregate, as in max(...)", *at)
    return Threshold(
        query=query,
        value=float(objective["value"]),
        slice=slice_,
        slice_target=float(objective["timeSliceTarget"]),
        percentile=float(percentile) if percentile else None,
        **common,
    )


def _query(document: Document, metric: Mapping[str, Any], *at: str | int) -> str:
    found = metric["metricSource"]
    at = (*at, "metricSource")
    document.require("metricSourceRef" not in found, "metricSourceRef is not read", *at)
    document.require(found.get("type") == "Prometheus", "type: Prometheus is expected", *at)
    spec = found["spec"]
    document.require(list(spec) == ["query"], "spec holds one key, query", *at, "spec")
    query = " ".join(str(spec["query"]).split())
    if problem := queries.problem(query):
        document.refuse("slo-query", problem, *at, "spec", "query")
    return query


def _window(document: Document) -> str:
    (window,) = document.body["spec"]["timeWindow"]
    at = ("spec", "timeWindow")
    rolling = window.get("isRolling") is True and "calendar" not in window
    document.require(rolling, "a rolling window is expected", *at)
    days = WINDOW.fullmatch(window["duration"]) and window["duration"][-1] in "dw"
    document.require(days, f"{window['duration']}: write days or weeks, such as 30d", *at)
    return str(window["duration"])


def _count(document: Document, key: str, default: str) -> int:
    said = document.annotation(key, default)
    if not re.fullmatch("[1-9][0-9]{0,8}", said):
        at = ("metadata", "annotations", PREFIX + key)
        document.refuse("slo-annotation", f"{key}: {said[:80]!r} is no whole number", *at)
    return int(said)


def _address(document: Document) -> str:
    said = document.annotation("prometheus", PROMETHEUS)
    if not ADDRESS.fullmatch(said):
        at = ("metadata", "annotations", PREFIX + "prometheus")
        document.refuse("slo-annotation", f"prometheus: {said[:80]!r} is no http(s) address", *at)
    return said.rstrip("/")
