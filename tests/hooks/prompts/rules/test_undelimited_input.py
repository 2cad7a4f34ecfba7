from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.open_inputs import is_spoken

from tests.hooks.prompts.rules.asking import ask, prompty


@pytest.mark.parametrize(
    "text",
    [
        "Answer this: {{question}} Answer in English.",
        "Question: {{question}}",
        "Question: {{ question | trim }}",
        "<rules>be brief</rules> {{question}}",
        "<rules> {{question}}",
        "Answer '{{question}} in English.",
        "```\ncode\n```\nand {{question}}",
        "Rules\n---\nAnswer this: {{question}}",
    ],
)
def test_bare(text: str) -> None:
    (said,) = ask("undelimited-input", prompty(body=f"system:\nAnswer.\nuser:\n{text}\n"))
    assert "the input question stands among other text without delimiters" in said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<q>{{question}}</q>", id="tags"),
        pytest.param('<q lang="en">\n{{question}}\n</q>\nAnswer.', id="tags with attributes"),
        pytest.param('Answer "{{question}}".', id="quotes"),
        pytest.param("Answer `{{question}}`.", id="backticks"),
        pytest.param("Answer:\n```\n{{question}}\n```", id="fence"),
        pytest.param('Answer:\n"""\n{{question}}\n"""', id="three quotes"),
        pytest.param("Answer:\n### Question ###\n{{question}}", id="ruler with a title"),
        pytest.param("Answer:\n<<<\n{{question}}\n>>>", id="angle brackets"),
        pytest.param("Answer:\n[QUESTION]\n{{question}}\n[/QUESTION]", id="brackets"),
        pytest.param("{{question}}", id="the whole message"),
        pytest.param("{% if question %}{{question}}{% endif %}", id="the whole message, asked"),
        pytest.param("Answer in {{language}}.", id="not declared, and no text"),
        pytest.param("Answer.", id="no input"),
        pytest.param("{% for q in question %}- {{ q }}\n{% endfor %}", id="an item"),
    ],
)
def test_noop(text: str) -> None:
    assert ask("undelimited-input", prompty(body=f"system:\nAnswer.\nuser:\n{text}\n")) == []


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("question", True),
        ("userQuery", True),
        ("mail_text", True),
        ("HTML", True),
        ("userName", False),
        ("request_type", False),
        ("language", False),
        ("status_code", False),
        ("systemPrompt", False),
        ("before_system_prompt", False),
        ("format_instructions", False),
        ("user_prompt", True),
        ("source_code", True),
        ("_", False),
    ],
)
def test_names_of_texts(name: str, spoken: bool) -> None:
    assert is_spoken(name) is spoken


def test_many_inputs_take_no_time() -> None:
    body = "user:\n" + "<q>{{question}}</q> and <r>" * 5000
    assert ask("undelimited-input", prompty(body=body)) == []
