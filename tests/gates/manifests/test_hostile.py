"""Objects of any form are linted: what is wrong with a form is for schemas to say."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.manifests import lint
from goldenpath_gates.manifests.expressions import UnreadableError, check
from goldenpath_gates.policy.document import Document

CASES = Path(__file__).parents[2] / "cases" / "manifests"
JUNK: tuple[Any, ...] = (None, 5, True, "", "x", [], {}, [None], {"name": []}, [[{}]], {1: 2})
EACH = 12


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*at, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from places(one, (*at, index))


def replaced(value: Any, at: tuple[Any, ...], by: Any) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = by
    return changed


@pytest.mark.parametrize("rule", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_value_of_any_form(rule: Path) -> None:
    chance = random.Random(rule.name)  # noqa: S311 - nothing is protected
    for case in sorted(rule.rglob("*.yaml")):
        objects = list(yaml.load_all(case.read_text("utf-8"), yaml.CSafeLoader))
        for at in chance.choices(list(places(objects)), k=EACH):
            junk = replaced(objects, at, chance.choice(JUNK))
            for one in lint([Document("kubernetes", "a.yaml", each) for each in junk]):
                assert "\n" not in one.text


@pytest.mark.parametrize(
    "text", ["(" * 5000, "[" * 5000, "!" * 5000, "a." * 5000, "\0", "é", "1 +"]
)
def test_a_condition_of_any_form(text: str) -> None:
    with pytest.raises(UnreadableError):
        check(text)
