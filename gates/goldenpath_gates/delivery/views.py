"""What controllers write down about a release: Rollout, AnalysisRun, Deployment, and who syncs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from goldenpath_gates.delivery.cluster import Cluster, UnreachableError
from goldenpath_gates.delivery.settings import Delivery, Environment
from goldenpath_gates.errors import IncompleteError

ROLLOUTS = "/apis/argoproj.io/v1alpha1/namespaces"
REVISION = "rollout.argoproj.io/revision"
HASH = "rollouts-pod-template-hash"
State = Literal["good", "bad", "open", "unknown"]
PHASES: Mapping[str, State] = {
    "Successful": "good",
    "Failed": "bad",
    "Error": "bad",
    "Inconclusive": "unknown",
}
"""Of an analysis and of a measurement; whatever else there is has not ended."""


@dataclass(frozen=True)
class Measurement:
    time: str
    phase: str
    value: str


@dataclass(frozen=True)
class Metric:
    """`success` and `failure` are conditions as the analysis has them."""

    name: str
    phase: str
    success: str
    failure: str
    message: str
    measurements: tuple[Measurement, ...]

    @property
    def state(self) -> State:
        return PHASES.get(self.phase, "open")

    @property
    def value(self) -> str:
        """Measured last; empty where nothing was."""
        return self.measurements[-1].value if self.measurements else ""


@dataclass(frozen=True)
class AnalysisRun:
    name: str
    kind: str
    phase: str
    message: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class Rollout:
    """`step` counts from 0, and is `steps` after the last one. `weight` is the canary's, in
    percent. `images` are those of the pods that it makes; `seen` is whether the controller has
    seen the newest of it and of its Deployment."""

    phase: str
    message: str
    abort: bool
    step: int
    steps: tuple[str, ...]
    weight: int | None
    hash: str
    stable: str
    revision: str
    pauses: tuple[str, ...]
    images: tuple[str, ...]
    seen: bool

    def carries(self, digest: str) -> bool:
        return self.seen and any(image.endswith(f"@{digest}") for image in self.images)


def rollout(cluster: Cluster, environment: Environment) -> Rollout | None:
    """None where there is none. Raises IncompleteError where it is in no form that is known."""
    path = f"{ROLLOUTS}/{environment.namespace}/rollouts/{environment.slug}"
    document = cluster.find(path)
    if document is None:
        return None
    with _understood(f"{cluster.place}: {path}"):
        spec, status = document["spec"], document.get("status") or {}
        template, newest = spec.get("template"), True
        if reference := spec.get("workloadRef"):
            workload = cluster.get(_deployment(environment, reference["name"]))
            template = workload["spec"]["template"]
            generation = str(workload["metadata"]["generation"])
            newest = str(status.get("workloadObservedGeneration")) == generation
        canary = spec["strategy"].get("canary") or {}
        weights = (status.get("canary") or {}).get("weights") or {}
        steps = tuple(_step(step) for step in canary.get("steps") or ())
        generation = str(document["metadata"]["generation"])
        return Rollout(
            phase=str(status.get("phase", "")),
            message=str(status.get("message", "")),
            abort=status.get("abort") is True,
            step=int(status.get("currentStepIndex") or 0),
            steps=steps,
            weight=(weights.get("canary") or {}).get("weight"),
            hash=str(status.get("currentPodHash", "")),
            stable=str(status.get("stableRS", "")),
            revision=str((document["metadata"].get("annotations") or {}).get(REVISION, "")),
            pauses=tuple(str(each["reason"]) for each in status.get("pauseConditions") or ()),
            images=tuple(str(each["image"]) for each in template["spec"]["containers"]),
            seen=newest and str(status.get("observedGeneration")) == generation,
        )


def deployment(cluster: Cluster, environment: Environment) -> dict[str, Any] | None:
    """The workload; None where there is none. Raises IncompleteError where it cannot be read."""
    return cluster.find(_deployment(environment, environment.slug))


def _deployment(environment: Environment, name: str) -> str:
    return f"/apis/apps/v1/namespaces/{environment.namespace}/deployments/{name}"


def _step(step: Mapping[str, Any]) -> str:
    """In a word or two: `setWeight 5`, `pause 10m`, `analysis`."""
    (name, said), *_ = step.items()
    if isinstance(said, dict):
        said = said.get("duration") or said.get("weight") or ""
    return f"{name} {said}".strip()


def analysis_runs(
    cluster: Cluster, environment: Environment, rollout: Rollout
) -> tuple[AnalysisRun, ...]:
    """Those of this revision, the background's and those of steps, by name."""
    path = f"{ROLLOUTS}/{environment.namespace}/analysisruns"
    document = cluster.get(path, labelSelector=f"{HASH}={rollout.hash}")
    with _understood(f"{cluster.place}: {path}"):
        rows = [row for row in document["items"] if _of_revision(row, rollout.revision)]
        return tuple(sorted(map(_analysis_run, rows), key=lambda run: run.name))


