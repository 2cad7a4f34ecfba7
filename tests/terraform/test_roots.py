"""The roots of a service: well formed, valid, pinned, and made and ended by the engine."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.terraform.engine import TerraformEngine
from goldenpath_gates.errors import FailedError
from goldenpath_gates.policy import checkov

from tests.support import Workshop
from tests.terraform.plans import CLOUDS, ROOTS, SERVICES, SPEC, service
from tests.terraform.support import copied, environment, initialised, succeeded, terraform

SOURCE = re.compile(r'^  source = "(.+)"$', re.MULTILINE)
PINNED = re.compile(
    r"git::https://[\w./-]+/acme/goldenpath//terraform/modules/[\w-]+\?ref=[0-9a-f]{40}"
)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("root", ROOTS)
def test_a_root_is_well_formed_and_valid(
    workshop: Workshop, tmp_path: Path, name: str, root: str
) -> None:
    folder = service(workshop, name) / "infra" / root
    assert terraform(folder, "fmt", "-check", "-diff").stdout == ""
    succeeded(initialised(folder, tmp_path), "validate", "-no-color")


@pytest.mark.parametrize("name", SERVICES)
def test_every_module_is_pinned_by_a_commit(workshop: Workshop, name: str) -> None:
    infra = service(workshop, name) / "infra"
    found = [one for path in infra.rglob("*.tf") for one in SOURCE.findall(path.read_text())]
    modules = [one for one in found if not one.startswith("hashicorp/")]
    assert len(modules) == 12
    assert [one for one in modules if not PINNED.fullmatch(one)] == []


def test_without_a_cloud_there_is_no_terraform(workshop: Workshop) -> None:
    assert not (workshop.render("defaults") / "infra").exists()


CHOSEN = " ".join(
    (
        "aws_iam_role.arn=arn:aws:iam::111122223333:role/goldenpath/preview/a",
        "google_service_account.email=answers@acme-previews.iam.gserviceaccount.com",
        "azurerm_user_assigned_identity.client_id=00000000-0000-0000-0000-000000000006",
    )
)
"""Whose form ephemeral-kubernetes looks at."""


def outside(**more: str) -> dict[str, str]:
    """A laptop's environment: nobody's identity is asked of a forge."""
    ours = {key: value for key, value in environment().items() if key != "CI"}
    return ours | {"GOLDENPATH_PROVIDER_CHOOSES": CHOSEN} | more


def placed(workshop: Workshop, folder: Path, cloud: str) -> tuple[Path, Config]:
    """A service with the library's modules beside it, and states in a folder of its own."""
    root = folder / "service"
    shutil.copytree(service(workshop, f"github-{cloud}"), root)
    preview = copied(root / "infra" / "preview", folder)
    settings = config.load(root)
    environments = replace(
        settings.environments,
        infra=os.path.relpath(preview, root),
        backend={"workspace_dir": str(folder / "states")},
    )
    return root, replace(settings, environments=environments)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_an_environment_of_each_cloud(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cloud: str
) -> None:
    monkeypatch.setattr(checkov, "run", lambda *_: [])  # see test_policies
    root, settings = placed(workshop, tmp_path, cloud)
    engine, progress = TerraformEngine(root, settings, outside()), Progress("test")
    plan = engine.plan(SPEC, progress)
    assert plan.findings == ()
    assert "+ module.kubernetes.kubernetes_namespace_v1.this" in plan.lines
    made = engine.up(SPEC, progress)
    assert (made.state, made.expires_at) == ("ready", SPEC.expires_at)
    assert made.settings["GOLDENPATH_ENVIRONMENT"] == SPEC.name
    assert engine.standing() == (made,)
    assert engine.plan(SPEC, progress).lines == ()
    assert engine.down(SPEC.name, progress) == ()
    assert engine.standing() == ()


def test_what_a_cloud_refuses_leaves_nothing(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkov, "run", lambda *_: [])
    root, settings = placed(workshop, tmp_path, "gcp")
    progress = Progress("test")
    refusing = outside(GOLDENPATH_PROVIDER_REFUSES="create:google_storage_bucket_iam_member")
    refused = TerraformEngine(root, settings, refusing)
    with pytest.raises(FailedError, match=r"terraform apply: .*google_storage_bucket_iam_member"):
        refused.up(SPEC, progress)
    assert refused.standing() == ()
    engine = TerraformEngine(root, settings, outside())
    engine.up(SPEC, progress)
    keeping = outside(GOLDENPATH_PROVIDER_REFUSES="delete:google_storage_bucket")
    left = TerraformEngine(root, settings, keeping).down(SPEC.name, progress)
    assert any("module.data.google_storage_bucket.this[0] is still there" in one for one in left)
    assert engine.down(SPEC.name, progress) == ()
    assert engine.standing() == ()
