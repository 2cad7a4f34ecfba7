from __future__ import annotations

import pytest
from goldenpath_hooks.service.patterns import occurs, refusal

REFUSED = {
    "(": "no regular expression",
    "[z-a]": "no regular expression",
    "(" * 5_000 + ")" * 5_000: "no regular expression",
    "(a+)+": "repetition within a repetition",
    "(?:a*)*b": "repetition within a repetition",
    "(x+x+)+y": "repetition within a repetition",
    "((?:a?){2})*": "repetition within a repetition",
    "(?:a|ab)*": "repetition within a repetition",
    "(?:foo|bar)+": "repetition within a repetition",
    r"(\w+\s?)*$": "repetition within a repetition",
    "(?=a)b": "linear time",
    r"(a)\1": "linear time",
}
ACCEPTED = {
    "a|b": "alternatives outside a repetition",
    "(?:a|b)+": "single characters are a set",
    "(?:abc)+": "what repeats does not vary",
    "(a+)?b": "at most once",
    r"(?i)\bcanary\b.*\d{1,3} %": "one after the other",
    "[+-c]((foo)+)x": "a range whose ends have the numbers of operators",
    r"\A(?:no|never)": "the beginning of the text",
}


@pytest.mark.parametrize(("pattern", "expected"), REFUSED.items(), ids=range(len(REFUSED)))
def test_refused(pattern: str, expected: str) -> None:
    assert expected in refusal(pattern)


@pytest.mark.parametrize("pattern", ACCEPTED, ids=ACCEPTED.values())
def test_noop(pattern: str) -> None:
    assert refusal(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("canary", "a canary release", True),
        ("^canary", "a canary release", False),
        (r"(?i)\ACANARY\b", "canary release", True),
        ("a.b", "a\nb", False),
        ("b$", "b\n", False),
        (".*x.*x.*x.*x.*y", "x" * 100_000, False),
    ],
)
def test_occurs(pattern: str, text: str, expected: bool) -> None:
    assert refusal(pattern) == ""
    assert occurs(pattern, text) is expected
