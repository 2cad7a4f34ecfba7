from __future__ import annotations

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.changes import changes
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scorers.registry import Metric

METRICS = {
    "success": Metric("success", 0, 1, "higher"),
    "attack_success": Metric("attack_success", 0, 1, "lower"),
    "latency_ms": Metric("latency_ms", 0, None, "lower"),
}


def case(id_: str, text: str = "same", **scores: float) -> Record:
    return Record(id_, "golden.jsonl", "?", texts=(text,), scores=scores)


@pytest.mark.parametrize(
    ("now", "before", "loss"),
    [
        (case("a", success=0), case("a", success=1), 1),
        (case("a", success=1), case("a", success=0), -1),
        (case("a", attack_success=1), case("a", attack_success=0), 1),
        (case("a", "other", success=1), case("a", success=1), 0),
        (case("a"), case("a", success=1), 1),
        (case("a", success=1), case("a"), -1),
    ],
)
def test_changed(now: Record, before: Record, loss: float) -> None:
    ((change,), count) = changes([now], [before], METRICS)
    assert (change.loss, count) == (loss, 1)
    assert (change.before, change.after) == (before.text, now.text)
    assert (change.scores_before, change.scores_after) == (before.scores, now.scores)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(case("a", success=1), case("a", success=1), id="nothing"),
        pytest.param(case("a", latency_ms=9), case("a", latency_ms=5), id="latency never repeats"),
        pytest.param(case("a", success=0.1 + 0.2), case("a", success=0.3), id="the last bit"),
        pytest.param(case("a", old=1), case("a", old=0), id="a metric that is no more"),
    ],
)
def test_unchanged(now: Record, before: Record) -> None:
    assert changes([now], [before], METRICS) == ((), 0)


def test_worst_first_and_all_counted() -> None:
    losses = [-0.5, 0.2, 1, 0, 0.5, 1]
    now = [case(str(row), success=0.5 - loss) for row, loss in enumerate(losses)]
    before = [case(str(row), success=0.5) for row in range(len(losses))]
    worst, count = changes(iter(now), iter(before), METRICS, most=4)
    assert [change.id for change in worst] == ["2", "5", "4", "1"]
    assert count == 5


@pytest.mark.parametrize("before", [[], [case("b")], [case("a"), case("b")]])
def test_other_cases(before: list[Record]) -> None:
    with pytest.raises(IncompleteError, match="only the same cases in the same order"):
        changes([case("a")], before, METRICS)
