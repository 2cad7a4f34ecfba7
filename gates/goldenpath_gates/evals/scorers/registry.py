"""What a scorer is: a module of this package with one decorated function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import Literal

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.embedders import Embed
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.settings import Eval

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure per case. `passing` is the value from which a case counts as passed, or None
    where the figure alone says nothing about success (tokens, latency). A `guard` is asked of
    every answer: it can spoil the success of a case, but makes none by itself."""

    name: str
    low: float
    high: float | None
    better: Better
    passing: float | None = None
    unit: str | None = None
    guard: bool = False

    def passes(self, value: float) -> bool:
        if self.passing is None:
            return True
        return value >= self.passing if self.better == "higher" else value <= self.passing


Grade = Callable[[Case, Answer], float]
"""1 where a judge passes the answer, else 0. Raises IncompleteError where it cannot tell."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a scorer may use besides the case and its answer. Without a judge, `grade` is None."""

    settings: Eval
    embed: Embed
    grade: Grade | None = None


Score = Callable[[Case, Answer, Context], Mapping[str, float]]
"""Metric to value; empty where the case does not ask for it. Raises IncompleteError where the
case asks for what the answer does not show."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """`source` says where the definition comes from; the docstring is its page."""

    name: str
    metrics: Callable[[Eval], tuple[Metric, ...]]
    score: Score
    source: str
    doc: str


_FOUND: dict[str, Scorer] = {}


def scorer(
    metrics: Callable[[Eval], tuple[Metric, ...]] | tuple[Metric, ...], *, source: str
) -> Callable[[Score], Score]:
    """Registers the function under the name of its module. Metrics may depend on the settings.

    The first line of its docstring says what is measured, the rest when, and the odd cases.
    """
    given = metrics if callable(metrics) else lambda _: metrics

    def register(function: Score) -> Score:
        name = function.__module__.rpartition(".")[2]
        _FOUND[name] = Scorer(name, given, function, source, cleandoc(function.__doc__ or ""))
        return function

    return register


@cache
def scorers() -> Mapping[str, Scorer]:
    """Every scorer by name, in alphabetical order: a new one is one new file."""
    package = import_module("goldenpath_gates.evals.scorers")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_FOUND.items()))
