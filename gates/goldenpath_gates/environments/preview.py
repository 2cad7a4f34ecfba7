"""The stage `preview`: a change lives by itself, with data of its own, and is asked.

In a cluster where there is one: its image is pushed by the commit that it is of, Argo CD starts it,
Terraform makes what is around it where the service has a cloud. Else on this machine, for the time
of the stage.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates import report
from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.delivery import forge, route
from goldenpath_gates.delivery.forge import Change, Forge
from goldenpath_gates.delivery.pace import Pace, Progress
from goldenpath_gates.delivery.route import Reached, Route
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.environments import change as changes
from goldenpath_gates.environments import engines, here, names, specs
from goldenpath_gates.environments.change import ChangeRequest
from goldenpath_gates.environments.engine import Plan
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.image import places
from goldenpath_gates.image.judgement import RECORD
from goldenpath_gates.image.settings import LAYOUT
from goldenpath_gates.registry import layout
from goldenpath_gates.registry.push import push
from goldenpath_gates.report import Figure, Finding, Judgement, judge

STAGE = "preview"
MARK = "<!-- goldenpath: preview -->"


@dataclass(frozen=True)
class Task:
    """One change, and where it is to live. `there` is the forge that knows it as `known`."""

    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)
    pace: Pace
    request: ChangeRequest
    known: Change
    there: Forge
    place: Environment
    progress: Progress = field(default_factory=lambda: Progress(STAGE))


def previewed(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises IncompleteError where something is missing, before anything is made."""
    report.emptied(root, STAGE)
    request = changes.of_pipeline(env)
    if request is None or config.delivery.gitops != "argocd":
        return here.lived(root, config, env, Progress(STAGE))
    place = _place(config, request)
    with forge.opened(env) as there:
        known = there.change(request.number)
        if known is None or not known.open:
            raise IncompleteError(f"change {request.number} is not open: nobody needs a preview")
        if known.head != request.head:
            raise IncompleteError(
                f"change {request.number} ends with {known.head[:12]} meanwhile, and this pipeline "
                f"judges {request.head[:12]}: the newer one makes the preview"
            )
        _require_an_end(there, config)
        pace = pace or Pace(config.delivery.poll)
        return _in_cluster(Task(root, config, env, pace, request, known, there, place))


def _require_an_end(there: Forge, config: Config) -> None:
    """Code and settings of the default branch end it, so they have to find what this change makes.
    Other tables there are none of our business, and may be of another version."""
    wanted = config.environments
    if wanted.cloud == "none":
        return
    try:
        table = tomllib.loads(there.published(FILENAME) or "").get("environments", {})
    except ValueError:
        table = {}
    if (table.get("cloud"), table.get("backend", {})) != (wanted.cloud, wanted.backend):
        raise IncompleteError(
            f"{FILENAME} of the default branch has another cloud or backend in [environments], so "
            "nothing there could end what this change makes: merge these two first, then ask for "
            "a preview"
        )


def _place(config: Config, request: ChangeRequest) -> Environment:
    settings = config.delivery
    if not settings.preview_url:
        raise UsageError(
            f"[delivery] preview_url is not set in {FILENAME}: nobody knows where a preview "
            'answers; write preview_url = "https://SERVICE-pr-{change}.preview.DOMAIN"'
        )
    name = names.of_change(names.service_of(config), request.number)
    url = settings.preview_url.replace("{change}", str(request.number))
    return Environment(name, url, name, timeout=config.environments.timeout)


def _in_cluster(task: Task) -> Judgement:
    """Nothing is taken down where it fails, since somebody will want to look; its time ends it."""
    _push(task)
    plan = _surrounded(task)
    if plan.findings:
        return _told(task, plan, judge("the plan is refused", plan.figures, plan.findings))
    with route.opened(task.place, task.config.delivery.smoke, task.env) as way:
        answers = task.config.delivery.answers
        reached = way.await_release(task.request.head, answers, task.pace, task.progress)
        findings = list(_broken(task, way, reached))
    figures = (*plan.figures, *_figures(task, reached, findings))
    answers_well = "does not answer as it should" if findings else "answers"
    summary = f"{task.request.head[:12]} {answers_well} at {task.place.url}"
    return _told(task, plan, judge(summary, figures, findings))


def _push(task: Task) -> None:
    """By the commit, which the ApplicationSet knows and a digest it does not. It is unsigned, so
    that nothing but a preview can run it; the tag moves with the target branch."""
    try:
        digest = str(json.loads((task.root / RECORD).read_bytes())["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        raise IncompleteError(f"{RECORD}: names no image: run the stage image before") from None
    built = layout.require(task.root / LAYOUT, digest)
    image = places.repository(task.config.image, task.env)
    task.progress.say(f"pushing {image}:{task.request.head}")
    push(built, image, task.env, task.request.head, moves=True)


def _surrounded(task: Task) -> Plan:
    """What is around the workload in a cloud: planned, judged, and made where nothing is wrong."""
    engine = engines.in_cloud(task.root, task.config, task.env)
    if engine is None:
        return Plan(())
    spec = specs.of_change(task.config, task.request, task.known, engine.standing(task.place.name))
    plan = engine.plan(spec, task.progress)
    if not plan.findings:
        engine.up(spec, task.progress)
    return plan


def _broken(task: Task, way: Route, reached: Reached) -> Iterator[Finding]:
    if reached.reached:
        yield from way.test(task.request.head)
    else:
        yield Finding(
            "preview-version",
            f"{task.place.name}: the change did not answer within {task.place.timeout:g} s, said "
            f"was last: {reached.last}; look at its Application in Argo CD, and whether the change "
            f"has the label {forge.LABEL}",
        )


def _figures(task: Task, reached: Reached, findings: list[Finding]) -> Iterator[Figure]:
    threshold = f"<= {task.place.timeout:g}"
    seconds = round(reached.seconds, 1)
    yield Figure("until the change answers", seconds, "s", threshold, reached.reached)
    yield Figure("requests until then", reached.requests)
    if reached.reached:
        smoke = f"of {len(task.config.delivery.smoke)}"
        yield Figure("smoke tests failed", len(findings), smoke, "= 0", not findings)


def _told(task: Task, plan: Plan, judged: Judgement) -> Judgement:
    """The people of the change read it there. Nothing that a stranger wrote is in the text."""
    figures = (f"{figure.name}: {figure.value:g} {figure.unit or ''}" for figure in plan.figures)
    lines = [
        f"**Preview** of `{task.request.head[:12]}`: {task.place.url}",
        "",
        f"{judged.verdict}: {judged.summary}",
        "",
        *(f"- {line}".rstrip() for line in figures),
        f"- ends with its label, with the change, or {task.config.environments.ttl_hours} hours "
        "after it was made",
    ]
    task.there.comment(task.request.number, MARK, "\n".join(lines))
    return judged
