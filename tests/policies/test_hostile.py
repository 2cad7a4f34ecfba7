"""No document makes a rule stop the others, whatever is in it, and both engines see the same."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from goldenpath_gates.policy import team
from goldenpath_gates.policy.engine import conftest
from goldenpath_gates.policy.engine.payload import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policies.support import by_wasm, cases, tool

TYPES = sorted({document["type"] for case in cases() for document in case.documents})
ODD: list[Any] = [
    *(None, True, False, 0, -1, 3.5, 10**30, 1_000_000, "", " ", "\0", "*", "${x}", "a" * 5000),
    *(
        "é\u2028\U0001f419",
        "%s %d %!",
        "on",
        "0",
        "1e9",
        "\\",
        '"',
        [],
        {},
        [None],
        [[]],
        {"": None},
    ),
    *([{}], {"a": 1}, ["a", 1], [{"name": None}], {"name": []}, {"spec": "x"}, "\ud800"),
]
COUNT = 600
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
documents = st.fixed_dictionaries({"type": st.sampled_from(TYPES), "contents": anything})


def asked(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"documents": [{"id": n, "path": f"{n}", **row} for n, row in enumerate(rows)]}


@settings(max_examples=200, deadline=None)
@given(st.lists(documents, max_size=4))
def test_any_contents_of_any_type(rows: list[dict[str, Any]]) -> None:
    by_wasm(asked(rows), team.defaults())


def spoiled(random_: random.Random) -> Iterator[Mapping[str, Any]]:
    """Documents of the cases, each with something odd in the place of one or two of its values."""
    while True:
        found = copy.deepcopy(random_.choice(cases()).input)
        for _ in range(random_.randint(1, 2)):
            _spoil(found, random_)
        yield found


def _spoil(found: dict[str, Any], random_: random.Random) -> None:
    holder: Any = random_.choice(found["documents"])
    key: Any = "contents"
    while isinstance(holder[key], dict | list) and holder[key] and random_.random() < 0.85:
        holder = holder[key]
        key = random_.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = copy.deepcopy(random_.choice(ODD))


@pytest.fixture(scope="module")
def inputs() -> list[Mapping[str, Any]]:
    source = spoiled(random.Random(7))  # noqa: S311 - nothing is protected
    return [next(source) for _ in range(COUNT)]


def test_odd_values_anywhere(inputs: list[Mapping[str, Any]]) -> None:
    found = [one for each in inputs for one in by_wasm(each, team.defaults())]
    assert len(found) > COUNT
    assert [one.text for one in found if "%!" in one.text and "%d %!" not in one.text] == []


def test_conftest_finds_the_same_in_odd_values(inputs: list[Mapping[str, Any]]) -> None:
    theirs = conftest.judge(tool("conftest"), [encode(each) for each in inputs], team.defaults())
    ours = [set(by_wasm(each, team.defaults())) for each in inputs]
    differing = [
        (each, one ^ set(other))
        for each, one, other in zip(inputs, ours, theirs, strict=True)
        if one != set(other)
    ]
    assert differing == []
