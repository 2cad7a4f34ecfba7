"""The pods that the objects of an overlay make, and what selects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.manifests.objects import Object, Path, World, each, mapping, names, walk

TEMPLATES = {
    "Deployment.apps": "spec.template",
    "StatefulSet.apps": "spec.template",
    "DaemonSet.apps": "spec.template",
    "ReplicaSet.apps": "spec.template",
    "ReplicationController": "spec.template",
    "Job.batch": "spec.template",
    "CronJob.batch": "spec.jobTemplate.spec.template",
    "Rollout.argoproj.io": "spec.template",
}
"""Where each kind has the pod that it makes. A Rollout with `workloadRef` makes that one's."""
EXPERIMENTS = "spec.strategy.canary.steps[].experiment.templates[]"
ADDED = (
    *("rollouts-pod-template-hash", "pod-template-hash", "controller-revision-hash"),
    *("statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"),
    *("job-name", "controller-uid", "batch.kubernetes.io/job-name"),
)
"""Labels that pods get from what makes them: nobody can say here which values."""
PLAIN = (
    *("", "apps", "batch", "autoscaling", "policy", "argoproj.io", "keda.sh", "metrics.k8s.io"),
    *("monitoring.coreos.com", "external-secrets.io", "cert-manager.io", "storage.k8s.io"),
    *("networking.k8s.io", "rbac.authorization.k8s.io", "gateway.networking.k8s.io"),
    *("gateway.envoyproxy.io", "networking.istio.io", "security.istio.io", "flagger.app"),
    *("admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io"),
)
"""API groups whose objects make no pods besides those of TEMPLATES and OPERATED."""
OPERATED = tuple(
    f"{kind}.monitoring.coreos.com"
    for kind in ("Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler")
)


@dataclass(frozen=True)
class Pod:
    """`at` is where its template lies in what makes it."""

    maker: Object
    at: Path
    labels: Mapping[str, Any]
    spec: Mapping[str, Any]

    def containers(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        for key in ("containers", "initContainers"):
            for index, container in each(self.spec.get(key)):
                yield (*self.at, "spec", key, index), container

    def port_names(self) -> set[str | int]:
        found = (names(container.get("ports"), "name") for _, container in self.containers())
        return set().union(*found)


def pods(world: World) -> Iterator[Pod]:
    for type_, path in TEMPLATES.items():
        for maker in world.of(type_):
            if isinstance(template := maker.get(path), Mapping):
                labels = mapping(mapping(template.get("metadata")).get("labels"))
                yield Pod(maker, tuple(path.split(".")), labels, mapping(template.get("spec")))
    for rollout in world.of("Rollout.argoproj.io"):
        for at, template in walk(rollout.contents, EXPERIMENTS):
            labels = mapping(mapping(mapping(template).get("metadata")).get("labels"))
            if labels:
                yield Pod(rollout, at, labels, mapping(rollout.get("spec.template.spec")))
    for pod in world.of("Pod"):
        labels = mapping(pod.get("metadata.labels"))
        yield Pod(pod, (), labels, mapping(pod.get("spec")))


def within(world: World, namespace: str) -> list[Pod]:
    return [pod for pod in pods(world) if pod.maker.namespace == namespace]


def selects(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """By `matchLabels` and `matchExpressions`; an empty selector selects everything."""
    wanted = mapping(selector.get("matchLabels"))
    return all(
        labels.get(key) == value for key, value in wanted.items() if key not in ADDED
    ) and all(
        _meets(expression, labels)
        for _, expression in each(selector.get("matchExpressions"))
        if expression.get("key") not in ADDED
    )


def _meets(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    key, values = str(expression.get("key")), expression.get("values")
    listed = values if isinstance(values, list) else []
    match expression.get("operator"):
        case "In":
            return labels.get(key) in listed
        case "NotIn":
            return labels.get(key) not in listed
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return True  # a schema says that it is none


def made_elsewhere(world: World, namespace: str, selector: Mapping[str, Any]) -> bool:
    """Whether what it selects may be pods that nothing here shows: there are none here, or an
    operator makes some of an object whose name the selector has, and no pod here."""
    here = within(world, namespace)
    named = {
        str(value)
        for key, value in mapping(selector.get("matchLabels")).items()
        if not any(pod.labels.get(key) == value for pod in here)
    }
    return not here or any(
        one.name in named
        for one in world.objects
        if (one.type in OPERATED or one.type.partition(".")[2] not in PLAIN)
        and one.namespace == namespace
    )
