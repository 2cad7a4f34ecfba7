from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.roles import own_end

from tests.hooks.prompts.rules.asking import ask

HEAD = "---\nsample: {{topic: a, history: []}}\n---\nsystem:\nAnswer.\n{}\nuser:\nGo on.\n"
THREAD = "{% for m in history %}\n{{m.role}}:\n{{m.content}}\n{% endfor %}"


def found(text: str) -> list[str]:
    return [said.partition(" the input ")[2].split()[0] for said in ask("user-in-system", text)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{topic}}", ["topic"]),
        ("{% if topic %}{{topic}}{% endif %}", ["topic"]),
        ("{% for m in history %}\n{{m.content}}\n{% endfor %}", ["history"]),
        ("{% for m in history %}\n{{m.role}}: {{m.content}}\n{% endfor %}", ["history"]),
        ("{{topic}}\n" + THREAD, ["topic"]),
    ],
)
def test_what_stands_in_the_message(body: str, expected: list[str]) -> None:
    assert found(HEAD.format(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{% if 'x' in topic %}Be brief.{% endif %}", id="a condition"),
        pytest.param("{{ 'a' if topic else 'b' }}", id="a conditional expression"),
        pytest.param(THREAD, id="turns that bring their roles"),
        pytest.param(THREAD.replace("m.role", 'm["role"]'), id="a role by its key"),
        pytest.param(THREAD.replace("%}\n{{m.r", "%}\n\n  # {{ m.r"), id="indented"),
        pytest.param("{% for m in history %}\nuser:\n{{m}}\n{% endfor %}", id="written roles"),
        pytest.param(THREAD + "\n{{topic}}", id="behind the turns"),
    ],
)
def test_what_does_not(body: str) -> None:
    assert found(HEAD.format(body)) == []


def test_elsewhere_a_role_in_the_text_makes_no_message() -> None:
    head = '---\nmodel: a\ninput: {schema: {a: string}}\n---\n{{role "system"}}Answer.\n'
    text = head + "{{b.role}}:\n{{a}}"
    assert len(ask("user-in-system", text, "prompts/a.prompt")) == 1


@pytest.mark.parametrize(
    "unit", ["{% for ", "{% for %}", "{% for %}\n", "{% for %} \n\n", "{{a.", " "]
)
def test_long_texts_take_no_time(unit: str) -> None:
    assert own_end(unit * 100_000 + "a") == len(unit) * 100_000 + 1
