"""What pods read: their ConfigMaps, and the keys of these and of Secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_gates.manifests.objects import Object, Path, World, each, mapping
from goldenpath_gates.manifests.pods import Pod, pods
from goldenpath_gates.manifests.references import lost_name
from goldenpath_gates.policy.findings import Found

RULE = "manifest-config"
CONFIG_MAP, SECRET = "ConfigMap", "Secret"


def found(world: World) -> Iterator[Found]:
    """A Secret need not be here: its values are not for Git."""
    for pod in pods(world):
        for at, kind, source, keys in _sources(pod):
            name, namespace = source.get("name"), pod.maker.namespace
            if source.get("optional") is True:
                continue
            if kind == CONFIG_MAP:
                yield from lost_name(world, RULE, pod.maker, at, kind, name, namespace)
            if one := world.one(namespace, str(name), kind):
                held = _keys(one)
                for key in keys:
                    if held is not None and isinstance(key, str) and key not in held:
                        yield pod.maker.found(
                            RULE, at, f"reads the key {key} of {one.label}: it has none"
                        )


def _sources(pod: Pod) -> Iterator[tuple[Path, str, Mapping[str, Any], list[Any]]]:
    """Where it reads, of which kind, by which reference, and which keys."""
    for at, container in pod.containers():
        for index, one in each(container.get("envFrom")):
            for kind, source in _named(one, "configMapRef", "secretRef"):
                yield (*at, "envFrom", index), kind, source, []
        for index, one in each(container.get("env")):
            for kind, source in _named(one.get("valueFrom"), "configMapKeyRef", "secretKeyRef"):
                yield (*at, "env", index), kind, source, [source.get("key")]
    for index, volume in each(pod.spec.get("volumes")):
        parts = (
            volume,
            *(part for _, part in each(mapping(volume.get("projected")).get("sources"))),
        )
        for kind, source in (
            found for part in parts for found in _named(part, "configMap", "secret")
        ):
            keys = [item.get("key") for _, item in each(source.get("items"))]
            named = {"name": source.get("secretName"), **source}
            yield (*pod.at, "spec", "volumes", index), kind, named, keys


def _named(holder: Any, *fields: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for field, kind in zip(fields, (CONFIG_MAP, SECRET), strict=True):
        if isinstance(source := mapping(holder).get(field), Mapping):
            yield kind, source


def _keys(one: Object) -> set[str] | None:
    """None where they cannot be known, such as of a Secret that somebody fills."""
    parts = [one.contents.get(part) for part in ("data", "binaryData", "stringData")]
    if not any(isinstance(part, Mapping) for part in parts):
        return None
    return {str(key) for part in parts for key in mapping(part)}
