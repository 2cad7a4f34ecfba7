"""Closed JSON Schemas of the custom resources that a service deploys, made from their own CRDs.

The CRDs come out of Go modules, each of exactly the bytes that are pinned here. Nothing of them is
compiled and nothing is kept in the repository.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support import Workshop, require

Schema = dict[str, Any]


@dataclass(frozen=True)
class Module:
    """`sum` is the hash of the module's files as go.sum writes it; `files` lie below `folder`."""

    path: str
    version: str
    sum: str
    folder: str
    files: tuple[str, ...]


MODULES = (
    Module(
        "github.com/argoproj/argo-cd/v3",
        "v3.6.1",
        "h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g=",
        "manifests/crds",
        ("application-crd.yaml", "applicationset-crd.yaml", "appproject-crd.yaml"),
    ),
    Module(
        "github.com/argoproj/argo-rollouts",
        "v1.10.2",
        "h1:sEPWsY+HUvnXj3Vh0ejb+GDTceQ/palqhFo2FVQJMk0=",
        "manifests/crds",
        ("rollout-crd.yaml", "analysis-template-crd.yaml"),
    ),
    Module(
        "github.com/envoyproxy/gateway",
        "v1.9.1",
        "h1:vAVp6/AlBXJ1aOhp1mxL7fNEzVEfjADUguUhm2wzxQY=",
        "charts/gateway-helm/charts/crds/crds/generated",
        (
            "gateway.envoyproxy.io_backendtrafficpolicies.yaml",
            "gateway.envoyproxy.io_clienttrafficpolicies.yaml",
            "gateway.envoyproxy.io_envoyextensionpolicies.yaml",
            "gateway.envoyproxy.io_securitypolicies.yaml",
        ),
    ),
    Module(
        "github.com/fluxcd/flagger",
        "v1.36.1",
        "h1:X2PumtNwZz9YSGaOtZLFm2zAKLgHhFkbNv8beg7ifyc=",
        "artifacts/flagger",
        ("crd.yaml",),
    ),
    Module(
        "github.com/fluxcd/kustomize-controller",
        "v1.10.1",
        "h1:IjTnrkIy0ULJoTNC2ZKuMb32vkqj7dJ6zt6UqbTFxKA=",
        "config/crd/bases",
        ("kustomize.toolkit.fluxcd.io_kustomizations.yaml",),
    ),
    Module(
        "github.com/fluxcd/source-controller",
        "v1.10.1",
        "h1:vkYpgpLZu20LQ2UN4lPBdWH7sqTNdQ8FjcZD/HogN2E=",
        "config/crd/bases",
        ("source.toolkit.fluxcd.io_ocirepositories.yaml",),
    ),
    Module(
        "github.com/kedacore/keda/v2",
        "v2.21.0",
        "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=",
        "config/crd/bases",
        ("keda.sh_scaledobjects.yaml",),
    ),
    Module(
        "github.com/prometheus-operator/prometheus-operator",
        "v0.85.0",
        "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
        "example/prometheus-operator-crd",
        ("monitoring.coreos.com_podmonitors.yaml", "monitoring.coreos.com_prometheusrules.yaml"),
    ),
    Module(
        "sigs.k8s.io/gateway-api",
        "v1.7.0",
        "h1:duVnm7nO6oXfMMUWfcDoBph47CYR/ME3NGxccOVglaY=",
        "config/crd/standard",
        ("gateway.networking.k8s.io_gateways.yaml", "gateway.networking.k8s.io_httproutes.yaml"),
    ),
)


def schemas(workshop: Workshop) -> Mapping[tuple[str, str], Schema]:
    """By `apiVersion` and kind; made once for all workers. Needs Go and its module proxy."""
    require(shutil.which("go"), "go, which fetches the modules with the CRDs,")
    return _read(workshop.once("crds", _make) / "schemas.json")


@cache
def _read(path: Path) -> Mapping[tuple[str, str], Schema]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {(version, kind): schema for version, kind, schema in rows}


def _make(folder: Path) -> None:
    rows = [row for module, archive in _archives() for row in _schemas(module, archive)]
    (folder / "schemas.json").write_text(json.dumps(rows), encoding="utf-8")


def _archives() -> Iterator[tuple[Module, Path]]:
    """Raises AssertionError for other bytes than the pinned ones.

    Go does not unpack a module whose own Go is newer than ours; the archive is there all the same.
    """
    command = ["go", "mod", "download", "-json", *(f"{m.path}@{m.version}" for m in MODULES)]
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOWORK": "off"}
    done = subprocess.run(
        command, cwd="/", env=env, capture_output=True, text=True, check=False, timeout=300
    )
    said = {row["Path"]: row for row in _objects(done.stdout)}
    for module in MODULES:
        row = said.get(module.path, {})
        assert row.get("Sum") == module.sum, f"{module.path}: {row.get('Error', done.stderr)}"
        yield module, Path(row["Zip"])


def _objects(text: str) -> Iterator[dict[str, str]]:
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        found, end = decoder.raw_decode(text)
        yield found
        text = text[end:]


def _schemas(module: Module, archive: Path) -> Iterator[tuple[str, str, Schema]]:
    with zipfile.ZipFile(archive) as files:
        for name in module.files:
            member = f"{module.path}@{module.version}/{module.folder}/{name}"
            for crd in yaml.load_all(files.read(member), yaml.CSafeLoader):
                spec = crd["spec"]
                for version in spec["versions"]:
                    schema = version["schema"]["openAPIV3Schema"]
                    schema["properties"] |= {"apiVersion": {}, "kind": {}, "metadata": {}}
                    api = f"{spec['group']}/{version['name']}"
                    yield api, spec["names"]["kind"], closed(schema)


def closed(schema: Any) -> Any:
    """Refuses unknown members, as the API server does where validation is strict."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    after = {key: _within(key, value) for key, value in schema.items() if key != "description"}
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        after.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        after.pop("type", None)
        after.setdefault("anyOf", [{"type": "integer"}, {"type": "string"}])
    if after.pop("nullable", False) and "type" in after:
        after["type"] = [after["type"], "null"]
    return after


def _within(key: str, value: Any) -> Any:
    """The keys of `properties` are names, whatever they are."""
    if key == "properties":
        return {name: closed(schema) for name, schema in value.items()}
    return closed(value)
