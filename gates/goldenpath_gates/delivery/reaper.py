"""The reaper: previews whose time is up, or whose change is closed, leave nothing behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.delivery import cluster, forge, order
from goldenpath_gates.delivery.cluster import Cluster
from goldenpath_gates.delivery.forge import Forge
from goldenpath_gates.delivery.pace import Pace, Progress
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.environments import engines
from goldenpath_gates.environments.engine import Engine, Standing, due
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

STAGE = "reaper"
NAMESPACES = "/api/v1/namespaces"
PREVIEW = "goldenpath.dev/preview"
TTL = "goldenpath.dev/ttl-hours"
HOUR_S = 3600.0


@dataclass(frozen=True)
class Preview:
    """`change` is None where somebody made it by hand. `over` is why its time is up, empty where it
    is not; `endless` is one that nobody gave a time."""

    namespace: str
    change: int | None
    over: str
    endless: bool = False


@dataclass
class Round:
    """`due` is why a namespace has to go, by its name; `labelled` are the changes of those that
    their label still holds; `stuck` are those of which something was not destroyed; `missing` is
    what nobody could find out."""

    due: dict[str, str] = field(default_factory=dict)
    labelled: dict[str, int] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def reaped(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises IncompleteError where the cluster cannot be read, or there is no forge to ask."""
    report.emptied(root, STAGE)
    settings = config.delivery
    argo = settings.gitops == "argocd"
    engine = engines.in_cloud(root, config, env)
    if not argo and engine is None:
        return judge(f"nothing to reap: previews come with Argo CD, gitops is {settings.gitops}")
    pace, progress = pace or Pace(settings.poll), Progress(STAGE)
    place = order.environment(settings, settings.previews) if argo else None
    with (
        cluster.opened(place, root, env) if place else nullcontext() as api,
        forge.opened(env) as there,
    ):
        made = {one.name: one for one in engine.standing()} if engine else {}
        found = _together(_previews(api, place) if place and api else (), made.values())
        done = _ended(there, found, progress, by_label=argo)
        if engine:
            _destroy(engine, made, done, progress)
        _take_labels_off(there, done)
        left = _left(api, place, done.due, pace, progress) if place and api and done.due else {}
    findings = [*done.findings, *(_still_there(name, why) for name, why in left.items())]
    left |= {name: done.due[name] for name in done.stuck}
    figures = (
        Figure("previews", len(found)),
        Figure("ended", len(done.due) - len(left)),
        Figure("left behind", len(left), None, "= 0", not left),
    )
    judged = judge(_summary(found, done, left), figures, findings)
    if done.missing and not findings:
        return Judgement("incomplete", f"{judged.summary}; {'; '.join(done.missing)}", figures)
    return judged


def _summary(found: list[Preview], done: Round, left: Mapping[str, str]) -> str:
    return (
        f"{len(found)} previews, {len(done.due)} had to end, {len(left)} of them are still there"
        if done.due
        else f"{len(found)} previews, none has to end"
    )


def _previews(api: Cluster, place: Environment) -> Iterator[Preview]:
    """Of this service, whatever other services have in the same cluster."""
    name = re.compile(rf"{re.escape(place.slug)}-pr-([1-9][0-9]{{0,8}})")
    document = api.get(NAMESPACES, labelSelector=f"{PREVIEW}=true")
    rows = document.get("items")
    for row in rows if isinstance(rows, list) else ():
        metadata = row.get("metadata") if isinstance(row, dict) else None
        if not isinstance(metadata, dict):
            raise IncompleteError(f"{place.name}: the list of namespaces has another form")
        if match := name.fullmatch(str(metadata.get("name"))):
            ttl = _ttl(metadata)
            over = _over(_age(metadata), ttl)
            yield Preview(match[0], int(match[1]), over, endless=ttl is None)
    if not isinstance(rows, list):
        raise IncompleteError(f"{place.name}: the list of namespaces has another form")


def _together(previews: Iterable[Preview], made: Iterable[Standing]) -> list[Preview]:
    """Also those of which only what Terraform made is there: by hand, half way up or down."""
    found, now = {preview.namespace: preview for preview in previews}, datetime.now(UTC)
    for one in made:
        known = found.get(one.name) or Preview(one.name, one.change, "")
        found[one.name] = replace(known, over=known.over or _over_in_cloud(one, now))
    return list(found.values())


