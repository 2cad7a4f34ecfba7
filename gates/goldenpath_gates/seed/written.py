"""Data as files, for people and for other tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from goldenpath_gates.seed import csvtext
from goldenpath_gates.seed.dataset import Dataset, Table, Value, text


def write(data: Dataset, form: str, folder: Path) -> list[Path]:
    """One file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for table in data.tables:
        paths.append(folder / f"{table.name}.{form}")
        WRITERS[form](table, paths[-1])
    return paths


def _csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csvtext.line(column.name for column in table.columns))
        file.writelines(csvtext.line(map(text, row)) for row in table.rows())


def _jsonl(table: Table, path: Path) -> None:
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in table.rows():
            body = dict(zip(names, map(_plain, row), strict=True))
            file.write(json.dumps(body, ensure_ascii=False) + "\n")


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    return text(value) if isinstance(value, datetime) else value


WRITERS: dict[str, Callable[[Table, Path], None]] = {"csv": _csv, "jsonl": _jsonl}
