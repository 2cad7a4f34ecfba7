"""token-budget and token-window."""

from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty

BODY = "user:\n" + "four" * 100 + "\n"


@pytest.mark.parametrize(
    ("head", "budget", "expected"),
    [
        ("", None, ""),
        ("", 200, ""),
        ("", 50, "and the budget is 50"),
        ("metadata:\n  budgetTokens: 50\n", None, "and the budget is 50"),
        ("metadata:\n  budgetTokens: 200\n", 50, ""),
        ("metadata:\n  budgetTokens: few\n", None, "the budget 'few' is not a number of tokens"),
        ("metadata:\n  budgetTokens: 0\n", None, "the budget 0 is not a number of tokens"),
        ("metadata:\n  budgetTokens: true\n", None, "the budget True is not a number of tokens"),
    ],
)
def test_budget(head: str, budget: int | None, expected: str) -> None:
    found = ask("token-budget", prompty(head, BODY), budget_tokens=budget)
    assert [expected in said for said in found] == [True] * bool(expected)


@pytest.mark.parametrize(("window", "expected"), [(50, 1), (500, 0), (None, 0)])
def test_window_of_an_own_model(window: int | None, expected: int) -> None:
    models = {"acme": {"window": window}}
    assert len(ask("token-window", prompty("model: acme\n", BODY), models=models)) == expected


def test_samples_count() -> None:
    head = f"model: acme\nsample:\n  question: {'four' * 500}\n"
    assert ask("token-window", prompty(head, BODY), models={"acme": {"window": 300}})
