from __future__ import annotations

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.read import read


def test_front_matter_and_roles() -> None:
    text = b"---\nname: a\nversion: 1.0.0\n---\nsystem:\n{% box %}{{ a | shout }}{% endbox %}"
    (prompt,) = read("a.jinja", text).prompts
    assert (prompt.format, prompt.name, prompt.version) == (Format.JINJA, "a", "1.0.0")
    assert [message.role for message in prompt.messages] == ["system"]


def test_what_is_no_front_matter_is_text() -> None:
    (prompt,) = read("a.j2", b"---\n{{ a }}: [\n---\n").prompts
    assert prompt.messages[0].template.uses[0].place == Place(2, 4)


def test_problem() -> None:
    (problem,) = read("a.jinja2", b"a\n{% if b %}").problems
    assert (problem.rule, problem.place) == ("template-syntax", Place(2, 1))
