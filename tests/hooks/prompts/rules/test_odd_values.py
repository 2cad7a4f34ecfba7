"""A front matter may hold anything anywhere: no rule takes the type of a value for granted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from goldenpath_hooks.prompts.lint import lint
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.settings import LintSettings

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1.5, 10**400, "", "x", "${env:A}", "\ud800", [], [1], [None], [[]], ["a"]),
    *({}, {"a": None}, {"a": 1}, {"a": []}, {"": ""}, {"name": 1, "kind": []}, [{"name": []}]),
    *([{"name": "a", "kind": 1, "enumValues": 1, "default": {}}], {"kind": {}, "schema": 1}),
)
KEYS = {
    "a.prompty": (
        *("name", "version", "description", "authors", "tags", "metadata", "model", "inputs"),
        *("outputs", "sample", "tools", "template", "metadata.version", "metadata.owner"),
        *("model.id", "model.options", "model.options.temperature", "model.options.seed"),
        *("model.options.responseFormat", "model.connection", "model.connection.kind"),
        *("model.parameters", "model.configuration", "model.parameters.response_format"),
        *("inputs.a", "inputs.a.kind", "inputs.a.default", "outputs.a", "outputs.a.kind"),
        *("sample.a", "tools.a", "template.format", "template.format.kind"),
    ),
    "a.prompt": (
        *("name", "variant", "version", "description", "model", "tools", "config", "input"),
        *("output", "metadata", "config.temperature", "input.schema", "input.default"),
        *("input.schema.a", "output.schema", "output.schema.type", "output.format"),
    ),
    "a.prompt.yml": (
        *("name", "description", "model", "modelParameters", "responseFormat", "jsonSchema"),
        *("messages", "testData", "evaluators", "modelParameters.temperature"),
        *("jsonSchema.schema", "jsonSchema.strict"),
    ),
    "promptfooconfig.yaml": (
        *("prompts", "providers", "tests", "defaultTest", "scenarios", "tests.vars"),
        *("defaultTest.vars",),
    ),
}
BODY = {
    "a.prompty": "system:\n{{a}}\nuser:\n{{a.b}}\n",
    "a.prompt": '{{role "system"}}{{a}}\n{{role "user"}}{{a.b}}\n',
}
BASE: dict[str, dict[str, Any]] = {
    "a.prompty": {},
    "a.prompt": {"model": "m"},
    "a.prompt.yml": {"messages": [{"role": "user", "content": "{{a}}"}]},
    "promptfooconfig.yaml": {"prompts": ["{{a}}"], "providers": ["openai:gpt-4.1-mini"]},
}


def nested(key: str, value: Any) -> dict[str, Any]:
    first, _, rest = key.partition(".")
    return {first: nested(rest, value) if rest else value}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name in KEYS for key in KEYS[name]])
def test_any_value_anywhere(name: str, key: str) -> None:
    judged = 0
    for value in ODD:
        data = json.dumps(BASE[name] | nested(key, value))
        text = f"---\n{data}\n---\n{BODY[name]}" if name in BODY else data
        document = read(name, text.encode())
        judged += bool(document.prompts and not document.problems)
        for finding in lint([document], LintSettings(house=("**",)), date(2026, 1, 1)):
            assert "\n" not in str(finding)
    assert judged > len(ODD) / 2 or key in ("prompts", "messages")
