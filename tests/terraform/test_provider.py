"""The provider of the tests: what it makes it can plan again, change, refuse and end."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.terraform.support import copied, environment, initialised, planned, succeeded, terraform

ROOTS = Path(__file__).parent / "roots"
APPLY = ("apply", "-no-color", "-input=false", "-auto-approve")
DESTROY = ("destroy", "-no-color", "-input=false", "-auto-approve")
UNCHANGED = ("plan", "-no-color", "-input=false", "-detailed-exitcode")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return initialised(ROOTS / "small", tmp_path)


def test_life_of_a_resource(root: Path) -> None:
    succeeded(root, *APPLY)
    uid = succeeded(root, "output", "-raw", "uid")
    assert uid.startswith("uid-")
    assert terraform(root, *UNCHANGED).returncode == 0
    assert "1 changed" in succeeded(root, *APPLY, "-var=pods=2")
    assert succeeded(root, "output", "-raw", "uid") == uid, "a change makes nothing anew"
    assert "2 destroyed" in succeeded(root, *DESTROY)
    assert succeeded(root, "state", "list") == ""


def test_a_plan_says_what_is_not_known_before(tmp_path: Path) -> None:
    plan = planned(ROOTS / "small", tmp_path)
    (change,) = (
        row["change"]
        for row in plan["resource_changes"]
        if row["type"] == "kubernetes_namespace_v1"
    )
    assert change["after"]["metadata"][0]["name"] == "a"
    assert change["after_unknown"]["metadata"][0]["uid"] is True


def test_refuses_what_a_test_says(root: Path) -> None:
    env = {"GOLDENPATH_PROVIDER_REFUSES": "create:kubernetes_resource_quota_v1"}
    done = terraform(root, *APPLY, env=env)
    assert done.returncode == 1
    assert "Error: refused" in done.stdout
    assert succeeded(root, "state", "list") == "kubernetes_namespace_v1.a\n"
    succeeded(root, *APPLY)
    done = terraform(
        root, *DESTROY, env={"GOLDENPATH_PROVIDER_REFUSES": "delete:kubernetes_namespace_v1"}
    )
    assert done.returncode == 1
    assert succeeded(root, "state", "list") == "kubernetes_namespace_v1.a\n"


def test_holds_until_it_is_interrupted(root: Path) -> None:
    env = environment() | {"GOLDENPATH_PROVIDER_HOLDS": "create:kubernetes_resource_quota_v1"}
    with subprocess.Popen(
        ("terraform", *APPLY),
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        assert child.stdout
        for line in child.stdout:
            if line.startswith("kubernetes_resource_quota_v1.a: Creating..."):
                child.send_signal(signal.SIGINT)
                break
        rest = child.stdout.read()
    assert child.returncode == 1
    assert "Error: stopped" in rest
    assert succeeded(root, "state", "list") == "kubernetes_namespace_v1.a\n"


def test_data_is_not_made_up(tmp_path: Path) -> None:
    copy = initialised(ROOTS / "reading", tmp_path)
    done = terraform(copy, "plan", "-no-color", "-input=false")
    assert done.returncode == 1
    assert "there is no cloud to read" in done.stdout
    assert "override data.kubernetes_namespace_v1" in done.stdout


def test_a_root_is_planned_with_our_modules_and_without_its_backend(tmp_path: Path) -> None:
    plan = planned(ROOTS / "pinned", tmp_path, {"change": 42})
    assert plan["planned_values"]["outputs"]["name"]["value"] == "answers-pr-42"
    assert not (ROOTS / "pinned" / ".terraform").exists()


def test_what_is_write_only_is_kept_nowhere(tmp_path: Path) -> None:
    root = initialised(ROOTS / "write-only", tmp_path)
    succeeded(root, *APPLY, "-var=password=hunter2")
    assert terraform(root, *UNCHANGED, "-var=password=hunter3").returncode == 0
    state = (root / "terraform.tfstate").read_text("utf-8")
    assert "kubernetes_secret_v1" in state
    assert "hunter2" not in state


def test_a_module_from_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    copy = copied(ROOTS / "pinned", tmp_path)
    text = (copy / "main.tf").read_text("utf-8")
    ours = "../../terraform/modules/environment-plan"
    assert ours in text
    theirs = "git::https://example.com/acme/other.git//plan?ref=v1"
    (copy / "main.tf").write_text(text.replace(ours, theirs), "utf-8")
    done = terraform(copy, "init", "-no-color", "-input=false")
    assert done.returncode == 1
    assert "127.0.0.1" in done.stdout
