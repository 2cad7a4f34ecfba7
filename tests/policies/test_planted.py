"""Faults planted one by one into a service that ships everything there is a rule for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates import config
from goldenpath_gates.policy import judgement, team
from goldenpath_gates.policy.collect import collect
from goldenpath_gates.policy.engine import wasm

from tests.support import Workshop, commit, require

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "planted.yaml").read_text("utf-8"))
FAULTS = [
    pytest.param(fault, id=f"{domain}-{number}")
    for domain, faults in TABLE.items()
    for number, fault in enumerate(faults)
]
ALLOWED = {
    "ai": {"endpoints": {"models.example.com": "eu"}},
    "workload": {"registries": ["ghcr.io/acme"]},
}
"""What a team writes into its policy.yaml before it ships this."""
SERVICES = {"gitlab": "gitlab-vendored"}
"""The answer set that a domain's faults are planted into, where it is not the default one."""


def shipping(workshop: Workshop, name: str) -> Path:
    """A fresh service that deploys and sets up what is in shipment/. Look, do not touch."""
    require(shutil.which("kubectl"), "kubectl")

    def make(folder: Path) -> None:
        shutil.copytree(workshop.render(name), folder, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(folder / "deploy")  # its own faults: tests/template/deploy
        shutil.copytree(HERE / "shipment", folder, dirs_exist_ok=True)
        policy = folder / team.FILENAME
        said = team.merged(yaml.safe_load(policy.read_text("utf-8")), ALLOWED)
        policy.write_text(yaml.safe_dump(said), "utf-8")
        commit(folder, "ship everything")
        commit(folder, "a change that starts here")

    return workshop.once(f"shipping/{name}", make)


def found(service: Path) -> set[str]:
    """The rules that our engine finds broken; everything must be readable."""
    on_a_laptop = {key: value for key, value in os.environ.items() if key != "CI"}
    documents, unread = collect(service, config.load(service), on_a_laptop)
    assert unread == []
    return {
        one.rule for one in wasm.evaluate(documents, judgement.data_of(service, team.read(service)))
    }


def plant(service: Path, fault: dict[str, Any]) -> None:
    path = service / fault["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if "old" not in fault:
        path.write_text(fault["new"], "utf-8")
        return
    replace(path, fault["old"], fault["new"])


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} has changed: nothing is planted"
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("name", ["defaults", *SERVICES.values()])
def test_the_good_twin(workshop: Workshop, name: str) -> None:
    assert found(shipping(workshop, name)) == set()


def test_enough_is_planted() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("fault", FAULTS)
def test_planted(
    workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest, fault: dict[str, Any]
) -> None:
    domain = request.node.callspec.id.partition("-")[0]
    good = shipping(workshop, SERVICES.get(domain, "defaults"))
    service = shutil.copytree(good, tmp_path / "service", symlinks=True)
    plant(service, fault)
    assert found(service) == set(fault["rules"])
