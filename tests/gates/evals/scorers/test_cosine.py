from __future__ import annotations

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.scorers.registry import Context

from tests.gates.evals.scorers.support import SETTINGS, a_case, an_answer, scored


def of_vectors(*vectors: list[float]) -> float:
    context = Context(SETTINGS, lambda texts: vectors)  # type: ignore[arg-type,return-value]
    return scored("cosine", a_case(text="a"), an_answer("b"), context)["cosine"]


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ([1.0, 0.0], [2.0, 0.0], 1),
        ([1.0, 0.0], [0.0, 3.0], 0),
        ([1.0, 0.0], [-1.0, 0.0], -1),
        ([1.0, 1.0], [1.0, 0.0], 0.5**0.5),
        ([0.0, 0.0], [1.0, 0.0], 0),
    ],
)
def test_angle_of_two_vectors(first: list[float], second: list[float], value: float) -> None:
    assert of_vectors(first, second) == pytest.approx(value, abs=1e-12)


def test_rounding_never_leads_beyond_the_range() -> None:
    assert of_vectors([0.1] * 7, [0.3] * 7) <= 1


def test_a_vector_too_few_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match="1 vectors for 2 texts"):
        of_vectors([1.0])


def test_noop_without_an_expected_text() -> None:
    assert scored("cosine", a_case(contains=("a",)), an_answer()) == {}
