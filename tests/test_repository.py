"""What holds for every file of this repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
# Assembled, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(^|[^\w.-])/(" + "|".join(("work", "farm", "root", "home")) + r")/")
REGISTRY = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.org")))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                hits.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return hits


def test_no_path_of_a_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_host_of_a_package_registry() -> None:
    assert lines_with(REGISTRY) == []


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    questions = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = project["version"]
    assert questions["library_version"]["default"] == version
    assert re.search(r"^## (\d+\.\d+\.\d+)$", changelog, re.M)[1] == version  # type: ignore[index]


def test_own_hooks_pass() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "mypy"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
