"""Tables: columns `id`, `input`, `expected` and `tags`, and those of promptfoo.

https://www.promptfoo.dev/docs/configuration/test-cases/#csv-format
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_hooks import files

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.dataset.imports import assertions
from goldenpath_gates.evals.dataset.imports.assertions import UNKNOWN, Lost, filled
from goldenpath_gates.evals.dataset.imports.found import Found, Origin, case, chosen
from goldenpath_gates.evals.dataset.imports.promptfoo import tags

OURS = ("id", "expected", "tags", "tenant")
METADATA = "__metadata:"
EXPECTED = re.compile(r"__expected\d*")
SEPARATOR = re.compile(r"\s*[,;]\s*")
TAKEN = re.compile(r"__expected\d*|__description|__metadata:.+")
LONGEST = 1 << 17
"""Of a cell, in characters. Asked for each time: the limit is one for all who read tables."""


def read(path: str, name: str | None) -> Iterator[Found]:
    """Each row; every other column is a variable. No cell is opened as a file, or run."""
    csv.field_size_limit(LONGEST)
    try:
        table = csv.DictReader(io.StringIO(files.text(path), newline=""), strict=True)
        header = [column.strip() for column in table.fieldnames or ()]
        _check(path, header)
        table.fieldnames = header
        yield from _columns(path, header)
        line = table.line_num + 1
        for row in table:
            yield _found(Origin("csv", path, line), row, name)
            line = table.line_num + 1
    except csv.Error as error:
        raise IncompleteError(f"{path}:{table.line_num}: import {error}; mend the table") from None
    except files.Unreadable as error:
        raise IncompleteError(str(error.finding)) from None


def _check(path: str, header: list[str]) -> None:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise IncompleteError(f"{path}:1: import the column {twice[0]} is there twice; rename one")


def _columns(path: str, header: list[str]) -> Iterator[Found]:
    """What promptfoo's special columns say, but for those that are taken."""
    for column in header:
        if column.startswith("__") and not TAKEN.fullmatch(column):
            finding = Origin("csv", path, 1).finding(f"the column {column}: {UNKNOWN}")
            yield Found(findings=[finding])


def _found(origin: Origin, row: Mapping[str, Any], name: str | None) -> Found:
    try:
        if None in row or None in row.values():
            raise Lost("it has more or fewer cells than the table has columns")
        variables = _variables(row)
        given = chosen(variables, name)
    except Lost as why:
        return Found(findings=[origin.finding(f"this row is left out: {why}")])
    cells = [row[column] for column in row if EXPECTED.fullmatch(column) and row[column].strip()]
    own = [{"type": "equals", "value": row["expected"]}] if row.get("expected") else []
    parts, lost = assertions.read([*own, *map(assertions.cell, cells)], variables)
    besides: dict[str, Any] = {"not_imported": list(lost.values())} if lost else {}
    if len(variables) > 1 and given != variables:
        besides["variables"] = variables
    body = case(
        origin,
        given,
        parts,
        name=row.get("id", ""),
        title=row.get("__description", ""),
        tags=_tags(row),
        **besides,
    )
    if row.get("tenant"):
        body["tenant"] = row["tenant"]
    return Found(body, [origin.finding(why) for why in lost.values()])


def _variables(row: Mapping[str, str]) -> dict[str, Any]:
    own = {key: value for key, value in row.items() if key not in OURS and key[:2] != "__"}
    return {key: filled(value, own) for key, value in own.items()}


def _tags(row: Mapping[str, str]) -> Iterator[str]:
    yield from SEPARATOR.split(row.get("tags", ""))
    for column, value in row.items():
        if column.startswith(METADATA) and value:
            name = column.removeprefix(METADATA)
            several = name.endswith("[]")
            values = SEPARATOR.split(value) if several else [value]
            yield from tags({name.removesuffix("[]"): values})
