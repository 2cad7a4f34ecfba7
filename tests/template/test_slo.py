"""The five numbers of the questionnaire are promised in slo.yaml, and can be measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import Library, Workshop

Render = Callable[[str], Path]
Document = dict[str, Any]
NUMBERS = {
    "peak_rps": 123,
    "p95_ms": 250,
    "p95_ai_ms": 4200,
    "availability": 99.95,
    "cost_per_1000_usd": 7.25,
}


@pytest.fixture(scope="module")
def promised(library: Library, workshop: Workshop) -> list[Document]:
    folder = workshop.once("services/slo", lambda folder: library.copy(folder, NUMBERS))
    return documents(folder)


def documents(folder: Path) -> list[Document]:
    return list(yaml.safe_load_all((folder / "slo.yaml").read_text(encoding="utf-8")))


def of(kind: str, ending: str, found: list[Document]) -> Document:
    (document,) = (d for d in found if d["kind"] == kind and d["metadata"]["name"].endswith(ending))
    return document


def test_the_five_numbers(promised: list[Document]) -> None:
    annotations = of("Service", "", promised)["metadata"]["annotations"]
    (availability,) = of("SLO", "-availability", promised)["spec"]["objectives"]
    plain, ai, cost, tokens, first = (
        of("SLO", ending, promised)["spec"]["objectives"][0]
        for ending in ("-p95-plain", "-p95-ai", "-cost", "-token-errors", "-ttft")
    )
    assert annotations["goldenpath.dev/peak-requests-per-second"] == "123"
    assert availability["target"] == 0.9995
    assert (plain["op"], plain["value"]) == ("lte", 0.25)
    assert (ai["op"], ai["value"]) == ("lte", 4.2)
    assert (cost["op"], cost["value"]) == ("lte", 7.25)
    assert tokens["target"] == 0.998  # four times the errors
    assert first["value"] == 1.4  # a third of an answer


@pytest.mark.parametrize("cost", [0.0001, 0.05, 1.0, 100_000.0])
def test_a_cost_stays_a_number(library: Library, tmp_path: Path, cost: float) -> None:
    library.copy(tmp_path / "service", {"cost_per_1000_usd": cost})
    slo = of("SLO", "-cost", documents(tmp_path / "service"))
    assert slo["spec"]["objectives"][0]["value"] == cost


def test_the_shape_is_openslo_v1(promised: list[Document]) -> None:
    names = [document["metadata"]["name"] for document in promised]
    assert len(names) == len(set(names)) == 7
    (name,) = (d["metadata"]["name"] for d in promised if d["kind"] == "Service")
    for document in promised:
        assert document["apiVersion"] == "openslo/v1"
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", document["metadata"]["name"])
        annotations = document["metadata"].get("annotations", {})
        assert all(isinstance(value, str) for value in annotations.values())
        if document["kind"] == "SLO":
            assert document["spec"]["service"] == name
            check_slo(document["spec"])


def check_slo(spec: Document) -> None:
    assert spec["budgetingMethod"] in ("Occurrences", "Timeslices", "RatioTimeslices")
    assert spec["timeWindow"] == [{"duration": "30d", "isRolling": True}]
    for objective in spec["objectives"]:
        assert 0 < objective["target"] < 1
        sliced = {"timeSliceTarget", "timeSliceWindow"} <= set(objective)
        assert sliced == (spec["budgetingMethod"] == "Timeslices")
    assert len(queries(spec)) == (2 if "ratioMetric" in spec["indicator"]["spec"] else 1)


def queries(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["query"]] if "query" in node else []
        return own + [query for value in node.values() for query in queries(value)]
    return [query for value in node for query in queries(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("page", ["README.md", "docs/runbook.md"])
def test_pages_point_to_it(render: Render, page: str) -> None:
    path = render("defaults") / page
    (target,) = set(re.findall(r"\]\(([./]*slo\.yaml)\)", path.read_text(encoding="utf-8")))
    assert (path.parent / target).resolve() == (render("defaults") / "slo.yaml").resolve()
