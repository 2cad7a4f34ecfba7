"""JSON Schema messages that name the key and say what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


def packaged(name: str) -> dict[str, Any]:
    """A schema published with the library, by its file name without `.schema.json`."""
    text = files("goldenpath_gates").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def first_violation(document: Any, schema: dict[str, Any]) -> str | None:
    """`key.path: what is wrong`, or None when the document is valid."""
    import jsonschema_rs

    try:
        error = next(jsonschema_rs.validator_for(schema).iter_errors(document), None)
    except ValueError as unsupported:  # what JSON lacks, such as a date, or endless nesting
        return f"top level: {unsupported}"
    return f"{dotted(error.instance_path) or 'top level'}: {error.message}" if error else None


def dotted(path: Iterable[str | int]) -> str:
    """A path such as `stages[2].needs`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
