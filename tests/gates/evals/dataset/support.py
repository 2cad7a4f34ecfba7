"""Datasets as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.read import Reading, case_of


def body(name: str = "a", **changes: Any) -> dict[str, Any]:
    return {"id": name, "input": f"What is {name}?", "expected": {"text": name}, **changes}


def case(name: str = "a", **changes: Any) -> Case:
    return case_of(body(name, **changes), "golden.jsonl", 1)


def save(path: Path, bodies: Iterable[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one)}\n" for one in bodies), encoding="utf-8")
    return path


def read(path: Path) -> list[Case]:
    return list(Reading([path.name], path.parent))
