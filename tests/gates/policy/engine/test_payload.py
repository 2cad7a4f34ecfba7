from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine.payload import encode


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [None, True, False, "é\n"]}, '{"a":[null,true,false,"é\\n"]}'),
        (999_999, "999999"),
        (-1_000_000, "-1e+06"),
        (1_234_567, "1.234567e+06"),
        (3.0, "3"),
        (0.5, "0.5"),
        (-0.0, "-0"),
        (10**400, '"inf"'),
        (float("nan"), '"nan"'),
        (float("-inf"), '"-inf"'),
        ("\ud800", '"?"'),
        ({True: 1, 2: 2}, '{"true":1,"2":2}'),
        (date(2027, 1, 31), '"2027-01-31"'),
        ((1, "a"), '[1,"a"]'),
    ],
)
def test_a_value_is_what_conftest_makes_of_it(value: Any, expected: str) -> None:
    assert encode(value).decode() == expected
    json.loads(encode(value))


def test_what_is_nested_too_deep_is_incomplete() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(IncompleteError, match="nested too deep"):
        encode(deep)
