from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty


def test_suggestion() -> None:
    said = "7:3 the model gpt-4.1-minni is not known, did you mean gpt-4.1-mini"
    head = "model:\n  id: gpt-4.1-minni\n"
    assert [text.partition(" ")[2] for text in ask("model-unknown", prompty(head))] == [
        said.partition(" ")[2]
    ]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("model: gpt-4.1\n", id="known"),
        pytest.param("model:\n  id: acme\n  provider: azure\n", id="a deployment"),
        pytest.param("model:\n  id: acme\n  provider: foundry\n", id="a provider of anybody's"),
        pytest.param("model: '{{ model }}'\n", id="filled in later"),
        pytest.param("model: <your-model>\n", id="a placeholder"),
        pytest.param("", id="none"),
    ],
)
def test_noop(head: str) -> None:
    assert ask("model-unknown", prompty(head)) == []


def test_own_models() -> None:
    text = prompty("model: acme-chat-7b\n")
    assert ask("model-unknown", text)
    assert not ask("model-unknown", text, models={"acme-chat-7b": {"window": 32768}})
