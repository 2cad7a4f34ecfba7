"""Documents that were made to be slow end, and what is shared is said once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import schemas
from goldenpath_gates.contracts.differ.schemas import Schemas, compare_schemas
from goldenpath_gates.contracts.document import Document, DocumentError

PATIENCE_S = 20.0
"""Far more than any of them takes; a comparison of each with each would take hours."""


def changes(base: Any, revision: Any) -> list[Change]:
    started = time.monotonic()
    found = compare_schemas(Document("base", base), Document("revision", revision), "request")
    assert time.monotonic() - started < PATIENCE_S
    return found


def test_a_huge_enum_is_one_change() -> None:
    values = [f"value {number}" for number in range(100_000)]
    (found,) = changes({"enum": values}, {"enum": values[::-1][:50_000]})
    assert found.rule == "request-enum-value-removed"
    assert "and 49995 more" in found.message


def test_a_chain_of_references_ends() -> None:
    def chain(last: str) -> Any:
        links = {
            str(number): {"properties": {"next": {"$ref": f"#/$defs/{number + 1}"}}}
            for number in range(5_000)
        }
        return {"$ref": "#/$defs/0", "$defs": {**links, "5000": {"type": last}}}

    (found,) = changes(chain("string"), chain("integer"))
    assert (found.rule, found.pointer) == ("request-type-changed", "/$defs/5000/type")


def test_a_chain_of_all_of_ends() -> None:
    def chain(last: str) -> Any:
        links = {
            str(number): {"allOf": [{"$ref": f"#/$defs/{number + 1}"}]} for number in range(5_000)
        }
        return {"$ref": "#/$defs/0", "$defs": {**links, "5000": {"type": last}}}

    (found,) = changes(chain("string"), chain("integer"))
    assert found.rule == "request-type-changed"


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf", "not"])
def test_a_schema_within_itself_ends(keyword: str) -> None:
    def tree(leaf: str) -> Any:
        inner: Any = {"$ref": "#/$defs/tree"}
        further = inner if keyword == "not" else [inner, {"properties": {"leaf": {"type": leaf}}}]
        branches = {"properties": {"branch": inner, "leaf": {"type": leaf}}}
        return {"$ref": "#/$defs/tree", "$defs": {"tree": {**branches, keyword: further}}}

    assert changes(tree("string"), tree("string")) == []
    assert "request-type-changed" in {each.rule for each in changes(tree("string"), tree("null"))}


def test_a_reference_to_itself_asks_for_nothing() -> None:
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert [each.rule for each in changes(schema, {"type": "string"})] == ["request-type-narrowed"]


def test_wide_choices_end() -> None:
    def choice(kind: str) -> Any:
        return {
            "oneOf": [
                {"type": "object", "properties": {f"{kind}{number}": {"type": kind}}}
                for number in range(1_000)
            ]
        }

    assert changes(choice("string"), choice("integer"))


def test_more_than_can_be_compared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MOST_PAIRS", 10)

    def names(kind: str) -> Any:
        return {"properties": {str(number): {"type": kind} for number in range(20)}}

    with pytest.raises(DocumentError, match="too-many-schemas"):
        changes(names("string"), names("integer"))


def test_two_rings_of_other_lengths_end() -> None:
    def ring(length: int, kind: str) -> Any:
        links = {
            f"{kind}{number}": {
                "properties": {
                    "next": {"$ref": f"#/$defs/{kind}{(number + 1) % length}"},
                    "value": {"type": kind},
                }
            }
            for number in range(length)
        }
        return {"$ref": f"#/$defs/{kind}0", "$defs": links}

    assert changes(ring(30, "string"), ring(31, "integer"))


def test_a_shared_component_is_told_once_for_each_direction() -> None:
    def api(kind: str) -> Document:
        uses = {f"x-{number}": {"$ref": "#/$defs/shared"} for number in range(3)}
        return Document("api", {**uses, "$defs": {"shared": {"type": kind}}})

    base, revision = api("string"), api("integer")
    run = Schemas(base, revision)
    found = [
        change.rule
        for direction in schemas.DIRECTIONS
        for number in range(3)
        for change in run.compare(
            base.node(f"/x-{number}"), revision.node(f"/x-{number}"), direction, "the body"
        )
    ]
    assert found == ["request-type-changed", "response-type-changed"]
