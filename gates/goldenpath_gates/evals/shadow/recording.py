"""Reads what the shadow switch of a service wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.evals.case import Input
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.shadow.lines import Kind

RECORDING = Kind(
    "shadow",
    schema="pair",
    package="goldenpath_gates.evals.shadow",
    remedy="nothing was compared: take the line out, or record the traffic anew",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One request with both answers. `candidate.error` says why the candidate has none."""

    id: str
    input: Input
    primary: Answer
    candidate: Answer

    @staticmethod
    def of(body: Mapping[str, Any]) -> Pair:
        """The pair of a line that fits the schema."""
        return Pair(body["id"], body["input"], _answer(body["primary"]), _answer(body["candidate"]))


def _answer(body: Mapping[str, Any]) -> Answer:
    if "error" in body:
        return Answer(status=0, error=body["error"])
    return Answer(
        status=200,
        text=body["text"],
        model=body.get("model"),
        input_tokens=body.get("input_tokens"),
        output_tokens=body.get("output_tokens"),
        cost_usd=body.get("cost_usd"),
        documents=_ids(body.get("documents")),
        citations=_ids(body.get("citations")),
        latency_ms=float(body["latency_ms"]),
    )


def _ids(listed: list[str] | None) -> tuple[str, ...] | None:
    return None if listed is None else tuple(listed)