def _over_in_cloud(one: Standing, now: datetime) -> str:
    if not due(one, now):
        return ""
    if one.state == "ending":
        return "somebody began to end it"
    hours = (one.expires_at - one.created_at).total_seconds() / HOUR_S
    return _over((now - one.created_at).total_seconds() / HOUR_S, round(hours))


def _over(age: float, ttl: int | None) -> str:
    """Both in hours."""
    if ttl is None or age <= ttl:
        return ""
    return f"it is {age:.0f} hours old, {ttl} are allowed"


def _age(metadata: Mapping[str, Any]) -> float:
    try:
        created = datetime.fromisoformat(str(metadata.get("creationTimestamp")))
        return (datetime.now(UTC) - created).total_seconds() / HOUR_S
    except (ValueError, TypeError):
        raise IncompleteError(f"{metadata.get('name')}: nobody knows how old it is") from None


def _ttl(metadata: Mapping[str, Any]) -> int | None:
    labels = metadata.get("labels")
    text = str(labels.get(TTL, "")) if isinstance(labels, dict) else ""
    return int(text) if re.fullmatch("[0-9]{1,5}", text) else None


def _ended(
    there: Forge, previews: Iterable[Preview], progress: Progress, *, by_label: bool
) -> Round:
    """Which have to end; `by_label` is whether the label of its change is what keeps one."""
    done = Round()
    for preview in previews:
        try:
            why = _closed(there, preview, by_label=by_label)
        except IncompleteError as error:
            done.missing.append(f"{preview.namespace}: {error}")
            continue
        if preview.over and not why and preview.change is not None and by_label:
            done.labelled[preview.namespace] = preview.change
        if why := why or preview.over:
            done.due[preview.namespace] = why
            progress.say(f"{preview.namespace}: ends, {why}")
        elif preview.endless:
            message = f"{preview.namespace} has no label {TTL} with hours, so it never ends"
            done.findings.append(Finding("preview-ttl", f"{message}: add it to the overlay"))
    return done


def _closed(there: Forge, preview: Preview, *, by_label: bool) -> str:
    """Why its change does not want it; empty where it does, or where it is of none."""
    if preview.change is None:
        return ""
    change = there.change(preview.change)
    if change is None or not change.open:
        return f"change {preview.change} is closed"
    if by_label and forge.LABEL not in change.labels:
        return f"change {preview.change} has no label {forge.LABEL}"
    return ""


def _destroy(engine: Engine, made: Mapping[str, Standing], done: Round, progress: Progress) -> None:
    """What Terraform made, the namespace among it, of each that has to end."""
    for name in done.due:
        if name not in made:
            continue
        try:
            remains = engine.down(name, progress)
        except IncompleteError as error:
            done.missing.append(f"{name}: {error}")
            continue
        except FailedError as error:  # the others have to end all the same
            remains = (str(error),)
        done.findings += [Finding("preview-left", f"{name}: {line}") for line in remains]
        done.stuck += [name] if remains else []


def _take_labels_off(there: Forge, done: Round) -> None:
    """Argo CD deletes what has none. Only now, since the forge may at once start a job that ends
    what has lost its label."""
    for name, number in done.labelled.items():
        try:
            there.remove_label(number)
        except IncompleteError as error:
            done.missing.append(f"{name}: {error}")


def _left(
    api: Cluster, place: Environment, due: Mapping[str, str], pace: Pace, progress: Progress
) -> dict[str, str]:
    """Those that the API server still knows when the time is up."""
    left = dict(due)
    for _ in pace.looks(place.timeout):
        left = {name: why for name, why in left.items() if api.find(f"{NAMESPACES}/{name}")}
        if not left:
            break
        progress.say(f"still there: {', '.join(left)}")
    return left


def _still_there(name: str, why: str) -> Finding:
    return Finding(
        "preview-left",
        f"{name} is still there, and has to go since {why}: look at its Application in Argo CD, "
        "and at what in the namespace does not end",
    )
