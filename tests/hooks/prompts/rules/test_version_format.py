from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules.version_format import fix

PROMPT = "---\nname: a\nmetadata:\n  version: {}\n---\nuser:\nhello\n"


def fixed(text: str) -> str:
    (prompt,) = read("a.prompty", text.encode()).prompts
    return fix(prompt, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("v1", "1.0.0"),
        ("v1.2", "1.2.0"),
        ("v1.2.3", "1.2.3"),
        ('"1.2"', "1.2.0"),
        ("'v2'", "2.0.0"),
        pytest.param("v1 # of many", "1.0.0 # of many", id="a comment is kept"),
    ],
)
def test_fix(before: str, after: str) -> None:
    assert fixed(PROMPT.format(before)) == PROMPT.format(after)
    assert fixed(PROMPT.format(after)) == PROMPT.format(after)


@pytest.mark.parametrize(
    "text",
    [
        PROMPT.format("1.2.3"),
        PROMPT.format("next"),
        pytest.param(PROMPT.format("1.02.0"), id="nobody knows which number was meant"),
        pytest.param(PROMPT.format("1.2.3.4"), id="a part too many"),
        pytest.param(PROMPT.format("|\n    v1"), id="the value is not on the line of its key"),
        pytest.param("---\nmetadata: {version: v1}\n---\nuser:\na\n", id="more on the line"),
        pytest.param("---\nname: a\n---\nversion: v1\n", id="in the text"),
    ],
)
def test_fix_leaves_alone(text: str) -> None:
    assert fixed(text) == text
