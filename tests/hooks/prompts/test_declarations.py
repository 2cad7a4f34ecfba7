from __future__ import annotations

from typing import Any

import pytest
from goldenpath_hooks.prompts.declarations import declared, fits, reads_unseen, used
from goldenpath_hooks.prompts.document import Prompt
from goldenpath_hooks.prompts.read import read

PROMPTFOO = "providers: [openai:gpt-4.1-mini]\nprompts: ['{{a}} {{b}}']\n"


def prompt(name: str, text: str) -> Prompt:
    (found,) = read(name, text.encode()).prompts
    return found


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a", "string"),
        (1, "integer"),
        (1, "float"),
        (1.5, "float"),
        (True, "boolean"),
        ([], "array"),
        ({}, "object"),
        ([], "thread"),
        pytest.param("a.png", "image", id="an image may be an address"),
        pytest.param(None, "integer", id="null is no value"),
        pytest.param("${env:LIMIT}", "integer", id="filled in when the file is loaded"),
        pytest.param(1, "secret", id="a kind that is not known"),
    ],
)
def test_a_value_fits(value: Any, kind: str) -> None:
    assert fits(value, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "string"),
        ("1", "integer"),
        (1.5, "integer"),
        (True, "integer"),
        (True, "float"),
        ("true", "boolean"),
        (1, "boolean"),
        ("a", "array"),
        ([], "object"),
    ],
)
def test_a_value_does_not_fit(value: Any, kind: str) -> None:
    assert not fits(value, kind)


@pytest.mark.parametrize(
    ("tests", "names"),
    [
        ("tests: [{vars: {a: 1}}]\n", {"a"}),
        ("defaultTest: {vars: {a: 1}}\n", {"a"}),
        pytest.param("", set(), id="no tests at all"),
        pytest.param("tests: file://tests.csv\n", set(), id="in another file"),
        pytest.param("tests: [file://a.yaml, {vars: {a: 1}}]\n", set(), id="some elsewhere"),
        pytest.param("tests: [{vars: file://vars.yaml}]\n", set(), id="the values elsewhere"),
        pytest.param("scenarios: []\ntests: [{vars: {a: 1}}]\n", set(), id="scenarios add some"),
    ],
)
def test_variables_of_promptfoo(tests: str, names: set[str]) -> None:
    found = declared(prompt("promptfooconfig.yaml", PROMPTFOO + tests))
    assert found - {"_conversation", "env", "prompt", "vars"} == names


def test_a_tool_uses_the_inputs_that_it_is_bound_to() -> None:
    text = "---\ntools:\n  - bindings: [{name: t, input: tenant}]\n---\nuser:\n{{question}}\n"
    assert {"tenant", "question"} <= used(prompt("a.prompty", text))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.jinja", "{% include 'b.jinja' %}{{a}}", True),
        ("a.prompt", "{{role 'user'}}{{> b}}{{a}}", True),
        ("a.jinja", "{{a}} include", False),
    ],
)
def test_what_another_file_reads_is_not_seen(name: str, text: str, expected: bool) -> None:
    assert reads_unseen(prompt(name, text)) is expected
