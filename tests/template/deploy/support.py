"""What a service deploys, rendered for many answers, and what judges it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema_rs
from goldenpath_gates import config
from goldenpath_gates.manifests import lint
from goldenpath_gates.policy import judgement, team
from goldenpath_gates.policy.collect import manifests
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.engine import wasm

from tests import crds
from tests.support import HOSTILE, ROOT, Answers, Library, Workshop, require

KUBERNETES = "1.32.0"
DEFINITIONS = "_definitions.json"
SOURCES = ("deploy", "flags", "policy.yaml.jinja", "goldenpath.toml.jinja")
"""All of the template that these tests look at: a copy of more takes longer."""
NAMED: tuple[Answers, ...] = (
    {},
    {"project_name": "Null", "team": "@a", "canary_steps": [1, 2, 4, 8, 16, 32, 64, 100]},
    {"project_name": HOSTILE, "peak_rps": 100_000, "preview_ttl_hours": 720, "cohort_percent": 25},
)
"""The last two: names that YAML reads as something else, and the ends of what may be answered."""
FORGES: Mapping[str, Answers] = {
    "github": {},
    "gitlab": {
        "ci": "gitlab",
        "repository_url": "https://gitlab.example.com/a/b/c_d.e",
        "production_cluster": "1e5",
        "staging_cluster": "rehearsal",
        "domain": "tea.example.co.uk",
        "registry": "registry.example.com/tea",
        "gateway_class": "tea-gateways",
        "auth": "full",
    },
}
REGIONS: Mapping[str, Answers] = {"one": {}, "two": {"regions": ["eu", "no"]}}


def answer_sets() -> dict[str, Answers]:
    """Every way to sync x forge x number of regions, under names in turn."""
    combined = product(("argocd", "flux", "none"), FORGES, REGIONS)
    return {
        "-".join(row): {
            "gitops": row[0],
            **FORGES[row[1]],
            **REGIONS[row[2]],
            **NAMED[number % len(NAMED)],
        }
        for number, row in enumerate(combined)
    }


ANSWER_SETS = answer_sets()


def rendered(workshop: Workshop, name: str) -> Path:
    """Look, do not touch: others look at it too."""
    return workshop.once(f"deploy/{name}", lambda folder: _render(folder, workshop, name))


def _render(folder: Path, workshop: Workshop, name: str) -> None:
    _trimmed(workshop).copy(folder, ANSWER_SETS[name])


def _trimmed(workshop: Workshop) -> Library:
    def make(folder: Path) -> None:
        template = folder / "goldenpath" / "template"
        template.mkdir(parents=True)
        shutil.copy(ROOT / "copier.yml", template.parent)
        for source in SOURCES:
            path = ROOT / "template" / source
            (shutil.copytree if path.is_dir() else shutil.copy)(path, template / source)

    return Library(workshop.once("deploy-template", make))


def documents(service: Path) -> tuple[Document, ...]:
    """Overlays as kustomize renders them, and what is applied as it is. Look, do not touch."""
    return _documents(service, service.stat().st_ctime_ns)


@cache
def _documents(service: Path, _since: int) -> tuple[Document, ...]:
    """Of a folder as long as it is the same one: names of passed tests are given again."""
    require(shutil.which("kubectl"), "kubectl, which renders overlays,")
    return tuple(manifests.documents(service, config.load(service).policy, os.environ))


@dataclass(frozen=True)
class Schemas:
    """Of custom resources by `apiVersion` and kind; of all else as Kubernetes has them."""

    custom: Mapping[tuple[str, str], crds.Schema]
    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    def errors(self, contents: Mapping[str, Any]) -> Iterator[str]:
        """A kind that nobody knows is an error."""
        kind = contents["apiVersion"], contents["kind"]
        try:
            validator = self.made.get(kind) or self._make(kind)
        except FileNotFoundError:
            yield f"{'/'.join(kind)} is no kind of Kubernetes {KUBERNETES}"
            return
        for error in validator.iter_errors(contents):
            yield f"{contents['kind']} {list(error.instance_path)}: {error.message}"

    def _make(self, kind: tuple[str, str]) -> Any:
        schema = self.custom.get(kind) or _kubernetes(*kind)
        definitions = jsonschema_rs.Registry([(DEFINITIONS, _file(DEFINITIONS))])
        self.made[kind] = jsonschema_rs.validator_for(schema, registry=definitions)
        return self.made[kind]


def _kubernetes(version: str, kind: str) -> Any:
    """What kubernetes-validate checks with, which reads megabytes for each object."""
    name = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", version)
    return _file(f"{kind.lower()}-{name}.json")


@cache
def _file(name: str) -> Any:
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{KUBERNETES}-local-strict"
    return json.loads((folder / name).read_text(encoding="utf-8"))


Judge = Callable[[Sequence[Document]], Iterator[str]]


def judges(service: Path, schemas: Schemas) -> dict[str, Judge]:
    """By name, what finds faults in documents; each says what it found."""
    data = judgement.data_of(service, team.read(service))

    def by_schema(documents: Sequence[Document]) -> Iterator[str]:
        for document in documents:
            yield from schemas.errors(document.contents)

    def by_policy(documents: Sequence[Document]) -> Iterator[str]:
        yield from (found.rule for found in wasm.evaluate(documents, data))

    def by_lint(documents: Sequence[Document]) -> Iterator[str]:
        yield from (f"{found.rule}: {found.text}" for found in lint(documents))

    return {"schema": by_schema, "policy": by_policy, "lint": by_lint}
