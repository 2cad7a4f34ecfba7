"""The whole push of a service, from checkout to the end: run once on each forge, for all tests.

What differs late in the train only is not run from its start again: a test asks for `resumed` and
runs the jobs that it is about, as a forge does when somebody presses "re-run this job". They find
the results, the outputs and the artifacts of all others, and outside what these had left there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forges.outside import Outside, outside
from tests.forges.service import CALLER, LIBRARY, brief, job_env, quick
from tests.forges.support import GithubRun, GitlabRun, github_run, gitlab_run
from tests.support import Workshop, commit, fresh_copy

DELIVERY = ("publish", "staging", "load", "canary", "rollout")
"""Stages of the default branch alone."""
PREVIEW = ("preview",)
"""Of a change that asks for one."""
NIGHT = ("nightly-shard", "nightly", "reaper")
# Twice, since gitlab-ci-local empties ${IFS} like any unknown variable in a value.
HOSTILE_BRANCH = "a;>pwned;touch${IFS}pwned"
HOSTILE = 'x"; touch pwned; echo "$(touch pwned)`touch pwned`'


def on_github(
    service: Path,
    world: Outside,
    out: Path,
    *,
    event: str = "push",
    approved: bool = True,
    **options: Any,
) -> GithubRun:
    return github_run(
        service,
        CALLER,
        event,
        out=out,
        env=job_env(),
        variables=LIBRARY,
        secrets=world.secrets,
        identity=world.identity,
        api=world.clusters.forge_api,
        protect=["canary"],
        approve=["canary"] if approved else [],
        **options,
    )


def on_gitlab(
    service: Path,
    world: Outside,
    out: Path,
    *,
    event: str = "push",
    approved: bool = True,
    change: Mapping[str, str] | None = None,
    **options: Any,
) -> GitlabRun:
    given = world.secrets | {
        "GOLDENPATH_ID_TOKEN": world.token(),
        "GOLDENPATH_APPROVAL_TOKEN": "of-the-project",
        "CI_API_V4_URL": world.clusters.forge_api,
    }
    return gitlab_run(
        service,
        event=event,
        out=out,
        env=job_env(),
        variables={**LIBRARY, **gitlab_texts(), **given, **(change or {})},
        manual=["canary"] if approved else [],
        **options,
    )


def gitlab_texts() -> dict[str, str]:
    """What a stranger writes and GitLab hands to every job, where gitlab-ci-local does not."""
    names = ("CI_COMMIT_TITLE", "CI_COMMIT_MESSAGE", "CI_MERGE_REQUEST_TITLE")
    branch = {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": HOSTILE_BRANCH}
    return dict.fromkeys(names, HOSTILE) | branch | {"CI_DEFAULT_BRANCH": "main"}


Run = GithubRun | GitlabRun
RUNNERS: dict[str, Callable[..., Run]] = {"github": on_github, "gitlab": on_gitlab}
# How many tests there are is no matter of a forge: the README's first run has them all. Nor is how
# many cases, so one of them runs all.
SERVICES: dict[str, Callable[[Workshop], Path]] = {
    "github": lambda workshop: quick(workshop, "defaults"),
    "gitlab": lambda workshop: brief(workshop, "gitlab-vendored"),
}


@dataclass(frozen=True)
class Push:
    """A push to the default branch of `service`, and what lay outside when it ended."""

    service: Path
    world: Outside
    run: Run


def pushed(workshop: Workshop, forge: str) -> Push:
    """Look, do not touch: others look at it too. What lies outside is a copy of one's own."""

    def push(folder: Path) -> Push:
        service = fresh_copy(SERVICES[forge](workshop), folder)
        commit(service, HOSTILE)
        with outside(service, forge) as world:
            return Push(service, world, RUNNERS[forge](service, world, folder / "run"))

    return workshop.share(f"pushed/{forge}", push)


@dataclass(frozen=True)
class Resumed:
    """The push of a forge to go on from: a copy of the service, and outside as it was left."""

    forge: str
    push: Push
    service: Path
    world: Outside
    out: Path

    def run(self, *jobs: str, **options: Any) -> Run:
        """These jobs again; all others ended as they did in the push."""
        earlier = self.push.run
        resume = earlier.out if isinstance(earlier, GithubRun) else earlier
        options |= {"only": jobs, "resume": resume}
        return RUNNERS[self.forge](self.service, self.world, self.out, **options)


@contextmanager
def resumed(workshop: Workshop, forge: str, folder: Path) -> Iterator[Resumed]:
    """One at a time of each forge, because what is outside has the addresses of the push."""
    push = pushed(workshop, forge)
    with workshop.alone(f"resumed/{forge}"), push.world.serving():
        yield Resumed(forge, push, fresh_copy(push.service, folder), push.world, folder / "out")
