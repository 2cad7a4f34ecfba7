"""Runs Terraform on a copy of a module or a root, with the tests' providers and no network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support import ROOT, require
from tests.terraform import schemas

MODULES = ROOT / "terraform" / "modules"
# The library's own modules, as a service names them.
PINNED = re.compile(r'"git::[^"]*//terraform/modules/([\w-]+)\?ref=[^"]*"')
BACKEND = re.compile(r'^\s*backend\s+"', re.M)
LOCAL = 'terraform {\n  backend "local" {}\n}\n'
Done = subprocess.CompletedProcess[str]


def environment() -> dict[str, str]:
    """With our providers only, and nothing of the machine's own Terraform."""
    require(shutil.which("terraform"), "terraform")
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    nobody = "http://127.0.0.1:9"  # so that a source that is not local fails at once
    return ours | {
        "CHECKPOINT_DISABLE": "1",
        "HTTPS_PROXY": nobody,
        "TF_CLI_CONFIG_FILE": str(schemas.mirror() / "terraform.rc"),
        "TF_IN_AUTOMATION": "1",
        "https_proxy": nobody,
    }


def terraform(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> Done:
    """Whatever the exit code; standard output and errors are one text."""
    return subprocess.run(
        ("terraform", *args),
        cwd=folder,
        env=environment() | dict(env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )


def copied(folder: Path, into: Path) -> Path:
    """A copy to run in. A module keeps its siblings; the modules that a root pins are our own."""
    modules = into / "terraform" / "modules"
    ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*")
    shutil.copytree(MODULES, modules, ignore=ignored, dirs_exist_ok=True)
    if folder.is_relative_to(MODULES):
        return modules / folder.relative_to(MODULES)
    copy = into / "roots" / folder.name
    shutil.copytree(folder, copy, ignore=ignored, dirs_exist_ok=True)
    for path in copy.rglob("*.tf"):
        near = os.path.relpath(modules, path.parent)
        text = path.read_text("utf-8")
        path.write_text(PINNED.sub(rf'"{near}/\1"', text), "utf-8")
        if BACKEND.search(text):
            path.with_name("backend_override.tf").write_text(LOCAL, "utf-8")
    return copy


def succeeded(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    done = terraform(folder, *args, env=env)
    assert done.returncode == 0, f"terraform {args[0]}: {done.stdout}"
    return done.stdout


def initialised(folder: Path, into: Path, *options: str) -> Path:
    copy = copied(folder, into)
    succeeded(copy, "init", "-input=false", "-no-color", *options)
    return copy


def planned(folder: Path, into: Path, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The plan of everything anew, as `terraform show -json` prints it."""
    copy = initialised(folder, into)
    (copy / "tests.auto.tfvars.json").write_text(json.dumps(dict(variables or {})), "utf-8")
    succeeded(copy, "plan", "-input=false", "-no-color", "-out=plan.bin")
    shown = terraform(copy, "show", "-json", "plan.bin")
    assert shown.returncode == 0, shown.stdout
    plan: dict[str, Any] = json.loads(shown.stdout)
    return plan
