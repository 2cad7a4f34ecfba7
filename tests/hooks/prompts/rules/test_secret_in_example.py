from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import BODY, ask, prompty

# Built, so that no scanner takes this file for a leak.
KEYS = (
    "sk-" + "proj-" + "Zq8wLm3RtYv6BnHs1KdFgJc5XpUe0AoIiT4WyQlMxNrVbEhSuDzGkCfPj2",
    "AKIA" + "Q3EGRZV2WXNTKLB7",
    "gs" + "k_" + "aR4kX9mQ2vT7bN1cW8zLWGdyb3FYpJ3hF6dS0gYuEoIw5Ht1Kx7V",
    "AIza" + "SyD4kR9mQ2vT7bN1cW8zL5pJ3hF6dS0gYuE",
)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: str(key)[:4])
@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param("sample:\n  question: use {key}\n", BODY, id="sample"),
        pytest.param("description: use {key}\n", BODY, id="anywhere in the front matter"),
        pytest.param("", "system:\nUse {key}\nuser:\nGo on.\n", id="text"),
    ],
)
def test_found(key: str, head: str, body: str) -> None:
    found = ask(
        "secret-in-example", prompty(head.replace("{key}", key), body.replace("{key}", key))
    )
    assert len(found) == 1
    assert f"{key[:4]}***" in found[0]
    assert key[:8] not in found[0]


def test_place() -> None:
    (said,) = ask("secret-in-example", prompty(body=f"system:\nUse {KEYS[1]}\nuser:\nGo on.\n"))
    assert said.startswith("8:5 ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sk-...", id="cut short"),
        pytest.param("sk-" + "x" * 48, id="repetition"),
        pytest.param("<your-openai-api-key>", id="placeholder"),
        pytest.param("AKIA" + "IOSFODNN7EXAMPLE", id="of the documentation of AWS"),
        pytest.param("3f786850e387550fdab836ed7e6dc881de23001b", id="a hash"),
        pytest.param(
            "https://acme.example.com/a/long/path/of/more/than/20/letters", id="an address"
        ),
        pytest.param("customer_information_service_description_2", id="a name"),
    ],
)
def test_noop(text: str) -> None:
    assert ask("secret-in-example", prompty(f"sample:\n  question: {text}\n")) == []
