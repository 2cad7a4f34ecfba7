"""Everything that any answers deploy holds, to every judge there is, without a waiver."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.policy import team
from goldenpath_hooks.format_yaml import formatted

from tests.support import Workshop, fresh_copy, require
from tests.template.deploy.support import (
    ANSWER_SETS,
    Schemas,
    documents,
    judges,
    rendered,
)

each_set = pytest.mark.parametrize("name", ANSWER_SETS)
ALTERNATIVES = {
    "blue-green": "argocd-github-one",
    "flagger": "flux-gitlab-two",
}


def kustomized(folder: Path) -> list[dict[str, Any]]:
    command = ("kubectl", "kustomize", str(folder))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(yaml.load_all(done.stdout, yaml.CSafeLoader))


def faults(service: Path, schemas: Schemas) -> dict[str, list[str]]:
    found = documents(service)
    return {
        name: said
        for name, judge in judges(service, schemas).items()
        if (said := list(judge(found)))
    }


@each_set
def test_nothing_is_found(workshop: Workshop, schemas: Schemas, name: str) -> None:
    service = rendered(workshop, name)
    assert faults(service, schemas) == {}
    assert team.read(service).waivers == ()


@each_set
def test_every_environment_has_an_overlay(workshop: Workshop, name: str) -> None:
    service = rendered(workshop, name)
    delivery = tomllib.loads((service / "goldenpath.toml").read_text("utf-8"))["delivery"]
    overlays = {path.name for path in (service / "deploy" / "overlays").iterdir()}
    assert overlays == {"preview", *delivery["environments"]}
    assert set(delivery["environments"]) == {"staging", *delivery["production"]}
    hosts = {
        f"https://{listener['hostname']}": document.group
        for document in documents(service)
        if document.contents["kind"] == "Gateway"
        for listener in document.contents["spec"]["listeners"]
    }
    for environment, row in delivery["environments"].items():
        assert hosts[row["url"]] == f"deploy/overlays/{environment}"


@each_set
def test_only_what_syncs_is_there(workshop: Workshop, name: str) -> None:
    deploy = rendered(workshop, name) / "deploy"
    syncs = {folder for folder in ("argocd", "flux") if (deploy / folder).exists()}
    assert syncs == {ANSWER_SETS[name]["gitops"]} - {"none"}
    assert (deploy / "components" / "flagger").exists() == ("flux" in syncs)


@pytest.mark.parametrize("name", ["argocd-github-two", "flux-gitlab-one"])
def test_no_file_waits_for_its_formatter(workshop: Workshop, name: str) -> None:
    service = rendered(workshop, name)
    files = [path for folder in ("deploy", "flags") for path in (service / folder).rglob("*.yaml")]
    assert len(files) > 25
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    assert [path for path, text in texts.items() if formatted(str(path), text) != text] == []


@pytest.mark.parametrize("component", ALTERNATIVES)
def test_alternatives_to_the_canary(
    workshop: Workshop, schemas: Schemas, tmp_path: Path, component: str
) -> None:
    service = fresh_copy(rendered(workshop, ALTERNATIVES[component]), tmp_path)
    for path in service.glob("deploy/overlays/production-*/kustomization.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text.count("components/canary") == 1
        path.write_text(text.replace("components/canary", f"components/{component}"), "utf-8")
    assert faults(service, schemas) == {}
    (strategy,) = {
        next(iter(document.contents["spec"].get("strategy", {"flagger": None})))
        for document in documents(service)
        if document.contents["kind"] in ("Rollout", "Canary")
    }
    assert strategy == {"blue-green": "blueGreen", "flagger": "flagger"}[component]


@pytest.mark.parametrize("folder", ["argocd", "components/admission"])
def test_what_the_platform_applies_renders(
    workshop: Workshop, schemas: Schemas, folder: str
) -> None:
    require(shutil.which("kubectl"), "kubectl, which renders overlays,")
    service = rendered(workshop, "argocd-github-two")
    found = kustomized(service / "deploy" / folder)
    wrong = [e for d in found for e in schemas.errors(d)]
    assert (len(found) > 1, wrong) == (True, [])
