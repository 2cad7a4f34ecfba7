"""Production: the digest is committed, the controller decides, and the pipeline watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path

from goldenpath_gates import signoff
from goldenpath_gates.config import FILENAME
from goldenpath_gates.delivery import analysis, branches, cluster, forge, views
from goldenpath_gates.delivery.branches import Branches, Deployed
from goldenpath_gates.delivery.order import Order
from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.delivery.staging import described
from goldenpath_gates.delivery.watching import Watch, Watched
from goldenpath_gates.errors import GoldenpathError, IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, Verdict


def released(task: Order, place: Environment, folder: str) -> Judgement:
    """Commits, and watches to the end; `folder` of the reports gets the analysis.

    Raises IncompleteError where the cluster cannot be read, before anything is committed.
    """
    with (
        cluster.opened(place, task.root, task.env) as api,
        branches.opened(task.remote, task.root, task.env) as repository,
    ):
        views.rollout(api, place)
        deployed = repository.deploy(place.name, task.image, task.manifests)
        progress = task.progress
        progress.say(described(deployed))
        watch = Watch(api, task.settings, place, task.image.digest, task.pace, progress)
        watched = watch.run()
        findings: list[Finding] = []
        if watched.end == "aborted":
            findings += analysis.findings(place.name, watched)
            findings.append(_taken_back(task, repository, deployed, watched))
    return Judgement(
        _verdict(watched),
        _summary(task, place, watched),
        (*analysis.figures(place.name, watched), _seconds(place, watched)),
        tuple(findings),
        tuple(analysis.write(task.root, folder, place.name, str(task.image), watched)),
    )


Gate = Callable[[str, Path, str, Mapping[str, str]], Judgement]
"""Of the address of a Prometheus, a service, its namespace and the environment of the job."""


def gated(task: Order, place: Environment, gate: Gate, *, first: bool) -> Judgement:
    """What a gate over the data of an environment says.

    `first` is whether no other version ever ran there: then nothing is measured, and the settings
    have to say that this is wanted.
    """
    if first:
        if task.settings.bootstrap:
            message = f"{place.name}: the first release there, so nothing measured was asked for"
            return Judgement("passed", message, notes=(Finding("delivery-bootstrap", message),))
        raise IncompleteError(
            f"{place.name}: no version ever ran there, so nothing is measured: set [delivery] "
            f"bootstrap = true in {FILENAME} for the first release"
        )
    if not place.prometheus:
        raise IncompleteError(
            f"[delivery.environments.{place.name}] prometheus is not set in {FILENAME}: nobody "
            "knows whether its error budget is left"
        )
    return gate(place.prometheus, task.root, place.namespace, task.env)


def combined(summary: str, parts: Iterable[Judgement]) -> Judgement:
    """The gravest verdict, and all that was said on the way to it."""
    parts = tuple(parts)
    verdicts = {part.verdict for part in parts}
    verdict: Verdict = "passed"
    if "failed" in verdicts:
        verdict = "failed"
    elif verdicts != {"passed"}:
        verdict = "incomplete"
    said = [part.summary for part in parts if part.verdict != "passed"]
    return Judgement(
        verdict,
        "; ".join([summary, *said]) if summary else "; ".join(said),
        tuple(chain.from_iterable(part.figures for part in parts)),
        tuple(chain.from_iterable(part.findings for part in parts)),
        tuple(chain.from_iterable(part.artifacts for part in parts)),
        tuple(chain.from_iterable(part.notes for part in parts)),
    )


def _verdict(watched: Watched) -> Verdict:
    ends: dict[str, Verdict] = {"healthy": "passed", "aborted": "failed"}
    return ends.get(watched.end, "incomplete")


def _summary(task: Order, place: Environment, watched: Watched) -> str:
    release = release_of(task.image.digest)
    said = {
        "healthy": f"{release} runs in {place.name}",
        "aborted": f"{place.name} took {release} back: {watched.why}",
        "inconclusive": f"{place.name}: nobody knows whether {release} is good ({watched.why})",
        "late": f"{place.name}: {release} is not through: {watched.why}",
        "lost": f"{place.name}: nobody sees what becomes of {release}: {watched.why}",
    }[watched.end]
    if watched.end in ("healthy", "aborted"):
        return said
    return (
        f"{said}; the branch still names it: look at the Rollout, or take it back with "
        f"`./ci deliver revert {place.name}`"
    )


def _seconds(place: Environment, watched: Watched) -> Figure:
    passed = watched.end == "healthy" or None
    limit = f"<= {place.timeout:g}"
    return Figure(f"{place.name}: watched", round(watched.seconds, 1), "s", limit, passed)


def _taken_back(task: Order, repository: Branches, deployed: Deployed, watched: Watched) -> Finding:
    """Traffic is back at once, Git still names the version: a change request puts that right."""
    title = f"Take {release_of(task.image.digest)} back from {deployed.environment}"
    table = analysis.markdown(deployed.environment, str(task.image), watched)
    run = signoff.run_of(task.env) or "a run on no forge"
    body = f"The controller took this version back; Git still names it.\n\n{table}\nRun: {run}\n"
    try:
        branch = repository.propose_revert(deployed)
    except GoldenpathError as error:
        return Finding("delivery-revert", f"no change request: {error}")
    try:
        with forge.opened(task.env) as there:
            address = there.propose(branch, deployed.branch, title, body)
    except GoldenpathError as error:
        message = f"{error}; merge the branch {branch} into {deployed.branch} by hand"
        return Finding("delivery-revert", f"no change request could be opened: {message}")
    return Finding("delivery-revert", f"accept {address}: {deployed.branch} still names it")
