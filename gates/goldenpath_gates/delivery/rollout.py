"""Rollout: the other regions one after another, and then whether everyone has the version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.delivery import branches, order, production, route
from goldenpath_gates.delivery.order import Order
from goldenpath_gates.delivery.pace import Pace
from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge
from goldenpath_gates.slo.gate import observe

STAGE = "rollout"


def released(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises RefusedError or IncompleteError before anything is committed."""
    report.emptied(root, STAGE)
    task = order.taken(STAGE, root, config, env, pace)
    places = [order.environment(task.settings, name) for name in task.settings.production]
    task.verify()
    parts = list(_regions(task, places[1:]))
    if all(part.verdict == "passed" for part in parts):
        parts += [_everyone(task, place) for place in places]
        parts += [_measured(task, place) for place in places]
    everywhere = ", ".join(place.name for place in places)
    release = release_of(task.image.digest)
    whole = production.combined("", parts)
    if whole.verdict == "passed":
        return production.combined(f"everyone has {release}: {everywhere}", parts)
    return whole


def _regions(task: Order, places: list[Environment]) -> Iterator[Judgement]:
    """Stops at the first that does not pass."""
    for place in places:
        part = production.released(task, place, f"{STAGE}/{place.name}")
        yield part
        if part.verdict != "passed":
            return


def _everyone(task: Order, place: Environment) -> Judgement:
    """Over the public route: every answer is of the version, and a good one."""
    with route.opened(place, task.settings.smoke, task.env) as way:
        release = release_of(task.image.digest)
        reached = way.await_release(release, task.settings.answers, task.pace, task.progress)
        findings = list(way.test(release)) if reached.reached else []
    seconds = round(reached.seconds, 1)
    figure = Figure(f"{place.name}: until everyone has it", seconds, "s", None, reached.reached)
    if not reached.reached:
        message = f"{place.name}: not every answer is of the version, the last is {reached.last}"
        findings.append(Finding("rollout-version", message))
    return judge(f"{place.name} answers at {place.url}", [figure], findings)


def _measured(task: Order, place: Environment) -> Judgement:
    """What did not answer is incomplete; what others said is still told."""
    with branches.opened(task.remote, task.root, task.env) as repository:
        first = repository.current(place.name).before is None
    try:
        return production.gated(task, place, observe, first=first)
    except IncompleteError as error:
        return Judgement("incomplete", str(error))