def _of_revision(row: Mapping[str, Any], revision: str) -> bool:
    """A version that comes back after an abort has the same hash, and old runs beside the new."""
    return bool((row["metadata"].get("annotations") or {}).get(REVISION, "") == revision)


def _analysis_run(document: Mapping[str, Any]) -> AnalysisRun:
    metadata, status = document["metadata"], document.get("status") or {}
    asked = {row["name"]: row for row in document["spec"]["metrics"]}
    found = {row["name"]: row for row in status.get("metricResults") or ()}
    return AnalysisRun(
        name=str(metadata["name"]),
        kind=str((metadata.get("labels") or {}).get("rollout-type", "")),
        phase=str(status.get("phase", "Pending")),
        message=str(status.get("message", "")),
        metrics=tuple(_metric(row, found.get(name, {})) for name, row in asked.items()),
    )


def _metric(asked: Mapping[str, Any], found: Mapping[str, Any]) -> Metric:
    return Metric(
        name=str(asked["name"]),
        phase=str(found.get("phase", "Pending")),
        success=str(asked.get("successCondition", "")),
        failure=str(asked.get("failureCondition", "")),
        message=str(found.get("message", "")),
        measurements=tuple(
            Measurement(
                str(row.get("finishedAt", "")), str(row.get("phase", "")), str(row.get("value", ""))
            )
            for row in found.get("measurements") or ()
        ),
    )


def said_by_controller(cluster: Cluster, settings: Delivery, environment: Environment) -> str:
    """What the controller that follows the branch says, to explain why nothing happens."""
    if not (reader := CONTROLLERS.get(settings.gitops)):
        return ""
    path, read = reader
    name = f"{environment.slug}-{environment.name}"
    try:
        document = cluster.find(path.format(name=name))
        with _understood(f"{cluster.place}: {name}"):
            return read(document["status"]) if document else f"{name} is not there"
    except UnreachableError:
        return ""
    except IncompleteError as error:
        return str(error)


def _argo(status: Mapping[str, Any]) -> str:
    """Of an Application of Argo CD."""
    sync, health = status.get("sync") or {}, status.get("health") or {}
    parts = [sync.get("status"), health.get("status"), (sync.get("revision") or "")[:12]]
    said = (status.get("operationState") or {}).get("message")
    return "Argo CD: " + ", ".join(str(part) for part in (*parts, said) if part)[:500]


def _flux(status: Mapping[str, Any]) -> str:
    """Of a Kustomization of Flux."""
    ready = next(row for row in status["conditions"] if row["type"] == "Ready")
    parts = [
        f"Ready {ready['status']}",
        status.get("lastAppliedRevision"),
        ready.get("message"),
    ]
    return "Flux: " + ", ".join(str(part) for part in parts if part)[:500]


CONTROLLERS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "argocd": ("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/{name}", _argo),
    "flux": (
        "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/{name}",
        _flux,
    ),
}


@contextmanager
def _understood(what: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise IncompleteError(
            f"{what}: not in the form that is known here ({error!r:.200}): compare the versions "
            "of the controllers"
        ) from None
