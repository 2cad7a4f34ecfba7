"""Cases of the provider and pacts: what was there is not lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.contracts import judge
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.judge import Judged
from goldenpath_gates.contracts.listing import as_json

from tests.gates.contracts import promised
from tests.gates.support import git, write

PROVIDER, PACT = "contracts/provider.yaml", "contracts/pacts/till.json"


def case(name: str) -> dict[str, Any]:
    return {"id": name, "title": name, "steps": [], "expect": {"status": 200, "calls": 1}}


CASES = {"version": 1, "cases": [case("answer"), case("limit")]}
TILL = {
    "consumer": {"name": "till"},
    "provider": {"name": "shop"},
    "interactions": [
        {"description": "an item", "providerStates": [{"name": "some"}]},
        {"description": "an item", "providerStates": [{"name": "none"}]},
    ],
}
Edit = Callable[[Path], None]


@pytest.fixture
def exemplary(promising: Path) -> Path:
    """With examples that were merged."""
    promised.put(promising, PROVIDER, CASES)
    promised.put(promising, PACT, TILL)
    promised.commit(promising)
    git(promising, "branch", "--force", "main")
    promised.commit(promising)
    return promising


def judged(root: Path) -> list[Judged]:
    return [each for promise in promised.found(root) for each in judge.judged(promise)]


def changes(root: Path) -> list[tuple[str, str, str]]:
    return [(each.contract, x.rule, x.pointer) for each in judged(root) for x in each.changes]


def broken(root: Path, breaks: Breaks) -> list[str]:
    return [found.rule for each in judged(root) for found in judge.findings(root, each, breaks)]


def edited(name: str, edit: promised.Edit) -> Edit:
    return lambda root: promised.edit(root, name, edit)


LOST: dict[str, tuple[Edit, tuple[str, str, str], bool]] = {
    "the cases": (
        lambda root: (root / PROVIDER).unlink(),
        (PROVIDER, "contract-removed", ""),
        True,
    ),
    "a case": (
        edited(PROVIDER, lambda document: document["cases"].pop(0)),
        (PROVIDER, "provider-case-removed", "/cases/answer"),
        True,
    ),
    "what a case expects": (
        edited(PROVIDER, lambda document: document["cases"][1]["expect"].pop("calls")),
        (PROVIDER, "provider-case-changed", "/cases/limit"),
        False,
    ),
    "a pact": (lambda root: (root / PACT).unlink(), (PACT, "contract-removed", ""), True),
    "an interaction": (
        edited(PACT, lambda document: document["interactions"].pop(0)),
        (PACT, "pact-interaction-removed", '/interactions/an item [{"name": "some"}]'),
        False,
    ),
    "what an interaction says": (
        edited(PACT, lambda document: document["interactions"][1].update(response={})),
        (PACT, "pact-interaction-changed", '/interactions/an item [{"name": "none"}]'),
        False,
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_lost_is_told(name: str, exemplary: Path) -> None:
    """A break needs a reason; what a consumer brings itself is only shown."""
    lose, expected, breaks = LOST[name]
    lose(exemplary)
    assert changes(exemplary) == [expected]
    contract, rule, pointer = expected
    assert broken(exemplary, Breaks("")) == ([rule] if breaks else [])
    assert f'"rule": "{rule}"' in as_json(judged(exemplary), Breaks(""))
    entry = {
        "contract": contract,
        "from": "none",
        "to": "removed",
        "breaks": [{"rule": rule, "pointer": pointer}],
        "reason": "it was an example of the template",
        "owner": "@payments",
        "date": "2026-11-22",
    }
    assert not broken(exemplary, Breaks("", [entry]))


NOOP: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "another order": edited(PROVIDER, lambda document: document["cases"].reverse()),
    "a further case": edited(PROVIDER, lambda document: document["cases"].append(case("new"))),
    "a further pact": lambda root: promised.put(root, "contracts/pacts/web.json", TILL),
    "other notation": lambda root: write(root, {PROVIDER: yaml.dump(CASES)}),
}


@pytest.mark.parametrize("name", NOOP)
def test_noop_nothing_is_lost(name: str, exemplary: Path) -> None:
    NOOP[name](exemplary)
    assert not changes(exemplary)
    assert not broken(exemplary, Breaks(""))
