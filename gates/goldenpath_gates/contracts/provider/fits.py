"""Schemas and pointers: of the file itself, and of what it expects of an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask import pointers
from goldenpath_gates.schema import nothing_else, packaged

LONGEST = 200
"""Characters of a value in a message."""


def require(name: str, body: Any) -> None:
    """Raises IncompleteError as `name: pointer: message`, about the first violation."""
    import jsonschema_rs

    schema = packaged("provider", "goldenpath_gates.contracts")
    validator = jsonschema_rs.validator_for(schema, retriever=nothing_else)
    for error in validator.iter_errors(body):
        raise IncompleteError(f"{name}: {pointer(error.instance_path)}: {shown(error.message)}")
    for index, case in enumerate([*body["cases"], *body.get("provider", ())]):
        for place, wanted in case["expect"].get("body", {}).items():
            _require_schema(f"{name}: case {index + 1}: body {place}", wanted)


def value(wanted: Any, seen: Any) -> bool:
    """Whether it is that value; where a mapping is wanted, whether it fits that JSON Schema."""
    import jsonschema_rs

    if not isinstance(wanted, dict):
        return bool(wanted == seen and isinstance(wanted, bool) == isinstance(seen, bool))
    return bool(jsonschema_rs.validator_for(wanted, retriever=nothing_else).is_valid(seen))


def put(body: Any, place: str, text: str) -> None:
    """Raises IncompleteError where the pointer leads nowhere."""
    *path, last = pointers.tokens(place)
    for token in path:
        body = pointers.step(body, token)
    if not isinstance(body, dict):
        raise IncompleteError(f"{place}: leads to nothing in the body of the request, mend it")
    body[last] = text


def pointer(path: Sequence[str | int]) -> str:
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
    return "".join(f"/{step}" for step in steps) or "/"


def shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _require_schema(name: str, wanted: Any) -> None:
    import jsonschema_rs

    try:
        if isinstance(wanted, dict):
            jsonschema_rs.validator_for(wanted, retriever=nothing_else)
    except ValueError as error:
        raise IncompleteError(f"{name}: is no JSON Schema: {shown(str(error))}") from None
