"""Staging: the digest is committed, has to answer, and is taken back where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.delivery import branches, cluster, order, route, views
from goldenpath_gates.delivery.branches import Branches, Deployed
from goldenpath_gates.delivery.order import Order
from goldenpath_gates.delivery.pace import Pace
from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.delivery.route import Reached, Route
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.errors import GoldenpathError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

STAGE = "staging"


def delivered(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises RefusedError or IncompleteError before anything is committed."""
    report.emptied(root, STAGE)
    task = order.taken(STAGE, root, config, env, pace)
    place = order.environment(task.settings, task.settings.staging)
    _require_readable(task, place)
    task.verify()
    with (
        branches.opened(task.remote, root, env) as repository,
        route.opened(place, task.settings.smoke, env) as way,
    ):
        deployed = repository.deploy(place.name, task.image, task.manifests)
        task.progress.say(described(deployed))
        release = release_of(task.image.digest)
        reached = _awaited(task, way, release)
        broken = list(way.test(release)) if reached.reached else [_late(place, reached)]
        figures = list(_figures(place, reached, broken, len(task.settings.smoke)))
        if not broken:
            return judge(f"{release} answers at {place.url}, {described(deployed)}", figures)
        figures_back, findings = _take_back(task, repository, way, deployed)
    summary = f"{release} does not answer as it should at {place.url}"
    return judge(summary, [*figures, *figures_back], [*broken, *findings])


def described(deployed: Deployed) -> str:
    said = "committed" if deployed.changed else "deployed already, nothing to commit"
    return f"{deployed.branch} {deployed.commit[:12]}: {said}"


def _require_readable(task: Order, place: Environment) -> None:
    """Where the settings name a cluster, it has to be there before it is told of anything."""
    if place.cluster:
        with cluster.opened(place, task.root, task.env) as api:
            views.deployment(api, place)


def _awaited(task: Order, way: Route, release: str) -> Reached:
    return way.await_release(release, task.settings.answers, task.pace, task.progress)


def _late(place: Environment, reached: Reached) -> Finding:
    return Finding(
        "staging-version",
        f"{place.name}: the new version did not answer within {place.timeout:g} s, said was last: "
        f"{reached.last}",
    )


def _figures(
    place: Environment, reached: Reached, broken: list[Finding], smoke: int
) -> Iterator[Figure]:
    threshold = f"<= {place.timeout:g}"
    seconds = round(reached.seconds, 1)
    yield Figure("until the version answers", seconds, "s", threshold, reached.reached)
    yield Figure("requests until then", reached.requests)
    if reached.reached:
        yield Figure("smoke tests failed", len(broken), f"of {smoke}", "= 0", not broken)


def _take_back(
    task: Order, repository: Branches, way: Route, deployed: Deployed
) -> tuple[list[Figure], list[Finding]]:
    """Puts the earlier version back and waits for it; what did not work is a finding as well."""
    try:
        commit = repository.revert(deployed)
    except GoldenpathError as error:
        return [], [Finding("staging-revert", str(error))]
    task.progress.say(f"{deployed.branch} {commit[:12]}: taken back")
    if deployed.earlier is None:
        return [], [Finding("staging-revert", f"{deployed.branch}: no version ran there before")]
    earlier = release_of(deployed.earlier)
    reached = _awaited(task, way, earlier)
    figure = Figure(
        "until the earlier version answers", round(reached.seconds, 1), "s", None, reached.reached
    )
    if reached.reached:
        return [figure], []
    message = f"the earlier version {earlier} does not answer either: "
    return [figure], [Finding("staging-revert", f"{message}{reached.last}")]
