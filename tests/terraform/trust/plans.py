"""What a plan of Terraform will make, as the clouds will see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Resource:
    address: str
    type: str
    index: str
    values: Mapping[str, Any]


def resources(plan: Plan, *types: str) -> Iterator[Resource]:
    found = of_module(plan["planned_values"]["root_module"])
    yield from (one for one in found if one.type in types)


def of_module(module: Mapping[str, Any]) -> Iterator[Resource]:
    for one in module.get("resources", ()):
        yield Resource(one["address"], one["type"], str(one.get("index", "")), one["values"])
    for child in module.get("child_modules", ()):
        yield from of_module(child)
