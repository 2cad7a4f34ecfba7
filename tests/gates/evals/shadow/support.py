"""Recorded traffic, made up."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

ADDRESS = "jane.miller" + "@" + "gmail.com"
TEXT = "A canary release sends a small share of the traffic to the new version. [canary]"
HEADER = {"goldenpath_shadow": 1}


def answer(text: str = TEXT, **changes: Any) -> dict[str, Any]:
    figures = {"latency_ms": 100.0, "cost_usd": 0.001, "input_tokens": 200, "output_tokens": 20}
    found = {"documents": ["canary", "rollback"], "citations": ["canary"]}
    return {"text": text, "model": "small-1", **found, **figures, **changes}


def pair(
    name: str, candidate: dict[str, Any] | None = None, asked: Any = None, **changes: Any
) -> dict[str, Any]:
    candidate = answer() if candidate is None else candidate
    asked = f"What is a canary, {name}?" if asked is None else asked
    return {"id": name, "input": asked, "primary": answer(**changes), "candidate": candidate}


def pairs(
    count: int, other: dict[str, Any] | None = None, of: int = 0, **changes: Any
) -> list[dict[str, Any]]:
    """`of` of them with the other answer of the candidate."""
    return [pair(f"r{n}", other if n < of else None, **changes) for n in range(count)]


def save(path: Path, rows: Iterable[Any]) -> Path:
    """Rows as JSON; a text or bytes as they are."""
    with path.open("wb") as file:
        for row in rows:
            if not isinstance(row, (bytes, str)):
                row = json.dumps(row)
            file.write((row if isinstance(row, bytes) else row.encode()) + b"\n")
    return path


def run(command: ModuleType, *argv: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code: int = command.run(parser.parse_args([str(word) for word in argv]))
    return code


def service(root: Path, *tables: str) -> Path:
    config = ('[service]\nname = "answers"\nstart = ["true"]', *tables)
    (root / "goldenpath.toml").write_text("\n".join(config), encoding="utf-8")
    return root
