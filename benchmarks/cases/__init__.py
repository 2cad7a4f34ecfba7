"""One module per benchmark: `RUNS`, `run(lab, runs)`, and a first line that says what it is."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from benchmarks.lab import Lab
from benchmarks.series import Series


class Case(Protocol):
    """What a module of this folder offers. `RUNS` is how often it measures by default."""

    __doc__: str | None
    RUNS: int

    def run(self, lab: Lab, runs: int) -> Sequence[Series]: ...


def names() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(__path__)]


def load(name: str) -> Case:
    return cast("Case", import_module(f"{__name__}.{name}"))
