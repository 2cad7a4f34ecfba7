"""Canary: a few tenants of the first region get the version first, and what is measured decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.delivery import branches, order, production
from goldenpath_gates.delivery.pace import Pace
from goldenpath_gates.report import Judgement
from goldenpath_gates.slo.gate import frozen

STAGE = "canary"


def released(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises RefusedError or IncompleteError before anything is committed."""
    report.emptied(root, STAGE)
    task = order.taken(STAGE, root, config, env, pace)
    place = order.environment(task.settings, task.settings.production[0])
    task.verify()
    with branches.opened(task.remote, root, env) as repository:
        first = not repository.known(place.name)
    # Not every limit: a release that mends a slow service has to get out before it is fast again.
    before = production.gated(task, place, frozen, first=first)
    if before.verdict != "passed":
        return production.combined(f"{place.name}: nothing was committed", [before])
    after = production.released(task, place, STAGE)
    return production.combined(after.summary if after.verdict == "passed" else "", [before, after])
