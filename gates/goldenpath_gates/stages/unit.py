"""Does the glue work? The service's tests, with a floor under their coverage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, parse

from goldenpath_gates import process, uv
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

FOLDER = Path("reports/unit")
JUNIT = FOLDER / "junit.xml"
COVERAGE = FOLDER / "coverage.json"
PYTEST_JUDGED = (0, 1)


def run(root: Path, config: Config) -> Judgement:
    uv.require_lock(root)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for stale in (JUNIT, COVERAGE):
        (root / stale).unlink(missing_ok=True)
    result = process.run(
        uv.command("run", "--locked", "pytest", f"--junitxml={JUNIT}")
        + ("--cov", f"--cov-report=json:{COVERAGE}", "--cov-report=term")
        # A floor in the team's own settings would hide ours behind pytest's exit code.
        + ("--cov-fail-under=0",),
        root,
        env={"COVERAGE_FILE": str(FOLDER / ".coverage")},
    )
    if result.code not in PYTEST_JUDGED:
        meaning = {5: "pytest found no test"}.get(result.code, "pytest could not run the tests")
        raise IncompleteError(f"{meaning} (exit code {result.code}): see the output above")
    return verdict(
        *counts(root / JUNIT), coverage(root / COVERAGE), config.unit.coverage_floor, result.code
    )


def verdict(
    tests: int, failed: tuple[Finding, ...], percent: float, floor: float, code: int
) -> Judgement:
    if code and not failed:
        raise IncompleteError("pytest failed without a failed test: see the output above")
    figures = (
        Figure("tests", tests, None, ">= 1", tests >= 1),
        Figure("tests failed", len(failed), None, "= 0", not failed),
        Figure("coverage", round(percent, 2), "%", f">= {floor:g}", percent >= floor),
    )
    summary = f"{tests - len(failed)} of {tests} tests passed, coverage {percent:.1f} %"
    return judge(summary, figures, failed, [str(JUNIT), str(COVERAGE)])


def counts(path: Path) -> tuple[int, tuple[Finding, ...]]:
    """The number of tests that ran and those that failed, from a JUnit file."""
    try:
        # pytest wrote it a moment ago, and expat limits the expansion of entities
        cases = list(parse(path).iter("testcase"))  # noqa: S314
    except (OSError, ParseError):
        raise IncompleteError(f"pytest ended without {JUNIT}: see the output above") from None
    ran = [case for case in cases if case.find("skipped") is None]
    return len(ran), tuple(_failures(ran))


def _failures(cases: list[Element]) -> Iterator[Finding]:
    for case in cases:
        for trouble in (*case.findall("failure"), *case.findall("error")):
            name = f"{case.get('classname')}::{case.get('name')}"
            yield Finding(name, (trouble.get("message") or "failed").split("\n")[0][:500])


def coverage(path: Path) -> float:
    """Percent of lines and branches, from the JSON report of coverage.py."""
    try:
        percent = json.loads(path.read_text(encoding="utf-8"))["totals"]["percent_covered"]
    except (OSError, ValueError, KeyError) as error:
        raise IncompleteError(f"{COVERAGE} has no total: {error!r}; is pytest-cov there?") from None
    return float(percent)
