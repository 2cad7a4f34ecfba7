from __future__ import annotations

import pytest
from goldenpath_gates.schema import GATES, first_violation, packaged

SCHEMA = {
    "type": "object",
    "properties": {"stages": {"type": "array", "items": {"type": "string"}}},
}


def test_a_violation_names_the_key() -> None:
    violation = first_violation({"stages": ["a", 1]}, SCHEMA)
    assert violation == 'stages[1]: 1 is not of type "string"'


def test_a_violation_of_the_whole_names_the_top_level() -> None:
    assert first_violation([], SCHEMA) == 'top level: [] is not of type "object"'


def test_a_value_that_json_lacks_is_a_violation() -> None:
    assert first_violation({"stages": {1, 2}}, SCHEMA) == "top level: Unsupported type: 'set'"


def test_noop() -> None:
    assert first_violation({"stages": ["a"]}, SCHEMA) is None


@pytest.mark.parametrize(
    ("name", "version", "package"),
    [
        ("config", 1, "goldenpath_hooks"),
        ("eval-case", 1, "goldenpath_hooks"),
        ("approval", 1, GATES),
        ("baseline", 1, GATES),
        ("eval-result", 1, GATES),
        ("eval-trend", 1, GATES),
        ("evidence", 2, GATES),
        ("report", 1, GATES),
    ],
)
def test_published_schemas_are_versioned(name: str, version: int, package: str) -> None:
    assert packaged(name, package)["$id"] == f"urn:goldenpath:{name}:{version}"
