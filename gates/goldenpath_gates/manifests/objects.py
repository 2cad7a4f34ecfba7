"""Kubernetes objects to be asked: by type, by name, and what lies at a path within one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found

Path = tuple[str | int, ...]
CLUSTER_WIDE = frozenset(
    {
        *("Namespace", "PersistentVolume", "Node", "StorageClass.storage.k8s.io"),
        *("ClusterRole.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"),
        *("PriorityClass.scheduling.k8s.io", "IngressClass.networking.k8s.io"),
        "CustomResourceDefinition.apiextensions.k8s.io",
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
        "MutatingWebhookConfiguration.admissionregistration.k8s.io",
        "APIService.apiregistration.k8s.io",
        "GatewayClass.gateway.networking.k8s.io",
        *("ClusterAnalysisTemplate.argoproj.io", "ClusterSecretStore.external-secrets.io"),
        *("ClusterIssuer.cert-manager.io", "ClusterPolicy.kyverno.io"),
    }
)


def walk(value: Any, path: str) -> Iterator[tuple[Path, Any]]:
    """What lies at a path such as `spec.rules[].name`, `[]` for each of a list, and exactly where.
    A key that has dots of its own is not reached."""
    yield from _walk(value, tuple(path.replace("[]", ".[]").split(".")), ())


def _walk(value: Any, steps: tuple[str, ...], at: Path) -> Iterator[tuple[Path, Any]]:
    if not steps:
        if value is not None:
            yield at, value
    elif steps[0] == "[]":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _walk(item, steps[1:], (*at, index))
    elif isinstance(value, Mapping):
        yield from _walk(value.get(steps[0]), steps[1:], (*at, steps[0]))


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def each(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The mappings of a list, numbered; of anything else nothing."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def space(namespace: Any) -> str:
    """Empty for none and for `default`: where it is applied decides."""
    return "" if namespace in (None, "default") else str(namespace)


def names(value: Any, *keys: str) -> set[str | int]:
    """What the mappings of a list say under `keys`."""
    said = (one.get(key) for _, one in each(value) for key in keys)
    return {one for one in said if isinstance(one, str | int)}


@dataclass(frozen=True)
class Object:
    """`number` is that of its document among all that are judged."""

    number: int
    document: Document

    def __hash__(self) -> int:
        return self.number

    @property
    def contents(self) -> Mapping[str, Any]:
        return mapping(self.document.contents)

    @cached_property
    def type(self) -> str:
        """As kubectl names it: `Service`, `Rollout.argoproj.io`; versions do not matter."""
        group, slash, _ = str(self.contents.get("apiVersion")).partition("/")
        return f"{self.kind}.{group}" if slash else self.kind

    @property
    def kind(self) -> str:
        return str(self.contents.get("kind"))

    @cached_property
    def name(self) -> str:
        metadata = self.get("metadata")
        return str(mapping(metadata).get("name") or mapping(metadata).get("generateName"))

    @cached_property
    def namespace(self) -> str:
        """See `space`; empty for what is cluster-wide, too."""
        return "" if self.type in CLUSTER_WIDE else space(self.get("metadata.namespace"))

    @property
    def label(self) -> str:
        return f"{self.kind}/{self.name}"

    def get(self, path: str) -> Any:
        """The value at a path of keys; None where there is none."""
        return next((value for _, value in walk(self.contents, path)), None)

    def found(self, rule: str, at: Path, text: str) -> Found:
        return Found(rule, self.document.path, f"{self.label} {text}", at, self.number)


@dataclass(frozen=True)
class World:
    """What is deployed together. `group` is the overlay, or the folder of plain manifests."""

    group: str
    objects: tuple[Object, ...]

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Object]]:
        listed: dict[str, list[Object]] = {}
        for one in self.objects:
            listed.setdefault(one.type, []).append(one)
        return listed

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """Those that it fills; only of these can be said what is not there."""
        return frozenset(one.namespace for one in self.objects if one.type not in CLUSTER_WIDE)

    def of(self, *types: str) -> Iterator[Object]:
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def within(self, namespace: str, *types: str) -> list[Object]:
        return [one for one in self.of(*types) if one.namespace == namespace]

    def one(self, namespace: str, name: str, *types: str) -> Object | None:
        """Of a namespace; what is cluster-wide is found from each."""
        return next(
            (
                one
                for one in self.of(*types)
                if one.name == name and (one.namespace == namespace or one.type in CLUSTER_WIDE)
            ),
            None,
        )


def worlds(objects: Iterable[Object]) -> tuple[World, ...]:
    together: dict[str, list[Object]] = {}
    for one in objects:
        together.setdefault(one.document.group, []).append(one)
    return tuple(World(group, tuple(listed)) for group, listed in together.items())
