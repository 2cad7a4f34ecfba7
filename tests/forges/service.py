"""What both forges see of a rendered service, and how a run of it reads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from goldenpath_gates.slo import files

from tests import base_image
from tests.support import ROOT, Workshop, commit, fresh_copy, service_env

CALLER = ".github/workflows/ci.yml"
LIBRARY = {"GOLDENPATH_SOURCE": str(ROOT)}
"""As the CI variable that a platform team sets; a fork sees none, so there the pin has to do."""


STUBS = Path(__file__).parent / "stubs"


def job_env() -> dict[str, str]:
    """Without the index: where it does not say how long its pages last, each start of uv asks for
    the pages of a hundred packages again. What jobs install, `locked` has fetched."""
    path = os.pathsep.join((str(STUBS), service_env()["PATH"]))
    return {"PATH": path, "UV_OFFLINE": "1"}


FORK = {"UV_OFFLINE": "0"}
"""Laid over it where no LIBRARY is seen: a pin is fetched from its repository."""


def pull_request(title: str = "a change", branch: str = "topic") -> dict[str, object]:
    head = {"ref": branch, "sha": "0" * 40}
    return {"pull_request": {"number": 7, "title": title, "head": head}, "number": 7}


def names(results: dict[str, str]) -> dict[str, str]:
    """Job names as a stage table would say them: `train / unit` is unit."""
    return {name.rpartition("/")[2].strip(): result for name, result in results.items()}


CALLING = ("train", "preview-end")
"""Jobs of the caller, which call a workflow."""


def stage_results(results: dict[str, str]) -> dict[str, str]:
    return {name: result for name, result in names(results).items() if name not in CALLING}


def record(folder: Path) -> dict[str, str]:
    (path,) = folder.rglob("evidence.json")
    body: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["predicate"]
    return body


def edit_prompt(service: Path, old: str, new: str) -> None:
    prompt = service / "prompts" / "answer.prompty"
    prompt.write_text(prompt.read_text().replace(old, new))


SHORT = ("evals/golden.jsonl", "evals/redteam.jsonl")
BASELINES = ("evals/baseline.jsonl", "evals/nightly-baseline.jsonl", "evals/prompts.snapshot.json")


ONE_CASE = """\
version: 1
request:
  path: /v1/answers
  body: { question: "What is a canary release?" }

cases:
  - id: answer
    title: a question is answered
    steps: []
    expect: { status: 200, calls: 1 }
"""


def promise_little(service: Path, examples: int = 2) -> None:
    """Takes most away of what `contract` asks, and most of its time."""
    (service / "contracts" / "provider.yaml").write_text(ONE_CASE)
    settings = service / "goldenpath.toml"
    few = f"[contract.conformance]\nexamples = {examples}\n\n[contract.env]\n"
    settings.write_text(settings.read_text().replace("[contract.env]\n", few))


def be_slower(service: Path) -> None:
    """Routes without a model promise 2 s, for the machine is busy with other tests."""
    slo = service / "slo.yaml"
    text, found = re.subn(r"(?m)^      value: 0\.1$", "      value: 2.0", slo.read_text())
    assert found == 1, "slo.yaml has no promise of 0.1 s"
    slo.write_text(text)
    files.write(service)


def locked(workshop: Workshop, name: str) -> Path:
    """The service of an answer set with its lock committed. Look, do not touch."""

    def lock(folder: Path) -> None:
        shutil.copytree(workshop.render(name), folder, dirs_exist_ok=True, symlinks=True)
        promise_little(folder)
        be_slower(folder)
        base_image.start_from(folder)
        subprocess.run(("uv", "lock", "-q"), cwd=folder, env=service_env(), check=True)
        commit(folder, "lock")
        commit(folder, "a push of its own: the one before took promises away")
        workshop.once("fetched", lambda copy: _fetch(folder, copy))

    return workshop.once(f"locked/{name}", lock)


def _fetch(service: Path, folder: Path) -> None:
    """Into the caches: the library, the packages of the service and the tools of the stages."""
    copy = fresh_copy(service, folder)
    for command in (("uv", "sync", "-q"), ("./ci", "run", "policy", "sbom")):
        subprocess.run(command, cwd=copy, env=service_env(), check=True, capture_output=True)


STARTS = """\
from {package}.app import create_app
from {package}.settings import Settings


def test_it_starts() -> None:
    create_app(Settings())
"""


def quick(workshop: Workshop, name: str) -> Path:
    """The same with one test, so that a train takes seconds. Look, do not touch."""

    def make(folder: Path) -> None:
        shutil.copytree(locked(workshop, name), folder, dirs_exist_ok=True, symlinks=True)
        _keep_one_test(folder)
        commit(folder, "quick")
        commit(folder, "a push of its own: the one before lowered a floor")

    return workshop.once(f"quick/{name}", make)


def _keep_one_test(service: Path) -> None:
    for path in (service / "tests").rglob("test_*.py"):
        path.unlink()
    shutil.rmtree(service / "tests" / "snapshots")
    (package,) = (path.name for path in service.glob("src/*") if path.is_dir())
    (service / "tests" / "test_one.py").write_text(STARTS.format(package=package))
    text = (service / "goldenpath.toml").read_text()
    (service / "goldenpath.toml").write_text(text.replace("floor = 85", "floor = 0"))


def brief(workshop: Workshop, name: str) -> Path:
    """The same with fewer cases: for where how well it answers is not the question."""

    def make(folder: Path) -> None:
        shutil.copytree(quick(workshop, name), folder, dirs_exist_ok=True, symlinks=True)
        shorten(folder, workshop)
        commit(folder, "fewer cases")
        commit(folder, "and a change of its own, which changes no rule")

    return workshop.once(f"brief/{name}", make)


def shorten(service: Path, workshop: Workshop) -> None:
    """A quarter of the cases, a short night, and the baselines of just these."""
    measured = workshop.once("measured", lambda folder: _measure(folder, workshop))
    for path in (*SHORT, *BASELINES):
        shutil.copyfile(measured / path, service / path)
    _ask_few(service)


def _ask_few(service: Path) -> None:
    settings = service / "goldenpath.toml"
    few = "[eval]\nminimum = 20\nnightly_cases = 160\n"
    text = settings.read_text().replace("[eval]\n", few)
    settings.write_text(text.replace("min = 0.8\n", "min = 0.7\n"))  # few cases scatter more


def _measure(folder: Path, workshop: Workshop) -> None:
    """What is measured here fits every answer set."""
    shutil.copytree(locked(workshop, "defaults"), folder, dirs_exist_ok=True, symlinks=True)
    for dataset in SHORT:
        lines = (folder / dataset).read_text().splitlines(keepends=True)
        (folder / dataset).write_text("".join(lines[::4]))
    _ask_few(folder)
    for options in ((), ("--nightly",)):
        said = ("--reason", "the answers of this very service", "--owner", "team-answers")
        command = (sys.executable, "-m", "goldenpath_gates", "eval", "baseline", *said, *options)
        subprocess.run(command, cwd=folder, env=service_env(), check=True, capture_output=True)
