from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scores import MOST_METRICS, Scores


def records() -> list[Record]:
    return [
        Record("a", "golden.jsonl", "?", tags=("faq", "faq"), scores={"f1": 0.5}),
        Record(
            "b", "golden.jsonl", "?", tenant="acme", weight=2, scores={"f1": 1, "rouge_l": 0.25}
        ),
        Record("c", "red.jsonl", "?", tags=("faq",), tenant="acme", error="timed out"),
    ]


def test_columns() -> None:
    scores = Scores.of(records())
    assert scores.ids == ["a", "b", "c"]
    assert scores.weights.tolist() == [1, 2, 1]
    np.testing.assert_equal(
        dict(scores.columns), {"f1": [0.5, 1, nan], "rouge_l": [nan, 0.25, nan]}
    )
    assert np.isnan(scores.column("nosuch")).all()
    assert scores.errors == {"c": "timed out"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "abc"),
        ({"tag": "faq"}, "ac"),
        ({"tenant": "acme"}, "bc"),
        ({"dataset": "golden.jsonl"}, "ab"),
        ({"tag": "faq", "tenant": "acme"}, "c"),
        ({"tag": "nosuch"}, ""),
    ],
)
def test_select(named: dict[str, str], expected: str) -> None:
    scores = Scores.of(records())
    chosen = zip(scores.ids, scores.select(**named), strict=True)
    assert "".join(id_ for id_, row in chosen if row) == expected


def test_aligned() -> None:
    scores = Scores.of(records())
    other = scores.aligned(Scores.of([*reversed(records()), Record("d", "more.jsonl", "?")]))
    assert other.ids == scores.ids
    np.testing.assert_equal(dict(other.columns), dict(scores.columns))
    for ours, theirs in zip(
        (scores.tags, scores.tenants), (other.tags, other.tenants), strict=True
    ):
        assert {name: mask.tolist() for name, mask in ours.items()} == {
            name: mask.tolist() for name, mask in theirs.items()
        }


def test_aligned_with_one_that_lacks_a_case() -> None:
    with pytest.raises(IncompleteError, match="1 cases have no counterpart, 'c' first"):
        Scores.of(records()).aligned(Scores.of(records()[:2]))


@pytest.mark.parametrize("value", [nan, inf, -inf, "1", None, 10**400, [1]])
def test_what_is_no_score_is_an_error_of_its_case(value: Any) -> None:
    scores = Scores.of([Record("a", "golden.jsonl", "?", scores={"f1": value})])
    assert np.isnan(scores.columns["f1"]).all()
    assert scores.errors["a"].startswith("f1 is ")


def test_no_id_comes_twice() -> None:
    with pytest.raises(IncompleteError, match=r"golden\.jsonl: the case 'a' comes twice"):
        Scores.of([records()[0], records()[0]])


def test_no_file_fills_the_memory_with_metrics() -> None:
    scores = {f"m{i}": 1.0 for i in range(MOST_METRICS + 1)}
    with pytest.raises(IncompleteError, match="more than 500 metrics"):
        Scores.of([Record("a", "golden.jsonl", "?", scores=scores)])
