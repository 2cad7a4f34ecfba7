"""What a parameter means that is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.differ.comparison import found
from goldenpath_gates.contracts.document import Node


def compare(base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = (_default(each) for each in (base, revision))
    if before == after:
        return
    if before is None:
        message = f"{where} has a default now, {after}"
        yield found("request-parameter-default-added", revision, message)
    elif after is None:
        message = f"{where} has no default now, it was {before}"
        yield found("request-parameter-default-removed", revision, message)
    else:
        message = f"{where} has the default {after}, it was {before}"
        yield found("request-parameter-default-changed", revision, message)


def places(*parameters: Node) -> set[str]:
    """Where the comparison of schemas, to which a default is words only, would say it again."""
    schemas = [reading.schema(each).resolved().pointer for each in parameters]
    return {*schemas, *(f"{pointer}/default" for pointer in schemas)}


def _default(parameter: Node) -> str | None:
    """As JSON, which tells 1 from true."""
    schema = reading.schema(parameter).resolved().value
    if not isinstance(schema, dict) or "default" not in schema:
        return None
    return json.dumps(schema["default"], ensure_ascii=False, sort_keys=True)
