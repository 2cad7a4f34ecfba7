from __future__ import annotations

import pytest
from goldenpath_gates.errors import IncompleteError

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        (r"\d{4}-\d\d-\d\d", "on 2026-01-02.", 1),
        (r"^yes$", "yes", 1),
        (r"^yes$", "oh yes", 0),
        (r"yes", "YES", 0),
        (r"(?i)yes", "YES", 1),
        (r"end", "x" * 10_000 + "end", 1),
        (r"^.a$", "\ud800a", 1),
    ],
)
def test_the_pattern_is_searched(pattern: str, text: str, value: float) -> None:
    found = scored("regex_match", a_case(regex=pattern), an_answer(text))
    assert found == {"regex_match": value}


@pytest.mark.parametrize("pattern", ["(", "a{99999999999999999999}", "(?P<1>a)"])
def test_what_is_no_pattern_is_incomplete(pattern: str) -> None:
    with pytest.raises(IncompleteError, match=r"^expected\.regex: this is no regular expression: "):
        scored("regex_match", a_case(regex=pattern), an_answer())


def test_noop_without_a_pattern() -> None:
    assert scored("regex_match", a_case(text=".*"), an_answer()) == {}
