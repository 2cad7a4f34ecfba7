"""A person's label as a golden case."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from goldenpath_gates.evals.dataset.stats import normalised, text_of
from goldenpath_gates.evals.review.files import reason

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """What every label of one file has in common. `date` is YYYY-MM-DD."""

    source: str
    commit: str | None
    date: str


def key(case: Mapping[str, Any]) -> str:
    """The same for two cases that ask the same: words alone count, and the tenant."""
    return f"{case.get('tenant')}\n{normalised(text_of(case['input']))}"


def text(label: Mapping[str, Any]) -> str | None:
    """What people want to hear: their own text, or the answer that they found good."""
    good = label["verdict"] == "good"
    return label["expected_text"] or (label["answer"] if good else None)


def new(label: Mapping[str, Any], origin: Origin) -> Body:
    """The id follows from the question alone, so that it is the same whoever promotes it."""
    body: Body = {
        "id": f"people-{sha256(key(label).encode()).hexdigest()[:12]}",
        "input": label["input"],
        "expected": {},
        "tags": label.get("tags") or [],
        "tenant": label.get("tenant"),
    }
    kept = {name: value for name, value in body.items() if value not in ([], None)}
    return updated({**kept, "provenance": {"source": origin.source}}, label, origin)


def updated(case: Body, label: Mapping[str, Any], origin: Origin) -> Body:
    """The case with the text that people found acceptable, and who said so, when and why."""
    body = deepcopy(case)
    body["expected"]["text"] = text(label)
    body["label_by_people"] = True
    body["provenance"] = {**body.get("provenance", {}), "review": _review(label, origin)}
    return body


def same(one: Body, other: Body) -> bool:
    """Whether they differ by nothing but the day on which they were promoted."""
    return _undated(one) == _undated(other)


def _undated(case: Body) -> Body:
    body = deepcopy(case)
    body.get("provenance", {}).get("review", {}).pop("date", None)
    return body


def _review(label: Mapping[str, Any], origin: Origin) -> Body:
    facts = {
        "verdict": label["verdict"],
        "reviewer": label["reviewer"],
        "date": origin.date,
        "commit": origin.commit,
        "case": label["id"],
        "reason": reason(label),
        "note": label["note"],
    }
    return {name: value for name, value in facts.items() if value}
