"""What a stage asks: a stream of cases that can be read again, and what identifies it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.generate import generate
from goldenpath_gates.evals.dataset.read import Reading
from goldenpath_gates.evals.settings import Eval


@dataclass(frozen=True)
class Questions:
    """`datasets` maps a name to the `hash` and the number of its `cases`; `baseline` is a path.

    A `night` judges no change: who wrote its baseline, and what the model is sent, is looked at
    with the golden cases.
    """

    stream: Callable[[], Iterable[Case]]
    datasets: Mapping[str, Mapping[str, Any]]
    baseline: str
    night: bool = False

    def __iter__(self) -> Iterator[Case]:
        return iter(self.stream())

    def __len__(self) -> int:
        return sum(int(facts["cases"]) for facts in self.datasets.values())

    @property
    def hashes(self) -> dict[str, str]:
        return {name: str(facts["hash"]) for name, facts in self.datasets.items()}


def golden(root: Path, settings: Eval) -> Questions:
    """The datasets. Raises DatasetError for a line that is no case."""
    reading = Reading(settings.datasets, root)
    for _ in reading:  # nothing is asked before every line was found to be sound
        pass
    return Questions(lambda: Reading(settings.datasets, root), reading.facts, settings.baseline)


def nightly(root: Path, settings: Eval) -> Questions:
    """Variations of the datasets' cases, always the same ones."""
    # In no order of theirs: a small night, too, asks cases of every kind.
    cases = sorted(
        Reading(settings.datasets, root), key=lambda case: sha256(case.id.encode()).digest()
    )
    made = tuple(generate(cases, settings.nightly_cases, settings.seed))
    digest = sha256()
    for case in made:
        body = asdict(replace(case, line=0))  # where it stands says nothing of what it is
        digest.update(json.dumps(body, sort_keys=True, ensure_ascii=True).encode() + b"\n")
    facts = {"nightly": {"hash": digest.hexdigest(), "cases": len(made)}}
    return Questions(lambda: made, facts, settings.nightly_baseline, night=True)
