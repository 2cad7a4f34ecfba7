"""A scenario: which request, by its number, meets which fault."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.model_stub.documents import as_json, complaint, load, require_fit
from goldenpath_gates.model_stub.faults import ChosenFault, FaultError, choose

SCHEMA = "scenario.schema.json"
WHEN_AND_WHAT = ("fault", "requests", "rate")


@dataclass(frozen=True, slots=True)
class Step:
    first: int
    last: int | None
    rate: float
    chosen: ChosenFault | None

    def covers(self, number: int) -> bool:
        return self.first <= number and (self.last is None or number <= self.last)


@dataclass(frozen=True, slots=True)
class Scenario:
    seed: int = 0
    steps: tuple[Step, ...] = ()

    def fault_for(self, number: int) -> ChosenFault | None:
        """The fault of the `number`-th request, counted from 1; the same in every run."""
        for index, step in enumerate(self.steps):
            if step.covers(number) and self.drawn(index, number) < step.rate:
                return step.chosen
        return None

    def drawn(self, index: int, number: int) -> float:
        return random.Random(f"{self.seed}/{index}/{number}").random()  # noqa: S311


def load_scenario(path: Path | None) -> Scenario:
    """Raises UsageError as `path: key: message`."""
    if path is None:
        return Scenario()
    return from_document(path, load(path, SCHEMA))


def read_scenario(name: str, document: Any) -> Scenario:
    """Of what JSON said. Raises UsageError as `name: key: message`."""
    require_fit(name, as_json(name, document), SCHEMA)
    return from_document(name, document)


def from_document(name: Path | str, document: Any) -> Scenario:
    steps = [step_from(name, index, entry) for index, entry in enumerate(document["steps"])]
    return Scenario(document.get("seed", 0), tuple(steps))


def step_from(name: Path | str, index: int, entry: Mapping[str, Any]) -> Step:
    key = f"steps[{index}]"
    if "requests" not in entry and "rate" not in entry:
        raise complaint(name, key, 'says not when; give it requests ("1-3") or rate (0.1)')
    first, last = span(entry.get("requests", "1-"))
    if last is not None and last < first:
        raise complaint(name, f"{key}.requests", f"ends before it begins; write {last}-{first}")
    given = {part: value for part, value in entry.items() if part not in WHEN_AND_WHAT}
    try:
        chosen = choose(entry["fault"], given)
    except FaultError as error:
        raise complaint(name, f"{key}.{error.key}", error.message) from error
    return Step(first, last, entry.get("rate", 1.0), chosen)


def span(requests: str | float) -> tuple[int, int | None]:
    if not isinstance(requests, str):
        return int(requests), int(requests)
    first, dash, last = requests.partition("-")
    return int(first), int(last) if last else None if dash else int(first)
