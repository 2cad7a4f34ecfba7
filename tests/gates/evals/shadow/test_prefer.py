from __future__ import annotations

from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.shadow.prefer import preferred


def record(text: str | None, name: str = "a") -> Record:
    return Record(name, "shadow", "Which?", texts=(text,), scores={"length": 1.0})


def shorter(question: str, first: str, second: str) -> str:
    assert question == "Which?"
    if len(first) == len(second):
        return "tie"
    return "first" if len(first) < len(second) else "second"


def test_points() -> None:
    given = [("a", "bb"), ("aa", "b"), ("a", "b"), ("a", None)]
    both = [(record(one), record(other)) for one, other in given]
    points = [
        tuple(side.scores.get("preference") for side in sides)
        for sides in preferred(both, shorter, at_once=2)
    ]
    assert points == [(1, 0), (0, 1), (0.5, 0.5), (None, None)]


def test_order_and_other_scores_stay() -> None:
    both = [(record("a", f"{n}"), record("bb", f"{n}")) for n in range(50)]
    found = list(preferred(both, shorter, at_once=3))
    assert [before.id for before, _ in found] == [f"{n}" for n in range(50)]
    assert all(after.scores["length"] == 1 for _, after in found)
