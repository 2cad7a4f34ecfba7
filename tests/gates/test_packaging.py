from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.gates.support import CONFIG, HOOKS, PACKAGE, ROOT, write
from tests.support import tracked

SUFFIXES = {".py", ".json", ".yaml", ".typed", ".jinja", ".css", ".js"}
CHILDREN = ("workflows/gitlab/signoff-asked.yml", "workflows/gitlab/signoff-spared.yml")
DIST_INFO = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        ("uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT), check=True, timeout=120
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def unpacked(wheel: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(wheel.parent / "unpacked")
    return wheel.parent / "unpacked"


def sources() -> set[str]:
    """What belongs into the wheel: the code and the data beside it, nothing that lies about."""
    return {
        path.relative_to(package.parent).as_posix()
        for package in (PACKAGE, HOOKS)
        for path in package.rglob("*")
        if path.suffix in SUFFIXES and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_exactly_both_packages_and_their_tables(wheel: Path) -> None:
    name = "-".join(wheel.name.split("-")[:2])
    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())
    assert found == sources() | {
        "goldenpath_gates/.pre-commit-hooks.yaml",
        *(f"goldenpath_gates/{child}" for child in CHILDREN),
        *(f"goldenpath_gates/{path}" for path in tracked(ROOT) if path.startswith("policies/")),
        "goldenpath_gates/workflows/stages.yml",
        "goldenpath_gates/workflows/stages.schema.json",
        *(f"{name}.dist-info/{file}" for file in DIST_INFO),
    }
    assert "goldenpath_gates/schemas/report.schema.json" in found


@pytest.mark.parametrize(
    "file",
    [".pre-commit-hooks.yaml", *CHILDREN, "workflows/stages.yml", "workflows/stages.schema.json"],
)
def test_a_table_in_the_wheel_is_the_one_of_the_checkout(file: str, unpacked: Path) -> None:
    packed = unpacked / "goldenpath_gates" / file
    assert packed.read_bytes() == (ROOT / file).read_bytes()


def test_a_hook_environment_holds_what_the_hooks_import_and_no_more(unpacked: Path) -> None:
    """pre-commit installs the library without its extra."""
    (metadata,) = unpacked.glob("*.dist-info/METADATA")
    required = re.findall(
        r"^Requires-Dist: ([\w.-]+)==[\d.]+$", metadata.read_text(encoding="utf-8"), re.M
    )
    assert {name.lower() for name in required} == third_parties(unpacked / "goldenpath_hooks")


def third_parties(package: Path) -> set[str]:
    """The distributions whose modules a package imports anywhere, also inside functions."""
    names = {"yaml": "pyyaml", "ruamel": "ruamel.yaml"}
    imported = {
        name.partition(".")[0]
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imports(node)
    } - {"goldenpath_hooks", *sys.stdlib_module_names}
    return {names.get(name, name.replace("_", "-")) for name in imported}


def imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def from_wheel(unpacked: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Outside the checkout, the unpacked wheel first: nothing of the work tree can help."""
    code = (
        "import goldenpath_gates, sys; from goldenpath_gates.__main__ import main; "
        f"assert goldenpath_gates.__file__.startswith({str(unpacked)!r}); "
        "raise SystemExit(main())"
    )
    return subprocess.run(
        (sys.executable, "-P", "-c", code, *args),
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_wheel_runs_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    done = from_wheel(unpacked, "stages", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "stage",
        "lint",
        "unit",
        "contract",
        "policy",
        "eval",
        "sbom",
        "image",
        "publish",
        "staging",
        "load",
        "canary",
        "rollout",
        "preview",
        "nightly",
        "reaper",
    ]


def test_a_service_with_folders_of_the_same_name_cannot_replace_ours(
    unpacked: Path, tmp_path: Path
) -> None:
    write(
        tmp_path,
        {
            "goldenpath.toml": CONFIG,
            "workflows/stages.yml": "version: 1\nstages: []\n",
            "copier.yml": "",
            "goldenpath_gates/__init__.py": "raise SystemExit(0)\n",
        },
    )
    done = from_wheel(unpacked, "stages", cwd=tmp_path)
    assert done.returncode == 0
    assert "Is it well formed?" in done.stdout
