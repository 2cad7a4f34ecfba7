from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.combine import combined
from goldenpath_gates.evals.record import Record


def a_record(*values: float, id: str = "a", metric: str = "success", **more: Any) -> Record:
    """As if a case had been asked once per value."""
    return Record(
        id,
        "golden.jsonl",
        "?",
        texts=tuple(f"{value:g}" for value in values),
        scores={metric: sum(values) / len(values)},
        spread={metric: max(values) - min(values)},
        flaky=(metric,) if len(set(values)) > 1 else (),
        **more,
    )


def both(one: Record, other: Record) -> Record:
    (found,) = combined([one], [other])
    return found


def test_a_look_weighs_as_much_as_it_has_answers() -> None:
    found = both(a_record(1), a_record(0, 0))
    assert found.scores == {"success": pytest.approx(1 / 3)}
    assert found.texts == ("1", "0", "0")
    assert both(a_record(0.9, 0.7), a_record(0.2)).scores["success"] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("one", "other", "spread"),
    [((1,), (0, 0), 1), ((0.5,), (0.4, 0.6), 0.2), ((1, 0), (0.5,), 1), ((1,), (1,), 0)],
)
def test_the_spread_is_at_least_the_largest_that_was_seen(
    one: tuple[float, ...], other: tuple[float, ...], spread: float
) -> None:
    assert both(a_record(*one), a_record(*other)).spread["success"] == pytest.approx(spread)


@pytest.mark.parametrize(
    ("one", "other", "flaky"),
    [
        ((1,), (0, 0), ("success",)),
        ((1, 0), (1,), ("success",)),
        ((1,), (1, 0), ("success",)),
        ((1,), (1, 1), ()),
        ((0,), (0,), ()),
    ],
)
def test_looks_that_disagree_are_flaky(
    one: tuple[float, ...], other: tuple[float, ...], flaky: tuple[str, ...]
) -> None:
    assert both(a_record(*one), a_record(*other)).flaky == flaky


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_record(1, error="answered 502"), a_record(1)),
        (a_record(1), a_record(1, error="answered 502")),
    ],
    ids=["the first", "the second"],
)
def test_a_look_without_an_answer_spoils_the_case(one: Record, other: Record) -> None:
    found = both(one, other)
    assert (found.error, found.scores) == ("answered 502", {})


def test_other_metrics_are_no_mean() -> None:
    found = both(a_record(1), a_record(1, metric="rouge_l"))
    assert (found.error, found.scores) == ("scored otherwise when it was asked again", {})


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("ab", "ba", "a and b"),
        ("ab", "a", "b and nothing"),
        ("a", "ab", "nothing and b"),
        ("", "a", "nothing and a"),
    ],
)
def test_both_looks_ask_the_same(first: str, second: str, says: str) -> None:
    with pytest.raises(IncompleteError, match=f"{says} were asked in the same place"):
        list(combined(*([a_record(1, id=id_) for id_ in ids] for ids in (first, second))))


def test_noop_nothing_asked() -> None:
    assert list(combined([], [])) == []
