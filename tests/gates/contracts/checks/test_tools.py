"""What the model was given is what is promised."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import tools
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts import promised
from tests.gates.contracts.promised import TOOL, context, told

CHAT = "/v1/chat/completions"


def given(**changes: Any) -> dict[str, Any]:
    function = {**copy.deepcopy(promised.tool()["function"]), **changes}
    return {"type": "function", "function": function}


def judged(root: Path, *sent: Any) -> Outcome:
    bodies = [(CHAT, {"model": "m", "messages": [], "tools": [tool]}) for tool in sent]
    return tools.run(context(root, model=told(*bodies)))


PLANTED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an undeclared tool": (given(name="find"), "tool-undeclared", "contracts/tools"),
    "a tool of the provider": ({"type": "web_search"}, "tool-undeclared", "contracts/tools"),
    "a tool without a name": ({"function": "search"}, "tool-undeclared", "contracts/tools"),
    "other parameters": (given(parameters={"type": "object"}), "tool-sent-differs", TOOL),
    "other words": (given(description="Finds."), "tool-sent-differs", TOOL),
    "strict": (given(strict=True), "tool-sent-differs", TOOL),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_another_tool(planted: str, promising: Path) -> None:
    sent, rule, path = PLANTED[planted]
    outcome = judged(promising, sent, sent)
    assert [(each.rule, each.path) for each in outcome.findings] == [(rule, path)], "said once"
    assert [figure.value for figure in outcome.figures] == [1, 2]


def test_requests_that_the_stub_forgot_are_said(promising: Path) -> None:
    outcome = tools.run(context(promising, model=told((CHAT, {}), first=41)))
    name = "requests of the model not looked at: lower [contract.conformance] examples"
    assert (name, 40) in [(figure.name, figure.value) for figure in outcome.figures]


NOOP = {
    "as promised": given(),
    "what is said is the default": given(strict=None),
    "as the responses API takes it": {"type": "function", **promised.tool()["function"]},
}


@pytest.mark.parametrize("name", NOOP)
def test_noop(name: str, promising: Path) -> None:
    assert not judged(promising, NOOP[name]).findings


@pytest.mark.parametrize("body", ["no JSON", "[]", "[" * 9999, {"tools": None}, {"tools": ["a"]}])
def test_noop_requests_without_tools(body: Any, promising: Path) -> None:
    outcome = tools.run(context(promising, model=told((CHAT, body))))
    assert not outcome.findings
    assert {figure.name: figure.value for figure in outcome.figures} == {
        "tools declared": 1,
        "tools that the model was given": 0,
    }


def test_two_files_of_one_function(promising: Path) -> None:
    promised.put(promising, "contracts/tools/also.json", promised.tool())
    (finding,) = judged(promising).findings
    assert (finding.rule, finding.path) == ("tool-twice", TOOL)
    assert "contracts/tools/also.json" in finding.message


def test_a_definition_that_cannot_be_read_is_incomplete(promising: Path) -> None:
    promised.edit(promising, TOOL, lambda document: document["function"].pop("parameters"))
    with pytest.raises(IncompleteError, match=f"^{TOOL}: /: tool-form "):
        judged(promising)
