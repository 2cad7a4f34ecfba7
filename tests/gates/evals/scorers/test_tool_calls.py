from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.scorers.support import a_case, an_answer, scored

SEARCH = {"name": "search", "arguments": {"query": "canary", "limit": 3}}
BOOK = {"name": "book", "schema": {"type": "object", "required": ["day"]}}
PING = {"name": "ping"}


def call(name: str, arguments: Any = None) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


@pytest.mark.parametrize(
    ("expected", "given", "value"),
    [
        ([SEARCH], [call("search", {"limit": 3.0, "query": "canary"})], 1),
        ([SEARCH], [call("search", '{"query": "canary", "limit": 3}')], 1),
        ([SEARCH], [call("search", {"query": "canary", "limit": True})], 0),
        ([SEARCH], [call("search", {"query": "canary", "limit": 3, "more": 1})], 0),
        ([SEARCH], [call("search", "{broken")], 0),
        ([SEARCH], [{"name": "search"}], 0),
        ([SEARCH], [call("find", SEARCH["arguments"])], 0),
        ([BOOK], [call("book", {"day": "Monday"})], 1),
        ([BOOK], [call("book", {})], 0),
        ([BOOK], [call("book", "[" * 100_000)], 0),
        ([PING], [call("ping", {"any": "thing"})], 1),
        ([PING, BOOK], [call("ping"), call("book", {"day": 1})], 1),
        ([PING, BOOK], [call("book", {"day": 1}), call("ping")], 0),
        ([PING], [], 0),
        ([PING], None, 0),
        ([PING], [call("ping"), call("ping")], 0),
        ([], [], 1),
        ([], None, 1),
        ([], [call("ping")], 0),
    ],
)
def test_names_and_arguments(
    expected: list[dict[str, Any]], given: list[dict[str, Any]] | None, value: float
) -> None:
    answer = an_answer(tool_calls=None if given is None else tuple(given))
    found = scored("tool_calls", a_case(tool_calls=tuple(expected)), answer)
    assert found == {"tool_calls_valid": value}


def test_no_place_for_tool_calls_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match=r"set \[eval.response\] tool_calls"):
        scored("tool_calls", a_case(tool_calls=(PING,)), an_answer(), Context(Eval(), hashed))


def test_noop_where_nobody_asks() -> None:
    assert scored("tool_calls", a_case(), an_answer(tool_calls=(PING,))) == {}
