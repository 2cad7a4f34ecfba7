from __future__ import annotations

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored


@pytest.mark.parametrize(
    ("expected", "text", "value"),
    [
        (("canary",), "A CANARY release", 1),
        (("small share", "metrics"), "a small\n share of it", 0.5),
        (("cat",), "category", 1),
        (("a", "a", "b"), "a", 2 / 3),
        (("caf\u00e9",), "CAFE\u0301", 1),
        (("metrics",), "", 0),
    ],
)
def test_share_of_the_texts(expected: tuple[str, ...], text: str, value: float) -> None:
    found = scored("contains", a_case(contains=expected), an_answer(text))
    assert found == {"contains": pytest.approx(value)}


def test_noop_without_expected_texts() -> None:
    assert scored("contains", a_case(text="canary"), an_answer()) == {}
