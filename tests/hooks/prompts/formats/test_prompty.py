from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import MISSING, Document, Engine, Format, Prompt
from goldenpath_hooks.prompts.read import read

V2 = """\
---
name: answer
description: Answers
metadata:
  version: "1.10"
  owner: team-a
model:
  id: gpt-4o
  options: {temperature: 0, maxOutputTokens: 99}
inputs:
  question:
    kind: string
    required: true
    example: Why?
  tone: plain
outputs:
  - name: text
    kind: string
---
system:
Be {{ tone }}.
  # User [a=b] :
{{ question }}
"""
V1 = """\
---
name: answer
version: 1.10
model:
  api: chat
  configuration:
    type: azure_openai
    azure_deployment: gpt-35
  parameters:
    max_tokens: 9
    top_p: 0.5
    response_format: {type: json_schema, json_schema: {name: a, schema: {type: object}}}
inputs:
  question: {type: string, sample: Why?}
sample:
  tone: plain
---
Text
"""


def test_v2() -> None:
    prompt = one(V2)
    assert (prompt.format, prompt.engine) == (Format.PROMPTY_V2, Engine.JINJA2)
    assert (prompt.name, prompt.version, prompt.owner) == ("answer", "1.10", "team-a")
    assert (prompt.model, prompt.options) == ("gpt-4o", {"temperature": 0, "maxOutputTokens": 99})
    assert prompt.option_keys["temperature"] == ("model", "options", "temperature")
    question, tone = prompt.inputs or ()
    assert (question.kind, question.required, question.example) == ("string", True, "Why?")
    assert (tone.kind, tone.default, tone.place) == ("string", "plain", Place(15, 3))
    assert question.default is MISSING
    assert [field.name for field in prompt.outputs or ()] == ["text"]


def test_messages() -> None:
    system, user = one(V2).messages
    assert (system.role, system.template.text) == ("system", "Be {{ tone }}.\n")
    assert (user.role, user.attributes, user.place.line) == ("user", "a=b", 22)
    (use,) = user.template.uses
    assert (use.path, use.place) == ("question", Place(23, 4))


def test_v1() -> None:
    prompt = one(V1)
    assert prompt.format is Format.PROMPTY_V1
    assert (prompt.version, prompt.model) == ("1.10", "gpt-35")
    assert prompt.options["maxOutputTokens"] == 9
    assert prompt.option_keys["topP"] == ("model", "parameters", "top_p")
    assert prompt.sample == {"question": "Why?", "tone": "plain"}
    assert prompt.settings.get(*prompt.outputs_key) == prompt.outputs_schema == {"type": "object"}
    assert prompt.messages[0].role == ""


@pytest.mark.parametrize(
    ("template", "engine"),
    [
        ("", Engine.JINJA2),
        ("template: mustache\n", Engine.MUSTACHE),
        ("template: {type: jinja2}\n", Engine.JINJA2),
        ("template: {format: {kind: nunjucks}}\n", Engine.NUNJUCKS),
        ("template: {format: liquid}\n", Engine.NONE),
    ],
)
def test_engine(template: str, engine: Engine) -> None:
    assert one(f"---\nname: a\n{template}---\n{{{{a}}}}").engine is engine


def test_a_block_around_markers_is_no_error() -> None:
    body = "{% for m in a %}\nuser:\n{{ m.b }}\n{{ m.role }}:\n{% endfor %}\n{# \nsystem:\n#}"
    (_, user) = one(body).messages
    assert [mark.name for mark in user.template.marks if mark.kind == "role-in-block"] == ["for"]
    assert [m.name for m in user.template.marks if m.kind == "role-computed"] == ["m.role"]
    assert user.template.uses == ()


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("---\na: [\n---\nx", "front-matter-syntax", Place(3, 1)),
        ("---\na: 1\na: 2\n---\nx", "front-matter-syntax", Place(3, 1)),
        ("---\na: 1\n", "front-matter-syntax", Place(1, 1)),
        ("---\n- a\n---\n", "prompt-format", Place(2, 1)),
        ("---\r\na: 1\r\n---\r\nuser:\r\n{{ a b }}", "template-syntax", Place(5, 6)),
        ("\ufeff{{ a b }}", "template-syntax", Place(1, 6)),
    ],
)
def test_problems(text: str, rule: str, place: Place) -> None:
    (problem,) = document(text).problems
    assert (problem.rule, problem.place) == (rule, place)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Hello {{ name }}", id="no front matter"),
        pytest.param("", id="empty"),
        pytest.param("---\n---\nx", id="empty front matter"),
        pytest.param('---\na: "x --- y"\n---\nb\n---\nc', id="a fence is a whole line"),
        pytest.param("+++\na: 1\n+++\nx", id="the other fence"),
    ],
)
def test_no_problems(text: str) -> None:
    assert one(text).inputs is None


def document(text: str) -> Document:
    return read("a.prompty", text.encode())


def one(text: str) -> Prompt:
    found = document(text)
    assert found.problems == ()
    return found.prompts[0]
