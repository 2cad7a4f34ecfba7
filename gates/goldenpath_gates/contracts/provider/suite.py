"""The promises as `contracts/provider.yaml` states them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts import document
from goldenpath_gates.contracts.provider import fits
from goldenpath_gates.errors import IncompleteError, UsageError

QUESTION: Mapping[str, Any] = {"question": "What is a canary release?"}
STREAM: Mapping[str, Any] = {"stream": True}
WITHIN_S = 10.0
FILLER = "release "


@dataclass(frozen=True)
class Request:
    """`stream` is what a streaming case adds to the body."""

    path: str = "/v1/answers"
    body: Mapping[str, Any] = field(default_factory=lambda: QUESTION)
    stream: Mapping[str, Any] = field(default_factory=lambda: STREAM)


@dataclass(frozen=True)
class Expect:
    """What is None is not looked at. `retry_after` and `within` are seconds."""

    status: int | None = None
    problem: str | None = None
    retry_after: int | None = None
    model: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[str] | None = None
    ending: str | None = None
    calls: int | None = None
    within: float = WITHIN_S


@dataclass(frozen=True)
class Case:
    """`steps` are the stub's; `env` and `filled` (JSON Pointer to a number of characters) are for
    the real provider."""

    id: str
    title: str
    expect: Expect
    stream: bool = False
    steps: Sequence[Mapping[str, Any]] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    name: str
    request: Request
    cases: Sequence[Case]
    provider: Sequence[Case] = ()

    def body(self, case: Case) -> dict[str, Any]:
        added = self.request.stream if case.stream else {}
        sent: dict[str, Any] = {**copy.deepcopy(dict(self.request.body)), **added}
        for pointer, characters in case.filled.items():
            fits.put(sent, pointer, (FILLER * (characters // len(FILLER) + 1))[:characters])
        return sent


def load(root: Path, name: str) -> Suite:
    """Raises IncompleteError as `name: pointer: message`."""
    body = document.load(root / name, name).root
    fits.require(name, body)
    cases = [_case(name, index, entry) for index, entry in enumerate(body["cases"])]
    if not cases:
        raise IncompleteError(f"{name}: /cases: holds no case, write one for each fault")
    provider = [_of(entry) for entry in body.get("provider", ())]
    _require_unique(name, [*cases, *provider])
    return Suite(name, Request(**body.get("request", {})), cases, provider)


def _case(name: str, index: int, entry: Mapping[str, Any]) -> Case:
    from goldenpath_gates.model_stub.scenario import read_scenario

    steps = [
        step if step.keys() & {"requests", "rate"} else {**step, "requests": "1-"}
        for step in entry["steps"]
    ]
    try:
        read_scenario(f"{name}: /cases/{index}", {"steps": steps})
    except UsageError as error:
        raise IncompleteError(str(error)) from None
    return _of({**entry, "steps": steps})


def _of(entry: Mapping[str, Any]) -> Case:
    return Case(**{**entry, "expect": Expect(**entry["expect"])})


def _require_unique(name: str, cases: Iterable[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise IncompleteError(f"{name}: /cases: {case.id} is the id of two cases, rename one")
        seen.add(case.id)
