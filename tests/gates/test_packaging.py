from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.gates.support import CONFIG, PACKAGE, ROOT, write

SUFFIXES = {".py", ".json", ".yaml", ".typed"}
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
    files = (path for path in PACKAGE.rglob("*") if path.suffix in SUFFIXES)
    return {
        f"goldenpath_gates/{path.relative_to(PACKAGE).as_posix()}"
        for path in files
        if "__pycache__" not in path.parts
    }


def test_the_wheel_holds_exactly_the_package_and_the_stage_table(wheel: Path) -> None:
    name = "-".join(wheel.name.split("-")[:2])
    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())
    assert found == sources() | {
        "goldenpath_gates/workflows/stages.yml",
        "goldenpath_gates/workflows/stages.schema.json",
        *(f"{name}.dist-info/{file}" for file in DIST_INFO),
    }
    assert "goldenpath_gates/schemas/report.schema.json" in found


@pytest.mark.parametrize("file", ["stages.yml", "stages.schema.json"])
def test_the_stage_table_in_the_wheel_is_the_one_of_the_checkout(file: str, unpacked: Path) -> None:
    packed = unpacked / "goldenpath_gates" / "workflows" / file
    assert packed.read_bytes() == (ROOT / "workflows" / file).read_bytes()


def test_the_wheel_asks_for_nothing_without_its_extra(unpacked: Path) -> None:
    (metadata,) = unpacked.glob("*.dist-info/METADATA")
    required = [
        line
        for line in metadata.read_text(encoding="utf-8").splitlines()
        if line.startswith("Requires-Dist: ")
    ]
    assert required
    assert all(line.endswith("extra == 'gates'") for line in required)


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
        "sbom",
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
