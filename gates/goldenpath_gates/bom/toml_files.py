"""TOML of others: a table that fits its schema or IncompleteError, and where things stand in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.schema import first_violation, packaged


def read(path: Path) -> str | None:
    """The text of a file, None where there is none."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{path.name}: cannot be read: {error}") from None


def parse(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise IncompleteError(f"{path}: not valid TOML: {error}; mend the file") from None


def require(table: Any, schema: str, path: str) -> None:
    """Incomplete unless the table has the shape that uv writes or reads."""
    if violation := first_violation(table, packaged(schema, "goldenpath_gates.bom")):
        raise IncompleteError(f"{path}: not what uv understands: {violation}")


def line_of(text: str, *needles: str) -> int | None:
    """The first line, from 1, that holds all needles and is no comment."""
    for number, line in enumerate(text.splitlines(), 1):
        if all(needle in line for needle in needles) and not line.lstrip().startswith("#"):
            return number
    return None
