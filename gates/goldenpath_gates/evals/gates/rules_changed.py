"""Whether a change also changes what it is judged by; if so, a person decides.

Without this a change could bring a baseline of worse answers, drop a gate or widen an interval,
and pass by its own rules.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates import earlier
from goldenpath_gates.config import FILENAME
from goldenpath_gates.earlier import Commit
from goldenpath_gates.evals import settings
from goldenpath_gates.evals.ask.prompts import SNAPSHOT
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.settings import Eval, Gate
from goldenpath_gates.slo import source

GATE = Gate("rules_changed", max=0, tier="approve")


@dataclass(frozen=True)
class Start:
    """The commit that a change starts from, and the rules that were in force there."""

    commit: Commit
    table: Mapping[str, Any]

    @property
    def eval(self) -> Eval:
        return settings.parse(self.table)

    def read(self, path: str) -> bytes | None:
        return self.commit.read(path)


def start(root: Path, env: Mapping[str, str] = os.environ) -> Start | None:
    """None where there is no change, or where no evaluation was in force before.

    Raises IncompleteError where git cannot tell.
    """
    commit = earlier.start(root, env)
    if commit is None:
        return None
    found = Start(commit, _table(commit))
    return found if found.read(found.eval.baseline) is not None else None


def _table(commit: Commit) -> Mapping[str, Any]:
    try:
        table = tomllib.loads((commit.read(FILENAME) or b"").decode()).get("eval", {})
    except ValueError:
        return {}  # no rules that could be kept to: whatever is there now is another
    try:
        settings.parse(table)
    except (TypeError, AttributeError):  # written for another version of the library
        return {key: table[key] for key in ("baseline",) if isinstance(table.get(key), str)}
    return dict(table)


def ruling(root: Path, now: Eval, begun: Start | None) -> Ruling | None:
    """A demand for an approval where something that judges differs from the start."""
    changed = list(_changed(root, now, begun)) if begun else []
    if not changed:
        return None
    sentence = f"this change also changes what it is judged by: {', '.join(changed)}"
    return Ruling(GATE, "failed", "approve", sentence, value=len(changed))


def _changed(root: Path, now: Eval, begun: Start) -> Iterator[str]:
    table = tomllib.loads((root / FILENAME).read_text(encoding="utf-8")).get("eval", {})
    if _canonical(table) != _canonical(begun.table):
        yield f"[eval] in {FILENAME}"
    for path in dict.fromkeys((*_files(begun.eval), *_files(now))):
        file = root / path
        if begun.read(path) != (file.read_bytes() if file.is_file() else None):
            yield path


def _files(rules: Eval) -> Iterator[str]:
    """What else decides: baselines, what answers in the place of a model, how a judge grades."""
    yield from (rules.baseline, rules.nightly_baseline, str(SNAPSHOT))
    yield from filter(None, (rules.model.rules, rules.model.scenario))
    if rules.model.source == "cassette":
        yield rules.model.cassette
    if rules.judge:
        yield rules.judge.rubric
    if any(gate.slo for gate in rules.gates):
        yield source.FILENAME


def _canonical(table: Any) -> str:
    return json.dumps(table, sort_keys=True, default=str)
