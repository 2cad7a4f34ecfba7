from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, options


@pytest.mark.parametrize(
    ("model", "name", "value", "expected"),
    [
        ("gpt-4.1", "temperature", 2.1, "more than 2, the most that the API of openai takes"),
        ("gpt-4.1", "temperature", -0.1, "less than 0, the least that the API of openai takes"),
        ("claude-haiku-4-5", "temperature", 1.1, "more than 1, the most that the API of anthropic"),
        ("mistral-small", "temperature", 1.6, "more than 1.5, the most that the API of mistral"),
        ("acme", "temperature", 3, "more than 2, the most that any API takes"),
        ("gpt-4.1", "topP", 1.1, "more than 1"),
        ("gpt-4.1", "presencePenalty", -3, "less than -2"),
        ("gpt-4.1", "maxOutputTokens", 0, "less than 1"),
        ("gpt-4.1", "maxOutputTokens", 32769, "more than 32768, the most that gpt-4.1 puts out"),
        ("gpt-4.1", "maxOutputTokens", 10.5, "not a whole number"),
        ("gpt-4.1", "seed", "seven", "not a whole number"),
        ("gpt-4.1", "temperature", "low", "not a number"),
        ("gpt-4.1", "temperature", ".nan", "not a number"),
        ("gpt-4.1", "temperature", "[1]", "not a number"),
        ("gpt-4.1", "temperature", "true", "not a number"),
        ("gpt-4.1", "stopSequences", "[a, 1]", "not a list of texts"),
        ("gpt-4.1", "stopSequences", "[a, b, c, d, e]", "5 texts, and the API of openai takes 4"),
        ("gpt-4.1", "allowMultipleToolCalls", 1, "neither true nor false"),
    ],
)
def test_refused(model: str, name: str, value: object, expected: str) -> None:
    (said,) = ask("options-range", options(model, **{name: value}))
    assert expected in said


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        pytest.param("gpt-4.1", "temperature", 2, id="the greatest value is one"),
        pytest.param("gpt-4.1", "temperature", "", id="no value"),
        pytest.param("gpt-4.1", "temperature", "${env:T}", id="filled in later"),
        pytest.param("gpt-4.1", "temperature", "'{{ t }}'", id="filled in by the engine"),
        pytest.param("gpt-4.1", "maxOutputTokens", 32768, id="as many as there are"),
        pytest.param("acme", "maxOutputTokens", 900_000, id="nobody knows the model"),
        pytest.param("gpt-4.1", "maxOutputTokens", 100.0, id="a whole number with a point"),
        pytest.param("gpt-4.1", "stopSequences", "END", id="OpenAI takes a single text"),
        pytest.param("claude-haiku-4-5", "stopSequences", "[a, b, c, d, e]", id="no limit known"),
        pytest.param("openrouter/anthropic/claude-haiku-4-5", "temperature", 1.5, id="elsewhere"),
        pytest.param("gpt-4.1", "responseFormat", "{type: 7}", id="not ours to judge"),
        pytest.param("acme", "topK", -1, id="off, for some servers"),
    ],
)
def test_noop(model: str, name: str, value: object) -> None:
    assert ask("options-range", options(model, **{name: value})) == []
