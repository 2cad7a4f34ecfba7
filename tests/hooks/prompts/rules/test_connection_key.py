from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty

HEAD = "model:\n  id: gpt-4.1\n  connection:\n    kind: key\n    {name}: {value}\n"
VALUE = "7f3k92hd" + "81mz04qx"


@pytest.mark.parametrize("name", ["apiKey", "api_key", "api-key", "clientSecret", "password"])
def test_found(name: str) -> None:
    (said,) = ask("connection-key", prompty(HEAD.format(name=name, value=VALUE)))
    assert f"{name} is written out as 7f3k***" in said
    assert VALUE not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("apiKey", "${env:OPENAI_API_KEY}", id="reference"),
        pytest.param("apiKey", "'{{ api_key }}'", id="filled in by the engine"),
        pytest.param("apiKey", "<your-api-key-here>", id="placeholder"),
        pytest.param("apiKey", "your-api-key-goes-here", id="placeholder in words"),
        pytest.param("apiKey", "OPENAI_API_KEY_2", id="name of a variable"),
        pytest.param("apiKey", "lm-studio-local", id="local server"),
        pytest.param("apiKey", "''", id="empty"),
        pytest.param("apiKey", "short", id="too short for a key"),
        pytest.param("keyName", VALUE, id="not a key"),
        pytest.param("endpoint", f"https://{VALUE}.example.com", id="an address"),
    ],
)
def test_noop(name: str, value: str) -> None:
    assert ask("connection-key", prompty(HEAD.format(name=name, value=value))) == []


def test_an_input_of_that_name_is_none() -> None:
    assert ask("connection-key", prompty(f"sample:\n  password: {VALUE}\n")) == []
