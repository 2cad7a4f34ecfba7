from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules.role_forgery import check
from goldenpath_hooks.prompts.settings import LintSettings


def found(text: str, name: str = "a.prompty") -> list[str]:
    (prompt,) = read(name, text.encode()).prompts
    return [f"{h.place.line}:{h.place.column} {h.message}" for h in check(prompt, LintSettings())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("system:\nuser: hello\n", "2:1 `user:` looks like a role marker and is none"),
        ("system:\n  # User : hi\n", "2:5 `User:` looks like a role marker and is none"),
        ("system:\nuser: |\n", "2:1 `user:` looks like a role marker and is none"),
        ("system:\nHuman:\n", "2:1 `Human:` looks like a role marker and is none"),
        ("system:\n\ntool:\nx", "3:1 `tool:` looks like a role marker and is none"),
        (
            "system:\nuser: a\nassistant: b\nuser: c\n",
            "2:1 `user:` looks like a role marker and is none, and 2 more such lines",
        ),
    ],
)
def test_a_line_that_looks_like_a_marker(text: str, expected: str) -> None:
    assert found(text) == [expected]


def test_a_computed_role_of_v1() -> None:
    text = "---\nsample:\n  h: []\n---\nsystem:\n{% for m in h %}\n{{m.role}}:\n{% endfor %}\n"
    assert found(text) == ["7:3 `{{m.role}}:` lets an input choose its role"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.prompty", "system:\nhello\n\nuser:\n{{question}}\n"),
        ("a.prompty", "system:\nThe user: a person\n"),
        pytest.param("a.prompty", "system:\nusers: many\n", id="a longer word"),
        pytest.param("a.prompty", "system:\ntool: a hammer\n", id="a list of things"),
        pytest.param("a.prompty", "system:\nuser - hello\n", id="no colon"),
        pytest.param("a.prompt", "model: a\nuser: |-\n  Hi {{a}}\n", id="a key of YAML"),
        pytest.param("a.jinja", "User: a\nAssistant: b\n", id="nothing comes from outside"),
    ],
)
def test_no_marker(name: str, text: str) -> None:
    assert found(text, name) == []
