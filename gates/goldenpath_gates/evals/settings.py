"""`[eval]` of `goldenpath.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Tier = Literal["block", "approve", "warn", "info"]
Statistic = Literal["mean", "sum", "min", "max", "p50", "p95", "p99"]


@dataclass(frozen=True)
class Request:
    """How a case becomes a request. `timeout` is in seconds, of one attempt."""

    path: str = "/v1/answers"
    text: str = "question"
    headers: Mapping[str, str] = field(default_factory=dict)
    tenant_header: str | None = None
    timeout: float = 30.0


@dataclass(frozen=True)
class Response:
    """Where the answer's parts are: JSON Pointers (RFC 6901) into its body.

    An entry of `documents` and of `citations` is an id, or an object that has one at `id`.
    """

    text: str = "/answer"
    model: str | None = "/model"
    input_tokens: str | None = "/usage/input_tokens"
    output_tokens: str | None = "/usage/output_tokens"
    cost_usd: str | None = "/cost_usd"
    documents: str | None = "/documents"
    citations: str | None = "/citations"
    id: str = "/id"
    label: str | None = None
    structure: str | None = None
    tool_calls: str | None = None


@dataclass(frozen=True)
class Model:
    """What the service talks to. The names are of environment variables of the service."""

    source: Literal["stub", "cassette", "provider"] = "stub"
    rules: str | None = None
    scenario: str | None = None
    cassette: str = "evals/cassette.jsonl"
    url: str | None = None
    url_variable: str = "MODEL_BASE_URL"
    key_variable: str = "MODEL_API_KEY"


@dataclass(frozen=True)
class Judge:
    """A model that grades. Its key is read from `key_variable`, never from a file."""

    url: str
    model: str
    rubric: str = "evals/rubric.md"
    votes: int = 3
    agreement: float = 0.6
    """Least Cohen's kappa with the labels of people; below it the judge counts for nothing."""
    key_variable: str = "JUDGE_API_KEY"


@dataclass(frozen=True)
class Embedder:
    """An OpenAI-compatible `/embeddings`; without a URL, hashed words and character n-grams."""

    url: str | None = None
    model: str = "text-embedding-3-small"
    key_variable: str = "EMBEDDER_API_KEY"


@dataclass(frozen=True)
class Gate:
    """One demand on one metric; exactly one of min, max, drop, band, win and slo is set.

    `drop`, `band` and `win` are relative to the baseline: points of the metric, a share of the
    baseline's value, and a share of the cases.
    """

    metric: str
    min: float | None = None
    max: float | None = None
    drop: float | None = None
    band: float | None = None
    win: float | None = None
    slo: str | None = None
    """Name of an objective in slo.yaml that gives `max`."""
    statistic: Statistic = "mean"
    tag: str | None = None
    tenant: str | None = None
    dataset: str | None = None
    tier: Tier = "block"
    advisory_until: str | None = None
    """A date (YYYY-MM-DD): until its end the gate only warns."""
    minimum: int | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Eval:
    """`confidence` is that of all intervals of a run together; `minimum` a number of cases."""

    datasets: tuple[str, ...] = ("evals/golden.jsonl", "evals/redteam.jsonl")
    baseline: str = "evals/baseline.jsonl"
    nightly_baseline: str = "evals/nightly-baseline.jsonl"
    nightly_cases: int = 1000
    """Variations of the datasets' cases that the nightly stage asks."""
    models: tuple[str, ...] = ()
    """Globs of the models that may answer: another one is a wrong model."""
    minimum: int = 100
    repeats: int = 1
    confirm: int = 2
    """Further repeats before a regression counts; 0 believes the first look."""
    concurrency: int = 16
    attempts: int = 4
    seed: int = 7
    temperature: float = 0.0
    now: str = "2026-01-01T00:00:00Z"
    confidence: float = 0.99
    retrieval_k: int = 5
    gates: tuple[Gate, ...] = ()
    shadow: tuple[Gate, ...] = ()
    request: Request = Request()
    response: Response = Response()
    model: Model = Model()
    judge: Judge | None = None
    embedder: Embedder = Embedder()


def parse(table: Mapping[str, Any]) -> Eval:
    """The table as it fits its schema."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    for name in ("gates", "shadow"):
        values[name] = tuple(Gate(**gate) for gate in table.get(name, ()))
    parts = {"request": Request, "response": Response, "model": Model, "judge": Judge}
    for name, kind in {**parts, "embedder": Embedder}.items():
        if name in table:
            values[name] = kind(**table[name])
    return Eval(**values)
