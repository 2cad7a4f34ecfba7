from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config, runner
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.stages import sbom
from goldenpath_gates.train import Stage

from tests.gates.support import CONFIG, write

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
    bom = json.loads((project / sbom.BOM).read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert bom["metadata"]["component"]["name"] == "tiny"
    # Neither the development tools nor the tools that make the bill.
    assert {(c["name"], c["version"]) for c in bom["components"]} == {
        ("idna", "3.10"),
        ("typing_extensions", "4.15.0"),
    }
    licences = json.loads((project / sbom.LICENCES).read_text(encoding="utf-8"))
    assert licences["typing_extensions 4.15.0"] == "PSF-2.0"
    assert "BSD" in licences["idna 3.10"]
    assert all((project / path).is_file() for path in done.artifacts)
    assert not (project / ".venv").exists()


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
    assert not (project / sbom.BOM).exists()


def test_without_uv_nothing_was_judged(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(IncompleteError, match=r"^uv is not installed"):
        sbom.run(project, SETTINGS)


def component(name: str, version: str, *licences: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": version, "licenses": list(licences)}


def verdict(*components: dict[str, Any], installed: list[tuple[str, str]]) -> Any:
    bom = {"components": list(components)}
    rows = [{"name": name, "version": version} for name, version in installed]
    return sbom.verdict(bom, rows, sbom.licences_of(bom))


def test_an_installed_package_that_is_not_listed_fails() -> None:
    judgement = verdict(component("idna", "3.10"), installed=[("idna", "3.10"), ("six", "1.17.0")])
    assert judgement.verdict == "failed"
    (finding,) = judgement.findings
    assert str(finding) == (
        "reports/sbom/bom.cdx.json: sbom-complete six 1.17.0 is installed, not listed"
    )


def test_another_version_of_it_is_not_listed_either() -> None:
    assert verdict(component("idna", "3.9"), installed=[("idna", "3.10")]).verdict == "failed"


def test_an_empty_bill_fails() -> None:
    assert verdict(installed=[]).verdict == "failed"


@pytest.mark.parametrize(
    ("listed", "installed"),
    [
        ("idna", "idna"),
        ("typing_extensions", "typing-extensions"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("PyYAML", "pyyaml"),
        ("a._-b", "a-b"),
    ],
)
def test_noop_one_package_in_two_spellings(listed: str, installed: str) -> None:
    assert verdict(component(listed, "1.0"), installed=[(installed, "1.0")]).verdict == "passed"


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([], "not declared"),
        ([{"license": {"id": "MIT"}}], "MIT"),
        ([{"expression": "MIT OR Apache-2.0"}], "MIT OR Apache-2.0"),
        ([{"license": {"name": "BSD"}}, {"license": {"id": "MIT"}}], "BSD AND MIT"),
        ([{"license": {"id": "MIT"}}, {"license": {"id": "MIT"}}], "MIT"),
        ([{"license": {"name": "The whole text\nof a licence"}}], "not declared"),
        ([{"license": {"name": "x" * 81}}], "not declared"),
    ],
)
def test_licences(licences: list[dict[str, Any]], expected: str) -> None:
    bom = {"components": [component("a", "1.0", *licences)]}
    assert sbom.licences_of(bom) == {"a 1.0": expected}


BOM: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"specVersion": 1.6}, "specVersion"),
        ({"components": [{"type": "wheel", "name": "a"}]}, "components[0].type"),
        ({"components": [{"type": "library"}]}, "components[0]"),
        ({"components": [{"type": "library", "name": "a", "licenses": 1}]}, "licenses"),
    ],
)
def test_invalid_bill_is_incomplete(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(IncompleteError, match=re.escape(said)):
        sbom.require_valid({**BOM, **wrong})


def test_valid_bill() -> None:
    sbom.require_valid({**BOM, "components": [{"type": "library", "name": "a"}]})
