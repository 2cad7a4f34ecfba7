from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from goldenpath_gates import config, runner
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Finding, Report
from goldenpath_gates.stages import unit
from goldenpath_gates.train import Stage

from tests.gates.support import CONFIG, write

UNIT = Stage("unit", "Does the glue work?", 5)
SETTINGS = config.parse(CONFIG)
PYPROJECT = """\
[project]
name = "tiny"
version = "0.1.0"
requires-python = ">=3.11"

[dependency-groups]
dev = ["pytest==9.1.1", "pytest-cov==7.1.0"]

[tool.uv]
package = false

[tool.pytest.ini_options]
pythonpath = ["."]

[tool.coverage.run]
source = ["tiny"]
"""
FILES = {
    "goldenpath.toml": CONFIG,
    "pyproject.toml": PYPROJECT,
    "tiny.py": "def sign(x):\n    if x < 0:\n        return -1\n    return 1\n",
    "test_tiny.py": "import tiny\n\ndef test_sign():\n    assert tiny.sign(-1) == -1\n"
    "    assert tiny.sign(1) == 1\n",
}


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its lock and its environment, both made once."""
    folder = write(tmp_path_factory.mktemp("unit"), FILES)
    subprocess.run(("uv", "sync", "--quiet"), cwd=folder, check=True)
    return folder


@pytest.fixture
def project(locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(locked / ".venv"))
    lock = (locked / "uv.lock").read_text(encoding="utf-8")
    monkeypatch.chdir(write(tmp_path, {**FILES, "uv.lock": lock}))
    return tmp_path


def values(done: Report) -> dict[str, tuple[float, bool | None]]:
    return {figure.name: (figure.value, figure.passed) for figure in done.figures}


def test_passing_tests_pass(project: Path) -> None:
    done = runner.run_one(UNIT, project)
    assert (done.verdict, done.findings) == ("passed", ())
    assert values(done) == {
        "tests": (1, True),
        "tests failed": (0, True),
        "coverage": (100, True),
    }
    assert all((project / path).is_file() for path in done.artifacts)


def test_a_failing_test_fails_and_is_named(project: Path) -> None:
    write(project, {"test_bad.py": "def test_bad():\n    assert 1 == 2\n"})
    done = runner.run_one(UNIT, project)
    assert done.verdict == "failed"
    assert done.findings == (Finding("test_bad::test_bad", "assert 1 == 2"),)
    assert values(done)["tests failed"] == (1, False)


def test_coverage_under_the_floor_fails(project: Path) -> None:
    half = "import tiny\n\ndef test_sign():\n    assert tiny.sign(1) == 1\n"
    write(project, {"test_tiny.py": half})
    done = runner.run_one(UNIT, project)
    assert (done.verdict, done.findings) == ("failed", ())
    assert values(done)["coverage"] == (75, False)
    write(project, {"goldenpath.toml": CONFIG + "[unit]\ncoverage_floor = 75\n"})
    assert runner.run_one(UNIT, project).verdict == "passed"


def test_a_floor_of_the_team_does_not_hide_ours(project: Path) -> None:
    higher = "[tool.coverage.report]\nfail_under = 100\n"
    half = "import tiny\n\ndef test_sign():\n    assert tiny.sign(1) == 1\n"
    write(project, {"pyproject.toml": PYPROJECT + higher, "test_tiny.py": half})
    done = runner.run_one(UNIT, project)
    assert (done.verdict, values(done)["coverage"]) == ("failed", (75, False))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param(
            {"test_tiny.py": "import tiny\n"}, "pytest found no test (exit code 5)", id="no tests"
        ),
        pytest.param(
            {"test_tiny.py": "import nosuch\n"},
            "pytest could not run the tests (exit code 2)",
            id="a test file that cannot be imported",
        ),
        pytest.param(
            {"pyproject.toml": PYPROJECT.replace("[tool.pyt", "x = [\n[tool.pyt")},
            "uv could not check uv.lock: ",
            id="broken pyproject",
        ),
        pytest.param({"uv.lock": "version = "}, "uv could not check uv.lock: ", id="broken lock"),
        pytest.param(
            {"conftest.py": "import os\nos._exit(0)\n"},
            "pytest ended without reports/unit/junit.xml",
            id="pytest that ends without a word",
        ),
        pytest.param(
            {"pytest.ini": "[pytest]\naddopts = --no-cov\n"},
            "reports/unit/coverage.json has no total",
            id="coverage switched off",
        ),
    ],
)
def test_incomplete(files: dict[str, str], says: str, project: Path) -> None:
    write(project, {"reports/unit/junit.xml": "stale", "reports/unit/coverage.json": "stale"})
    done = runner.run_one(UNIT, write(project, files))
    assert (done.verdict, done.exit_code) == ("incomplete", 3)
    assert says in done.summary


def test_a_stale_lock_fails_and_says_how_to_mend_it(project: Path) -> None:
    stale = PYPROJECT.replace(">=3.11", ">=3.11,<3.99")
    done = runner.run_one(UNIT, write(project, {"pyproject.toml": stale}))
    assert (done.verdict, done.summary) == (
        "failed",
        "uv.lock does not fit pyproject.toml: run `uv lock` and commit it",
    )


def test_a_missing_lock_is_incomplete_in_a_pipeline(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "uv.lock").unlink()
    monkeypatch.setenv("CI", "1")
    with pytest.raises(IncompleteError, match=r"^uv.lock is missing: run `uv lock` and commit it"):
        unit.run(project, SETTINGS)
    assert not (project / "uv.lock").exists()


def test_a_laptop_makes_the_first_lock(project: Path) -> None:
    (project / "uv.lock").unlink()
    assert runner.run_one(UNIT, project).verdict == "passed"
    assert (project / "uv.lock").is_file()


def test_without_a_project_there_is_nothing_to_judge(service: Path) -> None:
    with pytest.raises(IncompleteError, match=r"^pyproject.toml is missing"):
        unit.run(service, SETTINGS)


def test_without_uv_nothing_was_judged(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(IncompleteError, match=r"^uv is not installed: install it with"):
        unit.run(project, SETTINGS)


def test_without_pytest_cov_nothing_was_judged(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(project / ".venv"))
    write(project, {"pyproject.toml": PYPROJECT.replace(', "pytest-cov==7.1.0"', "")})
    (project / "uv.lock").unlink()
    done = runner.run_one(UNIT, project)
    assert (done.verdict, done.summary) == (
        "incomplete",
        "pytest could not run the tests (exit code 4): see the output above",
    )


JUNIT = """\
<testsuites><testsuite>
<testcase classname="a" name="ok"/>
<testcase classname="a" name="skipped"><skipped/></testcase>
<testcase classname="a" name="failed"><failure message="line 1&#10;line 2"/></testcase>
<testcase classname="a" name="broken"><error/></testcase>
</testsuite></testsuites>
"""


def test_counts_leave_out_what_was_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"junit.xml": JUNIT})
    assert unit.counts(tmp_path / "junit.xml") == (
        3,
        (Finding("a::failed", "line 1"), Finding("a::broken", "failed")),
    )


@pytest.mark.parametrize(
    ("tests", "failed", "percent", "floor", "code", "verdict"),
    [
        (3, (), 85.0, 85.0, 0, "passed"),
        (3, (), 84.999, 85.0, 0, "failed"),
        (3, (), float("nan"), 0.0, 0, "failed"),
        (0, (), 100.0, 85.0, 0, "failed"),
        (3, (Finding("r", "m"),), 100.0, 85.0, 1, "failed"),
    ],
)
def test_verdict(
    tests: int, failed: tuple[Finding, ...], percent: float, floor: float, code: int, verdict: str
) -> None:
    assert unit.verdict(tests, failed, percent, floor, code).verdict == verdict


def test_a_failure_without_a_failed_test_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match="without a failed test"):
        unit.verdict(3, (), 100.0, 85.0, 1)
