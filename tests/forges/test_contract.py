"""A broken promise turns `contract` red on both forges, an added one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forges.one_stage import FORGES, Forge, on
from tests.forges.promising import edit, promising, publish
from tests.support import Workshop, commit, fresh_copy, git

ROUTE, ACCESS = "src/*/things.py", "src/*/auth/access.py"
TOOL, INDEX = "contracts/tools/search.json", "contracts/embeddings.json"
# What is planted: where, which text becomes which, and the rule that has to find it.
BREAKS = {
    "removed field": (ROUTE, "    price: float\n", "", "response-property-removed"),
    "narrowed enum": (
        ROUTE,
        'Literal["up", "down"]',
        'Literal["up"]',
        "request-enum-value-removed",
    ),
    "new required parameter": (
        ROUTE,
        "request: Request,",
        "request: Request, limit: int,",
        "request-parameter-required-added",
    ),
    "changed status": (
        ROUTE,
        "status_code=201",
        "status_code=200",
        "response-status-removed",
    ),
    "lost security": (ACCESS, 'Access("things:read")', "PUBLIC", "security-lost"),
    "tool parameter renamed": (TOOL, '"text"', '"query"', "tool-parameter-removed"),
    "embedding model swapped": (
        INDEX,
        "text-embedding-3-small",
        "text-embedding-3-large",
        "embedding-model-changed",
    ),
}
ADDITIONS = [
    (ROUTE, "    price: float\n", "    price: float\n    colour: str | None = None\n"),
    (ROUTE, 'Literal["up", "down"]', 'Literal["up", "down", "none"]'),
    (ROUTE, "request: Request,", "request: Request, limit: int = 5,"),
    (TOOL, '"version": "1.0.0"', '"version": "1.1.0"'),
    (TOOL, '"text": {', '"limit": {"type": "integer"}, "text": {'),
    (INDEX, '"version": 1', '"version": 2'),
    (INDEX, "text-embedding-3-small", "text-embedding-3-large"),
    ("pyproject.toml", 'version = "1.0.0"', 'version = "1.1.0"'),
]


@pytest.fixture
def service(workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    copy = fresh_copy(promising(workshop, request.param), tmp_path)
    git(copy, "checkout", "-q", "-b", "topic")
    return copy


def change(service: Path, place: str, old: str, new: str) -> None:
    (path,) = service.glob(place)
    edit(path, old, new)


@FORGES
def test_each_broken_promise_is_found(forge: Forge, service: Path, tmp_path: Path) -> None:
    """All at once, each by a rule of its own: a run for each says no more, and takes minutes."""
    for place, old, new, _ in BREAKS.values():
        change(service, place, old, new)
    commit(service, "break them all")
    result, report = forge(service, tmp_path / "out", "contract")
    assert (result, report["verdict"]) == ("failure", "failed"), report["summary"]
    found = {(finding.get("path"), finding["rule"]) for finding in report["findings"]}
    for planted, (place, _, _, rule) in BREAKS.items():
        contract = "contracts/openapi.json" if place in (ROUTE, ACCESS) else place
        assert (contract, rule) in found, planted


@on("gitlab")
def test_the_additive_twin(forge: Forge, service: Path, tmp_path: Path) -> None:
    for addition in ADDITIONS:
        change(service, *addition)
    publish(service)
    commit(service, "add to them all")
    result, report = forge(service, tmp_path / "out", "contract")
    assert (result, report["verdict"]) == ("success", "passed"), report["findings"]
