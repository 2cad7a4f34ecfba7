from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import MISSING, Engine, Format, Prompt
from goldenpath_hooks.prompts.read import read

TEXT = """\
# A licence
---
model: googleai/gemini-2.5-flash
config: {temperature: 0.5, maxOutputTokens: 9}
input:
  schema:
    name: string, who asks
    style?(enum, how to say it): [plain, rude]
    items(array): string
  default: {style: plain}
output:
  schema: {type: object, properties: {answer: {type: string}}}
---
Before
{{role "system"}}
Be {{style}}.
{{#each items}}
{{role "user"}} {{this}}
{{/each}}
{{history}}{{name}}
"""


def test_front_matter() -> None:
    prompt = one(TEXT)
    assert (prompt.format, prompt.engine) == (Format.DOTPROMPT, Engine.HANDLEBARS)
    assert prompt.model == "googleai/gemini-2.5-flash"
    assert prompt.options == {"temperature": 0.5, "maxOutputTokens": 9}
    fields = [(f.name, f.kind, f.required, f.description) for f in prompt.inputs or ()]
    assert fields == [
        ("name", "string", True, "who asks"),
        ("style", "enum", False, "how to say it"),
        ("items", "array", True, ""),
    ]
    assert [f.default for f in prompt.inputs or ()] == [MISSING, "plain", MISSING]
    assert [f.name for f in prompt.outputs or ()] == ["answer"]
    assert prompt.outputs_key == ("output", "schema")


def test_messages() -> None:
    before, system, user = one(TEXT).messages
    assert [m.role for m in (before, system, user)] == ["", "system", "user"]
    assert system.place == Place(15, 1)
    assert [use.path for use in (*system.template.uses, *user.template.uses)] == [
        "style",
        "items",
        "name",
    ]
    assert ("role-in-block", "each") in [(m.kind, m.name) for m in user.template.marks]


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("{{role 'user'}}", Engine.HANDLEBARS),
        ("{% if a %}{{ a }}{% endif %}", Engine.JINJA2),
        ("{{ a | upper }}", Engine.JINJA2),
        ("{{ a }}", Engine.MUSTACHE),
        ("plain", Engine.NONE),
        ('{"a": {{b', Engine.NONE),
        ("{{ a | format:'x' }}", Engine.NONE),
    ],
)
def test_the_text_tells_the_engine(text: str, engine: Engine) -> None:
    assert one(text).engine is engine


def test_a_schema_elsewhere_declares_nothing_here() -> None:
    assert one("---\nmodel: a\ninput: {schema: Person}\n---\n{{a}}").inputs is None
    assert one("---\nmodel: a\ninput: {schema: {(*): string}}\n---\n{{a}}").inputs is None


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("---\nmodel: a\n---\n{{#if a}}", "template-syntax", Place(4, 1)),
        ("---\nmodel: 'a\n---\n{{role 'user'}}", "front-matter-syntax", Place(3, 1)),
        ("---\ninput:\n  schema\n    a: b\n---\n{{a}}", "front-matter-syntax", Place(4, 6)),
        ("---\nname: a\ninputs: [\n---\n{{a}}", "front-matter-syntax", Place(4, 1)),
        ("---\nmodel: a\n{{a}}: {{b}}", "front-matter-syntax", Place(1, 1)),
        ("---\nmodel: [\n", "front-matter-syntax", Place(1, 1)),
    ],
)
def test_problems(text: str, rule: str, place: Place) -> None:
    (problem,) = read("a.prompt", text.encode()).problems
    assert (problem.rule, problem.place) == (rule, place)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\nmodel: a\nprompt: |\n  {{a}}\n", id="YAML from end to end"),
        pytest.param("---\nAnswer: [\n---\n{{a}}", id="a line across"),
    ],
)
def test_files_of_other_programs(text: str) -> None:
    assert one(text).engine is Engine.MUSTACHE


def one(text: str) -> Prompt:
    found = read("a.prompt", text.encode())
    assert found.problems == ()
    return found.prompts[0]
