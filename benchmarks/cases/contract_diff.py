"""The comparison of two OpenAPI documents of 2 MB, from the files to the sorted changes."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ.openapi import compare
from goldenpath_gates.contracts.document import load

from benchmarks.lab import Lab
from benchmarks.series import Series

RUNS = 10
OPERATIONS = 1500
SCHEMAS = 600
COMMON = 20
"""Schemas that the others refer to."""
ENUM = 100_000


def run(lab: Lab, runs: int) -> Sequence[Series]:
    base, revision = _pair(lab.folder, "api", api(), api(every=10))
    same, rewritten = _pair(lab.folder, "words", api(), api(every=1))
    wide = _pair(lab.folder, "enum", enum(0), enum(1))
    operations = f"{OPERATIONS:,} operations"
    return (
        Series("size of a document", "MB", (base.stat().st_size / 1e6,)),
        Series("loading one", "s", tuple(_seconds(lambda: load(base)) for _ in range(runs))),
        _series(f"{operations}, nothing changed", base, base, runs),
        _series(f"{operations}, one in ten changed", base, revision, runs),
        _series(f"{operations}, each changed", same, rewritten, runs, aim=None),
        Series("the same: peak of memory", "MB", (_peak(same, rewritten),)),
        _series(f"an enum of {ENUM:,}, one value changed", *wide, runs),
    )


def _pair(folder: Path, name: str, *documents: Any) -> tuple[Path, Path]:
    base, revision = folder / f"{name}-base.json", folder / f"{name}-revision.json"
    for path, document in zip((base, revision), documents, strict=True):
        path.write_text(json.dumps(document), "utf-8")
    return base, revision


def _series(name: str, base: Path, revision: Path, runs: int, aim: float | None = 1.0) -> Series:
    found = len(_compared(base, revision))
    took = tuple(_seconds(lambda: _compared(base, revision)) for _ in range(runs))
    return Series(f"{name}, {found:,} found: loaded and compared", "s", took, aim)


def _compared(base: Path, revision: Path) -> Sequence[Change]:
    return compare(load(base), load(revision))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak(base: Path, revision: Path) -> float:
    tracemalloc.start()
    _compared(base, revision)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def api(every: int = 0) -> dict[str, Any]:
    """Each operation and schema that `every` divides has other words and another bound."""

    def changed(n: int) -> bool:
        return every > 0 and n % every == 0

    paths = {
        f"/v1/things{n}/{{id}}": {"post": _operation(n, changed(n))} for n in range(OPERATIONS)
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": {f"Thing{n}": _schema(n, changed(n)) for n in range(SCHEMAS)},
            "responses": {"Problem": _json({"$ref": "#/components/schemas/Thing1"})},
            "parameters": {"id": {"name": "id", "in": "path", "required": True, "schema": TEXT}},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
    }


TEXT = {"type": "string", "minLength": 1, "maxLength": 80}


def _operation(n: int, changed: bool) -> dict[str, Any]:
    thing = {"$ref": f"#/components/schemas/Thing{n % SCHEMAS}"}
    limit = {"type": "integer", "minimum": 1, "maximum": 90 if changed else 100}
    errors = ("401", "404", "409", "422", "default")
    return {
        "operationId": f"make_thing_{n}",
        "summary": f"Make thing {n}{' now' if changed else ''}",
        "tags": [f"group {n % 40}"],
        "parameters": [
            {"$ref": "#/components/parameters/id"},
            {"name": "limit", "in": "query", "description": "At most.", "schema": limit},
            {"name": "X-Request-Id", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": _json(thing) | {"required": True},
        "responses": {
            "200": _json({"type": "array", "items": thing}),
            **{status: {"$ref": "#/components/responses/Problem"} for status in errors},
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "as JSON", "content": {"application/json": {"schema": schema}}}


def _schema(n: int, changed: bool) -> dict[str, Any]:
    words = " now" if changed else ""
    fields: dict[str, Any] = {
        f"field_{i}": TEXT | {"description": f"Field {i} of thing {n}{words}"} for i in range(6)
    }
    fields["state"] = {"type": "string", "enum": ["new", "open", "done", *(["gone"] * changed)]}
    fields["part"] = {"$ref": f"#/components/schemas/Thing{n % COMMON}"}
    fields["other"] = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    required = ["field_0", "state", *(["field_1"] * changed)]
    return {"type": "object", "required": required, "properties": fields}


def enum(start: int) -> dict[str, Any]:
    values = [f"value {n}" for n in range(start, start + ENUM)]
    schema = {"type": "string", "enum": values}
    body = {"responses": {"200": _json(schema)}, "requestBody": _json(schema)}
    return {"openapi": "3.1.0", "paths": {"/v1/wide": {"post": body}}}
