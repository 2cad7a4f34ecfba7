"""What the environment of a change is asked to be, from the settings and what the forge knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from goldenpath_gates.config import Config
from goldenpath_gates.delivery.forge import Change
from goldenpath_gates.environments import names
from goldenpath_gates.environments.change import ChangeRequest
from goldenpath_gates.environments.engine import Standing
from goldenpath_gates.environments.spec import Spec


def of_change(
    config: Config, request: ChangeRequest, known: Change, standing: Iterable[Standing]
) -> Spec:
    """One that stands keeps the time it was made: a push does not prolong its life. What is left of
    one that is half gone says no time, and gets a new one."""
    settings, service = config.environments, names.service_of(config)
    name = names.of_change(service, request.number)
    since = [one.created_at for one in standing if one.name == name and one.dated]
    return Spec(
        service=service,
        name=name,
        repository=known.url.partition("/-/")[0].partition("/pull/")[0],
        team=settings.team,
        created_at=(since or [datetime.now(UTC).replace(microsecond=0)])[0],
        ttl_hours=settings.ttl_hours,
        change=request.number,
        branch=request.branch,
        author=known.author,
        reviewers=known.reviewers,
        size=settings.size,
        budget_usd=settings.budget_usd,
    )


def of_stage(config: Config) -> Spec:
    """For the time of a stage on this machine, of what is checked out; always of the same name, so
    that what a killed run left is found by the next."""
    settings, service = config.environments, names.service_of(config)
    return Spec(
        service=service,
        name=names.of_branch(service, "stage preview"),
        repository="",
        team=settings.team,
        created_at=datetime.now(UTC).replace(microsecond=0),
        ttl_hours=1,
        size=settings.size,
    )
