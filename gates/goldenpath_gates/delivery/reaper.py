"""The reaper: previews whose time is up, or whose change is closed, leave nothing behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
from goldenpath_gates.environments.engine import Engine, Standing
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

STAGE = "reaper"
NAMESPACES = "/api/v1/namespaces"
PREVIEW = "goldenpath.dev/preview"
TTL = "goldenpath.dev/ttl-hours"
HOUR_S = 3600.0


@dataclass(frozen=True)
class Preview:
    """`age` and `ttl` are in hours; `ttl` is None where its label is missing or no number."""

    namespace: str
    number: int
    age: float
    ttl: int | None

    @property
    def expired(self) -> bool:
        return self.ttl is not None and self.age > self.ttl


@dataclass
class Round:
    """`due` is why a namespace has to go, by its name; `stuck` are those of which something was not
    destroyed; `missing` is what nobody could find out."""

    due: dict[str, str] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def reaped(
    root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Judgement:
    """Raises IncompleteError where the cluster cannot be read, or there is no forge to ask."""
    report.emptied(root, STAGE)
    settings = config.delivery
    if settings.gitops != "argocd":
        return judge(f"nothing to reap: previews come with Argo CD, gitops is {settings.gitops}")
    place = order.environment(settings, settings.previews)
    pace, progress = pace or Pace(settings.poll), Progress(STAGE)
    engine = engines.in_cloud(root, config, env)
    with cluster.opened(place, root, env) as api:
        made = {one.name: one for one in engine.standing()} if engine else {}
        found = _together(_previews(api, place), made.values())
        with forge.opened(env) as there:
            done = _ended(there, found, progress)
        if engine:
            _destroy(engine, made, done, progress)
        left = _left(api, place, done.due, pace, progress) if done.due else {}
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
            yield Preview(match[0], int(match[1]), _age(metadata), _ttl(metadata))
    if not isinstance(rows, list):
        raise IncompleteError(f"{place.name}: the list of namespaces has another form")


def _together(previews: Iterable[Preview], made: Iterable[Standing]) -> list[Preview]:
    """Also those of which only what Terraform made is there, half way up or half way down."""
    found = {preview.namespace: preview for preview in previews}
    for one in made:
        if one.name not in found and one.change is not None:
            age = (datetime.now(UTC) - one.created_at).total_seconds() / HOUR_S
            hours = (one.expires_at - one.created_at).total_seconds() / HOUR_S
            found[one.name] = Preview(one.name, one.change, age, round(hours))
    return list(found.values())


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


def _ended(there: Forge, previews: Iterable[Preview], progress: Progress) -> Round:
    """Takes the label off where the time is up; Argo CD deletes what has none."""
    done = Round()
    for preview in previews:
        try:
            why = _why(there, preview)
        except IncompleteError as error:
            done.missing.append(f"{preview.namespace}: {error}")
            continue
        if why:
            done.due[preview.namespace] = why
            progress.say(f"{preview.namespace}: ends, {why}")
        elif preview.ttl is None:
            message = f"{preview.namespace} has no label {TTL} with hours, so it never ends"
            done.findings.append(Finding("preview-ttl", f"{message}: add it to the overlay"))
    return done


def _why(there: Forge, preview: Preview) -> str:
    """Empty where it may stay."""
    change = there.change(preview.number)
    if change is None or not change.open:
        return f"change {preview.number} is closed"
    if preview.expired:
        there.remove_label(preview.number)
        return f"it is {preview.age:.0f} hours old, {preview.ttl} are allowed"
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
        done.findings += [Finding("preview-left", f"{name}: {line}") for line in remains]
        done.stuck += [name] if remains else []


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
