"""What the model was sent while the service was judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_gates.contracts.model import Model
from goldenpath_gates.report import Figure


def bodies(model: Model) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and body of each request that holds a JSON object; others hold no tool and no model."""
    for request in model.requests():
        try:
            body = json.loads(request["body"])
        except (ValueError, RecursionError):
            continue
        if isinstance(body, dict):
            yield request["path"].partition("?")[0], body


def forgotten(model: Model) -> tuple[Figure, ...]:
    """How many requests the stub does not know any more, where there were too many to keep."""
    first = next((request["number"] for request in model.requests()), 1)
    name = "requests of the model not looked at: lower [contract.conformance] examples"
    return (Figure(name, first - 1),) if first > 1 else ()
