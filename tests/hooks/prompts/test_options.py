from __future__ import annotations

from goldenpath_hooks.prompts import options


def test_one_name_for_each() -> None:
    given = {"max_tokens": 1, "max_completion_tokens": 2, "top_p": 3, "stop": [], "mine": 4}
    values, keys = options.read(given, "config")
    assert values == {"maxOutputTokens": 1, "topP": 3, "stopSequences": [], "mine": 4}
    assert keys["maxOutputTokens"] == ("config", "max_tokens")


def test_no_options() -> None:
    assert options.read(None) == options.read([1]) == ({}, {})
