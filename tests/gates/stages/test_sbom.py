from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from goldenpath_gates import config, runner
from goldenpath_gates.bom import judgement
from goldenpath_gates.bom.judgement import BOM, CHANGES, LICENCES
from goldenpath_gates.bom.lock_file import Lock
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Report
from goldenpath_gates.stages import sbom
from goldenpath_gates.train import Stage

from tests.gates.support import CONFIG, git, repository, write

SBOM = Stage("sbom", "What is in it?", 5)
SETTINGS = config.parse(CONFIG)
PYPROJECT = """\
[project]
name = "tiny"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["idna==3.10", "typing-extensions==4.15.0"]

[dependency-groups]
dev = ["iniconfig==2.1.0"]

[tool.uv]
package = false
"""
FILES = {"goldenpath.toml": CONFIG, "pyproject.toml": PYPROJECT}


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("sbom"), FILES)
    subprocess.run(("uv", "lock", "--quiet"), cwd=folder, check=True)
    return folder


@pytest.fixture
def project(locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "service"
    shutil.copytree(locked, root)
    monkeypatch.chdir(root)
    return root


def test_the_bill_lists_the_locked_packages_with_their_licences(project: Path) -> None:
    done = runner.run_one(SBOM, project)
    assert done.verdict == "passed"
    bom = json.loads((project / BOM).read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert bom["metadata"]["component"]["name"] == "tiny"
    # Neither the development tools nor the tools that make the bill.
    assert {(c["name"], c["version"]) for c in bom["components"]} == {
        ("idna", "3.10"),
        ("typing_extensions", "4.15.0"),
    }
    licences = json.loads((project / LICENCES).read_text(encoding="utf-8"))
    assert licences["typing_extensions 4.15.0"] == "PSF-2.0"
    assert "BSD" in licences["idna 3.10"]
    files = [row for row in bom["components"][0]["externalReferences"] if row.get("hashes")]
    assert [row["url"].rpartition("/")[2] for row in files] == ["idna-3.10-py3-none-any.whl"]
    assert files[0]["hashes"][0]["content"] in (project / "uv.lock").read_text("utf-8")
    assert all((project / path).is_file() for path in done.artifacts)
    assert not (project / ".venv").exists()
    written = [(project / path).read_bytes() for path in (BOM, LICENCES)]
    runner.run_one(SBOM, project)
    assert [(project / path).read_bytes() for path in (BOM, LICENCES)] == written


def test_a_lock_that_does_not_fit_fails(project: Path) -> None:
    write(project, {"pyproject.toml": PYPROJECT.replace("idna==3.10", "idna==3.9")})
    done = runner.run_one(SBOM, project)
    assert (done.verdict, done.exit_code) == ("failed", 1)
    assert "run `uv lock` and commit it" in done.summary


def test_a_python_that_cannot_be_had_is_incomplete(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PYTHON", "2.7")
    done = runner.run_one(SBOM, project)
    assert (done.verdict, done.exit_code) == ("incomplete", 3)


def test_a_step_that_fails_is_incomplete_and_says_why(project: Path) -> None:
    """The folder of the environment is taken by a file."""
    write(project, {".goldenpath": "in the way"})
    done = runner.run_one(SBOM, project)
    assert (done.verdict, done.exit_code) == ("incomplete", 3)
    assert "sync --locked --no-dev ...` failed, nothing was judged: " in done.summary
    assert not (project / BOM).exists()


def test_without_uv_nothing_was_judged(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(IncompleteError, match=r"^uv is not installed"):
        sbom.run(project, SETTINGS)


STRICT = CONFIG + '[sbom]\nallow = ["PSF-2.0"]\ndeny = ["BSD-*"]\n'
WAIVER = """\
  - rule: {}
    scope: {}
    reason: The lawyers have read it.
    owner: "@acme/ai"
    expires: 2999-12-31
"""
EXCUSED = {
    "sbom-licence": "idna@3.10",
    "sbom-lock-source": "idna@*",
    "sbom-model": "prompts/*",
}
WAIVERS = "waivers:\n" + "".join(WAIVER.format(*row) for row in EXCUSED.items())


def run(project: Path) -> Report:
    return runner.run_one(SBOM, project)


def test_licence_model_and_lock_are_judged_and_can_be_waived(project: Path) -> None:
    """Of the changed address uv says nothing."""
    lock = (project / "uv.lock").read_text("utf-8")
    write(
        project,
        {
            "goldenpath.toml": STRICT,
            "prompts/a.prompty": "---\nmodel:\n  id: gpt-4.1-mini\n---\n",
            "uv.lock": lock.replace('idna-3.10.tar.gz"', 'idna-3.9.tar.gz"'),
        },
    )
    done = run(project)
    assert done.verdict == "failed"
    rules = ["sbom-licence", "sbom-lock-source", "sbom-model"]
    assert sorted(one.rule for one in done.findings) == rules
    write(project, {"policy.yaml": WAIVERS})
    done = run(project)
    assert (done.verdict, done.findings) == ("passed", ())
    assert [one.rule for one in done.notes if one.waiver] == ["sbom-model", *rules[:2]]


def test_the_difference_against_the_last_release(project: Path) -> None:
    write(project, {"prompts/a.prompty": "---\nmetadata:\n  version: 1.0.0\n---\n"})
    repository(project)
    git(project, "tag", "v1.2.0")
    project_file = PYPROJECT.replace('"idna==3.10", ', '"iniconfig==2.1.0", ')
    lock = (project / "uv.lock").read_text("utf-8")
    write(project, {"pyproject.toml": project_file, "uv.lock": lock})
    subprocess.run(("uv", "lock", "--quiet"), cwd=project, check=True)
    write(project, {"prompts/a.prompty": "---\nmetadata:\n  version: 1.1.0\n---\n"})
    git(project, "commit", "--quiet", "--all", "--message", "second")
    done = run(project)
    assert done.verdict == "passed"
    said = "since v1.2.0: 1 added, 1 removed, 1 prompt changed, 1 new licence: MIT"
    assert said in done.summary
    assert said in (project / CHANGES).read_text("utf-8")
    assert {"sbom-added", "sbom-removed", "sbom-upgraded"} <= {one.rule for one in done.notes}


def test_a_release_that_cannot_be_read_is_said_and_stops_nothing(project: Path) -> None:
    write(project, {"goldenpath.toml": "[service"})
    repository(project)
    git(project, "tag", "v1.2.0")
    write(project, {"goldenpath.toml": CONFIG})
    git(project, "commit", "--quiet", "--all", "--message", "second")
    said, (note,) = judgement._compared(project, {}, Lock(()), {})
    assert said == "not compared with v1.2.0"
    assert str(note).startswith("sbom-not-compared not compared with v1.2.0: goldenpath.toml:1:")
    assert not (project / CHANGES).exists()


def test_a_licence_that_spdx_does_not_know_stops_before_anything_runs(project: Path) -> None:
    write(project, {"goldenpath.toml": CONFIG + '[sbom]\nallow = ["Apache 2.0"]\n'})
    done = run(project)
    assert done.verdict == "incomplete"
    assert "names 'Apache 2.0'" in done.summary
