"""The compiled rules are what the real OPA makes of the rules, wherever it does."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from goldenpath_gates.policy.engine import provision

from tests.policies.support import POLICIES, WASM, run, tool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tool("opa")
    shutil.copytree(POLICIES / "rego", tmp_path / "rego")
    shutil.copy(WASM, tmp_path)
    return tmp_path


def build(folder: Path, *flags: str) -> CompletedProcess[str]:
    return run(sys.executable, POLICIES / "build.py", f"--folder={folder}", *flags)


def test_the_committed_file_is_what_opa_compiles(folder: Path) -> None:
    done = build(folder, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_rule_that_was_changed_since_is_told(folder: Path) -> None:
    rule = folder / "rego" / "workload" / "digest.rego"
    rule.write_text(rule.read_text("utf-8").replace("64", "63"), "utf-8")
    done = build(folder, "--check")
    assert done.returncode == 1
    assert "run python policies/build.py" in done.stdout
    assert build(folder).returncode == 0
    assert build(folder, "--check").returncode == 0


def test_a_changed_test_or_case_is_no_change(folder: Path) -> None:
    (folder / "rego" / "more_test.rego").write_text("package more_test\n", "utf-8")
    (folder / "rego" / "workload" / "digest.yaml").unlink()
    assert build(folder, "--check").returncode == 0


def test_a_rule_that_does_not_compile_is_told_by_file_and_line(folder: Path) -> None:
    rule = folder / "rego" / "workload" / "digest.rego"
    rule.write_text(f"{rule.read_text('utf-8')}\nnonsense[\n", "utf-8")
    done = build(folder, "--check")
    assert done.returncode == 3
    assert re.search(r"rego/workload/digest.rego:\d+", done.stderr)


def test_it_is_the_opa_that_our_conftest_has(folder: Path) -> None:
    """Else the two engines would differ by what was mended between them."""
    done = run(tool("conftest"), "--version")
    told = re.search(r"^OPA: (\S+)", done.stdout, re.M)
    sources = (POLICIES / "build.py").read_text("utf-8")
    assert provision.VERSION == "v0.71.1"
    assert told
    assert f'OPA = "{told[1]}"' in sources
