from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError

from tests.gates.evals.scorers.support import a_case, an_answer, scored

SCHEMA = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("structure", "value"),
    [({"n": 1}, 1), ({"n": "1"}, 0), ({}, 0), ([], 0), (None, 0), ({"n": float("nan")}, 0),
     ("\ud800", 0)],
)  # fmt: skip
def test_the_structure_fits_or_not(structure: Any, value: float) -> None:
    found = scored("json_valid", a_case(schema=SCHEMA), an_answer(structure=structure))
    assert found == {"json_valid": value}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": 5},
        {"$ref": "https://schemas.example/a.json"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "#/nowhere"},
        {"pattern": "("},
    ],
)
def test_a_schema_that_cannot_be_used_is_incomplete(schema: Any) -> None:
    with pytest.raises(IncompleteError, match="a schema of the case cannot be used"):
        scored("json_valid", a_case(schema=schema), an_answer(structure={}))


def test_a_pattern_that_would_take_for_ever_fits_nothing() -> None:
    case = a_case(schema={"type": "string", "pattern": r"^(?=a)(a|a)*\1$"})
    assert scored("json_valid", case, an_answer(structure="a" * 60 + "b")) == {"json_valid": 0}


def test_noop_without_a_schema() -> None:
    assert scored("json_valid", a_case(structure={"n": 1}), an_answer(structure={"n": 1})) == {}
