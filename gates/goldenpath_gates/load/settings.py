"""`[load]` of `goldenpath.toml`: how much traffic, for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FAULTS = ("model-timeouts", "model-limits", "overload", "cache-miss-storm", "slow-first-token")


@dataclass(frozen=True)
class Load:
    """`seconds` is the length of a phase, `laptop_seconds` where nothing was promoted. Rates are
    requests per second; `ramp` is a factor on the peak of slo.yaml, `burst` on the speed of the
    recording. `memory_growth` is MB per 1,000 requests. `fault_seconds` is the longest that any
    request may take while the model misbehaves. `env` is for the service while it does."""

    locustfile: str = "load/locustfile.py"
    recorded: str = "load/recorded.jsonl"
    seconds: int = 60
    laptop_seconds: int = 10
    smoke_rate: float = 200.0
    ramp: float = 2.0
    burst: float = 5.0
    probe_rate: float = 20.0
    processes: int = 1
    workers: int = 0
    memory_growth: float = 10.0
    faults: tuple[str, ...] = FAULTS
    fault_seconds: float = 5.0
    env: Mapping[str, str] = field(default_factory=dict)


def parse(table: Mapping[str, Any]) -> Load:
    """From a table that fits the schema of `goldenpath.toml`."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Load(**values)
