"""JSON Schema messages that name the key and say what is allowed."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from goldenpath_hooks.findings import dotted

GATES = "goldenpath_gates"


def packaged(name: str, package: str = GATES) -> dict[str, Any]:
    """A schema published with the library, by its file name without `.schema.json`."""
    text = files(package).joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def nothing_else(uri: str) -> Any:
    """The default for a schema's references: nothing is fetched."""
    raise LookupError(f"{uri} is not part of the schema")


def first_violation(
    document: Any, schema: dict[str, Any], other: Callable[[str], Any] = nothing_else
) -> str | None:
    """`key.path: what is wrong`, or None when the document is valid.

    `other` gives the schemas that this one refers to, by their address.
    """
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(schema, retriever=other)
        error = next(validator.iter_errors(document), None)
    except ValueError as unsupported:  # what JSON lacks, such as a date, or endless nesting
        return f"top level: {unsupported}"
    return f"{dotted(error.instance_path) or 'top level'}: {error.message}" if error else None
