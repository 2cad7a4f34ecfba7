from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.read import read

TEXT = """\
name: Answer
model: openai/gpt-4o
modelParameters: {temperature: 0.5, max_tokens: 9}
messages:
  - role: system
    content: |
      Be brief. {{ not a template

      Ask {{name}}.
  - {role: user, content: "It\\u0027s\\n{{question}}"}
testData:
  - {question: Why?, expected: Because}
responseFormat: json_schema
jsonSchema: |-
  {"name": "a", "schema": {"type": "object"}}
"""


def test_prompt() -> None:
    (prompt,) = read("a.prompt.yml", TEXT.encode()).prompts
    assert (prompt.format, prompt.name) == (Format.GITHUB_MODELS, "Answer")
    assert prompt.options == {"temperature": 0.5, "maxOutputTokens": 9}
    assert (prompt.outputs_schema, prompt.sample) == ({"type": "object"}, {"question": "Why?"})
    found = [(m.role, u.path, u.place) for m in prompt.messages for u in m.template.uses]
    assert found == [
        ("system", "name", Place(9, 13)),
        ("user", "question", Place(10, 41)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("template: '{{a}}'\n", id="another program's prompt"),
        pytest.param("messages: [hello]\n", id="no chat"),
        pytest.param("", id="empty"),
    ],
)
def test_no_prompt(text: str) -> None:
    found = read("a.prompt.yaml", text.encode())
    assert (found.prompts, found.problems) == ((), ())


def test_problems() -> None:
    text = "messages: [{role: user, content: a}]\njsonSchema: '{'\n"
    (problem,) = read("a.prompt.yml", text.encode()).problems
    assert (problem.rule, problem.place) == ("prompt-format", Place(2, 1))
    (problem,) = read("a.prompt.yml", b"messages: [\n").problems
    assert problem.rule == "front-matter-syntax"
